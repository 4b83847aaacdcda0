"""Alarms: how early a stall is pointed at, when false alarms must be few.

An *alarm* begins on the first day on which the probability of a placement is at or above the threshold after having
been below it, or not given, the last time it was asked; and on the first day it is asked at all, if it is above at
once. It stands for 28 days, as a flag does; while it stands no other begins. It is *false* when the placement is not
stalled on the day it begins, nor on any day asked about in the 28 days after. With ``renewed`` an alarm whose 28 days
are over begins again where the probability is still at or above the threshold, as a caseworker meets it who is asked
anew; without, only a fall and a new rise begin one.

A stall is *found* when an alarm for its placement begins in the 28 days before its onset, or after it and within the
weeks allowed while it lasts. Stalls that began less than those weeks before the last day of all are left out: it is
not known yet. Time counts while a placement is active and not stalled, in months of 365.25 / 12 days.
"""

from dataclasses import dataclass, fields

import numpy as np

from assessment.stalling.evaluation.followed import NO_ONSET, Followed
from assessment.stalling.evaluation.ordering import Bools, Floats, Ints, ratio

STANDS_DAYS = 28
MOST_FALSE_PER_100_MONTHS = 2.0
FOUND_WITHIN_WEEKS = 20
_THRESHOLDS_TRIED = 300


@dataclass(frozen=True, slots=True)
class Alarms:
    """The rows on which alarms begin, and which of them are false. Both of shape (n_alarms,)."""

    row: Ints
    false: Bools


def alarms_at(followed: Followed, threshold: float, *, renewed: bool = False) -> Alarms:
    """The alarms at a threshold; see the module for what one is.

    Examples
    --------
    >>> weeks = 7 * np.arange(4)
    >>> seen = Followed.of(np.zeros(4, dtype=int), weeks, np.array([.1, .9, .1, .9]), np.zeros(4, dtype=bool))
    >>> alarms_at(seen, 0.8)
    Alarms(row=array([1]), false=array([ True]))
    """
    above = followed.probability >= threshold
    same = np.diff(followed.placement, prepend=-1) == 0
    may_begin = np.flatnonzero(above if renewed else above & ~(same & np.r_[False, above[:-1]]))
    row = may_begin[_not_while_one_stands(followed.placement[may_begin], followed.day[may_begin])]
    next_stalled = _next_stalled_day(followed)[row]
    return Alarms(row, next_stalled > followed.day[row] + STANDS_DAYS)


def _not_while_one_stands(placement: Ints, day: Ints) -> Bools:
    begins = np.zeros(day.size, dtype=bool)
    whose, until = -1, 0
    for at, (which, when) in enumerate(zip(placement.tolist(), day.tolist(), strict=True)):
        if which != whose or when >= until:
            begins[at], whose, until = True, which, when + STANDS_DAYS
    return begins


def _next_stalled_day(followed: Followed) -> Ints:
    """For each row the first day from it on, on which its placement is stalled; far ahead where there is none."""
    stalled = np.flatnonzero(followed.stalled)
    at = np.searchsorted(stalled, np.arange(followed.day.size))
    found = np.r_[stalled, -1][at]
    is_there = (found >= 0) & (followed.placement[found] == followed.placement)
    return np.where(is_there, followed.day[found], np.iinfo(np.int64).max)


def false_alarms_per_100_months(followed: Followed, threshold: float, *, renewed: bool = False) -> float:
    """False alarms for each 100 person-months of active time that was not stalled; NaN where there is no such time."""
    false = float(alarms_at(followed, threshold, renewed=renewed).false.sum())
    return float(ratio(np.array(100 * false), np.array(followed.calm_months())))


def threshold_for(followed: Followed, most_false: float = MOST_FALSE_PER_100_MONTHS, *, renewed: bool = False) -> float:
    """The lowest threshold with at most so many false alarms per 100 person-months, there and at all higher ones tried.

    Some 300 of the probabilities themselves are tried, the highest closest together, and the last step is halved until
    no probability lies between. Infinite where even the highest brings too many.
    """
    tried = np.unique(followed.probability[np.isfinite(followed.probability)])[::-1]

    def holds(at: int) -> bool:
        return false_alarms_per_100_months(followed, tried[at], renewed=renewed) <= most_false

    held = -1
    for at in np.unique(np.geomspace(1, max(tried.size, 1), _THRESHOLDS_TRIED).round().astype(int)) - 1:
        if at >= tried.size or not holds(at):
            broken = min(int(at), tried.size)
            while broken - held > 1:
                middle = (held + broken) // 2
                held, broken = (middle, broken) if holds(middle) else (held, middle)
            break
        held = int(at)
    return float(tried[held]) if held >= 0 else np.inf


@dataclass(frozen=True, slots=True)
class Stalls:
    """The true stalls that can be followed long enough, and when each was found. All of shape (n_stalls,).

    Attributes
    ----------
    placement : Ints
        As in ``Followed``.
    onset : Ints
        Days since 1970.
    weeks : Floats
        From the onset to the alarm, 0 where it stood already; NaN where the stall was not found.
    """

    placement: Ints
    onset: Ints
    weeks: Floats

    def of(self, chosen: Bools) -> "Stalls":
        """Some of them."""
        return Stalls(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    def share_found(self, weight: Floats | None = None) -> Floats:
        """How many of them were found; NaN without any."""
        weights = np.ones(self.weeks.size) if weight is None else weight
        return ratio(np.isfinite(self.weeks).astype(np.float64) @ weights, weights.sum(axis=0))

    def median_weeks(self) -> float:
        """Weeks from onset to alarm, the median of those found; NaN without any."""
        found = self.weeks[np.isfinite(self.weeks)]
        return float(np.median(found)) if found.size else np.nan


def stalls_found(
    followed: Followed, threshold: float, *, within_weeks: float = FOUND_WITHIN_WEEKS, renewed: bool = False
) -> Stalls:
    """Which true stalls an alarm begins for within so many weeks of their onset, and after how many.

    Examples
    --------
    >>> weeks, stalled = 7 * np.arange(30), np.arange(30) >= 2
    >>> chance = np.where(np.arange(30) >= 5, 0.9, 0.1)
    >>> stalls_found(Followed.of(np.zeros(30, dtype=int), weeks, chance, stalled), 0.8)
    Stalls(placement=array([0]), onset=array([14]), weeks=array([3.]))
    """
    rows = np.flatnonzero(followed.stalled)
    both = np.stack([followed.placement[rows], followed.onset[rows]])
    (placement, onset), which = np.unique(both, axis=1, return_inverse=True)
    last = np.full(onset.size, NO_ONSET)
    np.maximum.at(last, which.ravel(), followed.day[rows])
    long_enough = onset + 7 * within_weeks <= followed.day.max(initial=NO_ONSET)
    placement, onset, last = placement[long_enough], onset[long_enough], last[long_enough]
    until = np.minimum(last, onset + int(7 * within_weeks))

    alarm = alarms_at(followed, threshold, renewed=renewed).row
    stride = int(followed.day.max(initial=0)) + 1 + STANDS_DAYS
    when = followed.placement[alarm] * stride + followed.day[alarm]
    first = np.searchsorted(when, placement * stride + np.maximum(onset - STANDS_DAYS, 0))
    found = np.r_[when, np.iinfo(np.int64).max][first]
    in_time = found <= placement * stride + until
    weeks = np.where(in_time, np.maximum(found - placement * stride - onset, 0) / 7, np.nan)
    return Stalls(placement, onset, weeks)
