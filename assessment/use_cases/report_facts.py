"""What a progress report is made of: whom it is about, what was seen of them by a day, and what the school reported."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.domain.days import monday_of_week
from assessment.measurement.active_weeks import LAST_DAY, active_weeks, last_week_ended_by, week_of
from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.level_scale import level_scale
from assessment.reports.assemble import Evidence, Minimum, assemble
from assessment.reports.course_record import CourseRecord, course_records
from assessment.reports.making import Step, Tell, tell_nobody
from assessment.reports.progress import Progress, Seen, progress
from assessment.reports.report import Report
from assessment.reports.time_at_work import TimeAtWork, time_at_work
from assessment.stalling.clock import begun_pauses
from assessment.stalling.columns import Texts, day_number, day_of, days, numbered, positions, texts
from assessment.stalling.course import course_results, course_tests, enrolled
from assessment.stalling.growth import frames_of, results_frame, same_step_share, usable_entries
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.observed import Observed, in_order, observed
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import norms_of
from assessment.storage.facts import Frames, known_rows
from assessment.storage.ledger import Transaction
from assessment.use_cases.report_days import OwnDays, Spans, own_days, own_enrolments, own_spans

Bools = NDArray[np.bool_]

ASKED_FOR_BY_ID = 2_000
"""More ids than this are not named in a query: everything is read, and the rest is dropped here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom and which days a report is asked for; None for no provider, and for everybody."""

    provider_id: str | None
    newcomer_id: str | None
    from_on: date
    to_on: date


def read_report(
    transaction: Transaction,
    asked: Asked,
    *,
    today: date,
    engine: RulesEngine | None = None,
    tell: Tell = tell_nobody,
) -> Report:
    """The report, from what was known by the end of its last day.

    Where it is asked for of a provider, each person's period is cut to the days on which one of the provider's own
    enrolments runs, as they stand now: what was seen, taught and taken on other days is not in it, and level and pace
    are those at the end of the last such day. Level and pace rest on tests from before the period too: in a provider's
    report on those it reported itself.

    Two things are newer on purpose. Attendance is known from the Monday after its week, so the week that ends on the
    last day of the period is read as it was known on the day after. And whoever objects today is not assessed today,
    however old the period.
    """
    rules = engine or RulesEngine()
    people = newcomers_of(transaction, asked)
    ids = np.array(people, dtype=object)
    spans = _spans(transaction, asked, people)
    frames = _facts_about(transaction, people, asked.to_on)
    objecting = _objecting(transaction, asked, ids, today)
    tell(Step.COMPUTE)
    lines = assemble(
        people,
        *_progress(frames, ids, asked, rules, own=own_days(people, spans, asked.to_on), objecting=objecting),
        _course(transaction, asked, spans, frames, today=today),
        Minimum(
            observations=rules.minimum_observations,
            active_weeks=rules.minimum_active_weeks,
            same_step_share=rules.same_step_share,
            silence_weeks=rules.silence_weeks,
        ),
        from_on=asked.from_on,
        to_on=asked.to_on,
        tells_objections=asked.provider_id is None,
    )
    return Report(
        provider_id=asked.provider_id,
        newcomer_id=asked.newcomer_id,
        from_on=asked.from_on,
        to_on=asked.to_on,
        lines=lines,
    )


def newcomers_of(transaction: Transaction, asked: Asked) -> list[str]:
    """Who has a line: for a provider everybody with an own enrolment now that overlaps the period, by id."""
    if asked.provider_id is None:
        return [] if asked.newcomer_id is None else [asked.newcomer_id]
    overlapping = set(own_spans(transaction, asked.provider_id, asked.from_on, asked.to_on))
    return sorted(overlapping if asked.newcomer_id is None else overlapping & {asked.newcomer_id})


def _spans(transaction: Transaction, asked: Asked, people: list[str]) -> Spans:
    """The days of the period that the report is about, of each person."""
    if asked.provider_id is None:
        return {who: [(asked.from_on, asked.to_on)] for who in people}
    return own_spans(transaction, asked.provider_id, asked.from_on, asked.to_on)


def _rows(transaction: Transaction, stem: str, day: date, column: str, ids: Collection[str]) -> pd.DataFrame:
    """The rows of a file known by ``day`` whose ``column`` is one of ``ids``."""
    if len(ids) <= ASKED_FOR_BY_ID:
        return known_rows(transaction, stem, day, **{column: list(ids)})
    rows = known_rows(transaction, stem, day)
    return rows[rows[column].isin(list(ids))].reset_index(drop=True)


def _facts_about(transaction: Transaction, people: list[str], day: date) -> Frames:
    """What was known of these people by the end of ``day``, as frames."""
    frames = {
        stem: _rows(transaction, stem, day, "newcomer_id", people)
        for stem in ("placements", "enrolments", "pauses", "results")
    }
    about = _rows(transaction, "observations", day, "placement_id", frames["placements"]["placement_id"].tolist())
    # An entry filed under the wrong person is replaced by one about somebody else: that one must be known, too.
    replacing = _rows(transaction, "observations", day, "replaces", about["observation_id"].tolist())
    frames["observations"] = pd.concat([about, replacing]).drop_duplicates("observation_id").reset_index(drop=True)
    frames["ratings"] = _rows(transaction, "ratings", day, "observation_id", about["observation_id"].tolist())
    return frames


def _course(
    transaction: Transaction, asked: Asked, spans: Spans, frames: Frames, *, today: date
) -> dict[str, CourseRecord]:
    """Lessons and results of each person; for a provider only what is the provider's own, on its own days.

    Lessons are of a day of the enrolment where their week touches one: nobody knows on which day they were.
    """
    if asked.provider_id is None:
        enrolments = _records(frames["enrolments"])
    else:
        everybodys = own_enrolments(transaction, asked.provider_id, asked.to_on)
        enrolments = [row for row in everybodys if row["newcomer_id"] in spans]
    results = frames["results"]
    if asked.provider_id is not None:
        results = results[results["provider_id"] == asked.provider_id]
    week_over = min(asked.to_on + timedelta(days=1), today)
    owner = {row["enrolment_id"]: row["newcomer_id"] for row in enrolments}
    attendance = _rows(transaction, "attendance", week_over, "enrolment_id", list(owner))
    taken = results.assign(taken_on=[moment.date() for moment in results["taken_on"]])

    def is_own(who: str, first: date, last: date) -> bool:
        return any(begins <= last and ends >= first for begins, ends in spans.get(who, ()))

    weeks = [(row, monday_of_week(row["week"])) for row in _records(attendance)]
    return course_records(
        enrolments,
        [row for row, monday in weeks if is_own(owner[row["enrolment_id"]], monday, monday + timedelta(days=6))],
        [row for row in _records(taken) if is_own(row["newcomer_id"], row["taken_on"], row["taken_on"])],
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
    frames: Frames, ids: Texts, asked: Asked, rules: RulesEngine, *, own: OwnDays, objecting: frozenset[str]
) -> tuple[Progress, Evidence]:
    """Everybody's progress on their ``own`` days, and what it rests on."""
    entries = _seen(frames, ids, own, rules)
    clock, everybody = _clock(frames, ids, asked.to_on, rules), np.arange(ids.size)
    week, usable = clock.through(entries.placement, week_of(entries.seen_on)), usable_entries(entries, rules)
    norms = norms_of(_tracks(frames, ids, own, rules), rules)
    people = pd.DataFrame(
        {
            "person": everybody,
            "active_week": clock.through(everybody, week_of(own.last)),
            "expected_pace": norms["expected_logit"],
            "goal_level": norms["goal_logit"],
        }
    )
    tests, tested = _tests(frames, ids, asked, rules, own=own, clock=clock)
    found = progress(
        Seen(person=entries.placement[usable], observer=entries.observer[usable], week=week[usable]),
        frames_of(people, entries, week, tests, rules),
        GrowthFilter(rules.growth, spread="given"),  # a person's figures may not depend on who else is reported
        tested=tested,
        silence_weeks=rules.silence_weeks,
    )
    evidence = Evidence(
        observations=np.bincount(entries.placement[usable], minlength=ids.size).astype(np.int64),
        active_weeks=clock.through(everybody, last_week_ended_by(own.last)),
        same_step_share=same_step_share(entries, usable, ids.size),
        at_work=_at_work(frames["placements"], ids, own),
        objecting=objecting,
    )
    return found, evidence


