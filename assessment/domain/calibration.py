"""Calibration cases: short invented situations that every observer rates, so that observers share one scale."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

CASES_AGAIN = 2
QUARTER = timedelta(weeks=13)


@dataclass(frozen=True, slots=True)
class CalibrationCase:
    """An invented person's Danish at work in a few sentences, and what of the rubric it is rated by.

    There is no right answer: what an observer taps tells how that observer reads the steps, and nothing else.

    Attributes
    ----------
    case_id : str
        The stable name in files, such as ``"laundry"``; never reused for another text.
    criteria : tuple of str
        One to three criterion codes of the rubric, in the order they are asked.
    place, text : str
        Danish: where it is, and two to four plain sentences.
    place_en, text_en
        The same in English.
    """

    case_id: str
    criteria: tuple[str, ...]
    place: str
    text: str
    place_en: str
    text_en: str


@dataclass(frozen=True, slots=True)
class CalibrationCases:
    """A versioned set of cases for one rubric, immutable once used; ``sha256`` is of the bytes it was read from."""

    version: str
    rubric: str
    cases: tuple[CalibrationCase, ...]
    sha256: str

    @property
    def case_ids(self) -> tuple[str, ...]:
        """The cases' ids, in the order they are shown."""
        return tuple(case.case_id for case in self.cases)

    def case(self, case_id: str) -> CalibrationCase:
        """The case of that id; KeyError where there is none."""
        for case in self.cases:
            if case.case_id == case_id:
                return case
        raise KeyError(case_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCase:
    """The answer to a case that is stored: when it was, and whether by this call or before."""

    case_id: str
    stored_at: datetime
    is_new: bool


def cases_of_quarter(observer_id: str, case_ids: Sequence[str], quarter: int) -> tuple[str, ...]:
    """The cases that an observer is shown again in a quarter, counted from 1 after the first full round.

    Each observer has an order of their own, made of nothing but the ids, so that over a year every case comes back.

    Examples
    --------
    >>> eight = ("a", "b", "c", "d", "e", "f", "g", "h")
    >>> year = [cases_of_quarter("mia", eight, quarter) for quarter in (1, 2, 3, 4)]
    >>> sorted(case for two in year for case in two) == list(eight)
    True
    >>> cases_of_quarter("mia", eight, 5) == year[0]
    True
    """
    own_order = sorted(case_ids, key=lambda case_id: hashlib.sha256(f"{observer_id}\n{case_id}".encode()).digest())
    first = (quarter - 1) * CASES_AGAIN
    return tuple(own_order[(first + place) % len(own_order)] for place in range(min(CASES_AGAIN, len(own_order))))


def waiting_cases(
    observer_id: str, case_ids: Sequence[str], rated: Iterable[tuple[str, date]], today: date
) -> tuple[str, ...]:
    """The cases that wait for an observer: each once, and then two again each quarter of 13 weeks.

    Parameters
    ----------
    case_ids : sequence of str
        The cases there are, in the order they are shown.
    rated : iterable of (str, date)
        Which case the observer rated on which Danish day.

    Examples
    --------
    >>> waiting_cases("mia", ("a", "b", "c"), [("a", date(2026, 3, 2))], date(2026, 3, 3))
    ('b', 'c')
    >>> all_of_them = [(case, date(2026, 3, 2)) for case in "abc"]
    >>> waiting_cases("mia", ("a", "b", "c"), all_of_them, date(2026, 5, 31))
    ()
    >>> len(waiting_cases("mia", ("a", "b", "c"), all_of_them, date(2026, 6, 1)))
    2
    """
    days: dict[str, list[date]] = {case_id: [] for case_id in case_ids}
    for case_id, day in rated:
        if case_id in days:
            days[case_id].append(day)
    never = tuple(case_id for case_id in case_ids if not days[case_id])
    if never or not case_ids:
        return never
    complete_on = max(min(of_case) for of_case in days.values())
    quarter = (today - complete_on) // QUARTER
    if quarter < 1:
        return ()
    begins_on = complete_on + quarter * QUARTER
    again = cases_of_quarter(observer_id, case_ids, quarter)
    return tuple(case_id for case_id in case_ids if case_id in again and max(days[case_id]) < begins_on)
