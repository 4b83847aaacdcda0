"""A world drawn at random: every respect in which a real municipality may differ from the shipped world, at once.

A model that is to hold outside one simulator is trained on many such worlds. ``RANGES`` and ``CASE_RANGES`` list what
is drawn evenly between two ends; the mixes (tracks, tones, rating process and so on) are drawn below it. Marks as in
``world_people``; a range around a shipped value that is itself *assumed* is *assumed* as well.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessment.simulation.world import SHIPPED_WORLD, World
from assessment.simulation.world_observers import RATING_PROCESSES, CriterionDifficulty
from assessment.simulation.world_people import Track


@dataclass(frozen=True, slots=True)
class DrawnRange:
    """A setting of :class:`World` drawn evenly from ``low`` to ``high``, with the reason for those ends."""

    setting: str
    low: float
    high: float
    reason: str


RANGES = (
    DrawnRange("women_share", 0.37, 0.65, "37 % of arrivals 2012-16 (sourced); 55-65 % of today's stock (assumed)"),
    DrawnRange("speed_log_sd", 0.35, 0.65, "either side of .5: how unlike people are is unknown (assumed)"),
    DrawnRange("entry_spread_sd_logit", 0.15, 0.5, "how well a module says the level is unknown (assumed)"),
    DrawnRange("pace_floor_share", 0.4, 0.9, "from clearly slowing toward the goal to nearly straight (assumed)"),
    DrawnRange("attendance_mean", 0.56, 0.75, "absence 24.8 % in 2014, 37 % in 2018 (sourced), and some beyond"),
    DrawnRange("attendance_sd", 0.16, 0.26, "either side of .22 (assumed)"),
    DrawnRange(
        "person_stall_attendance_ratio", 0.5, 1.0, "class is missed in a person's stall, or not at all (assumed)"
    ),
    DrawnRange("class_share_of_gain", 0.3, 0.55, "+8-9 % per 100 class hours is one study's (sourced); halved or more"),
    DrawnRange("talk_share_of_gain", 0.3, 0.44, "what talk at work is worth is unknown (assumed)"),
    DrawnRange("talk_outside_placement", 0.6, 1.0, "a placement moves speed by -.3 ... +.5 sd (sign sourced)"),
    DrawnRange("talk_pull", 0.2, 0.7, "how steeply gain follows talk is unknown (assumed)"),
    DrawnRange("interruption_per_month_women", 0.015, 0.03, "20-30 % a year over Swedish courses (derived)"),
    DrawnRange("interruption_per_month_men", 0.022, 0.042, "24-40 % a year over Swedish courses (derived)"),
    DrawnRange("collision_share", 0.0, 0.25, "shifts that take the class: existence sourced, size assumed"),
    DrawnRange("workplace_talk_sd", 0.25, 0.7, "workplaces more or less unlike in talk (assumed)"),
    DrawnRange("weekly_talk_sd", 0.5, 1.0, "weeks more or less unlike in talk (assumed)"),
    DrawnRange("quiet_week_share", 0.02, 0.2, "silence happens in good weeks too (sourced), how often is unknown"),
    DrawnRange("quiet_spell_per_week", 0.0, 0.03, "from no quiet spells to one or two in a half year (assumed)"),
    DrawnRange("placement_stall_talk_drop", 0.1, 3.2, "from no sign in the talk to an almost certain one (assumed)"),
    DrawnRange("person_stall_talk_drop", 0.0, 1.0, "a stalled person may talk as ever (assumed)"),
    DrawnRange("stall_from_placement_share", 0.5, 0.85, "about 40-65 % of stalled weeks by the placement (assumed)"),
    DrawnRange("recovery_per_week", 0.025, 0.08, "a stall lasts from a quarter to most of a year (assumed)"),
    DrawnRange("gain_left_share", 0.0, 0.15, "from standing still to barely moving (assumed)"),
    DrawnRange("severity_sd_logit", 0.3, 0.9, "either side of .5; training observers may widen it (direction sourced)"),
    DrawnRange("drift_sd_logit_per_week", 0.003, 0.018, "from steady observers to twice the shipped drift (assumed)"),
    DrawnRange("halo_sd_logit", 0.2, 1.1, "up to half of an item's error shared within an entry (assumed)"),
    DrawnRange("person_criterion_sd_logit", 0.2, 0.6, "how uneven one person's skills are (assumed)"),
    DrawnRange("step_use_log_sd", 0.0, 0.35, "observers who keep to the middle or the ends (direction sourced)"),
    DrawnRange("anchoring_share", 0.0, 0.5, "observers who lean on their own last tap (assumed)"),
    DrawnRange("straight_liner_share", 0.02, 0.18, "up to three times the shipped share (assumed)"),
    DrawnRange("silent_share", 0.02, 0.25, "buddies could not keep focus in a busy day (sourced), how many is unknown"),
    DrawnRange("fading_share", 0.02, 0.3, "likewise"),
    DrawnRange("missed_week_share", 0.2, 0.55, "either side of 35 % (assumed)"),
    DrawnRange("guide_share", 0.05, 0.5, "municipalities with few or many culture guides (assumed)"),
    DrawnRange("mentor_share", 0.0, 0.2, "municipalities with or without visiting teachers (assumed)"),
    DrawnRange("buddy_change_share", 0.1, 0.45, "either side of 25 % (assumed)"),
    DrawnRange("talk_report_sd", 0.25, 0.8, "how well observers guess at minutes and partners (assumed)"),
    DrawnRange("note_share", 0.0, 0.7, "from no notes to most entries (assumed)"),
    DrawnRange("typo_share", 0.0, 0.08, "of words: careful and hurried hands (assumed)"),
    DrawnRange("sloppy_share", 0.15, 0.6, "observers who type as it comes (assumed)"),
    DrawnRange("dialect_share", 0.0, 0.35, "from the capital to the far west (assumed)"),
)

CASE_RANGES = (
    DrawnRange("cases_done_share", 0.4, 0.95, "whether buddies open what is only offered is unknown (assumed)"),
    DrawnRange("cases_again_share", 0.2, 0.9, "likewise, and whether they come back to it"),
)
"""Drawn after all else, so that a world's people, entries and notes are what they were without them."""

