"""Simulate a municipality: everything a bundle holds, and the truth behind it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from assessment.simulation.cases import calibrations_frame
from assessment.simulation.course_records import enrolments_and_attendance, providers_frame, results_frame
from assessment.simulation.courses import Classroom
from assessment.simulation.learning import learn, talk_by_week
from assessment.simulation.observers import assign_observers, assignments_frame, find_observers, observers_frame
from assessment.simulation.observing import make_entries
from assessment.simulation.pauses import agree_pauses, objections_frame, pauses_frame
from assessment.simulation.people import invent_newcomers, newcomers_frame
from assessment.simulation.placements import arrange_placements, placement_by_week, placements_frame
from assessment.simulation.stalls import draw_stalls, presence
from assessment.simulation.truth import truth_table
from assessment.simulation.weeks import Weeks
from assessment.simulation.workplaces import invent_workplaces, workplaces_frame
from assessment.simulation.world import SHIPPED_WORLD, World
from assessment.simulation.write_up import Scene, observations_and_ratings


@dataclass(frozen=True, slots=True)
class SimulatedMunicipality:
    """What was simulated.

    Attributes
    ----------
    frames : dict of str to DataFrame
        One frame per file of ``domain.bundle.BUNDLE``, by its stem, rows by key.
    truth : DataFrame
        A row per placement and week it touches; columns ``truth.TRUTH_COLUMNS``.
    """

    frames: dict[str, pd.DataFrame]
    truth: pd.DataFrame


def simulate(
    newcomers: int, weeks: int, seed: int, end: date, *, municipality: str = "999", world: World = SHIPPED_WORLD
) -> SimulatedMunicipality:
    """A municipality of invented people: what it would have recorded by ``end``, and what was true.

    Parameters
    ----------
    newcomers : int
        How many people, at least 1.
    weeks : int
        How many full ISO weeks, at least 1; the last one is over by ``end``.
    seed : int
        Not negative. The same arguments give the same frames.
    end : date
        The last day on which anything is recorded or reported. Planned last days may lie after it.
    municipality : str
        Three digits; they also begin every id, so that two municipalities never share one.
    world : World
        The assumptions.

    Raises
    ------
    ValueError
        For fewer than 1 newcomer or week, or a negative seed.

    Examples
    --------
    >>> town = simulate(newcomers=20, weeks=16, seed=1, end=date(2026, 6, 28))
    >>> len(town.frames["newcomers"]), town.truth["week"].max()
    (20, np.int64(15))
    """
    if newcomers < 1 or weeks < 1 or seed < 0:
        raise ValueError(f"at least 1 newcomer, 1 week and seed 0, got {newcomers}, {weeks}, {seed}")
    span = Weeks(weeks, end)
    dice = iter([np.random.default_rng(one) for one in np.random.SeedSequence([seed, int(municipality)]).spawn(17)])

    people = invent_newcomers(next(dice), world, newcomers, span, municipality)
    workplaces = invent_workplaces(next(dice), world, newcomers, municipality)
    placements = arrange_placements(next(dice), world, people, workplaces, span, municipality)
    pauses = agree_pauses(next(dice), world, placements, span)
    paused_weekdays = pauses.weekdays(newcomers, span) | span.closed_weekdays()
    where = presence(placement_by_week(placements, newcomers, span), paused_weekdays)

    stalls = draw_stalls(next(dice), world, where, workplaces, placements.workplace)
    talk = talk_by_week(next(dice), world, people, where, workplaces.talk[placements.workplace], stalls)
    teaching = next(dice)
    provider = teaching.integers(0, world.providers, newcomers)
    collides = where.at(placements.collides.astype(np.float64), 0.0) > 0
    classroom = Classroom(teaching, world, people, span, provider, collides)
    paths = learn(next(dice), world, people, where, talk, stalls, classroom)

    observers = find_observers(next(dice), world, workplaces, people, municipality)
    assignments = assign_observers(next(dice), world, placements, workplaces, span, municipality)
    entries = make_entries(next(dice), world, assignments, placements, where, paused_weekdays, span)
    scene = Scene(world, people, workplaces, placements, assignments, observers, where, talk, paths, span)
    observations, ratings = observations_and_ratings(next(dice), scene, entries)
    enrolments, attendance = enrolments_and_attendance(next(dice), classroom, span, municipality)
    frames = {
        "newcomers": newcomers_frame(people, municipality),
        "workplaces": workplaces_frame(workplaces, municipality),
        "placements": placements_frame(placements, people, workplaces, world, span),
        "observers": observers_frame(next(dice), observers, assignments, workplaces),
        "assignments": assignments_frame(assignments, placements, observers, span),
        "observations": observations,
        "ratings": ratings,
        "providers": providers_frame(world, municipality),
        "enrolments": enrolments,
        "attendance": attendance,
        "results": results_frame(next(dice), classroom, span, municipality),
        "pauses": pauses_frame(pauses, people),
        "objections": objections_frame(next(dice), world, people, placements, span),
        "calibrations": calibrations_frame(next(dice), world, observers, assignments, span),
    }
    return SimulatedMunicipality(frames, truth_table(world, people, placements, where, paths, span))
