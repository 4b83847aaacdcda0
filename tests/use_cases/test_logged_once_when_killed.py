"""A server that loses power has every acknowledged entry once, whole, and gives the same receipt when asked again.

Killed anywhere else than between commit and answer: ``test_killed_at_any_moment``.
"""

import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import httpx
import pytest
from support import killed_after_commit
from support.browser import free_port
from support.mia_at_work import MIA
from support.small_bundle import SmallBundle
from support.whole_life import PASSWORD, add_account, deliver

from assessment.domain.days import end_of_day
from assessment.domain.receipt import receipt_of
from assessment.storage import journal, receipts
from assessment.storage.facts import current_records
from assessment.storage.ledger import open_ledger

pytestmark = pytest.mark.long

TODAY = date.today()
REAL = ["-m", "assessment", "serve"]
WRAPPER = [killed_after_commit.__file__]
KILLS = 2


@pytest.fixture
def database(empty_database, tmp_path):
    """Amina's buddy Mia can sign in today."""
    file = tmp_path / "bakery.db"
    file.write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{file}")
    began = TODAY - timedelta(days=30)
    bundle = SmallBundle().person("amina", started_on=began)
    bundle.add("assignments", assignment_id="a1", placement_id="forloeb-amina", observer_id="mia", from_on=began)
    deliver(ledger, bundle, tmp_path / "bundle", now=end_of_day(began))
    add_account(ledger, MIA)
    ledger.close()
    return f"sqlite:///{file}"


class Server:
    """A server process at an address, to be killed without warning and started again."""

    def __init__(self, url, folder):
        self.url, self.port, self.folder = url, free_port(), folder
        self.process = None

    def start(self, program):
        wrapped = (
            [self.url, str(self.port)] if program is WRAPPER else ["--database", self.url, "--port", str(self.port)]
        )
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *program, *wrapped], stdout=log, stderr=log, cwd=self.folder
            )

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def client(self):
        """A tablet: it asks again until there is somebody to answer."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers={"Origin": f"http://127.0.0.1:{self.port}"}, timeout=20
        )


@contextmanager
def server_over(url, folder):
    server = Server(url, folder)
    try:
        yield server
    finally:
        server.kill()


def until_answered(call, seconds=90):
    """The answer to a call that is repeated for as long as nobody answers it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            return call()
        except httpx.TransportError:
            time.sleep(0.05)
    return pytest.fail("nobody answered")


def signed_in(client):
    sent = {"user": "mia", "password": PASSWORD}
    assert until_answered(lambda: client.post("/api/v1/session", json=sent)).status_code == 204


def entry(number):
    return {
        "observation_id": str(uuid4()),
        "placement_id": "forloeb-amina",
        "seen_on": TODAY.isoformat(),
        "note": f"Nummer {number}.",
        "ratings": {"small_talk": number % 5, "phone": None, "reading": 2},
    }


def require_each_once(url, sent, answered):
    """Every entry with a receipt is one whole row; no entry is half; the journal is whole."""
    ledger = open_ledger(url)
    with ledger.reading() as transaction:
        rows = Counter(row["observation_id"] for row in current_records(transaction, "observations"))
        rated = Counter(row["observation_id"] for row in current_records(transaction, "ratings"))
        lines = Counter(line.detail for line in journal.lines(transaction, act="observation"))
        assert set(answered) <= set(rows) <= {one["observation_id"] for one in sent}
        assert set(rows.values()) == {1}
        assert rated == dict.fromkeys(rows, 3)
        assert (set(lines.values()), len(lines)) == ({1}, len(rows))
        assert all(receipts.find(transaction, observation_id) for observation_id in rows)
        assert journal.first_broken_link(transaction) is None
    ledger.close()
    for observation_id, told in answered.items():
        assert {answer["receipt"] for answer in told} == {receipt_of(observation_id)}
        assert len({answer["stored_at"] for answer in told}) == 1


def test_killed_between_commit_and_answer_the_entry_is_there_once_with_the_same_receipt(database, tmp_path):
    sent, answered = [], {}
    with server_over(database, tmp_path) as server, server.client() as client:
        for number in range(KILLS):
            server.start(WRAPPER)
            signed_in(client)
            sent.append(entry(number))
            with pytest.raises(httpx.TransportError):
                client.post("/api/v1/observations", json=sent[-1])
            assert server.process.wait(20) == -signal.SIGKILL
        server.start(REAL)
        for one in sent:
            answer = until_answered(lambda one=one: client.post("/api/v1/observations", json=one))
            assert answer.status_code == 200, answer.text
            answered[one["observation_id"]] = [answer.json()]

    require_each_once(database, sent, answered)
    assert len(answered) == KILLS
