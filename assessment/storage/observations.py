"""Observations as they were known on a day, whole: the entry and all its ratings."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from assessment.domain.observation import Observation
from assessment.storage.facts import Record, known_records


def known_by(
    connection: Connection, day: date, *, placement_ids: Sequence[str], observer_id: str | None = None
) -> list[Observation]:
    """The observations of these placements (by one observer where named) known by the end of ``day``, newest first.

    The day is compared with ``recorded_at``, not ``seen_on``: what was seen on Monday and typed in on Thursday was
    not known on Tuesday.
    """
    by = {} if observer_id is None else {"observer_id": [observer_id]}
    entries = known_records(connection, "observations", day, placement_id=placement_ids, **by)
    ratings: dict[str, dict[str, int | None]] = defaultdict(dict)
    for rated in known_records(
        connection, "ratings", day, observation_id=[entry["observation_id"] for entry in entries]
    ):
        ratings[rated["observation_id"]][rated["criterion"]] = rated["step"]
    found = [_observation(entry, ratings[entry["observation_id"]]) for entry in entries]
    return sorted(found, key=lambda entry: (entry.seen_on, entry.recorded_at, entry.observation_id), reverse=True)


def _observation(entry: Record, ratings: dict[str, int | None]) -> Observation:
    in_words = {name: entry[name] or "" for name in ("mode", "talk_minutes", "talk_partners", "note")}
    return Observation(**{**entry, **in_words}, ratings=ratings)
