"""Where people on a course are expected is what the growth filter foresees of somebody nobody has seen."""

import numpy as np
import pandas as pd
import pytest

from assessment.measurement.expected_growth import expected_growth
from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_parameters import SHIPPED_GROWTH


@pytest.mark.parametrize(("start", "goal"), [(-1.5, np.nan), (-0.5, 1.0), (1.2, 1.0)])
def test_after_any_number_of_weeks_it_is_the_filters_own_forecast(start, goal):
    weeks = np.arange(41)
    people = pd.DataFrame(
        {
            "person": weeks,
            "active_week": weeks,
            "expected_pace": 0.05,
            "goal_level": goal,
            "start_level": start,
            "start_level_sd": 1e-9,
        }
    )
    unseen = pd.DataFrame({name: [] for name in ("person", "rater", "active_week", "measure", "se")})

    foreseen = GrowthFilter(spread="given").filter(people, unseen).table
    mean, sd = expected_growth(start, 40, expected_pace=0.05, goal=goal, parameters=SHIPPED_GROWTH)

    assert mean == pytest.approx(foreseen["level"].to_numpy(), abs=1e-9)
    assert sd == pytest.approx(foreseen["level_se"].to_numpy(), abs=1e-8)


def test_whoever_is_beyond_the_goal_is_expected_to_go_on_more_slowly():
    far, beyond = (
        expected_growth(0.0, 10, expected_pace=0.04, goal=goal, parameters=SHIPPED_GROWTH)[0][-1]
        for goal in (9.0, -9.0)
    )

    assert beyond == pytest.approx(far / 10)
