"""The same promises on both databases: SQLite always, PostgreSQL where the machine has a server."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from support import postgres_server

from assessment.storage.ledger import Ledger, open_ledger

NewLedger = Callable[[], Ledger]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL server, with an empty migrated database ``sprogspor`` to copy."""
    if reason := postgres_server.why_not():
        pytest.skip(reason)
    with postgres_server.running() as address:
        _create_database(address, "sprogspor")
        open_ledger(f"{address}/sprogspor").close()
        yield address


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


def _create_database(address: str, name: str) -> None:
    engine = create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
