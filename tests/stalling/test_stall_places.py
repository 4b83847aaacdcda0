"""Where a possible stall shows, and the reasons beside the trend."""

from datetime import timedelta

import pytest
from stall_cases import PROFILE, sunk, week

from assessment.domain.placement_state import State


def reason(state, code):
    return next((reason for reason in state.reasons if reason.code == code), None)


def test_little_talk_points_to_the_placement_and_names_its_observations(town):
    town.sinking(weeks=range(-16, 0), talk_minutes="10to30", talk_partners="4plus")
    quiet = town.flat("p1", range(6), profile=sunk(20), talk_minutes="lt10", talk_partners="1")
    town.flat("p1", range(6, 12), profile=sunk(26), talk_minutes="10to30", talk_partners="4plus")

    state = town.state_of()

    assert state.looks_like == "unclear"
    assert reason(state, "little_talk") is None
    town.flat("p1", [12], profile=sunk(26), talk_minutes="0", talk_partners="0")
    state = town.state_of()
    assert reason(state, "little_talk") is None  # four of ten
    town.rows["observations"][16 + 9]["talk_minutes"] = "lt10"
    state = town.state_of()
    assert state.looks_like == "placement"
    assert set(reason(state, "little_talk").evidence) & set(quiet) == set(quiet[3:])
    assert "I 5 af de 10 seneste observationer" in reason(state, "little_talk").text
    assert reason(state, "few_partners") is None


def test_a_recent_pass_while_flat_at_work_points_to_the_placement_even_with_a_failed_module(town):
    town.sinking()
    town.result("n-p1", week(0), "ja")
    town.result("n-p1", week(12), "nej")

    state = town.state_of(as_of=week(0) + timedelta(days=91))

    assert (state.state, state.looks_like) == (State.POSSIBLE_STALL, "placement")


def test_a_failed_module_points_beyond_the_workplace_unless_little_is_said_there(town):
    town.sinking("p1", talk_minutes="gt30")
    town.sinking("p2", workplace="w2", talk_minutes="0")
    for name in ("p1", "p2"):
        town.result(f"n-{name}", week(11), "nej")

    assert town.state_of("p1").looks_like == "person"
    assert town.state_of("p2").looks_like == "placement"


def test_two_others_as_flat_at_the_workplace_point_to_the_placement(town):
    for name in ("p1", "p2", "p3"):
        town.sinking(name, observer=f"o-{name}")
    assert {town.state_of(name).looks_like for name in ("p1", "p2", "p3")} == {"placement"}

    town.rows["placements"][2]["workplace_id"] = "elsewhere"
    assert {town.state_of(name).looks_like for name in ("p1", "p2", "p3")} == {"unclear"}


def test_one_person_placed_twice_is_no_neighbour_of_their_own(town):
    for name in ("p1", "p2", "p3"):
        town.sinking(name, newcomer="n-one", observer=f"o-{name}")

    assert town.state_of("p1").looks_like == "unclear"


def test_sinking_under_one_observer_and_rising_under_another_points_to_the_observer(town):
    town.sinking(weeks=range(-30, 0), talk_minutes="10to30")
    for turn, number in enumerate((0, 8, 16, 24)):
        ratings = {name: 1 + (place < 2 * turn) + (place + 4 < 2 * turn) for place, name in enumerate(PROFILE)}
        town.see("p1", week(number), ratings, observer="guide", talk_minutes="10to30")
    for turn, number in enumerate((1, 6, 11, 16, 21, 26)):
        lost = [sum(place + 4 * lap < 2 * turn for lap in range(3)) for place in range(len(PROFILE))]
        ratings = {name: max(0, 2 - fewer) for name, fewer in zip(PROFILE, lost, strict=True)}
        town.see("p1", week(number), ratings, observer="buddy", talk_minutes="10to30")

    town.see("p1", week(26), PROFILE, observer="mentor", talk_minutes="10to30")

    state = town.state_of(as_of=week(27))

    assert (state.state, state.looks_like) == (State.POSSIBLE_STALL, "rater")


def test_a_break_when_the_observer_changed_points_to_the_observer(town):
    town.sinking(weeks=range(-30, 0), observer="first")
    for number, high in zip(range(3, 7), range(4), strict=True):
        ratings = {name: PROFILE[name] - 1 + (place < high) for place, name in enumerate(PROFILE)}
        town.see("p1", week(number), ratings, observer="early")
    for number, low in zip(range(7, 13), (0, 2, 3, 5, 6, 8), strict=True):
        ratings = {name: 4 - (place < low) - (place + 4 < low) for place, name in enumerate(PROFILE)}
        town.see("p1", week(number), ratings, observer="late")

    state = town.state_of()

    assert state.state is State.POSSIBLE_STALL
    assert state.looks_like == "rater"
    change = reason(state, "observer_change")
    assert len(change.evidence) == 2
    assert "22. oktober 2025" in change.text


def test_no_recent_pass_names_the_enrolment_and_the_last_result(town):
    town.sinking("p1")
    town.sinking("p2", track="")
    assert reason(town.state_of("p1"), "no_recent_pass").evidence == ("e-p1",)
    assert reason(town.state_of("p2"), "no_recent_pass") is None

    result = town.result("n-p1", week(-30), "ja")
    told = reason(town.state_of("p1"), "no_recent_pass")
    assert told.evidence == (result, "e-p1")
    assert "5. februar 2025" in told.text


def test_what_the_workplace_can_change_is_told_before_what_school_says(town):
    town.stalled(talk_minutes="0", talk_partners="0")

    told = [one.code for one in town.state_of().reasons]

    assert told == ["flat_ratings", "little_talk", "few_partners", "no_recent_pass"]


@pytest.mark.parametrize("word", ["risiko", "score", "stagneret", "rød"])
def test_no_sentence_judges_anybody(town, word):
    town.stalled(talk_minutes="0", talk_partners="0")
    state = town.state_of()

    told = " ".join([reason.text for reason in state.reasons] + [state.would_clear.text]).lower()

    assert state.state is State.POSSIBLE_STALL
    assert word not in told
