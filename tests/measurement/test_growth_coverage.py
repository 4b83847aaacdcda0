"""How often the truth lies within 90 % intervals: where the model is right, where it is off, in a simulated town."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from support.growth_town import growth_town
from support.growth_worlds import growth_world

from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_parameters import SHIPPED_GROWTH
from assessment.simulation.municipality import simulate
from assessment.simulation.world import SHIPPED_WORLD

TO_95_PERCENT = 1.6448536269514722
DOUBTFUL = (
    "pace_share_usual",
    "pace_memory_weeks",
    "lessons_effect",
    "talk_effect",
    "level_walk_sd_logit_per_week",
    "measure_extra_sd_logit",
    "severity_sd_logit",
    "severity_walk_sd_logit_per_week",
    "result_sd_logit",
    "provider_sd_logit",
)


def percent_covered(table, truths):
    """Percent of people whose truth lies within the 90 % interval, by what is estimated."""
    return {
        name: 100 * float(np.mean(np.abs(table[name] - truth) <= TO_95_PERCENT * table[f"{name}_se"]))
        for name, truth in truths.items()
    }


def in_world(world, parameters):
    last, rows = world.people["active_week"].to_numpy(), np.arange(len(world.people))
    truths = {"level": world.level[rows, last], "pace": world.pace[rows, last], "mean_pace": world.mean_pace()}
    return percent_covered(GrowthFilter(parameters).filter(**world.frames()).table, truths)


@pytest.fixture(scope="module")
def world():
    return growth_world(SHIPPED_GROWTH, seed=1, people=3000)


def test_intervals_cover_what_they_promise_where_the_model_is_right(world):
    for name, percent in in_world(world, SHIPPED_GROWTH).items():
        assert 88 <= percent <= 92, name


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_intervals_hold_when_a_parameter_is_off_by_thirty_percent(world, factor):
    for parameter in DOUBTFUL:
        off = replace(SHIPPED_GROWTH, **{parameter: factor * getattr(SHIPPED_GROWTH, parameter)})
        for name, percent in in_world(world, off).items():
            assert 85 <= percent <= 95, (parameter, name)


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_intervals_hold_when_the_norm_of_the_pace_or_the_errors_of_severities_are_off_by_thirty_percent(world, factor):
    people = world.people.assign(expected_pace=factor * world.people["expected_pace"])
    severities = world.severities.assign(se=factor * world.severities["se"])

    for off in (replace(world, people=people), replace(world, severities=severities)):
        for name, percent in in_world(off, SHIPPED_GROWTH).items():
            assert 85 <= percent <= 95, name


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_where_it_is_misjudged_how_unlike_people_are_a_fit_puts_it_right(world, factor):
    """A prior that is too narrow cannot be seen in one person, only in many."""
    off = replace(SHIPPED_GROWTH, pace_sd_factor=factor)
    learners = growth_world(SHIPPED_GROWTH, seed=2, people=500)
    wrong = in_world(world, off)["mean_pace"]
    learned = GrowthFilter(off).fit(**learners.frames(), estimate=["pace_sd_factor"]).parameters_

    assert not 88 <= wrong <= 92
    for name, percent in in_world(world, learned).items():
        assert 88 <= percent <= 92, name


def test_intervals_hold_in_a_simulated_town_that_follows_other_laws():
    """There paces are skewed, stalls come at once, observers drift and repeat themselves, and tests are easier."""
    town = simulate(800, 60, 1, date(2026, 6, 28), world=replace(SHIPPED_WORLD, note_share=0.0))
    known = growth_town(town, SHIPPED_WORLD, last_week=59)
    table = GrowthFilter().filter(**known.frames()).table
    covered = percent_covered(table, {"level": known.truth["level"], "mean_pace": known.truth["pace"].fillna(0)})

    assert 85 <= covered["level"] <= 95
    assert 88 <= covered["mean_pace"] <= 92
