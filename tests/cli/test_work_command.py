"""The worker beside the app reads the notes, and ends with the app however that ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.browser import free_port
from support.real_encoder import environment_with_encoder
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, flat, three_people
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM
from assessment.cli.main import main
from assessment.domain.days import danish_day
from assessment.domain.note_search import FoundByMeaning
from assessment.storage import questions, vectors
from assessment.storage.ledger import Ledger
from assessment.storage.only_one import only_worker
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.search_notes import Remembered, search_by_meaning, search_by_words

SAID = {
    "selam": "Der er ikke nogen at snakke med om natten.",
    "rahel": "Han sidder alene i frokostpausen.",
    "farid": "Den store vaskemaskine stod stille.",
    "hodan": "Vi så på den nye vagtplan sammen.",
}


def with_notes(*notes: str) -> SmallBundle:
    bundle = three_people()
    for number, note in enumerate(notes):
        bundle.seen("amina", FIRST_MONDAY, flat(number), note=note)
    return bundle


@pytest.fixture
def town(ledger: Ledger, tmp_path: Path) -> Ledger:
    """Amina with two notes."""
    deliver(ledger, with_notes("Hilste på alle.", "Spurgte selv om vej."), tmp_path / "bundle", now=at(TODAY, 7))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 7))
    return ledger


def address(ledger: Ledger) -> str:
    return f"sqlite:///{ledger.embedded_file}"


def test_without_an_encoder_it_says_so_and_nothing_is_wrong(town: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["work", "--once", "--format", "json", "--database", address(town)])
    printed = capsys.readouterr()

    assert ended.value.code == 0
    told = json.loads(printed.out)
    told.pop("scored")  # it depends on the day whether anybody is placed
    assert told == {"encoder": None, "read": 0, "forgotten": 0, "known": 0}
    assert printed.err == "Noter læses ikke: slået fra (SPROGSPOR_ENCODER=off). Alt andet virker uden.\n"


def test_an_encoder_that_was_asked_for_and_is_not_there_is_a_fault_of_the_installation(
    town: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPROGSPOR_ENCODER", str(tmp_path / "væk"))
    with pytest.raises(SystemExit) as ended:
        main(["check", "--database", address(town)])

    assert ended.value.code == 1
    assert f"sprogmodel til noter: fejl - mappen {tmp_path / 'væk'} findes ikke" in capsys.readouterr().out


def test_without_an_encoder_it_scores_the_night_all_the_same(
    ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today, bundle = danish_day(datetime.now(UTC)), SmallBundle()
    bundle.person("amina", started_on=today - timedelta(weeks=3))
    deliver(ledger, bundle, tmp_path / "bundle", now=datetime.now(UTC))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=datetime.now(UTC))
    told = []
    for _time in range(2):
        with pytest.raises(SystemExit):
            main(["work", "--once", "--format", "json", "--database", address(ledger)])
        told.append(json.loads(capsys.readouterr().out)["scored"])

    assert told == [["461"], []]


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does: on Windows nobody was killed")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_the_worker_stands_beside_the_app_and_ends_with_it_however_it_ends(
    end: signal.Signals, ledger: Ledger, tmp_path: Path
) -> None:
    """Nothing waits to be read here, so that nobody waits for the encoder to be fetched."""
    environment = environment_with_encoder(tmp_path)
    serve = [sys.executable, "-m", "assessment", "serve", "--port", str(free_port()), "--database", address(ledger)]
    with (tmp_path / "log.txt").open("w+", encoding="utf-8") as log:
        app = subprocess.Popen(serve, env=environment, stdout=log, stderr=log)
        try:
            until(lambda: not nobody_works_at(ledger))
            assert app.poll() is None
        finally:
            app.send_signal(end)
            app.wait()
        until(lambda: nobody_works_at(ledger))
    assert "Traceback" not in (tmp_path / "log.txt").read_text("utf-8")


def who_is_found(found: FoundByMeaning) -> list[str]:
    return [hit.newcomer_id for hit in found.hits]


@pytest.mark.long
def test_a_question_in_other_words_finds_the_note_and_one_that_nobody_answers_finds_none(
    ledger: Ledger, tmp_path: Path
) -> None:
    now, bundle = datetime.now(UTC), SmallBundle()
    for name, note in SAID.items():
        bundle.person(name, started_on=danish_day(now) - timedelta(days=30))
        bundle.seen(name, danish_day(now) - timedelta(days=9), flat(0), note=note)
    deliver(ledger, bundle, tmp_path / "bundle", now=now)
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=now)
    remembered = Remembered()

    def ask(question: str) -> FoundByMeaning:
        clock = datetime.now(UTC)
        return search_by_meaning(ledger, CASEWORKER, question, now=clock, is_asked_now=True, remembered=remembered)

    def ask_until_answered(question: str) -> FoundByMeaning:
        until(lambda: not ask(question).why_none)
        return ask(question)

    work = [sys.executable, "-m", "assessment", "work", "--database", address(ledger)]
    environment = environment_with_encoder(tmp_path)
    with (
        (tmp_path / "log.txt").open("w+", encoding="utf-8") as log,
        subprocess.Popen(work, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log) as worker,
    ):
        try:
            until(lambda: has_read(ledger, len(SAID)))
            assert search_by_words(ledger, CASEWORKER, "ingen at tale med", now=now).count == 0
            assert who_is_found(ask_until_answered("ingen at tale med"))[0] == "selam"
            assert who_is_found(ask_until_answered("hvem sidder alene i pausen"))[0] == "rahel"
            assert who_is_found(ask_until_answered("sommerhus ved Vesterhavet")) == []
        finally:
            worker.kill()
    with ledger.reading() as transaction:
        assert not questions.are_left(transaction, before=datetime.now(UTC) + timedelta(minutes=1))


def has_read(ledger: Ledger, notes: int) -> bool:
    with ledger.reading() as transaction:
        return vectors.count(transaction) == notes


def nobody_works_at(ledger: Ledger) -> bool:
    with only_worker(ledger) as is_ours:
        return is_ours


def until(holds: Callable[[], bool], seconds: float = 200) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)
