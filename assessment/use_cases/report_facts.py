"""What a progress report is made of: what was seen of its people by a day, and what the school reported."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, cast

import numpy as np
import pandas as pd

from assessment.domain.days import monday_of_week
from assessment.domain.placement_state import State
from assessment.measurement.active_weeks import LAST_DAY
from assessment.measurement.level_scale import level_scale
from assessment.reports.assemble import Minimum, assemble
from assessment.reports.course_record import CourseRecord, course_records
from assessment.reports.group_figures import overview_of
from assessment.reports.in_steps import in_steps
from assessment.reports.kept_back import kept_back
from assessment.reports.making import Step, Tell, tell_nobody
from assessment.reports.report import Report
from assessment.stalling.columns import Texts, day_number, days, texts
from assessment.stalling.rules import RulesEngine
from assessment.storage.facts import Frames, Record, known_rows
from assessment.storage.ledger import Transaction
from assessment.use_cases.report_asked import ASKED_FOR_BY_ID, Asked, days_of, newcomers_of, track_by_enrolment
from assessment.use_cases.report_days import Spans, own_days, own_enrolments
from assessment.use_cases.report_growth import growing
from assessment.use_cases.report_page import page_of

NOTHING: Mapping[str, str] = MappingProxyType({})


def read_report(
    transaction: Transaction,
    asked: Asked,
    *,
    today: date,
    engine: RulesEngine | None = None,
    waits_for: Mapping[str, str] = NOTHING,
    sums_wait: bool = False,
    states: Mapping[State, int] | None = None,
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

    Parameters
    ----------
    waits_for : mapping of str to str, optional
        By newcomer, why whoever reads the report is not to see that person's computed progress.
    sums_wait : bool, default=False
        Whether it may not be in the sums and means of the overview either.
    states : mapping of State to int, optional
        How many of the municipality's people stand in each state, where its own report may tell of it.
    tell : callable, optional
        Is told when all is read and the computing begins.
    """
    rules = engine or RulesEngine()
    people = newcomers_of(transaction, asked, today)
    ids = np.array(people, dtype=object)
    spans = days_of(transaction, asked, people)
    frames = _facts_about(transaction, people, asked.to_on)
    objecting = _objecting(transaction, asked, ids, today)
    own = own_days(people, spans, asked.to_on)
    tell(Step.COMPUTE)
    grown = growing(frames, ids, asked, rules, own=own, objecting=objecting)
    results = _results(asked, spans, frames)
    whole = assemble(
        people,
        grown.found,
        grown.evidence,
        _course(transaction, asked, spans, frames, results, today=today),
        _minimum(rules),
        from_on=asked.from_on,
        to_on=asked.to_on,
        tells_objections=asked.provider_id is None,
    )
    told = kept_back(whole, waits_for)
    page = overview = None
    if asked.newcomer_id is None:
        track = _tracks(transaction, asked, people, grown.track)
        overview = overview_of(told if sums_wait else whole, track, states, hidden=waits_for.keys())
    elif told:
        page = page_of(told[0], grown, frames["ratings"], results, own=own, objects=people[0] in objecting, rules=rules)
    report = Report(
        provider_id=asked.provider_id,
        newcomer_id=asked.newcomer_id,
        from_on=asked.from_on,
        to_on=asked.to_on,
        lines=told,
        municipality=asked.municipality,
        track=asked.track,
        module=asked.module,
        page=page,
        overview=overview,
    )
    return in_steps(report, level_scale(rules.calibration))


def _minimum(rules: RulesEngine) -> Minimum:
    """The least that progress is computed from: the same as that of a state."""
    return Minimum(
        observations=rules.minimum_observations,
        active_weeks=rules.minimum_active_weeks,
        same_step_share=rules.same_step_share,
        silence_weeks=rules.silence_weeks,
    )


def _tracks(transaction: Transaction, asked: Asked, people: Sequence[str], track: Texts) -> dict[str, str]:
    """Everybody's track; a provider is told of none but those of its own enrolments."""
    if asked.provider_id is None:
        return dict(zip(people, track.tolist(), strict=True))
    return track_by_enrolment(own_enrolments(transaction, asked.provider_id, asked.to_on), asked)


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


def _results(asked: Asked, spans: Spans, frames: Frames) -> list[Record]:
    """The results taken on everybody's own days of the period; for a provider only what it reported itself."""
    results = frames["results"]
    if asked.provider_id is not None:
        results = results[results["provider_id"] == asked.provider_id]
    taken = results.assign(taken_on=[moment.date() for moment in results["taken_on"]])
    return [row for row in _records(taken) if _is_own(spans, row["newcomer_id"], row["taken_on"], row["taken_on"])]


def _course(
    transaction: Transaction, asked: Asked, spans: Spans, frames: Frames, results: list[Record], *, today: date
) -> dict[str, CourseRecord]:
    """Lessons and results of each person; for a provider only what is the provider's own, on its own days.

    Lessons are of a day of the enrolment where their week touches one: nobody knows on which day they were.
    """
    if asked.provider_id is None:
        enrolments = _records(frames["enrolments"])
    else:
        everybodys = own_enrolments(transaction, asked.provider_id, asked.to_on)
        enrolments = [row for row in everybodys if row["newcomer_id"] in spans]
    week_over = min(asked.to_on + timedelta(days=1), today)
    owner = {row["enrolment_id"]: row["newcomer_id"] for row in enrolments}
    attendance = _rows(transaction, "attendance", week_over, "enrolment_id", list(owner))
    weeks = [(row, monday_of_week(row["week"])) for row in _records(attendance)]
    taught = [
        row for row, monday in weeks if _is_own(spans, owner[row["enrolment_id"]], monday, monday + timedelta(days=6))
    ]
    return course_records(enrolments, taught, results, from_on=asked.from_on, to_on=asked.to_on)


def _is_own(spans: Spans, who: str, first: date, last: date) -> bool:
    return any(begins <= last and ends >= first for begins, ends in spans.get(who, ()))


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], rows.to_dict("records"))


def _objecting(transaction: Transaction, asked: Asked, ids: Texts, today: date) -> frozenset[str]:
    """Whoever objects today, or objected on a day of the period."""
    objections = _rows(transaction, "objections", today, "newcomer_id", ids.tolist())
    begun, over = days(objections, "from_on", missing=LAST_DAY), days(objections, "to_on", missing=LAST_DAY)
    in_period = (begun <= day_number(asked.to_on)) & (over >= day_number(asked.from_on))
    return frozenset(texts(objections, "newcomer_id")[in_period | (over >= day_number(today))])
