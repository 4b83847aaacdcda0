"""Open the database with the promises that a receipt rests on, and check that they hold."""

import sqlite3
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import _

WRITER_WAIT_SECONDS = 30
_SQLITE_PROMISES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
_SERVER_PROMISES = ("fsync", "synchronous_commit")
_LOCK_NOT_AVAILABLE = "55P03"


class PromiseBroken(SprogsporError):
    """The database does not give the durability that a receipt rests on."""


def make_engine(url: str) -> Engine:
    """An engine for ``url`` on which every connection is durable and checks its references."""
    try:
        parsed = make_url(url)
        engine = create_engine(parsed, connect_args=_connect_args(parsed))
    except (ArgumentError, ImportError) as problem:
        raise CallerCanMend(
            _("Databasens adresse kan ikke bruges. Skriv den som sqlite:///sti/til/fil.db.")
        ) from problem  # the address itself may hold a password, so it is not repeated
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _promise)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "begin", _begin_on_server)
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
            return
        for name in _SERVER_PROMISES:
            if connection.execute(text(f"SHOW {name}")).scalar() == "off":
                raise PromiseBroken(_("Databasen lover ikke holdbarhed: {name} er slået fra.").format(name=name))


def is_busy(problem: OperationalError) -> bool:
    """Whether the database said that somebody else is writing."""
    return "locked" in str(problem.orig) or getattr(problem.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def _connect_args(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"timeout": WRITER_WAIT_SECONDS}
    return {"options": f"-c lock_timeout={WRITER_WAIT_SECONDS}s"}


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


def _begin_on_server(connection: Any) -> None:
    # A writer holds the writer's row, so each of its statements may see the newest; a reader wants one picture.
    if not connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
