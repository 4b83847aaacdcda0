"""The curve of one newcomer's page: the level week by week with its band, and where people on the course would lie."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from assessment.domain.reported_figures import HALF_WIDTH_OF_95_PERCENT
from assessment.measurement.active_weeks import Ints
from assessment.measurement.expected_growth import expected_growth
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.measurement.level_scale import LevelScale
from assessment.reports.person_page import CurvePoint
from assessment.reports.progress import Floats

HALF_WIDTH_OF_90_PERCENT = 1.645


def level_curve(
    days: Sequence[date],
    week: Ints,
    level: Floats,
    level_se: Floats,
    *,
    scale: LevelScale,
    expected_pace: float,
    goal: float,
    parameters: GrowthParameters,
) -> tuple[CurvePoint, ...]:
    """A point for each of ``days``, in steps.

    Parameters
    ----------
    days : sequence of date
        The last day of each calendar week, in order.
    week : ndarray of shape (n_days,)
        The active weeks at work by then; the clock stands still in weeks that do not count.
    level, level_se : ndarray of shape (n_days,)
        As seen from the last of them, in logits.
    expected_pace, goal : float
        Of the course: logits per active week, and logits (NaN for none).
    """
    if not days:
        return ()
    since = week - week[0]
    mean, sd = expected_growth(
        float(level[0]), int(since[-1]), expected_pace=expected_pace, goal=goal, parameters=parameters
    )
    reach, spread = HALF_WIDTH_OF_95_PERCENT * level_se, HALF_WIDTH_OF_90_PERCENT * sd[since]
    lines = (level, level - reach, level + reach, mean[since] - spread, mean[since] + spread)
    told = np.stack([scale.steps(line) for line in lines], axis=1).tolist()
    return tuple(
        CurvePoint(on=day, level=middle, low=low, high=high, expected_low=expected_low, expected_high=expected_high)
        for day, (middle, low, high, expected_low, expected_high) in zip(days, told, strict=True)
    )
