"""Which state a person's placement is in, told as sentences about people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from stall_cases import MONDAY, PROFILE, Town, sunk, week

from assessment.domain.placement_state import State
from assessment.stalling.assess import assess, summary
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import RulesEngine


def test_someone_rated_the_same_for_more_than_a_year_is_a_possible_stall(town):
    seen = town.stalled()

    state = town.state_of()

    assert state.state is State.POSSIBLE_STALL
    assert state.pace_per_week < 0.4 * state.expected_pace_per_week
    assert state.reasons[0].code == "flat_ratings"
    assert state.reasons[0].evidence == tuple(reversed(seen[-10:]))
    assert "Der ses ikke tydelig fremgang i de 10 seneste observationer, vi har" in state.reasons[0].text
    assert "17. september 2025" in state.reasons[0].text


def test_the_longer_someone_is_rated_the_same_the_likelier_a_stall_and_12_weeks_cannot_tell():
    def rated_the_same(weeks, **more):
        town = Town()
        town.stalled(weeks=range(12 - weeks, 12), **more)
        return town.state_of()

    told = [rated_the_same(weeks) for weeks in (12, 20, 30, 60)]
    quiet = rated_the_same(12, talk_minutes="lt10")

    assert told[0].state is State.UNCLEAR
    assert [one.stall_probability for one in told] == sorted(one.stall_probability for one in told)
    assert told[0].stall_probability < quiet.stall_probability < 0.5


def test_someone_sliding_down_is_a_possible_stall_that_says_so(town):
    town.sinking()

    state = town.state_of()

    assert state.state is State.POSSIBLE_STALL
    assert state.stall_probability > 0.8
    assert state.reasons[0].code == "falling_ratings"


def test_talking_a_lot_is_no_progress_that_anybody_saw(town):
    town.place()
    town.flat("p1", talk_minutes="gt30")

    assert town.state_of().state is State.UNCLEAR


@pytest.mark.parametrize("track", ["DU1", "DU2", "DU3", "FVU", ""])
def test_someone_climbing_is_progressing_on_every_track(town, track):
    town.place(track=track)
    town.climbing("p1", start=0)

    state = town.state_of()

    assert state.state is State.PROGRESSING
    assert state.reasons[0].code == "rising_ratings"


def test_four_noisy_looks_are_never_a_possible_stall(town):
    town.place()
    for number, step in zip(range(4, 8), (2, 1, 2, 1), strict=True):
        town.see("p1", week(number), {"phone": step, "reading": 2})

    assert town.state_of().state is State.UNCLEAR


def test_a_stricter_new_buddy_is_not_a_stall(town):
    town.place()
    town.climbing("p1", range(6), observer="mild", start=1)
    town.climbing("p1", range(6, 12), observer="strict", start=2, severity=1)

    spliced = Town()
    spliced.place()
    spliced.climbing("p1", range(6), start=1)
    spliced.climbing("p1", range(6, 12), start=2, severity=1)

    assert town.state_of().state is State.PROGRESSING
    assert spliced.state_of().pace_per_week < town.state_of().pace_per_week


def test_the_same_step_everywhere_is_never_a_stall(town):
    town.place()
    seen = town.flat("p1", profile=dict.fromkeys(PROFILE, 2))

    state = town.state_of()

    assert state.state is State.TOO_LITTLE_EVIDENCE
    assert state.stall_probability is None
    assert [reason.code for reason in state.reasons] == ["same_step"]
    assert state.reasons[0].evidence == tuple(reversed(seen[-10:]))


def test_three_looks_are_too_few_and_a_fourth_is_enough(town):
    town.place()
    town.flat("p1", range(3))
    assert town.state_of().reasons[0].code == "too_few_observations"
    assert town.state_of().reasons[0].text == "Der er 3 brugbare observationer. Der skal mindst 4 til."

    town.flat("p1", [3])
    assert town.state_of().state is not State.TOO_LITTLE_EVIDENCE


def test_six_weeks_must_have_ended_before_anything_is_said(town):
    town.place()
    town.flat("p1", range(6))

    assert [reason.code for reason in town.state_of(as_of=week(5, day=5)).reasons] == ["too_few_weeks"]
    assert town.state_of(as_of=week(5, day=6)).state is not State.TOO_LITTLE_EVIDENCE


def test_someone_nobody_has_seen_has_no_level_and_no_pace(town):
    town.place()

    state = town.state_of()

    assert state.state is State.TOO_LITTLE_EVIDENCE
    assert (state.level, state.level_se, state.pace_per_week, state.pace_se, state.last_seen_on) == (None,) * 5
    assert state.reasons
    assert 0 < state.expected_pace_per_week < 0.042, "less than far from the goal"


def test_not_seen_is_never_a_low_step(town):
    town.place("p1", newcomer="a")
    town.place("p2", newcomer="b")
    town.flat("p1")
    town.flat("p2", profile=PROFILE | {"writing": None, "customers": None})

    one, other = town.state_of("p1"), town.state_of("p2")

    assert (one.level, one.pace_per_week, one.stall_probability) == (
        other.level,
        other.pace_per_week,
        other.stall_probability,
    )


def test_an_entry_with_one_criterion_is_seen_but_not_used(town):
    town.place()
    town.flat("p1", range(4))
    town.see("p1", week(8), {"phone": 0, "reading": None})

    state = town.state_of()

    assert state.observations == 4
    assert state.last_seen_on == week(8)


def test_withdrawn_and_replaced_entries_do_not_count(town):
    town.place()
    first, *_rest = town.flat("p1", range(5))
    town.see("p1", week(0), PROFILE, replaces=first)
    town.see("p1", week(9), {"phone": 0, "reading": 0}, withdrawn_at=pd_moment(week(9)))

    state = town.state_of()

    assert state.observations == 5
    assert state.last_seen_on == week(4)
    assert first not in state.reasons[0].evidence


def pd_moment(day):
    return f"{day}T15:00:00+00:00"


def test_a_pause_stops_the_clock_and_three_active_weeks_after(town):
    town.sinking(weeks=range(-18, 10))
    town.pause("n-p1", week(10, day=0), week(11, day=4))

    during = town.state_of(as_of=week(11, day=4))
    assert (during.state, during.reasons[0].code, during.stall_probability) == (State.CLOCK_STOPPED, "in_pause", None)
    assert "21. november 2025" in during.reasons[0].text
    after = town.state_of(as_of=week(14, day=5))  # weeks 12 and 13 are over, 14 is not
    assert (after.state, after.reasons[0].code) == (State.CLOCK_STOPPED, "after_pause")
    assert town.state_of(as_of=week(14, day=6)).state is State.POSSIBLE_STALL


def test_the_week_in_which_a_short_pause_ended_is_one_of_the_three(town):
    town.place()
    town.flat("p1", range(10))
    town.pause("n-p1", week(10, day=0), week(10, day=1))

    assert town.state_of(as_of=week(12, day=5)).state is State.CLOCK_STOPPED
    assert town.state_of(as_of=week(12, day=6)).state is not State.CLOCK_STOPPED


def test_a_pause_before_the_placement_stops_nothing(town):
    town.sinking()
    town.pause("n-p1", week(-24), week(-17, day=6))

    assert town.state_of().state is State.POSSIBLE_STALL
    town.place("new", newcomer="n-p1", started=week(11, day=0))
    town.pause("n-p1", week(9), week(10, day=6))
    assert town.state_of("new").state is State.TOO_LITTLE_EVIDENCE


def test_a_pause_that_has_not_begun_stops_nothing(town):
    town.sinking()
    town.pause("n-p1", week(13, day=3), week(15))

    assert town.state_of().state is State.POSSIBLE_STALL


def test_a_national_suspension_stops_every_clock_and_a_holiday_stops_none(town):
    town.sinking()
    closed = NationalCalendar(suspended_periods=lambda: ((week(12), week(20)),))

    assert town.state_of(calendar=closed).state is State.CLOCK_STOPPED
    holiday = NationalCalendar(holidays=lambda _first, _last: frozenset({week(13)}))
    assert town.state_of(calendar=holiday).state is State.POSSIBLE_STALL


def test_who_has_objected_is_only_counted(town):
    town.place("p1")
    town.place("p2")
    town.flat("p1")
    town.object("n-p1", week(12))
    town.object("n-p2", week(1), week(2))

    assessed = assess(town.frames(), week(13), RulesEngine())

    assert [state.placement_id for state in assessed.states] == ["p2"]
    assert assessed.objected == 1
    assert summary(assessed) == {
        "active": 1,
        "possible_stall": 0,
        "progressing": 0,
        "unclear": 0,
        "too_little_evidence": 1,
        "clock_stopped": 0,
        "goal_reached": 0,
        "objected": 1,
    }


def test_a_placement_is_active_from_its_first_day_to_its_last(town):
    town.place("p1", started=week(2), ends=week(5))

    counts = [
        len(assess(town.frames(), day, RulesEngine()).states)
        for day in (week(2, day=1), week(2), week(5), week(5, day=3))
    ]

    assert counts == [0, 1, 1, 0]


def test_a_passed_result_within_90_days_caps_the_probability_at_a_quarter(town):
    town.sinking()
    result = town.result("n-p1", week(13) - timedelta(days=90), "ja")

    state = town.state_of()

    assert (state.state, state.stall_probability) == (State.UNCLEAR, 0.25)
    assert (state.reasons[0].code, state.reasons[0].evidence) == ("passed_result", (result,))


@pytest.mark.parametrize(("days_ago", "passed"), [(91, "ja"), (10, "nej"), (10, "fritaget")])
def test_an_old_failed_or_exempt_result_caps_nothing(town, days_ago, passed):
    town.sinking()
    town.result("n-p1", week(13) - timedelta(days=days_ago), passed)

    assert town.state_of().state is State.POSSIBLE_STALL


def test_a_module_move_during_the_closure_caps_nothing_but_an_exam_does():
    def stalled_in_2020(kind):
        town = Town()
        start = date(2020, 4, 13)
        town.place(started=start)
        for number in range(28):
            town.see("p1", start + timedelta(weeks=number, days=2), sunk(number))
        town.result("n-p1", date(2020, 10, 1), "ja", kind=kind)
        return town.state_of(as_of=date(2020, 11, 1), calendar=NationalCalendar(suspended_periods=lambda: ()))

    assert stalled_in_2020("modultest").state is State.POSSIBLE_STALL
    assert stalled_in_2020("PD2").state is State.UNCLEAR


def test_someone_well_above_the_goal_has_reached_it_and_without_a_track_there_is_none(town):
    town.place("p1")
    town.place("p2", track="")
    for name in ("p1", "p2"):
        town.flat(
            name,
            profile={"instructions": 4, "small_talk": 4, "phone": 4, "initiative": 4, "safety": 3},
            observer=f"a{name}",
        )
        town.flat(
            name,
            profile={"instructions": 4, "small_talk": 4, "phone": 4, "initiative": 4, "safety": 3},
            observer=f"b{name}",
        )
        town.flat(
            name,
            profile={"instructions": 4, "small_talk": 4, "phone": 4, "initiative": 4, "safety": 3},
            observer=f"c{name}",
        )

    reached = town.state_of("p1")

    assert (reached.state, reached.reasons[0].code, reached.level_linked) == (State.GOAL_REACHED, "at_goal", True)
    assert town.state_of("p2").state is not State.GOAL_REACHED


def test_an_ended_course_keeps_its_track_for_26_weeks(town):
    town.place()
    enrolled = town.state_of().expected_pace_per_week
    town.rows["enrolments"][0]["ended_on"] = week(13) - timedelta(weeks=26)
    assert town.state_of().expected_pace_per_week == enrolled

    town.rows["enrolments"][0]["ended_on"] -= timedelta(days=1)
    assert town.state_of().expected_pace_per_week != enrolled


def test_long_silence_makes_an_old_stall_unclear(town):
    town.sinking()
    far = MONDAY + timedelta(weeks=120)

    state = town.state_of(as_of=far)

    assert state.state is State.UNCLEAR
    assert state.stall_probability < 0.5
    assert state.pace_per_week is None, "what nobody has seen cannot be estimated"


def test_whoever_is_at_the_top_of_the_scale_has_not_stalled(town):
    town.place(track="DU3")
    town.flat("p1", profile={"instructions": 4, "small_talk": 4, "reading": 4, "phone": 3})

    state = town.state_of()

    assert state.state is not State.POSSIBLE_STALL
    assert state.stall_probability <= 0.25


def test_whoever_nobody_has_seen_for_8_active_weeks_is_neither_stalled_nor_progressing(town):
    town.sinking()
    seen_last = town.state_of()
    silent = town.state_of(as_of=MONDAY + timedelta(weeks=40))

    assert seen_last.state is State.POSSIBLE_STALL
    assert silent.state is State.UNCLEAR


def test_everything_seen_in_one_week_says_nothing_about_pace(town):
    town.place()
    for day in range(5):
        town.see("p1", week(7, day=day), PROFILE)

    state = town.state_of()

    assert state.state is State.UNCLEAR
    assert (state.pace_per_week, state.pace_se) == (None, None)
    assert state.level is not None


def test_a_level_is_linked_by_a_second_observer_or_a_course_result(town):
    town.place("p1")
    town.flat("p1", range(4))
    assert not town.state_of().level_linked

    town.see("p1", week(5), PROFILE, observer="guide")
    assert town.state_of().level_linked
    town.place("p2")
    town.result("n-p2", date(2025, 3, 3), "nej")
    assert town.state_of("p2").level_linked


def test_the_threshold_may_be_set_by_capacity(town):
    town.sinking()
    found = town.state_of().stall_probability

    assert town.state_of(engine=replace(RulesEngine(), stall_probability_threshold=found + 1e-9)).state is State.UNCLEAR
    assert town.state_of(engine=replace(RulesEngine(), stall_probability_threshold=found)).state is State.POSSIBLE_STALL


def test_an_empty_municipality_has_no_states():
    assert assess({}, week(13), RulesEngine()).states == ()
    assert assess(Town().frames(), week(13), RulesEngine()).states == ()


def test_only_the_asked_municipality_is_given(town):
    town.place("p1", municipality="101")
    town.place("p2", municipality="461")
    town.object("n-p2", week(0))

    asked = assess(town.frames(), week(13), RulesEngine(), municipality="101")

    assert [state.placement_id for state in asked.states] == ["p1"]
    assert asked.objected == 0


def test_a_level_is_carried_on_to_today_and_grows_less_sure(town):
    town.place("p1")
    town.climbing("p1", range(8), start=0)

    early, late = town.state_of("p1", as_of=week(8, day=6)), town.state_of("p1", as_of=week(11, day=6))

    assert late.level > early.level
    assert late.level_se > early.level_se


def test_being_seen_at_harder_things_does_not_look_like_sliding_down(town):
    town.place()
    town.flat("p1", range(6), profile={"instructions": 3, "safety": 3})
    town.flat("p1", range(6, 12), profile={"phone": 2, "initiative": 2})

    same = Town()
    same.place()
    same.flat("p1")

    assert town.state_of().pace_per_week == pytest.approx(same.state_of().pace_per_week, abs=0.005)


def test_whoever_is_at_the_top_of_the_scale_has_nowhere_left_to_climb(town):
    almost_all = {"instructions": 4, "small_talk": 4, "phone": 4, "initiative": 4, "safety": 3}
    town.stalled(track="", profile=almost_all, talk_minutes="lt10")

    without = RulesEngine(stall_probability_cap_at_goal=1.0)

    assert town.state_of(engine=without).stall_probability > 0.25
    assert town.state_of().stall_probability <= 0.25
