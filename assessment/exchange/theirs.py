"""What belongs to one course provider, and why a row of a delivery is not theirs to deliver.

A provider's delivery is held against the provider's own facts only; everything else does not exist for it. So a refusal
can say nothing of what others delivered: whoever is not referred and whoever does not exist read the same sentence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from assessment.exchange.comparison import Compared
from assessment.exchange.delivery import DeliveredFile, row_keys
from assessment.exchange.referral import Rights, refuse_longer_rights, refuse_outside, rights_among
from assessment.exchange.refusals import Refusal
from assessment.i18n.words import N_, _

FILES = ("providers", "enrolments", "attendance", "results")
"""What a provider delivers, in the order in which it is read."""
NOT_REFERRED = N_("Personen er ikke henvist til jer. Bed kommunen om at registrere henvisningen.")
_NOT_YOURS = N_("Rækken er ikke jeres. Lad feltet være tomt, så skriver Sprogspor jer selv som udbyder.")
_NO_ENROLMENT = N_("I har ingen indmeldelse med det nummer. Ret nummeret, eller lever indmeldelsen sammen med rækken.")
_TAKEN = N_("Nummeret kan ikke bruges. Vælg et andet løbenummer, eller lad feltet være tomt.")
_MOVED = N_(
    "Nummeret hører til en anden af jeres personer og kan ikke flyttes. Brug et nyt nummer, eller fortryd den "
    "levering, der var forkert."
)
Standing = Callable[[str, Iterable[str]], pd.DataFrame]
"""The rows that stand of a file (by its stem) whose first key is among some values."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A provider's own facts.

    Attributes
    ----------
    provider_id : str
        Whose they are.
    known : mapping of str to DataFrame
        Their rows that stand, of each of :data:`FILES`, with ``row_id``.
    referred : frozenset of str
        The newcomers they may deliver about; see :class:`~assessment.exchange.referral.Rights`.
    standing : callable
        Gives the rows that stand of a file with some first keys, whoever's they are. Only ever asked whether a key that
        is not theirs is among them.
    rights : Rights
        The days that their enrolments give them.
    """

    provider_id: str
    known: Mapping[str, pd.DataFrame]
    referred: frozenset[str]
    standing: Standing
    rights: Rights


def theirs_among(
    provider_id: str,
    standing: Standing,
    known: Mapping[str, pd.DataFrame],
    brought_by_others: Iterable[Mapping[str, Any]],
    today: date,
) -> Theirs:
    """What is the provider's own: ``known`` are its rows that stand of each of :data:`FILES`.

    ``brought_by_others`` are its enrolments as the latest delivery of somebody else has them.
    """
    rights = rights_among(known["enrolments"], brought_by_others, today)
    return Theirs(provider_id, known, rights.referred, standing, rights)


def _taken(theirs: Theirs, delivered: DeliveredFile) -> pd.Index:
    """The delivered keys that stand in rows of others."""
    file = delivered.file
    named = delivered.rows[file.key[0]].dropna().unique() if file.key[0] in delivered.rows else ()
    rows = theirs.standing(file.stem, named)
    if file.stem == "attendance":
        is_theirs = rows["enrolment_id"].isin(theirs.known["enrolments"]["enrolment_id"])
    else:
        is_theirs = rows["provider_id"] == theirs.provider_id
    taken: pd.Index = pd.Index(row_keys(file, rows[~is_theirs]), dtype=object)
    return taken


def refuse_what_is_not_theirs(
    theirs: Theirs, delivered: DeliveredFile, compared: Compared, enrolments: pd.DataFrame
) -> Iterator[Refusal]:
    """A refusal for each row that is not the provider's to deliver.

    ``enrolments`` are their enrolments, as they would stand after this delivery.
    """
    rows, stem = delivered.rows, delivered.file.stem
    # A whole history may be sent again and again: a row that is known as it is tells nobody anything and stays.
    is_told_anew = pd.Series(compared.is_new | compared.is_changed)
    if "provider_id" in rows:
        others = rows["provider_id"].notna() & (rows["provider_id"] != theirs.provider_id)
        yield from _refuse(delivered, others, "provider_id", _NOT_YOURS)
    if stem == "attendance" and "enrolment_id" in rows:
        whose = dict(zip(enrolments["enrolment_id"], enrolments["newcomer_id"], strict=True))
        unknown = rows["enrolment_id"].notna() & ~rows["enrolment_id"].isin(whose)
        yield from _refuse(delivered, unknown, "enrolment_id", _NO_ENROLMENT)
        gone = pd.Series([number in whose and whose[number] not in theirs.referred for number in rows["enrolment_id"]])
        yield from _refuse(delivered, gone & is_told_anew, "enrolment_id", NOT_REFERRED)
    if "newcomer_id" in rows:
        strangers = rows["newcomer_id"].notna() & ~rows["newcomer_id"].isin(theirs.referred)
        yield from _refuse(delivered, strangers & is_told_anew, "newcomer_id", NOT_REFERRED)
        moved = pd.Series(compared.differing["newcomer_id"].to_numpy() & ~delivered.broken)
        yield from _refuse(delivered, moved, "newcomer_id", _MOVED)
    taken = pd.Series(compared.is_new & delivered.keys.isin(_taken(theirs, delivered)).to_numpy() & ~delivered.broken)
    yield from _refuse(delivered, taken, delivered.file.key[0], _TAKEN)
    if stem == "enrolments":
        yield from refuse_longer_rights(theirs.rights, delivered, compared, theirs.known["enrolments"])
    yield from refuse_outside(delivered, compared, enrolments)


def _refuse(delivered: DeliveredFile, wrong: pd.Series, column: str, sentence: str) -> Iterator[Refusal]:
    for row in np.flatnonzero(wrong.to_numpy(dtype=bool)):
        yield delivered.refuse(int(row), column, _(sentence))
