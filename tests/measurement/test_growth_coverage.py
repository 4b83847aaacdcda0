"""How often the truth lies within 90 % intervals: where the model is right, where it is off, in a simulated town."""

from dataclasses import replace

import pytest
from support.growth_covered import DOUBTFUL, SPREAD, covered_in_town, covered_in_world
from support.growth_worlds import growth_world

from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_parameters import SHIPPED_GROWTH
from assessment.simulation.world import SHIPPED_WORLD


@pytest.fixture(scope="module")
def world():
    return growth_world(SHIPPED_GROWTH, seed=1, people=1500)


def test_intervals_cover_what_they_promise_where_the_model_is_right(world):
    for name, percent in covered_in_world(world, SHIPPED_GROWTH).items():
        assert 88 <= percent <= 92, name


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_intervals_hold_when_a_parameter_is_off_by_thirty_percent(world, factor):
    for parameter in DOUBTFUL:
        off = replace(SHIPPED_GROWTH, **{parameter: factor * getattr(SHIPPED_GROWTH, parameter)})
        for name, percent in covered_in_world(world, off).items():
            assert 85 <= percent <= 95, (parameter, name)


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_intervals_hold_when_the_norm_of_the_pace_or_the_errors_of_severities_are_off_by_thirty_percent(world, factor):
    people = world.people.assign(expected_pace=factor * world.people["expected_pace"])
    severities = world.severities.assign(se=factor * world.severities["se"])

    for off in (replace(world, people=people), replace(world, severities=severities)):
        for name, percent in covered_in_world(off, SHIPPED_GROWTH).items():
            assert 85 <= percent <= 95, name


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_where_it_is_misjudged_how_unlike_people_are_a_fit_puts_it_right(world, factor):
    """A prior that is too narrow cannot be seen in one person, only in many."""
    off = replace(SHIPPED_GROWTH, **{SPREAD: factor})
    learners = growth_world(SHIPPED_GROWTH, seed=2, people=500)
    wrong = covered_in_world(world, off)["mean_pace"]
    learned = GrowthFilter(off).fit(**learners.frames(), estimate=[SPREAD]).parameters_

    assert not 88 <= wrong <= 92
    for name, percent in covered_in_world(world, learned).items():
        assert 88 <= percent <= 92, name


def test_intervals_hold_in_a_simulated_town_that_follows_other_laws():
    """There paces are skewed, stalls come at once, observers drift and repeat themselves, and tests are easier."""
    covered = covered_in_town(replace(SHIPPED_WORLD, note_share=0.0), seed=1)

    assert 85 <= covered["level"] <= 95
    assert 88 <= covered["mean_pace"] <= 92
