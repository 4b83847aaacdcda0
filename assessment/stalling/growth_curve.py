"""The curve of one placement: its level week by week as seen from today, with its band, on the scale from 0 to 4."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from assessment.domain.case import Curve, CurvePoint
from assessment.measurement.active_weeks import sunday_of, week_of
from assessment.measurement.growth_filter import GrowthFilter
from assessment.stalling.columns import day_of
from assessment.stalling.growth import filter_frames, usable_entries
from assessment.stalling.judgement import judge
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot, snapshot

HALF_WIDTH_OF_90_PERCENT = 1.645


def growth_curve(frames: Mapping[str, pd.DataFrame], as_of: date, engine: RulesEngine, placement_id: str) -> Curve:
    """The level at the end of each week from the first that was seen to this one; none where nothing was seen.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As :func:`~assessment.stalling.assess.assess` takes them; only this placement and its newcomer need be there.
    as_of : date
        The day from which is looked back: what was seen later in the placement tells of earlier weeks too.
    """
    facts = snapshot(frames, as_of, engine, NationalCalendar())
    at = np.flatnonzero(facts.rows.placement_id == placement_id).astype(np.int64)
    if not at.size:
        return Curve()
    one = facts.of(at)
    usable = usable_entries(one.observed, engine)
    if not usable.any():
        return Curve()
    points = _points(one, engine, int(week_of(one.observed.seen_on[usable]).min()))
    return Curve(tuple(points), bool(judge(one, engine).level_linked[0]))


def _points(one: Snapshot, engine: RulesEngine, first: int) -> list[CurvePoint]:
    """A point for every ISO week from ``first``; the clock stands still in those that do not count."""
    smoothed = GrowthFilter(engine.growth, spread="given").smooth(**filter_frames(one, engine))
    weeks = np.arange(first, int(week_of(one.today)) + 1)
    rows, same = one.rows, np.zeros(len(weeks), dtype=np.int64)
    clock = one.weeks.through(rows.newcomer[same], rows.started_on[same], rows.ends_on[same], weeks)
    level, se = (smoothed[name].to_numpy()[clock] for name in ("level", "level_se"))
    reach = HALF_WIDTH_OF_90_PERCENT * se
    told = (one.scale.steps(values).tolist() for values in (level, level - reach, level + reach))
    days = [day_of(min(int(sunday), one.today)) for sunday in sunday_of(weeks)]
    return [CurvePoint(*point) for point in zip(days, *told, strict=True)]
