"""A bakery's server that can be cut off in the middle of anything, over a real database with people to be seen."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assessment.access.actor import Actor, Role
from assessment.domain.days import monday_of
from assessment.storage.facts import current_records
from assessment.storage.ledger import open_ledger
from support.browser import free_port
from support.small_bundle import SmallBundle
from support.three_people import three_people
from support.whole_life import PASSWORD, add_account, cheap_passwords, deliver

MIA, GRETHE = "mia", "grethe"
"""The buddy of all three, and the culture guide of Amina alone."""


class Bakery:
    """A server over a database of its own; it is started, killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.database = folder, f"sqlite:///{folder / 'bakery.db'}"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._server: subprocess.Popen[bytes] | None = None
        today = date.today()
        people = three_people(first_monday=monday_of(today) - timedelta(weeks=14))
        people.add("observers", observer_id=GRETHE, role="kulturguide", name="Grethe")
        _assign(people, GRETHE, "forloeb-amina", today)
        _assign(people, MIA, "forloeb-amina", today)
        ledger = open_ledger(self.database)
        deliver(ledger, people, folder / "levering", now=datetime.now(UTC))
        with cheap_passwords():
            for observer in (MIA, GRETHE, "ny"):
                add_account(ledger, Actor(user=observer, role=Role.OBSERVER, observer_id=observer))
        ledger.close()

    def start(self) -> None:
        """Start the server unless it runs, and wait until it answers."""
        if self._server is not None:
            return
        with (self.folder / "log.txt").open("ab") as log:
            command = [sys.executable, "-m", "assessment", "serve", "--database", self.database]
            self._server = subprocess.Popen(
                [*command, "--port", str(self.port)],
                stdout=log,
                stderr=log,
                env={**os.environ, "SPROGSPOR_HOME": str(self.folder)},
            )
        _until(self._answers, "the application did not start")

    def kill(self) -> None:
        """Cut the server off as a power failure would (kill -9)."""
        if self._server is not None:
            self._server.send_signal(signal.SIGKILL)
            self._server.wait(20)
            self._server = None

    def entries(self, note: str) -> list[dict[str, Any]]:
        """What is stored with that note, each with its ratings, oldest first."""
        ledger = open_ledger(self.database)
        try:
            with ledger.reading() as transaction:
                found = [dict(row) for row in current_records(transaction, "observations") if row["note"] == note]
                for row in found:
                    rated = current_records(transaction, "ratings", observation_id=[row["observation_id"]])
                    row["ratings"] = {one["criterion"]: one["step"] for one in rated}
        finally:
            ledger.close()
        return sorted(found, key=lambda row: row["recorded_at"])

    def cases(self, observer: str) -> dict[str, list[int]]:
        """The steps that an observer's calibration cases are stored with, by case and criterion, oldest first."""
        stored: dict[str, list[int]] = {}
        ledger = open_ledger(self.database)
        try:
            with ledger.reading() as transaction:
                rows = current_records(transaction, "calibrations", observer_id=[observer])
        finally:
            ledger.close()
        for row in sorted(rows, key=lambda row: row["rated_at"]):
            stored.setdefault(f"{row['case_id']}/{row['criterion']}", []).append(row["step"])
        return stored

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=1):  # noqa: S310 - our own server
                return True
        except OSError:
            return False


def sign_in(page: Any, observer: str) -> None:
    """Sign in as somebody of the bakery, and wait for their own page."""
    page.get_by_label("Brugernavn").fill(observer)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.get_by_role("link", name="Det har jeg skrevet").wait_for()


def _assign(people: SmallBundle, observer: str, placement: str, today: date) -> None:
    known = {"placement_id": placement, "observer_id": observer, "from_on": today - timedelta(days=60)}
    people.add("assignments", assignment_id=f"{observer}-{placement}", **known)


def _until(holds: Callable[[], bool], otherwise: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.1)
    pytest.fail(otherwise)
