"""The curve of a placement: a level for every week, with a band, on the scale that people know."""

from datetime import timedelta

import numpy as np
from stall_cases import MONDAY, PROFILE, Town, week

from assessment.domain.case import Curve
from assessment.measurement.level_scale import level_scale
from assessment.stalling.growth_curve import growth_curve
from assessment.stalling.rules import RulesEngine

ENGINE = RulesEngine()


def curve(town: Town, as_of=None) -> Curve:
    return growth_curve(town.frames(), as_of or week(13), ENGINE, "p1")


def test_there_is_a_point_for_every_week_since_somebody_was_first_seen(town):
    town.place()
    town.climbing("p1", range(2, 12))

    points = curve(town).points

    assert [point.day for point in points[:-1]] == [MONDAY + timedelta(weeks=2 + n, days=6) for n in range(11)]
    assert points[-1].day == week(13)
    assert all(0 <= point.low < point.level < point.high <= 4 for point in points)
    assert points[-1].level > points[0].level


def test_the_clock_stands_still_in_a_pause(town):
    town.place()
    town.climbing("p1", range(6))
    town.pause("n-p1", week(6, day=0), week(9, day=6))

    levels = [point.level for point in curve(town).points]

    assert len(set(levels[5:10])) == 1, "weeks 6 to 9 are paused"
    assert levels[10] > levels[9]


def test_the_last_point_is_what_the_state_says(town):
    town.place()
    town.climbing("p1")

    state, last = town.state_of(), curve(town).points[-1]

    assert abs(last.level - _steps(state.level)) < 1e-6


def test_a_level_is_anchored_by_a_second_observer_and_not_by_one(town):
    town.place()
    town.flat("p1")
    alone = curve(town)
    town.see("p1", week(12), PROFILE, observer="guide")

    assert not alone.is_anchored
    assert curve(town).is_anchored


def test_without_anything_usable_there_is_no_curve(town):
    town.place()
    assert curve(town) == Curve()
    assert growth_curve(town.frames(), week(13), ENGINE, "nobody") == Curve()

    town.see("p1", week(3), {"phone": 2})
    assert curve(town) == Curve()


def _steps(level: float) -> float:
    return float(level_scale(ENGINE.calibration).steps(np.array([level]))[0])
