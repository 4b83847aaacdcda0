"""The trend of a few ratings by one lay observer, with its error: many observers at once, in arrays.

For comparing observers of one person. Severity and ability cannot be told apart when one observer sees one person, but
a constant severity cancels from the slope: so slopes are compared, each of one observer, and never levels.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_SAME_WEEK = 1e-9


def mean_score_variance(criteria: Floats, *, item_sd: float, halo: float) -> Floats:
    """The variance of an observation's mean score, when its ``criteria`` share a halo.

    Eight criteria from one lay observer are not eight independent items: what they share does not average out.

    Examples
    --------
    >>> mean_score_variance(np.array([1.0, 4.0]), item_sd=0.7, halo=0.5).round(3).tolist()
    [0.49, 0.306]
    """
    return item_sd**2 * (1 + (criteria - 1) * halo) / np.maximum(criteria, 1)


@dataclass(frozen=True, slots=True)
class Trend:
    """One least-squares line per observer. All arrays have shape (n_lines,).

    Attributes
    ----------
    slope, slope_se : Floats
        Steps per week; NaN where all weeks are the same.
    count : Ints
        How many observations the line rests on.
    """

    slope: Floats
    slope_se: Floats
    count: Ints


def observer_trend(
    week: Floats, score: Floats, seen: Bools, *, usual_variance: Floats, full_df: float, usual_least_df: float
) -> Trend:
    """How much each observer's score of a person changes per week.

    Parameters
    ----------
    week, score, seen : ndarray of shape (n_lines, n_slots)
        When and what; ``seen`` says which slots hold an observation.
    usual_variance : ndarray of shape (n_lines,)
        Documented variance of one observation around the line.
    full_df, usual_least_df : float
        The documented value stands in for the residual degrees of freedom that are missing up to ``full_df``, and for
        ``usual_least_df`` at least, so that a line through ever the same steps still has an error.

    Notes
    -----
    Ordinary least squares; the residuals have ``count - 2`` degrees of freedom. Variances are blended as for a scaled
    inverse chi-square.

    Examples
    --------
    >>> weeks, steps = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[1.0, 1.5, 2.0, 9.0]])
    >>> usual = {"usual_variance": np.array([0.3]), "full_df": 8, "usual_least_df": 0.1}
    >>> line = observer_trend(weeks, steps, np.array([[True, True, True, False]]), **usual)
    >>> line.slope.round(3).tolist(), line.count.tolist()
    ([0.5], [3])
    """
    held = seen.astype(float)
    count = seen.sum(axis=1).astype(np.int64)
    per_entry = held / np.maximum(count, 1)[:, None]
    x, y = (held * (values - (per_entry * values).sum(axis=1)[:, None]) for values in (week, score))
    sxx = (x * x).sum(axis=1)
    sloped = sxx > _SAME_WEEK
    slope = np.where(sloped, (x * y).sum(axis=1) / np.where(sloped, sxx, 1.0), np.nan)
    residual = y - np.where(sloped, slope, 0.0)[:, None] * x
    df = np.maximum(count - 1 - sloped, 0)
    filled_in = np.maximum(full_df - df, usual_least_df)
    noise = (filled_in * usual_variance + (residual**2).sum(axis=1)) / (filled_in + df)
    return Trend(slope, np.where(sloped, np.sqrt(noise / np.where(sloped, sxx, 1.0)), np.nan), count)


def shrunk(slope: Floats, slope_se: Floats, expected: Floats, expected_sd: Floats) -> tuple[Floats, Floats]:
    """Weigh a measured slope against what is expected before anything is measured; pace and its standard error.

    Where the slope is NaN nothing was measured, and the answer is what was expected.

    Examples
    --------
    >>> expected = np.array([0.04, 0.04])
    >>> pace, se = shrunk(np.array([0.0, np.nan]), np.array([0.04, np.nan]), expected, expected)
    >>> pace.round(3).tolist(), se.round(3).tolist()
    ([0.02, 0.04], [0.028, 0.04])
    """
    measured = np.isfinite(slope)
    information = np.where(measured, 1.0 / np.where(measured, slope_se, 1.0) ** 2, 0.0)
    before = 1.0 / expected_sd**2
    pace = (information * np.where(measured, slope, 0.0) + before * expected) / (information + before)
    return pace, 1.0 / np.sqrt(information + before)


def probability_below(limit: Floats, mean: Floats, se: Floats) -> Floats:
    """P(value < limit) for a normal value with ``mean`` and standard error ``se``."""
    return np.asarray(ndtr((limit - mean) / se), dtype=float)
