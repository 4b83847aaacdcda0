"""Open the database with the promises that a receipt rests on, and check that they hold."""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.words import _

WRITER_WAIT_SECONDS = 30
CONNECT_WAIT_SECONDS = 10
OLDEST_SERVER = 14
_SERVER_NAMES = ("postgresql", "postgres")
_SQLITE_PROMISES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
_SERVER_PROMISES = ("fsync", "synchronous_commit", "full_page_writes")
_NOTICE_A_DEAD_SERVER = {
    "connect_timeout": CONNECT_WAIT_SECONDS,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""What libpq is told, so that nobody waits a quarter of an hour for a server that lost its power. In seconds, and the
last in milliseconds. What the address itself says goes before."""


class PromiseBroken(SprogsporError):
    """The database does not give the durability that a receipt rests on."""


def make_engine(url: str | URL) -> Engine:
    """An engine for ``url`` on which every connection is durable and checks its references.

    A PostgreSQL server is spoken to with psycopg, whatever driver the address names.
    """
    parsed = _address(url)
    is_server = parsed.get_backend_name() in _SERVER_NAMES
    if is_server:
        parsed = parsed.set(drivername="postgresql+psycopg")
    try:
        engine = create_engine(
            parsed,
            connect_args=_connect_args(parsed),
            hide_parameters=True,  # a traceback in a log must not hold what somebody wrote
            pool_pre_ping=is_server,
        )
    except ImportError:
        if is_server:
            raise CallerCanMend(
                _('PostgreSQL kræver en driver. Kør pip install "sprogspor[postgresql]", og prøv igen.')
            ) from None
        raise no_address() from None
    except (ArgumentError, ValueError):
        raise no_address() from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _promise)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "begin", _begin_on_server)
    return engine


def check_promises(engine: Engine) -> str:
    """Assert at start that what was asked for is what we got; raises PromiseBroken naming everything that is missing.

    Returns what was found on a server, in a few words; empty for a SQLite file, which has nothing to tell apart.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _check_file(connection)
            return ""
        return _check_server(connection)


def _check_file(connection: Connection) -> None:
    for name, promised in _SQLITE_PROMISES.items():
        found = connection.execute(text(f"PRAGMA {name}")).scalar()
        if found != promised:
            raise PromiseBroken(
                _("Databasen lover ikke holdbarhed: {name} er {found}, men skal være {promised}.").format(
                    name=name, found=found, promised=promised
                )
            )


def _check_server(connection: Connection) -> str:
    names = ("server_version", "server_encoding", *_SERVER_PROMISES)
    found = {name: str(connection.execute(text(f"SHOW {name}")).scalar()) for name in names}
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
    wrong = []
    if version < OLDEST_SERVER:
        wrong.append(
            _("Serveren er PostgreSQL {found}, men skal være {oldest} eller nyere.").format(
                found=found["server_version"], oldest=OLDEST_SERVER
            )
        )
    if found["server_encoding"] != "UTF8":
        wrong.append(
            _(
                "Databasens tegnsæt er {found}, men skal være UTF8. Lav den med: CREATE DATABASE ... ENCODING 'UTF8'."
            ).format(found=found["server_encoding"])
        )
    wrong += [
        _("Databasen lover ikke holdbarhed: {name} er slået fra.").format(name=name)
        for name in _SERVER_PROMISES
        if found[name] == "off"
    ]
    if wrong:
        raise PromiseBroken(" ".join(wrong))
    promises = ", ".join(f"{name}={found[name]}" for name in _SERVER_PROMISES)
    return f"PostgreSQL {found['server_version'].split()[0]}, {found['server_encoding']}, {promises}"


def _address(url: str | URL) -> URL:
    """The address, taken apart."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        raise no_address() from None
    if backend in _SERVER_NAMES and not parsed.database:
        raise CallerCanMend(
            _("Databasens adresse nævner ingen database. Skriv den som postgresql://bruger@vært/database.")
        )
    return parsed


def no_address() -> CallerCanMend:
    """What is said of an address that cannot be one; it is never repeated, as it may hold a password."""
    return CallerCanMend(
        _(
            "Databasens adresse kan ikke bruges. "
            "Skriv den som sqlite:///sti/til/fil.db eller postgresql://bruger@vært/database."
        )
    )


def _connect_args(url: URL) -> dict[str, Any]:
    if url.get_backend_name() not in _SERVER_NAMES:
        return {"timeout": WRITER_WAIT_SECONDS}
    settings = f"-c lock_timeout={WRITER_WAIT_SECONDS}s -c timezone=UTC"
    given = url.query.get("options", "")
    options = " ".join([*([given] if isinstance(given, str) else given), settings]).strip()
    unsaid = {name: value for name, value in _NOTICE_A_DEAD_SERVER.items() if name not in url.query}
    return {**unsaid, "options": options, "application_name": "sprogspor", "client_encoding": "utf8"}


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
