"""Column types that mean the same on every database."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_SIGN_BY_SIGN = "C"


def words(length: int | None = None) -> TypeEngine[str]:
    """Text of at most ``length`` signs (None: any) that is compared sign by sign, as Python and SQLite do.

    A PostgreSQL server would else sort by its own language: ``aa`` after ``z`` on a Danish one, and otherwise after
    an update of the machine, which leaves its indexes in the wrong order.
    """
    plain, on_server = (
        (String(length), String(length, _SIGN_BY_SIGN)) if length else (Text(), Text(None, _SIGN_BY_SIGN))
    )
    return plain.with_variant(on_server, "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC. SQLite drops the zone; PostgreSQL keeps it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """To the database: refuse a naive time, convert the rest to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: give it a timezone before storing it")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """From the database: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
