"""The snapshot: from frames as known by a day to one row per active placement."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.domain.bundle import BUNDLE_FILES
from assessment.measurement.active_weeks import FIRST_DAY, LAST_DAY, ActiveWeeks, Periods, active_weeks, united
from assessment.stalling.columns import Ints, Texts, day_number, day_of, days, positions, texts
from assessment.stalling.course import Enrolled, Results, course_results, enrolled
from assessment.stalling.observed import Observed, observed
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import RulesEngine

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One row per active placement, sorted by placement id. All of shape (n_placements,).

    Attributes
    ----------
    newcomer : Ints
        Code of the newcomer, the owner of pauses.
    workplace : Ints
        Code of the workplace.
    started_on, ends_on : Ints
        Days since 1970; ``LAST_DAY`` for an open placement.
    paused_from, paused_to : Ints
        The last pause or suspension that touches the placement; ``FIRST_DAY`` for none.
    last_seen_on : Ints
        Day of the last entry that stands, usable or not; ``FIRST_DAY`` for none.
    usual_observer : Ints
        Observer of the last entry, else one assigned now; -1 for neither.
    entries_known : Ints
        How many entries are known, whether they stand or not.
    passed_on, failed_module_on : Ints
        Latest course results that count; long ago for none.
    linked_by_course : Bools
    expected_pace, expected_sd, goal : Floats
        The track's norm, in steps; ``goal`` NaN without a track.
    """

    placement_id: Texts
    newcomer_id: Texts
    municipality: Texts
    newcomer: Ints
    workplace: Ints
    started_on: Ints
    ends_on: Ints
    paused_from: Ints
    paused_to: Ints
    last_seen_on: Ints
    usual_observer: Ints
    entries_known: Ints
    enrolment_id: Texts
    provider_id: Texts
    track: Texts
    module: Texts
    passed_on: Ints
    passed_id: Texts
    failed_module_on: Ints
    failed_module_id: Texts
    linked_by_course: Bools
    expected_pace: Floats
    expected_sd: Floats
    goal: Floats

    def __len__(self) -> int:
        return int(self.placement_id.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything the rules look at as of a day: placements, what was seen of them, and the weeks that count.

    ``objected_in`` is the municipality of each active placement that is left out because of an objection.
    """

    as_of: date
    rows: Rows
    observed: Observed
    observer_ids: Texts
    weeks: ActiveWeeks
    objected_in: Texts

    @property
    def today(self) -> int:
        """``as_of`` as days since 1970."""
        return day_number(self.as_of)

    def of(self, chosen: Ints) -> "Snapshot":
        """The same snapshot with only the placements at these positions."""
        rows = Rows(**{field.name: getattr(self.rows, field.name)[chosen] for field in fields(Rows)})
        return replace(self, rows=rows, observed=self.observed.of_placements(chosen, len(self.rows)))


def snapshot(frames: Frames, as_of: date, engine: RulesEngine, calendar: NationalCalendar) -> Snapshot:
    """What the rules look at, taken from ``frames`` as they were known by the end of ``as_of``."""
    today = day_number(as_of)
    placements = _frame(frames, "placements")
    placements = placements.iloc[np.argsort(texts(placements, "placement_id"), kind="stable")]
    started, ends = days(placements, "started_on", missing=LAST_DAY), days(placements, "ends_on", missing=LAST_DAY)
    active = (started <= today) & (today <= ends)
    objecting = pd.Index(texts(placements, "newcomer_id"), dtype=object).isin(
        _objecting(_frame(frames, "objections"), today)
    )
    newcomers = _frame(frames, "newcomers")
    objected_in = _municipality(newcomers, texts(placements[active & objecting], "newcomer_id"))
    chosen = active & ~objecting
    placements, started, ends = placements[chosen], started[chosen], ends[chosen]

    placement_id, newcomer_id = texts(placements, "placement_id"), texts(placements, "newcomer_id")
    newcomer, names = pd.factorize(newcomer_id, sort=True)
    newcomer, newcomer_ids = newcomer.astype(np.int64), np.asarray(names, dtype=object)
    observations, assignments = _frame(frames, "observations"), _frame(frames, "assignments")
    observer_ids = np.unique(
        np.r_[texts(observations, "observer_id"), texts(assignments, "observer_id")].astype(object)
    )
    seen = observed(
        observations,
        _frame(frames, "ratings"),
        placement_ids=placement_id,
        observer_ids=observer_ids,
        offsets=engine.criterion_offsets,
    )
    pauses = _pauses(_frame(frames, "pauses"), newcomer_ids, today)
    paused_from, paused_to = _last_pause(pauses, calendar, newcomer, started, today)
    known = positions(texts(observations, "placement_id"), placement_id)
    course = _by_course(frames, newcomer_ids, today, engine)
    norms = [engine.norms.get(track, engine.norms[""]) for track in course["track"]]
    pace = np.array([norm.pace_per_week for norm in norms], dtype=float)[newcomer]
    rows = Rows(
        placement_id=placement_id,
        newcomer_id=newcomer_id,
        municipality=_municipality(newcomers, newcomer_id),
        newcomer=newcomer,
        workplace=pd.factorize(texts(placements, "workplace_id"), sort=True)[0].astype(np.int64),
        started_on=started,
        ends_on=ends,
        paused_from=paused_from,
        paused_to=paused_to,
        last_seen_on=_latest(seen, placement_id.size),
        usual_observer=_usual_observer(seen, assignments, placement_id, observer_ids, today),
        entries_known=np.bincount(known[known >= 0], minlength=placement_id.size).astype(np.int64),
        expected_pace=pace,
        expected_sd=np.maximum(
            engine.expected_pace_sd_share * pace, np.array([norm.pace_sd for norm in norms], dtype=float)[newcomer]
        ),
        goal=np.array([np.nan if norm.goal_level is None else norm.goal_level for norm in norms], dtype=float)[
            newcomer
        ],
        **{name: values[newcomer] for name, values in course.items()},
    )
    first = int(min(started.min(initial=today), today))
    closures = calendar.closed_days(day_of(first - 7), day_of(today + 7))
    weeks = active_weeks(pauses, closures, through_day=today, paused_weekdays_allowed=engine.paused_weekdays_allowed)
    return Snapshot(
        as_of=as_of, rows=rows, observed=seen, observer_ids=observer_ids, weeks=weeks, objected_in=objected_in
    )


def _frame(frames: Frames, stem: str) -> pd.DataFrame:
    """A file's frame, without rows where the bundle does not have it."""
    frame = frames.get(stem)
    return pd.DataFrame(columns=list(BUNDLE_FILES[stem].column_names), dtype=object) if frame is None else frame


def _objecting(objections: pd.DataFrame, today: int) -> Texts:
    in_force = (days(objections, "from_on", missing=LAST_DAY) <= today) & (
        days(objections, "to_on", missing=LAST_DAY) >= today
    )
    return texts(objections, "newcomer_id")[in_force]


def _municipality(newcomers: pd.DataFrame, newcomer_id: Texts) -> Texts:
    at = positions(newcomer_id, texts(newcomers, "newcomer_id"))
    return np.where(at >= 0, np.r_[texts(newcomers, "municipality"), [""]].astype(object)[at], "")


def _by_course(frames: Frames, newcomer_ids: Texts, today: int, engine: RulesEngine) -> dict[str, NDArray[np.generic]]:
    """What the course says, one row per newcomer."""
    kept_days = 7 * engine.track_kept_weeks
    enrolment: Enrolled = enrolled(_frame(frames, "enrolments"), newcomer_ids, as_of=today, track_kept_days=kept_days)
    result: Results = course_results(
        _frame(frames, "results"), newcomer_ids, weak_from=engine.weak_modules_from, weak_to=engine.weak_modules_to
    )
    return {
        "enrolment_id": enrolment.enrolment_id,
        "provider_id": enrolment.provider_id,
        "track": enrolment.track,
        "module": enrolment.module,
        "passed_on": result.passed_on,
        "passed_id": result.passed_id,
        "failed_module_on": result.failed_module_on,
        "failed_module_id": result.failed_module_id,
        "linked_by_course": result.linked,
    }


def _pauses(pauses: pd.DataFrame, newcomer_ids: Texts, today: int) -> Periods:
    """Each newcomer's pauses that began by today, united."""
    owner, first = positions(texts(pauses, "newcomer_id"), newcomer_ids), days(pauses, "from_on", missing=LAST_DAY)
    begun = (owner >= 0) & (first <= today)
    return united(owner[begun], first[begun], days(pauses, "to_on", missing=FIRST_DAY)[begun])


def _last_pause(
    pauses: Periods, calendar: NationalCalendar, newcomer: Ints, started: Ints, today: int
) -> tuple[Ints, Ints]:
    """First and last day of the last pause or suspension that touches each placement; ``FIRST_DAY`` for none."""
    suspended = [(day_number(a), day_number(b)) for a, b in calendar.suspended_periods() if day_number(a) <= today]
    everyone = np.unique(newcomer)
    both = united(
        np.r_[pauses.owner, np.repeat(everyone, len(suspended))],
        np.r_[pauses.first, np.tile(np.array([a for a, _ in suspended], dtype=np.int64), everyone.size)],
        np.r_[pauses.last, np.tile(np.array([b for _, b in suspended], dtype=np.int64), everyone.size)],
    )
    at = np.searchsorted(both.owner, newcomer, side="right") - 1
    if not both.owner.size:
        return np.full(newcomer.shape, FIRST_DAY), np.full(newcomer.shape, FIRST_DAY)
    touches = (at >= 0) & (both.owner[at] == newcomer) & (both.last[at] >= started)
    return np.where(touches, both.first[at], FIRST_DAY), np.where(touches, both.last[at], FIRST_DAY)


def _latest(seen: Observed, n_placements: int) -> Ints:
    latest = np.full(n_placements, FIRST_DAY, dtype=np.int64)
    latest[seen.placement] = seen.seen_on  # in order of day: the last one stays
    return latest


def _usual_observer(
    seen: Observed, assignments: pd.DataFrame, placement_id: Texts, observer_ids: Texts, today: int
) -> Ints:
    """Who saw the placement last, else who is assigned to it now; -1 for nobody."""
    observer = np.full(placement_id.size, -1, dtype=np.int64)
    placement = positions(texts(assignments, "placement_id"), placement_id)
    begun = days(assignments, "from_on", missing=LAST_DAY)
    now = (placement >= 0) & (begun <= today) & (days(assignments, "to_on", missing=LAST_DAY) >= today)
    who = positions(texts(assignments, "observer_id"), observer_ids)
    order = np.lexsort((who, begun))
    order = order[now[order]]
    observer[placement[order]] = who[order]
    observer[seen.placement] = seen.observer
    return observer
