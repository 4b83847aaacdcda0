"""How far people on a track usually come in some weeks, and how unlike they are in it, before anybody is seen."""

import numpy as np

from assessment.measurement.growth_batch import NO_GOAL
from assessment.measurement.growth_frames import Floats
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.measurement.kalman import share_at


def expected_growth(
    start: float, weeks: int, *, expected_pace: float, goal: float, parameters: GrowthParameters
) -> tuple[Floats, Floats]:
    """Where people who all begin at level ``start`` are expected after 0, 1, ... ``weeks`` active weeks.

    What the growth filter foresees of somebody whose level is known at the start and who is never seen: people make the
    usual share of the expected pace, stalls and all, and each has a pace of their own around it.

    Parameters
    ----------
    start, goal : float
        In logits; NaN for no goal.
    expected_pace : float
        Of the track, logits per active week far from the goal.

    Returns
    -------
    mean, sd : ndarray of shape (weeks + 1,)
        Level in logits, and the standard deviation of people around it.

    Examples
    --------
    >>> from assessment.measurement.growth_parameters import SHIPPED_GROWTH
    >>> mean, sd = expected_growth(0.0, 26, expected_pace=0.04, goal=float("nan"), parameters=SHIPPED_GROWTH)
    >>> mean[[0, 26]].round(2).tolist(), sd[[0, 26]].round(2).tolist()
    ([0.0, 0.83], [0.0, 0.49])
    """
    memory, usual = parameters.pace_memory, parameters.pace_share_usual
    pace_variance = (parameters.pace_spread_share * abs(expected_pace) * parameters.pace_sd_factor) ** 2
    mean, variance, level_with_pace = np.full(weeks + 1, float(start)), np.zeros(weeks + 1), 0.0
    for week in range(weeks):
        share = float(share_at(mean[week], NO_GOAL if np.isnan(goal) else goal, parameters))
        mean[week + 1] = mean[week] + share * usual * expected_pace
        gained = 2 * share * level_with_pace + share**2 * pace_variance
        variance[week + 1] = variance[week] + gained + parameters.level_walk_sd_logit_per_week**2
        level_with_pace = memory * (level_with_pace + share * pace_variance)
    return mean, np.sqrt(variance)
