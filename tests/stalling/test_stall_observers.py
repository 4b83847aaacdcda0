"""Observers who always tap the same, or are exchanged, make no stall out of somebody's Danish."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from stall_cases import known_by

from assessment.domain.placement_state import State
from assessment.simulation.municipality import simulate
from assessment.simulation.world import SHIPPED_WORLD
from assessment.stalling.judgement import STATES, judge
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import snapshot

END = date(2026, 6, 28)
DAYS = [END - timedelta(weeks=weeks) for weeks in range(0, 40, 3)]
TOLD = (State.POSSIBLE_STALL, State.PROGRESSING, State.UNCLEAR)
MOST_FALSE_FLAGS = 0.015


def told_of(newcomers, **assumptions):
    """Every state on the days, with whether it is truly a stall and how many had seen the person by then."""
    town = simulate(newcomers, 60, 5, END, world=replace(SHIPPED_WORLD, **assumptions))
    engine, calendar, parts = RulesEngine(), NationalCalendar(), []
    for day in DAYS:
        facts = snapshot(known_by(town.frames, day), day, engine, calendar)
        judged, entries = judge(facts, engine), facts.observed
        pairs = np.unique(np.stack([entries.placement, entries.observer]), axis=1)
        parts.append(
            pd.DataFrame(
                {
                    "placement_id": facts.rows.placement_id,
                    "day": day,
                    "state": [STATES[number] for number in judged.state],
                    "observations": judged.observations,
                    "observers": np.bincount(pairs[0], minlength=len(facts.rows)),
                }
            )
        )
    truth = town.truth.assign(day=[moment.date() for moment in town.truth["week_start_on"] + timedelta(days=6)])
    return pd.concat(parts).merge(truth[["placement_id", "day", "stalled"]], on=["placement_id", "day"])


@pytest.fixture(scope="module")
def unchanged():
    return told_of(1000, buddy_change_share=0.0, guide_share=0.0, mentor_share=0.0)


def test_observers_who_always_tap_the_same_never_make_a_possible_stall():
    states = told_of(250, straight_liner_share=1.0)
    enough = states[states["observations"] >= RulesEngine().minimum_observations]

    assert enough["stalled"].sum() > 50
    assert not (states["state"] == State.POSSIBLE_STALL).any()


def test_a_change_of_observer_hardly_makes_more_false_flags(unchanged):
    """The same people with one buddy throughout, and with another one from the middle on."""
    changed = told_of(1000, buddy_change_share=1.0, guide_share=0.0, mentor_share=0.0)
    both = unchanged.merge(changed, on=["placement_id", "day"], suffixes=("_by_one", "_by_two"))
    alike = both[(both["stalled_by_one"] == both["stalled_by_two"]) & (both["observers_by_one"] == 1)]
    rows = alike[
        ~alike["stalled_by_one"]
        & (alike["observers_by_two"] == 2)
        & alike["state_by_one"].isin(TOLD)
        & alike["state_by_two"].isin(TOLD)
    ]
    by_one, by_two = ((rows[f"state_by_{who}"] == State.POSSIBLE_STALL).mean() for who in ("one", "two"))

    assert len(rows) >= 800
    assert by_one > 0
    assert by_two > 0
    assert by_two - by_one <= MOST_FALSE_FLAGS


def test_what_is_called_a_possible_stall_is_one_more_often_than_not(unchanged):
    flagged = unchanged[unchanged["state"] == State.POSSIBLE_STALL]

    assert len(flagged) > 20
    assert flagged["stalled"].mean() > 0.5
