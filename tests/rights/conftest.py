"""What the tests of rights share: two towns in a database, fresh for each."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.two_towns import TwoTowns, build

from assessment.storage.ledger import Ledger, open_ledger


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> tuple[Path, TwoTowns]:
    """Two towns, to be copied."""
    folder = tmp_path_factory.mktemp("towns")
    shutil.copyfile(empty_database, folder / "towns.db")
    ledger = open_ledger(f"sqlite:///{folder / 'towns.db'}")
    towns = build(ledger, folder)
    ledger.close()
    return folder / "towns.db", towns


@pytest.fixture
def towns(open_copy: Callable[[Path], Ledger], filled: tuple[Path, TwoTowns]) -> Ledger:
    """The two towns, fresh."""
    return open_copy(filled[0])
