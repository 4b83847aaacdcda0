"""What the tests of the HTTP interface share: the bakery behind the whole application, and a clock that can be set."""

import pytest
from support.mia_at_work import PASSWORD, Clock, fill
from support.over_http import SAME_ORIGIN
from support.three_people import TODAY, at

from assessment.storage.ledger import open_ledger
from assessment.web import composition


@pytest.fixture(scope="session")
def bakery(empty_database, tmp_path_factory):
    """The bakery, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("bakery")
    file = folder / "bakery.db"
    file.write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{file}")
    fill(ledger, folder / "bundle")
    ledger.close()
    return file


@pytest.fixture
def clock():
    return Clock(at(TODAY, 10, 42))


@pytest.fixture
def ledger(open_copy, bakery):
    """The database behind the interface."""
    return open_copy(bakery)


@pytest.fixture
def client_at(ledger, clock, client_of, monkeypatch):
    """A client of the whole application over the bakery, by whom it is signed in."""
    monkeypatch.setattr(composition, "_now", clock)
    opened = []
    monkeypatch.setattr(composition, "open_ledger", lambda url: opened.append(open_ledger(url)) or opened[-1])

    def make(user="mia"):
        client = client_of(composition.doors_to(str(ledger.engine.url)))
        if user:
            answer = client.post("/api/v1/session", json={"user": user, "password": PASSWORD}, headers=SAME_ORIGIN)
            assert answer.status_code == 204, answer.text
        return client

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def mia(client_at):
    return client_at("mia")
