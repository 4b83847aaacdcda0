"""Over a ledger's whole life nothing that was stored is changed or removed, and all SQL runs on both databases."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import ClauseElement, TextClause
from support.whole_life import live

from assessment.storage.desk_tables import metadata
from assessment.storage.ledger import Ledger

MAY_CHANGE = {"writer", "accounts", "sessions", "meta"}
"""Whose turn it is, who is locked out, who is signed in, how far the demonstration came: what holds only now."""


@pytest.fixture
def executed(either_ledger: Ledger, tmp_path: Path) -> tuple[list[str], list[ClauseElement]]:
    """Every statement of a whole life, as it was sent and as it was written."""
    sent: list[str] = []
    written: list[ClauseElement] = []

    @event.listens_for(either_ledger.engine, "before_cursor_execute")
    def note_sent(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    @event.listens_for(either_ledger.engine, "before_execute")
    def note_written(_conn: Any, element: ClauseElement, *_more: Any) -> None:
        written.append(element)

    live(either_ledger, tmp_path)
    return sent, written


def test_nothing_is_updated_or_deleted_but_turns_accounts_sessions_and_marks(
    executed: tuple[list[str], list[ClauseElement]],
) -> None:
    sent, _ = executed
    inserted = _tables_after("INSERT INTO", sent)
    changed = _tables_after("UPDATE", sent) | _tables_after("DELETE FROM", sent)

    assert inserted >= set(metadata.tables) - {"writer"}, "the life was not whole"
    assert changed <= MAY_CHANGE
    assert not [statement for statement in sent if re.match(r"\s*(REPLACE|DROP|ALTER|TRUNCATE)|.*ON CONFLICT", statement)]


def test_all_sql_is_built_and_none_of_it_belongs_to_one_database_alone(
    executed: tuple[list[str], list[ClauseElement]],
) -> None:
    _, written = executed
    assert len(written) > 50
    for element in written:
        assert not isinstance(element, TextClause), element
        assert str(element.compile(dialect=postgresql.dialect()))


def _tables_after(words: str, statements: list[str]) -> set[str]:
    found = (re.match(rf'\s*{words} "?(\w+)"?', statement) for statement in statements)
    return {match[1] for match in found if match}
