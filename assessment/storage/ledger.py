"""The ledger: one handle to the database, one way to read it, one way to write it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import N_, _
from assessment.storage import migrate
from assessment.storage.desk_tables import writer
from assessment.storage.engine import check_promises, is_busy, make_engine

Transaction = Connection
"""One consistent look at, or one act on, the database. Other rooms hold it and hand it back to storage."""


_KNOWN_COMPLAINTS = {
    "unable to open database file": N_(
        "Databasens mappe kan ikke bruges. Giv din bruger adgang til den, eller vælg en anden med SPROGSPOR_HOME. "
        "Intet er gemt."
    ),
    "readonly database": N_(
        "Databasen kan kun læses. Giv din bruger skriveadgang til filen og dens mappe. Intet er gemt."
    ),
    "not a database": N_("Filen er ikke en database. Flyt den, eller vælg en anden med --database. Intet er gemt."),
    "disk is full": N_("Disken er fuld. Gør plads, og prøv igen. Intet er gemt."),
}
"""What SQLite says, and what to say of it."""


class DatabaseGone(SprogsporError):
    """The database cannot be reached, read or written just now; nothing was stored."""


class Busy(SprogsporError):
    """Somebody else has been writing for as long as we are willing to wait."""


class Ledger:
    """A database whose promises have been checked.

    Use :meth:`reading` for a look and :meth:`writing` for one act: all of it is stored, or nothing.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def embedded_file(self) -> Path | None:
        """The file of an embedded database; None where the database is a server."""
        return _file_of(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """One consistent look at the database."""
        with _in_plain_words(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One act in one transaction, one writer at a time; a second waits 30 s, then gets :class:`Busy`."""
        with _in_plain_words(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(update(writer).values(turns=writer.c.turns + 1))
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_ledger(url: str, *, create: bool = True) -> Ledger:
    """Open the database at ``url``, made and brought forward where that is needed.

    With ``create=False`` a database that is not there is the caller's mistake, not a new empty one.
    """
    engine = make_engine(url)
    ledger = Ledger(engine)
    try:
        with _in_plain_words():
            file = _file_of(engine)
            if file is not None and file.exists():
                _require_ours(file)
            elif file is not None:
                _make_room(file, create=create)
            migrate.bring_forward(engine)
            check_promises(engine)
    except OSError as problem:
        ledger.close()
        raise DatabaseGone(
            _("Databasen kan ikke nås: {why}. Intet er gemt.").format(why=problem.strerror or type(problem).__name__)
        ) from problem
    except BaseException:
        ledger.close()
        raise
    return ledger


def _make_room(file: Path, *, create: bool) -> None:
    if not create:
        raise CallerCanMend(_("Der er ingen database i {file}. Kør først import eller demo.").format(file=file))
    file.parent.mkdir(parents=True, exist_ok=True)


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


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as problem:
        raise Busy(_("Der er for mange på én gang lige nu. Prøv igen om lidt; intet er gemt.")) from problem
    except OperationalError as problem:
        if is_busy(problem):
            raise Busy(_("En anden skriver i databasen lige nu. Prøv igen om lidt; intet er gemt.")) from problem
        raise DatabaseGone(_in_danish(problem)) from problem
    except DBAPIError as problem:
        raise DatabaseGone(_in_danish(problem)) from problem


def _in_danish(problem: DBAPIError) -> str:
    """What the database complained of, and the cure where we know one."""
    cause = _cause(problem)
    for complaint, sentence in _KNOWN_COMPLAINTS.items():
        if complaint in cause:
            return _(sentence)
    return _("Databasen kan ikke bruges: {why}. Intet er gemt.").format(why=cause)


def _cause(problem: DBAPIError) -> str:
    """The driver's own short words, without the statement and the values in it."""
    return str(problem.orig).splitlines()[0][:120] if problem.orig else type(problem).__name__
