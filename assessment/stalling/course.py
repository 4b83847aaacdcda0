"""What the course says about each newcomer: the track that is current, and the results that count."""

from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.reference.tracks import module_norm, track_norms
from assessment.stalling.columns import Ints, Texts, day_number, days, positions, texts

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

_T = TypeVar("_T", np.int64, np.object_)

NEVER = -10_000_000
"""Stands for a day that has not been."""
_OPEN = 10_000_000
EXAM_OF_TRACK = {"PD1": "DU1", "PD2": "DU2", "PD3": "DU3"}
"""The exam that ends each track lies at its goal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Each newcomer's current enrolment, "" where there is none. All of shape (n_newcomers,)."""

    enrolment_id: Texts
    provider_id: Texts
    track: Texts
    module: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The latest results of each newcomer, and the ids they are filed under. All of shape (n_newcomers,).

    ``passed_on`` and ``failed_module_on`` leave out results that are weak evidence; *fritaget* is in none of them.
    """

    passed_on: Ints
    passed_id: Texts
    failed_module_on: Ints
    failed_module_id: Texts
    linked: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Enrolments that are open or ended lately, each newcomer's together, the one begun last first.

    ``owner`` is the newcomer's number; both have shape (n_enrolments,).
    """

    owner: Ints
    enrolment_id: Texts

    def of(self, newcomer: int) -> list[str]:
        """The enrolments of one newcomer."""
        first, last = np.searchsorted(self.owner, [newcomer, newcomer + 1])
        return [str(name) for name in self.enrolment_id[first:last]]


def classes_known(enrolments: pd.DataFrame, newcomer_ids: Texts, *, as_of: int, track_kept_days: int) -> Classes:
    """The enrolments among which :func:`enrolled` chooses."""
    kept, owner = _current(enrolments, newcomer_ids, as_of, track_kept_days)
    begun, names = days(kept, "started_on", missing=NEVER), texts(kept, "enrolment_id")
    order = np.lexsort((-pd.factorize(names, sort=True)[0], -begun, owner))
    return Classes(owner=owner[order], enrolment_id=names[order])


def enrolled(enrolments: pd.DataFrame, newcomer_ids: Texts, *, as_of: int, track_kept_days: int) -> Enrolled:
    """The enrolment that started last, open or ended at most ``track_kept_days`` ago."""
    kept, owner = _current(enrolments, newcomer_ids, as_of, track_kept_days)
    chosen = _last_of_each(owner, days(kept, "started_on", missing=NEVER), texts(kept, "enrolment_id"))

    def of_current(name: str) -> Texts:
        return _spread(texts(kept, name)[chosen], owner[chosen], newcomer_ids.size, "")

    return Enrolled(
        enrolment_id=of_current("enrolment_id"),
        provider_id=of_current("provider_id"),
        track=of_current("track"),
        module=of_current("module"),
    )


