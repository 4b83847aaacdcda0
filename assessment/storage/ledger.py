"""The ledger: one handle to the database, one way to read it, one way to write it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, update

from assessment.domain.errors import CallerCanMend
from assessment.i18n.system_words import why
from assessment.i18n.words import _
from assessment.storage import migrate
from assessment.storage.complaints import Busy as Busy  # whoever has a ledger finds here what it may raise
from assessment.storage.complaints import DatabaseGone as DatabaseGone
from assessment.storage.complaints import in_plain_words
from assessment.storage.desk_tables import writer
from assessment.storage.engine import check_promises, make_engine
from assessment.storage.migrate import Moved

Transaction = Connection
"""One consistent look at, or one act on, the database. Other rooms hold it and hand it back to storage."""


class NoDatabaseYet(CallerCanMend):
    """There is nothing at the address yet, and whoever asked only wants what is there."""


class Ledger:
    """A database whose promises have been checked.

    Use :meth:`reading` for a look and :meth:`writing` for one act: all of it is stored, or nothing.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lies_at: tuple[int, int] | None = None

    @property
    def embedded_file(self) -> Path | None:
        """The file of an embedded database; None where the database is a server."""
        return _file_of(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One consistent look at the database."""
        self._require_in_place()
        with in_plain_words(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One act in one transaction, one writer at a time; a second waits 30 s, then gets :class:`Busy`."""
        self._require_in_place()
        with in_plain_words(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(update(writer).values(turns=writer.c.turns + 1))
            yield connection
            self._require_in_place()

    def promises(self) -> str:
        """What a server was found to promise; raises PromiseBroken where it is not enough. See `check_promises`."""
        with in_plain_words():
            return check_promises(self.engine)

    def _require_in_place(self) -> None:
        """Refuse to go on with a file that is no longer where it was opened.

        SQLite itself writes on into a file that was moved or deleted, and confirms what nobody will find again.
        """
        file = self.embedded_file
        if file is None:
            return
        try:
            found = file.stat()
        except OSError:
            found = None
        lies_at = (found.st_dev, found.st_ino) if found else None
        self._lies_at = self._lies_at or lies_at
        if lies_at is None or lies_at != self._lies_at:
            raise DatabaseGone(
                _(
                    "Databasens fil er flyttet, slettet eller byttet ud, mens Sprogspor kørte. "
                    "Læg den tilbage, eller start Sprogspor igen. Intet er gemt."
                )
            )

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_ledger(url: str | URL, *, create: bool = True) -> Ledger:
    """Open the database at ``url``, made and brought forward where that is needed.

    With ``create=False`` a database that is not there is the caller's mistake (NoDatabaseYet), not a new empty one.
    """
    ledger, _moved = _opened(url, create=create, explicit=False)
    return ledger


def bring_forward(url: str) -> Moved:
    """Migrate the database at ``url`` because somebody asked for it, on a server too; a SQLite file must be there."""
    is_file = make_engine(url).dialect.name == "sqlite"
    ledger, moved = _opened(url, create=not is_file, explicit=True)
    ledger.close()
    return moved


def _opened(url: str | URL, *, create: bool, explicit: bool) -> tuple[Ledger, Moved]:
    engine = make_engine(url)
    ledger = Ledger(engine)
    try:
        with in_plain_words(opening=True):
            file = _file_of(engine)
            if file is not None and file.exists():
                _require_ours(file)
            elif file is not None:
                _make_room(file, create=create)
            check_promises(engine)  # before the first byte is written where it might not last
            if file is None and not create:
                _require_made(engine)
            moved = migrate.bring_forward(engine, explicit=explicit)
            ledger._require_in_place()
    except OSError as problem:
        ledger.close()
        raise DatabaseGone(_("Databasen kan ikke nås: {why}. Intet er gemt.").format(why=why(problem))) from problem
    except BaseException:
        ledger.close()
        raise
    return ledger, moved


def _make_room(file: Path, *, create: bool) -> None:
    if not create:
        raise NoDatabaseYet(_("Der er ingen database i {file}. Kør først import eller demo.").format(file=file))
    file.parent.mkdir(parents=True, exist_ok=True)


def _require_made(engine: Engine) -> None:
    if migrate.is_empty(engine):
        raise NoDatabaseYet(_("Databasen er tom. Kør først import eller demo."))


def _require_ours(file: Path) -> None:
    """Refuse a SQLite file of somebody else's before anything is set on it; only read, so that no byte changes."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as looked_at:
            tables = {name for (name,) in looked_at.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error:
        return  # no database, or locked: opening it in earnest says so
    if tables and "alembic_version" not in tables:
        raise migrate.somebody_elses()


def _file_of(engine: Engine) -> Path | None:
    return Path(engine.url.database) if engine.dialect.name == "sqlite" and engine.url.database else None
