"""A progress report worked out a second time: from an exported bundle, person by person, in plain Python and lstsq."""

import csv
import math
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from assessment.domain.days import danish_day, monday_of
from assessment.reference.calendar import public_holidays, suspensions
from assessment.reference.tracks import track_norms
from assessment.stalling.rules import CRITERION_OFFSETS

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
FIGURES = ("level_start", "level_end", "level_se", "pace_per_week", "pace_se")


def plain_report(folder: Path, provider_id: str, from_on: date, to_on: date) -> dict[str, dict]:
    """The report of a provider by newcomer; ``None`` where a figure is not given."""
    rows = {
        file.stem: list(csv.DictReader(file.read_text("utf-8").splitlines(), delimiter=";"))
        for file in folder.iterdir()
    }
    theirs = [
        row for row in rows["enrolments"] if row["provider_id"] == provider_id and day(row["started_on"]) <= to_on
    ]
    own: dict[str, set[date]] = defaultdict(set)
    for row in theirs:
        one = max(day(row["started_on"]), from_on)
        while one <= to_on and (not row["ended_on"] or one <= day(row["ended_on"])):
            own[row["newcomer_id"]].add(one)
            one += ONE_DAY
    return {who: _line(rows, theirs, who, provider_id, from_on, to_on, own[who]) for who in sorted(own)}


def day(text: str) -> date:
    return date.fromisoformat(text)


def _line(rows, theirs, who, provider_id, from_on, to_on, own: set[date]) -> dict:
    lessons = [
        (float(row["lessons_offered"]), float(row["lessons_attended"]))
        for enrolment in theirs
        if enrolment["newcomer_id"] == who
        for row in rows["attendance"]
        if row["enrolment_id"] == enrolment["enrolment_id"]
        and from_on <= _monday(row["week"])
        and _monday(row["week"]) + 6 * ONE_DAY <= to_on
        and any(_monday(row["week"]) + number * ONE_DAY in own for number in range(7))
    ]
    results = [
        row
        for row in rows["results"]
        if (row["newcomer_id"], row["provider_id"]) == (who, provider_id)
        and day(row["taken_on"]) in own
        and day(row["reported_on"]) <= to_on
    ]
    seen = _usable(rows, who, own, to_on)
    return {
        "observations": len(seen),
        "lessons_offered": sum(offered for offered, _ in lessons) if lessons else None,
        "lessons_attended": sum(attended for _, attended in lessons) if lessons else None,
        "results_passed": sum(row["passed"] == "ja" for row in results),
        "last_result_on": max((day(row["taken_on"]) for row in results), default=None),
        **(
            _figures(rows, who, seen, max(own), to_on)
            if _may_be_computed(rows, who, from_on, to_on, own)
            else dict.fromkeys(FIGURES)
        ),
    }


def _monday(week: str) -> date:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def _placements(rows, who, to_on):
    return [row for row in rows["placements"] if row["newcomer_id"] == who and day(row["started_on"]) <= to_on]


def _may_be_computed(rows, who, from_on, to_on, own) -> bool:
    objections = [row for row in rows["objections"] if row["newcomer_id"] == who]
    objects = any(
        not row["to_on"] or (day(row["to_on"]) >= from_on and day(row["from_on"]) <= to_on) for row in objections
    )  # an objection without an end is in force on whatever day the report is made
    at_work = any(
        day(row["started_on"]) <= one and (not row["ends_on"] or one <= day(row["ends_on"]))
        for row in _placements(rows, who, to_on)
        for one in own
    )
    return at_work and not objects


def _usable(rows, who, own, to_on) -> list[dict]:
    """Entries with two criteria or more that stand: known by the last day, not withdrawn, not replaced."""
    places = {row["placement_id"] for row in _placements(rows, who, to_on)}
    known = [row for row in rows["observations"] if danish_day(datetime.fromisoformat(row["recorded_at"])) <= to_on]
    replaced = {row["replaces"] for row in known}
    steps = defaultdict(dict)
    for row in rows["ratings"]:
        if row["step"]:
            steps[row["observation_id"]][row["criterion"]] = int(row["step"])
    usable = []
    for row in known:
        withdrawn = row["withdrawn_at"] and danish_day(datetime.fromisoformat(row["withdrawn_at"])) <= to_on
        given = steps[row["observation_id"]]
        if (
            row["placement_id"] in places
            and row["observation_id"] not in replaced
            and not withdrawn
            and len(given) >= 2
            and day(row["seen_on"]) in own
        ):
            score = sum(step - CRITERION_OFFSETS[name] for name, step in given.items()) / len(given)
            noise = 0.7**2 * (1 + (len(given) - 1) * 0.5) / len(given)
            usable.append({**row, "score": score, "noise": noise, "steps": list(given.values())})
    return usable


