"""Placements: which workplace, from when to when, so that a realistic mix runs on the last day."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.simulation.frames import bundle_frame, numbered
from assessment.simulation.people import Newcomers
from assessment.simulation.weeks import NO_DAY, ONE_DAY, ONE_WEEK, Bools, Days, Floats, Ints, Texts, Weeks
from assessment.simulation.workplaces import Workplaces
from assessment.simulation.world import World


@dataclass(frozen=True, slots=True)
class Placements:
    """The placements as arrays of shape (placements,), by newcomer and start.

    ``newcomer``, ``workplace`` and ``kind`` are positions; ``ends_on`` is the planned last day, also of a placement
    that is written without one. ``collides`` says where the shifts fall on all lessons of the Danish course.
    """

    placement_id: Texts
    newcomer: Ints
    workplace: Ints
    kind: Ints
    started_on: Days
    ends_on: Days
    hours_per_week: Floats
    received_on: Days
    collides: Bools

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.placement_id)


def arrange_placements(
    rng: np.random.Generator, world: World, people: Newcomers, workplaces: Workplaces, weeks: Weeks, municipality: str
) -> Placements:
    """One placement for each newcomer, a second one before it for some."""
    lengths = np.array([kind.weeks for kind in world.placement_kinds])
    shares = [kind.share for kind in world.placement_kinds]
    last_kind = rng.choice(len(lengths), size=people.count, p=shares)
    last_start = _last_starts(rng, world, lengths[last_kind], weeks.count)

    earlier_kind = rng.choice(len(lengths), size=people.count, p=shares)
    gap = rng.integers(*world.gap_weeks_range, size=people.count, endpoint=True)
    earlier_start = last_start - gap - lengths[earlier_kind]
    has_earlier = (rng.random(people.count) < world.second_placement_share) & (earlier_start >= 0)

    newcomer = np.concatenate([np.flatnonzero(has_earlier), np.arange(people.count)])
    kind = np.concatenate([earlier_kind[has_earlier], last_kind])
    start_week = np.concatenate([earlier_start[has_earlier], last_start])
    order = np.lexsort((start_week, newcomer))
    newcomer, kind, start_week = newcomer[order], kind[order], start_week[order]

    started_on = weeks.mondays[start_week] + _start_weekday(rng, world, len(order)) * ONE_DAY
    low = np.array([one.hours_low for one in world.placement_kinds])[kind]
    high = np.array([one.hours_high for one in world.placement_kinds])[kind]
    hours = np.round(rng.uniform(low, high))
    collides = (hours >= world.collision_hours_per_week) & (rng.random(len(order)) < world.collision_share)
    return Placements(
        placement_id=numbered(f"{municipality}-p", len(order)),
        newcomer=newcomer,
        workplace=_workplaces_by_popularity(rng, len(order), len(workplaces.workplace_id)),
        kind=kind,
        started_on=started_on,
        ends_on=_to_friday(started_on + lengths[kind] * ONE_WEEK - ONE_DAY),
        hours_per_week=hours,
        received_on=_received_on(rng, world, people.resident_since[newcomer], started_on),
        collides=collides,
    )


def placements_frame(
    placements: Placements, people: Newcomers, workplaces: Workplaces, world: World, weeks: Weeks
) -> pd.DataFrame:
    """``placements.csv``; an open-ended placement that still runs has no last day."""
    is_open = np.array([kind.open_ended for kind in world.placement_kinds])[placements.kind]
    ends_on = np.where(is_open & (placements.ends_on > weeks.last_day), NO_DAY, placements.ends_on)
    return bundle_frame(
        "placements",
        {
            "placement_id": placements.placement_id,
            "newcomer_id": people.newcomer_id[placements.newcomer],
            "workplace_id": workplaces.workplace_id[placements.workplace],
            "kind": [world.placement_kinds[one].kind for one in placements.kind],
            "started_on": placements.started_on,
            "ends_on": ends_on,
            "hours_per_week": placements.hours_per_week,
            "received_on": placements.received_on,
        },
    )


def placement_by_week(placements: Placements, newcomers: int, weeks: Weeks) -> Ints:
    """Which placement each newcomer is in each week, shape (newcomers, weeks); -1 for none."""
    grid = np.full((newcomers, weeks.count), -1, dtype=np.int64)
    row, week = np.nonzero(weeks.touched(placements.started_on, placements.ends_on))
    grid[placements.newcomer[row], week] = row
    return grid


def _last_starts(rng: np.random.Generator, world: World, length: Ints, weeks: int) -> Ints:
    """Start weeks such that the chosen share still runs after the last week, and the rest ended before it."""
    count = len(length)
    could_have_ended = length + 1 < weeks
    runs = (rng.random(count) < world.active_at_end_share) | ~could_have_ended
    weeks_in = np.minimum(np.floor(rng.random(count) * length) + 1, length - 1)
    running_start = np.maximum(weeks - weeks_in, 0)
    ended_start = np.floor(rng.random(count) * np.maximum(weeks - length - 1, 1))
    return np.where(runs, running_start, ended_start).astype(np.int64)


def _start_weekday(rng: np.random.Generator, world: World, count: int) -> Ints:
    """0 for Monday ... 3 for Thursday."""
    return np.where(rng.random(count) < world.monday_start_share, 0, rng.integers(1, 4, size=count))


def _to_friday(days: Days) -> Days:
    """A day at the weekend moved back to Friday, other days as they are."""
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    return days - np.maximum(weekday - 4, 0) * ONE_DAY


def _workplaces_by_popularity(rng: np.random.Generator, count: int, workplaces: int) -> Ints:
    """Some workplaces take many newcomers, most take one or two."""
    popularity = rng.gamma(1.0, size=workplaces)
    return rng.choice(workplaces, size=count, p=popularity / popularity.sum())


def _received_on(rng: np.random.Generator, world: World, resident_since: Days, started_on: Days) -> Days:
    """Soon after arrival, before the start, and not known for everybody."""
    received = np.minimum(resident_since + rng.integers(0, 30, len(started_on)) * ONE_DAY, started_on)
    missing: Bools = rng.random(len(started_on)) < world.received_missing_share
    return np.where(missing, NO_DAY, received)
