"""The batched filter and smoother, against one person at a time by statsmodels."""

import numpy as np
import pandas as pd
import pytest
from support.growth_oracle import one_person
from support.growth_worlds import growth_world

from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_parameters import GrowthParameters

EXACT = 1e-8
WITHOUT_DOUBT = GrowthParameters(outlier_sd=np.inf)


@pytest.fixture(scope="module")
def compared():
    """People seen at odd weeks, twice a week, by several at once and in turn, or never; and each by the oracle."""
    world = growth_world(WITHOUT_DOUBT, seed=1, people=10, weeks=(0, 20), guide_share=0.6, changes_share=0.6)
    nobody = world.people.iloc[:1].assign(person=99, active_week=15)
    people = pd.concat([world.people, nobody], ignore_index=True)
    people.loc[:3, "goal_level"] = np.nan
    twice = world.measures.iloc[::7].assign(measure=lambda frame: frame["measure"] + 0.3, se=0.5)
    measures = pd.concat([world.measures, twice], ignore_index=True)
    frames = {"severities": world.severities, "exposure": world.exposure}
    growth = GrowthFilter(WITHOUT_DOUBT)
    table = growth.filter(people, measures, **frames).table
    curves = growth.smooth(people, measures, **frames)
    severities = {row.rater: (row.severity, row.se) for row in world.severities.itertuples()}
    oracles = [
        one_person(
            WITHOUT_DOUBT,
            person,
            measures[measures["person"] == person["person"]],
            severities,
            additions(world.exposure[world.exposure["person"] == person["person"]]),
        )
        for person in people.to_dict("records")
    ]
    return people, table, curves, oracles


def additions(exposure):
    lessons = np.minimum(exposure["lessons"] / WITHOUT_DOUBT.lessons_usual_per_week - 1, 1.5)
    talk = np.minimum(exposure["talk_minutes"] / WITHOUT_DOUBT.talk_usual_minutes_per_week - 1, 1)
    total = WITHOUT_DOUBT.lessons_effect * lessons + WITHOUT_DOUBT.talk_effect * talk
    return dict(zip(exposure["active_week"], total, strict=True))


def test_the_comparison_meets_what_makes_it_hard(compared):
    people, table, _curves, oracles = compared

    assert {len(oracle.raters) for oracle in oracles} >= {0, 1, 2, 3}
    assert {0, 99} <= {table["observations"].min(), people["person"].max()}
    assert people["goal_level"].isna().any()
    assert people["goal_level"].notna().any()


def test_level_and_log_likelihood_equal_statsmodels(compared):
    people, table, _curves, oracles = compared

    for row, oracle, last in zip(table.itertuples(), oracles, people["active_week"], strict=True):
        assert row.level == pytest.approx(oracle.mean[0, last], abs=EXACT)
        assert row.level_se == pytest.approx(np.sqrt(oracle.cov[0, 0, last]), abs=EXACT)
        assert row.log_likelihood == pytest.approx(oracle.log_likelihood, abs=EXACT)


def test_the_mean_pace_equals_that_of_a_chain_of_earlier_levels(compared):
    people, table, _curves, oracles = compared

    for row, oracle, last in zip(table.itertuples(), oracles, people["active_week"], strict=True):
        span = min(last, 8)
        if span:
            gain = np.zeros(len(oracle.mean))
            gain[0], gain[-1] = 1, -1
            assert row.mean_pace == pytest.approx(gain @ oracle.mean[:, last] / span, abs=EXACT)
            assert row.mean_pace_se == pytest.approx(np.sqrt(gain @ oracle.cov[:, :, last] @ gain) / span, abs=EXACT)
            assert row.expected_pace == pytest.approx(oracle.expected[last - span : last].mean(), abs=EXACT)


def test_each_observers_severity_equals_statsmodels():
    world = growth_world(WITHOUT_DOUBT, seed=4, people=10, weeks=(4, 20), guide_share=0.6)
    severities = {row.rater: (row.severity, row.se) for row in world.severities.itertuples()}
    found = GrowthFilter(WITHOUT_DOUBT).filter(world.people, world.measures, severities=world.severities).observers

    for person in world.people.to_dict("records"):
        own = world.measures[world.measures["person"] == person["person"]]
        oracle = one_person(WITHOUT_DOUBT, person, own, severities, {})
        told = found[found["person"] == person["person"]].set_index("rater").loc[oracle.raters]
        offsets = slice(2, 2 + len(oracle.raters))
        last = person["active_week"]
        assert told["severity"].to_numpy() == pytest.approx(oracle.mean[offsets, last], abs=EXACT)
        variances = np.diag(oracle.cov[:, :, last])[offsets]
        assert told["severity_se"].to_numpy() == pytest.approx(np.sqrt(variances), abs=EXACT)


def test_the_curve_equals_the_smoother_of_statsmodels(compared):
    people, _table, curves, oracles = compared

    for person, oracle in zip(people["person"], oracles, strict=True):
        curve = curves[curves["person"] == person]
        assert curve["level"].to_numpy() == pytest.approx(oracle.smoothed_mean[0], abs=EXACT)
        assert curve["level_se"].to_numpy() == pytest.approx(np.sqrt(oracle.smoothed_cov[0, 0]), abs=EXACT)


def test_the_curve_ends_where_the_filter_stands(compared):
    _people, table, curves, _oracles = compared
    ends = curves.groupby("person", sort=False).last()

    for column in ("level", "level_se", "pace", "pace_se"):
        assert ends[column].to_numpy() == pytest.approx(table[column].to_numpy(), abs=EXACT)
