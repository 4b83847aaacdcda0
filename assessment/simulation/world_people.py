"""The part of a world that is about people: tracks, pace, age, speed, and where they stand.

Marks as in the project's notes on the field: *sourced* (a Danish or foreign publication), *derived* (computed from
sourced figures), *calibrated* (chosen so that ``make validate`` meets a published figure), *assumed* (an estimate
nobody has measured yet). "logit" is the scale of the rating model.
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


@dataclass(frozen=True)
class PeopleSettings:
    """What is assumed of people."""

    # DU mix 36/53/11 of course starters: sourced (refugees arrived 2012-16). The shares on FVU and on no course:
    # assumed. Logits of entry and goal: assumed. Pace: so that a module takes about 170/120/80 attended lessons
    # (calibrated); about .04 logit a week (assumed), falling to the floor at the goal.
    tracks: tuple[Track, ...] = (
        Track("DU1", 0.335, -3.2, 0.6, 0.0245, 6, "PD1"),
        Track("DU2", 0.493, -2.5, 1.5, 0.0363, 6, "PD2"),
        Track("DU3", 0.102, -2.0, 2.8, 0.070, 5, "PD3"),
        Track("FVU", 0.035, -0.2, 2.2, 0.032, 4),
        Track("", 0.035, -2.5, 1.8, 0.034, 6, has_goal=False),
    )
    pace_floor_share: float = 0.6  # of the entry pace, still expected at the goal; calibrated
    pace_beyond_goal_share: float = 0.1  # of the entry pace, expected far beyond it; assumed
    women_share: float = 0.45  # between 37 % (sourced, arrivals 2012-16) and 55-65 % (assumed, today's stock)
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
