"""A ledger that is watched from beside it: whether anything at all was written, and what each delivery brought."""

import sqlite3

from sqlalchemy import func, select, union_all

from assessment.storage.desk_tables import journal, writer
from assessment.storage.fact_tables import FACT_TABLES, batches
from assessment.storage.ledger import Ledger

from .deliveries import current_texts


class Watched:
    """A ledger, and what stood in it when the watching began."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.name = ledger.engine.dialect.name
        self.standing = current_texts(ledger)
        self._beside = None if ledger.embedded_file is None else sqlite3.connect(ledger.embedded_file)

    def mark(self) -> object:
        """Changes with every transaction that anybody commits here, whatever it wrote.

        SQLite says so itself to whoever watches over a line of their own; on a server every writer takes a number.
        """
        if self._beside is not None:
            return self._beside.execute("PRAGMA data_version").fetchone()
        with self.ledger.reading() as transaction:
            turns = transaction.execute(select(writer.c.turns)).all()
            lines = transaction.execute(select(func.count()).select_from(journal)).scalar()
        return turns, lines, self.last_rows()

    def last_rows(self) -> object:
        """Changes with every row of facts that is added; none is ever taken away."""
        last = [select(func.max(table.c.row_id)) for table in FACT_TABLES.values()]
        with self.ledger.reading() as transaction:
            return transaction.execute(union_all(*last)).all()

    def rows_of(self, batch_id: str) -> dict[str, int]:
        """How many rows of each file a delivery has brought."""
        seq = select(batches.c.batch_seq).where(batches.c.batch_id == batch_id).scalar_subquery()
        counts = [
            select(func.count()).select_from(table).where(table.c.batch_seq == seq) for table in FACT_TABLES.values()
        ]
        with self.ledger.reading() as transaction:
            found = transaction.execute(union_all(*counts)).scalars().all()
        return dict(zip(FACT_TABLES, found, strict=True))

    def close(self) -> None:
        """Let go of it."""
        if self._beside is not None:
            self._beside.close()
        self.ledger.close()
