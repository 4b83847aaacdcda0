"""Over a ledger's whole life nothing that was stored is changed or removed, and all SQL runs on both databases."""

import re
from typing import Any

from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import TextClause

from assessment.storage.desk_tables import metadata

MAY_CHANGE = {"writer", "accounts", "invitations", "sessions", "meta", "encoders", "note_vectors", "questions"}
"""Whose turn it is, who is locked out, invited or signed in, how far the demonstration came: what holds only now;
the vectors of notes, which can be made again and must go with their notes; and questions until they are answered."""


def test_nothing_is_updated_or_deleted_but_turns_accounts_sessions_and_marks(lived: Any) -> None:
    inserted = _tables_after("INSERT INTO", lived.sent)
    changed = _tables_after("UPDATE", lived.sent) | _tables_after("DELETE FROM", lived.sent)
    other = [words for words in lived.sent if re.match(r"\s*(REPLACE|DROP|ALTER|TRUNCATE)|.*ON CONFLICT", words)]

    assert inserted >= set(metadata.tables) - MAY_CHANGE, "the life was not whole"
    assert changed <= MAY_CHANGE
    assert other == []


def test_all_sql_is_built_and_none_of_it_belongs_to_one_database_alone(lived: Any) -> None:
    assert len(lived.written) > 50
    for element in lived.written:
        assert not isinstance(element, TextClause), element
        assert str(element.compile(dialect=postgresql.dialect()))


def _tables_after(words: str, statements: list[str]) -> set[str]:
    found = (re.match(rf'\s*{words} "?(\w+)"?', statement) for statement in statements)
    return {match[1] for match in found if match}
