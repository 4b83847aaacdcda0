"""Two deliveries at once: the second waits its turn, and says so in words where it waited too long."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.deliveries import NOW, SMALL, current_texts, deliver, spoiled, with_row, write_folder

from assessment.access.actor import SYSTEM
from assessment.cli.main import main
from assessment.storage import engine
from assessment.storage.ledger import Busy, open_ledger
from assessment.use_cases import import_bundle
from assessment.use_cases.undo_import import undo_import

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


@pytest.mark.parametrize("between", ["a delivery", "an undoing"])
def test_what_happens_while_a_delivery_is_being_read_is_seen_before_it_is_stored(
    open_copy, tmp_path, monkeypatch, between
):
    """The slow reading is done without the lock, so it is done again where somebody else was quicker."""
    ledger = open_copy()
    quicker = write_folder(tmp_path / "hurtig", spoiled("newcomers.csv", "Oleh", "Oleg"))
    mine = write_folder(tmp_path / "min", SMALL)
    first = deliver(ledger, mine) if between == "an undoing" else None
    make_id = import_bundle.uuid4

    def overtaken():
        monkeypatch.setattr(import_bundle, "uuid4", make_id)
        if first is None:
            assert deliver(ledger, quicker).added["newcomers.csv"] == 2
        else:
            undo_import(ledger, SYSTEM, first.batch_id, now=NOW)
        return make_id()

    monkeypatch.setattr(import_bundle, "uuid4", overtaken)
    outcome = deliver(ledger, mine)

    assert outcome.refused == ()
    assert current_texts(ledger)["newcomers.csv"].count("n2;461;Oleh") == 1
    assert "Oleg" not in current_texts(ledger)["newcomers.csv"]
    assert (outcome.added["newcomers.csv"], outcome.changed["newcomers.csv"]) == ((0, 1) if first is None else (2, 0))


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
