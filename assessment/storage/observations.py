"""Observations as they were known on a day, whole: the entry and all its ratings."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from assessment.domain.observation import Observation
from assessment.storage.facts import known_rows


def known_by(connection: Connection, day: date, *, placement_ids: Sequence[str]) -> list[Observation]:
    """The observations of these placements that were recorded by the end of ``day``, newest seen first.

    The day is compared with ``recorded_at``, not ``seen_on``: what was seen on Monday and typed in on Thursday was
    not known on Tuesday.
    """
    entries = known_rows(connection, "observations", day, placement_id=placement_ids)
    ratings: dict[str, dict[str, int | None]] = defaultdict(dict)
    rated = known_rows(connection, "ratings", day, observation_id=entries["observation_id"].tolist())
    for observation_id, criterion, step in rated[["observation_id", "criterion", "step"]].itertuples(index=False):
        ratings[observation_id][criterion] = None if pd.isna(step) else int(step)
    found = [_observation(entry, ratings[entry["observation_id"]]) for entry in entries.to_dict("records")]
    return sorted(found, key=lambda entry: (entry.seen_on, entry.recorded_at, entry.observation_id), reverse=True)


def _observation(entry: dict[str, Any], ratings: dict[str, int | None]) -> Observation:
    withdrawn_at = entry["withdrawn_at"]
    return Observation(
        observation_id=entry["observation_id"],
        placement_id=entry["placement_id"],
        observer_id=entry["observer_id"],
        seen_on=entry["seen_on"].date(),
        recorded_at=entry["recorded_at"].to_pydatetime(),
        ratings=ratings,
        mode=entry["mode"] or "",
        talk_minutes=entry["talk_minutes"] or "",
        talk_partners=entry["talk_partners"] or "",
        note=entry["note"] or "",
        replaces=entry["replaces"],
        withdrawn_at=None if pd.isna(withdrawn_at) else withdrawn_at.to_pydatetime(),
    )
