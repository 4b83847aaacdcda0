"""Stalls: when the talk dries up at a placement, or a person stops moving, and when that passes."""

from dataclasses import dataclass

import numpy as np

from assessment.simulation.weeks import MOST_CLOSED_WEEKDAYS, Bools, Floats, Ints
from assessment.simulation.workplaces import TRADES, Workplaces
from assessment.simulation.world import World

NONE, BY_PLACEMENT, BY_PERSON = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Presence:
    """Where each newcomer is each week, arrays of shape (newcomers, weeks).

    ``placement`` is a position or -1; ``active`` holds for weeks touched by a placement with at most two paused
    weekdays.
    """

    placement: Ints
    active: Bools

    def at(self, per_placement: Floats, elsewhere: float) -> Floats:
        """A value per placement, at least one, laid out over newcomers and weeks."""
        return np.where(self.placement >= 0, per_placement[self.placement], elsewhere)


def presence(placement: Ints, paused_weekdays: Bools) -> Presence:
    """Presence from who is placed where and which weekdays are paused (newcomers, weeks, 5)."""
    return Presence(placement, (placement >= 0) & (paused_weekdays.sum(axis=2) <= MOST_CLOSED_WEEKDAYS))


def draw_stalls(
    rng: np.random.Generator, world: World, where: Presence, workplaces: Workplaces, workplace_of: Ints
) -> Ints:
    """The kind of stall each newcomer is in each week, shape (newcomers, weeks): NONE, BY_PLACEMENT or BY_PERSON.

    A stall by the placement ends with it; one by the person goes with the person until it passes.
    """
    people, weeks = where.active.shape
    poor = np.array([trade.talk < 0 for trade in TRADES])[workplaces.trade][workplace_of]
    ratio = where.at(np.where(poor, world.poor_talk_stall_ratio, 1.0), 0.0)
    chance = rng.random((people, weeks, 3))
    kinds = np.zeros((people, weeks), dtype=np.int64)
    state, weeks_in_state, seen_active = (np.zeros(people, dtype=np.int64) for _ in range(3))
    for week in range(weeks):
        active = where.active[:, week]
        if week:
            moved = where.placement[:, week] != where.placement[:, week - 1]
            seen_active[moved] = 0
            state[moved & (state == BY_PLACEMENT)] = NONE
        recovers = (
            (state != NONE) & (weeks_in_state >= world.stall_min_weeks) & (chance[:, week, 0] < world.recovery_per_week)
        )
        may_start = active & (state == NONE) & (seen_active >= world.stall_from_active_week)
        is_early = seen_active < world.stall_early_active_weeks
        onset = np.where(is_early, world.stall_per_early_week, world.stall_per_later_week)
        by_placement = chance[:, week, 1] < onset * world.stall_from_placement_share * ratio[:, week]
        by_person = chance[:, week, 2] < onset * (1 - world.stall_from_placement_share)
        started = np.where(by_placement, BY_PLACEMENT, np.where(by_person, BY_PERSON, NONE))
        weeks_in_state += active
        state = np.where(active & recovers, NONE, np.where(may_start, started, state))
        weeks_in_state[may_start & (started != NONE)] = 0
        seen_active += active
        kinds[:, week] = state
    return kinds
