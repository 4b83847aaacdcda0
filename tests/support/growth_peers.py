"""One person filtered by statsmodels and by pykalman, no faster than they are: whom the growth filter is raced against.

Both give what the growth filter gives of a person without a goal: level, pace and the mean pace over the last 8 weeks,
for which a chain of earlier levels is carried along.
"""

import numpy as np
import pandas as pd

from assessment.measurement.growth_parameters import SHIPPED_GROWTH as P

Answer = tuple[float, float, float, float]
"""Level and its standard error, mean pace and its standard error."""


def by_statsmodels(weeks: int, measures: pd.DataFrame) -> Answer:
    """Filter one person with statsmodels."""
    from statsmodels.tsa.statespace.kalman_filter import KalmanFilter  # two seconds, only for whoever asks

    y, noise, loads, transition, shocks, start, start_cov, intercept = _system(weeks, measures)
    size = len(start)
    model = KalmanFilter(k_endog=1, k_states=size, k_posdef=size)
    model.bind(y)
    model["design"], model["obs_cov"] = loads[None].transpose(0, 2, 1), noise[None, None]
    model["transition"], model["selection"], model["state_cov"] = transition, np.eye(size), shocks.transpose(1, 2, 0)
    model["state_intercept"] = intercept[:, None]
    model.initialize_known(start, start_cov)
    found = model.filter()
    return _answer(found.filtered_state[:, -1], found.filtered_state_cov[:, :, -1])


def by_pykalman(weeks: int, measures: pd.DataFrame) -> Answer:
    """Filter one person with pykalman."""
    from pykalman import KalmanFilter as PyKalmanFilter

    y, noise, loads, transition, shocks, start, start_cov, intercept = _system(weeks, measures)
    model = PyKalmanFilter(
        transition_matrices=transition,
        observation_matrices=loads[:, None],
        transition_covariance=shocks[:-1],
        observation_covariance=noise[:, None, None],
        transition_offsets=intercept,
        initial_state_mean=start,
        initial_state_covariance=start_cov,
    )
    mean, cov = model.filter(np.ma.masked_invalid(y)[:, None])
    return _answer(mean[-1], cov[-1])


def _system(weeks: int, measures: pd.DataFrame) -> tuple:
    """The matrices of a person seen by one observer at a time."""
    rater, raters = pd.factorize(measures["rater"])
    week = measures["active_week"].to_numpy()
    back = P.mean_pace_weeks
    size = 2 + len(raters) + back
    y, noise = np.full(weeks + 1, np.nan), np.ones(weeks + 1)
    y[week], noise[week] = measures["measure"], measures["se"] ** 2 + P.measure_extra_sd_logit**2
    loads = np.zeros((weeks + 1, size))
    loads[:, 0] = 1
    loads[week, 2 + rater] = -1
    transition = np.zeros((size, size))
    kept = range(2 + len(raters))
    transition[kept, kept] = 1
    transition[0, 1], transition[1, 1] = 1, P.pace_memory
    lags = np.arange(2 + len(raters), size)
    transition[lags, np.r_[0, lags[:-1]]] = 1
    spread = (P.pace_spread_share * P.expected_pace_logit_per_week) ** 2
    shocks = np.zeros((weeks + 1, size, size))
    shocks[:, 0, 0] = P.level_walk_sd_logit_per_week**2
    shocks[:, 1, 1] = (1 - P.pace_memory**2) * spread
    start, start_cov = np.zeros(size), np.zeros((size, size))
    same = np.r_[0, lags]
    start[same], start_cov[np.ix_(same, same)] = P.start_level_logit, P.start_level_sd_logit**2
    start_cov[1, 1] = spread
    for slot in range(len(raters)):
        start_cov[2 + slot, 2 + slot] = P.severity_sd_logit**2
        shocks[week[rater == slot].min() :, 2 + slot, 2 + slot] = P.severity_walk_sd_logit_per_week**2
    intercept = np.r_[P.pace_share_usual * P.expected_pace_logit_per_week, np.zeros(size - 1)]
    return y, noise, loads, transition, shocks, start, start_cov, intercept


def _answer(mean: np.ndarray, cov: np.ndarray) -> Answer:
    """What is read of the state at the last week."""
    back = P.mean_pace_weeks
    gain_variance = cov[0, 0] - 2 * cov[0, -1] + cov[-1, -1]
    return (
        float(mean[0]),
        float(np.sqrt(cov[0, 0])),
        float((mean[0] - mean[-1]) / back),
        float(gain_variance**0.5 / back),
    )