def _tests(
    frames: Frames, ids: Texts, asked: Asked, rules: RulesEngine, *, own: OwnDays, clock: TimeAtWork
) -> tuple[pd.DataFrame, Bools]:
    """The tests that tell of a level, as the growth filter takes them, and who has one that anchors it.

    As the engine counts them: taken by the person's last own day, and not long before they began to work, whenever the
    period began. For a provider only those it reported itself, which it knows already.
    """
    results = frames["results"]
    last = np.r_[own.last, 0][positions(texts(results, "newcomer_id"), ids)]
    results = results[days(results, "taken_on", missing=LAST_DAY) <= last]
    if asked.provider_id is not None:
        results = results[results["provider_id"] == asked.provider_id]
    weak = {"weak_from": rules.weak_modules_from, "weak_to": rules.weak_modules_to}
    tests = course_tests(results, ids, **weak)
    began = np.full(ids.size, LAST_DAY, dtype=np.int64)
    placements = frames["placements"]
    whose = positions(texts(placements, "newcomer_id"), ids)
    np.minimum.at(began, whose, days(placements, "started_on", missing=LAST_DAY))
    tests = tests.where(tests.taken_on >= began[tests.owner] - 7 * rules.result_weeks)
    week = clock.through(tests.owner, week_of(tests.taken_on))
    frame = results_frame(tests.owner, week, tests, level_scale(rules.calibration), rules)
    return frame, course_results(results, ids, **weak).linked


