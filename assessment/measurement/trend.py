"""The trend of a few ratings by lay observers, with its error: many people at once, in arrays.

Severity and ability cannot be told apart when one observer sees one person, but a constant severity cancels from the
slope. So every observer of a person gets an offset of their own, and only the slope within observers is used.
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
    """One least-squares line per person, with one offset per observer. All arrays have shape (n_people,).

    Attributes
    ----------
    slope, slope_se : Floats
        Steps per week; NaN where all of an observer's weeks are the same.
    noise_variance : Floats
        Variance of one observation around the line, blended with its documented value.
    observers, count : Ints
        How many observers and observations the line rests on.
    centre : Floats
        Mean week of the observations; NaN without any.
    score_at_centre, centre_of_observers : Floats
        Mean over observers of their mean score, and of their mean week: each observer weighs the same.
    share_of_noise : Floats
        Variance of ``score_at_centre`` due to noise, as a multiple of ``noise_variance``.
    """

    slope: Floats
    slope_se: Floats
    noise_variance: Floats
    observers: Ints
    count: Ints
    centre: Floats
    score_at_centre: Floats
    centre_of_observers: Floats
    share_of_noise: Floats


def observer_adjusted_trend(
    week: Floats,
    score: Floats,
    observer: Ints,
    seen: Bools,
    *,
    usual_variance: Floats,
    full_df: float,
    usual_least_df: float,
) -> Trend:
    """How much each person's score changes per week, when each observer keeps an own offset.

    Parameters
    ----------
    week, score, observer, seen : ndarray of shape (n_people, n_slots)
        When, what and by whom; ``seen`` says which slots hold an observation.
    usual_variance : ndarray of shape (n_people,)
        Documented variance of one observation around the line.
    full_df, usual_least_df : float
        The documented value stands in for the residual degrees of freedom that are missing up to ``full_df``, and for
        ``usual_least_df`` at least, so that a line through ever the same steps still has an error.

    Notes
    -----
    Ordinary least squares with observer dummies, solved by demeaning within observer: the residuals have
    ``count - observers - 1`` degrees of freedom. Variances are blended as for a scaled inverse chi-square.

    Examples
    --------
    >>> weeks, steps = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[1.0, 1.5, 1.0, 1.5]])
    >>> by_two, all_seen = np.array([[0, 0, 1, 1]]), np.ones((1, 4), dtype=bool)  # the second observer is stricter
    >>> usual = {"usual_variance": np.array([0.3]), "full_df": 8, "usual_least_df": 0.1}
    >>> line = observer_adjusted_trend(weeks, steps, by_two, all_seen, **usual)
    >>> line.slope.round(3).tolist(), line.observers.tolist()
    ([0.5], [2])
    """
    held = seen.astype(float)
    same = (observer[:, :, None] == observer[:, None, :]) & seen[:, :, None] & seen[:, None, :]
    by_observer = same.sum(axis=2)
    shares = np.where(seen, 1.0 / np.maximum(by_observer, 1), 0.0)
    x_bar = (same * np.where(seen, week, 0.0)[:, None, :]).sum(axis=2) * shares
    y_bar = (same * np.where(seen, score, 0.0)[:, None, :]).sum(axis=2) * shares
    x = np.where(seen, week - x_bar, 0.0)
    y = np.where(seen, score - y_bar, 0.0)

    count = seen.sum(axis=1).astype(np.int64)
    observers = np.rint(shares.sum(axis=1)).astype(np.int64)
    sxx = (x * x).sum(axis=1)
    sloped = sxx > _SAME_WEEK
    slope = np.where(sloped, (x * y).sum(axis=1) / np.where(sloped, sxx, 1.0), np.nan)
    residual = (y - np.where(sloped, slope, 0.0)[:, None] * x) * held
    df = np.maximum(count - observers - sloped, 0)
    filled_in = np.maximum(full_df - df, usual_least_df)
    noise = (filled_in * usual_variance + (residual**2).sum(axis=1)) / (filled_in + df)
    anybody = observers > 0
    per_observer = np.where(anybody, 1.0 / np.maximum(observers, 1), np.nan)
    return Trend(
        slope=slope,
        slope_se=np.where(sloped, np.sqrt(noise / np.where(sloped, sxx, 1.0)), np.nan),
        noise_variance=noise,
        observers=observers,
        count=count,
        centre=np.where(anybody, np.where(seen, week, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan),
        score_at_centre=(y_bar * shares).sum(axis=1) * per_observer,
        centre_of_observers=(x_bar * shares).sum(axis=1) * per_observer,
        share_of_noise=(shares * shares).sum(axis=1) * per_observer**2,
    )


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
