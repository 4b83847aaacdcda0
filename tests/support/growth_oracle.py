"""One person's growth by statsmodels, from the equations in ``GrowthFilter``: what the batched filter must equal.

The mean pace comes by another road than in the filter: a chain of eight earlier levels instead of a clone.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from assessment.measurement.growth_parameters import GrowthParameters


@dataclass(frozen=True)
class OnePerson:
    """By week: moments of (level, own pace, severities ..., levels 1 to 8 weeks ago); pace expected next."""

    mean: np.ndarray
    cov: np.ndarray
    smoothed_mean: np.ndarray
    smoothed_cov: np.ndarray
    expected: np.ndarray
    log_likelihood: float
    raters: list


def one_person(
    parameters: GrowthParameters, person: dict, measures: pd.DataFrame, severities: dict, exposure: dict
) -> OnePerson:
    """Filter and smooth one person.

    ``person`` has ``active_week``, ``expected_pace``, ``expected_pace_sd``, ``goal_level`` (or NaN), ``start_level``
    and ``start_level_sd``; ``severities`` maps raters to (severity, se); ``exposure`` maps weeks to their addition.
    """
    weeks, memory = person["active_week"] + 1, np.exp(-1 / parameters.pace_memory_weeks)
    raters = list(dict.fromkeys(measures["rater"]))
    back = parameters.mean_pace_weeks
    size = 2 + len(raters) + back
    turn = measures.groupby(["rater", "active_week"]).cumcount()
    columns = list(dict.fromkeys(zip(measures["rater"], turn, strict=True))) or [("nobody", 0)]
    y, noise = np.full((weeks, len(columns)), np.nan), np.ones((weeks, len(columns)))
    for row, which in zip(measures.itertuples(), turn, strict=True):
        at = columns.index((row.rater, which))
        y[row.active_week, at] = row.measure
        noise[row.active_week, at] = row.se**2 + parameters.measure_extra_sd_logit**2

    design = np.zeros((len(columns), size))
    design[:, 0] = 1
    for at, (rater, _which) in enumerate(columns):
        if rater in raters:
            design[at, 2 + raters.index(rater)] = -1
    transition = np.eye(size)
    transition[0, 1], transition[1, 1] = 1, memory
    lags = range(2 + len(raters), size)
    for lag in lags:
        transition[lag, lag] = 0
        transition[lag, 0 if lag == lags[0] else lag - 1] = 1
    start_mean, start_cov = np.zeros(size), np.zeros((size, size))
    same = [0, *lags]
    start_mean[same], start_cov[np.ix_(same, same)] = person["start_level"], person["start_level_sd"] ** 2
    spread = person["expected_pace_sd"] * parameters.pace_sd_factor
    start_cov[1, 1] = spread**2
    shocks = np.zeros((size, size, weeks))
    shocks[0, 0] = parameters.level_walk_sd_logit_per_week**2
    shocks[1, 1] = (1 - memory**2) * spread**2
    for slot, rater in enumerate(raters):
        told, se = severities.get(rater, (0.0, parameters.severity_sd_logit))
        start_mean[2 + slot], start_cov[2 + slot, 2 + slot] = told, se**2
        first = measures.loc[measures["rater"] == rater, "active_week"].min()
        shocks[2 + slot, 2 + slot, first:] = parameters.severity_walk_sd_logit_per_week**2

    intercept, expected, usual = np.zeros((size, weeks)), np.zeros(weeks), parameters.pace_share_usual
    depends = not np.isnan(person["goal_level"])
    transitions = np.repeat(transition[:, :, None], weeks, axis=2)
    for week in range(weeks) if depends else [weeks - 1]:
        model = KalmanSmoother(k_endog=len(columns), k_states=size, k_posdef=size)
        model.bind(y.copy())
        model["design"], model["transition"], model["selection"] = design, transitions, np.eye(size)
        model["obs_cov"] = np.stack([np.diag(row) for row in noise], axis=2)
        model["state_cov"] = shocks
        if not depends:
            expected[:] = person["expected_pace"]
            intercept[0] = [usual * expected[0] * (1 + exposure.get(later, 0.0)) for later in range(1, weeks + 1)]
        model["state_intercept"] = intercept
        model.initialize_known(start_mean, start_cov)
        if depends:  # the pace expected of next week follows from what is known by now
            level = model.filter().filtered_state[0, week]
            transitions[0, 1, week] = _share(parameters, person["goal_level"] - level)
            expected[week] = person["expected_pace"] * transitions[0, 1, week]
            intercept[0, week] = usual * expected[week] * (1 + exposure.get(week + 1, 0.0))
    model["state_intercept"], model["transition"] = intercept, transitions
    found = model.smooth()
    return OnePerson(
        found.filtered_state,
        found.filtered_state_cov,
        found.smoothed_state,
        found.smoothed_state_cov,
        expected,
        float(found.llf_obs.sum()),
        raters,
    )


def _share(parameters: GrowthParameters, way_left: float) -> float:
    at_goal = parameters.pace_share_at_goal
    line = at_goal + (1 - at_goal) * way_left / parameters.goal_span_logit
    return min(1.0, max(parameters.pace_share_beyond_goal, line))
