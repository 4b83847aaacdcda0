"""The part of a world that is about observers: how they rate, how often, and what they write.

Marks as in ``world_people``.
"""

from dataclasses import dataclass

RATING_SCALE, GRADED_PROBIT = "rating_scale", "graded_probit"
RATING_PROCESSES = (RATING_SCALE, GRADED_PROBIT)


@dataclass(frozen=True, slots=True)
class CriterionDifficulty:
    """How hard one criterion is, how often there was no chance to see it, and how sharply it tells people apart."""

    criterion: str
    logit: float
    unset_share: float
    guides_only: bool = False
    discrimination: float = 1.0


@dataclass(frozen=True, slots=True)
class CaseLevel:
    """How much Danish a reader sees in one calibration case, on the scale on which people's levels lie."""

    case_id: str
    logit: float


@dataclass(frozen=True)
class ObserverSettings:
    """What is assumed of observers, their ratings and their notes."""

    # Rating. Severity sd .5, unset 25 %, missed week 35 %: assumed, direction sourced. The error of an entry's mean is
    # about .49 step: between .34 (SE .6 logit a week) and .55 (.7 step per item, half of it shared), both assumed.
    rating_process: str = RATING_SCALE  # or GRADED_PROBIT: cumulative, each criterion with its own discrimination
    severity_sd_logit: float = 0.5
    drift_sd_logit_per_week: float = 0.008
    halo_sd_logit: float = 0.5
    person_criterion_sd_logit: float = 0.35
    step_thresholds_logit: tuple[float, ...] = (-2.1, -0.7, 0.7, 2.1)
    step_use_log_sd: float = 0.0  # observers' own use of the steps: above 1 keeps to the middle, below to the ends
    anchoring_share: float = 0.0  # of steps, moved halfway back to the observer's own last one of that person
    straight_liner_share: float = 0.06

    # Cadence and silence. Shares assumed.
    entries_every_weeks: int = 1  # how often an observer is asked
    silent_share: float = 0.06  # buddies who never record
    fading_share: float = 0.08  # buddies who stop after some weeks
    missed_week_share: float = 0.35
    guide_share: float = 0.25  # placements with a culture guide beside the buddy
    guide_per_week: float = 0.35
    mentor_share: float = 0.08  # placements visited by a teacher
    mentor_per_week: float = 0.3
    newcomers_per_mentor: int = 40
    buddy_change_share: float = 0.25  # of placements of at least 13 weeks
    criteria_range: tuple[int, int] = (3, 6)  # per observation
    mode_shares: tuple[float, ...] = (0.86, 0.09, 0.05)  # in person, phone, video
    # What is ticked of the talk. Calibrated to a delivery of 25 placements made by others: minutes 0 / under 10 / 10-30
    # / over 30 in .05 / .43 / .29 / .23 of entries, nobody / 1 / 2-3 / 4 and more in .05 / .35 / .34 / .25, .36 step
    # between placements and .85 within one, and no talk at all hardly but in runs; a little more silence than there.
    talk_report_sd: float = 0.4  # the observer's error, same unit as talk
    talk_usual_share: float = 0.7  # of how a place and a person usually are, taken for granted by who ticks the talk
    talk_minutes_cuts: tuple[float, ...] = (-2.6, -0.1, 0.65)
    talk_partners_cuts: tuple[float, ...] = (-2.6, -0.4, 0.5)
    talk_unanswered_share: float = 0.07
    delay_shares: tuple[float, ...] = (0.74, 0.17, 0.06, 0.03)  # same day, 1-3, 4-9, 14-35 days
    delay_days: tuple[tuple[int, int], ...] = ((0, 0), (1, 3), (4, 9), (14, 35))
    corrected_share: float = 0.015
    withdrawn_share: float = 0.008
    criteria: tuple[CriterionDifficulty, ...] = (
        CriterionDifficulty("instructions", -0.8, 0.12),
        CriterionDifficulty("safety", -0.9, 0.20),
        CriterionDifficulty("asking_help", -0.4, 0.15),
        CriterionDifficulty("reporting", 0.1, 0.25),
        CriterionDifficulty("small_talk", 0.2, 0.15),
        CriterionDifficulty("phone", 1.2, 0.45),
        CriterionDifficulty("reading", 0.3, 0.25),
        CriterionDifficulty("writing", 1.0, 0.40),
        CriterionDifficulty("trade_words", -0.3, 0.15),
        CriterionDifficulty("intelligibility", 0.0, 0.10),
        CriterionDifficulty("initiative", 0.4, 0.20),
        CriterionDifficulty("customers", 0.9, 0.45),
        CriterionDifficulty("unwritten_rules", 0.3, 0.20, guides_only=True),
        CriterionDifficulty("joining_in", 0.1, 0.20, guides_only=True),
    )

    # Calibration cases. All assumed: most buddies do what the tablet offers and takes five minutes, fewer come back to
    # it; the levels are how we meant the texts, from very little Danish to nearly all that is needed.
    cases_done_share: float = 0.8  # of observers who record anything at all; the others never open them
    cases_again_share: float = 0.6  # of those, in each quarter after the first round
    cases_begin_days: int = 28  # after an observer's first day with somebody, at most
    case_levels: tuple[CaseLevel, ...] = (
        CaseLevel("laundry", -2.2),
        CaseLevel("school", -1.4),
        CaseLevel("warehouse", -0.5),
        CaseLevel("care_home", 0.4),
        CaseLevel("hotel", 1.1),
        CaseLevel("garage", 1.4),
        CaseLevel("nursery", 1.9),
        CaseLevel("hardware_store", 3.0),
    )

    # Notes: how often, and what tone in a week that moves and in one that does not. All assumed.
    note_share: float = 0.42
    note_habit_concentration: float = 3.0  # Beta; observers differ in how much they write
    moving_tone_shares: tuple[float, ...] = (0.40, 0.08, 0.38, 0.10, 0.04)  # in the order of notes.TONES
    flat_tone_shares: tuple[float, ...] = (0.10, 0.36, 0.34, 0.06, 0.14)
    flat_tone_from_share: float = 0.25  # of the expected gain over the last weeks
    typo_share: float = 0.03  # of a sloppy observer's words; a tenth of it for all others
    sloppy_share: float = 0.35  # of observers
    dialect_share: float = 0.15  # of buddies and guides, who spell some words as they say them
    foreign_keyboard_share: float = 0.03  # of observers, without æøå
    register_shares: tuple[float, ...] = (0.44, 0.18, 0.15, 0.15, 0.08)  # in the order of notes_habits.REGISTERS
    formal_mentor_share: float = 0.7  # of visiting teachers; the others write plainly
