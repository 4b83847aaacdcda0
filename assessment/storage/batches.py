"""Deliveries: what was received when, by whom, and which of them have been undone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from assessment.storage.fact_tables import batches, undos

Position = tuple[int, int]
FROM_A_FILE, IN_THE_APP = "import", "app"
"""The two kinds of delivery: a file of rows, or one act of a person in the app."""


@dataclass(frozen=True, slots=True)
class Held:
    """How far the ledger had come at a moment: the newest delivery and the newest undoing, 0 where there was none.

    Rows are only ever added, so this says what it held then, whatever came later.
    """

    batch_seq: int
    undo_seq: int


@dataclass(frozen=True, slots=True)
class Batch:
    """One delivery that was taken in. ``seq`` orders them; ``received_at`` never runs backwards along it.

    ``provider_id`` is the course provider that delivered it, None where it came from somebody else.
    """

    seq: int
    batch_id: str
    kind: str
    source: str
    received_at: datetime
    received_by: str
    counts: Mapping[str, Any]
    provider_id: str | None = None


def receive(
    connection: Connection,
    *,
    batch_id: str,
    kind: str,
    source: str,
    received_at: datetime,
    received_by: str,
    counts: Mapping[str, Any],
    provider_id: str | None = None,
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
            provider_id=provider_id,
        )
        .returning(batches.c.batch_seq)
    ).scalar_one()
    return Batch(batch_seq, batch_id, kind, source, moment, received_by, counts, provider_id)


def find(connection: Connection, batch_id: str) -> Batch | None:
    """The delivery of that id; None where there is none."""
    row = connection.execute(select(batches).where(batches.c.batch_id == batch_id)).one_or_none()
    return _batch(row) if row else None


def history(connection: Connection, *, provider_id: str | None = None) -> list[Batch]:
    """Every delivery of a file, newest first, undone ones too; of one provider where asked for."""
    query = select(batches).where(batches.c.kind == FROM_A_FILE)
    if provider_id is not None:
        query = query.where(batches.c.provider_id == provider_id)
    return [_batch(row) for row in connection.execute(query.order_by(batches.c.batch_seq.desc()))]


def written_in_the_app(connection: Connection) -> list[str]:
    """The ids of what people have entered in the app, oldest first."""
    query = select(batches.c.batch_id).where(batches.c.kind == IN_THE_APP).order_by(batches.c.batch_seq)
    return list(connection.execute(query).scalars())


def undone(connection: Connection, held: Held | None = None) -> list[int]:
    """Sequence numbers of the deliveries that have been undone, or that were when the ledger held so much."""
    query = select(undos.c.batch_seq)
    if held is not None:
        query = query.where(undos.c.undo_seq <= held.undo_seq)
    return list(connection.execute(query).scalars())


def undone_when(connection: Connection) -> dict[int, datetime]:
    """When each undone delivery was undone, by its sequence number."""
    return {row.batch_seq: row.undone_at for row in connection.execute(select(undos))}


def position(connection: Connection) -> Position:
    """How far the history of deliveries has come; two equal positions mean the same facts."""
    return last_seq(connection), connection.execute(select(func.count()).select_from(undos)).scalar_one()


def position_of_files(connection: Connection) -> Position:
    """The same of files alone: what a person enters in the app meanwhile makes no difference to it."""
    files = select(func.max(batches.c.batch_seq)).where(batches.c.kind == FROM_A_FILE)
    return connection.execute(files).scalar() or 0, position(connection)[1]


def last_seq(connection: Connection) -> int:
    """The newest delivery's sequence number; 0 where nothing was ever delivered."""
    return connection.execute(select(func.max(batches.c.batch_seq))).scalar() or 0


def held_now(connection: Connection) -> Held:
    """How far the ledger has come."""
    latest_undo = connection.execute(select(func.max(undos.c.undo_seq))).scalar()
    return Held(batch_seq=last_seq(connection), undo_seq=latest_undo or 0)


def _batch(row: Row[Any]) -> Batch:
    counts = json.loads(row.counts)
    return Batch(
        row.batch_seq, row.batch_id, row.kind, row.source, row.received_at, row.received_by, counts, row.provider_id
    )
