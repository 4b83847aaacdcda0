"""The course alone: people begin module 1 together, nobody is placed or stalled; to be held against statistics.

The classroom, the learning and the people are those of the whole simulation; only where they begin differs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from assessment.simulation.courses import Classroom
from assessment.simulation.learning import learn
from assessment.simulation.people import invent_newcomers
from assessment.simulation.stalls import NONE, Presence
from assessment.simulation.weeks import Weeks
from assessment.simulation.world import SHIPPED_WORLD, World
from assessment.simulation.world_people import Track


@dataclass(frozen=True, slots=True)
class SimulatedCourse:
    """What happened to those who began a Danish course in week 0.

    Attributes
    ----------
    learners : DataFrame
        A row per learner: ``municipality``, ``track``, ``gender``, ``lessons_offered``, ``lessons_attended``.
    passed : DataFrame
        A row per test passed: ``learner`` (row of ``learners``), ``module``, ``week``, ``is_exam``, and
        ``lessons`` attended in that module until then.
    stays : DataFrame
        A row per learner, module and calendar year with lessons in it: ``learner``, ``module``, ``year``.
    mondays : ndarray of datetime64[D], shape (weeks,)
    """

    learners: pd.DataFrame
    passed: pd.DataFrame
    stays: pd.DataFrame
    mondays: np.ndarray[tuple[int], np.dtype[np.datetime64]]


def simulate_course(
    learners: int,
    weeks: int,
    seed: int,
    end: date,
    *,
    municipalities: Sequence[str] = ("999",),
    world: World = SHIPPED_WORLD,
) -> SimulatedCourse:
    """How far people come on DU1, DU2 and DU3 if nothing but the course and everyday life moves them.

    Parameters
    ----------
    learners, weeks, seed : int
        How many begin, over how many weeks; the same arguments give the same course.
    end : date
        The last week is the last ISO week that is over by then.
    municipalities : sequence of str
        Codes of three digits; the learners are shared evenly among them.
    world : World
        The assumptions.

    Examples
    --------
    >>> course = simulate_course(40, 104, 1, date(2026, 6, 28), municipalities=["101", "461"])
    >>> course.learners["municipality"].value_counts().to_dict()
    {'101': 20, '461': 20}
    """
    of_course = replace(world, tracks=_tracks_with_an_exam(world), late_course_start_share=0.0)
    shares = [len(part) for part in np.array_split(np.arange(learners), len(municipalities))]
    classrooms = [
        _taught(of_course, count, Weeks(weeks, end), seed, municipality)
        for municipality, count in zip(municipalities, shares, strict=True)
    ]
    first = np.cumsum([0, *shares])
    return SimulatedCourse(
        pd.concat(
            [_learners(room, code) for code, room in zip(municipalities, classrooms, strict=True)], ignore_index=True
        ),
        pd.concat([_passed(room, at) for room, at in zip(classrooms, first, strict=False)], ignore_index=True),
        pd.concat([_stays(room, at) for room, at in zip(classrooms, first, strict=False)], ignore_index=True),
        Weeks(weeks, end).mondays,
    )


def _tracks_with_an_exam(world: World) -> tuple[Track, ...]:
    """The tracks that end in a *danskprøve*, sharing the whole."""
    with_exam = [track for track in world.tracks if track.exam]
    whole = sum(track.share for track in with_exam)
    return tuple(replace(track, share=track.share / whole) for track in with_exam)


def _taught(world: World, count: int, weeks: Weeks, seed: int, municipality: str) -> Classroom:
    """A municipality's classroom after the last week."""
    dice = [np.random.default_rng(one) for one in np.random.SeedSequence([seed, int(municipality)]).spawn(3)]
    people = invent_newcomers(dice[0], world, count, weeks, municipality)
    start = np.array([track.entry_logit for track in world.tracks])[people.track]
    people = replace(
        people,
        entry_level=start + dice[1].normal(0, world.entry_spread_sd_logit, count),
        entry_module=np.ones(count, dtype=np.int64),
    )
    shape = (count, weeks.count)
    nowhere = Presence(np.full(shape, -1), np.zeros(shape, dtype=np.bool_))
    provider = dice[2].integers(0, world.providers, count)
    classroom = Classroom(dice[2], world, people, weeks, provider, np.zeros(shape, dtype=np.bool_))
    learn(dice[1], world, people, nowhere, np.zeros(shape), np.full(shape, NONE), classroom)
    return classroom


def _learners(classroom: Classroom, municipality: str) -> pd.DataFrame:
    names = np.array([track.name for track in classroom.world.tracks])
    return pd.DataFrame(
        {
            "municipality": municipality,
            "track": names[classroom.people.track],
            "gender": classroom.people.gender,
            "lessons_offered": classroom.lessons_offered.sum(axis=1),
            "lessons_attended": classroom.lessons_attended.sum(axis=1),
        }
    )


def _passed(classroom: Classroom, first_learner: int) -> pd.DataFrame:
    both = [classroom.sat(is_exam=is_exam) for is_exam in (False, True)]
    who, week, module = (
        np.concatenate([getattr(one, name)[one.passed] for one in both]) for name in ("newcomer", "week", "module")
    )
    began = (classroom.module_by_week[who] == module[:, None]).argmax(axis=1)
    upto = np.cumsum(classroom.lessons_attended, axis=1)
    return pd.DataFrame(
        {
            "learner": who + first_learner,
            "module": module,
            "week": week,
            "is_exam": np.repeat([one.is_exam for one in both], [int(one.passed.sum()) for one in both]),
            "lessons": upto[who, week] - np.where(began > 0, upto[who, began - 1], 0.0),
        }
    )


def _stays(classroom: Classroom, first_learner: int) -> pd.DataFrame:
    who, week = np.nonzero(classroom.lessons_offered > 0)
    year = classroom.weeks.mondays.astype("datetime64[Y]").astype(np.int64) + 1970
    stays = pd.DataFrame(
        {"learner": who + first_learner, "module": classroom.module_by_week[who, week], "year": year[week]}
    )
    return stays.drop_duplicates(ignore_index=True)
