"""What every test may use: an empty database of its own, made once and copied."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.small_bundle import SmallBundle

from assessment.storage.ledger import Ledger, open_ledger


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with nothing in it, to be copied and never opened."""
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    open_ledger(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def open_copy(empty_database: Path, tmp_path: Path) -> Iterator[Callable[[Path | None], Ledger]]:
    """Open a copy of a database file (the empty one where none is named); every copy is closed afterwards."""
    opened: list[Ledger] = []

    def open_one(original: Path | None = None) -> Ledger:
        file = tmp_path / f"copy-{len(opened)}.db"
        shutil.copyfile(original or empty_database, file)
        opened.append(open_ledger(f"sqlite:///{file}"))
        return opened[-1]

    yield open_one
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(open_copy: Callable[[], Ledger]) -> Ledger:
    """An empty database."""
    return open_copy()


@pytest.fixture
def bundle() -> SmallBundle:
    """A bundle to write by hand."""
    return SmallBundle()