def _active_mondays(rows, who, to_on) -> list[date]:
    """Mondays of the weeks that some placement touches and that are not mostly paused or closed."""
    holidays = public_holidays(date(2015, 1, 1), to_on + 2 * ONE_WEEK)
    stopped = [(stop.from_on, stop.to_on) for stop in suspensions()]
    paused = [
        (day(row["from_on"]), day(row["to_on"]))
        for row in rows["pauses"]
        if row["newcomer_id"] == who and day(row["from_on"]) <= to_on
    ]
    mondays = set()
    for row in _placements(rows, who, to_on):
        last = min(day(row["ends_on"]), to_on) if row["ends_on"] else to_on
        monday = monday_of(day(row["started_on"]))
        while monday <= last:
            weekdays = [monday + number * ONE_DAY for number in range(5)]
            lost = sum(
                one in holidays or any(begin <= one <= end for begin, end in stopped + paused) for one in weekdays
            )
            if lost <= 2:
                mondays.add(monday)
            monday += ONE_WEEK
    return sorted(mondays)


def _figures(rows, who, seen, last, to_on) -> dict:
    """At the end of ``last``, the person's last own day, from what was known by ``to_on``."""
    nothing = dict.fromkeys(FIGURES)
    mondays = [monday for monday in _active_mondays(rows, who, to_on) if monday <= last]
    alike = Counter(step for row in seen for step in row["steps"])
    if len(seen) < 4 or sum(monday + 6 * ONE_DAY <= last for monday in mondays) < 6:
        return nothing
    if max(alike.values()) / alike.total() >= 0.95:
        return nothing
    now = float(len(mondays))
    week = np.array([sum(monday <= day(row["seen_on"]) for monday in mondays) for row in seen], dtype=float)
    score = np.array([row["score"] for row in seen])
    pairs = [(row["placement_id"], row["observer_id"]) for row in seen]
    names = sorted(set(pairs))
    dummies = np.array([[pair == name for name in names] for pair in pairs], dtype=float)
    design = np.column_stack([week, dummies])
    if now - week.max() >= 8 or np.linalg.matrix_rank(design) < design.shape[1]:
        return nothing

    solution, *_ = np.linalg.lstsq(design, score, rcond=None)
    residual = score - design @ solution
    df = len(seen) - design.shape[1]
    usual = sum(row["noise"] for row in seen) / len(seen)
    filled_in = max(8 - df, 0.1)
    noise = (filled_in * usual + residual @ residual) / (filled_in + df)
    slope, variance = solution[0], noise * np.linalg.inv(design.T @ design)[0, 0]

    norm = track_norms()[_track(rows, who, last)]
    prior = max(3 * norm.pace_per_week, norm.pace_sd) ** 2
    pace = (slope / variance + norm.pace_per_week / prior) / (1 / variance + 1 / prior)
    pace_variance = 1 / (1 / variance + 1 / prior) + max(now - week.mean() - 8, 0) * (0.2 * norm.pace_per_week) ** 2

    of = [np.flatnonzero([pair == name for pair in pairs]) for name in names]
    middle_score = np.mean([score[at].mean() for at in of])
    middle_week = np.mean([week[at].mean() for at in of])
    since = min(now, week.max() + 8) - middle_week
    times = Counter(observer for _, observer in names)
    severity = 0.5**2 * sum((count / len(names)) ** 2 for count in times.values())
    from_noise = noise * sum(1 / len(at) for at in of) / len(names) ** 2
    return {
        "level_start": float(np.clip(middle_score + pace * (week.min() - middle_week), 0, 4)),
        "level_end": float(np.clip(middle_score + pace * since, 0, 4)),
        "level_se": math.sqrt(from_noise + since**2 * pace_variance + severity),
        "pace_per_week": float(pace),
        "pace_se": math.sqrt(pace_variance),
    }


def _track(rows, who, to_on) -> str:
    """The track of the enrolment that began last, open or ended at most 26 weeks ago."""
    current = [
        (day(row["started_on"]), row["enrolment_id"], row["track"])
        for row in rows["enrolments"]
        if row["newcomer_id"] == who
        and day(row["started_on"]) <= to_on
        and (not row["ended_on"] or day(row["ended_on"]) + 26 * ONE_WEEK >= to_on)
    ]
    return max(current)[2] if current else ""
