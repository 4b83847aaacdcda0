"""How often the truth lies within 90 % intervals: where the model is right, where it is off, in a simulated town."""

from dataclasses import replace

import pytest
from support.growth_covered import DOUBTFUL, SPREAD, covered_in_town, covered_in_world, off_by
from support.growth_worlds import growth_world

from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_parameters import SHIPPED_GROWTH
from assessment.simulation.world import SHIPPED_WORLD

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def world():
    return growth_world(SHIPPED_GROWTH, seed=1, people=1500)


def test_intervals_cover_what_they_promise_where_the_model_is_right(world):
    for name, percent in covered_in_world(world, SHIPPED_GROWTH).items():
        assert 88 <= percent <= 92, name


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_intervals_hold_when_a_parameter_is_off_by_thirty_percent(world, factor):
    """With nothing learned, as for people who are few."""
    for parameter in DOUBTFUL:
        for name, percent in covered_in_world(world, off_by(factor, parameter), "given").items():
            assert 85 <= percent <= 95, (parameter, name)


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_intervals_hold_when_the_norm_of_the_pace_or_the_errors_of_severities_are_off_by_thirty_percent(world, factor):
    people = world.people.assign(expected_pace=factor * world.people["expected_pace"])
    severities = world.severities.assign(se=factor * world.severities["se"])

    for off in (replace(world, people=people), replace(world, severities=severities)):
        for name, percent in covered_in_world(off, SHIPPED_GROWTH, "given").items():
            assert 85 <= percent <= 95, name


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_how_unlike_people_are_is_learned_from_them_so_that_intervals_hold_where_it_was_misjudged(world, factor):
    """A prior that is too narrow cannot be seen in one person, only in many."""
    off = off_by(factor, SPREAD)
    taken_as_given = covered_in_world(world, off, "given")["pace"]

    assert not 85 <= taken_as_given <= 95
    for name, percent in covered_in_world(world, off).items():
        assert 88 <= percent <= 92, name


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_intervals_hold_when_everything_that_nobody_knows_well_is_off_by_thirty_percent_at_once(world, factor):
    for name, percent in covered_in_world(world, off_by(factor, SPREAD, *DOUBTFUL)).items():
        assert 85 <= percent <= 95, name


def test_a_fit_puts_it_right_from_other_people_as_well(world):
    learners = growth_world(SHIPPED_GROWTH, seed=2, people=500)
    learned = GrowthFilter(off_by(0.7, SPREAD)).fit(**learners.frames(), estimate=[SPREAD]).parameters_

    for name, percent in covered_in_world(world, learned, "given").items():
        assert 88 <= percent <= 92, name


def test_intervals_hold_in_a_simulated_town_that_follows_other_laws():
    """There paces are skewed, stalls come at once, observers drift and repeat themselves, and tests are easier."""
    covered = covered_in_town(replace(SHIPPED_WORLD, note_share=0.0), seed=1)

    assert 85 <= covered["level"] <= 95
    assert 88 <= covered["mean_pace"] <= 93
