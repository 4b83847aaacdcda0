"""The courses of the other town: lessons offered and attended, modules, tests and exams."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from assessment.reference.tracks import module_norms
from support.other_ratings import level_of_step

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LAST_MODULE = {"DU1": 6, "DU2": 6, "DU3": 5, "FVU": 4}
_EXAM = {"DU1": "PD1", "DU2": "PD2", "DU3": "PD3"}
_EXAM_MONTHS = (6, 12)
_GRADES = (2.0, 4.0, 7.0, 10.0, 12.0)
_READY_AFTER = 0.5
"""Of a module's usual lessons, before a teacher puts anybody up for its test."""


@dataclass(slots=True)
class Course:
    """The rows of four files, as they come about."""

    enrolments: list[dict[str, Any]] = field(default_factory=list)
    attendance: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Learners:
    """Who goes to class: track ("" for none), provider, lessons offered a week, and the week from which they go."""

    ids: Sequence[str]
    track: NDArray[np.object_]
    provider: Ints
    lessons: Ints
    from_week: Ints

    @classmethod
    def drawn(cls, ids: Sequence[str], lot: np.random.Generator) -> "Learners":
        """Newcomers by lot: a tenth goes to no class."""
        n = len(ids)
        track = lot.choice(np.array(["DU1", "DU2", "DU3", "FVU"], dtype=object), p=[0.35, 0.51, 0.11, 0.03], size=n)
        track[lot.random(n) < 0.1] = ""
        lessons = lot.choice([12, 9, 6], p=[0.6, 0.25, 0.15], size=n)
        late = np.where(lot.random(n) < 0.2, lot.integers(1, 16, n), 0)
        return cls(ids, track, lot.integers(0, 3, n), lessons, late)


def attended_lessons(
    learners: Learners, drive: Floats, away: NDArray[np.bool_], mondays: Sequence[date], lot: np.random.Generator
) -> tuple[Ints, Ints]:
    """Lessons offered and attended, both of shape (people, weeks). Who has lost heart stays away a little more."""
    people, weeks = drive.shape
    goes = (learners.track != "")[:, None] & (np.arange(weeks) >= learners.from_week[:, None]) & ~away
    closed = np.array([monday.isocalendar().week in (1, 28, 29, 30, 31, 32, 42, 52) for monday in mondays])
    clash = lot.random((people, weeks)) < 0.04
    offered = np.where(goes & ~closed & ~clash, learners.lessons[:, None], 0)
    habit = lot.normal(0.85, 0.9, people) + lot.normal(0, 0.25)
    share = expit(habit[:, None] + 0.6 * drive + lot.normal(0, 0.5, (people, weeks)))
    attended = lot.binomial(offered, share)
    attended[lot.random((people, weeks)) < 0.07] = 0
    return offered, np.minimum(attended, offered)


def courses(
    learners: Learners, level: Floats, lessons: tuple[Ints, Ints], mondays: Sequence[date], lot: np.random.Generator
) -> Course:
    """What the providers deliver of everybody, week by week."""
    told = Course()
    for person in np.flatnonzero(learners.track != ""):
        _one_course(told, learners, int(person), level[person], (lessons[0][person], lessons[1][person]), mondays, lot)
    return told


def _one_course(
    told: Course,
    learners: Learners,
    person: int,
    level: Floats,
    lessons: tuple[Ints, Ints],
    mondays: Sequence[date],
    lot: np.random.Generator,
) -> None:
    track, whose = str(learners.track[person]), learners.ids[person]
    norms, first = module_norms(), int(learners.from_week[person])
    cut = {m: float(level_of_step(np.array(norms[track, m].cut_level))) for m in range(1, LAST_MODULE[track] + 1)}
    module = next((m for m, at in cut.items() if at > level[first] - 0.2), LAST_MODULE[track])
    provider, attended_in, again = f"o-s{learners.provider[person]}", 0.0, 0
    enrolment = _enrolled(told, whose, provider, track, module, mondays[first] - timedelta(days=int(lot.integers(99))))
    for week in range(first, len(mondays)):
        if lessons[0][week]:
            year, number, _ = mondays[week].isocalendar()
            told.attendance.append(
                {
                    "enrolment_id": enrolment["enrolment_id"],
                    "week": f"{year}-W{number:02d}",
                    "lessons_offered": float(lessons[0][week]),
                    "lessons_attended": float(lessons[1][week]),
                }
            )
        attended_in += lessons[1][week]
        ready = attended_in >= _READY_AFTER * norms[track, module].lessons_attended and week >= again
        is_exam = module == LAST_MODULE[track] and track in _EXAM
        in_season = not is_exam or mondays[week].month in _EXAM_MONTHS
        if not (ready and in_season and level[week] + lot.normal(0, 0.35) > cut[module]):
            continue
        passed = is_exam or lot.random() < expit((level[week] - cut[module]) / 0.25 + 2.0)
        taken = mondays[week] + timedelta(days=int(lot.integers(0, 5)))
        kind = _EXAM[track] if is_exam else ("fvu" if track == "FVU" else "modultest")
        told.results.append(
            {
                "result_id": f"o-r{len(told.results):05d}",
                "newcomer_id": whose,
                "provider_id": provider,
                "kind": kind,
                "part": "samlet",
                "track": track,
                "module": str(module),
                "taken_on": taken,
                "reported_on": taken + timedelta(days=int(lot.integers(3, 22))),
                "passed": "ja" if passed else "nej",
                "grade": _GRADES[int(lot.integers(5))] if is_exam else np.nan,
            }
        )
        again = week + 5
        if not passed:
            continue
        if module == LAST_MODULE[track]:
            enrolment["ended_on"] = taken
            return
        enrolment["ended_on"], attended_in, module = taken, 0.0, module + 1
        enrolment = _enrolled(told, whose, provider, track, module, taken + timedelta(days=1))


def _enrolled(told: Course, whose: str, provider: str, track: str, module: int, day: date) -> dict[str, Any]:
    told.enrolments.append(
        {
            "enrolment_id": f"o-e{len(told.enrolments):05d}",
            "newcomer_id": whose,
            "provider_id": provider,
            "track": track,
            "module": str(module),
            "started_on": day,
            "ended_on": None,
        }
    )
    return told.enrolments[-1]
