"""What the tests of the web share: the application over invented doors, without a database."""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "pages"))

from invented_desk import InventedDoors
from streamlit.runtime import Runtime

from assessment.web.application import assemble
from assessment.web.doors import Doors

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have httpx2; its client works with the httpx we have
    from starlette.testclient import TestClient

SAME_ORIGIN = {"Origin": "http://testserver"}


@pytest.fixture
def doors() -> InventedDoors:
    return InventedDoors()


@pytest.fixture
def client_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestClient]:
    """A client of the application over some doors, that follows no redirects."""

    def make(doors: Doors, base_url: str = "http://testserver") -> TestClient:
        monkeypatch.setattr(Runtime, "_instance", None)  # Streamlit allows one a process; each test has its own
        return TestClient(assemble(doors), base_url=base_url, follow_redirects=False)

    return make


@pytest.fixture
def visitor(doors: InventedDoors, client_of: Callable[..., TestClient]) -> TestClient:
    """Somebody at the door."""
    return client_of(doors.doors())


@pytest.fixture
def signed_in(visitor: TestClient) -> TestClient:
    """The same somebody, signed in as the caseworker."""
    answer = visitor.post("/log-ind", data={"bruger": "anna", "adgangskode": "blå cykel"}, headers=SAME_ORIGIN)
    assert answer.status_code == 303
    return visitor
