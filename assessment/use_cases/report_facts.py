"""What a progress report is made of: whom it is about, what was seen of them by a day, and what the school reported."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, cast

import numpy as np
import pandas as pd

from assessment.measurement.active_weeks import LAST_DAY, active_weeks, last_week_ended_by, week_of
from assessment.reference.tracks import NO_TRACK
from assessment.reports.assemble import Evidence, Minimum, assemble
from assessment.reports.course_record import CourseRecord, course_records
from assessment.reports.progress import Basis, People, Progress, Seen, progress
from assessment.reports.report import Report
from assessment.reports.time_at_work import TimeAtWork, time_at_work
from assessment.stalling.clock import begun_pauses
from assessment.stalling.columns import Ints, Texts, day_number, day_of, days, numbered, positions, texts
from assessment.stalling.course import enrolled
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.observed import Observed, observed
from assessment.stalling.rules import RulesEngine
from assessment.storage.facts import Frames, known_records, known_rows
from assessment.storage.ledger import Transaction

ASKED_FOR_BY_ID = 2_000
"""More ids than this are not named in a query: everything is read, and the rest is dropped here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom and which days a report is asked for; None for no provider, and for everybody."""

    provider_id: str | None
    newcomer_id: str | None
    from_on: date
    to_on: date


def read_report(transaction: Transaction, asked: Asked, *, today: date, engine: RulesEngine | None = None) -> Report:
    """The report, from what was known by the end of its last day.

    Two things are newer on purpose. Attendance is known from the Monday after its week, so the week that ends on the
    last day of the period is read as it was known on the day after. And whoever objects today is not assessed today,
    however old the period.
    """
    rules = engine or RulesEngine()
    people = newcomers_of(transaction, asked)
    ids = np.array(people, dtype=object)
    frames = _facts_about(transaction, people, asked.to_on)
    lines = assemble(
        people,
        *_progress(frames, ids, asked, rules, objecting=_objecting(transaction, asked, ids, today)),
        _course(transaction, asked, people, today=today),
        Minimum(
            observations=rules.minimum_observations,
            active_weeks=rules.minimum_active_weeks,
            same_step_share=rules.same_step_share,
            silence_weeks=rules.silence_weeks,
        ),
        from_on=asked.from_on,
        to_on=asked.to_on,
    )
    return Report(
        provider_id=asked.provider_id,
        newcomer_id=asked.newcomer_id,
        from_on=asked.from_on,
        to_on=asked.to_on,
        lines=lines,
    )


def newcomers_of(transaction: Transaction, asked: Asked) -> list[str]:
    """Who has a line: for a provider everybody with an enrolment there that overlaps the period, by id."""
    if asked.provider_id is None:
        return [] if asked.newcomer_id is None else [asked.newcomer_id]
    enrolments = known_records(transaction, "enrolments", asked.to_on, provider_id=[asked.provider_id])
    overlapping = {
        row["newcomer_id"] for row in enrolments if row["ended_on"] is None or row["ended_on"] >= asked.from_on
    }
    return sorted(overlapping if asked.newcomer_id is None else overlapping & {asked.newcomer_id})


def _rows(transaction: Transaction, stem: str, day: date, column: str, ids: Collection[str]) -> pd.DataFrame:
    """The rows of a file known by ``day`` whose ``column`` is one of ``ids``."""
    if len(ids) <= ASKED_FOR_BY_ID:
        return known_rows(transaction, stem, day, **{column: list(ids)})
    rows = known_rows(transaction, stem, day)
    return rows[rows[column].isin(list(ids))].reset_index(drop=True)


def _facts_about(transaction: Transaction, people: list[str], day: date) -> Frames:
    """What was known of these people by the end of ``day``, as frames."""
    frames = {
        stem: _rows(transaction, stem, day, "newcomer_id", people) for stem in ("placements", "enrolments", "pauses")
    }
    about = _rows(transaction, "observations", day, "placement_id", frames["placements"]["placement_id"].tolist())
    # An entry filed under the wrong person is replaced by one about somebody else: that one must be known, too.
    replacing = _rows(transaction, "observations", day, "replaces", about["observation_id"].tolist())
    frames["observations"] = pd.concat([about, replacing]).drop_duplicates("observation_id").reset_index(drop=True)
    frames["ratings"] = _rows(transaction, "ratings", day, "observation_id", about["observation_id"].tolist())
    return frames


def _course(transaction: Transaction, asked: Asked, people: list[str], *, today: date) -> dict[str, CourseRecord]:
    """Lessons and results of each person; for a provider only what is the provider's own."""
    enrolments = _rows(transaction, "enrolments", asked.to_on, "newcomer_id", people)
    results = _rows(transaction, "results", asked.to_on, "newcomer_id", people)
    if asked.provider_id is not None:
        enrolments = enrolments[enrolments["provider_id"] == asked.provider_id]
        results = results[results["provider_id"] == asked.provider_id]
    week_over = min(asked.to_on + timedelta(days=1), today)
    attendance = _rows(transaction, "attendance", week_over, "enrolment_id", enrolments["enrolment_id"].tolist())
    taken = results.assign(taken_on=[moment.date() for moment in results["taken_on"]])
    return course_records(
        _records(enrolments),
        _records(attendance),
        _records(taken),
        from_on=asked.from_on,
        to_on=asked.to_on,
    )


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], rows.to_dict("records"))


