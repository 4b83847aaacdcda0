"""What is seen in the other town, when, and by whom: entries with talk and notes, their ratings, and who looks."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from support.other_notes import notes_about
from support.other_ratings import CRITERIA, Eyes, rated, remembered, talked

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
MUCH, BRAVE = 0.9, 1.2
"""Half the pace is left with so much less exposure, or heart, than usual."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What differs between the ordinary town and the hard one."""

    silent: float = 0.08
    talk_by_exposure: float = 1.25
    talk_by_place: float = 0.2
    notes_right: float = 0.75
    halo: float = 0.85
    entries_a_week: float = 0.7


ORDINARY = Ways()
HARD = Ways(
    silent=0.2, talk_by_exposure=1.0, talk_by_place=0.4, notes_right=0.65, halo=1.1, entries_a_week=0.6
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stays:
    """Placements: whose, where, from which to which day and week. Arrays by placement."""

    person: Ints
    workplace: Ints
    kind: NDArray[np.object_]
    start: list[date]
    end: list[date]
    first: Ints
    last: Ints
    at: Ints
    """Of shape (people, weeks): which placement each person is in, -1 for none."""


@dataclass(frozen=True, slots=True)
class Life:
    """How it goes with everybody, all of shape (people, weeks)."""

    exposure: Floats
    heart: Floats
    level: Floats
    pace: Floats
    expected: Floats


def seen(
    stays: Stays, life: Life, paused: Bools, workplaces: int, mondays: list[date], ways: Ways,
    lot: np.random.Generator,
) -> dict[str, Any]:  # fmt: skip
    """The rows of observations, ratings, observers and assignments."""
    n, weeks = stays.person.size, len(mondays)
    observers = 3 * workplaces
    is_guide = lot.random(observers) < 0.15
    eyes = Eyes.drawn(is_guide, lot)
    first_one, then = stays.workplace * 3 + lot.integers(0, 3, n), stays.workplace * 3 + lot.integers(0, 3, n)
    changes = np.where(lot.random(n) < 0.35, stays.first + lot.integers(3, 40, n), weeks)
    week = np.arange(weeks)
    present = (week >= stays.first[:, None]) & (week <= stays.last[:, None]) & ~paused[stays.person]
    quiet_from = np.where(lot.random(n) < 0.4, stays.first + lot.integers(0, 30, n), weeks)[:, None]
    quiet = (week >= quiet_from) & (week < quiet_from + lot.integers(2, 10, n)[:, None])
    rate = ways.entries_a_week * np.exp(lot.normal(-0.1, 0.5, n))
    count = np.minimum(lot.poisson(rate[:, None] * (present & ~quiet)), 3)
    stay, when = (np.repeat(axis, count[count > 0]) for axis in np.nonzero(count))
    day = 7 * when + lot.integers(0, 5, stay.size)
    day = np.maximum(day, [(one - mondays[0]).days for one in np.array(stays.start, dtype=object)[stay]])
    order = np.lexsort((day, stay))
    stay, when, day = stay[order], when[order], day[order]
    who, observer = stays.person[stay], np.where(when >= changes[stay], then[stay], first_one[stay])

    entry, criterion, step = rated(
        remembered(stay, observer, life.level[who, when], eyes), observer, eyes, ways.halo, lot
    )
    visits = _Visits(stay, when, day, observer)
    observations = _entries(stays, life, visits, first_one, observers, mondays, ways, lot)
    ids = observations["observation_id"].to_numpy(dtype=object)
    kept = observations["recorded_at"] < pd.Timestamp(mondays[-1] + timedelta(days=6), tz="UTC")
    names = np.array(CRITERIA, dtype=object)
    ratings = pd.DataFrame({"observation_id": ids[entry], "criterion": names[criterion], "step": step})
    return {
        "observations": observations[np.asarray(kept)],
        "ratings": ratings[np.asarray(kept)[entry]],
        "observers": [
            {
                "observer_id": f"o-o{one:04d}",
                "role": "kulturguide" if is_guide[one] else "sprogmakker",
                "workplace_id": f"o-w{one // 3:03d}",
            }
            for one in range(observers)
        ],
        "assignments": _assignments(stays, first_one, then, changes, mondays),
    }


def _assignments(stays: Stays, first_one: Ints, then: Ints, changes: Ints, mondays: list[date]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for one in range(stays.person.size):
        turns = changes[one] <= stays.last[one] and then[one] != first_one[one]
        turn = mondays[changes[one]] if turns else None
        names = {"placement_id": f"o-p{one:05d}"}
        until = turn - timedelta(days=1) if turn else None
        rows.append(names | {"observer_id": f"o-o{first_one[one]:04d}", "from_on": stays.start[one], "to_on": until})
        if turn:
            rows.append(names | {"observer_id": f"o-o{then[one]:04d}", "from_on": turn, "to_on": None})
    return [{"assignment_id": f"o-a{number:05d}"} | row for number, row in enumerate(rows)]


@dataclass(frozen=True, slots=True)
class _Visits:
    """Who was looked at (the placement), in which week, on which day of the whole time, and by whom."""

    stay: Ints
    when: Ints
    day: Ints
    observer: Ints


def _entries(
    stays: Stays,
    life: Life,
    visits: _Visits,
    first_one: Ints,
    observers: int,
    mondays: list[date],
    ways: Ways,
    lot: np.random.Generator,
) -> pd.DataFrame:
    n = stays.person.size
    stay, when, day, observer = visits.stay, visits.when, visits.day, visits.observer
    who = stays.person[stay]
    trait = lot.normal(0, ways.talk_by_place, n) + lot.normal(0, ways.talk_by_place, observers)[first_one]
    mean = np.exp(2.75 + ways.talk_by_exposure * life.exposure[who, when] + 0.3 * life.heart[who, when] + trait[stay])
    minutes, partners = talked(np.minimum(mean, 150.0), ways.silent, lot)
    lately = pd.DataFrame((life.pace / life.expected).T).rolling(4, min_periods=1).mean().to_numpy().T[who, when]
    alone = life.exposure[who, when] + MUCH < life.heart[who, when] + BRAVE
    note = notes_about(lately < 0.45, alone, ways.notes_right, lot)
    writes = lot.uniform(0.2, 0.9, observers)[observer]
    note[lot.random(stay.size) >= writes] = None
    made = pd.Timestamp(mondays[0]) + pd.to_timedelta(day, unit="D") + pd.to_timedelta(12, unit="h")
    later = np.where(lot.random(stay.size) < 0.15, lot.integers(24, 144, stay.size), lot.integers(0, 8, stay.size))
    recorded = (made + pd.to_timedelta(later, unit="h")).tz_localize("UTC")
    ids = np.array([str(uuid.UUID(bytes=lot.bytes(16), version=4)) for _ in range(stay.size)], dtype=object)
    withdrawn = np.where(lot.random(stay.size) < 0.01, recorded + pd.Timedelta(hours=20), pd.NaT)
    return pd.DataFrame(
        {
            "observation_id": ids,
            "placement_id": [f"o-p{one:05d}" for one in stay],
            "observer_id": [f"o-o{one:04d}" for one in observer],
            "seen_on": made.normalize(),
            "recorded_at": recorded,
            "mode": lot.choice(["in_person", "phone", "video"], p=[0.94, 0.04, 0.02], size=stay.size),
            "talk_minutes": minutes,
            "talk_partners": partners,
            "note": note,
            "withdrawn_at": pd.to_datetime(withdrawn, utc=True),
        }
    )
