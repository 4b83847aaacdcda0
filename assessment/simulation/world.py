"""World: every assumption the simulated municipality rests on, each with its unit and where it comes from.

Marks as in the project's notes on the field: *sourced* (a Danish or foreign publication), *derived* (computed from
sourced figures), *assumed* (an estimate nobody has measured yet). "logit" is the scale of the rating model.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Track:
    """One kind of Danish course (*uddannelsesspor*): who is on it, and what is expected of them.

    Attributes
    ----------
    name : str
        ``DU1`` ... ``FVU``; empty for people on no course.
    share : float
        Part of all newcomers.
    entry_logit, goal_logit : float
        Level on entering module 1, and at the final exam.
    entry_pace_per_week : float
        Expected gain in logits per active week on entering module 1.
    modules : int
        Number of modules, of equal width in logits up to ``goal_logit``.
    exam : str
        Kind of the final result; empty where the last module test is the end.
    has_goal : bool
        False where no course sets a goal; ``goal_logit`` then only bends the expected pace.
    """

    name: str
    share: float
    entry_logit: float
    goal_logit: float
    entry_pace_per_week: float
    modules: int
    exam: str = ""
    has_goal: bool = True


@dataclass(frozen=True, slots=True)
class PlacementKind:
    """One form of placement: its kind in the bundle, its length, how common, and the hours a week."""

    kind: str
    weeks: int
    share: float
    hours_low: int
    hours_high: int
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class CriterionDifficulty:
    """How hard one criterion is, and how often a rater had no chance to see it."""

    criterion: str
    logit: float
    unset_share: float
    guides_only: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """The assumptions behind one simulated municipality; the defaults are the shipped world.

    Examples
    --------
    >>> round(sum(track.share for track in World().tracks), 6)
    1.0
    >>> round(sum(kind.share for kind in World().placement_kinds), 6)
    1.0
    """

    # People. DU mix 36/53/11 of course starters, women 37 %, mean age 31, sd 9: sourced (refugees arrived 2012-16).
    # The shares on FVU and on no course: assumed. Logits of entry and goal: assumed, so that the modules last about
    # 170/120/80 attended lessons (derived); pace about .04 logit a week (assumed), falling to the floor at the goal.
    tracks: tuple[Track, ...] = (
        Track("DU1", 0.335, -3.2, 0.6, 0.029, 6, "PD1"),
        Track("DU2", 0.493, -2.5, 1.5, 0.046, 6, "PD2"),
        Track("DU3", 0.102, -2.0, 2.8, 0.085, 5, "PD3"),
        Track("FVU", 0.035, -0.2, 2.2, 0.036, 4),
        Track("", 0.035, -2.5, 1.8, 0.040, 6, has_goal=False),
    )
    pace_floor_share: float = 0.45  # of the entry pace, still expected at the goal; assumed
    pace_beyond_goal_share: float = 0.1  # of the entry pace, expected far beyond it; assumed
    women_share: float = 0.45  # between 37 % (sourced, older arrivals) and 55-65 % (assumed, today's stock)
    other_gender_share: float = 0.005  # assumed
    age_mean_years: float = 31.0  # sourced
    age_sd_years: float = 9.0  # assumed
    age_range_years: tuple[int, int] = (18, 64)  # working age
    speed_log_sd: float = 0.5  # person's speed is log-normal around 1; assumed
    slower_per_year_over_30_share: float = 0.01  # assumed
    resident_mean_years: float = 3.0  # exponential, cut at resident_max_years; assumed
    resident_max_years: float = 15.0
    received_missing_share: float = 0.3  # assumed
    entry_spread_sd_logit: float = 0.25  # level around what the module would say; assumed

    # Placements. Lengths 4, 13, 26 weeks and 2 years, IGU at least 25 hours: sourced. Shares and hours: assumed.
    placement_kinds: tuple[PlacementKind, ...] = (
        PlacementKind("praktik", 4, 0.10, 10, 37),
        PlacementKind("praktik", 13, 0.44, 10, 37),
        PlacementKind("praktik", 26, 0.15, 12, 37),
        PlacementKind("loentilskud", 26, 0.13, 25, 37),
        PlacementKind("igu", 104, 0.09, 25, 37),
        PlacementKind("fritidsjob", 26, 0.04, 8, 15),
        PlacementKind("ordinaer", 52, 0.05, 15, 37, open_ended=True),
    )
    active_at_end_share: float = 0.65  # a caseworker's list is mostly running placements; assumed
    second_placement_share: float = 0.35  # assumed
    gap_weeks_range: tuple[int, int] = (2, 7)  # between two placements; assumed
    monday_start_share: float = 0.75  # assumed
    newcomers_per_workplace: float = 2.6  # assumed

    # Talk at work, in standard units of "how much Danish is spoken around you". All assumed but the direction: little
    # interaction, noise and shifts impede (sourced), and silence happens in good weeks too.
    workplace_talk_sd: float = 0.45
    person_talk_sd: float = 0.4
    weekly_talk_sd: float = 0.75
    dry_week_share: float = 0.07  # a quiet week in a good spell
    dry_week_drop: float = 1.5
    placement_stall_talk_drop: float = 1.4
    person_stall_talk_drop: float = 0.5
    talk_pull: float = 0.45  # log of the gain per unit of talk
    talk_share_of_gain: float = 0.45  # of a normal week's gain
    class_share_of_gain: float = 0.45  # +100 lessons give +8-9 % fluency (sourced); the split is assumed
    talk_outside_placement: float = 0.3  # gain from everyday talk, of a normal placement's; assumed

    # Stalls. 12 % of 13-week placements, 60 % of them caused by the placement: assumed, sweep 5-25 %.
    stall_from_active_week: int = 2  # onset is possible after so many active weeks
    stall_early_active_weeks: int = 8  # novelty has worn off by then
    stall_per_early_week: float = 0.028  # chance of onset in an active week
    stall_per_later_week: float = 0.018
    stall_from_placement_share: float = 0.65  # so that about 60 % of truly stalled weeks are
    poor_talk_stall_ratio: float = 1.5  # onset by the placement in talk-poor against ordinary workplaces
    stall_min_weeks: int = 6
    recovery_per_week: float = 0.045
    gain_left_share: float = 0.06  # of the normal gain, during a stall
    weekly_gain_sd_logit: float = 0.006
    loss_per_paused_week_logit: float = 0.002
    label_weeks: int = 8  # the label's window, in active weeks: by definition
    label_pace_share: float = 0.25  # of the expected pace: by definition
    label_goal_margin_logit: float = 0.3  # by definition

    # Courses. 12/9/6 lessons and 44 weeks a year: sourced, their shares assumed. Attendance mean .63: sourced.
    lessons_per_week: tuple[int, ...] = (12, 9, 6)
    lessons_shares: tuple[float, ...] = (0.60, 0.25, 0.15)
    course_closed_iso_weeks: tuple[int, ...] = (1, 7, 28, 29, 30, 31, 42, 52)
    attendance_mean: float = 0.63
    attendance_sd: float = 0.22  # between people, Beta; assumed
    person_stall_attendance_ratio: float = 0.75  # assumed
    interruption_per_month_women: float = 0.022  # derived from Swedish course statistics
    interruption_per_month_men: float = 0.035  # derived, likewise
    interruption_final_share: float = 0.15  # assumed
    interruption_weeks: int = 26  # assumed
    late_course_start_share: float = 0.12  # begin class only within the simulated weeks; assumed
    providers: int = 3
    provider_leniency_sd_logit: float = 0.12  # assumed
    teacher_error_sd_logit: float = 0.25  # of the judgement that somebody is ready; assumed
    test_per_ready_week: float = 0.2  # assumed
    test_slope_logit: float = 0.25  # spread of a module test; assumed
    test_margin_logit: float = 0.3  # a test passed at the cut itself is likely; assumed
    retest_after_weeks: int = 8  # assumed
    exam_pass_share: float = 0.96  # of those who sit: sourced
    exam_iso_weeks: tuple[tuple[int, int], ...] = ((20, 24), (47, 50))  # May/June and Nov/Dec: sourced
    report_days_range: tuple[int, int] = (7, 14)  # results after 1-2 weeks: sourced
    exempt_share: float = 0.05  # of DU1 module tests, the written part: existence sourced, size assumed

    # Pauses. Lengths and shares assumed.
    agreed_pause_per_week: float = 0.006
    agreed_pause_weeks_range: tuple[int, int] = (1, 5)
    own_holiday_per_week: float = 0.012
    summer_closure_share: float = 0.75
    christmas_share: float = 0.9
    objection_share: float = 0.01

    # Observers. Severity sd .5, halo r .5, unset 25 %, missed week 35 %: assumed, direction sourced.
    severity_sd_logit: float = 0.5
    drift_sd_logit_per_week: float = 0.008
    halo_sd_logit: float = 0.5
    person_criterion_sd_logit: float = 0.35
    step_thresholds_logit: tuple[float, ...] = (-2.1, -0.7, 0.7, 2.1)
    straight_liner_share: float = 0.06
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
    talk_report_sd: float = 0.45  # the observer's error, same unit as talk
    talk_minutes_cuts: tuple[float, ...] = (-1.7, -0.6, 0.8)
    talk_partners_cuts: tuple[float, ...] = (-1.8, -0.7, 0.7)
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

    # Notes: how often, and what tone in a week that moves and in one that does not. All assumed.
    note_share: float = 0.42
    note_habit_concentration: float = 3.0  # Beta; observers differ in how much they write
    moving_tone_shares: tuple[float, ...] = (0.40, 0.08, 0.38, 0.10, 0.04)  # in the order of notes.TONES
    flat_tone_shares: tuple[float, ...] = (0.10, 0.36, 0.34, 0.06, 0.14)
    flat_tone_from_share: float = 0.25  # of the expected gain over the last weeks
    typo_share: float = 0.03


SHIPPED_WORLD = World()
