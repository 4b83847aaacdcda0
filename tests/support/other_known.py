"""What was known of a bundle's frames by the end of a day, worked out from the contract's two clocks alone."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pandas as pd

_HERE = ZoneInfo("Europe/Copenhagen")


def known_by_the_contract(frames: Mapping[str, pd.DataFrame], day: date) -> dict[str, pd.DataFrame]:
    """The rows that were known, with what was not known yet of a row left empty.

    An observation is known from the Danish day of ``recorded_at`` and withdrawn from that of ``withdrawn_at``, a result
    from ``reported_on``, attendance from the Monday after its week, placements, enrolments and assignments from
    their first day (an enrolment's end from the day itself), pauses and objections from their first; people and places
    always.
    """
    today, tonight = pd.Timestamp(day), pd.Timestamp(datetime.combine(day, time.max, _HERE))
    known = dict(frames)
    observations = frames["observations"]
    observations = observations[observations["recorded_at"] <= tonight].copy()
    observations["withdrawn_at"] = observations["withdrawn_at"].where(observations["withdrawn_at"] <= tonight)
    known["observations"] = observations
    ratings = frames["ratings"]
    known["ratings"] = ratings[ratings["observation_id"].isin(observations["observation_id"])]
    known["results"] = frames["results"][frames["results"]["reported_on"] <= today]
    attendance = frames["attendance"]
    mondays = attendance["week"].map({week: _monday_after(week) for week in attendance["week"].unique()})
    known["attendance"] = attendance[pd.to_datetime(mondays) <= today]
    for stem, column in (
        ("placements", "started_on"),
        ("assignments", "from_on"),
        ("enrolments", "started_on"),
        ("pauses", "from_on"),
        ("objections", "from_on"),
    ):
        known[stem] = frames[stem][frames[stem][column] <= today]
    enrolments = known["enrolments"].copy()
    enrolments["ended_on"] = enrolments["ended_on"].where(enrolments["ended_on"] <= today)
    known["enrolments"] = enrolments
    return known


def _monday_after(week: str) -> pd.Timestamp:
    year, number = week.split("-W")
    return pd.Timestamp(date.fromisocalendar(int(year), int(number), 1)) + pd.Timedelta(days=7)
