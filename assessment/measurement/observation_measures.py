"""Observation measures: what one observation says about ability on the logit scale, with its error.

Within the Rasch family an observation says all it has to say by the sum of its steps over the criteria seen, so equal
sums over equal criteria share one answer, and thousands of observations take a handful of computations.
"""

from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.calibration import Calibration
from assessment.measurement.step_curves import Floats, step_moments

FURTHEST = 30.0
"""Logits from 0 within which a measure is sought."""
_GRID, _TURNS = 241, 7


class Calibrated(Protocol):
    """Whatever can say what it learned about the rubric, as a fitted ``RatingModel`` can."""

    def calibration(self) -> Calibration:
        """What was learned."""


def observation_measures(calibrated: Calibration | Calibrated, ratings: pd.DataFrame) -> pd.DataFrame:
    """How able does each observation alone say the person is, had the observer mean severity.

    Parameters
    ----------
    calibrated : Calibration or fitted RatingModel
        Difficulties and thresholds are taken as known.
    ratings : DataFrame
        ``criterion``, ``step`` (NaN: not seen), and ``observation``; without ``observation`` the ratings of one
        ``person`` and ``rater`` are one observation.

    Returns
    -------
    DataFrame, one row for each observation with a step, sorted by its name
        ``measure`` (logits: ability minus the observer's severity), ``se`` (with the halo), ``information`` (of the
        steps, as if they were independent), ``deflated_information`` (``1 / (1 / information + halo variance)``, so
        ``se`` is one over its root), ``n_criteria``, ``total`` (sum of steps), ``extreme`` (all lowest or all
        highest), ``all_alike`` (the same step everywhere, two criteria or more).

    Raises
    ------
    ValueError
        If a column is missing, a criterion is unknown, a step is not one of the rubric's, or a criterion was given two
        steps in one observation; all of it at once.

    Notes
    -----
    The measure is Warm's weighted likelihood estimate [1]_: the sum is corrected by half the ratio of the third to the
    second moment, which removes the bias of order 1/n and keeps the measure of an extreme observation finite. There
    the information is small and the error large. With eight criteria of five steps, thresholds a logit apart, the
    lowest sum is 4.5 logits from the middle with an error of 1.5; a middle sum has an error of .38.

    References
    ----------
    .. [1] Warm, T. A. (1989). Weighted likelihood estimation of ability in item response theory. *Psychometrika*, 54,
    427-450.

    Examples
    --------
    >>> known = Calibration(
    ...     criteria=("ask", "tell"), difficulties=(0, 0), thresholds=((0,), (0,)), severity_sd=0.6, origin="none"
    ... )
    >>> seen = pd.DataFrame({"observation": [1, 1, 2], "criterion": ["ask", "tell", "ask"], "step": [1, 1, 1]})
    >>> observation_measures(known, seen)[["measure", "se", "extreme"]].round(2).values.tolist()
    [[1.61, 1.9, True], [1.1, 2.31, True]]
    """
    known = calibrated if isinstance(calibrated, Calibration) else calibrated.calibration()
    cost = known.cost
    table = _checked(ratings, known, cost)
    code, names = pd.factorize(table["observation"], sort=True)
    criterion, step = table["criterion"].to_numpy(), table["step"].to_numpy()
    seen = np.zeros((len(names), len(known.criteria)), dtype=bool)
    seen[code, criterion] = True
    total = np.bincount(code, weights=step, minlength=len(names))
    squares = np.bincount(code, weights=step**2, minlength=len(names))
    n_criteria = seen.sum(axis=1)

    sums, where = np.unique(np.column_stack([seen, total]), axis=0, return_inverse=True)
    measure, information, extreme = _warm(cost, sums[:, :-1], sums[:, -1])
    each = where.ravel()
    deflated = _deflated(known, information)
    return pd.DataFrame(
        {
            "measure": measure[each],
            "se": 1 / np.sqrt(deflated[each]),
            "information": information[each],
            "deflated_information": deflated[each],
            "n_criteria": n_criteria,
            "total": total,
            "extreme": extreme[each],
            "all_alike": (n_criteria > 1) & (squares * n_criteria == total**2),
        },
        index=pd.Index(names, name="observation"),
    )


def measures_of_sums(known: Calibration, seen: NDArray[np.bool_], total: Floats) -> tuple[Floats, Floats]:
    """The measure and its error of sums of steps, as :func:`observation_measures` gives them.

    Parameters
    ----------
    seen : ndarray of shape (n, n_criteria)
        Over which of the calibration's criteria, in its order, each sum is taken: at least one.
    total : ndarray of shape (n,)
    """
    measure, information, _extreme = _warm(known.cost, seen.astype(np.float64), total)
    return measure, 1 / np.sqrt(_deflated(known, information))


def _deflated(known: Calibration, information: Floats) -> Floats:
    """Information once what the ratings of an observation share is taken off."""
    return np.asarray(information / (1 + known.halo_variance * information), dtype=np.float64)


