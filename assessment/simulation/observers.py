"""Observers: who they are, how they rate, and whom they follow from when to when."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.simulation.frames import bundle_frame, numbered
from assessment.simulation.names import OBSERVER_NAMES
from assessment.simulation.people import Newcomers
from assessment.simulation.placements import Placements
from assessment.simulation.weeks import NO_DAY, ONE_DAY, Bools, Days, Floats, Ints, Texts, Weeks
from assessment.simulation.workplaces import Workplaces
from assessment.simulation.world import World

BUDDIES_PER_WORKPLACE = 2
ROLES = ("sprogmakker", "kulturguide", "sprogmentor")
BUDDY, GUIDE, MENTOR = range(3)


@dataclass(frozen=True, slots=True)
class Observers:
    """The observers as arrays of shape (observers,).

    Attributes
    ----------
    role, workplace : Ints
        Positions; workplace -1 for visiting teachers.
    severity : Floats
        Logits, positive is stricter.
    drift_per_week : Floats
        Logits a week, added to the severity from the first simulated week.
    straight_step : Floats
        The step a straight-liner always taps, NaN for all others.
    step_use : Floats
        Factor on the distance between the steps: above 1 keeps to the middle, below 1 to the ends.
    writes : Floats
        Chance of a note with an observation.
    """

    observer_id: Texts
    role: Ints
    workplace: Ints
    severity: Floats
    drift_per_week: Floats
    straight_step: Floats
    step_use: Floats
    writes: Floats


@dataclass(frozen=True, slots=True)
class Assignments:
    """Who follows which placement, arrays of shape (assignments,); ``records_per_week`` is the chance of an entry."""

    assignment_id: Texts
    placement: Ints
    observer: Ints
    from_on: Days
    to_on: Days
    records_per_week: Floats
    records_until: Days


def find_observers(
    rng: np.random.Generator, world: World, workplaces: Workplaces, people: Newcomers, municipality: str
) -> Observers:
    """Two buddies and a culture guide at every workplace, and the visiting teachers."""
    places = len(workplaces.workplace_id)
    mentors = _mentors(world, people.count)
    role = np.repeat([BUDDY, GUIDE, MENTOR], [places * BUDDIES_PER_WORKPLACE, places, mentors])
    everywhere = np.arange(places)
    workplace = np.concatenate([np.repeat(everywhere, BUDDIES_PER_WORKPLACE), everywhere, np.full(mentors, -1)])
    count = len(role)
    is_straight = rng.random(count) < world.straight_liner_share
    return Observers(
        observer_id=numbered(f"{municipality}-o", count),
        role=role,
        workplace=workplace,
        severity=rng.normal(0, world.severity_sd_logit, count),
        drift_per_week=rng.normal(0, world.drift_sd_logit_per_week, count),
        straight_step=np.where(is_straight, rng.choice([2.0, 2.0, 3.0, 3.0, 1.0], size=count), np.nan),
        step_use=np.exp(rng.normal(0, world.step_use_log_sd, count)),
        writes=_note_habits(rng, world, count),
    )


def assign_observers(
    rng: np.random.Generator,
    world: World,
    placements: Placements,
    workplaces: Workplaces,
    weeks: Weeks,
    municipality: str,
) -> Assignments:
    """A buddy for every placement, another one later for some, a guide or a visiting teacher beside them for some."""
    count = placements.count
    every = np.arange(count)
    places = len(workplaces.workplace_id)
    mentors = _mentors(world, len(np.unique(placements.newcomer)))
    buddy = placements.workplace * BUDDIES_PER_WORKPLACE + rng.integers(0, BUDDIES_PER_WORKPLACE, count)
    other_buddy = buddy + 1 - 2 * (buddy % BUDDIES_PER_WORKPLACE)
    guide = places * BUDDIES_PER_WORKPLACE + placements.workplace
    mentor = places * (BUDDIES_PER_WORKPLACE + 1) + rng.integers(0, mentors, count)

    length = (placements.ends_on - placements.started_on).astype(np.int64) + 1
    changes = (rng.random(count) < world.buddy_change_share) & (length >= 13 * 7 - 3)
    middle = placements.started_on + np.floor(length * rng.uniform(0.3, 0.7, count)).astype(np.int64) * ONE_DAY
    changes &= middle <= weeks.last_day
    first_to = np.where(changes, middle - ONE_DAY, placements.ends_on)
    settles = placements.started_on + rng.integers(0, 21, count) * ONE_DAY
    has_guide = (rng.random(count) < world.guide_share) & (settles <= placements.ends_on)
    has_mentor = (rng.random(count) < world.mentor_share) & (settles <= placements.ends_on)

    who = [every, every[changes], every[has_guide], every[has_mentor]]
    observer = np.concatenate([buddy, other_buddy[changes], guide[has_guide], mentor[has_mentor]])
    from_on = np.concatenate([placements.started_on, middle[changes], settles[has_guide], settles[has_mentor]])
    to_on = np.concatenate([first_to, *(placements.ends_on[one] for one in who[1:])])
    often = (1 - world.missed_week_share, 1 - world.missed_week_share, world.guide_per_week, world.mentor_per_week)
    per_week = np.concatenate([np.full(len(one), chance) for one, chance in zip(who, often, strict=True)])
    placement = np.concatenate(who)

    is_known = from_on <= weeks.last_day
    order = np.lexsort((from_on, placement))
    order = order[is_known[order]]
    silent, until = _silence(rng, world, from_on[order], to_on[order])
    return Assignments(
        assignment_id=numbered(f"{municipality}-a", len(order)),
        placement=placement[order],
        observer=observer[order],
        from_on=from_on[order],
        to_on=to_on[order],
        records_per_week=np.where(silent, 0.0, per_week[order]),
        records_until=until,
    )


def observers_frame(
    rng: np.random.Generator, observers: Observers, assignments: Assignments, workplaces: Workplaces
) -> pd.DataFrame:
    """``observers.csv``: those who follow somebody."""
    needed = np.unique(assignments.observer)
    workplace = observers.workplace[needed]
    workplace_id = workplaces.workplace_id[workplace]
    workplace_id[workplace < 0] = None
    return bundle_frame(
        "observers",
        {
            "observer_id": observers.observer_id[needed],
            "role": [ROLES[one] for one in observers.role[needed]],
            "workplace_id": workplace_id,
            "name": rng.choice(OBSERVER_NAMES, size=len(needed)).astype(object),
        },
    )


def assignments_frame(
    assignments: Assignments, placements: Placements, observers: Observers, weeks: Weeks
) -> pd.DataFrame:
    """``assignments.csv``; one that still runs has no last day."""
    return bundle_frame(
        "assignments",
        {
            "assignment_id": assignments.assignment_id,
            "placement_id": placements.placement_id[assignments.placement],
            "observer_id": observers.observer_id[assignments.observer],
            "from_on": assignments.from_on,
            "to_on": np.where(assignments.to_on <= weeks.last_day, assignments.to_on, NO_DAY),
        },
    )


def _note_habits(rng: np.random.Generator, world: World, count: int) -> Floats:
    """Each observer's chance of writing a note."""
    if world.note_share in {0.0, 1.0}:
        return np.full(count, world.note_share)
    habit = world.note_habit_concentration
    return rng.beta(habit * world.note_share, habit * (1 - world.note_share), count)


def _mentors(world: World, newcomers: int) -> int:
    """How many visiting teachers there are, at least one."""
    return -(-newcomers // world.newcomers_per_mentor)


def _silence(rng: np.random.Generator, world: World, from_on: Days, to_on: Days) -> tuple[Bools, Days]:
    """Who never records, and until when the others do (some stop early)."""
    kind = rng.random(len(from_on))
    silent = kind < world.silent_share
    fades = ~silent & (kind < world.silent_share + world.fading_share)
    stops = from_on + rng.integers(14, 70, len(from_on)) * ONE_DAY
    return np.asarray(silent), np.where(fades, np.minimum(stops, to_on), to_on)
