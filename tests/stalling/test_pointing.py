"""A municipality's capacity: as many are pointed at as a desk can look at, the most probable first, and no more."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from stall_cases import known_by, with_rows
from support.model_engines import engine_in_use

from assessment.domain.placement_state import State
from assessment.simulation.municipality import simulate
from assessment.stalling.assess import assess_each, assess_tasks
from assessment.stalling.judgement import judge
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.pointing import LEAST_PROBABLE, Task, threshold_at
from assessment.stalling.snapshot import snapshot

END = date(2026, 6, 28)
CAN_BE = (State.POSSIBLE_STALL, State.PROGRESSING, State.UNCLEAR)


@pytest.fixture(scope="module")
def engine():
    return replace(engine_in_use(), stall_probability_threshold=0.8)


@pytest.fixture(scope="module")
def frames():
    """Ninety invented people, every third of them in another municipality."""
    town = known_by(simulate(90, 40, 5, END).frames, END)
    people = town["newcomers"]
    codes = np.where(np.arange(len(people)) % 3 == 0, "851", "461")
    return {**town, "newcomers": people.assign(municipality=codes)}


@pytest.fixture(scope="module")
def judged(frames, engine):
    facts = snapshot(frames, END, engine, NationalCalendar())
    return facts, judge(facts, engine)


def by_capacity(frames, engine, capacity, codes=("461", "851")):
    return assess_tasks(frames, END, [Task(engine=engine, municipalities=codes, capacity=capacity)])


def flagged(assessed):
    return [state for state in assessed.states if state.state is State.POSSIBLE_STALL]


@pytest.mark.parametrize("capacity", [0.01, 0.05, 0.1, 0.3])
def test_in_each_municipality_the_most_probable_are_pointed_at_and_no_more_than_there_is_room_for(
    frames, engine, capacity
):
    for assessed in by_capacity(frames, engine, capacity).values():
        room = max(1, int(capacity * len(assessed.states)))
        others = [one.stall_probability for one in assessed.states if one.state in CAN_BE[1:]]
        chosen = [one.stall_probability for one in flagged(assessed)]

        assert len(chosen) == min(room, sum(value >= LEAST_PROBABLE for value in chosen + others)) > 0
        assert min(chosen) >= assessed.threshold
        assert assessed.threshold == max(LEAST_PROBABLE, np.nextafter(max(others), 1))


def test_a_share_is_of_whole_placements_whatever_its_digits(judged):
    """Twenty-nine in a hundred are twenty-nine, though .29 * 100 is not quite 29 to a computer."""
    _facts, found = judged
    n = 110
    found = replace(
        found, stall_probability=0.2 + np.arange(n) / 1000, state=np.full(n, list(State).index(State.UNCLEAR))
    )

    for of, capacity, room in ((100, 0.29, 29), (50, 0.14, 7), (29, 0.1, 2), (4, 0.1, 1)):
        wanted = np.arange(n) < of
        assert (found.stall_probability[wanted] >= threshold_at(found, wanted, capacity)).sum() == room


def test_of_equally_probable_placements_all_are_pointed_at_or_none(judged):
    facts, found = judged
    n, wanted = len(facts.rows), np.ones(len(facts.rows), dtype=bool)
    unclear = np.full(n, list(State).index(State.UNCLEAR))
    few = np.where(np.arange(n) < 2, 0.9, np.where(np.arange(n) < n // 2, 0.6, 0.3))
    likely, unlikely = (replace(found, stall_probability=those, state=unclear) for those in (few, few / 10))

    assert (few >= threshold_at(likely, wanted, 0.1)).sum() == 2
    assert threshold_at(unlikely, wanted, 0.1) == LEAST_PROBABLE


def test_whoever_has_a_state_that_no_probability_decides_takes_up_no_room(frames, engine):
    (assessed,) = by_capacity(frames, engine, 0.1, ("461",)).values()
    other = [one for one in assessed.states if one.state not in CAN_BE]

    assert other
    assert len(flagged(assessed)) == int(0.1 * len(assessed.states)) > int(0.1 * (len(assessed.states) - len(other)))


@pytest.mark.long
def test_what_would_clear_it_does_so_though_another_then_takes_the_place(frames, engine):
    (assessed,) = by_capacity(frames, engine, 0.1, ("461",)).values()
    tried = [one for one in flagged(assessed) if one.would_clear]

    assert len(tried) > 1
    for state in tried:
        again = by_capacity(with_rows(frames, state.would_clear.add), engine, 0.1, ("461",))["461"]
        after = next(one for one in again.states if one.placement_id == state.placement_id)
        assert after.state is not State.POSSIBLE_STALL


def test_engines_that_share_the_looking_say_what_each_says_alone(frames, engine):
    low = replace(engine, stall_probability_threshold=0.5)
    together = assess_tasks(
        frames,
        END,
        [Task(engine=engine, municipalities=("461",)), Task(engine=low, municipalities=("851",))],
    )

    assert together == {**assess_each(frames, END, engine, ["461"]), **assess_each(frames, END, low, ["851"])}
    assert (together["461"].threshold, together["851"].threshold) == (0.8, 0.5)
