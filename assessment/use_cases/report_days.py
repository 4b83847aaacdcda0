"""Whose days a report is about: for a provider only those on which one of its own enrolments runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from assessment.measurement.active_weeks import Ints, Periods, united
from assessment.stalling.columns import day_number
from assessment.storage.facts import Record, current_records
from assessment.storage.ledger import Transaction

Spans = Mapping[str, Sequence[tuple[date, date]]]
"""The days of each newcomer within the period, as first and last days."""
_STRIDE = 10_000_000
"""More days than any period has, so that owner and day make one number."""


def own_enrolments(transaction: Transaction, provider_id: str, to_on: date) -> list[Record]:
    """The provider's enrolments as they stand now that began by ``to_on``: a right is never older than today."""
    found = current_records(transaction, "enrolments", provider_id=[provider_id])
    return [row for row in found if row["started_on"] <= to_on]


def spans_of(enrolments: Sequence[Record], from_on: date, to_on: date) -> dict[str, list[tuple[date, date]]]:
    """Everybody with days of the period on which one of the enrolments runs, and those days; they may overlap."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for row in enrolments:
        first, last = max(row["started_on"], from_on), min(row["ended_on"] or to_on, to_on)
        if first <= last:
            spans.setdefault(row["newcomer_id"], []).append((first, last))
    return spans


@dataclass(frozen=True, slots=True)
class OwnDays:
    """The days of each person, by their position; ``last`` is the last of them."""

    periods: Periods
    last: Ints

    def touch(self, person: Ints, first: Ints, last: Ints) -> NDArray[np.bool_]:
        """Whether ``first`` to ``last`` has a day of the person's in it."""
        begins = self.periods.owner * _STRIDE + self.periods.first
        at = np.searchsorted(begins, person * _STRIDE + last, side="right") - 1
        if not begins.size:
            return np.zeros(np.shape(at), dtype=np.bool_)
        found = (at >= 0) & (self.periods.owner[at] == person) & (self.periods.last[at] >= first)
        return np.asarray(found, dtype=np.bool_)


def own_days(people: Sequence[str], spans: Spans, to_on: date) -> OwnDays:
    """The days of ``people`` as arrays, in their order."""
    rows = [
        (place, day_number(first), day_number(last))
        for place, who in enumerate(people)
        for first, last in spans.get(who, ())
    ]
    owner, first, last = (np.array([row[part] for row in rows], dtype=np.int64) for part in range(3))
    latest = [max((last for _first, last in spans.get(who, ())), default=to_on) for who in people]
    return OwnDays(united(owner, first, last), np.array([day_number(one) for one in latest], dtype=np.int64))
