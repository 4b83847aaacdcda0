"""Use case: a course provider delivers files at its counter. All of what is theirs is taken, or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

import numpy as np
import pandas as pd

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.bundle import BUNDLE_FILES
from assessment.domain.days import danish_day
from assessment.exchange.checks import check_rows
from assessment.exchange.comparison import Compared, compare
from assessment.exchange.delivery import Complete, DeliveredFile, Delivery, read_file
from assessment.exchange.filling_in import fill_attendance, fill_enrolments, fill_results
from assessment.exchange.own_csv import OWN_FORMS, OwnFile, Recognised, Said, Unrecognised, recognise
from assessment.exchange.package import open_upload
from assessment.exchange.refusals import Refusal, refusal, shown
from assessment.exchange.tables import read_table
from assessment.exchange.theirs import FILES, Theirs, refuse_what_is_not_theirs, theirs_among
from assessment.i18n.words import _
from assessment.reference.rubric import load_rubric
from assessment.storage import brought, facts
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.import_bundle import ImportOutcome, take_in

ROWS_SHOWN = 200
"""How many rows of each fate are named; the counts are of all of them."""


@dataclass(frozen=True, slots=True)
class RowFate:
    """A row that would be or was taken in: where it stood, what it is about, and which columns are changed."""

    file: str
    line: int
    about: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of a provider's delivery.

    Attributes
    ----------
    outcome : ImportOutcome or None
        As of any delivery; None where a file must be explained first, and then nothing was tried.
    unrecognised : tuple of Unrecognised
        The files whose headers do not say what they hold.
    fates : mapping of str to tuple of RowFate
        The first rows that are ``added``, ``changed`` and ``unchanged``.
    counts : mapping of str to int
        How many rows there are of each fate, those that are refused not among them.
    """

    outcome: ImportOutcome | None
    unrecognised: tuple[Unrecognised, ...] = ()
    fates: Mapping[str, tuple[RowFate, ...]] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


def deliver_as_provider(
    ledger: Ledger,
    actor: Actor,
    sent: Sequence[tuple[str, bytes]],
    *,
    said: Mapping[str, Said],
    delivery_id: str,
    now: datetime,
    dry_run: bool = False,
) -> Delivered:
    """Take in the files (name and bytes) that a provider sent, or say everything that is in the way.

    ``said`` is what they said of files that are not recognised by themselves; ``delivery_id`` is the id that their form
    was opened with.
    """
    provider_id = actor.provider_id or ""
    require(actor, Verb.DELIVER, providers=[provider_id] if provider_id else [])
    upload = open_upload(sent)
    recognised = recognise(upload.files, said)
    recognised.refused.extend(upload.refused)
    recognised.ignored.extend(upload.ignored)
    if not recognised.files and not recognised.unrecognised and not recognised.refused:
        recognised.refused.append(refusal(_names(sent), _("Der er ingen CSV-fil at levere.")))
    if recognised.unrecognised and not recognised.refused:
        return Delivered(outcome=None, unrecognised=tuple(recognised.unrecognised))
    fates: dict[str, _Fate] = {}
    codes, day = frozenset(load_rubric().codes), danish_day(now)

    def held_against(transaction: Transaction) -> tuple[Delivery, dict[str, Compared]]:
        theirs = _theirs(transaction, provider_id, day)
        delivery, compared = _hold(recognised, theirs, codes=codes, day=day)
        fates.update(_fates(recognised, delivery, compared))
        return delivery, compared

    outcome = take_in(
        ledger,
        actor,
        held_against,
        source=_kinds(recognised),
        now=now,
        dry_run=dry_run,
        batch_id=_as_id(delivery_id),
        provider_id=provider_id,
    )
    return Delivered(
        outcome=_under_their_names(outcome, recognised),
        fates={name: tuple(fate.rows) for name, fate in fates.items()},
        counts={name: fate.count for name, fate in fates.items()},
    )


def _theirs(transaction: Transaction, provider_id: str, day: date) -> Theirs:
    """The provider's own facts, and a way to ask whether a number stands in somebody else's; no more is read."""

    def standing(stem: str, ids: Iterable[str]) -> pd.DataFrame:
        return facts.current(transaction, stem, **{BUNDLE_FILES[stem].key[0]: ids})

    known = {
        stem: facts.current(transaction, stem, provider_id=[provider_id]) for stem in FILES if stem != "attendance"
    }
    known["attendance"] = standing("attendance", known["enrolments"]["enrolment_id"])
    return theirs_among(provider_id, standing, known, brought.by_others(transaction, provider_id), day)


def _names(sent: Sequence[tuple[str, bytes]]) -> str:
    return ", ".join(shown(name) for name, content in sent)


_KINDS = {"providers": "udbyder", "enrolments": "indmeldelser", "attendance": "fremmøde", "results": "resultater"}
"""What is kept of a delivery's files. It is a stored fact, so it is Danish whoever delivers."""


