"""A whole copy while others write, and a verdict on every part of the installation."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update
from support.three_people import TODAY, at
from support.whole_life import CASEWORKER

from assessment.cli.main import main
from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.reference.rubric import CURRENT_VERSION
from assessment.settings import resource
from assessment.stalling import rubric_calibration
from assessment.stalling.rubric_calibration import CALIBRATION, MANIFEST, folder_name, shipped_calibration
from assessment.storage import copying, journal
from assessment.storage.desk_tables import journal as journal_table
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.back_up import back_up
from assessment.use_cases.check_installation import FAULT, MISSING, OK, check_installation
from assessment.use_cases.open_case import open_case

NOW = at(TODAY)


def verdicts(ledger: Ledger) -> dict[str, tuple[str, str]]:
    return {part.name: (part.verdict, part.why) for part in check_installation(f"sqlite:///{ledger.embedded_file}")}


def test_a_copy_opens_as_the_database_it_was_taken_of(scored: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "kopier" / "mandag.db"
    with scored.reading() as somebody_reads:
        assert journal.first_broken_link(somebody_reads) is None
        back_up(scored, now=NOW, out=out)

    copy = open_ledger(f"sqlite:///{out}")
    try:
        assert open_case(copy, CASEWORKER, "forloeb-amina", now=NOW).header.alias == "Amina"
        with copy.reading() as transaction:
            assert journal.first_broken_link(transaction) is None
            assert journal.lines(transaction)[-2].act == "backup"
    finally:
        copy.close()


def test_an_earlier_copy_is_never_written_over(scored: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "mandag.db"
    out.write_text("noget andet", encoding="utf-8")
    with pytest.raises(CallerCanMend, match="findes allerede"):
        back_up(scored, now=NOW, out=out)
    assert out.read_text(encoding="utf-8") == "noget andet"


def test_a_copy_that_is_not_whole_does_not_get_its_name(
    scored: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect

    class Damaging(sqlite3.Connection):
        def backup(self, *_arguments: object, **_options: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(copying.sqlite3, "connect", lambda file, **how: real(file, factory=Damaging, **how))
    with pytest.raises(SprogsporError, match="Kopien blev ikke hel og gælder ikke"):
        back_up(scored, now=NOW, out=tmp_path / "ud" / "mandag.db")
    assert list((tmp_path / "ud").iterdir()) == []


def test_a_whole_installation_is_ok_in_every_part_that_is_not_optional(scored: Ledger) -> None:
    found = verdicts(scored)
    assert {name for name, (verdict, _) in found.items() if verdict == FAULT} == set()
    assert [found[name][0] for name in ("skema", "normer", "kalibrering", "database", "journal")] == [OK] * 5


@pytest.fixture
def calibration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the calibration that ships, which the installation takes for its own."""
    folder = tmp_path / "kalibrering"
    shutil.copytree(resource(f"models/{folder_name(CURRENT_VERSION)}"), folder)
    monkeypatch.setattr(rubric_calibration, "resource", lambda _name: folder)
    return folder


def check(capsys: pytest.CaptureFixture[str], ledger: Ledger, *words: str) -> tuple[int, dict[str, str]]:
    """The exit code of ``check``, and what stands after the name of each part."""
    with pytest.raises(SystemExit) as ended:
        main(["check", "--database", str(ledger.engine.url), *words])
    parts = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    return int(ended.value.code or 0), parts


