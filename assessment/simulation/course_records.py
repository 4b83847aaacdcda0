"""What the language centres deliver: providers, enrolments, attendance and results as frames of the bundle."""

import numpy as np
import pandas as pd

from assessment.domain.bundle import GRADES
from assessment.simulation.courses import Classroom, Sitting
from assessment.simulation.frames import bundle_frame, numbered
from assessment.simulation.names import PROVIDER_NAMES
from assessment.simulation.weeks import NO_DAY, ONE_DAY, ONE_WEEK, Bools, Floats, Ints, Texts, Weeks
from assessment.simulation.world import World

EXAM_PARTS = ("laesning", "skriftlig", "lytning", "mundtlig")
_PASSING_GRADES = np.array([grade for grade in GRADES if grade >= 2])
_FAILING_GRADES = np.array([-3, 0, 0])


def providers_frame(world: World, municipality: str) -> pd.DataFrame:
    """``providers.csv``."""
    names = [PROVIDER_NAMES[number % len(PROVIDER_NAMES)] for number in range(world.providers)]
    return bundle_frame("providers", {"provider_id": provider_ids(world, municipality), "name": names})


def provider_ids(world: World, municipality: str) -> Texts:
    """The ids of the language centres."""
    return numbered(f"{municipality}-u", world.providers)


def enrolments_and_attendance(
    rng: np.random.Generator, classroom: Classroom, weeks: Weeks, municipality: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """``enrolments.csv``, a row per unbroken stay in a module, and ``attendance.csv``, a row per week with lessons.

    A week's attendance is known the Monday after it, so the last week's is left out where that Monday is still to come.
    """
    module = classroom.module_by_week
    previous = np.column_stack([np.zeros(len(module), dtype=np.int64), module[:, :-1]])
    begins = (module > 0) & (module != previous)
    newcomer, first_week = np.nonzero(begins)
    stay = np.cumsum(begins.ravel()).reshape(begins.shape) - 1
    last_week = np.full(len(newcomer), -1)
    cell_newcomer, cell_week = np.nonzero(module > 0)
    last_week[stay[cell_newcomer, cell_week]] = cell_week

    before = np.where(first_week == 0, rng.integers(0, 20, len(newcomer)), 0) * ONE_WEEK
    ended = weeks.mondays[last_week] + 6 * ONE_DAY
    enrolment_id = numbered(f"{municipality}-e", len(newcomer))
    enrolments = bundle_frame(
        "enrolments",
        {
            "enrolment_id": enrolment_id,
            "newcomer_id": classroom.people.newcomer_id[newcomer],
            "provider_id": provider_ids(classroom.world, municipality)[classroom.provider[newcomer]],
            "track": _tracks(classroom, newcomer),
            "module": module[newcomer, first_week].astype(str).astype(object),
            "started_on": weeks.mondays[first_week] - before,
            "ended_on": np.where(last_week < weeks.count - 1, ended, NO_DAY),
        },
    )
    is_known = weeks.mondays + ONE_WEEK <= weeks.last_day
    taught, week = np.nonzero((classroom.lessons_offered > 0) & is_known)
    attendance = bundle_frame(
        "attendance",
        {
            "enrolment_id": enrolment_id[stay[taught, week]],
            "week": np.array(weeks.labels(), dtype=object)[week],
            "lessons_offered": classroom.lessons_offered[taught, week],
            "lessons_attended": classroom.lessons_attended[taught, week],
        },
    )
    return enrolments, attendance


def results_frame(rng: np.random.Generator, classroom: Classroom, weeks: Weeks, municipality: str) -> pd.DataFrame:
    """``results.csv``: what was reported by the last day."""
    columns = ["newcomer", "kind", "part", "track", "module", "taken_on", "reported_on", "passed", "grade"]
    both = (classroom.sat(is_exam=is_exam) for is_exam in (False, True))
    table = pd.concat([_results_of(rng, classroom, sitting, weeks) for sitting in both], ignore_index=True)
    table = table[table["reported_on"].to_numpy().astype("datetime64[D]") <= weeks.last_day]
    newcomer = table["newcomer"].to_numpy(dtype=np.int64)
    own = {name: table[name].to_numpy() for name in columns[1:]}
    return bundle_frame(
        "results",
        own
        | {
            "result_id": numbered(f"{municipality}-r", len(table)),
            "newcomer_id": classroom.people.newcomer_id[newcomer],
            "provider_id": provider_ids(classroom.world, municipality)[classroom.provider[newcomer]],
        },
    )


def _results_of(rng: np.random.Generator, classroom: Classroom, sitting: Sitting, weeks: Weeks) -> pd.DataFrame:
    """All rows of a sitting; ``newcomer`` is a position."""
    count = len(sitting.newcomer)
    world = classroom.world
    taken_on = weeks.mondays[sitting.week] + rng.integers(0, 5, count) * ONE_DAY
    low, high = world.report_days_range
    whole = pd.DataFrame(
        {
            "newcomer": sitting.newcomer,
            "kind": _kinds(classroom, sitting),
            "part": "samlet",
            "track": _tracks(classroom, sitting.newcomer),
            "module": sitting.module.astype(str).astype(object),
            "taken_on": taken_on,
            "reported_on": taken_on + rng.integers(low, high, size=count, endpoint=True) * ONE_DAY,
            "passed": np.where(sitting.passed, "ja", "nej"),
            "grade": np.nan,
        }
    )
    if not sitting.is_exam:
        return pd.concat([whole, _exemptions(rng, world, whole)])
    grades = _grades(rng, sitting.passed, sitting.margin)
    parts = [
        whole.assign(part=part, grade=grades[:, number], passed=np.where(grades[:, number] >= 2, "ja", "nej"))
        for number, part in enumerate(EXAM_PARTS)
    ]
    return pd.concat([whole.assign(grade=np.round(grades.mean(axis=1), 1)), *parts])


def _exemptions(rng: np.random.Generator, world: World, whole: pd.DataFrame) -> pd.DataFrame:
    """A few on DU1 are exempt from the written part (*fritaget*)."""
    exempt = (rng.random(len(whole)) < world.exempt_share) & (whole["track"] == "DU1")
    return whole[exempt].assign(part="skriftlig", passed="fritaget")


def _grades(rng: np.random.Generator, passed: Bools, margin: Floats) -> Floats:
    """A grade per exam part, shape (people, parts), on the Danish 7-point scale."""
    wished = 5 + 3 * margin[:, None] + rng.normal(0, 2, (len(passed), len(EXAM_PARTS)))
    nearest = _PASSING_GRADES[np.abs(wished[:, :, None] - _PASSING_GRADES).argmin(axis=2)]
    failing = rng.choice(_FAILING_GRADES, size=nearest.shape)
    return np.asarray(np.where(passed[:, None], nearest, failing), dtype=np.float64)


def _kinds(classroom: Classroom, sitting: Sitting) -> list[str]:
    tracks = [classroom.world.tracks[one] for one in classroom.people.track[sitting.newcomer]]
    if sitting.is_exam:
        return [track.exam for track in tracks]
    return ["fvu" if track.name == "FVU" else "modultest" for track in tracks]


def _tracks(classroom: Classroom, newcomer: Ints) -> list[str]:
    return [classroom.world.tracks[one].name for one in classroom.people.track[newcomer]]
