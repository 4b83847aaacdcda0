"""Who is learned from and who is judged, going forward in the calendar: the future and the same people stay out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.stalling.evaluation.ordering import Ints

EMBARGO_DAYS = 56
"""The 8 active weeks that a label speaks of."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows to learn from and rows to be judged on.

    Attributes
    ----------
    learn, judge : Ints
        Positions of rows. Every row in ``learn`` is earlier than ``begins`` by more than the embargo.
    begins, ends : int
        First and last day of the judged stretch, days since 1970.
    """

    learn: Ints
    judge: Ints
    begins: int
    ends: int


def forward_folds(
    as_of: Ints,
    person: NDArray[np.object_] | Ints,
    *,
    stretches: int = 4,
    parts: int = 2,
    embargo_days: int = EMBARGO_DAYS,
    seed: int = 0,
) -> Iterator[Fold]:
    """Each stretch of the calendar but the first, judged by what was learned well before it from other people.

    Parameters
    ----------
    as_of : array of shape (n_rows,)
        The day each row speaks of, days since 1970.
    person : array of shape (n_rows,)
        Whose row it is.
    stretches : int, default 4
        The calendar is cut into so many stretches with about as many rows each; a day is never cut.
    parts : int, default 2
        The people are dealt into so many parts; each part is judged by what was learned from the others. The more
        parts, the more is learned from, and the longer it takes.
    embargo_days : int
        What is learned from ends so many days before the stretch begins, 56 unless told: a label looks back over 8
        weeks.
    seed : int, default 0
        How the people are dealt. The same people are dealt the same way whatever the order of the rows.

    Yields
    ------
    Fold
        Stretch by stretch, part by part; those without rows on either side are left out. Every row that is judged is
        judged once.

    Examples
    --------
    >>> days, people = np.repeat(100 * np.arange(4), 2), np.tile([1, 2], 4)
    >>> [(fold.learn.tolist(), fold.judge.tolist()) for fold in forward_folds(days, people)][:2]
    [([1], [2]), ([0], [3])]
    """
    names, number = np.unique(person, return_inverse=True)
    part_of = np.random.default_rng(seed).permutation(names.size) % parts
    part = part_of[number]
    starts: Ints = np.sort(as_of)[as_of.size * np.arange(stretches if as_of.size else 0) // stretches]
    begins = np.unique(starts).tolist()
    ends = [*(begin - 1 for begin in begins[1:]), int(as_of.max(initial=0))]
    for begin, end in list(zip(begins, ends, strict=False))[1:]:  # without rows there is an end and no beginning
        within, before = (as_of >= begin) & (as_of <= end), as_of < begin - embargo_days
        for side in range(parts):
            learn, judge = np.flatnonzero(before & (part != side)), np.flatnonzero(within & (part == side))
            if learn.size and judge.size:
                yield Fold(learn, judge, begin, end)
