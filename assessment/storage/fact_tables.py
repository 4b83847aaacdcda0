"""The tables of facts: one for each file of the bundle, made from the bundle's own description.

Nothing in them is ever updated or deleted. A correction is a new row that names the row it replaces; a delivery
that is undone stays, and its rows are passed over.
"""

from typing import Any

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, MetaData, Table
from sqlalchemy.types import TypeEngine

from assessment.domain.bundle import BUNDLE, ID_MAX_LENGTH, BundleColumn, BundleFile, Kind
from assessment.storage.types import UtcDateTime, words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

batches = Table(
    "batches",
    metadata,
    Column("batch_seq", Integer, primary_key=True),
    Column("batch_id", words(ID_MAX_LENGTH), nullable=False, unique=True),
    Column("kind", words(16), nullable=False),
    Column("source", words(200), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_by", words(200), nullable=False),
    Column("counts", words(), nullable=False),
    Column("provider_id", words(ID_MAX_LENGTH), index=True),
)

undos = Table(
    "undos",
    metadata,
    Column("undo_seq", Integer, primary_key=True),
    Column("batch_seq", Integer, ForeignKey("batches.batch_seq"), nullable=False, unique=True),
    Column("undone_at", UtcDateTime, nullable=False),
    Column("undone_by", words(200), nullable=False),
)

SQL_TYPES: dict[Kind, TypeEngine[Any]] = {
    "id": words(ID_MAX_LENGTH),
    "uuid": words(36),
    "text": words(),
    "note": words(),
    "day": Date(),
    "moment": UtcDateTime(),
    "week": words(8),
    "choice": words(16),
    "municipality": words(3),
    "step": Integer(),
    "count": Integer(),
    "number": Float(),
    "year": Integer(),
    "passed": words(8),
    "grade": Float(),
    "criterion": words(32),
}


def _sql_column(file: BundleFile, column: BundleColumn) -> Column[Any]:
    return Column(
        column.name,
        SQL_TYPES[column.kind],
        nullable=not column.required,
        index=bool(column.refers_to) and column.name not in file.key[:1],
    )


def _fact_table(file: BundleFile) -> Table:
    return Table(
        file.stem,
        metadata,
        Column("row_id", Integer, primary_key=True),
        Column("batch_seq", Integer, ForeignKey("batches.batch_seq"), nullable=False, index=True),
        Column("received_at", UtcDateTime, nullable=False),
        Column("replaces_row", Integer, ForeignKey(f"{file.stem}.row_id"), index=True),
        *(_sql_column(file, column) for column in file.columns),
        Index(None, *file.key),
    )


FACT_TABLES: dict[str, Table] = {file.stem: _fact_table(file) for file in BUNDLE}

_seen = FACT_TABLES["observations"].c
Index(
    "ix_observations_seen",  # all that the queue asks of an observation, so that it never reads the notes between
    _seen.placement_id,
    _seen.observer_id,
    _seen.seen_on,
    _seen.recorded_at,
    _seen.withdrawn_at,
    _seen.replaces_row,
    _seen.received_at,
    _seen.batch_seq,
)
