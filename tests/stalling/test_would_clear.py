"""What would change a state, when added and scored the same day, really changes it."""

from datetime import date

import pytest
from stall_cases import known_by, week, with_rows

from assessment.domain.bundle import BUNDLE_FILES
from assessment.domain.placement_state import State
from assessment.i18n.words import in_language
from assessment.simulation.municipality import simulate
from assessment.stalling import would_clear
from assessment.stalling.assess import assess
from assessment.stalling.rules import RulesEngine

END = date(2026, 6, 28)


def after_adding(frames, as_of, state):
    """The same placement's state when its own answer is imported and scored that day."""
    grown = with_rows(frames, state.would_clear.add)
    again = assess(grown, state.would_clear.as_of, RulesEngine())
    assert state.would_clear.as_of == as_of
    return next(other for other in again.states if other.placement_id == state.placement_id)


def test_a_better_next_look_would_clear_a_possible_stall(town):
    town.stalled()

    state = town.state_of()
    after = after_adding(town.frames(), week(13), state)

    assert state.state is State.POSSIBLE_STALL
    assert after.state is not State.POSSIBLE_STALL
    assert after.observations == state.observations + len(state.would_clear.add["observations.csv"])
    assert state.would_clear.text.startswith("Hvis næste observation viste cirka trin ")


def test_rows_are_written_as_the_bundle_writes_them(town):
    town.stalled()

    add = town.state_of().would_clear.add

    assert list(add) == ["observations.csv", "ratings.csv", "results.csv"]
    observation = add["observations.csv"][0]
    assert tuple(observation) == BUNDLE_FILES["observations"].column_names
    assert observation["seen_on"] == "2025-12-03"
    assert observation["recorded_at"] == "2025-12-03T12:00:00+01:00"
    assert (observation["observer_id"], observation["withdrawn_at"]) == ("buddy", "")
    assert len({row["step"] for row in add["ratings.csv"]}) > 1
    assert {row["step"] for row in add["ratings.csv"]} <= set("01234")


def test_asking_again_after_importing_the_answer_never_names_the_same_entry(town):
    town.place()
    town.flat("p1", range(2))
    frames = town.frames()
    first = assess(frames, week(13), RulesEngine()).states[0].would_clear.add
    one_of_two = {name: rows[:1] for name, rows in first.items()} | {"ratings.csv": first["ratings.csv"][:4]}
    second = assess(with_rows(frames, one_of_two), week(13), RulesEngine()).states[0].would_clear.add

    assert len(first["observations.csv"]) == 2
    assert len(second["observations.csv"]) == 1
    assert second["observations.csv"][0]["observation_id"] != first["observations.csv"][0]["observation_id"]


def test_nothing_but_time_helps_when_weeks_are_missing_or_the_clock_is_stopped(town):
    town.place("p1", started=week(10))
    town.place("p2")
    town.flat("p2")
    town.pause("n-p2", week(12), week(20))

    assert town.state_of("p1").would_clear is None
    assert town.state_of("p2").would_clear is None


def test_an_unseen_person_is_seen_by_the_one_assigned_and_without_anybody_nothing_can_be_added(town):
    town.place("p1")
    town.place("p2")
    town.add("assignments", assignment_id="a1", placement_id="p1", observer_id="old", from_on=week(5), to_on=week(6))
    town.add("assignments", assignment_id="a2", placement_id="p1", observer_id="now", from_on=week(4))

    added = town.state_of("p1").would_clear.add["observations.csv"]

    assert [row["observer_id"] for row in added] == ["now"] * 4
    assert town.state_of("p2").would_clear is None


def test_a_passed_test_is_named_where_no_look_would_do(town, monkeypatch):
    monkeypatch.setattr(would_clear, "MOST_OBSERVATIONS", 0)
    town.sinking("p1")
    town.sinking("p2", track="")

    state = town.state_of("p1")

    assert [row["kind"] for row in state.would_clear.add["results.csv"]] == ["modultest"]
    assert state.would_clear.text.startswith("Hvis der blev meldt en bestået prøve i DU2, modul 2,")
    assert after_adding(town.frames(), week(13), state).state is State.UNCLEAR
    assert town.state_of("p2").would_clear is None


@pytest.mark.parametrize(("seed", "as_of"), [(1, date(2026, 2, 4)), (3, END)])
@pytest.mark.long
def test_every_answer_of_a_simulated_municipality_really_changes_the_state(seed, as_of):
    frames = known_by(simulate(250, 70, seed, END).frames, as_of)
    states = {state.placement_id: state for state in assess(frames, as_of, RulesEngine()).states}
    answered = {name: state for name, state in states.items() if state.would_clear}
    together = {
        name: [row for state in answered.values() for row in state.would_clear.add[name]]
        for name in ("observations.csv", "ratings.csv", "results.csv")
    }

    after = {
        state.placement_id: state.state for state in assess(with_rows(frames, together), as_of, RulesEngine()).states
    }

    assert len(answered) > 30
    assert [name for name, state in answered.items() if after[name] is state.state] == []
    one_by_one = list(answered.values())[::24]
    assert all(after_adding(frames, as_of, state).state is not state.state for state in one_by_one)


def test_the_answer_is_said_in_the_readers_language(town):
    town.place()
    town.flat("p1", range(2))

    assert town.state_of().would_clear.text.startswith("Hvis de næste 2 observationer viste")
    with in_language("en"):
        assert town.state_of().would_clear.add["observations.csv"]
