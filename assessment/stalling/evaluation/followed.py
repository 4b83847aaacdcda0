"""Placements followed from day to day: what was said of each, and what was true."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.stalling.evaluation.ordering import Bools, Floats, Ints

DAYS_OF_MONTH = 365.25 / 12
NO_ONSET = np.iinfo(np.int64).min
"""The onset of a row that is not stalled."""
_DAYS_EACH = 28.0
"""What a row stands for where only one day was asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Placements followed day by day, one row for each day asked about, sorted by placement and day.

    Attributes
    ----------
    placement : Ints
        Number of the placement.
    day : Ints
        Days since 1970.
    probability : Floats
        NaN where none was given.
    stalled, active : Bools
        The truth of that day; whether the clock runs.
    onset : Ints
        The day on which the stall of the row began; ``NO_ONSET`` where there is none.
    days_each : float
        How much time a row stands for: the shortest time between two days on which one placement was asked about.
    """

    placement: Ints
    day: Ints
    probability: Floats
    stalled: Bools
    active: Bools
    onset: Ints
    days_each: float

    @classmethod
    def of(
        cls,
        placement: NDArray[np.object_] | Ints,
        day: Ints,
        probability: Floats,
        stalled: Bools,
        *,
        active: Bools | None = None,
        onset: Ints | None = None,
    ) -> "Followed":
        """Rows in any order, each placement and day once.

        Parameters
        ----------
        active : array, optional
            All of them unless told.
        onset : array, optional
            Where it is not known better, a stall began on the first day asked about of a run of stalled rows.

        Raises
        ------
        ValueError
            For two rows of a placement on one day.
        """
        number = np.unique(placement, return_inverse=True)[1].astype(np.int64)
        order = np.lexsort((day, number))
        number, when = number[order], day[order]
        new = np.diff(number, prepend=-1) != 0
        if (~new & (np.diff(when, prepend=0) == 0)).any():
            raise ValueError("a placement has two rows on one day")
        apart = np.diff(when)[~new[1:]]
        return cls(
            placement=number,
            day=when,
            probability=probability[order],
            stalled=stalled[order],
            active=(np.ones(day.size, dtype=bool) if active is None else active)[order],
            onset=_onsets(new, when, stalled[order]) if onset is None else onset[order],
            days_each=float(apart.min()) if apart.size else _DAYS_EACH,
        )

    def calm_months(self) -> float:
        """Person-months of active time that was not stalled."""
        return float((self.active & ~self.stalled).sum() * self.days_each / DAYS_OF_MONTH)


def _onsets(new: Bools, day: Ints, stalled: Bools) -> Ints:
    begins = stalled & (new | ~np.r_[False, stalled[:-1]])
    run = np.cumsum(begins) - 1
    onset = np.full(day.size, NO_ONSET)
    onset[stalled] = day[begins][run[stalled]]
    return onset
