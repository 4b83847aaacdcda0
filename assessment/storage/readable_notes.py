"""The notes that a machine may read, as they stand in the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from assessment.storage import batches, facts
from assessment.storage.desk_tables import gate_entries
from assessment.storage.fact_tables import FACT_TABLES
from assessment.text.note_reading import as_read, content_hash

ROWS_A_TIME = 20_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the ledger has come in what decides which notes may be read; equal ones mean the same notes.

    ``undone`` and ``gates`` count what can make a note unreadable; ``deliveries`` is where new notes come from.
    """

    deliveries: int
    undone: int
    gates: int


def standing(connection: Connection) -> Standing:
    """How far the ledger has come."""
    deliveries, undone = batches.position(connection)
    gates = connection.execute(select(func.max(gate_entries.c.gate_seq))).scalar() or 0
    return Standing(deliveries, undone, gates)


def municipality_of_newcomers(connection: Connection) -> dict[str, str]:
    """Every newcomer's municipality as it stands now."""
    return {row["newcomer_id"]: row["municipality"] for row in facts.current_records(connection, "newcomers")}


def objecting_on(connection: Connection, day: date) -> set[str]:
    """Everyone with an objection in force on ``day``."""
    return {
        row["newcomer_id"]
        for row in facts.current_records(connection, "objections")
        if row["from_on"] <= day and (row["to_on"] is None or day <= row["to_on"])
    }


def notes_about(connection: Connection, newcomers: set[str]) -> Iterator[tuple[str, str]]:
    """The content hash and the text, as it is read, of every note about these; one may come more than once.

    Notes of deliveries that were undone are not among them. What was corrected or withdrawn is: a look at an earlier
    day still reads it, and the text stands in the ledger.
    """
    seen, placed = FACT_TABLES["observations"], FACT_TABLES["placements"]
    query = (
        select(seen.c.note, placed.c.newcomer_id)
        .join(placed, placed.c.placement_id == seen.c.placement_id)
        .where(seen.c.note.is_not(None), seen.c.note != "")
    )
    if passed_over := batches.undone(connection):
        query = query.where(seen.c.batch_seq.not_in(passed_over), placed.c.batch_seq.not_in(passed_over))
    for note, newcomer_id in connection.execute(query, execution_options={"yield_per": ROWS_A_TIME}):
        if newcomer_id in newcomers and (read := as_read(note)):
            yield content_hash(read), read
