"""What a simulated municipality knew by the end of a day: the two clocks, without a database."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import pandas as pd

from assessment.domain.days import COPENHAGEN

_KNOWN_FROM = {
    "placements": "started_on",
    "enrolments": "started_on",
    "pauses": "from_on",
    "objections": "from_on",
    "results": "reported_on",
}
_ENDS = {"enrolments": "ended_on"}


def known_by(frames: Mapping[str, pd.DataFrame], day: date) -> dict[str, pd.DataFrame]:
    """The frames of a bundle as they were known by the end of ``day`` (Danish time).

    An observation from its moment of recording, a result from when it was reported, lessons from the Monday after
    their week, a placement, an enrolment, a pause and an objection from their first day; an enrolment's end from that
    day.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        As :func:`~assessment.simulation.municipality.simulate` gives them.
    day : date
        The day of knowledge.

    Examples
    --------
    >>> results = pd.DataFrame({"reported_on": pd.to_datetime(["2026-03-01", "2026-03-09"])})
    >>> len(known_by({"results": results}, date(2026, 3, 2))["results"])
    1
    """
    known = dict(frames)
    today = pd.Timestamp(day)
    for stem, column in _KNOWN_FROM.items():
        if stem in known:
            known[stem] = known[stem][known[stem][column] <= today]
    for stem, column in _ENDS.items():
        if stem in known:
            known[stem] = known[stem].assign(**{column: known[stem][column].where(known[stem][column] <= today)})
    if "observations" in known:
        known["observations"] = _recorded_by(known["observations"], day)
    if "ratings" in known and "observations" in known:
        written = known["ratings"]["observation_id"].isin(known["observations"]["observation_id"])
        known["ratings"] = known["ratings"][written]
    if "attendance" in known:
        monday = day - timedelta(days=day.weekday())
        year, week, _weekday = (monday - timedelta(weeks=1)).isocalendar()
        known["attendance"] = known["attendance"][known["attendance"]["week"] <= f"{year}-W{week:02d}"]
    return known


def _recorded_by(observations: pd.DataFrame, day: date) -> pd.DataFrame:
    """The entries recorded by the end of a day, withdrawn only where that was known too."""
    over = pd.Timestamp(datetime.combine(day + timedelta(days=1), time(), tzinfo=COPENHAGEN))
    recorded = observations[observations["recorded_at"] < over]
    return recorded.assign(withdrawn_at=recorded["withdrawn_at"].where(recorded["withdrawn_at"] < over))
