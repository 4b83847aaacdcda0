"""sprogspor report: a file where there was none, one document on stdout, and every mistake named at once."""

import json
import os
import shutil
import signal
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from support.three_people import FIRST_MONDAY, TODAY

from assessment.cli import console, report_commands
from assessment.cli.main import main
from assessment.domain.days import danish_day
from assessment.storage import journal
from assessment.storage.ledger import open_ledger

PERIOD = ("--from", FIRST_MONDAY, "--to", TODAY)


@pytest.fixture
def database(scored_database: Path, tmp_path: Path) -> str:
    shutil.copyfile(scored_database, tmp_path / "kommune.db")
    return f"sqlite:///{tmp_path / 'kommune.db'}"


@pytest.fixture
def run(database, tmp_path, monkeypatch, capsys):
    """Run the command; its exit code, stdout and stderr."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SPROGSPOR_DATABASE", database)
    monkeypatch.delenv(console.DEBUG_VARIABLE, raising=False)

    def run_it(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["report", *(str(argument) for argument in arguments)])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run_it


def journal_lines(database):
    ledger = open_ledger(database)
    with ledger.reading() as transaction:
        found = journal.lines(transaction, act="report")
    ledger.close()
    return found


def test_a_providers_report_is_a_new_file_and_a_sentence(run, database, tmp_path):
    code, out, err = run("--provider", "sprogcenter", *PERIOD, "--to-format", "csv", "--out", tmp_path / "r.csv")

    assert (code, out) == (0, f"Skrevet i {tmp_path / 'r.csv'}: 2 linjer.\n")
    assert err.splitlines() == [
        "Læser observationer, lektioner og prøver ...",
        "Regner på udviklingen ...",
        "Skriver filen ...",
        "Skriver i journalen ...",
    ]
    content = (tmp_path / "r.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfnewcomer_id;from_on;to_on;")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert len(journal_lines(database)) == 1


def test_one_document_on_stdout_and_what_is_left_out_on_stderr(run, tmp_path):
    code, out, err = run("--newcomer", "olena", *PERIOD, "--out", tmp_path / "r.csv", "--format", "json")

    assert code == 0
    assert json.loads(out) == {"out": str(tmp_path / "r.csv"), "rows": 1, "measured": 0}
    assert err.endswith("\n1: For lidt grundlag: 2 observationer i perioden, der skal mindst 4 til.\n")


@pytest.mark.parametrize(("ending", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK\x03\x04"), ("pdf", b"%PDF-")])
def test_each_format_is_a_file_of_its_kind_and_the_journal_says_which(run, database, tmp_path, ending, begins):
    out = tmp_path / f"r.{ending}"

    assert run("--newcomer", "amina", *PERIOD, "--to-format", ending, "--out", out)[0] == 0

    content = out.read_bytes()
    assert content.startswith(begins)
    (line,) = journal_lines(database)
    detail = json.loads(line.detail)
    assert (detail["format"], detail["rows"], detail["newcomer_id"]) == (ending, 1, "amina")
    assert detail["sha256"] == sha256(content).hexdigest()


@pytest.mark.parametrize("at", ["Regner på udviklingen ...", "Skriver i journalen ..."])
def test_ctrl_c_leaves_neither_a_file_nor_a_journal_line(run, database, tmp_path, monkeypatch, at):
    def interrupted(said):
        if said == at:
            raise KeyboardInterrupt

        console.tell(said)

    monkeypatch.setattr(report_commands, "tell", interrupted)
    code, out, err = run("--newcomer", "amina", *PERIOD, "--to-format", "pdf", "--out", tmp_path / "r.pdf")

    assert (code, out, err.splitlines(keepends=True)[-1]) == (1, "", "Afbrudt. Der er ikke lavet nogen rapport.\n")
    assert list(tmp_path.glob("*r.pdf*")) == []
    assert journal_lines(database) == []


def test_ctrl_c_while_file_and_journal_are_written_comes_too_late_and_leaves_both(run, database, tmp_path, monkeypatch):
    real_open, before = Path.open, signal.signal(signal.SIGINT, signal.default_int_handler)

    def opened_under_ctrl_c(self, mode="r", *args, **kwargs):
        file = real_open(self, mode, *args, **kwargs)
        if mode == "xb":
            os.kill(os.getpid(), signal.SIGINT)
        return file

    monkeypatch.setattr(Path, "open", opened_under_ctrl_c)
    assert run("--newcomer", "amina", *PERIOD, "--out", tmp_path / "r.csv")[0] == 0

    assert (tmp_path / "r.csv").read_bytes().endswith(b"\r\n")
    assert len(journal_lines(database)) == 1
    assert signal.signal(signal.SIGINT, before) is signal.default_int_handler


def test_a_bar_is_drawn_where_somebody_watches(run, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")

    code, _out, err = run("--newcomer", "amina", *PERIOD, "--out", tmp_path / "r.csv")

    assert code == 0
    assert "Læser observationer, lektioner og prøver ...\n" not in err


def test_days_may_be_written_the_danish_way(run, tmp_path):
    code, _out, _err = run(
        "--newcomer", "amina", "--from", "02-03-2026", "--to", "08-06-2026", "--out", tmp_path / "r.csv"
    )

    assert code == 0
    assert "amina;2026-03-02;2026-06-08;14;" in (tmp_path / "r.csv").read_text("utf-8-sig")


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(run, database, tmp_path):
    there = tmp_path / "r.csv"
    there.write_text("behold", encoding="utf-8")
    tomorrow = danish_day(datetime.now(UTC)) + timedelta(days=1)

    code, out, err = run(
        "--newcomer", "amina", "--provider", "sprogcenter", "--from", tomorrow, "--to", TODAY,
        "--to-format", "docx", "--track", "DU9", "--module", "tre", "--out", there,
    )  # fmt: skip

    assert (code, out) == (2, "")
    for part in (
        "--newcomer og --provider kan ikke bruges sammen",
        "Uddannelsen DU9 kendes ikke. Vælg en af DU1, DU2, DU3, FVU.",
        "Modulet tre kan ikke læses",
        "ligger i fremtiden",
        "går baglæns",
        "docx. Vælg pdf, xlsx eller csv.",
        "findes allerede",
    ):
        assert part in err
    assert there.read_text(encoding="utf-8") == "behold"
    assert journal_lines(database) == []


def test_everything_that_is_missing_is_said_at_once(run):
    code, out, err = run()

    assert (code, out) == (2, "")
    for part in ("--newcomer, --provider eller --municipality", "--from mangler", "--to mangler", "--out mangler"):
        assert part in err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--provider", "x"], "Der er ingen udbyder med det id"),
        (["--newcomer", "x"], "Der er ingen borger med det id"),
        (["--newcomer", "amina", "--track", "DU2"], "Skriv også --provider"),
        (["--provider", "sprogcenter", "--module", "3"], "Skriv også --track"),
        (["--provider", "sprogcenter", "--track", "DU2", "--module", "²"], "Modulet ² kan ikke læses"),
        (
            ["--newcomer", "a", "--provider", "b", "--municipality", "461"],
            "--newcomer, --provider og --municipality kan ikke bruges sammen",
        ),
        (["--provider", "sprogcenter", "--to-format", "docx"], "Rapporter kan ikke laves som docx"),
        (["--provider", "sprogcenter", "--from", "i går"], "--from kan ikke læses: i går"),
    ],
)
def test_a_mistake_is_the_callers_to_mend_and_leaves_no_file(run, tmp_path, arguments, sentence):
    code, out, err = run(*PERIOD, "--out", tmp_path / "r.csv", *arguments)

    assert (code, out) == (2, "")
    assert sentence in err
    assert not (tmp_path / "r.csv").exists()


def test_a_folder_that_is_not_there_is_named(run, tmp_path):
    code, _out, err = run("--newcomer", "amina", *PERIOD, "--out", tmp_path / "ikke" / "r.csv")

    assert code == 2
    assert f"Mappen {tmp_path / 'ikke'} findes ikke" in err


def test_a_disk_that_is_full_leaves_neither_half_a_file_nor_a_journal_line(run, database, tmp_path, monkeypatch):
    real_open = Path.open

    def open_on_a_full_disk(self, mode="r", *args, **kwargs):
        file = real_open(self, mode, *args, **kwargs)
        if mode != "xb":
            return file

        class FullDisk:
            def __enter__(self):
                return self

            def __exit__(self, *_how):
                file.close()

            def write(self, _content):
                raise OSError(28, "No space left on device")

        return FullDisk()

    monkeypatch.setattr(Path, "open", open_on_a_full_disk)
    code, _out, err = run("--newcomer", "amina", *PERIOD, "--out", tmp_path / "r.csv")

    assert code == 1
    assert "disken er fuld" in err
    assert not (tmp_path / "r.csv").exists()
    assert journal_lines(database) == []


def test_english_is_spoken_where_it_is_asked_for(run, tmp_path):
    code, out, err = run("--newcomer", "olena", *PERIOD, "--out", tmp_path / "r.csv", "--lang", "en")

    assert code == 0
    assert out.startswith("Written to")
    assert "Too little evidence" in err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--municipality", "461"], {"municipality": "461", "provider_id": None, "rows": 3}),
        (["--provider", "sprogcenter", "--track", "du2"], {"track": "DU2", "module": None, "rows": 1}),
        (["--provider", "sprogcenter", "--track", "DU2", "--module", "3"], {"track": "DU2", "module": 3}),
        (["--provider", "sprogcenter", "--track", "FVU"], {"track": "FVU", "rows": 0}),
    ],
)
def test_a_class_or_a_municipality_is_asked_for_and_the_journal_says_so(run, database, tmp_path, asked, told):
    code, out, _err = run(*asked, *PERIOD, "--out", tmp_path / "r.csv", "--format", "json")

    assert code == 0
    detail = json.loads(journal_lines(database)[0].detail)
    assert told.items() <= detail.items()
    assert json.loads(out)["rows"] == detail["rows"]
