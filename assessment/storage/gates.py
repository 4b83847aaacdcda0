"""What each municipality has registered, newest entry in force."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from assessment.access.gate import GateEngine, GateEntry
from assessment.storage.desk_tables import gate_entries


def register(connection: Connection, entry: GateEntry) -> None:
    """Add an entry; earlier ones stay."""
    connection.execute(insert(gate_entries).values({**asdict(entry), "engine": entry.engine.value}))


def in_force(connection: Connection, municipality: str) -> GateEntry | None:
    """The newest entry of a municipality; None where nothing was ever registered."""
    query = (
        select(gate_entries)
        .where(gate_entries.c.municipality == municipality)
        .order_by(gate_entries.c.gate_seq.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _entry(row) if row else None


def history(connection: Connection, municipality: str) -> list[GateEntry]:
    """Every entry of a municipality, newest first; the first is the one in force."""
    query = select(gate_entries).where(gate_entries.c.municipality == municipality)
    return [_entry(row) for row in connection.execute(query.order_by(gate_entries.c.gate_seq.desc()))]


def _entry(row: Row[Any]) -> GateEntry:
    fields = {name: value for name, value in row._mapping.items() if name != "gate_seq"}
    return GateEntry(**{**fields, "engine": GateEngine(row.engine)})
