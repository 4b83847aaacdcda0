"""What single pieces of evidence do: tests passed and failed, weak ones, outliers, a change of pace, exposure."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.measurement.ordinal_evidence import moment_match

PEOPLE = pd.DataFrame({"person": ["amal"], "active_week": [12], "expected_pace": [0.04], "goal_level": [1.0]})
SEEN = pd.DataFrame(
    {
        "person": "amal",
        "rater": "bo",
        "active_week": [2, 4, 6, 8, 10],
        "measure": [-1.2, -1.1, -1, -0.9, -0.8],
        "se": 0.5,
    }
)


def amal(people=PEOPLE, measures=SEEN, parameters=None, **more):
    growth = GrowthFilter() if parameters is None else GrowthFilter(parameters)
    return growth.filter(people, measures, **more).table.iloc[0]


def a_test(**columns):
    return pd.DataFrame([{"person": "amal", "active_week": 11, "passed": True, "cut": 0.0} | columns])


@settings(deadline=None, max_examples=12)
@given(
    mean=st.floats(-3, 3),
    sd=st.floats(0.1, 2),
    surprise=st.floats(-3, 3),
    passed=st.sampled_from([-1, 1]),
    noise=st.floats(0.1, 1),
)
def test_a_result_is_matched_in_its_first_two_moments(mean, sd, surprise, passed, noise):
    one = np.ones(1)
    cut = mean + surprise * np.hypot(sd, noise)
    log_p, pull, precision = moment_match(mean * one, sd**2 * one, cut * one, passed * one, noise**2 * one)

    def moment(power):
        def weighed(x):
            return x**power * norm.pdf(x, mean, sd) * norm.cdf(passed * (x - cut) / noise)

        return quad(weighed, mean - 9 * sd, mean + 9 * sd, points=[mean, cut], epsabs=1e-12, limit=200)[0]

    whole = moment(0)
    exact = moment(1) / whole
    assert np.exp(log_p[0]) == pytest.approx(whole, rel=1e-6)
    assert mean + sd**2 * pull[0] == pytest.approx(exact, abs=1e-5)
    assert sd**2 - sd**4 * precision[0] == pytest.approx(moment(2) / whole - exact**2, abs=1e-5)


def test_a_result_against_all_expectation_stays_finite():
    one = np.ones(1)
    for passed in (-1, 1):
        matched = moment_match(-40 * one * passed, 0.01 * one, 0 * one, passed * one, 0.01 * one)
        assert np.isfinite(np.concatenate(matched)).all()


def test_a_test_passed_raises_the_level_a_test_failed_lowers_it_and_both_link_it():
    before, passed, failed = amal(), amal(results=a_test()), amal(results=a_test(passed=False, cut=-1.5))

    assert failed["level"] < before["level"] < passed["level"]
    assert max(failed["level_se"], passed["level_se"]) < before["level_se"]
    assert (before["level_linked"], passed["level_linked"], failed["level_linked"]) == (False, True, True)
    assert passed["results"] == 1


def test_a_person_who_was_exempt_has_shown_nothing():
    exempt = amal(results=a_test(passed=None, cut=np.nan))

    assert exempt[["level", "level_se", "mean_pace"]].tolist() == amal()[["level", "level_se", "mean_pace"]].tolist()
    assert not exempt["level_linked"]
    assert exempt["results"] == 0


def test_weak_evidence_moves_less_and_none_at_all_without_weight():
    moved = [amal(results=a_test(weight=weight))["level"] - amal()["level"] for weight in (0.0, 0.1, 0.5, 1.0)]

    assert moved[0] == 0
    assert moved == sorted(set(moved))


def test_a_lenient_provider_s_test_says_less():
    lenient = GrowthParameters(leniency_by_provider={"skole": (0.6, 0.1)})

    assert amal(results=a_test(provider="skole"), parameters=lenient)["level"] < amal(results=a_test())["level"]


def test_several_results_in_one_week_all_count_whatever_their_order():
    both = pd.concat([a_test(cut=-0.5), a_test(cut=0.3, passed=False)])

    assert amal(results=both)["results"] == 2
    assert amal(results=both)["level"] == amal(results=both.iloc[::-1])["level"]
    assert amal(results=both)["level_se"] < amal(results=a_test(cut=-0.5))["level_se"]


def test_a_known_observer_links_the_level_and_an_unknown_one_does_not():
    known, vague = (pd.DataFrame({"rater": ["bo"], "severity": [0.8], "se": [se]}) for se in (0.1, 0.45))

    assert amal(severities=known)["level_linked"]
    assert not amal(severities=vague)["level_linked"]
    assert amal(severities=known)["level_se"] < amal(severities=vague)["level_se"]
    assert amal(severities=known)["level"] > amal()["level"] + 0.5  # bo is strict: more is behind what bo saw


def test_a_wild_measure_moves_nobody_further_than_a_surprising_one():
    def after(measure):
        wild = pd.concat([SEEN, SEEN.iloc[-1:].assign(active_week=11, measure=measure)])
        return amal(measures=wild)["level"] - amal()["level"]

    assert after(-0.3) < after(0.5) < after(1.5) < 0.7  # up to the limit the further the more
    assert after(9.0) < after(3.0) < after(1.5)


def test_two_wild_weeks_in_a_row_open_the_pace_and_one_does_not():
    def with_measures(*late):
        rows = (
            SEEN.iloc[-1:]
            .loc[SEEN.index[-1:].repeat(len(late))]
            .assign(active_week=[11, 12][: len(late)], measure=late)
        )
        return amal(measures=pd.concat([SEEN, rows]))["pace_se"]

    usual = with_measures(-0.8, -0.8)
    assert with_measures(6.0, -0.8) == pytest.approx(usual, rel=0.05)
    assert with_measures(6.0, -9.0) == pytest.approx(usual, rel=0.05)  # off to both sides is noise, not a new pace
    assert with_measures(6.0, 6.0) > 1.3 * usual


def test_the_smoother_ends_where_the_filter_stands_with_outliers_and_results_as_well():
    wild = pd.concat(
        [SEEN, SEEN.iloc[-1:].assign(active_week=11, measure=6.0), SEEN.iloc[-1:].assign(measure=6.0, active_week=12)]
    )
    results = pd.concat([a_test(active_week=5, cut=-1.0), a_test(active_week=12, passed=False)])
    last = GrowthFilter().smooth(PEOPLE, wild, results=results).iloc[-1]
    now = amal(measures=wild, results=results)

    for column in ("level", "level_se", "pace", "pace_se"):
        assert last[column] == pytest.approx(now[column], abs=1e-12)


def test_a_later_test_is_seen_in_the_curve_of_the_weeks_before():
    curve, without = (
        GrowthFilter().smooth(PEOPLE, SEEN, results=results).set_index("active_week")
        for results in (a_test(cut=0.5), None)
    )

    assert (curve["level"] > without["level"]).all()
    assert (curve["level_se"] < without["level_se"]).all()


def test_nobody_to_talk_to_lowers_the_prediction_and_never_the_yardstick():
    quiet = pd.DataFrame({"person": "amal", "active_week": range(1, 13), "talk_minutes": 0.0, "lessons": np.nan})
    usual, alone = amal(), amal(exposure=quiet)

    assert alone["mean_pace"] < usual["mean_pace"]
    assert alone["expected_pace"] == pytest.approx(usual["expected_pace"], rel=0.01)
    stalls = [
        GrowthFilter().filter(PEOPLE, SEEN, exposure=exposure).probability_below(0.25).iloc[0]
        for exposure in (None, quiet)
    ]
    assert stalls[0] < stalls[1]


def test_less_is_expected_near_the_goal_and_all_of_it_without_one():
    far, near, none = (amal(people=PEOPLE.assign(goal_level=goal)) for goal in (6.0, -0.5, np.nan))

    assert near["expected_pace"] < far["expected_pace"] == none["expected_pace"] == pytest.approx(0.04)


def test_the_probabilities_are_those_of_the_normal_posterior():
    posterior = GrowthFilter().filter(PEOPLE, SEEN)
    row = posterior.table.iloc[0]
    below = norm.cdf((0.25 * row["expected_pace"] - row["mean_pace"]) / row["mean_pace_se"])

    assert posterior.probability_below(0.25).iloc[0] == pytest.approx(below)
    assert posterior.probability_at_least(0.25).iloc[0] == pytest.approx(1 - below)
    reached = norm.sf((1.0 - row["level"]) / row["level_se"])
    assert posterior.probability_goal_reached().iloc[0] == pytest.approx(reached)
    assert posterior.probability_goal_reached(margin_logit=0.3).iloc[0] > reached
    without = GrowthFilter().filter(PEOPLE.assign(goal_level=np.nan), SEEN)
    assert without.probability_goal_reached().isna().all()
