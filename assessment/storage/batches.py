"""Deliveries: what was received when, by whom, and which of them have been undone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from assessment.storage.fact_tables import batches, undos

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """One delivery that was taken in. ``seq`` orders them; ``received_at`` never runs backwards along it."""

    seq: int
    batch_id: str
    kind: str
    source: str
    received_at: datetime
    received_by: str
    counts: Mapping[str, Any]


def receive(
    connection: Connection,
    *,
    batch_id: str,
    kind: str,
    source: str,
    received_at: datetime,
    received_by: str,
    counts: Mapping[str, Any],
) -> Batch:
    """Register a delivery; the clock is held back where the machine's has jumped, so that time never runs backwards."""
    latest = connection.execute(select(func.max(batches.c.received_at))).scalar()
    moment = max(received_at, latest) if latest else received_at
    batch_seq = connection.execute(
        insert(batches)
        .values(
            batch_id=batch_id,
            kind=kind,
            source=source,
            received_at=moment,
            received_by=received_by,
            counts=json.dumps(counts, sort_keys=True),
        )
        .returning(batches.c.batch_seq)
    ).scalar_one()
    return Batch(batch_seq, batch_id, kind, source, moment, received_by, counts)


def find(connection: Connection, batch_id: str) -> Batch | None:
    """The delivery of that id; None where there is none."""
    row = connection.execute(select(batches).where(batches.c.batch_id == batch_id)).one_or_none()
    return _batch(row) if row else None


def history(connection: Connection) -> list[Batch]:
    """Every delivery, newest first, undone ones too."""
    rows = connection.execute(select(batches).order_by(batches.c.batch_seq.desc()))
    return [_batch(row) for row in rows]


def undone(connection: Connection) -> list[int]:
    """Sequence numbers of the deliveries that have been undone."""
    return list(connection.execute(select(undos.c.batch_seq)).scalars())


def position(connection: Connection) -> Position:
    """How far the history of deliveries has come; two equal positions mean the same facts."""
    return last_seq(connection), connection.execute(select(func.count()).select_from(undos)).scalar_one()


def last_seq(connection: Connection) -> int:
    """The newest delivery's sequence number; 0 where nothing was ever delivered."""
    return connection.execute(select(func.max(batches.c.batch_seq))).scalar() or 0


def _batch(row: Row[Any]) -> Batch:
    return Batch(
        row.batch_seq, row.batch_id, row.kind, row.source, row.received_at, row.received_by, json.loads(row.counts)
    )
