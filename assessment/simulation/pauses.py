"""Pauses: agreed breaks, holidays and closures during a placement, which stop every clock; and objections."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from assessment.simulation.frames import bundle_frame
from assessment.simulation.people import Newcomers
from assessment.simulation.placements import Placements
from assessment.simulation.weeks import NO_DAY, ONE_DAY, ONE_WEEK, Bools, Days, Ints, Texts, Weeks
from assessment.simulation.world import World


@dataclass(frozen=True, slots=True)
class Pauses:
    """The pauses as arrays of shape (pauses,); no two of one newcomer overlap."""

    newcomer: Ints
    from_on: Days
    to_on: Days
    code: Texts

    def weekdays(self, newcomers: int, weeks: Weeks) -> Bools:
        """Which of Monday to Friday are paused, shape (newcomers, weeks, 5)."""
        paused = np.zeros((newcomers, weeks.count, 5), dtype=np.bool_)
        day = weeks.mondays[:, None] + ONE_DAY * np.arange(5)
        for newcomer, first, last in zip(self.newcomer, self.from_on, self.to_on, strict=True):
            paused[newcomer] |= (day >= first) & (day <= last)
        return paused


def agree_pauses(rng: np.random.Generator, world: World, placements: Placements, weeks: Weeks) -> Pauses:
    """The pauses that begin by the last day, in placements running at that time."""
    parts = [
        _closures(rng, world, placements, weeks),
        _spells(rng, placements, weeks, world.agreed_pause_per_week, world.agreed_pause_weeks_range, "agreed"),
        _spells(rng, placements, weeks, world.own_holiday_per_week, (1, 2), "holiday"),
    ]
    table = pd.concat(parts).sort_values(["newcomer", "from_on", "to_on"], kind="stable", ignore_index=True)
    covered_to = table.groupby("newcomer")["to_on"].cummax().groupby(table["newcomer"]).shift()
    table = table[~(table["from_on"] <= covered_to)]
    return Pauses(
        table["newcomer"].to_numpy(dtype=np.int64),
        table["from_on"].to_numpy().astype("datetime64[D]"),
        table["to_on"].to_numpy().astype("datetime64[D]"),
        table["code"].to_numpy(dtype=object),
    )


def pauses_frame(pauses: Pauses, people: Newcomers) -> pd.DataFrame:
    """``pauses.csv``."""
    return bundle_frame(
        "pauses",
        {
            "newcomer_id": people.newcomer_id[pauses.newcomer],
            "from_on": pauses.from_on,
            "to_on": pauses.to_on,
            "code": pauses.code,
        },
    )


def objections_frame(
    rng: np.random.Generator, world: World, people: Newcomers, placements: Placements, weeks: Weeks
) -> pd.DataFrame:
    """``objections.csv``: a few newcomers who object, some for a time."""
    objects = np.flatnonzero(rng.random(people.count) < world.objection_share)
    last = placements.count - 1 - np.unique(placements.newcomer[::-1], return_index=True)[1][objects]
    start = placements.started_on[last]
    span = (np.minimum(placements.ends_on[last], weeks.last_day) - start).astype(np.int64)
    from_on = start + np.floor(rng.random(len(objects)) * (span + 1)).astype(np.int64) * ONE_DAY
    to_on = from_on + rng.integers(14, 60, len(objects)) * ONE_DAY
    withdrawn = (rng.random(len(objects)) < 0.3) & (to_on <= weeks.last_day)
    return bundle_frame(
        "objections",
        {
            "newcomer_id": people.newcomer_id[objects],
            "from_on": from_on,
            "to_on": np.where(withdrawn, to_on, NO_DAY),
        },
    )


def _closures(rng: np.random.Generator, world: World, placements: Placements, weeks: Weeks) -> pd.DataFrame:
    """Three weeks in July, and the days from Christmas to New Year."""
    first_year, last_year = weeks.mondays[0].item().year, weeks.end.year
    parts = []
    for year in range(first_year, last_year + 1):
        summer = np.datetime64(date.fromisocalendar(year, 28, 1), "D")
        first = summer + rng.integers(0, 2, placements.count) * ONE_WEEK
        closes = rng.random(placements.count) < world.summer_closure_share
        parts.append(_during(placements, weeks, closes, first, first + 20 * ONE_DAY, "closure"))
        christmas = np.full(placements.count, np.datetime64(f"{year}-12-24", "D"))
        rests = rng.random(placements.count) < world.christmas_share
        parts.append(_during(placements, weeks, rests, christmas, christmas + 8 * ONE_DAY, "holiday"))
    return pd.concat(parts)


def _spells(
    rng: np.random.Generator,
    placements: Placements,
    weeks: Weeks,
    per_week: float,
    weeks_range: tuple[int, int],
    code: str,
) -> pd.DataFrame:
    """Pauses that begin any week at random."""
    begins = rng.random((placements.count, weeks.count)) < per_week
    row, week = np.nonzero(begins)
    first = weeks.mondays[week]
    last = first + rng.integers(*weeks_range, size=len(row), endpoint=True) * ONE_WEEK - 3 * ONE_DAY
    return _rows(placements, weeks, row, first, last, code)


def _during(placements: Placements, weeks: Weeks, chosen: Bools, first: Days, last: Days, code: str) -> pd.DataFrame:
    row = np.flatnonzero(chosen)
    return _rows(placements, weeks, row, first[row], last[row], code)


def _rows(placements: Placements, weeks: Weeks, row: Ints, first: Days, last: Days, code: str) -> pd.DataFrame:
    inside = (first >= placements.started_on[row]) & (first <= placements.ends_on[row]) & (first <= weeks.last_day)
    columns = {"newcomer": placements.newcomer[row], "from_on": first, "to_on": last, "code": code}
    return pd.DataFrame(columns)[inside]
