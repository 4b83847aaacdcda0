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
