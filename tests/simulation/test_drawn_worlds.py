"""A drawn world differs from the shipped one in every respect at once, and is always a world that can be."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.simulated_labels import labels_follow_from_levels

from assessment.exchange.writing import bundle_texts
from assessment.simulation.drawn_worlds import (
    CASE_RANGES,
    GOAL_SHIFT_LOGIT,
    NOTE_RIGHT_SHARE,
    RANGES,
    TALK_RANGES,
    drawn_world,
)
from assessment.simulation.municipality import simulate
from assessment.simulation.world import SHIPPED_WORLD, World
from assessment.simulation.world_observers import RATING_PROCESSES

END = date(2026, 6, 28)
EVENLY = (*RANGES, *CASE_RANGES, *TALK_RANGES)
FIXED = {
    "pace_beyond_goal_share", "other_gender_share", "age_mean_years", "age_sd_years", "age_range_years",
    "slower_per_year_over_30_share", "resident_mean_years", "resident_max_years", "received_missing_share",
    "placement_kinds", "active_at_end_share", "second_placement_share", "gap_weeks_range", "monday_start_share",
    "newcomers_per_workplace", "collision_hours_per_week", "person_talk_sd", "quiet_spell_weeks_range",
    "quiet_talk_drop", "stall_from_active_week", "stall_early_active_weeks", "poor_talk_stall_ratio",
    "stall_min_weeks", "weekly_gain_sd_logit", "loss_per_paused_week_logit", "label_weeks", "label_pace_share",
    "label_goal_margin_logit", "agreed_pause_per_week", "agreed_pause_weeks_range", "own_holiday_per_week",
    "summer_closure_share", "christmas_share", "objection_share", "lessons_per_week", "course_closed_iso_weeks",
    "attendance_municipality_sd", "attendance_municipality_range", "interruption_final_share", "interruption_weeks",
    "late_course_start_share", "providers", "provider_leniency_sd_logit", "teacher_error_sd_logit",
    "test_per_ready_week", "test_slope_logit", "test_margin_logit", "retest_after_weeks", "exam_pass_share",
    "exam_iso_weeks", "report_days_range", "exempt_share", "untested_move_per_week", "guide_per_week",
    "mentor_per_week", "newcomers_per_mentor", "criteria_range", "mode_shares", "talk_unanswered_share",
    "delay_shares", "delay_days", "corrected_share", "withdrawn_share",
    "note_habit_concentration", "flat_tone_from_share", "foreign_keyboard_share", "formal_mentor_share",
    "cases_begin_days", "case_levels",
}  # fmt: skip
"""What is the same in every world: definitions, calendars, and what no drawn respect rests on."""


@pytest.fixture(scope="module")
def drawn() -> list[World]:
    return [drawn_world(seed) for seed in range(400)]


@given(seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=6)
@pytest.mark.long
def test_every_draw_is_a_world_with_true_labels_and_the_same_bytes_each_time(seed):
    one, same = (simulate(20, 30, 3, END, world=drawn_world(seed)) for _ in range(2))

    assert labels_follow_from_levels(one, drawn_world(seed)) > 0
    assert bundle_texts(one.frames) == bundle_texts(same.frames)


def test_a_drawn_range_names_a_setting_once_and_has_a_reason_and_holds_the_shipped_value():
    names = [one.setting for one in EVENLY]

    assert len(set(names)) == len(names)
    for one in EVENLY:
        assert one.low < one.high
        assert one.low <= getattr(SHIPPED_WORLD, one.setting) <= one.high, one.setting
        assert len(one.reason) > 5


def test_each_range_is_drawn_from_end_to_end(drawn):
    for one in EVENLY:
        values = [getattr(world, one.setting) for world in drawn]
        margin = 0.05 * (one.high - one.low)
        assert one.low <= min(values) < one.low + margin, one.setting
        assert one.high - margin < max(values) <= one.high, one.setting


def test_all_that_is_not_fixed_by_intent_differs_between_drawn_worlds(drawn):
    the_same = {one.name for one in fields(World) if len({getattr(world, one.name) for world in drawn}) == 1}

    assert the_same == FIXED


def test_ranges_are_drawn_independently_of_each_other(drawn):
    values = np.array([[getattr(world, one.setting) for one in EVENLY] for world in drawn])
    correlation = np.corrcoef(values, rowvar=False) - np.eye(len(EVENLY))

    assert np.abs(correlation).max() < 0.25


def test_mixes_are_drawn_widely(drawn):
    share = {
        name: [next(t.share for t in world.tracks if t.name == name) for world in drawn] for name in ("DU1", "DU3")
    }
    pace = [world.tracks[1].entry_pace_per_week / SHIPPED_WORLD.tracks[1].entry_pace_per_week for world in drawn]
    goal = [world.tracks[1].goal_logit - SHIPPED_WORLD.tracks[1].goal_logit for world in drawn]
    right = [world.moving_tone_shares[0] / sum(world.moving_tone_shares[:2]) for world in drawn]
    stalls = [world.stall_per_early_week / SHIPPED_WORLD.stall_per_early_week for world in drawn]

    assert min(share["DU1"]) < 0.13 < 0.28 < max(share["DU1"])
    assert min(share["DU3"]) < 0.15 < 0.38 < max(share["DU3"])
    assert min(pace) < 0.7 < 1.3 < max(pace)
    assert GOAL_SHIFT_LOGIT[0] <= min(goal) < -0.35 < 0.35 < max(goal) <= GOAL_SHIFT_LOGIT[1] + 1e-9
    assert NOTE_RIGHT_SHARE[0] <= min(right) < 0.64 < 0.9 < max(right) <= NOTE_RIGHT_SHARE[1]
    assert min(stalls) < 0.3 < 3.7 < max(stalls)
    assert {world.rating_process for world in drawn} == set(RATING_PROCESSES)
    assert {world.entries_every_weeks for world in drawn} == {1, 2}


def test_from_five_to_twenty_five_percent_of_active_weeks_are_stalled_in_drawn_worlds(drawn):
    by_onset = sorted(drawn, key=lambda world: world.stall_per_early_week)
    rarest, commonest = (stalled_share(world) for world in (by_onset[0], by_onset[-1]))

    assert 0.02 < rarest < 0.08
    assert 0.20 < commonest < 0.33


def stalled_share(world: World) -> float:
    """Of the active weeks, those truly stalled."""
    truth = simulate(300, 52, 3, END, world=replace(world, note_share=0.0)).truth
    return float(truth["stalled"][truth["active"]].mean())
