"""Rows to learn from and to judge by: simulated placements on many days, each as it was known then, with the truth."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.domain.placement_state import State
from assessment.simulation.known_by import known_by
from assessment.simulation.municipality import SimulatedMunicipality, simulate
from assessment.simulation.worlds import world_named
from assessment.stalling.features import features, has_leading_sign
from assessment.stalling.judgement import Judgement, judge
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.observed import SIGNAL_COLUMN
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot, snapshot
from assessment.text.labelled_notes import SIGNALS

ReadsSignals = Callable[[Sequence[str]], NDArray[np.float64]]
"""Notes in, what each says out: shape (notes, signals), NaN where it says nothing that can be read."""


Columns = Callable[[Snapshot, Judgement], Mapping[str, Any]]
Blank = Callable[[dict[str, pd.DataFrame]], dict[str, pd.DataFrame]]
"""The frames of a town in, the same with something taken away out."""


def _nothing_more(_facts: Snapshot, _judged: Judgement) -> Mapping[str, Any]:
    return {}


def _as_it_is(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return frames


@dataclass(frozen=True, slots=True)
class SimulatedTown:
    """Which town: its world by name, how many newcomers, over how many weeks, and its seed."""

    world: str
    newcomers: int
    seed: int
    weeks: int = 60
    end: date = date(2026, 6, 28)

    @property
    def name(self) -> str:
        """What its rows are known by, and its people before their own ids."""
        return f"{self.world}/{self.seed}"

    def simulated(self, read: ReadsSignals | None) -> SimulatedMunicipality:
        """The town, its notes read where there is somebody to read them."""
        town = simulate(self.newcomers, self.weeks, self.seed, self.end, world=world_named(self.world))
        if read is not None:
            town.frames["observations"] = with_signals(town.frames["observations"], read)
        return town


def with_signals(observations: pd.DataFrame, read: ReadsSignals) -> pd.DataFrame:
    """The observations with what each note says in columns of its own."""
    written = observations["note"].notna().to_numpy()
    said = np.full((len(observations), len(SIGNALS)), np.nan)
    if written.any():
        said[written] = read(observations["note"][written].tolist())
    return observations.assign(**{f"{SIGNAL_COLUMN}{name}": said[:, at] for at, name in enumerate(SIGNALS)})


def simulated_rows(
    town: SimulatedTown,
    engine: RulesEngine,
    *,
    read: ReadsSignals | None = None,
    weeks_apart: int = 4,
    more: Columns = _nothing_more,
    blank: Blank = _as_it_is,
) -> pd.DataFrame:
    """One row per day and placement active on it, in a week that counts.

    Parameters
    ----------
    town : SimulatedTown
    engine : RulesEngine
        Who judges. Its own probability stands in ``probability``, NaN where it gives none.
    read : callable, optional
        What reads the notes; without it no note says anything.
    weeks_apart : int
        Between two days.
    more : callable, optional
        Further columns from the snapshot and the judgement of each day.
    blank : callable, optional
        Takes something away from what the town knew; the truth about it stays.

    Returns
    -------
    DataFrame
        ``newcomer_id`` (unique over towns), ``placement_id``, ``as_of``, ``world``, ``stalled``, ``progresses`` (the
        true pace is at least the share of the expected that is called progress), ``cause``, ``onset`` (the last day of
        the week in which the row's stall began, NaT where there is none), ``state``, ``active_weeks``,
        ``observations``, ``track``, ``gender``, ``observer_role``, ``probability``, ``judged`` (the model engine gives
        a probability here) and every feature.
    """
    found = town.simulated(read)
    found = SimulatedMunicipality(blank(found.frames), _with_onset(found.truth))
    calendar = NationalCalendar()
    last_sunday = town.end - timedelta(days=(town.end.weekday() + 1) % 7)
    days = [
        last_sunday - timedelta(weeks=weeks) for weeks in range(town.seed % weeks_apart, town.weeks - 12, weeks_apart)
    ]
    rows = [_rows_of_day(found, day, engine, calendar, more) for day in days]
    told = pd.concat(rows, ignore_index=True)
    people = found.frames["newcomers"].set_index("newcomer_id")["gender"]
    told["gender"] = told["newcomer_id"].map(people)
    told["newcomer_id"] = f"{town.name}/" + told["newcomer_id"].astype(str)
    told["world"] = town.name
    return told


def rows_of_towns(towns: Iterable[SimulatedTown], engine: RulesEngine, **given: Any) -> pd.DataFrame:
    """The rows of :func:`simulated_rows` of several towns."""
    return pd.concat([simulated_rows(town, engine, **given) for town in towns], ignore_index=True)


def _rows_of_day(
    town: SimulatedMunicipality,
    day: date,
    engine: RulesEngine,
    calendar: NationalCalendar,
    more: Columns,
) -> pd.DataFrame:
    frames = known_by(town.frames, day)
    facts = snapshot(frames, day, engine, calendar)
    judged = judge(facts, engine)
    table = features(facts, judged.growth, engine) if judged.table is None else judged.table
    clock, few = judged.holds(State.CLOCK_STOPPED), judged.holds(State.TOO_LITTLE_EVIDENCE)
    few &= ~has_leading_sign(table) | (judged.active_weeks < engine.minimum_active_weeks)  # as a model engine has it
    observers = pd.Series(facts.observer_ids).reindex(facts.rows.usual_observer).to_numpy()
    roles = frames["observers"].set_index("observer_id")["role"]
    known = table.assign(
        newcomer_id=facts.rows.newcomer_id,
        placement_id=facts.rows.placement_id,
        as_of=pd.Timestamp(day),
        state=[tuple(State)[state].value for state in judged.state],
        active_weeks=judged.active_weeks,
        observations=judged.observations,
        track=facts.rows.track,
        observer_role=pd.Series(observers).map(roles).to_numpy(),
        probability=np.where(clock | judged.holds(State.TOO_LITTLE_EVIDENCE), np.nan, judged.stall_probability),
        judged=~clock & ~few,
        **more(facts, judged),
    )
    week = town.truth[town.truth["week_start_on"] == pd.Timestamp(day - timedelta(days=6))]
    week = week.assign(progresses=week["pace"] >= engine.progress_pace_share * week["expected_pace"])
    week = week.loc[week["active"], ["placement_id", "stalled", "progresses", "cause", "onset"]]
    return known.merge(week, on="placement_id")


def _with_onset(truth: pd.DataFrame) -> pd.DataFrame:
    """The truth, by placement and week, with the day on which a week's stall began."""
    begins = truth["stalled"] & ~truth.groupby("placement_id")["stalled"].shift(fill_value=False)
    began = (truth["week_start_on"] + pd.Timedelta(days=6)).where(begins).groupby(truth["placement_id"]).ffill()
    return truth.assign(onset=began.where(truth["stalled"]))
