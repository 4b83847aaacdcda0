"""What holds for every municipality, whatever happened in it."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stall_cases import known_by

from assessment.domain.placement_state import State
from assessment.simulation.municipality import simulate
from assessment.stalling.assess import assess, summary
from assessment.stalling.rules import RulesEngine

END, AS_OF = date(2026, 6, 28), date(2026, 5, 10)
ALWAYS_REASONED = {State.POSSIBLE_STALL, State.TOO_LITTLE_EVIDENCE, State.CLOCK_STOPPED}


@pytest.fixture(scope="module")
def frames():
    return known_by(simulate(120, 60, 7, END).frames, AS_OF)


@pytest.fixture(scope="module")
def assessed(frames):
    return assess(frames, AS_OF, RulesEngine())


@given(seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=4)
def test_the_order_of_rows_changes_nothing(frames, assessed, seed):
    order = np.random.default_rng(seed)
    shuffled = {stem: frame.iloc[order.permutation(len(frame))] for stem, frame in frames.items()}

    assert assess(shuffled, AS_OF, RulesEngine()) == assessed


@given(seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=4)
def test_swapping_gender_alias_birth_year_and_municipality_changes_nothing(frames, assessed, seed):
    order = np.random.default_rng(seed)
    people = frames["newcomers"].copy()
    for name in ("gender", "alias", "birth_year", "municipality", "resident_since"):
        people[name] = people[name].to_numpy()[order.permutation(len(people))]
    swapped = assess(frames | {"newcomers": people}, AS_OF, RulesEngine())

    def without_municipality(states):
        return [{name: value for name, value in state.as_json().items() if name != "municipality"} for state in states]

    assert without_municipality(swapped.states) == without_municipality(assessed.states)


def test_a_person_is_as_far_and_as_fast_whoever_else_there_is(frames, assessed):
    """So many others that the growth filter by itself would learn from them how unlike people are."""
    crowd = {
        stem: pd.concat([frame, *(_others(frame, number) for number in range(11))]) for stem, frame in frames.items()
    }
    among = {state.placement_id: state for state in assess(crowd, AS_OF, RulesEngine()).states}

    assert len(among) == 12 * len(assessed.states)
    for alone in assessed.states:
        found = among[alone.placement_id]
        assert found.state is alone.state
        for name in ("level", "level_se", "pace_per_week", "pace_se", "stall_probability"):
            told = getattr(alone, name)
            assert getattr(found, name) == (told if told is None else pytest.approx(told, abs=1e-9)), name


def _others(frame, number):
    """The same rows of other people."""
    ids = [name for name in frame if name.endswith("_id")]
    return frame.assign(**{name: frame[name] + f"-{number}" for name in ids})


def test_every_evidence_exists_and_every_notable_state_has_a_reason(frames, assessed):
    known = {
        *frames["observations"]["observation_id"],
        *frames["results"]["result_id"],
        *frames["enrolments"]["enrolment_id"],
    }

    assert {entry for state in assessed.states for reason in state.reasons for entry in reason.evidence} <= known
    assert all(state.reasons for state in assessed.states if state.state in ALWAYS_REASONED)
    assert all(reason.text for state in assessed.states for reason in state.reasons)


def test_every_state_is_plain_json_without_a_nan(assessed):
    text = json.dumps([state.as_json() for state in assessed.states], allow_nan=False)

    assert len(json.loads(text)) == len(assessed.states) == sum(list(summary(assessed).values())[1:7])
    for state in assessed.states:
        withheld = state.state in {State.TOO_LITTLE_EVIDENCE, State.CLOCK_STOPPED}
        assert (state.stall_probability is None) == withheld
        assert state.state is State.POSSIBLE_STALL or state.looks_like == "unclear"


def test_states_come_by_placement_id(assessed):
    names = [state.placement_id for state in assessed.states]

    assert names == sorted(names)


def test_what_is_not_a_string_or_a_frame_of_objects_is_read_the_same(frames, assessed):
    """Columns of plain objects, as an empty or ad hoc frame has them, give the same states."""
    loose = {stem: pd.DataFrame({name: frame[name].astype(object) for name in frame}) for stem, frame in frames.items()}

    assert assess(loose, AS_OF, RulesEngine()) == assessed


def test_without_notes_modes_and_attendance_the_states_are_the_same(frames, assessed):
    bare = frames | {
        "observations": frames["observations"].assign(note=None, mode=None),
        "attendance": frames["attendance"].iloc[:0],
    }

    assert assess(bare, AS_OF, RulesEngine()) == assessed
