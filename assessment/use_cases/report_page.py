"""The page of the one newcomer that a report is about, from what the report has read of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from assessment.measurement.active_weeks import LAST_DAY, Ints, sunday_of, week_of
from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.level_scale import level_scale
from assessment.reference.rubric import load_rubric
from assessment.reports.criteria import CriterionSeen, Rated, criteria_seen
from assessment.reports.level_curve import level_curve
from assessment.reports.person_page import CurvePoint, PersonPage, ResultMark, Span
from assessment.reports.report import ReportLine
from assessment.reports.said_of_person import improved, not_known
from assessment.stalling.clock import with_suspensions
from assessment.stalling.columns import day_of, positions, steps, texts
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import RulesEngine
from assessment.use_cases.report_asked import module_number
from assessment.use_cases.report_days import OwnDays
from assessment.use_cases.report_growth import Growing, growth_filter


def page_of(
    line: ReportLine,
    grown: Growing,
    ratings: pd.DataFrame,
    results: Sequence[Mapping[str, Any]],
    *,
    own: OwnDays,
    objects: bool,
    rules: RulesEngine,
) -> PersonPage:
    """The page of the only person in ``grown``; ``results`` are those the report may tell of.

    Whose progress is not computed has no curve; who ``objects`` to being assessed has no steps either, only how often
    each criterion was seen.
    """
    criteria = _criteria(grown, ratings, objects=objects)
    return PersonPage(
        improved=improved(
            line, criteria, passed=line.results_passed, rise_in_errors=_rise_in_errors(line, grown, rules)
        ),
        curve=() if line.not_included_because else _curve(grown, own, rules),
        pauses=_pauses(grown, own),
        results=tuple(_mark(row) for row in sorted(results, key=lambda row: (row["taken_on"], row["result_id"]))),
        criteria=tuple(one.row for one in criteria),
        not_known=not_known(line, criteria, objects=objects),
    )


def _curve(grown: Growing, own: OwnDays, rules: RulesEngine) -> tuple[CurvePoint, ...]:
    """Every week of the person's own days from the first in which they were seen to the last."""
    smoothed = growth_filter(rules).smooth(**grown.frames)
    last = int(own.last[0])
    weeks = np.arange(int(week_of(grown.entries.seen_on).min()), int(week_of(last)) + 1)
    weeks = weeks[own.touch(np.zeros_like(weeks), sunday_of(weeks) - 6, sunday_of(weeks))]
    clock = grown.clock.through(np.zeros_like(weeks), weeks)
    asked = grown.frames["people"].iloc[0]
    return level_curve(
        [day_of(min(int(sunday), last)) for sunday in sunday_of(weeks)],
        clock,
        smoothed["level"].to_numpy()[clock],
        smoothed["level_se"].to_numpy()[clock],
        scale=level_scale(rules.calibration),
        expected_pace=float(asked["expected_pace"]),
        goal=float(asked["goal_level"]),
        parameters=rules.growth,
    )


def _rise_in_errors(line: ReportLine, grown: Growing, rules: RulesEngine) -> float:
    """How far the level rose since the person was first seen in the period, in its standard errors.

    The two levels share most of their error, so it cannot be had from theirs: the filter is asked for the mean pace
    over just these weeks.
    """
    weeks = int(grown.frames["people"]["active_week"].iloc[0]) - int(grown.week.min(initial=LAST_DAY))
    if line.not_included_because or weeks < 1:
        return nan
    over_them = replace(rules.growth, mean_pace_weeks=weeks)
    found = GrowthFilter(over_them, spread="given").filter(**grown.frames).table.iloc[0]
    return float(found["mean_pace"] / found["mean_pace_se"])


def _criteria(grown: Growing, ratings: pd.DataFrame, *, objects: bool) -> tuple[CriterionSeen, ...]:
    """How each criterion was seen in the observations that count, in the order of the rubric."""
    entry, step = positions(texts(ratings, "observation_id"), grown.entries.entry_id), steps(ratings, "step")
    counts = np.flatnonzero((entry >= 0) & np.isfinite(step))
    counts = counts[np.argsort(entry[counts], kind="stable")]  # entries come in the order in which they were seen
    names = texts(ratings, "criterion")
    rated = [
        Rated(criterion=str(names[at]), step=int(step[at]), observer=str(grown.entries.observer[entry[at]]))
        for at in counts.tolist()
    ]
    known = load_rubric().codes
    order = [*known, *sorted({one.criterion for one in rated} - set(known))]
    return criteria_seen(rated, order, with_steps=not objects)


def _pauses(grown: Growing, own: OwnDays) -> tuple[Span, ...]:
    """The person's own days on which no progress was expected."""
    first, last = own.periods.first, own.periods.last
    everybody: Ints = np.zeros(1, dtype=np.int64)
    stops = with_suspensions(grown.pauses, NationalCalendar(), everybody, int(own.last[0]))
    found = []
    for begins, ends in zip(stops.first.tolist(), stops.last.tolist(), strict=True):
        for opens, closes in zip(first.tolist(), last.tolist(), strict=True):
            if begins <= closes and ends >= opens:
                found.append(Span(from_on=day_of(max(begins, opens)), to_on=day_of(min(ends, closes))))
    return tuple(found)


def _mark(row: Mapping[str, Any]) -> ResultMark:
    grade = row["grade"]
    return ResultMark(
        taken_on=row["taken_on"],
        kind=row["kind"],
        part=row["part"],
        track=_text(row["track"]),
        module=module_number(_text(row["track"]), _text(row["module"])),
        passed=row["passed"],
        grade=None if pd.isna(grade) else float(grade),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