TALK_RANGES = (
    DrawnRange("talk_usual_share", 0.0, 0.9, "from minutes counted to minutes against what is usual (assumed)"),
)
"""Drawn last of all."""
TALK_CUTS = (
    ((-1.7, -0.6, 0.8), (-1.8, -0.7, 0.7)),
    (SHIPPED_WORLD.talk_minutes_cuts, SHIPPED_WORLD.talk_partners_cuts),
)
"""Between these lies where people put the borders between few and many minutes, and partners (assumed)."""

STALL_FACTOR = (0.25, 4.5)
"""On the chance of a stall's onset: so that about 5 to 25 % of active weeks are stalled (assumed sweep)."""
PACE_FACTOR = (0.7, 1.35)
"""On every track's pace, and again between 0.85 and 1.15 on each: the norms of other places (assumed)."""
GOAL_SHIFT_LOGIT = (-0.4, 0.4)
"""Of every track's goal (assumed)."""
UNSET_FACTOR = (0.5, 1.5)
"""On how often a criterion is not seen: from an eighth to three eighths (assumed, around 25 %)."""
STEP_FACTOR = (0.75, 1.4)
"""On the distance between steps: from noisy to steady taps (assumed)."""
NOTE_RIGHT_SHARE = (0.62, 0.92)
"""Of the notes that say progress or stall, those that are right, as many of the one as of the other; in a hard world it
is .65 (assumed)."""
NOTE_PLAIN_SHARE = (0.35, 0.75)
"""Of notes, those that say progress or stall at all (assumed)."""
SOURCED_MIXES = ((0.36, 0.53, 0.11), (0.15, 0.50, 0.35), (0.086, 0.445, 0.469))
"""DU1, DU2 and DU3 among refugees 2012-16, among refugees in another count, among all learners 2013 (sourced)."""
LESSONS_MIXES = ((0.60, 0.25, 0.15), (0.0, 0.6, 0.4), (0.85, 0.1, 0.05))
"""12, 9 and 6 lessons: as shipped, as at providers with 9 by day and 6 by night (sourced), and mostly by day."""
REGISTER_WEIGHT = 12.0
"""How near to the shipped shares the manners of writing stay: Dirichlet (assumed)."""
CADENCES = (1, 1, 1, 2)
"""Weeks between entries: a quarter of the worlds ask every second week (assumed)."""


