"""The snapshot: from frames as known by a day to one row per active placement."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.domain.bundle import BUNDLE_FILES
from assessment.measurement.active_weeks import FIRST_DAY, LAST_DAY, ActiveWeeks, Periods, active_weeks
from assessment.measurement.level_scale import LevelScale, level_scale
from assessment.reference.tracks import NO_TRACK
from assessment.stalling.clock import begun_pauses, last_pause
from assessment.stalling.columns import Ints, Texts, day_number, day_of, days, numbered, positions, texts
from assessment.stalling.course import Classes, CourseTests, classes_known, course_results, course_tests, enrolled
from assessment.stalling.lessons import Lessons, lessons_known
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.observed import Observed, observed
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
    expected_logit, goal_logit : Floats
        The same pace and goal on the scale of the rating model.
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
    expected_logit: Floats
    goal_logit: Floats

    def __len__(self) -> int:
        return int(self.placement_id.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything an engine looks at as of a day: placements, what was seen of them, and the weeks that count.

    ``tests``, ``classes`` and ``lessons`` are those of the newcomers, whatever their day; ``scale`` is that of the
    engine. ``objected_in`` is the municipality of each active placement that is left out because of an objection.
    """

    as_of: date
    rows: Rows
    observed: Observed
    observer_ids: Texts
    weeks: ActiveWeeks
    tests: CourseTests
    classes: Classes
    lessons: Lessons
    scale: LevelScale
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
    placements, objected = _active_placements(frames, today)
    newcomers = _frame(frames, "newcomers")
    placement_id, newcomer_id = texts(placements, "placement_id"), texts(placements, "newcomer_id")
    started, ends = days(placements, "started_on", missing=LAST_DAY), days(placements, "ends_on", missing=LAST_DAY)
    newcomer, newcomer_ids = numbered(newcomer_id)

    observations, assignments = _frame(frames, "observations"), _frame(frames, "assignments")
    observer_ids = numbered(np.r_[texts(observations, "observer_id"), texts(assignments, "observer_id")])[1]
    seen = observed(
        observations,
        _frame(frames, "ratings"),
        placement_ids=placement_id,
        observer_ids=observer_ids,
        offsets=engine.criterion_offsets,
        calibration=engine.calibration,
    )
    pauses = begun_pauses(_frame(frames, "pauses"), newcomer_ids, today)
    paused_from, paused_to = last_pause(pauses, calendar, newcomer, started, today)
    kept_days = 7 * engine.track_kept_weeks
    enrolments = _frame(frames, "enrolments")
    course = enrolled(enrolments, newcomer_ids, as_of=today, track_kept_days=kept_days)
    weak_from, weak_to = engine.weak_modules_from, engine.weak_modules_to
    results = course_results(_frame(frames, "results"), newcomer_ids, weak_from=weak_from, weak_to=weak_to)
    norms = norms_of(course.track[newcomer], engine)
    rows = Rows(
        placement_id=placement_id,
        newcomer_id=newcomer_id,
        municipality=_municipality(newcomers, newcomer_id),
        newcomer=newcomer,
        workplace=numbered(texts(placements, "workplace_id"))[0],
        started_on=started,
        ends_on=ends,
        paused_from=paused_from,
        paused_to=paused_to,
        last_seen_on=_last_seen(seen, placement_id.size),
        usual_observer=_usual_observer(seen, assignments, placement_id, observer_ids, today),
        entries_known=_count(positions(texts(observations, "placement_id"), placement_id), placement_id.size),
        enrolment_id=course.enrolment_id[newcomer],
        provider_id=course.provider_id[newcomer],
        track=course.track[newcomer],
        module=course.module[newcomer],
        passed_on=results.passed_on[newcomer],
        passed_id=results.passed_id[newcomer],
        failed_module_on=results.failed_module_on[newcomer],
        failed_module_id=results.failed_module_id[newcomer],
        linked_by_course=results.linked[newcomer],
        **norms,
    )
    return Snapshot(
        as_of=as_of,
        rows=rows,
        observed=seen,
        observer_ids=observer_ids,
        weeks=_weeks(pauses, calendar, int(started.min(initial=today)), today, engine),
        tests=course_tests(_frame(frames, "results"), newcomer_ids, weak_from=weak_from, weak_to=weak_to),
        classes=classes_known(enrolments, newcomer_ids, as_of=today, track_kept_days=kept_days),
        lessons=lessons_known(_frame(frames, "attendance"), enrolments, newcomer_ids),
        scale=level_scale(engine.calibration),
        objected_in=_municipality(newcomers, objected),
    )


