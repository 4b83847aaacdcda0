"""Units: what one rater says of one person, reduced to the criteria seen and the sum of the steps.

In the Rasch family nothing else is needed. A unit is all criteria of a pair (or of an observation) where each was rated
equally often; where not, each criterion is a unit of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.measurement.rating_data import Floats, Ints, RatingRows

MOST_PATTERNS = 1024
_MOST_BITS = 62
_FEW_MASKS = 1 << 16  # up to here counting is faster than sorting


@dataclass(frozen=True, slots=True)
class RatingUnits:
    """Sorted by person, then rater, so that the order of the rows does not matter.

    Attributes
    ----------
    person, rater, pattern : ndarray of shape (n_units,)
        Codes; the pattern is a row of ``seen``.
    weight, total : ndarray of shape (n_units,)
        How often each criterion of the pattern was rated, and the weighted sum of steps.
    group : ndarray of shape (n_units,)
        Number of the observation (or of the pair) that the unit is a part of, ascending.
    seen : ndarray of shape (n_patterns, n_criteria)
        1 where the pattern has the criterion, else 0.
    """

    person: NDArray[np.int32]
    rater: NDArray[np.int32]
    pattern: NDArray[np.int32]
    weight: Floats
    total: Floats
    group: Ints
    seen: Floats


def units_of(rows: RatingRows, *, by_observation: bool = False) -> RatingUnits:
    """The ratings reduced to units, by person and rater, or by observation where the rows name observations."""
    n_raters, n_criteria, n_steps = len(rows.raters), len(rows.criteria), rows.n_steps
    pair = rows.person * np.int64(n_raters) + rows.rater
    if by_observation and rows.observation is not None:
        n_observations = np.int64(rows.observation.max() + 1)
        group = pair * n_observations + rows.observation
        names, group = np.unique(group, return_inverse=True)
        owner = names // n_observations
    else:
        group, owner = pair, None
    cell, weight, total = _cells(group, rows, n_criteria, n_steps)
    group_of_cell = cell // n_criteria
    criterion = cell - group_of_cell * n_criteria
    start = np.flatnonzero(np.r_[True, group_of_cell[1:] != group_of_cell[:-1]])
    whole, mask = _whole_groups(start, criterion, weight, n_criteria)
    single = ~np.repeat(whole, np.diff(np.r_[start, cell.size]))
    keep = start[whole]
    patterns, number, _count = _numbered(mask[whole])
    seen = (patterns[:, None] >> np.arange(n_criteria) & 1) if patterns.size else np.zeros((0, n_criteria))
    names = np.concatenate([group_of_cell[keep], group_of_cell[single]])
    order = np.argsort(names, kind="stable") if single.any() else slice(None)
    name = names[order]
    pair_of = name if owner is None else owner[name]
    return RatingUnits(
        person=(pair_of // n_raters).astype(np.int32),
        rater=(pair_of % n_raters).astype(np.int32),
        pattern=np.concatenate([number, criterion[single] + patterns.size])[order].astype(np.int32),
        weight=np.concatenate([weight[keep], weight[single]])[order],
        total=np.concatenate([np.add.reduceat(total, start)[whole], total[single]])[order],
        group=np.cumsum(np.r_[0, name[1:] != name[:-1]]),
        seen=np.concatenate([seen, np.eye(n_criteria)]).astype(float),
    )


@dataclass(frozen=True, slots=True)
class RatingCells:
    """All that one rater says of one person on one criterion. Sorted by person, rater and criterion.

    Attributes
    ----------
    person, rater, criterion : ndarray of shape (n_cells,)
    weight, total : ndarray of shape (n_cells,)
        How often it was rated, and the weighted sum of steps.
    """

    person: NDArray[np.int32]
    rater: NDArray[np.int32]
    criterion: NDArray[np.int32]
    weight: Floats
    total: Floats


def cells_of(rows: RatingRows) -> RatingCells:
    """The ratings reduced to one cell for each person, rater and criterion."""
    n_raters, n_criteria = len(rows.raters), len(rows.criteria)
    pair = rows.person * np.int64(n_raters) + rows.rater
    cell, weight, total = _cells(pair, rows, n_criteria, rows.n_steps)
    of_pair = cell // n_criteria
    person, rater, criterion = of_pair // n_raters, of_pair % n_raters, cell % n_criteria
    short = [code.astype(np.int32) for code in (person, rater, criterion)]
    return RatingCells(short[0], short[1], short[2], weight, total)


def _cells(group: Ints, rows: RatingRows, n_criteria: int, n_steps: int) -> tuple[Ints, Floats, Floats]:
    """Group and criterion as one number, ascending, with the weight and the weighted sum of steps in each."""
    packed = (group * n_criteria + rows.criterion) * n_steps + rows.step
    weight = None
    if rows.weight is None:
        packed.sort()
    else:
        order = np.lexsort((rows.weight, packed))
        packed, weight = packed[order], rows.weight[order]
    cell = packed // n_steps
    step = packed - cell * n_steps
    start = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]])
    if weight is None:
        count = np.diff(np.r_[start, cell.size]).astype(float)
        return cell[start], count, np.add.reduceat(step, start).astype(float)
    return cell[start], np.add.reduceat(weight, start), np.add.reduceat(weight * step, start)


def _whole_groups(start: Ints, criterion: Ints, weight: Floats, n_criteria: int) -> tuple[NDArray[np.bool_], Ints]:
    """Which groups can be one unit, and the criteria of each as bits."""
    if n_criteria > _MOST_BITS:
        return np.zeros(start.size, dtype=bool), np.zeros(start.size, dtype=np.int64)
    mask = np.bitwise_or.reduceat(np.left_shift(1, criterion), start)
    whole = np.minimum.reduceat(weight, start) == np.maximum.reduceat(weight, start)
    patterns, _number, count = _numbered(mask[whole])
    if patterns.size > MOST_PATTERNS:
        whole &= np.isin(mask, patterns[np.argsort(-count, kind="stable")[:MOST_PATTERNS]])
    return whole, mask


def _numbered(mask: Ints) -> tuple[Ints, Ints, Ints]:
    """The masks that occur, ascending, the place of each among them, and how often each occurs."""
    if mask.size == 0 or mask.max() >= _FEW_MASKS:
        patterns, number, count = np.unique(mask, return_inverse=True, return_counts=True)
        return patterns, number, count
    count = np.bincount(mask, minlength=1)
    patterns = np.flatnonzero(count)
    place = np.zeros(count.size, dtype=np.int64)
    place[patterns] = np.arange(patterns.size)
    return patterns, place[mask], count[patterns]