def drawn_world(seed: int) -> World:
    """The world drawn with ``seed``; the same seed gives the same world.

    Examples
    --------
    >>> drawn_world(1) == drawn_world(1), drawn_world(1) == drawn_world(2)
    (True, False)
    """
    rng = np.random.default_rng([seed, 2026])
    settings = _drawn(rng, RANGES)
    stalls = _log_uniform(rng, *STALL_FACTOR)
    steps = rng.uniform(*STEP_FACTOR)
    moving, flat = _tones(rng)
    world = replace(
        SHIPPED_WORLD,
        **settings,
        tracks=_tracks(rng),
        lessons_shares=_mixed(rng, LESSONS_MIXES),
        stall_per_early_week=stalls * SHIPPED_WORLD.stall_per_early_week,
        stall_per_later_week=stalls * SHIPPED_WORLD.stall_per_later_week,
        rating_process=str(rng.choice(RATING_PROCESSES)),
        step_thresholds_logit=tuple(float(steps * one) for one in SHIPPED_WORLD.step_thresholds_logit),
        criteria=_criteria(rng),
        entries_every_weeks=int(rng.choice(CADENCES)),
        moving_tone_shares=moving,
        flat_tone_shares=flat,
        register_shares=tuple(rng.dirichlet(REGISTER_WEIGHT * np.array(SHIPPED_WORLD.register_shares)).tolist()),
    )
    world = replace(world, **_drawn(rng, CASE_RANGES))
    minutes, partners = _talk_cuts(rng)
    return replace(world, **_drawn(rng, TALK_RANGES), talk_minutes_cuts=minutes, talk_partners_cuts=partners)


def _drawn(rng: np.random.Generator, ranges: tuple[DrawnRange, ...]) -> dict[str, Any]:
    return {one.setting: float(rng.uniform(one.low, one.high)) for one in ranges}


def _log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _mixed(rng: np.random.Generator, mixes: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    """A mix somewhere between the given ones."""
    mix = rng.dirichlet(np.ones(len(mixes))) @ np.array(mixes)
    return tuple(float(share) for share in mix / mix.sum())


def _tracks(rng: np.random.Generator) -> tuple[Track, ...]:
    """The tracks with other shares, paces and goals."""
    on_course, pace, goal = _mixed(rng, SOURCED_MIXES), _log_uniform(rng, *PACE_FACTOR), rng.uniform(*GOAL_SHIFT_LOGIT)
    others = [track.share for track in SHIPPED_WORLD.tracks[len(on_course) :]]
    shares = [*(share * (1 - sum(others)) for share in on_course), *others]
    own = rng.uniform(0.85, 1.15, len(shares))
    return tuple(
        replace(
            track,
            share=share,
            entry_pace_per_week=float(track.entry_pace_per_week * pace * factor),
            goal_logit=float(track.goal_logit + goal),
        )
        for track, share, factor in zip(SHIPPED_WORLD.tracks, shares, own, strict=True)
    )


def _criteria(rng: np.random.Generator) -> tuple[CriterionDifficulty, ...]:
    """The criteria, more or less hard, sharp and often seen."""
    unset = rng.uniform(*UNSET_FACTOR)
    return tuple(
        replace(
            one,
            logit=float(one.logit + rng.normal(0, 0.25)),
            unset_share=float(one.unset_share * unset),
            discrimination=float(np.exp(rng.normal(0, 0.2))),
        )
        for one in SHIPPED_WORLD.criteria
    )


def _talk_cuts(rng: np.random.Generator) -> tuple[tuple[float, ...], ...]:
    """The borders between none, little and much talk, of minutes and of partners."""
    narrow, wide = np.array(TALK_CUTS)
    between: list[list[float]] = (narrow + rng.random() * (wide - narrow)).tolist()
    return tuple(tuple(cuts) for cuts in between)


def _tones(rng: np.random.Generator) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The tones of notes about a week that moves and about one that does not, in the order of ``notes.TONES``."""
    right, plain = rng.uniform(*NOTE_RIGHT_SHARE), rng.uniform(*NOTE_PLAIN_SHARE)
    neutral, quiet_but_fine, lively_but_flat = (float((1 - plain) * part) for part in (0.74, 0.15, 0.11))
    says, contrary = float(plain * right), float(plain * (1 - right))
    others = neutral, quiet_but_fine, lively_but_flat
    return (says, contrary, *others), (contrary, says, *others)
