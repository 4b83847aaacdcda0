"""A machine that loses power in the middle of a delivery has taken all of it or nothing of it."""

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date

import pytest
from support.deliveries import current_texts, deliver, write_folder

from assessment.exchange.writing import bundle_texts
from assessment.simulation.municipality import simulate
from assessment.storage import batches, journal
from assessment.storage.ledger import open_ledger

KILOBYTE = 1024
AS_IT_WRITES = [1, 200 * KILOBYTE, 800 * KILOBYTE, 1600 * KILOBYTE]
"""How far the write-ahead log has grown when the power goes; SQLite spills there before the commit."""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A delivery that takes some time to write, and what stands when it is taken."""
    place = tmp_path_factory.mktemp("large")
    texts = bundle_texts(simulate(newcomers=140, weeks=52, seed=9, end=date(2026, 6, 28)).frames)
    return write_folder(place / "levering", texts), texts


def start_import(folder, file):
    return subprocess.Popen(
        [sys.executable, "-m", "assessment", "import", str(folder), "--database", f"sqlite:///{file}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_when(process, has_come):
    """Kill without warning as soon as ``has_come`` says so; return whether it still ran."""
    while process.poll() is None and not has_come():
        time.sleep(0.001)
    process.kill()
    return process.wait() == -signal.SIGKILL


def what_is_held(file):
    """Whether the database is whole, and the deliveries and rows in it."""
    connection = sqlite3.connect(file)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    ledger = open_ledger(f"sqlite:///{file}")
    try:
        with ledger.reading() as transaction:
            taken = len(batches.history(transaction))
            lines = len(journal.lines(transaction))
            broken = journal.first_broken_link(transaction)
        return whole and not loose and broken is None, (taken, lines), current_texts(ledger)
    finally:
        ledger.close()


def test_a_delivery_that_is_killed_is_there_whole_or_not_at_all_and_can_be_delivered_again(
    large, empty_database, tmp_path
):
    folder, texts = large
    _whole, _counts, nothing = what_is_held(shutil.copyfile(empty_database, tmp_path / "nothing.db"))
    moments, inside = [("started", 0), *(("log", size) for size in AS_IT_WRITES)], 0
    for number, (kind, size) in enumerate(moments):
        file = shutil.copyfile(empty_database, tmp_path / f"killed-{number}.db")
        log = file.with_name(f"{file.name}-wal")
        process = start_import(folder, file)
        began = time.monotonic()

        def has_come(kind=kind, size=size, began=began, log=log):
            if kind == "started":
                return time.monotonic() - began > 0.7
            return log.exists() and log.stat().st_size >= size

        killed = kill_when(process, has_come)
        had_written = log.exists() and log.stat().st_size > 0
        whole, counts, held = what_is_held(file)

        assert whole
        assert (counts, held) in [((0, 0), nothing), ((1, 1), texts)]
        inside += killed and had_written and counts == (0, 0)
        ledger = open_ledger(f"sqlite:///{file}")
        again = deliver(ledger, folder)
        assert again.refused == ()
        assert current_texts(ledger) == texts
        ledger.close()
    assert inside >= 2, "no kill came inside the transaction that writes"
