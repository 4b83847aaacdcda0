"""What course results say of ability on the scale of the rubric: modestly, and each kind on a scale of its own."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.measurement.active_weeks import week_of
from assessment.measurement.calibration import Calibration
from assessment.measurement.step_curves import Floats, step_moments
from assessment.reference.tracks import module_norm
from assessment.stalling.columns import Ints, Texts, day_number, days, positions, texts
from assessment.stalling.compared_ratings import PERSON
from assessment.stalling.rules import RulesEngine

RESULT_SE = 0.75
"""Logits between a person's level at work and where a module test lies: assumed. In the simulated municipality .52."""
NEAR_WEEKS = 13
"""A result says nothing of what was seen longer before or after it."""
_REACH = 12.0


@dataclass(frozen=True, slots=True)
class Anchors:
    """Results as arrays of shape (n_results,): which state, on which scale, where the test lies and its error."""

    state: Ints
    kind: Ints
    measure: Floats
    se: Floats


def anchors(results: pd.DataFrame, calibration: Calibration, *, people: Texts, person: Ints, week: Ints) -> Anchors:
    """The latest module test of each person that was taken near something seen of them.

    Whoever takes a module's test is near its cut, passed or not: the teacher judges when it is time. Where the cut lies
    in steps is an estimate (``data/reference/modules.csv``), so results of one track and outcome share an offset that
    the data find: they link people with each other and do not move the scale. Exams, *fritaget* and modules moved up
    during the suspensions of 2020 and 2021 say nothing here.

    Parameters
    ----------
    people : Texts of shape (n_people,)
        Names, sorted.
    person, week : Ints of shape (n_states,)
        Whose state, sorted by person and week.
    """
    rules = RulesEngine()
    taken = days(results, "taken_on", missing=0)
    weak = (taken >= day_number(rules.weak_modules_from)) & (taken <= day_number(rules.weak_modules_to))
    who = positions(PERSON + texts(results, "newcomer_id"), people) if len(results) else np.zeros(0, dtype=np.int64)
    outcome = texts(results, "passed")
    counts = (texts(results, "kind") == "modultest") & np.isin(outcome, ["ja", "nej"]) & ~weak & (who >= 0)
    latest: dict[int, tuple[int, str, int, str, float]] = {}
    for row in np.flatnonzero(counts):
        norm = module_norm(str(results["track"].iloc[row] or ""), str(results["module"].iloc[row] or ""))
        state = _nearest(person, week, int(who[row]), int(week_of(taken[row])))
        if norm is not None and state is not None:
            key = str(results["result_id"].iloc[row])
            told = (int(taken[row]), key, state, f"{norm.track} {outcome[row]}", norm.cut_level)
            latest[int(who[row])] = max(latest.get(int(who[row]), told), told)
    rows = [latest[one] for one in sorted(latest)]
    kinds = sorted({row[3] for row in rows})
    return Anchors(
        state=np.array([row[2] for row in rows], dtype=np.int64),
        kind=np.array([kinds.index(row[3]) for row in rows], dtype=np.int64),
        measure=_logits(calibration, np.array([row[4] for row in rows], dtype=float)),
        se=np.full(len(rows), RESULT_SE),
    )


def _nearest(person: Ints, week: Ints, who: int, taken: int) -> int | None:
    """The person's state nearest to a week; None where all are too far."""
    first, end = np.searchsorted(person, [who, who + 1])
    away = np.abs(week[first:end] - taken)
    return int(first + away.argmin()) if away.size and away.min() <= NEAR_WEEKS else None


def _logits(calibration: Calibration, level: Floats) -> Floats:
    """The ability at which the mean step expected over the criteria is ``level``."""
    grid = np.linspace(-_REACH, _REACH, 2401)
    expected = step_moments(calibration.cost, grid).mean.mean(axis=1)
    return np.interp(level, expected, grid)
