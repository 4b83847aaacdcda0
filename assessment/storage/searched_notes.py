"""The notes that a caseworker may search, as they stand: none withdrawn or replaced, none of elsewhere."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Subquery, or_, select

from assessment.domain.days import end_of_day
from assessment.storage.fact_tables import FACT_TABLES
from assessment.storage.facts import known_query

_ROWS_A_TIME = 20_000
_ESCAPE = "\\"


class SearchedNote(NamedTuple):
    """A note, when it was written about whom, in which placement, and by an observer of which role."""

    observation_id: str
    seen_on: date
    placement_id: str
    newcomer_id: str
    alias: str | None
    role: str
    note: str


def notes_in(
    connection: Connection, municipality: str, day: date, pieces_of_words: Sequence[Sequence[str]] = ()
) -> Iterator[SearchedNote]:
    """The notes about the newcomers of a municipality that are known by ``day`` and stand then, newest seen first.

    Of each word the pieces must stand in the note in their order, whatever is between them, small or capital where they
    are ASCII. That is less than that the word stands there: whoever asks looks again. All notes where no word is named.
    """
    entries = FACT_TABLES["observations"].c
    people = _known(connection, day, "newcomers", "newcomer_id", "municipality", "alias")
    placements = _known(connection, day, "placements", "placement_id", "newcomer_id")
    observers = _known(connection, day, "observers", "observer_id", "role")
    query = (
        _standing(connection, day)
        .join(placements, placements.c.placement_id == entries.placement_id)
        .join(people, people.c.newcomer_id == placements.c.newcomer_id)
        .join(observers, observers.c.observer_id == entries.observer_id)
        .where(people.c.municipality == municipality, entries.note.is_not(None), entries.note != "")
        .where(*(entries.note.ilike(_pattern(pieces), escape=_ESCAPE) for pieces in pieces_of_words if pieces))
        .with_only_columns(
            entries.observation_id,
            entries.seen_on,
            entries.placement_id,
            people.c.newcomer_id,
            people.c.alias,
            observers.c.role,
            entries.note,
        )
        .order_by(entries.seen_on.desc(), entries.recorded_at.desc(), entries.observation_id)
    )
    for row in connection.execute(query, execution_options={"yield_per": _ROWS_A_TIME}):
        yield SearchedNote(*row)


def _standing(connection: Connection, day: date) -> Select[Any]:
    """The entries that nobody has withdrawn, and in whose place no other has been put."""
    entries, later = FACT_TABLES["observations"].c, end_of_day(day)
    stands = or_(entries.withdrawn_at.is_(None), entries.withdrawn_at >= later)
    known = known_query(connection, "observations", day)
    instead = known.where(stands, entries.replaces.is_not(None)).with_only_columns(entries.replaces).subquery()
    return known.where(stands, entries.observation_id.not_in(select(instead.c.replaces)))


def _known(connection: Connection, day: date, stem: str, *columns: str) -> Subquery:
    table = FACT_TABLES[stem]
    return known_query(connection, stem, day).with_only_columns(*(table.c[name] for name in columns)).subquery()


def _pattern(pieces: Sequence[str]) -> str:
    """The pieces with anything between them, and no sign of theirs meaning anything but itself."""
    plain = (piece.replace(_ESCAPE, _ESCAPE * 2).replace("%", r"\%").replace("_", r"\_") for piece in pieces)
    return f"%{'%'.join(plain)}%"
