"""What comes in of each placement in some weeks: how much was observed, and how much of it was left unsaid."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, or_, select

from assessment.storage.fact_tables import FACT_TABLES
from assessment.storage.facts import known_query


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Of one placement in some weeks.

    Attributes
    ----------
    days : int
        On which it was active.
    observations : int
    without_talk, without_note : int
        Those of them that say nothing of how much Danish was talked, and those without a note.
    """

    days: int
    observations: int
    without_talk: int
    without_note: int


def inputs(connection: Connection, municipality: str, first_on: date, last_on: date) -> list[Inputs]:
    """Each placement of a municipality that was active between two days, by what is known on the last; no ids."""
    places, people, seen = (FACT_TABLES[name].c for name in ("placements", "newcomers", "observations"))
    own = (
        known_query(connection, "newcomers", last_on)
        .where(people.municipality == municipality)
        .with_only_columns(people.newcomer_id)
    )
    active = (
        known_query(connection, "placements", last_on)
        .where(
            places.newcomer_id.in_(own),
            places.started_on <= last_on,
            or_(places.ends_on.is_(None), places.ends_on >= first_on),
        )
        .with_only_columns(places.placement_id, places.started_on, places.ends_on)
    )
    entries = (
        known_query(connection, "observations", last_on)
        .where(seen.seen_on.between(first_on, last_on), seen.withdrawn_at.is_(None))
        .with_only_columns(seen.placement_id, seen.talk_minutes, seen.note)
        .subquery()
    )
    counted = select(
        entries.c.placement_id,
        func.count(),
        func.sum(case((entries.c.talk_minutes.is_(None), 1), else_=0)),
        func.sum(case((func.coalesce(entries.c.note, "") == "", 1), else_=0)),
    ).group_by(entries.c.placement_id)
    found = {placement_id: tuple(counts) for placement_id, *counts in connection.execute(counted)}
    told = []
    for placement_id, started_on, ends_on in connection.execute(active):
        last = min(last_on, ends_on or last_on)
        observations, without_talk, without_note = found.get(placement_id, (0, 0, 0))
        told.append(
            Inputs(
                days=(last - max(first_on, started_on)).days + 1,
                observations=observations,
                without_talk=without_talk,
                without_note=without_note,
            )
        )
    return told
