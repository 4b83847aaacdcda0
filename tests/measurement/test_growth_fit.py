"""Learning the parameters: what the data say is learned, what they do not say stays as it was assumed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from support.growth_worlds import growth_world

from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_fit import ESTIMATED
from assessment.measurement.growth_parameters import SHIPPED_GROWTH


@pytest.fixture(scope="module")
def town():
    """A place where the slow are slower than the norm says, and measures noisier than assumed."""
    noisy = replace(SHIPPED_GROWTH, measure_extra_sd_logit=0.4)
    return growth_world(noisy, seed=5, people=300, weeks=(10, 40), pace_factor={"slow": 0.6})


@pytest.mark.long
def test_noise_and_the_paces_of_tracks_are_learned(town):
    fitted = GrowthFilter().fit(**town.frames(), estimate=["measure_extra_sd_logit", "pace_factor_by_track"])
    learned = fitted.parameters_

    assert learned.measure_extra_sd_logit == pytest.approx(0.4, abs=0.06)
    assert learned.pace_factor_by_track["slow"] == pytest.approx(0.6, abs=0.25)
    assert learned.pace_factor_by_track["slow"] < learned.pace_factor_by_track["middle"]
    assert fitted.log_likelihood_ == pytest.approx(fitted.log_likelihood(**town.frames()), abs=1e-6)
    assert fitted.log_likelihood_ > GrowthFilter().log_likelihood(**town.frames()) + 20
    assert fitted.parameters == SHIPPED_GROWTH


def test_a_track_with_few_people_keeps_the_norm(town):
    slow = town.people["track"] == "slow"
    few = town.people[~slow | (slow.cumsum() <= 2)]
    frames = {name: frame for name, frame in town.frames().items() if name in ("people", "measures")}
    frames = {"people": few, "measures": town.measures[town.measures["person"].isin(few["person"])]}
    factor = GrowthFilter().fit(**frames, estimate=["pace_factor_by_track"]).parameters_.pace_factor_by_track["slow"]

    assert 0.85 < factor < 1.15


def test_the_same_data_in_any_order_give_the_same_parameters(town):
    some = town.people.iloc[:40]
    frames = {
        name: frame[frame["person"].isin(some["person"])] if "person" in frame else frame
        for name, frame in town.frames().items()
    }
    mixed = {name: frame.sample(frac=1, random_state=3) for name, frame in frames.items()}
    first, second = (
        GrowthFilter().fit(**rows, estimate=["measure_extra_sd_logit", "leniency_by_provider"]).parameters_
        for rows in (frames, mixed)
    )

    assert first == second


def test_a_provider_whose_tests_are_easy_is_found_lenient():
    world = growth_world(SHIPPED_GROWTH, seed=9, people=400, results_per_person=1.0, known_share=1.0, known_se=0.1)
    easy = world.results["provider"] == "0"
    results = world.results.assign(cut=np.where(easy, world.results["cut"] + 0.4, world.results["cut"]))
    fitted = GrowthFilter().fit(**(world.frames() | {"results": results}), estimate=["leniency_by_provider"])
    learned = pd.DataFrame(dict(fitted.parameters_.leniency_by_provider), index=["leniency", "se"]).T

    assert learned["leniency"].idxmax() == "0"
    assert learned.loc["0", "leniency"] > 2 * learned.loc["0", "se"]
    assert (learned["se"] < SHIPPED_GROWTH.provider_sd_logit).all()


def test_what_the_data_cannot_say_stays_as_it_was_assumed():
    people = pd.DataFrame({"person": ["amal"], "active_week": [8]})
    seen = pd.DataFrame({"person": "amal", "rater": "bo", "active_week": [2, 6], "measure": [-1.0, -0.9], "se": 0.6})
    learned = GrowthFilter().fit(people, seen).parameters_

    for name in ("severity_sd_logit", "result_sd_logit", "lessons_effect", "talk_effect", "leniency_by_provider"):
        assert getattr(learned, name) == getattr(SHIPPED_GROWTH, name)
    for name in ("pace_sd_factor", "pace_memory_weeks", "measure_extra_sd_logit"):
        assert getattr(learned, name) == pytest.approx(getattr(SHIPPED_GROWTH, name), rel=0.25)


def test_what_was_learned_is_used_again_from_the_parameters_alone(town):
    learned = GrowthFilter().fit(**town.frames(), estimate=["measure_extra_sd_logit"], at_most_people=50)
    again = GrowthFilter(learned.parameters_, spread="given")

    pd.testing.assert_frame_equal(again.filter(**town.frames()).table, learned.filter(**town.frames()).table)
    assert set(ESTIMATED) >= {"pace_factor_by_track", "leniency_by_provider"}
