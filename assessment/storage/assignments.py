"""Who observes whom. Where a delivery brought observations without assignments, one is read out of each pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection

from assessment.storage.facts import known_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """An observer's link to a placement. ``derived`` is True where nobody registered it but the observations show it."""

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
    registered = known_rows(connection, "assignments", day, placement_id=placement_ids)
    seen = known_rows(connection, "observations", day, placement_id=placement_ids)
    found = [
        Assignment(
            placement_id=row["placement_id"],
            observer_id=row["observer_id"],
            from_on=row["from_on"].date(),
            to_on=None if pd.isna(row["to_on"]) else row["to_on"].date(),
            derived=False,
        )
        for row in registered.to_dict("records")
    ]
    pairs = {(link.placement_id, link.observer_id) for link in found}
    for (placement_id, observer_id), first_seen in seen.groupby(["placement_id", "observer_id"])["seen_on"].min().items():
        if (placement_id, observer_id) not in pairs:
            found.append(Assignment(placement_id=placement_id, observer_id=observer_id, from_on=first_seen.date(), to_on=None, derived=True))
    return sorted(found, key=lambda link: (link.placement_id, link.from_on, link.observer_id))