def _kinds(recognised: Recognised) -> str:
    """What the files hold, never what they are called: the name of a file may be the name of a person."""
    return ", ".join(f"{_KINDS[file.stem]} ({_extension(file.name)})" for file in recognised.files)


def _extension(name: str) -> str:
    return next((end for end in ("csv", "txt", "tsv") if name.lower().endswith(f".{end}")), "fil")


def _as_id(delivery_id: str) -> str | None:
    """The id of the form, None where it is no UUID and so not one that we made."""
    try:
        return str(UUID(delivery_id))
    except ValueError:
        return None


def _hold(
    recognised: Recognised, theirs: Theirs, *, codes: frozenset[str], day: date
) -> tuple[Delivery, dict[str, Compared]]:
    """Read the recognised files, fill in what they leave out, and hold them against the provider's own facts."""
    delivery = Delivery(ignored=list(recognised.ignored), refused=list(recognised.refused))
    compared: dict[str, Compared] = {}
    enrolments = theirs.known["enrolments"]
    for file in recognised.files:
        table = read_table(OWN_FORMS[file.stem], file.content, file.meaning)
        delivery.ignored.extend(table.ignored)
        delivery.refused.extend(table.refused)
        delivered = read_file(delivery, table, codes, _filling(file, theirs, enrolments, day))
        held = compare(delivered, theirs.known[file.stem])
        if file.stem == "enrolments":
            kept = enrolments[~enrolments["enrolment_id"].isin(delivered.keys)]
            enrolments = pd.concat([kept, held.rows[delivered.keys.notna()]], ignore_index=True)
        delivery.refused.extend(check_rows(delivered, held.rows))
        delivery.refused.extend(refuse_what_is_not_theirs(theirs, delivered, held, enrolments))
        delivery.files[file.stem], compared[file.stem] = delivered, held
    return delivery, compared


def _filling(file: OwnFile, theirs: Theirs, enrolments: pd.DataFrame, day: date) -> Complete | None:
    filling: dict[str, Complete] = {
        "results": partial(fill_results, theirs=theirs, day=day),
        "enrolments": partial(fill_enrolments, theirs=theirs),
        "attendance": partial(fill_attendance, theirs=theirs, enrolments=enrolments),
    }
    return filling.get(file.stem)


_TELLING = {
    "providers": ("name",),
    "enrolments": ("newcomer_id", "track", "started_on"),
    "attendance": ("enrolment_id", "week"),
    "results": ("newcomer_id", "kind", "taken_on"),
}
"""The columns that tell a person which row it is."""


@dataclass(slots=True)
class _Fate:
    count: int = 0
    rows: list[RowFate] = field(default_factory=list)


def _fates(recognised: Recognised, delivery: Delivery, compared: Mapping[str, Compared]) -> dict[str, _Fate]:
    """The first rows of each fate, and how many; refused ones are told by their refusals."""
    told = {"added": _Fate(), "changed": _Fate(), "unchanged": _Fate()}
    for file in recognised.files:
        delivered, held = delivery.files[file.stem], compared[file.stem]
        whole = ~delivered.broken
        masks = {
            "added": held.is_new & whole,
            "changed": held.is_changed & whole,
            "unchanged": ~(held.is_new | held.is_changed) & whole,
        }
        for fate, mask in masks.items():
            room = ROWS_SHOWN - len(told[fate].rows)
            told[fate].count += int(mask.sum())
            told[fate].rows.extend(_fate(file.name, delivered, held, int(row)) for row in np.flatnonzero(mask)[:room])
    return told


def _fate(name: str, delivered: DeliveredFile, held: Compared, row: int) -> RowFate:
    differing = held.differing.columns[held.differing.to_numpy()[row]] if held.is_changed[row] else ()
    return RowFate(
        file=shown(name),
        line=int(delivered.lines[row]),
        about=tuple(_about(delivered, held, row)),
        changed=tuple(shown(delivered.headers.get(column, column)) for column in differing),
    )


def _about(delivered: DeliveredFile, held: Compared, row: int) -> Iterator[str]:
    columns = _TELLING[delivered.file.stem]
    if delivered.file.stem == "attendance" and "newcomer_id" in delivered.texts:
        columns = ("newcomer_id", "week")
    for column in columns:
        if column in delivered.texts:
            yield shown(delivered.texts[column][row])
        elif column in held.rows and not pd.isna(held.rows[column].iloc[row]):
            yield shown(str(held.rows[column].iloc[row]))


def _under_their_names(outcome: ImportOutcome, recognised: Recognised) -> ImportOutcome:
    """The outcome with each file called what the provider called it."""
    called = {f"{file.stem}.csv": shown(file.name) for file in recognised.files}

    def named(refused: Refusal) -> Refusal:
        return replace(refused, file=called.get(refused.file, refused.file))

    def listed(ignored: str) -> str:
        file, colon, column = ignored.partition(": ")
        return f"{called.get(file, file)}{colon}{column}"

    return replace(
        outcome,
        refused=tuple(named(refused) for refused in outcome.refused),
        ignored=tuple(listed(ignored) for ignored in outcome.ignored),
    )
