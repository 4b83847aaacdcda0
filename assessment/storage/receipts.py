"""Receipts of what was logged in the app: when an entry was stored, for whom, and what the device's clock said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from assessment.storage.desk_tables import receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That an entry is stored. ``device_at`` is kept as it was sent and used for nothing."""

    observation_id: str
    user: str
    stored_at: datetime
    device_at: str | None


def add(connection: Connection, receipt: Receipt) -> None:
    """Store a receipt; one entry has one."""
    connection.execute(
        insert(receipts).values(**{name: getattr(receipt, name) for name in Receipt.__dataclass_fields__})
    )


def find(connection: Connection, observation_id: str) -> Receipt | None:
    """The receipt of an entry; None where it was not logged in the app."""
    row = connection.execute(select(receipts).where(receipts.c.observation_id == observation_id)).one_or_none()
    return Receipt(**row._mapping) if row else None
