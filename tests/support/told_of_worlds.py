"""What an engine says of simulated people on many days, beside the truth about them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from assessment.simulation.known_by import known_by
from assessment.simulation.municipality import simulate
from assessment.simulation.world import SHIPPED_WORLD
from assessment.stalling.judgement import STATES, judge
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import snapshot

Frames = dict[str, pd.DataFrame]
END = date(2026, 6, 28)


def _as_they_are(frames: Frames) -> Frames:
    return frames


def told_of(
    engine: RulesEngine,
    newcomers: int,
    days: Sequence[date],
    *,
    changed: Callable[[Frames], Frames] = _as_they_are,
    **assumptions: Any,
) -> pd.DataFrame:
    """Every state on the days, with whether it is truly a stall and how many had seen the person by then.

    ``changed`` makes other frames of those that were simulated.
    """
    town = simulate(newcomers, 60, 5, END, world=replace(SHIPPED_WORLD, **assumptions))
    calendar, parts = NationalCalendar(), []
    for day in days:
        facts = snapshot(known_by(changed(dict(town.frames)), day), day, engine, calendar)
        judged, entries = judge(facts, engine), facts.observed
        pairs = np.unique(np.stack([entries.placement, entries.observer]), axis=1)
        parts.append(
            pd.DataFrame(
                {
                    "placement_id": facts.rows.placement_id,
                    "day": day,
                    "state": [STATES[number] for number in judged.state],
                    "probability": judged.stall_probability,
                    "observations": judged.observations,
                    "observers": np.bincount(pairs[0], minlength=len(facts.rows)),
                }
            )
        )
    truth = town.truth.assign(day=[moment.date() for moment in town.truth["week_start_on"] + timedelta(days=6)])
    return pd.concat(parts).merge(truth[["placement_id", "day", "stalled"]], on=["placement_id", "day"])


def false_flags(by_one: pd.DataFrame, by_two: pd.DataFrame, flag: object, told: Sequence[object]) -> pd.DataFrame:
    """Rows of the same people without a stall, seen by one observer and by two: whether each is flagged.

    Columns ``by_one`` and ``by_two``, 1 for flagged; only rows that are told something of both ways.
    """
    both = by_one.merge(by_two, on=["placement_id", "day"], suffixes=("_by_one", "_by_two"))
    rows = both[
        ~both["stalled_by_one"]
        & ~both["stalled_by_two"]
        & (both["observers_by_one"] == 1)
        & (both["observers_by_two"] == 2)
        & both["state_by_one"].isin(told)
        & both["state_by_two"].isin(told)
    ]
    return pd.DataFrame({who: rows[f"state_{who}"] == flag for who in ("by_one", "by_two")})
