"""The journal's lines are bound to each other: whatever is done to one, the first broken link is named."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from support.three_people import TODAY, at

from assessment.storage import journal
from assessment.storage.desk_tables import journal as journal_table
from assessment.storage.ledger import Ledger

TAMPERED = {
    "seq": 1_000,
    "at": at(TODAY) - timedelta(days=1),
    "actor": "en anden",
    "act": "read_nothing",
    "subject": "someone-else",
    "detail": "{}",
    "previous_hash": "1" * 64,
    "hash": "2" * 64,
}


def test_the_chain_of_a_whole_life_holds(lived: Any) -> None:
    with lived.ledger.reading() as transaction:
        lines = journal.lines(transaction)
        assert journal.first_broken_link(transaction) is None
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert [line.act for line in lines] == [
        "import", "import", "import", "gate", "flag", "undo_import", "import", "flag", "flag_dry_run",
        "sign_in", "read_case", "own_view", "decision", "write_to_buddy", "observation", "calibration",
    ]  # fmt: skip


def test_the_journal_holds_no_personal_text(lived: Any) -> None:
    with lived.ledger.reading() as transaction:
        told = " ".join(f"{line.subject} {line.detail}" for line in journal.lines(transaction))
    for word in ("Amina", "Lidt tale", "butikken", "Mia", "Sprogcentret"):
        assert word not in told


@pytest.fixture
def five_lines(ledger: Ledger) -> Ledger:
    """A journal of five lines."""
    with ledger.writing() as transaction:
        for number in range(5):
            journal.write(
                transaction,
                at=at(TODAY, number),
                actor="karen",
                act="read_case",
                subject=f"n{number}",
                detail={"n": number},
            )
    return ledger


@pytest.mark.parametrize("column", TAMPERED)
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_change_to_any_field_of_any_line_is_found_and_named(five_lines: Ledger, seq: int, column: str) -> None:
    with five_lines.writing() as transaction:
        transaction.execute(update(journal_table).where(journal_table.c.seq == seq).values({column: TAMPERED[column]}))
    with five_lines.reading() as transaction:
        assert journal.first_broken_link(transaction) == seq


@pytest.mark.parametrize("seq", [1, 3])
def test_a_line_taken_out_is_found_and_named(five_lines: Ledger, seq: int) -> None:
    with five_lines.writing() as transaction:
        transaction.execute(delete(journal_table).where(journal_table.c.seq == seq))
    with five_lines.reading() as transaction:
        assert journal.first_broken_link(transaction) == seq


def test_a_line_put_in_at_the_end_is_found_and_named(five_lines: Ledger) -> None:
    with five_lines.writing() as transaction:
        last = transaction.execute(select(journal_table).order_by(journal_table.c.seq.desc()).limit(1)).one()._mapping
        transaction.execute(
            insert(journal_table).values({**last, "seq": 6, "previous_hash": last["hash"], "hash": "3" * 64})
        )
    with five_lines.reading() as transaction:
        assert journal.first_broken_link(transaction) == 6


def test_the_journal_can_be_read_by_act_and_by_person(five_lines: Ledger) -> None:
    with five_lines.reading() as transaction:
        assert [line.seq for line in journal.lines(transaction, subject="n3")] == [4]
        assert [line.seq for line in journal.lines(transaction, act="decision")] == []
