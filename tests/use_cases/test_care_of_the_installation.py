"""A whole copy while others write, and a verdict on every part of the installation."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update
from support.three_people import TODAY, at
from support.whole_life import CASEWORKER

from assessment.domain.errors import CallerCanMend, SprogsporError
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
    assert [found[name][0] for name in ("skema", "normer", "database", "journal")] == [OK] * 4


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
