"""Open the database with the promises that a receipt rests on, and check that they hold."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import _

WRITER_WAIT_SECONDS = 30
_SQLITE_PROMISES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


class PromiseBroken(SprogsporError):
    """The database does not give the durability that a receipt rests on."""


def make_engine(url: str) -> Engine:
    """An engine for ``url`` on which every connection is durable and checks its references."""
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, connect_args={"timeout": WRITER_WAIT_SECONDS} if _is_sqlite(url) else {})
    except (ArgumentError, ImportError) as problem:
        raise CallerCanMend(
            _("Databasens adresse kan ikke bruges. Skriv den som sqlite:///sti/til/fil.db.")
        ) from problem  # the address itself may hold a password, so it is not repeated
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _promise)
        event.listen(engine, "begin", _begin)
    return engine


def check_promises(engine: Engine) -> None:
    """Assert at start that what was asked for is what we got; raises PromiseBroken naming what is missing."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            for name, promised in _SQLITE_PROMISES.items():
                found = connection.execute(text(f"PRAGMA {name}")).scalar()
                if found != promised:
                    raise PromiseBroken(
                        _("Databasen lover ikke holdbarhed: {name} er {found}, men skal være {promised}.").format(
                            name=name, found=found, promised=promised
                        )
                    )
        elif connection.execute(text("SHOW fsync")).scalar() != "on":
            raise PromiseBroken(_("Databasen lover ikke holdbarhed: fsync er slået fra."))


def is_busy(problem: OperationalError) -> bool:
    """Whether the database said that somebody else is writing."""
    return "locked" in str(problem.orig) or "lock timeout" in str(problem.orig)


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _promise(connection: Any, _record: ConnectionPoolEntry) -> None:
    # We begin transactions ourselves (see _begin): the driver's own late BEGIN would let two writers read first.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    except sqlite3.DatabaseError as problem:
        if "locked" not in str(problem):
            raise
    finally:
        cursor.close()


def _begin(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
