"""What the plain rules make of people whose progress is known."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from stall_cases import Town, known_by, week

from assessment.simulation.municipality import simulate
from assessment.stalling.evaluation.baselines import (
    COURSE,
    FOUR_POINT,
    FOUR_POINT_RULE,
    GROWTH,
    PROBABILITIES,
    TREND_LINE,
    TREND_LINE_RULE,
    baselines_of,
)
from assessment.stalling.evaluation.measures import auc, rows_judged
from assessment.stalling.growth import growth_of
from assessment.stalling.judgement import judge
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot, snapshot

ENGINE = RulesEngine()
END = date(2026, 6, 28)


def facts_of(town: Town, as_of: date | None = None) -> Snapshot:
    return snapshot(town.frames(), as_of or week(12), ENGINE, NationalCalendar())


def of(town: Town) -> dict[str, float]:
    """What each baseline says of the town's only placement."""
    return {name: float(values[0]) for name, values in baselines_of(facts_of(town), ENGINE).items()}


def test_whoever_stays_where_they_were_falls_below_the_aim_line_by_what_was_expected(town) -> None:
    town.place()
    town.flat("p1", range(12))

    told = of(town)

    expected = ENGINE.norms["DU2"].pace_logit_per_week
    assert told[FOUR_POINT] == pytest.approx(expected * (np.mean([8, 9, 10, 11]) - 1))
    assert told[FOUR_POINT_RULE] == 1
    assert told[TREND_LINE] == pytest.approx(1)
    assert told[TREND_LINE_RULE] == 1


def test_whoever_climbs_faster_than_expected_is_above_the_aim_line(town) -> None:
    town.place()
    town.climbing("p1", range(12))

    told = of(town)

    assert told[FOUR_POINT] < 0
    assert told[TREND_LINE] < 0
    assert told[FOUR_POINT_RULE] == told[TREND_LINE_RULE] == 0


def test_one_observation_of_the_last_four_above_the_aim_line_is_enough_for_the_rule_to_be_silent(town) -> None:
    town.place()
    town.flat("p1", range(11))
    town.see("p1", week(11), {"instructions": 4, "small_talk": 4, "phone": 4, "reading": 4})

    assert of(town)[FOUR_POINT_RULE] == 0


def test_the_trend_is_the_least_squares_line_through_the_last_ten(town) -> None:
    town.place()
    town.climbing("p1", range(3))
    town.flat("p1", [4, 5, 7, 8])
    town.climbing("p1", range(9, 12))
    facts = facts_of(town)
    seen = facts.observed
    weeks = np.array([0, 1, 2, 4, 5, 7, 8, 9, 10, 11])

    slope = np.polyfit(weeks, seen.measure, 1)[0]

    assert of(town)[TREND_LINE] == pytest.approx(1 - slope / facts.rows.expected_logit[0])


@pytest.mark.parametrize(("looks", "silent"), [(3, {FOUR_POINT, TREND_LINE, GROWTH}), (6, {FOUR_POINT}), (7, set())])
def test_with_too_little_to_go_by_a_baseline_says_nothing(town, looks, silent) -> None:
    town.place()
    town.climbing("p1", range(looks))
    town.result("n-p1", week(2), "ja")

    told = of(town)

    assert {name for name, value in told.items() if np.isnan(value)} == silent | {
        f"{name}_rule" for name in silent - {GROWTH}
    }


def test_the_growth_posterior_is_the_probability_of_the_rules_without_their_cap_after_a_test(town) -> None:
    town.sinking()

    before = of(town)[GROWTH]

    assert before == pytest.approx(float(judge(facts_of(town), ENGINE).stall_probability[0]))
    town.result("n-p1", week(11), "ja")
    cap = ENGINE.stall_probability_cap_after_pass
    assert judge(facts_of(town), ENGINE).stall_probability[0] == cap < of(town)[GROWTH]


def test_a_test_passed_as_long_ago_as_the_module_usually_takes_is_once_that_time(town) -> None:
    town.place()
    usual_weeks = 136 / 12 * 52 / 44  # DU2 module 2, at 12 lessons a week in 44 weeks of the year
    town.result("n-p1", week(12) - timedelta(days=round(7 * usual_weeks)), "ja")

    assert of(town)[COURSE] == pytest.approx(1, abs=0.01)


def test_whoever_has_passed_nothing_or_follows_no_course_has_nothing_to_be_late_by(town) -> None:
    town.place("p1")
    town.place("p2", track=None)
    town.result("n-p1", week(3), "nej")
    town.result("n-p2", week(3), "ja")

    assert np.isnan(baselines_of(facts_of(town), ENGINE)[COURSE]).all()


@pytest.fixture(scope="module")
def simulated() -> tuple[dict[str, np.ndarray], np.ndarray]:
    """What the baselines say of a simulated municipality, and who in it had stalled."""
    town = simulate(400, 60, 11, END)
    facts = snapshot(known_by(town.frames, END), END, ENGINE, NationalCalendar())
    truth = town.truth.assign(day=town.truth["week_start_on"] + pd.Timedelta(days=6))
    stalled = truth[truth["day"] == pd.Timestamp(END)].set_index("placement_id")["stalled"]
    told = baselines_of(facts, ENGINE, growth_of(facts, ENGINE))
    return told, stalled.reindex(facts.rows.placement_id).to_numpy(dtype=bool)


def test_each_baseline_is_a_number_for_every_placement_and_a_probability_where_it_says_so(simulated) -> None:
    told, stalled = simulated

    for name, values in told.items():
        known = values[rows_judged(values)]
        assert values.shape == stalled.shape
        assert np.isfinite(known).all()
        assert known.size > 50
        if name in PROBABILITIES or name.endswith("_rule"):
            assert ((known >= 0) & (known <= 1)).all()


def test_the_growth_posterior_knows_something_of_who_has_stalled(simulated) -> None:
    told, stalled = simulated
    known = rows_judged(told[GROWTH])

    assert auc(stalled[known], told[GROWTH][known]) > 0.65
