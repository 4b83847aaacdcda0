"""Writing up: the observations and ratings of a municipality as frames of the bundle."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.simulation.corrections import correct_and_withdraw
from assessment.simulation.frames import bundle_frame, random_uuids
from assessment.simulation.learning import Paths
from assessment.simulation.notes import write_notes
from assessment.simulation.observers import Assignments, Observers
from assessment.simulation.observing import Entries, modes, talk_answers
from assessment.simulation.people import Newcomers
from assessment.simulation.placements import Placements
from assessment.simulation.rating import rate
from assessment.simulation.stalls import Presence
from assessment.simulation.weeks import Bools, Floats, Weeks
from assessment.simulation.workplaces import Workplaces
from assessment.simulation.world import World

_FEELING_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything an observer could be looking at."""

    world: World
    people: Newcomers
    workplaces: Workplaces
    placements: Placements
    assignments: Assignments
    observers: Observers
    where: Presence
    talk: Floats
    paths: Paths
    weeks: Weeks


def observations_and_ratings(
    rng: np.random.Generator, scene: Scene, entries: Entries
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``observations.csv`` and ``ratings.csv``."""
    world, assignments, observers = scene.world, scene.assignments, scene.observers
    placement = assignments.placement[entries.assignment]
    observer = assignments.observer[entries.assignment]
    workplace = scene.placements.workplace[placement]
    observation_id = random_uuids(rng, entries.count)

    heard = scene.talk[entries.newcomer, entries.week]
    heard = heard - world.talk_usual_share * (
        scene.workplaces.talk[workplace] + scene.people.talkativeness[entries.newcomer]
    )
    minutes, partners = talk_answers(rng, world, heard)
    notes = write_notes(
        rng.spawn(1)[0],  # its own dice: with other notes, or none, all else stays as it is
        world,
        gender=scene.people.gender[entries.newcomer],
        trade=scene.workplaces.trade[workplace],
        role=observers.role[observer],
        observer=observer,
        looks_flat=_looks_flat(scene)[entries.newcomer, entries.week],
        chance=observers.writes[observer],
    )
    observations = bundle_frame(
        "observations",
        {
            "observation_id": observation_id,
            "placement_id": scene.placements.placement_id[placement],
            "observer_id": observers.observer_id[observer],
            "seen_on": entries.seen_on,
            "recorded_at": entries.recorded_at,
            "mode": modes(rng, world, entries.count),
            "talk_minutes": minutes,
            "talk_partners": partners,
            "note": notes,
        },
    )
    taps = rate(
        rng, world, entries, assignments, observers, scene.paths.level, scene.workplaces.meets_customers()[workplace]
    )
    codes = np.array([one.criterion for one in world.criteria], dtype=object)
    ratings = bundle_frame(
        "ratings",
        {"observation_id": observation_id[taps.entry], "criterion": codes[taps.criterion], "step": taps.step},
    )
    return correct_and_withdraw(rng, world, observations, ratings, scene.weeks)


def _looks_flat(scene: Scene) -> Bools:
    """Where little was gained over the last few weeks, shape (newcomers, weeks): what a colleague may sense."""
    gained, expected = (
        _sum_over_last(np.where(scene.where.active, values, 0.0), _FEELING_WEEKS)
        for values in (scene.paths.gain, scene.paths.expected)
    )
    return gained < scene.world.flat_tone_from_share * expected


def _sum_over_last(values: Floats, weeks: int) -> Floats:
    """The sum of each week and the ``weeks - 1`` before it."""
    sums = np.cumsum(np.pad(values, ((0, 0), (weeks, 0))), axis=1)
    return sums[:, weeks:] - sums[:, :-weeks]