def _tracks(frames: Frames, ids: Texts, own: OwnDays, rules: RulesEngine) -> Texts:
    """Everybody's track as it was on their last own day; what began after it tells nothing."""
    enrolments, kept = frames["enrolments"], 7 * rules.track_kept_weeks
    if not len(enrolments):
        return np.full(ids.size, "", dtype=object)
    last = own.last[positions(texts(enrolments, "newcomer_id"), ids)]
    begun = days(enrolments, "started_on", missing=LAST_DAY) <= last
    current = begun & (days(enrolments, "ended_on", missing=LAST_DAY) + kept >= last)
    earliest = int(own.last.min(initial=LAST_DAY))
    return enrolled(enrolments[current], ids, as_of=earliest, track_kept_days=kept).track


def _at_work(placements: pd.DataFrame, ids: Texts, own: OwnDays) -> frozenset[str]:
    """Who had a placement on one of their days."""
    whose = texts(placements, "newcomer_id")
    begins, ends = days(placements, "started_on", missing=LAST_DAY), days(placements, "ends_on", missing=LAST_DAY)
    return frozenset(whose[own.touch(positions(whose, ids), begins, np.minimum(ends, own.last.max(initial=0)))])


def _seen(frames: Frames, ids: Texts, own: OwnDays, rules: RulesEngine) -> Observed:
    """The entries of everybody's own days, at whatever placement: ``placement`` is the person's position."""
    placements, observations = frames["placements"], frames["observations"]
    entries = observed(
        observations,
        frames["ratings"],
        placement_ids=texts(placements, "placement_id"),
        observer_ids=numbered(texts(observations, "observer_id"))[1],
        offsets=rules.criterion_offsets,
        calibration=rules.calibration,
    )
    person = positions(texts(placements, "newcomer_id"), ids)[entries.placement]
    of_people = in_order(replace(entries, placement=person))
    return of_people.where(own.touch(of_people.placement, of_people.seen_on, of_people.seen_on))


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
