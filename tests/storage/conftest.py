"""The same promises on both databases: SQLite always, PostgreSQL where the machine has a server."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.sql.elements import ClauseElement
from support import postgres_server
from support.postgres_server import Server
from support.whole_life import live

from assessment.storage.ledger import Ledger, open_ledger

NewLedger = Callable[[], Ledger]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running PostgreSQL server, with an empty migrated database ``sprogspor`` to copy."""
    if reason := postgres_server.why_not():
        pytest.skip(reason)
    with postgres_server.running() as started:
        _create_database(started.address, "sprogspor")
        open_ledger(f"{started.address}/sprogspor").close()
        yield started


@pytest.fixture(scope="session")
def postgres(server: Server) -> str:
    """The address of the running PostgreSQL server."""
    return server.address


@pytest.fixture(scope="session")
def empty_on_server(server: Server) -> Callable[[], str]:
    """The addresses of databases in which there is nothing at all."""
    numbers = count()

    def make() -> str:
        name = f"bare{next(numbers)}"
        _create_database(server.address, name)
        return f"{server.address}/{name}"

    return make


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_ledger(
    request: pytest.FixtureRequest, empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NewLedger]:
    """Make an empty database and open it, as often as one likes."""
    opened: list[Ledger] = []
    numbers = count()
    folder = tmp_path_factory.mktemp("databases")

    def on_sqlite() -> str:
        file = folder / f"{next(numbers)}.db"
        shutil.copyfile(empty_database, file)
        return f"sqlite:///{file}"

    def on_postgres() -> str:
        name, address = f"copy{next(numbers)}", request.getfixturevalue("postgres")
        _create_database(address, f"{name} TEMPLATE sprogspor")
        return f"{address}/{name}"

    def make() -> Ledger:
        opened.append(open_ledger(on_sqlite() if request.param == "sqlite" else on_postgres()))
        return opened[-1]

    yield make
    for ledger in opened:
        ledger.close()


@pytest.fixture
def either_ledger(new_ledger: NewLedger) -> Ledger:
    """An empty database, SQLite and then PostgreSQL."""
    return new_ledger()


@dataclass
class Lived:
    """A ledger after its whole life, with every statement as it was sent and as it was written."""

    ledger: Ledger
    sent: list[str] = field(default_factory=list)
    written: list[ClauseElement] = field(default_factory=list)


@pytest.fixture(scope="session")
def lived(new_ledger: NewLedger, tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """One whole life, lived once for all who look at it and change nothing."""
    life = Lived(new_ledger())

    @event.listens_for(life.ledger.engine, "before_cursor_execute")
    def note_sent(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        life.sent.append(statement)

    @event.listens_for(life.ledger.engine, "before_execute")
    def note_written(_conn: Any, element: ClauseElement, *_more: Any) -> None:
        life.written.append(element)

    live(life.ledger, tmp_path_factory.mktemp("life"))
    event.remove(life.ledger.engine, "before_cursor_execute", note_sent)
    event.remove(life.ledger.engine, "before_execute", note_written)
    return life


def _create_database(address: str, name: str) -> None:
    engine = create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
