"""Who brought a row: a provider's enrolments as the municipality last registered them."""

from typing import Any

from sqlalchemy import Connection, or_, select

from assessment.storage.batches import undone
from assessment.storage.fact_tables import FACT_TABLES, batches
from assessment.storage.facts import Record


def by_others(connection: Connection, provider_id: str) -> list[Record]:
    """The provider's enrolments, each as the latest delivery that was not the provider's own has it.

    What the provider changed afterwards is not in it, so that no change of its own becomes a right.
    """
    table = FACT_TABLES["enrolments"]
    query = (
        select(table.c.enrolment_id, table.c.newcomer_id, table.c.started_on, table.c.ended_on)
        .join(batches, batches.c.batch_seq == table.c.batch_seq)
        .where(table.c.provider_id == provider_id)
        .where(or_(batches.c.provider_id.is_(None), batches.c.provider_id != provider_id))
        .where(table.c.batch_seq.not_in(undone(connection)))
        .order_by(table.c.row_id)
    )
    latest: dict[str, dict[str, Any]] = {row.enrolment_id: dict(row._mapping) for row in connection.execute(query)}
    return list(latest.values())
