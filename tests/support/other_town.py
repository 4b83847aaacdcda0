"""A municipality invented by somebody else: what the stall model meets there it was not learned from.

Nothing here is shared with ``assessment.simulation`` but the facts of the field and the form of the bundle. People
learn along a power law toward their goal, in bursts, and forget; heart and exposure are two processes that wander
without ever being on or off (Ornstein-Uhlenbeck); observers rate by a graded response model and remember what they
thought last; minutes of talk are counts by the day (negative binomial), ticked with errors. ``hard`` is a town where
there is much silence in good weeks too, less in the notes, and more noise.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from assessment.domain.bundle import BUNDLE, BUNDLE_FILES, BundleFile
from assessment.reference.calendar import public_holidays
from assessment.reference.tracks import NO_TRACK, track_norms
from support.other_course import Learners, attended_lessons, courses
from support.other_ratings import level_of_step
from support.other_seen import BRAVE, HARD, MUCH, ORDINARY, Life, Stays, seen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
_KINDS = ("praktik", "loentilskud", "igu", "fritidsjob", "ordinaer")
_TRADES = ("køkken", "lager", "rengøring", "pleje", "butik", "gartneri", "byggeri")
_SPAN, _STALLED_BELOW, _NEAR_GOAL = 8, 0.25, 0.3
_LONGEST_WITHOUT_TRACK = 3.5
_STEEP = 4.0
"""How suddenly pace is lost with exposure, or heart."""


@dataclass(frozen=True, slots=True)
class OtherTown:
    """The frames of the bundle, and the truth about each placement and week."""

    frames: dict[str, pd.DataFrame]
    truth: pd.DataFrame


def other_town(
    newcomers: int = 600, weeks: int = 60, seed: int = 1, end: date = date(2026, 6, 28), *, hard: bool = False
) -> OtherTown:
    """The town: the same numbers and seed give the same town. ``end`` is a Sunday."""
    lot, ways = np.random.default_rng([seed, int(hard)]), HARD if hard else ORDINARY
    mondays = [end - timedelta(days=7 * (weeks - week) - 1) for week in range(weeks)]
    people = [f"o-n{number:04d}" for number in range(newcomers)]
    workplaces = max(3, newcomers // 5)
    stays = _placements(newcomers, workplaces, mondays, lot)
    pauses, paused = _pauses(people, mondays, lot)
    learners = Learners.drawn(people, lot)
    lessons, life = _lives(learners, stays, paused, workplaces, mondays, lot)
    course = courses(learners, life.level, lessons, mondays, lot)
    rows: dict[str, Any] = {
        "pauses": pauses,
        "providers": [{"provider_id": f"o-s{one}", "name": f"Sprogcenter {one + 1}"} for one in range(3)],
        "enrolments": course.enrolments,
        "attendance": course.attendance,
        "results": course.results,
        "objections": [
            {"newcomer_id": one, "from_on": mondays[int(lot.integers(weeks))]} for one in people if lot.random() < 0.01
        ],
        "workplaces": [
            {"workplace_id": f"o-w{one:03d}", "name": f"Sted {one}", "trade": str(lot.choice(_TRADES))}
            for one in range(workplaces)
        ],
        "newcomers": [
            {
                "newcomer_id": one,
                "municipality": "999",
                "gender": "f" if lot.random() < 0.5 else "m",
                "birth_year": float(lot.integers(1965, 2004)),
            }
            for one in people
        ],
        "placements": _placement_rows(people, stays, mondays[-1] + timedelta(days=6), lot),
    }
    rows |= seen(stays, life, paused, workplaces, mondays, ways, lot)
    frames = {file.stem: _frame(file, rows.get(file.stem, [])) for file in BUNDLE}
    return OtherTown(frames, _truth(stays, life, learners, paused, mondays))


def _placements(newcomers: int, workplaces: int, mondays: list[date], lot: np.random.Generator) -> Stays:
    weeks, at = len(mondays), np.full((newcomers, len(mondays)), -1)
    person, kind, first, last = [], [], [], []
    for who in range(newcomers):
        begins = int(min(lot.exponential(10), max(weeks - 12, 0)))
        while begins < weeks - 3:
            what = int(lot.choice(5, p=[0.5, 0.16, 0.12, 0.08, 0.14]))
            length = int((lot.choice([4, 13, 26], p=[0.1, 0.5, 0.4]), lot.integers(20, 52), 104, 60, 70)[what])
            at[who, begins : begins + length] = len(person)
            person.append(who), kind.append(_KINDS[what]), first.append(begins), last.append(begins + length - 1)
            begins += length + int(lot.integers(1, 9))
    starts = [mondays[0] + timedelta(days=7 * week + int(lot.integers(0, 3))) for week in first]
    ends = [mondays[0] + timedelta(days=7 * week + 4) for week in last]
    return Stays(
        np.array(person), lot.integers(0, workplaces, len(person)), np.array(kind, dtype=object), starts, ends,
        np.array(first), np.minimum(last, weeks - 1), at,
    )  # fmt: skip


def _pauses(people: list[str], mondays: list[date], lot: np.random.Generator) -> tuple[list[dict[str, Any]], Bools]:
    weeks, away = len(mondays), np.zeros((len(people), 7 * len(mondays)), dtype=bool)
    rows: dict[tuple[str, date, str], dict[str, Any]] = {}
    summer = [week for week, monday in enumerate(mondays) if monday.isocalendar().week in (27, 28, 29, 30, 31)]
    for who, name in enumerate(people):
        drawn = []
        if summer and lot.random() < 0.7:
            drawn.append((int(lot.choice(summer)) * 7, 7 * int(lot.integers(1, 4)), "holiday"))
        drawn += [(int(lot.integers(7 * weeks)), int(lot.integers(5, 60)), "agreed") for _ in range(lot.poisson(0.35))]
        for begin, length, code in drawn:
            day = mondays[0] + timedelta(days=begin)
            away[who, begin : begin + length] = True
            until = day + timedelta(days=length - 1)
            rows[name, day, code] = {"newcomer_id": name, "from_on": day, "to_on": until, "code": code}
    for holiday in public_holidays(mondays[0], mondays[-1] + timedelta(days=6)):
        away[:, (holiday - mondays[0]).days] = True
    return list(rows.values()), away.reshape(len(people), weeks, 7)[:, :, :5].sum(axis=2) > 2


def _wandering(mean: Floats, spread: float, tau: float, fresh: Bools, lot: np.random.Generator) -> Floats:
    """An Ornstein-Uhlenbeck path for each person around ``mean`` (people, weeks), begun anew where ``fresh``."""
    path, keep = np.empty(mean.shape), np.exp(-1 / tau)
    around = lot.normal(0, spread, len(mean))
    for week in range(mean.shape[1]):
        kick = lot.normal(0, spread, len(mean))
        around = np.where(fresh[:, week], kick, keep * around + np.sqrt(1 - keep**2) * kick)
        path[:, week] = mean[:, week] + around
    return path


def _lives(
    learners: Learners, stays: Stays, paused: Bools, workplaces: int, mondays: list[date], lot: np.random.Generator
) -> tuple[tuple[Ints, Ints], Life]:
    people, weeks = stays.at.shape
    of_place, of_stay = lot.normal(0, 0.55, workplaces), lot.normal(0, 0.55, stays.person.size)
    mean = np.where(stays.at >= 0, (of_place[stays.workplace] + of_stay)[stays.at], -0.6)
    fresh = np.diff(stays.at, axis=1, prepend=-2) != 0
    exposure = _wandering(mean, 0.65, 26.0, fresh, lot)
    steady = np.repeat(lot.normal(0, 0.4, people)[:, None], weeks, axis=1)
    heart = _wandering(steady, 0.75, 16.0, np.zeros_like(fresh), lot)
    lessons = attended_lessons(learners, heart, paused, mondays, lot)

    norm, goal = _norms(learners)
    level = np.empty((people, weeks))
    begin = {"DU1": 1.0, "DU2": 1.4, "DU3": 1.8, "FVU": 2.4, "": 1.6}
    now = level_of_step(np.array([begin[track] for track in learners.track])) + lot.normal(0, 0.8, people)
    pace, expected = np.zeros((people, weeks)), np.zeros((people, weeks))
    speed = np.exp(lot.normal(0, 0.3, people))
    drive = expit(_STEEP * (exposure + MUCH)) * expit(_STEEP * (heart + BRAVE))
    bursts = lot.exponential(0.12, (people, weeks)) * (lot.random((people, weeks)) < 0.03 + 0.03 * drive)
    share_attended = lessons[1] / np.maximum(lessons[0], 1)
    for week in range(weeks):
        expected[:, week] = norm * _room(goal - now)
        learned = 1.3 * expected[:, week] * speed * drive[:, week] * (0.85 + 0.25 * share_attended[:, week])
        forgotten = np.where(drive[:, week] < 0.3, 0.12, 0.02) * norm
        step = np.where(paused[:, week], -0.1 * norm, learned + bursts[:, week] * (norm / 0.04) - forgotten)
        pace[:, week] = step
        now = now + step
        level[:, week] = now
    return lessons, Life(exposure, heart, level, pace, expected)


def _norms(learners: Learners) -> tuple[Floats, Floats]:
    norms = [track_norms()[track or NO_TRACK] for track in learners.track]
    goal = np.array([norm.goal_level or _LONGEST_WITHOUT_TRACK for norm in norms], dtype=float)
    return np.array([norm.pace_logit_per_week for norm in norms]), level_of_step(goal)


def _room(left: Floats) -> Floats:
    """What share of the norm is expected with so far to the goal: a power law that ends at it."""
    return np.clip(left / 2.5, 0.02, 1.0) ** 0.6


def _truth(stays: Stays, life: Life, learners: Learners, paused: Bools, mondays: list[date]) -> pd.DataFrame:
    goal, first = _norms(learners)[1], np.array(mondays, dtype="datetime64[s]")
    parts = []
    for one in range(stays.person.size):
        who, weeks = stays.person[one], np.arange(stays.first[one], stays.last[one] + 1)
        active = ~paused[who, weeks]
        lived = np.cumsum(active)
        pace, expected, exposure, heart = (
            _mean_of_last(values[who, weeks][active])[lived]
            for values in (life.pace, life.expected, life.exposure, life.heart)
        )
        level = life.level[who, weeks]
        stalled = (pace < _STALLED_BELOW * expected) & (lived >= _SPAN) & (goal[who] - level > _NEAR_GOAL)
        cause = np.where(stalled, np.where(exposure + MUCH < heart + BRAVE, "placement", "person"), "")
        parts.append((np.full(weeks.size, one), first[weeks], level, pace, expected, stalled, active, cause))
    names = ("placement_id", "week_start_on", "level", "pace", "expected_pace", "stalled", "active", "cause")
    told = pd.DataFrame(dict(zip(names, map(np.concatenate, zip(*parts, strict=True)), strict=True)))
    return told.assign(placement_id=[f"o-p{one:05d}" for one in told["placement_id"]])


def _mean_of_last(values: Floats) -> Floats:
    """The mean over the last 8 of the first n values, for n from 0 on; NaN of none."""
    total, count = np.r_[0.0, np.cumsum(values)], np.arange(values.size + 1)
    since = np.maximum(count - _SPAN, 0)
    return np.where(count > 0, (total - total[since]) / np.maximum(count - since, 1), np.nan)


def _placement_rows(people: list[str], stays: Stays, end: date, lot: np.random.Generator) -> list[dict[str, Any]]:
    return [
        {
            "placement_id": f"o-p{one:05d}",
            "newcomer_id": people[stays.person[one]],
            "workplace_id": f"o-w{stays.workplace[one]:03d}",
            "kind": stays.kind[one],
            "started_on": stays.start[one],
            "ends_on": stays.end[one] if stays.end[one] <= end or lot.random() < 0.6 else None,
            "hours_per_week": float(lot.choice([15, 20, 25, 30, 37])),
        }
        for one in range(stays.person.size)
    ]


def _frame(file: BundleFile, rows: Any) -> pd.DataFrame:
    """Rows as the bundle's frame: its columns in order, of its types, sorted by key."""
    given = pd.DataFrame(rows).reindex(columns=list(BUNDLE_FILES[file.stem].column_names))
    for column in file.columns:
        values = given[column.name]
        if column.kind == "day":
            given[column.name] = pd.to_datetime(values).astype("datetime64[s]")
        elif column.kind == "moment":
            given[column.name] = pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
        elif column.kind in ("step", "number", "grade", "count", "year"):
            given[column.name] = values.astype("float64")
        else:
            given[column.name] = values.astype("str")
    return given.sort_values(list(file.key), kind="stable", ignore_index=True)
