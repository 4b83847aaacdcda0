"""The part of a world that is about Danish courses: lessons, attendance, interruptions, tests and exams.

Marks as in ``world_people``.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class CourseSettings:
    """What is assumed of the language centres and of those who go there."""

    # 12/9/6 lessons and 44 weeks a year: sourced, their shares assumed.
    lessons_per_week: tuple[int, ...] = (12, 9, 6)
    lessons_shares: tuple[float, ...] = (0.60, 0.25, 0.15)
    course_closed_iso_weeks: tuple[int, ...] = (1, 7, 28, 29, 30, 31, 42, 52)
    attendance_mean: float = 0.63  # sourced (37 % absence, 2018)
    attendance_municipality_sd: float = 0.07  # between municipalities; assumed
    attendance_municipality_range: tuple[float, float] = (0.50, 0.80)  # sourced (absence 20 to 50 %)
    attendance_sd: float = 0.22  # between the people of a municipality, Beta; assumed
    person_stall_attendance_ratio: float = 0.75  # assumed
    interruption_per_month_women: float = 0.022  # derived from Swedish course statistics
    interruption_per_month_men: float = 0.035  # derived, likewise
    interruption_final_share: float = 0.15  # assumed
    interruption_weeks: int = 26  # assumed
    late_course_start_share: float = 0.05  # begin class only within the simulated weeks: a course starts within a month
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
    untested_move_per_week: float = 0.04  # to the next module while the country is suspended: sourced, size assumed
