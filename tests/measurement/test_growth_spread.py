"""How unlike people's paces are is learned from the people at hand, where they are many and nothing forbids it."""

import numpy as np
import pandas as pd
import pytest
from support.growth_covered import SPREAD, off_by
from support.growth_worlds import growth_world

from assessment.measurement.growth_batch import growth_batch
from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_fit import FEWEST_LEARNERS, FEWEST_MEASURES
from assessment.measurement.growth_parameters import SHIPPED_GROWTH
from assessment.measurement.growth_sample import sample


@pytest.fixture(scope="module")
def crowd():
    return growth_world(SHIPPED_GROWTH, seed=6, people=360, weeks=(12, 30)).frames()


def some(crowd, people):
    return {name: frame[frame["person"] < people] if "person" in frame else frame for name, frame in crowd.items()}


def test_whatever_was_assumed_many_people_say_nearly_the_same(crowd):
    low, high = GrowthFilter(off_by(0.7, SPREAD)), GrowthFilter(off_by(1.3, SPREAD))
    low.filter(**crowd)
    high.filter(**crowd)

    assert low.learned_from_ == high.learned_from_ >= FEWEST_LEARNERS
    assert 0.8 < low.pace_sd_factor_ < high.pace_sd_factor_ < 1.2
    assert high.pace_sd_factor_ - low.pace_sd_factor_ < 0.1
    assert low.parameters_.pace_sd_factor == 0.7  # the next batch is not shrunk to this one


def test_the_order_of_rows_changes_nothing_of_what_is_learned(crowd):
    plain, mixed = GrowthFilter(), GrowthFilter()
    plain.filter(**crowd)
    mixed.filter(**{name: frame.sample(frac=1, random_state=4) for name, frame in crowd.items()})

    assert mixed.pace_sd_factor_ == plain.pace_sd_factor_ != 1


def test_a_curve_ends_where_the_filter_does_when_both_have_learned(crowd):
    growth = GrowthFilter(off_by(0.7, SPREAD))
    curve = growth.smooth(**crowd).groupby("person", sort=False).last()
    learned = growth.pace_sd_factor_
    now = growth.filter(**crowd).table

    assert growth.pace_sd_factor_ == learned > 0.7
    assert curve["pace"].to_numpy() == pytest.approx(now["pace"].to_numpy(), abs=1e-12)
    assert curve["pace_se"].to_numpy() == pytest.approx(now["pace_se"].to_numpy(), abs=1e-12)


def test_with_few_people_what_is_given_stands(crowd):
    few = some(crowd, FEWEST_LEARNERS - 1)
    growth = GrowthFilter(off_by(0.7, SPREAD))
    table = growth.filter(**few).table

    assert (growth.pace_sd_factor_, growth.learned_from_) == (0.7, 0)
    pd.testing.assert_frame_equal(table, GrowthFilter(off_by(0.7, SPREAD), spread="given").filter(**few).table)


def test_people_of_whom_little_was_seen_say_nothing_of_how_unlike_they_are(crowd):
    seldom = crowd["measures"].groupby("person").head(FEWEST_MEASURES - 1)
    growth = GrowthFilter()
    growth.filter(**(crowd | {"measures": seldom}))

    assert growth.learned_from_ == 0


def test_whoever_says_that_all_people_are_alike_is_believed(crowd):
    alike = GrowthFilter()
    alike.filter(**(crowd | {"people": crowd["people"].assign(expected_pace_sd=0.0)}))

    assert (alike.pace_sd_factor_, alike.learned_from_) == (1.0, 0)


def test_what_came_later_does_not_speak_of_earlier_weeks(crowd):
    earlier = crowd["people"][["person"]].assign(active_week=8)
    growth = GrowthFilter()
    growth.filter(**crowd, as_of=earlier)

    assert growth.learned_from_ == 0


def test_after_a_fit_nothing_is_learned_anew(crowd):
    fitted = GrowthFilter(off_by(0.7, SPREAD)).fit(**crowd, estimate=["measure_extra_sd_logit"], at_most_people=40)
    fitted.filter(**crowd)

    assert (fitted.pace_sd_factor_, fitted.learned_from_) == (0.7, 0)


def test_of_many_the_same_ones_are_taken_in_whatever_order_they_come(crowd):
    mixed = crowd | {"people": crowd["people"].sample(frac=1, random_state=5)}
    one, other = (
        sample(growth_batch(SHIPPED_GROWTH, **frames), fewest_measures=8, at_most=40) for frames in (crowd, mixed)
    )
    seen = crowd["measures"]["person"].value_counts()

    assert one.people.person.tolist() == other.people.person.tolist()
    assert len(one.people.person) == 40
    assert (seen[one.people.person] >= 8).all()
    assert np.bincount(one.seen.person).tolist() == seen[one.people.person].tolist()
    assert one.seen.measure.tolist() == other.seen.measure.tolist()
