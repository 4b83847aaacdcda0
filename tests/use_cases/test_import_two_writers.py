"""Two deliveries at once: the second waits its turn, and says so in words where it waited too long."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.deliveries import SMALL, current_texts, deliver, with_row, write_folder

from assessment.cli.main import main
from assessment.storage import engine
from assessment.storage.ledger import Busy, open_ledger

BUSY = "En anden skriver i databasen lige nu. Prøv igen om lidt; intet er gemt."


def test_a_second_delivery_waits_while_the_first_writes_and_is_then_taken(open_copy, tmp_path):
    first = open_copy()
    second = open_ledger(str(first.engine.url))
    folder = write_folder(tmp_path / "levering", SMALL)
    done = threading.Event()

    def deliver_second():
        try:
            return deliver(second, folder)
        finally:
            done.set()

    with ThreadPoolExecutor(1) as other:
        with first.writing():
            waiting = other.submit(deliver_second)
            assert not done.wait(1.0)
        outcome = waiting.result(timeout=60)

    second.close()
    assert outcome.refused == ()
    assert outcome.added["newcomers.csv"] == 2
    assert "Amina" in current_texts(first)["newcomers.csv"]


def test_two_deliveries_of_the_same_at_once_store_it_once(open_copy, tmp_path):
    first = open_copy()
    second = open_ledger(str(first.engine.url))
    folder = write_folder(tmp_path / "levering", with_row("newcomers.csv", "n3;461;Zahra;;;"))

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(lambda ledger: deliver(ledger, folder), (first, second)))

    second.close()
    assert sorted(outcome.added["newcomers.csv"] for outcome in outcomes) == [0, 3]
    assert sorted(outcome.unchanged["newcomers.csv"] for outcome in outcomes) == [0, 3]


def test_who_has_waited_too_long_is_told_in_danish_and_nothing_is_stored(open_copy, tmp_path, monkeypatch, capsys):
    first = open_copy()
    url = str(first.engine.url)
    folder = write_folder(tmp_path / "levering", SMALL)
    monkeypatch.setattr(engine, "WRITER_WAIT_SECONDS", 0.1)
    second = open_ledger(url)

    with first.writing():
        with pytest.raises(Busy, match=BUSY):
            deliver(second, folder)
        with pytest.raises(SystemExit) as ended:
            main(["import", str(folder), "--database", url, "--format", "json"])

    second.close()
    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err.strip()) == (1, "", BUSY)
    assert "Amina" not in current_texts(first)["newcomers.csv"]


def test_a_dry_run_reads_while_somebody_else_writes(open_copy, tmp_path, monkeypatch):
    first = open_copy()
    monkeypatch.setattr(engine, "WRITER_WAIT_SECONDS", 0.1)
    second = open_ledger(str(first.engine.url))

    with first.writing():
        outcome = deliver(second, write_folder(tmp_path / "levering", SMALL), dry_run=True)

    second.close()
    assert outcome.added["newcomers.csv"] == 2