@pytest.mark.usefixtures("calibration")
def test_the_calibration_is_named_with_the_people_it_was_learned_from_who_are_invented(
    scored: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    sha256 = shipped_calibration().sha256[:12]

    code, parts = check(capsys, scored)
    assert (code, parts["kalibrering"]) == (
        0,
        f"ok - workplace-da-v1, {sha256}, lært af 600 opdigtede personer og ingen rigtige "
        "(verden counted_talk, frø 2026)",
    )
    _code, parts = check(capsys, scored, "--lang", "en")
    assert "learned from 600 invented people and no real ones" in parts["calibration"]


CANNOT_BE_USED = "fejl - Kalibreringen af skemaet workplace-da-v1 kan ikke bruges: {why}. Installér Sprogspor igen."


@pytest.mark.parametrize(
    ("file", "change", "why"),
    [
        (CALIBRATION, lambda told: told.replace("0.", "1.", 1), "den er ændret, siden den blev lavet"),
        (CALIBRATION, lambda told: f"{told} ", "den er ændret, siden den blev lavet"),
        (CALIBRATION, None, "den mangler eller kan ikke læses"),
        (MANIFEST, None, "den mangler eller kan ikke læses"),
        (MANIFEST, lambda told: told[:-9], "den mangler eller kan ikke læses"),
        (MANIFEST, lambda told: told.replace("49dbca", "49dbcb"), "den hører til et andet skema"),
    ],
)
def test_a_calibration_that_is_gone_or_was_touched_is_a_fault_with_its_cure(
    calibration: Path,
    scored: Ledger,
    capsys: pytest.CaptureFixture[str],
    file: str,
    change: Callable[[str], str] | None,
    why: str,
) -> None:
    """It is read anew each time: a server that runs for weeks must not answer for what it read at the start."""
    assert check(capsys, scored)[0] == 0
    if change is None:
        (calibration / file).unlink()
    else:
        (calibration / file).write_text(change((calibration / file).read_text("utf-8")), "utf-8")

    code, parts = check(capsys, scored)

    assert (code, parts["kalibrering"]) == (1, CANNOT_BE_USED.format(why=why))
    assert [name for name, told in parts.items() if told.startswith("fejl")] == ["kalibrering"]


def test_a_calibration_that_was_not_installed_is_a_fault_with_its_cure(
    scored: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rubric_calibration, "folder_name", lambda _rubric: "ingen-kalibrering")

    code, parts = check(capsys, scored)

    assert (code, parts["kalibrering"]) == (1, CANNOT_BE_USED.format(why="den mangler"))


def test_a_calibration_that_is_no_calibration_is_a_fault_although_its_hash_is_right(
    calibration: Path, scored: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    for content in ("{}", "[1]", "\N{NO-BREAK SPACE}"):
        (calibration / CALIBRATION).write_text(content, "utf-8")
        told = json.loads((calibration / MANIFEST).read_text("utf-8"))
        told["calibration_sha256"] = hashlib.sha256(content.encode()).hexdigest()
        (calibration / MANIFEST).write_text(json.dumps(told), "utf-8")

        code, parts = check(capsys, scored)

        assert (code, parts["kalibrering"]) == (1, CANNOT_BE_USED.format(why="den mangler eller kan ikke læses"))


@pytest.mark.parametrize("data", [None, {}, {"newcomers": 600}, "600"])
def test_a_calibration_that_does_not_say_what_it_was_learned_from_is_a_fault(
    calibration: Path, scored: Ledger, capsys: pytest.CaptureFixture[str], data: object
) -> None:
    told = json.loads((calibration / MANIFEST).read_text("utf-8"))
    (calibration / MANIFEST).write_text(json.dumps(told | {"data": data}), "utf-8")

    code, parts = check(capsys, scored)

    assert (code, parts["kalibrering"]) == (
        1,
        "fejl - Det står ikke ved kalibreringen, hvad den er lært af. Installér Sprogspor igen.",
    )


def test_a_database_that_was_never_made_is_missing_and_is_not_made(tmp_path: Path) -> None:
    found = {part.name: part.verdict for part in check_installation(f"sqlite:///{tmp_path / 'ingen.db'}")}
    assert (found["database"], found["journal"]) == (MISSING, MISSING)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_chain_is_a_fault_that_names_the_line(scored: Ledger) -> None:
    with scored.writing() as transaction:
        transaction.execute(update(journal_table).where(journal_table.c.seq == 2).values(actor="en anden"))
    assert verdicts(scored)["journal"] == (FAULT, "kæden er brudt ved linje 2")


def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "brev.db").write_text("Kære kommune\n" * 100, encoding="utf-8")
    found = {part.name: part.verdict for part in check_installation(f"sqlite:///{tmp_path / 'brev.db'}")}
    assert (found["database"], found["journal"]) == (FAULT, FAULT)


def test_a_time_that_cannot_be_read_breaks_the_chain_and_is_no_bug(scored: Ledger) -> None:
    file = scored.embedded_file
    assert file is not None
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("UPDATE journal SET at = 'engang' WHERE seq = 2")
        raw.commit()
    assert verdicts(scored)["journal"][0] == FAULT
