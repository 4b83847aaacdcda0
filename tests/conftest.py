"""What every test may use: an empty database of its own, made once and copied."""

import functools
import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from support.compiled_once import statements_compiled_once
from support.small_bundle import SmallBundle
from support.three_people import TODAY, at, three_people
from support.whole_life import cheap_passwords, deliver

from assessment.access.actor import SYSTEM
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements

os.environ["SPROGSPOR_ENCODER"] = "off"
os.environ["SPROGSPOR_WORKER"] = "off"
"""A server that a test starts has no worker beside it, and no test waits for torch, unless it asks for it."""


def pytest_collection_finish() -> None:
    """What is imported and collected by now lives as long as the process: nobody looks through it for garbage again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where everything must be tried, what was left out has failed, with the sentence that says why."""
    report = yield
    if report.skipped and os.environ.get("SPROGSPOR_ALL") == "1":
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was left out: {reason}"
    return report


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> Iterator[None]:
    """Real hashes everywhere, without the wait that is their point; what they cost in earnest has a test of its own."""
    with cheap_passwords():
        yield


@pytest.fixture(autouse=True, scope="session")
def _packages_read_once() -> Iterator[None]:
    """What is installed stays installed: Streamlit reads it once, not again for each of hundreds of apps."""
    with pytest.MonkeyPatch.context() as patch:
        read_once = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", read_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _statements_compiled_once() -> Iterator[None]:
    """A worker opens thousands of databases, and sends them all the same."""
    with statements_compiled_once():
        yield


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with nothing in it, to be copied and never opened."""
    file = tmp_path_factory.mktemp("empty") / "empty.db"
    open_ledger(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def scored_database(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three people of municipality 461, delivered and scored, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("scored")
    file = folder / "scored.db"
    shutil.copyfile(empty_database, file)
    ledger = open_ledger(f"sqlite:///{file}")
    deliver(ledger, three_people(), folder / "bundle", now=at(TODAY, 7))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 7))
    score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 7))
    ledger.close()
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
def scored(open_copy: Callable[[Path], Ledger], scored_database: Path) -> Ledger:
    """The three people, delivered and scored this morning."""
    return open_copy(scored_database)


@pytest.fixture
def bundle() -> SmallBundle:
    """A bundle to write by hand."""
    return SmallBundle()


@pytest.fixture(scope="session")
def home_with_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a model that reads notes was put in use; to be read and never changed."""
    from support.trained_model import put_in_use

    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPROGSPOR_HOME", str(home))
        put_in_use(home / "made", with_notes=True)
    return home
