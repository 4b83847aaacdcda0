"""Active weeks: how many weeks a placement really had, leaving out the weeks that were mostly paused or closed.

Days are whole numbers, days since 1970-01-01; weeks are whole numbers, the ISO weeks since then. No week is laid out
in a table: only the *inactive* weeks are listed, and counting is a search in sorted lists, so memory follows the pauses
and not the calendar.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]

FIRST_DAY, LAST_DAY = -1_000_000, 1_000_000
"""Stand for an open beginning and an open end, about 2,700 years either side of 1970."""
_OWNER_STRIDE = 4_000_000


def week_of(day: ArrayLike) -> Ints:
    """The number of the ISO week in which each ``day`` falls.

    Examples
    --------
    >>> int(week_of(0)), int(week_of(4))  # a Thursday and the Monday after
    (0, 1)
    """
    return (np.asarray(day, dtype=np.int64) + 3) // 7


def sunday_of(week: ArrayLike) -> Ints:
    """The last day of each ``week``."""
    return np.asarray(week, dtype=np.int64) * 7 + 3


def last_week_ended_by(day: ArrayLike) -> Ints:
    """The latest ISO week whose Sunday is on or before each ``day``."""
    return week_of(np.asarray(day, dtype=np.int64) + 1) - 1


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods of days by owner, both ends included: sorted, disjoint and not even adjacent within an owner.

    Attributes
    ----------
    owner, first, last : ndarray of shape (n_periods,)
    """

    owner: Ints
    first: Ints
    last: Ints


def united(owner: ArrayLike, first: ArrayLike, last: ArrayLike) -> Periods:
    """The same days as fewest periods: overlapping and adjacent periods of one owner become one.

    Examples
    --------
    >>> one = united([7, 7, 7], [1, 4, 20], [3, 9, 20])
    >>> one.first.tolist(), one.last.tolist()
    ([1, 20], [9, 20])
    """
    owners = np.asarray(owner, dtype=np.int64)
    starts, ends = (np.clip(np.asarray(days, dtype=np.int64), FIRST_DAY, LAST_DAY) for days in (first, last))
    forwards = ends >= starts
    owners, starts, ends = owners[forwards], starts[forwards], ends[forwards]
    order = np.lexsort((ends, starts, owners))
    owners, starts, ends = owners[order], starts[order], ends[order]
    if not owners.size:
        return Periods(owners, starts, ends)
    reach = np.maximum.accumulate(ends + owners * _OWNER_STRIDE) - owners * _OWNER_STRIDE
    begins = np.r_[True, (owners[1:] != owners[:-1]) | (starts[1:] > reach[:-1] + 1)]
    at = np.flatnonzero(begins)
    return Periods(owners[at], starts[at], reach[np.r_[at[1:] - 1, owners.size - 1]])


@dataclass(frozen=True, slots=True)
class ActiveWeeks:
    """The weeks that do not count, for everybody and by owner; made by :func:`active_weeks`.

    Attributes
    ----------
    closed_weeks : ndarray
        Weeks inactive for everybody, sorted.
    paused_weeks : ndarray
        Weeks inactive for one owner only, as ``owner * stride + week``, sorted.
    """

    closed_weeks: Ints
    paused_weeks: Ints

    def through(self, owner: Ints, started: Ints, ends: Ints, week: Ints) -> Ints:
        """How many active weeks each placement has up to and including ``week``.

        Parameters
        ----------
        owner, started, ends, week : ndarray of shape (n,)
            Whose pauses; first and last day of the placement; the last week to count.

        Returns
        -------
        ndarray of shape (n,)
            Number of weeks, 0 where ``week`` lies before the placement.
        """
        first = week_of(started)
        last = np.maximum(np.minimum(week, week_of(ends)), first - 1)
        base = owner * _OWNER_STRIDE
        paused = _between(self.paused_weeks, base + first, base + last)
        return (last - first + 1) - _between(self.closed_weeks, first, last) - paused


def active_weeks(
    pauses: Periods, closures: ArrayLike, *, through_day: int, paused_weekdays_allowed: int = 2
) -> ActiveWeeks:
    """Which ISO weeks are not active: too many of their Monday to Friday days lie in pauses or closures.

    Parameters
    ----------
    pauses : Periods
        Each owner's pauses, united.
    closures : array-like of days
        Days that are closed for everybody.
    paused_weekdays_allowed : int
        A week with more such days than this is not active.
    through_day : int
        Pauses are read to the end of this day's week; nothing may be counted later.
    """
    limit = int(sunday_of(week_of(through_day)))
    closed = np.unique(np.asarray(closures, dtype=np.int64))
    closed = closed[(closed + 3) % 7 < 5]
    closed_weeks, days_closed = np.unique(week_of(closed), return_counts=True)

    first, last = pauses.first, np.minimum(pauses.last, limit)
    first_week = week_of(first)
    n_weeks = np.maximum(week_of(last) - first_week + 1, 0) * (last >= first)
    period = np.repeat(np.arange(first.size), n_weeks)
    week = first_week[period] + np.arange(period.size) - np.repeat(np.cumsum(n_weeks) - n_weeks, n_weeks)
    begin = np.maximum(first[period], sunday_of(week) - 6)
    finish = np.minimum(last[period], sunday_of(week) - 2)  # Friday
    paused = np.maximum(finish - begin + 1, 0)
    paused -= np.where(paused > 0, _between(closed, begin, finish), 0)

    keys, where = np.unique(pauses.owner[period] * _OWNER_STRIDE + week, return_inverse=True)
    lost = np.bincount(where, weights=paused, minlength=keys.size).astype(np.int64)
    key_week = (keys + _OWNER_STRIDE // 2) % _OWNER_STRIDE - _OWNER_STRIDE // 2
    lost += _looked_up(closed_weeks, days_closed, key_week)
    everybody = closed_weeks[days_closed > paused_weekdays_allowed]
    own = (lost > paused_weekdays_allowed) & ~np.isin(key_week, everybody)
    return ActiveWeeks(everybody, keys[own])


def _between(ordered: Ints, first: Ints, last: Ints) -> Ints:
    """How many values of ``ordered`` lie from ``first`` to ``last``, both included."""
    return np.searchsorted(ordered, last, side="right") - np.searchsorted(ordered, first, side="left")


def _looked_up(keys: Ints, values: Ints, wanted: Ints) -> Ints:
    """The value of each wanted key among sorted ``keys``; 0 where it is not there."""
    if not keys.size:
        return np.zeros(wanted.shape, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return np.where(keys[at] == wanted, values[at], 0)
