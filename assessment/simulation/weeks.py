"""The simulated weeks: full ISO weeks up to the last day, as an array of Mondays."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from assessment.domain.days import monday_of
from assessment.reference.calendar import public_holidays, suspensions

Days = npt.NDArray[np.datetime64]
Moments = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

NO_DAY = np.datetime64("NaT", "D")
ONE_DAY = np.timedelta64(1, "D")
ONE_MINUTE = np.timedelta64(1, "m")
ONE_WEEK = np.timedelta64(7, "D")
WEEKDAYS = 5
MOST_CLOSED_WEEKDAYS = 2
"""A week with more paused or closed weekdays than this is not active: by the product's definition."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """The weeks simulated: ``count`` ISO weeks, the last of them the last one that is over by ``end``.

    Examples
    --------
    >>> weeks = Weeks(count=2, end=date(2026, 6, 30))
    >>> [str(day) for day in weeks.mondays]
    ['2026-06-15', '2026-06-22']
    >>> weeks.labels()
    ['2026-W25', '2026-W26']
    """

    count: int
    end: date

    @property
    def mondays(self) -> Days:
        """The Mondays, shape (count,), datetime64[D]."""
        after = monday_of(self.end + timedelta(days=1))
        first = np.datetime64(after, "D") - self.count * ONE_WEEK
        return first + ONE_WEEK * np.arange(self.count)

    @property
    def last_day(self) -> np.datetime64:
        """The day after which nothing is recorded."""
        return np.datetime64(self.end, "D")

    def iso_numbers(self) -> Ints:
        """The ISO week number of each week, 1 to 53, shape (count,)."""
        return np.array([day.isocalendar().week for day in self.mondays.tolist()], dtype=np.int64)

    def labels(self) -> list[str]:
        """The weeks as the bundle writes them."""
        return [f"{day.isocalendar().year}-W{day.isocalendar().week:02d}" for day in self.mondays.tolist()]

    def closed_weekdays(self) -> Bools:
        """Which of Monday to Friday are public holidays or fall in a national suspension, shape (count, 5).

        Examples
        --------
        >>> Weeks(count=2, end=date(2020, 3, 15)).closed_weekdays().sum(axis=1).tolist()
        [0, 2]
        """
        first, last = self.mondays[0].item(), self.end + timedelta(days=6)
        day = self.mondays[:, None] + ONE_DAY * np.arange(WEEKDAYS)
        closed = np.isin(day, np.array(sorted(public_holidays(first, last)), dtype="datetime64[D]"))
        for period in suspensions():
            closed |= (day >= np.datetime64(period.from_on, "D")) & (day <= np.datetime64(period.to_on, "D"))
        return closed

    def touched(self, first_days: Days, last_days: Days) -> Bools:
        """Which weeks a period touches, shape (len(first_days), count)."""
        starts_in_time = first_days[:, None] <= self.mondays + 6 * ONE_DAY
        return starts_in_time & (last_days[:, None] >= self.mondays)
