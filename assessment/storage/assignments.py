"""Who observes whom. Where a delivery brought observations without assignments, one is read out of each pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from assessment.storage.facts import known_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """An observer's link to a placement.

    ``derived`` is True where nobody registered it but the observations show it.
    """

    placement_id: str
    observer_id: str
    from_on: date
    to_on: date | None
    derived: bool

    def is_valid_on(self, day: date) -> bool:
        """Whether the link holds on ``day``."""
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)


def known_by(connection: Connection, day: date, *, placement_ids: Sequence[str]) -> list[Assignment]:
    """The assignments of these placements known by ``day``, by placement and first day.

    A pair of placement and observer that has observations but no registered assignment gets a derived one, from its
    first observation on: never from the workplace alone.
    """
    found = [
        Assignment(
            placement_id=row["placement_id"],
            observer_id=row["observer_id"],
            from_on=row["from_on"],
            to_on=row["to_on"],
            derived=False,
        )
        for row in known_records(connection, "assignments", day, placement_id=placement_ids)
    ]
    registered = {(link.placement_id, link.observer_id) for link in found}
    first_seen: dict[tuple[str, str], date] = {}
    for row in known_records(connection, "observations", day, placement_id=placement_ids):
        pair = (row["placement_id"], row["observer_id"])
        first_seen[pair] = min(first_seen.get(pair, row["seen_on"]), row["seen_on"])
    found.extend(
        Assignment(placement_id=placement_id, observer_id=observer_id, from_on=from_on, to_on=None, derived=True)
        for (placement_id, observer_id), from_on in first_seen.items()
        if (placement_id, observer_id) not in registered
    )
    return sorted(found, key=lambda link: (link.placement_id, link.from_on, link.observer_id))


def in_force(connection: Connection, day: date, *, observer_id: str) -> list[str]:
    """The placements active on ``day`` in which the observer has an assignment valid that day, sorted."""
    own = {"observer_id": [observer_id]}
    mentioned = {
        row["placement_id"]
        for stem in ("assignments", "observations")
        for row in known_records(connection, stem, day, **own)
    }
    links = known_by(connection, day, placement_ids=sorted(mentioned))
    valid = {link.placement_id for link in links if link.observer_id == observer_id and link.is_valid_on(day)}
    return [placement_id for placement_id in sorted(valid) if observers_of(connection, day, placement_id)]


def observers_of(connection: Connection, day: date, placement_id: str) -> frozenset[str]:
    """The observers with an assignment valid on ``day`` in a placement active that day; nobody where it is not."""
    placements = known_records(connection, "placements", day, placement_id=[placement_id])
    if not placements or (placements[0]["ends_on"] is not None and placements[0]["ends_on"] < day):
        return frozenset()
    links = known_by(connection, day, placement_ids=[placement_id])
    return frozenset(link.observer_id for link in links if link.is_valid_on(day))
