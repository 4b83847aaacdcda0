"""One file that holds a whole database, wherever it came from: written of one picture, and checked before it counts."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Table, create_engine, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from assessment.storage import journal, migrate
from assessment.storage.copying import NotWhole, as_it_lies, becoming, copy_pages
from assessment.storage.fact_tables import metadata
from assessment.storage.ledger import Ledger

ROWS_AT_A_TIME = 5_000
Counts = dict[str, int]
"""Rows by table."""


def write_copy(ledger: Ledger, target: Path) -> None:
    """Copy the database to the new file ``target``: a SQLite file at the same revision, whatever it is copied from.

    It is one picture of a moment while others write, and it holds as many rows, and a journal as whole, as what it
    was copied from. NotWhole where it does not; FileExistsError where the name is taken.
    """
    with becoming(target) as partial:
        file = ledger.embedded_file
        if file is not None:
            copy_pages(file, partial)
            with ledger.reading() as living:
                broken = journal.first_broken_link(living)
        else:
            with ledger.reading() as living:
                _write_rows(living, partial)
                broken = journal.first_broken_link(living)
        with reading_copy(partial) as copy:
            if journal.first_broken_link(copy) != broken:
                raise NotWhole("journal")


@contextmanager
def reading_copy(file: Path) -> Iterator[Connection]:
    """One consistent look at a SQLite file that is not ours to write in, and that may be no database at all."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(as_it_lies(file), uri=True, isolation_level=None),
        poolclass=NullPool,
        hide_parameters=True,
    )
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("BEGIN")
        yield connection


def fill(source: Connection, target: Connection) -> Counts:
    """Put every row of ``source`` into ``target``, which has the same tables and nothing in them; return how many.

    What the migrations themselves put there goes first. Read and written in blocks, so that no table need fit in
    memory. NotWhole where a table did not get as many rows as there are.
    """
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    counts: Counts = {}
    for table in metadata.sorted_tables:
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS_AT_A_TIME)
        with source.execute(query) as rows:
            for block in rows.partitions():
                target.execute(insert(table), [dict(row._mapping) for row in block])
        counts[table.name] = count(target, table)
        if counts[table.name] != count(source, table):
            raise NotWhole(table.name)
    return counts


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def new_file(file: Path) -> Engine:
    """An engine on a file that nobody else knows of yet, and that is thrown away if it is not finished."""
    engine = create_engine(URL.create("sqlite", database=str(file)), poolclass=NullPool, hide_parameters=True)
    return engine.execution_options(writes=True)


def _write_rows(living: Connection, partial: Path) -> None:
    try:
        with new_file(partial).connect() as copy:
            for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # it has no name before it is whole and settled
                copy.exec_driver_sql(f"PRAGMA {pragma}")
            migrate.upgrade(copy)
            fill(living, copy)
            copy.commit()
            _require_whole(copy)
    except DBAPIError as problem:
        if isinstance(problem.orig, sqlite3.Error):
            raise NotWhole(str(problem.orig)) from problem
        raise  # the living one's trouble, which it says itself


def _require_whole(copy: Connection) -> None:
    if (
        copy.execute(text("PRAGMA integrity_check")).scalar() != "ok"
        or copy.execute(text("PRAGMA foreign_key_check")).first()
    ):
        raise NotWhole("integrity_check")
