"""What a database holds, and whether it is whole: every batch, run and entry beside its line in the journal."""

import hashlib
import json
import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import Table, func, select

from assessment.storage import installation, journal, states
from assessment.storage.desk_tables import flag_runs, receipts
from assessment.storage.desk_tables import states as stored_states
from assessment.storage.fact_tables import FACT_TABLES, batches, undos
from assessment.storage.ledger import Ledger
from assessment.use_cases.check_installation import FAULT, check_ledger

from .deliveries import current_texts


class BrokenPromise(AssertionError):
    """Something acknowledged is lost, something is half, or somebody was not told in a sentence."""


def held(ledger: Ledger) -> str:
    """Changes with the facts that stand, the deliveries undone, the receipts, and what the newest scoring found."""
    told: dict[str, Any] = {"export": current_texts(ledger)}
    with ledger.reading() as transaction:
        told["undone"] = transaction.execute(select(func.count()).select_from(undos)).scalar()
        told["receipts"] = [list(map(str, row)) for row in transaction.execute(select(receipts).order_by(*receipts.c))]
        for code in installation.municipalities(transaction):
            if run := states.latest_run(transaction, code):
                found = [one.state.as_json() | {"state_id": None} for one in states.of_run(transaction, run)]
                told[code] = [str(run.as_of), run.model_id, found]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def require_whole(ledger: Ledger) -> None:
    """Raise BrokenPromise where anything is half, loose, doubled or not in the journal."""
    _require_sound_file(ledger)
    for part in check_ledger(ledger):
        if part.verdict == FAULT:
            raise BrokenPromise(f"the installation is not whole: {part.name}: {part.why}")
    with ledger.reading() as transaction:
        lines = journal.lines(transaction)
        _require_batches(transaction, lines)
        scored = sum(json.loads(line.detail)["scored"] for line in lines if line.act == "flag")
        _require(_count(transaction, stored_states) == scored, "states and the journal's scorings do not add up")
        _require(
            _count(transaction, undos) == sum(line.act == "undo_import" for line in lines), "an undo without its line"
        )
        entries = sum(line.act == "observation" for line in lines)
        _require(_count(transaction, receipts) == entries, "receipts and the journal's entries do not add up")
        run_of_nothing = select(flag_runs.c.run_seq).where(flag_runs.c.run_seq.not_in(select(stored_states.c.run_seq)))
        _require(not transaction.execute(run_of_nothing).all(), "a scoring without a state")


def _require_batches(transaction: Any, lines: list[Any]) -> None:
    """Every delivery brought just the rows that it said, and an imported one has its line."""
    told = {line.subject: json.loads(line.detail) for line in lines if line.act == "import"}
    brought = {stem: _rows_by_batch(transaction, table) for stem, table in FACT_TABLES.items()}
    for batch in transaction.execute(select(batches)):
        counts = json.loads(batch.counts)
        if batch.kind == "import":
            line = told.pop(batch.batch_id, {})
            _require(all(line.get(name) == count for name, count in counts.items()), "a delivery without its line")
            counts = {name: counts["added"][name] + counts["changed"][name] for name in counts["added"]}
        for stem, rows in brought.items():
            said, found = counts.get(f"{stem}.csv", 0), rows.pop(batch.batch_seq, 0)
            _require(said == found, f"{batch.kind} {batch.batch_id} has {found} rows of {stem}, and said {said}")
    _require(not told, "a line in the journal of a delivery that is not there")
    _require(not any(brought.values()), "rows of no delivery")


def _rows_by_batch(transaction: Any, table: Table) -> dict[int, int]:
    query = select(table.c.batch_seq, func.count()).group_by(table.c.batch_seq)
    return dict(transaction.execute(query).all())


def _count(transaction: Any, table: Table) -> int:
    return int(transaction.execute(select(func.count()).select_from(table)).scalar_one())


def _require_sound_file(ledger: Ledger) -> None:
    if ledger.embedded_file is None:
        return
    with closing(sqlite3.connect(ledger.embedded_file)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchall()
        loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    _require(verdict == [("ok",)], f"the file is not sound: {verdict[:3]}")
    _require(not loose, f"rows that refer to nothing: {loose[:3]}")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BrokenPromise(otherwise)
