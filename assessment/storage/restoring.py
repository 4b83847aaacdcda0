"""A copy put into an empty database of either kind: all of it in one transaction, or nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, Table, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import _
from assessment.storage import journal, migrate
from assessment.storage.complaints import in_plain_words
from assessment.storage.copying import NotWhole, becoming, copy_pages
from assessment.storage.desk_tables import writer
from assessment.storage.engine import check_promises, make_engine
from assessment.storage.fact_tables import metadata
from assessment.storage.portable import Counts, count, fill, new_file, reading_copy

_FIRST_BYTES = b"SQLite format 3\0"
_OURS = {"alembic_version", "journal", "batches", "meta", "writer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put in: rows by table, the revision of the copy, and the one it stands at now."""

    rows: Counts
    from_revision: str
    to_revision: str


def restore(url: str, copy: Path, *, at: datetime, actor: str) -> Restored:
    """Put ``copy`` into the empty database at ``url``: a SQLite file that is not there, or a server's without rows.

    The copy is only read, and is checked first; an older one is brought forward on the way. CallerCanMend where it is
    none of ours, damaged or newer, or where the database holds anything; nothing is changed then.
    """
    engine = make_engine(url)
    try:
        with in_plain_words(opening=True):
            from_revision = _examine(copy)
            if engine.dialect.name == "sqlite":
                rows = _into_new_file(engine, copy, at, actor)
            else:
                rows = _into_server(engine, copy, at, actor)
    except NotWhole as problem:
        raise SprogsporError(
            _("Kopien blev ikke lagt hel ind og gælder ikke. Se efter, om disken er fuld. Databasen er ikke rørt.")
        ) from problem
    finally:
        engine.dispose()
    return Restored(rows=rows, from_revision=from_revision, to_revision=migrate.newest_revision())


def _examine(file: Path) -> str:
    """The revision of a copy that is whole and of a version we know."""
    if not file.is_file():
        raise CallerCanMend(_("{file} findes ikke. Vælg en kopi, der er lavet med sprogspor backup.").format(file=file))
    with file.open("rb") as opened:
        if opened.read(len(_FIRST_BYTES)) != _FIRST_BYTES:
            raise _not_a_copy(file)
    try:
        with reading_copy(file) as connection:
            if not set(inspect(connection).get_table_names()) >= _OURS:
                raise _not_a_copy(file)
            revision = migrate.revision_of(connection)
            if revision not in migrate.revisions():
                raise CallerCanMend(
                    _(
                        "{file} er fra en nyere version af Sprogspor. Opdatér programmet; databasen er ikke rørt."
                    ).format(file=file)
                )
            verdict = connection.execute(text("PRAGMA integrity_check")).scalar()
            is_whole = verdict == "ok" and not connection.execute(text("PRAGMA foreign_key_check")).first()
    except (DBAPIError, sqlite3.Error) as problem:
        raise _damaged(file) from problem
    if not is_whole:
        raise _damaged(file)
    return str(revision)


def _into_new_file(engine: Engine, copy: Path, at: datetime, actor: str) -> Counts:
    target = Path(str(engine.url.database or ""))
    if target.exists():
        raise _holds_something()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with becoming(target) as partial:
            copy_pages(copy, partial, at_rest=True)
            with new_file(partial).connect() as connection, connection.begin():
                migrate.upgrade(connection)
                rows = {table.name: count(connection, table) for table in metadata.sorted_tables}
                _finish(connection, copy, rows, at, actor)
    except FileExistsError:
        raise _holds_something() from None
    return rows


def _into_server(engine: Engine, copy: Path, at: datetime, actor: str) -> Counts:
    check_promises(engine)
    with (
        _at_newest(copy) as source,
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        migrate.take_turn(connection)
        _require_empty(connection)
        migrate.upgrade(connection)
        rows = fill(source, connection)
        _finish(connection, copy, rows, at, actor)
        for table in metadata.sorted_tables:
            _let_numbers_go_on(connection, table)
    return rows


@contextmanager
def _at_newest(copy: Path) -> Iterator[Connection]:
    """The copy as it is, or where it is older, a copy of it that was brought forward."""
    with TemporaryDirectory(prefix="sprogspor-") as folder:
        with reading_copy(copy) as connection:
            is_newest = migrate.revision_of(connection) == migrate.newest_revision()
        if not is_newest:
            forward = Path(folder) / "copy.db"
            copy_pages(copy, forward, at_rest=True)
            with new_file(forward).connect() as connection, connection.begin():
                migrate.upgrade(connection)
            copy = forward
        with reading_copy(copy) as connection:
            yield connection


def _finish(connection: Connection, copy: Path, rows: Counts, at: datetime, actor: str) -> None:
    broken = journal.first_broken_link(connection)
    if broken is not None:
        raise CallerCanMend(
            _(
                "Journalen i {file} er brudt ved linje {seq}, så der er rettet i kopien. "
                "Brug en anden kopi; databasen er ikke rørt."
            ).format(file=copy, seq=broken)
        )
    detail = {"rows": sum(rows.values())}
    journal.write(connection, at=at, actor=actor, act="restore", subject=copy.name[:100], detail=detail)


def _require_empty(connection: Connection) -> None:
    """No tables, or ours with nothing in them but the turn that every database has."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return
    at_newest = migrate.revision_of(connection) == migrate.newest_revision()
    if not at_newest or any(count(connection, table) for table in metadata.sorted_tables if table is not writer):
        raise _holds_something()


def _let_numbers_go_on(connection: Connection, table: Table) -> None:
    """Let a server count on from the rows that were put in with their own numbers."""
    column = table.autoincrement_column
    if column is None:
        return
    quoted = connection.dialect.identifier_preparer.quote(table.name)
    sequence = connection.execute(select(func.pg_get_serial_sequence(quoted, column.name))).scalar()
    if sequence is not None:
        highest = connection.execute(select(func.max(column))).scalar()
        connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))


def _not_a_copy(file: Path) -> CallerCanMend:
    return CallerCanMend(
        _("{file} er ikke en kopi fra Sprogspor. Vælg en, der er lavet med sprogspor backup.").format(file=file)
    )


def _damaged(file: Path) -> CallerCanMend:
    return CallerCanMend(_("{file} er beskadiget. Brug en anden kopi; databasen er ikke rørt.").format(file=file))


def _holds_something() -> CallerCanMend:
    return CallerCanMend(
        _("Databasen holder allerede noget og er ikke rørt. Læg kopien i en ny eller tom med --database.")
    )
