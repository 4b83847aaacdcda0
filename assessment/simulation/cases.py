"""Calibration cases: which observers rated them, when, and the steps tapped by the process that rates people too."""

import numpy as np
import pandas as pd

from assessment.domain.calibration import QUARTER, cases_of_quarter
from assessment.reference.calibration_cases import load_cases
from assessment.simulation.frames import bundle_frame, random_uuids
from assessment.simulation.observers import Assignments, Observers
from assessment.simulation.observing import in_the_daytime
from assessment.simulation.steps import tapped
from assessment.simulation.weeks import ONE_DAY, Days, Floats, Ints, Weeks
from assessment.simulation.world import World

_QUARTER_DAYS, _WEEKEND_DAYS = QUARTER.days, 2


def calibrations_frame(
    rng: np.random.Generator, world: World, observers: Observers, assignments: Assignments, weeks: Weeks
) -> pd.DataFrame:
    """``calibrations.csv``: a first round of all cases for most observers, and then two again in some quarters.

    Severity, drift, use of the steps and straight-lining are the observer's own, as in ``ratings.csv``.
    """
    observer, case, day = _sittings(rng, world, observers, assignments, weeks)
    asked = [np.array([_place_of(world, code) for code in one.criteria]) for one in load_cases().cases]
    sitting = np.repeat(np.arange(len(case)), [len(asked[one]) for one in case])
    criterion = np.concatenate([asked[one] for one in case]) if len(case) else np.zeros(0, dtype=np.int64)
    step = _steps(rng, world, observers, weeks, (observer, case, day), sitting, criterion)
    codes = np.array([one.criterion for one in world.criteria], dtype=object)
    return bundle_frame(
        "calibrations",
        {
            "calibration_id": random_uuids(rng, len(sitting)),
            "observer_id": observers.observer_id[observer[sitting]],
            "case_id": np.array(load_cases().case_ids, dtype=object)[case[sitting]],
            "criterion": codes[criterion],
            "step": step,
            "rated_at": in_the_daytime(rng, day)[sitting],
        },
    )


def _place_of(world: World, code: str) -> int:
    """The position of a criterion among the world's."""
    return next(place for place, one in enumerate(world.criteria) if one.criterion == code)


def _sittings(
    rng: np.random.Generator, world: World, observers: Observers, assignments: Assignments, weeks: Weeks
) -> tuple[Ints, Ints, Days]:
    """Who rated which case on which day, by observer and day."""
    case_ids = load_cases().case_ids
    writing = np.flatnonzero(assignments.records_per_week > 0)
    writing = writing[np.argsort(assignments.observer[writing], kind="stable")]
    first_of_each = np.flatnonzero(np.diff(assignments.observer[writing], prepend=-1))
    found: list[tuple[int, int, np.datetime64]] = []
    for own in np.split(writing, first_of_each[1:]) if len(writing) else ():
        observer = assignments.observer[own[0]]
        opens, waits = rng.random() < world.cases_done_share, int(rng.integers(0, world.cases_begin_days))
        first = _working_day(assignments.from_on[own].min() + waits * ONE_DAY)
        last = min(assignments.records_until[own].max(), weeks.last_day)
        if not opens or first > last:
            continue
        found.extend((int(observer), case, first) for case in range(len(case_ids)))
        for quarter in range(1, int((last - first) // ONE_DAY) // _QUARTER_DAYS + 1):
            comes, later = rng.random() < world.cases_again_share, int(rng.integers(0, _QUARTER_DAYS - _WEEKEND_DAYS))
            day = _working_day(first + (quarter * _QUARTER_DAYS + later) * ONE_DAY)
            if comes and day <= last:
                again = cases_of_quarter(observers.observer_id[observer], case_ids, quarter)
                found.extend((int(observer), case_ids.index(one), day) for one in again)
    return (
        np.array([observer for observer, _case, _day in found], dtype=np.int64),
        np.array([case for _observer, case, _day in found], dtype=np.int64),
        np.array([day for _observer, _case, day in found], dtype="datetime64[D]"),
    )


def _working_day(day: np.datetime64) -> np.datetime64:
    """The day, or the Monday after it where it falls in a weekend."""
    return np.busday_offset(day, 0, roll="forward")


def _steps(
    rng: np.random.Generator,
    world: World,
    observers: Observers,
    weeks: Weeks,
    sittings: tuple[Ints, Ints, Days],
    sitting: Ints,
    criterion: Ints,
) -> Floats:
    """The step of each rating: what the text shows, less what the criterion asks and how strict the observer is."""
    observer, case, day = sittings
    level = {one.case_id: one.logit for one in world.case_levels}
    shown = np.array([level[case_id] for case_id in load_cases().case_ids])
    own_profile = rng.normal(0, world.person_criterion_sd_logit, (len(shown), len(world.criteria)))
    halo = rng.normal(0, world.halo_sd_logit, len(case))
    week = np.clip((day - weeks.mondays[0]) // np.timedelta64(7, "D"), 0, weeks.count - 1).astype(np.int64)
    strictness = observers.severity[observer] + observers.drift_per_week[observer] * week
    difficulty = np.array([one.logit for one in world.criteria])
    sharpness = np.array([one.discrimination for one in world.criteria])[criterion]
    seen = shown[case[sitting]] + own_profile[case[sitting], criterion] + halo[sitting] - strictness[sitting]
    step = tapped(rng, world, sharpness * (seen - difficulty[criterion]), observers.step_use[observer[sitting]])
    straight = observers.straight_step[observer[sitting]]
    return np.where(np.isnan(straight), step, straight)
