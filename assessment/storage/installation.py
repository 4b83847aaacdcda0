"""The state of the database itself: how large, how far, when last; counts and moments, never who."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, text

from assessment.storage.batches import FROM_A_FILE, undone
from assessment.storage.desk_tables import flag_runs, gate_entries, journal, state_voids, states
from assessment.storage.fact_tables import FACT_TABLES, batches
from assessment.storage.states import FlagRun


def kind(connection: Connection) -> str:
    """What kind of database it is, such as ``sqlite``."""
    return connection.dialect.name


def size_on_server(connection: Connection) -> int:
    """How many bytes the database takes on a PostgreSQL server."""
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def municipalities(connection: Connection) -> list[str]:
    """The municipalities that have people, or have registered anything, by code."""
    newcomers = FACT_TABLES["newcomers"]
    living = select(newcomers.c.municipality).where(newcomers.c.batch_seq.not_in(undone(connection))).distinct()
    known = set(connection.execute(living).scalars())
    return sorted(known | set(connection.execute(select(gate_entries.c.municipality)).scalars()))


def states_of(connection: Connection, run: FlagRun) -> dict[str, int]:
    """How many placements a run left in each state, those made void left out."""
    query = (
        select(states.c.state, func.count().label("placements"))
        .join(flag_runs, states.c.run_seq == flag_runs.c.run_seq)
        .where(flag_runs.c.run_id == run.run_id, states.c.state_seq.not_in(select(state_voids.c.state_seq)))
        .group_by(states.c.state)
    )
    return {row.state: row.placements for row in connection.execute(query)}


def last_delivery_at(connection: Connection) -> datetime | None:
    """When the last delivery of a file was received that stands."""
    query = select(func.max(batches.c.received_at)).where(
        batches.c.kind == FROM_A_FILE, batches.c.batch_seq.not_in(undone(connection))
    )
    return connection.execute(query).scalar()


def last_observation_at(connection: Connection) -> datetime | None:
    """When the last observation was received, in a file or in the app."""
    observations = FACT_TABLES["observations"]
    query = select(func.max(observations.c.received_at)).where(observations.c.batch_seq.not_in(undone(connection)))
    return connection.execute(query).scalar()


def active(connection: Connection, day: date, *, since: datetime) -> tuple[int, int, int]:
    """Newcomers and placements active on ``day``, and observers who have written since a moment; each counted once."""
    placements, observations, passed_over = FACT_TABLES["placements"], FACT_TABLES["observations"], undone(connection)
    newer = placements.alias("newer")
    replaced = select(newer.c.replaces_row).where(
        newer.c.replaces_row.is_not(None), newer.c.batch_seq.not_in(passed_over)
    )
    counted = select(
        func.count(placements.c.newcomer_id.distinct()), func.count(placements.c.placement_id.distinct())
    ).where(
        placements.c.batch_seq.not_in(passed_over),
        placements.c.row_id.not_in(replaced),
        placements.c.started_on <= day,
        or_(placements.c.ends_on.is_(None), placements.c.ends_on >= day),
    )
    people, places = connection.execute(counted).one()
    wrote = select(func.count(observations.c.observer_id.distinct())).where(
        observations.c.recorded_at >= since, observations.c.batch_seq.not_in(passed_over)
    )
    return people, places, connection.execute(wrote).scalar_one()


def journal_length(connection: Connection) -> int:
    """How many lines the journal has."""
    return connection.execute(select(func.count()).select_from(journal)).scalar_one()


def last_lines(connection: Connection, acts: Collection[str], *, limit: int) -> list[Row[Any]]:
    """The newest lines of the journal that are of these acts, newest first."""
    query = select(journal).where(journal.c.act.in_(list(acts))).order_by(journal.c.seq.desc())
    return list(connection.execute(query.limit(limit)))