def course_results(results: pd.DataFrame, newcomer_ids: Texts, *, weak_from: date, weak_to: date) -> Results:
    """The results that count, without module moves taken between ``weak_from`` and ``weak_to``."""
    owner, taken = positions(texts(results, "newcomer_id"), newcomer_ids), days(results, "taken_on", missing=NEVER)
    module = texts(results, "kind") == "modultest"
    weak = module & (taken >= day_number(weak_from)) & (taken <= day_number(weak_to))
    outcome, result_id = texts(results, "passed"), texts(results, "result_id")
    counts = (owner >= 0) & ~weak
    passed, failed = counts & (outcome == "ja"), counts & (outcome == "nej")
    n = newcomer_ids.size

    def latest(chosen: Bools) -> tuple[Ints, Texts]:
        who, when, what = owner[chosen], taken[chosen], result_id[chosen]
        last = _last_of_each(who, when, what)
        return _spread(when[last], who[last], n, NEVER), _spread(what[last], who[last], n, "")

    passed_on, passed_id = latest(passed)
    failed_on, failed_id = latest(failed & module)
    linked = np.zeros(n, dtype=bool)
    linked[owner[passed | failed]] = True
    return Results(
        passed_on=passed_on, passed_id=passed_id, failed_module_on=failed_on, failed_module_id=failed_id, linked=linked
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTests:
    """The tests that say something of a level, one row each. All of shape (n_tests,).

    Attributes
    ----------
    owner, taken_on : Ints
        Whose (a newcomer's number), and on which day.
    passed : Bools
    cut : Floats
        Where the test lies, in steps.
    """

    owner: Ints
    taken_on: Ints
    passed: Bools
    cut: Floats

    def where(self, keep: Bools | Ints) -> "CourseTests":
        """The tests chosen by a mask or by their positions."""
        return CourseTests(**{f.name: getattr(self, f.name)[keep] for f in fields(self)})

    def together_with(self, other: "CourseTests") -> "CourseTests":
        """Both sets of tests."""
        return CourseTests(
            **{f.name: np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)}
        )


def course_tests(results: pd.DataFrame, newcomer_ids: Texts, *, weak_from: date, weak_to: date) -> CourseTests:
    """Module tests and whole exams, passed or failed, of which it is known where they lie.

    Module moves between ``weak_from`` and ``weak_to`` and *fritaget* say nothing, nor does a part of an exam.
    """
    owner, taken = positions(texts(results, "newcomer_id"), newcomer_ids), days(results, "taken_on", missing=NEVER)
    kind, outcome, part = (texts(results, name) for name in ("kind", "passed", "part"))
    weak = (kind == "modultest") & (taken >= day_number(weak_from)) & (taken <= day_number(weak_to))
    says = (owner >= 0) & ~weak & np.isin(outcome, ["ja", "nej"]) & np.isin(part, ["", "samlet"])
    rows = np.flatnonzero(says)
    track, module = texts(results, "track")[rows], texts(results, "module")[rows]
    cut = np.array(
        [cut_of(*named) for named in zip(kind[rows].tolist(), track.tolist(), module.tolist(), strict=True)],
        dtype=float,
    )
    known = np.isfinite(cut)
    rows = rows[known]
    return CourseTests(owner=owner[rows], taken_on=taken[rows], passed=outcome[rows] == "ja", cut=cut[known])


@cache
def cut_of(kind: str, track: str, module: str) -> float:
    """Where a test lies, in steps; NaN where that is not known."""
    if kind in EXAM_OF_TRACK:
        goal = track_norms()[EXAM_OF_TRACK[kind]].goal_level
        return np.nan if goal is None else goal
    norm = module_norm(track, module)
    return np.nan if norm is None else norm.cut_level


def _current(
    enrolments: pd.DataFrame, newcomer_ids: Texts, as_of: int, track_kept_days: int
) -> tuple[pd.DataFrame, Ints]:
    """The enrolments of these newcomers that are open or ended at most ``track_kept_days`` ago, and whose."""
    owner = positions(texts(enrolments, "newcomer_id"), newcomer_ids)
    current = (owner >= 0) & (days(enrolments, "ended_on", missing=_OPEN) + track_kept_days >= as_of)
    return enrolments[current], owner[current]


def _last_of_each(owner: Ints, when: Ints, identity: Texts) -> Ints:
    """The position of each owner's last row, ties broken by id."""
    order = np.lexsort((pd.factorize(identity, sort=True)[0], when, owner))
    ends = np.r_[owner[order][1:] != owner[order][:-1], True] if owner.size else np.zeros(0, dtype=bool)
    return order[ends]


def _spread(values: NDArray[_T], owner: Ints, n: int, missing: object) -> NDArray[_T]:
    """``values`` at their owners' places, ``missing`` elsewhere."""
    spread = np.full(n, missing, dtype=values.dtype)
    spread[owner] = values
    return spread
