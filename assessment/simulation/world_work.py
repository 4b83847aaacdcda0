"""The part of a world that is about work: placements, talk, stalls and pauses. Marks as in ``world_people``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlacementKind:
    """One form of placement: its kind in the bundle, its length, how common, and the hours a week."""

    kind: str
    weeks: int
    share: float
    hours_low: int
    hours_high: int
    open_ended: bool = False


@dataclass(frozen=True)
class WorkSettings:
    """What is assumed of placements, of the talk there, and of what stops the progress."""

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
    collision_hours_per_week: float = 32.0  # shifts of so many hours may fall on all lessons; assumed
    collision_share: float = 0.10  # of those placements, without a lesson while they last; assumed

    # Talk at work, in standard units of "how much Danish is spoken around you". All assumed but the direction: little
    # interaction, noise and shifts impede (sourced), and silence happens in good weeks too. With these values most
    # placements lie within -.3 ... +.5 sd of log speed of life without one (sd .5; the sign sourced, the size assumed).
    workplace_talk_sd: float = 0.45
    person_talk_sd: float = 0.4
    weekly_talk_sd: float = 0.75
    quiet_week_share: float = 0.04  # a quiet week, whatever else happens
    quiet_spell_per_week: float = 0.006  # a quiet spell begins: noise, night shifts, everybody on holiday
    quiet_spell_weeks_range: tuple[int, int] = (2, 5)
    quiet_talk_drop: float = 2.4
    placement_stall_talk_drop: float = 2.6  # calibrated likewise, to the runs without any talk
    person_stall_talk_drop: float = 0.5
    talk_pull: float = 0.45  # log of the gain per unit of talk
    talk_share_of_gain: float = 0.41  # of a normal week's gain
    class_share_of_gain: float = 0.49  # calibrated: +100 class hours are worth +8-9 % fluency (sourced)
    talk_outside_placement: float = 0.9  # gain from everyday talk, of a normal placement's: from that range, derived

    # Stalls. 12 % of 13-week placements, 60 % of them caused by the placement: assumed, sweep 5-25 %.
    stall_from_active_week: int = 2  # onset is possible after so many active weeks
    stall_early_active_weeks: int = 8  # novelty has worn off by then
    stall_per_early_week: float = 0.0265  # chance of onset in an active week
    stall_per_later_week: float = 0.017
    stall_from_placement_share: float = 0.77  # calibrated: 60 % of stalled weeks; slow people without lessons stall too
    poor_talk_stall_ratio: float = 1.5  # onset by the placement in talk-poor against ordinary workplaces
    stall_min_weeks: int = 6
    recovery_per_week: float = 0.045
    gain_left_share: float = 0.06  # of the normal gain, during a stall
    weekly_gain_sd_logit: float = 0.006
    loss_per_paused_week_logit: float = 0.002
    label_weeks: int = 8  # the label's window, in active weeks: by definition
    label_pace_share: float = 0.25  # of the expected pace: by definition
    label_goal_margin_logit: float = 0.3  # by definition

    # Pauses. Lengths and shares assumed. National suspensions come from data/reference/suspensions.csv.
    agreed_pause_per_week: float = 0.006
    agreed_pause_weeks_range: tuple[int, int] = (1, 5)
    own_holiday_per_week: float = 0.012
    summer_closure_share: float = 0.75
    christmas_share: float = 0.9
    objection_share: float = 0.01