def _warm(cost: Floats, seen: Floats, total: Floats) -> tuple[Floats, Floats, np.ndarray]:
    """Measure, information there, and whether the sum is the lowest or highest there is; found by halving."""
    used = np.isfinite(cost)
    steps = np.arange(cost.shape[1])
    lowest = seen @ np.where(used, steps, cost.shape[1]).min(axis=1)
    highest = seen @ np.where(used, steps, -1).max(axis=1)
    within = np.clip(total, lowest, highest)  # a step the calibration never saw is taken as the nearest it did
    low, high = _bracketed(cost, seen, within)
    short_low, short_high = _short_of(cost, seen, within, low), _short_of(cost, seen, within, high)
    middle, was_too_low = (low + high) / 2, np.zeros(len(total), dtype=np.int8)
    for turn in range(_TURNS):  # regula falsi; an end that stays twice is halved (Illinois)
        gap = short_low - short_high
        step = np.divide(short_low, gap, out=np.full_like(gap, 0.5), where=gap > 0)
        middle = low + step * (high - low)
        short = _short_of(cost, seen, within, middle)
        too_low = np.where(short > 0, 1, -1).astype(np.int8)
        again = (too_low == was_too_low) & (turn > 0)
        short_high = np.where(too_low < 0, short, np.where(again, short_high / 2, short_high))
        short_low = np.where(too_low > 0, short, np.where(again, short_low / 2, short_low))
        low, high, was_too_low = np.where(too_low > 0, middle, low), np.where(too_low > 0, high, middle), too_low
    return middle, _summed(cost, seen, middle)[1], (total <= lowest) | (total >= highest)


def _bracketed(cost: Floats, seen: Floats, within: Floats) -> tuple[Floats, Floats]:
    """The points of a coarse grid between which each measure lies; what a criterion says there is worked out once."""
    grid = np.linspace(-FURTHEST, FURTHEST, _GRID)
    moments = step_moments(cost, grid)
    mean, variance, third = (seen @ part.T for part in (moments.mean, moments.variance, moments.third))
    too_low = within[:, None] + third / (2 * np.maximum(variance, np.finfo(float).tiny)) > mean
    below = np.clip(too_low.sum(axis=1) - 1, 0, _GRID - 2)
    return grid[below], grid[below + 1]


def _short_of(cost: Floats, seen: Floats, within: Floats, distance: Floats) -> Floats:
    """How far the corrected sum lies above what is expected at each distance: 0 at the measure."""
    expected, information, third = _summed(cost, seen, distance)
    return np.asarray(within + third / (2 * np.maximum(information, np.finfo(float).tiny)) - expected, dtype=np.float64)


def _summed(cost: Floats, seen: Floats, distance: Floats) -> tuple[Floats, Floats, Floats]:
    moments = step_moments(cost, distance)
    mean, variance, third = ((seen * part).sum(axis=1) for part in (moments.mean, moments.variance, moments.third))
    return mean, variance, third


def _checked(ratings: pd.DataFrame, known: Calibration, cost: Floats) -> pd.DataFrame:
    """Observation, criterion number and step of each rating that was seen."""
    own = "observation" in ratings.columns
    needed = ["criterion", "step", *(["observation"] if own else ["person", "rater"])]
    if missing := [name for name in needed if name not in ratings.columns]:
        raise ValueError(f"ratings lacks the columns {', '.join(missing)}: one row for each criterion that was rated.")
    step = pd.to_numeric(ratings["step"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    names = ratings["observation"] if own else pd.MultiIndex.from_frame(ratings[["person", "rater"]]).to_flat_index()
    table = pd.DataFrame({"observation": np.asarray(names, dtype=object), "step": step})
    table["criterion"] = pd.Index(known.criteria).get_indexer(pd.Index(ratings["criterion"].astype(object)))
    wrong = []
    if (garbled := ratings["step"].notna().to_numpy() & np.isnan(step)).any():
        wrong.append(f"{garbled.sum()} steps are not numbers, the first is {ratings['step'][garbled].iloc[0]!r}")
    table = table.loc[~np.isnan(step)]
    if (strange := table["criterion"] < 0).any():
        first = ratings["criterion"].iloc[table.index[strange][0]]
        wrong.append(f"{strange.sum()} ratings are of criteria that the calibration does not know, such as {first!r}")
    off = ~table["step"].isin(range(cost.shape[1]))
    if off.any():
        wrong.append(
            f"{off.sum()} steps are not whole numbers from 0 to {cost.shape[1] - 1}, "
            f"the first is {table['step'][off].iloc[0]:g}"
        )
    if (twice := table.duplicated(["observation", "criterion"])).any():
        wrong.append(
            f"{twice.sum()} criteria have two steps in one observation: name observations in a column 'observation'"
        )
    if table["observation"].isna().any():
        wrong.append("an observation has no name")
    if wrong:
        raise ValueError("The ratings cannot be measured: " + "; ".join(wrong) + ".")
    return pd.DataFrame(table)
