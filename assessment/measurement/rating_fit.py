"""How ratings agree with the model: residuals, infit and outfit, the same step everywhere, a narrow range."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.rating_data import RatingRows
from assessment.measurement.step_curves import Floats, step_probabilities

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Fit:
    """What is needed to say what each rating was expected to be.

    Attributes
    ----------
    cost : ndarray of shape (n_criteria, n_steps)
    ability, severity : ndarray
        By person and by rater, logits.
    """

    cost: Floats
    ability: Floats
    severity: Floats

    def chances(self, rows: RatingRows, mine: NDArray[np.int64]) -> Floats:
        """How likely each step was for some ratings of one criterion: shape (n, n_steps)."""
        distance = self.ability[rows.person[mine]] - self.severity[rows.rater[mine]]
        return step_probabilities(self.cost[[rows.criterion[mine[0]]]], distance)[0][:, 0]


def residuals(rows: RatingRows, fit: Fit, index: pd.Index) -> pd.DataFrame:
    """What was expected of each row of the ratings, and how far from it the step was; NaN where nothing was seen."""
    expected, variance = _expected(rows, fit)
    off = rows.step - expected
    frame = pd.DataFrame(np.nan, index=index, columns=["expected", "residual", "standardised"])
    frame.iloc[rows.row] = np.column_stack([expected, off, off / np.sqrt(variance)])
    return frame


def criterion_fit(rows: RatingRows, fit: Fit) -> pd.DataFrame:
    """Infit and outfit of each criterion, about 1 when ratings vary as much as the model expects."""
    return _mean_squares(rows, fit, rows.criterion, rows.criteria)


def rater_fit(rows: RatingRows, fit: Fit) -> pd.DataFrame:
    """How each rater's steps vary: against the model, within an observation, and over the scale.

    Returns
    -------
    DataFrame by rater
        ``infit``, ``outfit``: mean squared residual over its expectation, weighted by information and unweighted;
        below 1 where a rater varies less than expected. ``alike``: share of observations, of two criteria or more, in
        which every step is the same, and ``alike_expected`` what the model expects of it; NaN without such
        observations. ``range_ratio``: spread of all the rater's steps over that expected; well below 1 where only the
        middle is used. ``n_ratings``, ``n_observations``.
    """
    frame = _mean_squares(rows, fit, rows.rater, rows.raters)
    expected, variance = _expected(rows, fit)
    weight = _weights(rows)
    frame["range_ratio"] = np.sqrt(
        _spread(rows, weight, rows.step.astype(float), 0.0) / _spread(rows, weight, expected, variance)
    )
    return frame.join(_alike(rows, fit))


def _expected(rows: RatingRows, fit: Fit) -> tuple[Floats, Floats]:
    expected, variance = np.empty(rows.step.size), np.empty(rows.step.size)
    step = np.arange(fit.cost.shape[1])
    for criterion in range(len(rows.criteria)):
        mine = np.flatnonzero(rows.criterion == criterion)
        chance = fit.chances(rows, mine)
        expected[mine] = chance @ step
        variance[mine] = np.maximum(chance @ step**2 - expected[mine] ** 2, 1e-12)
    return expected, variance


def _weights(rows: RatingRows) -> Floats:
    return np.ones(rows.step.size) if rows.weight is None else rows.weight


def _mean_squares(rows: RatingRows, fit: Fit, by: Codes, names: pd.Index) -> pd.DataFrame:
    expected, variance = _expected(rows, fit)
    weight = _weights(rows)
    squared = (rows.step - expected) ** 2

    def summed(values: Floats) -> Floats:
        return np.asarray(np.bincount(by, weights=weight * values, minlength=len(names)), dtype=float)

    return pd.DataFrame(
        {
            "infit": summed(squared) / summed(variance),
            "outfit": summed(squared / variance) / summed(np.ones_like(variance)),
            "n_ratings": np.bincount(by, minlength=len(names)),
        },
        index=names,
    )


def _spread(rows: RatingRows, weight: Floats, value: Floats, own: Floats | float) -> Floats:
    """Variance of ``value`` by rater, with ``own`` variance of each added."""

    def mean(values: Floats) -> Floats:
        return np.bincount(rows.rater, weights=weight * values) / np.bincount(rows.rater, weights=weight)

    return np.asarray(mean((value - mean(value)[rows.rater]) ** 2 + own))


def _alike(rows: RatingRows, fit: Fit) -> pd.DataFrame:
    """Observations in which every step is the same, by rater, and how many there should be."""
    pair = rows.person.astype(np.int64) * len(rows.raters) + rows.rater
    name = pair if rows.observation is None else rows.observation
    _names, first, observation = np.unique(name, return_index=True, return_inverse=True)
    n_steps = fit.cost.shape[1]
    log_chance = np.zeros((first.size, n_steps))
    for criterion in range(len(rows.criteria)):
        mine = np.flatnonzero(rows.criterion == criterion)
        logs = np.log(np.maximum(fit.chances(rows, mine), 1e-300))
        for step in range(n_steps):
            log_chance[:, step] += np.bincount(observation[mine], weights=logs[:, step], minlength=first.size)
    size = np.bincount(observation)
    total, squares = (np.bincount(observation, weights=rows.step.astype(float) ** power) for power in (1, 2))
    several = size > 1
    same = (squares * size == total**2).astype(float)
    owner, n_raters = rows.rater[first], len(rows.raters)
    count = np.bincount(owner[several], minlength=n_raters)

    def share(values: Floats) -> Floats:
        told = np.bincount(owner[several], weights=values[several], minlength=n_raters)
        return np.where(count > 0, told / np.maximum(count, 1), np.nan)

    return pd.DataFrame(
        {
            "alike": share(same),
            "alike_expected": share(np.exp(log_chance).sum(axis=1)),
            "n_observations": np.bincount(owner, minlength=n_raters),
        },
        index=rows.raters,
    )