def _active_placements(frames: Frames, today: int) -> tuple[pd.DataFrame, Texts]:
    """The placements active today by id, and the newcomers of those that an objection leaves out."""
    placements = _frame(frames, "placements")
    placements = placements.iloc[np.argsort(texts(placements, "placement_id"), kind="stable")]
    started, ends = days(placements, "started_on", missing=LAST_DAY), days(placements, "ends_on", missing=LAST_DAY)
    active = (started <= today) & (today <= ends)
    objections = _frame(frames, "objections")
    from_on, to_on = (days(objections, name, missing=LAST_DAY) for name in ("from_on", "to_on"))
    in_force = texts(objections, "newcomer_id")[(from_on <= today) & (today <= to_on)]
    whose = texts(placements, "newcomer_id")
    objected = active & pd.Index(whose, dtype=object).isin(pd.Index(in_force, dtype=object))
    return placements[active & ~objected], whose[objected]


def norms_of(track: Texts, engine: RulesEngine) -> dict[str, Floats]:
    """The columns of :class:`Rows` that say what is expected of each track; the mix of all for one without a norm."""
    numbers, names = numbered(track)
    norms = [engine.norms.get(name, engine.norms[NO_TRACK]) for name in names]
    pace = np.array([norm.pace_per_week for norm in norms], dtype=float)
    spread = np.maximum(engine.expected_pace_sd_share * pace, np.array([norm.pace_sd for norm in norms], dtype=float))
    goal = np.array([np.nan if n.goal_level is None else n.goal_level for n in norms], dtype=float)
    columns = {
        "expected_pace": pace,
        "expected_sd": spread,
        "goal": goal,
        "expected_logit": np.array([norm.pace_logit_per_week for norm in norms], dtype=float),
        "goal_logit": level_scale(engine.calibration).logits(goal),
    }
    return {name: values[numbers] for name, values in columns.items()}


def _weeks(pauses: Periods, calendar: NationalCalendar, first: int, today: int, engine: RulesEngine) -> ActiveWeeks:
    """The weeks that do not count, from the week of the ``first`` placement to this one."""
    closures = calendar.closed_days(day_of(first - 7), day_of(today + 7))
    return active_weeks(pauses, closures, through_day=today, paused_weekdays_allowed=engine.paused_weekdays_allowed)


def _frame(frames: Frames, stem: str) -> pd.DataFrame:
    """A file's frame, without rows where the bundle does not have it."""
    frame = frames.get(stem)
    return pd.DataFrame(columns=list(BUNDLE_FILES[stem].column_names), dtype=object) if frame is None else frame


def _municipality(newcomers: pd.DataFrame, newcomer_id: Texts) -> Texts:
    """The municipality of each newcomer; "" for somebody unknown."""
    at = positions(newcomer_id, texts(newcomers, "newcomer_id"))
    found: Texts = np.r_[texts(newcomers, "municipality"), np.array([""], dtype=object)][at]
    return found


def _last_seen(seen: Observed, n_placements: int) -> Ints:
    latest = np.full(n_placements, FIRST_DAY, dtype=np.int64)
    latest[seen.placement] = seen.seen_on  # in order of day: the last one stays
    return latest


def _count(placement: Ints, n_placements: int) -> Ints:
    return np.bincount(placement[placement >= 0], minlength=n_placements).astype(np.int64)


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
