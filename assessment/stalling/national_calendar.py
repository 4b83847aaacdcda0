"""The days on which nothing is expected of anybody in the country."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from assessment.reference.calendar import public_holidays, suspensions
from assessment.stalling.columns import Ints, day_number


def _suspended_periods() -> tuple[tuple[date, date], ...]:
    return tuple((suspension.from_on, suspension.to_on) for suspension in suspensions())


@dataclass(frozen=True, slots=True)
class NationalCalendar:
    """Public holidays and national suspensions; those that ship with the product unless others are given.

    Attributes
    ----------
    holidays : callable
        Gives the public holidays from a first to a last day.
    suspended_periods : callable
        Gives the first and last day of each national suspension.
    """

    holidays: Callable[[date, date], frozenset[date]] = public_holidays
    suspended_periods: Callable[[], tuple[tuple[date, date], ...]] = _suspended_periods

    def closed_days(self, first: date, last: date) -> Ints:
        """Every public holiday and suspended day from ``first`` to ``last``, as days since 1970, sorted."""
        closed = {day_number(day) for day in self.holidays(first, last)}
        for begin, end in self.suspended_periods():
            closed |= set(range(day_number(max(begin, first)), day_number(min(end, last)) + 1))
        return np.array(sorted(closed), dtype=np.int64)