def _objecting(transaction: Transaction, asked: Asked, ids: Texts, today: date) -> frozenset[str]:
    """Whoever objects today, or objected on a day of the period."""
    objections = _rows(transaction, "objections", today, "newcomer_id", ids.tolist())
    begun, over = days(objections, "from_on", missing=LAST_DAY), days(objections, "to_on", missing=LAST_DAY)
    in_period = (begun <= day_number(asked.to_on)) & (over >= day_number(asked.from_on))
    return frozenset(texts(objections, "newcomer_id")[in_period | (over >= day_number(today))])


def _progress(
    frames: Frames, ids: Texts, asked: Asked, rules: RulesEngine, *, objecting: frozenset[str]
) -> tuple[Progress, Evidence]:
    """Everybody's progress, and what it rests on."""
    entries, person = _seen(frames, ids, asked, rules)
    clock, everybody, last_day = _clock(frames, ids, asked.to_on, rules), np.arange(ids.size), day_number(asked.to_on)
    seen = Seen(
        person=person,
        placement=entries.placement,
        observer=entries.observer,
        week=clock.through(person, week_of(entries.seen_on)),
        score=entries.score,
        criteria=entries.criteria,
    )
    tracks = enrolled(frames["enrolments"], ids, as_of=last_day, track_kept_days=7 * rules.track_kept_weeks).track
    norms = [rules.norms.get(track, rules.norms[NO_TRACK]) for track in tracks]
    expected = np.array([norm.pace_per_week for norm in norms], dtype=float)
    own_spread = np.array([norm.pace_sd for norm in norms], dtype=float)
    people = People(
        now=clock.through(everybody, np.full(ids.size, week_of(last_day))),
        expected_pace=expected,
        expected_sd=np.maximum(rules.expected_pace_sd_share * expected, own_spread),
    )
    given = np.zeros((ids.size, entries.steps_given.shape[1]))
    np.add.at(given, person, entries.steps_given)
    ratings = given.sum(axis=1)
    evidence = Evidence(
        observations=np.bincount(person, minlength=ids.size).astype(np.int64),
        active_weeks=clock.through(everybody, np.full(ids.size, last_week_ended_by(last_day))),
        same_step_share=np.where(ratings > 0, given.max(axis=1) / np.maximum(ratings, 1), np.nan),
        at_work=_at_work(frames["placements"], asked),
        objecting=objecting,
    )
    basis = Basis(**{entry.name: getattr(rules, entry.name) for entry in fields(Basis)})
    return progress(seen, people, basis), evidence


def _at_work(placements: pd.DataFrame, asked: Asked) -> frozenset[str]:
    """Who had a placement on a day of the period."""
    still_there = days(placements, "ends_on", missing=LAST_DAY) >= day_number(asked.from_on)
    return frozenset(texts(placements, "newcomer_id")[still_there])


def _seen(frames: Frames, ids: Texts, asked: Asked, rules: RulesEngine) -> tuple[Observed, Ints]:
    """The usable entries of the period, and whose each is."""
    placements, observations = frames["placements"], frames["observations"]
    entries = observed(
        observations,
        frames["ratings"],
        placement_ids=texts(placements, "placement_id"),
        observer_ids=numbered(texts(observations, "observer_id"))[1],
        offsets=rules.criterion_offsets,
    )
    entries = entries.where(
        (entries.criteria >= rules.minimum_criteria_per_observation)
        & (entries.seen_on >= day_number(asked.from_on))
        & (entries.seen_on <= day_number(asked.to_on))
    )
    return entries, positions(texts(placements, "newcomer_id"), ids)[entries.placement]


def _clock(frames: Frames, ids: Texts, to_on: date, rules: RulesEngine) -> TimeAtWork:
    """Everybody's active weeks at work, counted as the engine counts those of a placement."""
    placements, today = frames["placements"], day_number(to_on)
    started = days(placements, "started_on", missing=LAST_DAY)
    first = int(started.min(initial=today))
    weeks = active_weeks(
        begun_pauses(frames["pauses"], ids, today),
        NationalCalendar().closed_days(day_of(first - 7), day_of(today + 7)),
        through_day=today,
        paused_weekdays_allowed=rules.paused_weekdays_allowed,
    )
    ends = days(placements, "ends_on", missing=LAST_DAY)
    return time_at_work(positions(texts(placements, "newcomer_id"), ids), started, ends, weeks)
