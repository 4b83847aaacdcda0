"""Observers who always tap the same, or are exchanged, make no stall out of somebody's Danish."""

from datetime import timedelta

import pytest
from support.told_of_worlds import END, false_flags, told_of

from assessment.domain.placement_state import State
from assessment.stalling.rules import RulesEngine

pytestmark = pytest.mark.long

DAYS = [END - timedelta(weeks=weeks) for weeks in range(0, 40, 3)]
TOLD = (State.POSSIBLE_STALL, State.PROGRESSING, State.UNCLEAR)
MOST_FALSE_FLAGS = 0.015


@pytest.fixture(scope="module")
def unchanged():
    return told_of(RulesEngine(), 1000, DAYS, buddy_change_share=0.0, guide_share=0.0, mentor_share=0.0)


def test_observers_who_always_tap_the_same_never_make_a_possible_stall():
    states = told_of(RulesEngine(), 250, DAYS, straight_liner_share=1.0)
    enough = states[states["observations"] >= RulesEngine().minimum_observations]

    assert enough["stalled"].sum() > 50
    assert not (states["state"] == State.POSSIBLE_STALL).any()


def test_a_change_of_observer_hardly_makes_more_false_flags(unchanged):
    """The same people with one buddy throughout, and with another one from the middle on."""
    changed = told_of(RulesEngine(), 1000, DAYS, buddy_change_share=1.0, guide_share=0.0, mentor_share=0.0)
    rows = false_flags(unchanged, changed, State.POSSIBLE_STALL, TOLD)
    by_one, by_two = rows.mean()

    assert len(rows) >= 800
    assert by_one > 0
    assert by_two > 0
    assert by_two - by_one <= MOST_FALSE_FLAGS


def test_what_is_called_a_possible_stall_is_one_more_often_than_not(unchanged):
    flagged = unchanged[unchanged["state"] == State.POSSIBLE_STALL]

    assert len(flagged) > 20
    assert flagged["stalled"].mean() > 0.5
