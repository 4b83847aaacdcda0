"""How long a provider's right to a person lasts, and why a row that would lengthen it, or lies outside it, is refused.

The municipality refers. A provider may tell that a course ended and which module it is; it may never give itself days
that the referral did not give.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from assessment.domain.days import monday_of_week
from assessment.exchange.comparison import Compared
from assessment.exchange.delivery import DeliveredFile
from assessment.exchange.refusals import Refusal
from assessment.i18n.words import N_, _

RESULTS_COME_WITHIN = timedelta(days=60)
"""For so long after its last day an enrolment still lets lessons and results in: they are often reported late."""
_STARTS_EARLIER = N_("Startdatoen ligger før henvisningen. Ret datoen, eller bed kommunen om at rette henvisningen.")
_ENDS_LATER = N_("Slutdatoen er sat af kommunen og kan ikke flyttes her. Bed kommunen om at rette henvisningen.")
_IS_OVER = N_("Indmeldelsen er slut og kan ikke åbnes her. Bed kommunen om at registrere en ny henvisning.")
_NONE_OPEN = N_("Personen har ingen åben indmeldelse hos jer i dag. Bed kommunen om at registrere henvisningen.")
_TAKEN_OUTSIDE = N_(
    "Prøven ligger uden for personens indmeldelse hos jer. Ret datoen, eller bed kommunen om at rette henvisningen."
)
_WEEK_OUTSIDE = N_("Ugen ligger uden for indmeldelsen. Ret ugen, eller bed kommunen om at rette henvisningen.")
_SUNDAY = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the provider's enrolments that stand now give it.

    Attributes
    ----------
    referred : frozenset of str
        The newcomers with an enrolment that is not over, or ended within :data:`RESULTS_COME_WITHIN`.
    open_today : frozenset of str
        The newcomers with an enrolment that runs today.
    first_days : mapping of str to Timestamp
        The first day of each newcomer's earliest enrolment, as others registered it.
    given : mapping of str to tuple
        First and last day of each enrolment as the latest delivery of somebody else has them; an enrolment that only
        the provider itself brought is not in it.
    """

    referred: frozenset[str]
    open_today: frozenset[str]
    first_days: Mapping[str, Any]
    given: Mapping[str, tuple[Any, Any]]


def rights_among(enrolments: pd.DataFrame, brought_by_others: Iterable[Mapping[str, Any]], today: date) -> Rights:
    """The rights that a provider's own standing enrolments give on a day."""
    begun, ended = enrolments["started_on"], enrolments["ended_on"]
    now, who = pd.Timestamp(today), enrolments["newcomer_id"]
    given = {
        row["enrolment_id"]: (
            pd.Timestamp(row["started_on"]),
            pd.Timestamp(row["ended_on"]) if row["ended_on"] else pd.NaT,
        )
        for row in brought_by_others
    }
    first_days: dict[str, Any] = {}
    for person, number, start in zip(who, enrolments["enrolment_id"], begun, strict=True):
        first = given[number][0] if number in given else start
        first_days[person] = min(first_days.get(person, first), first)
    return Rights(
        referred=frozenset(who[ended.isna() | (ended >= now - RESULTS_COME_WITHIN)]),
        open_today=frozenset(who[(begun <= now) & (ended.isna() | (ended >= now))]),
        first_days=first_days,
        given=given,
    )


def refuse_longer_rights(
    rights: Rights, delivered: DeliveredFile, compared: Compared, known: pd.DataFrame
) -> Iterator[Refusal]:
    """A refusal for each enrolment by which a provider would give itself more days than it was given."""
    rows, differing = compared.rows, compared.differing
    numbers, people = rows["enrolment_id"].astype(object), rows["newcomer_id"].astype(object)
    start, end = (pd.to_datetime(rows[name]).to_numpy() for name in ("started_on", "ended_on"))
    is_open = people.isin(rights.open_today).to_numpy()
    yield from _refuse(delivered, compared.is_new & ~is_open, "newcomer_id", _NONE_OPEN)

    given_start = _days(numbers, {number: given[0] for number, given in rights.given.items()})
    early = (start < _days(people, rights.first_days)) | (start < given_start)
    moved = compared.is_new | differing["started_on"].to_numpy()
    yield from _refuse(delivered, early & moved, "started_on", _STARTS_EARLIER)

    given_end = _days(numbers, {number: given[1] for number, given in rights.given.items()})
    changed = differing["ended_on"].to_numpy()
    longer = ~np.isnat(given_end) & (np.isnat(end) | (end > given_end))
    yield from _refuse(delivered, longer & changed, "ended_on", _ENDS_LATER)
    stood = _days(numbers, dict(zip(known["enrolment_id"], known["ended_on"], strict=True)))
    reopened = ~np.isnat(stood) & (np.isnat(end) | (end > stood))
    yield from _refuse(delivered, reopened & changed & ~is_open, "ended_on", _IS_OVER)


def refuse_outside(delivered: DeliveredFile, compared: Compared, enrolments: pd.DataFrame) -> Iterator[Refusal]:
    """A refusal for each new or changed result or week of lessons outside the days of ``enrolments``.

    A week touches an enrolment or does not: nobody knows on which of its days the lessons were.
    """
    stored = compared.is_new | compared.is_changed
    if delivered.file.stem == "results":
        who, taken = compared.rows["newcomer_id"], compared.rows["taken_on"]
        outside = _outside(enrolments, "newcomer_id", who, taken, taken, grace=RESULTS_COME_WITHIN)
        yield from _refuse(delivered, stored & outside, "taken_on", _TAKEN_OUTSIDE)
    if delivered.file.stem == "attendance":
        weeks = compared.rows["week"]
        mondays = pd.Series([pd.NaT if pd.isna(week) else pd.Timestamp(monday_of_week(week)) for week in weeks])
        which = compared.rows["enrolment_id"]
        outside = _outside(enrolments, "enrolment_id", which, mondays, mondays + _SUNDAY, grace=timedelta(0))
        yield from _refuse(delivered, stored & outside, "week", _WEEK_OUTSIDE)


def _outside(
    enrolments: pd.DataFrame, key: str, keys: pd.Series, first: pd.Series, last: pd.Series, *, grace: timedelta
) -> np.ndarray:
    """Which of the days are in none of the enrolments of their key; a key without any is refused elsewhere."""
    periods: dict[Any, list[tuple[Any, Any]]] = {}
    told = zip(enrolments[key], enrolments["started_on"], enrolments["ended_on"], strict=True)
    for owner, start, end in told:
        periods.setdefault(owner, []).append((start, end))
    return np.array(
        [
            owner in periods
            and not pd.isna(begins)
            and not any(start <= ends and (pd.isna(end) or begins <= end + grace) for start, end in periods[owner])
            for owner, begins, ends in zip(keys, first, last, strict=True)
        ],
        dtype=bool,
    )


def _days(keys: pd.Series, known: Mapping[str, Any]) -> np.ndarray:
    """The day of each key, missing where there is none."""
    return pd.to_datetime(pd.Series([known.get(key, pd.NaT) for key in keys], dtype="datetime64[s]")).to_numpy()


def _refuse(delivered: DeliveredFile, wrong: np.ndarray, column: str, sentence: str) -> Iterator[Refusal]:
    for row in np.flatnonzero(np.asarray(wrong, dtype=bool) & ~delivered.broken):
        yield delivered.refuse(int(row), column, _(sentence))
