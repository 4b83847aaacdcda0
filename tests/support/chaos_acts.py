"""The acts that are cut short: an import, a burst of entries, a scoring, an undo, and a migration."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from assessment.access.actor import SYSTEM
from assessment.domain.errors import CallerCanMend
from assessment.storage import batches, migrate
from assessment.storage.engine import make_engine
from assessment.storage.facts import current_records
from assessment.storage.ledger import Ledger, bring_forward, open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

from .chaos_children import ACKNOWLEDGED, BEGUN, Tell
from .chaos_grounds import file_of
from .chaos_town import MIA, OLDER_REVISIONS, TODAY, sent
from .chaos_whole import BrokenPromise
from .deliveries import NOW

ENTRIES = 12


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act: which database it starts from, how it is done, and what it is held to afterwards.

    ``perform`` is given an address and a mouth to tell with; ``again`` does the same after whatever happened;
    ``answers`` holds what was acknowledged against a database that was opened anew, and says whether more than that is
    committed; None where what stands says so by itself.
    """

    name: str
    starts_from: str
    perform: Callable[[str, Tell], None]
    again: Callable[[str], None]
    answers: Callable[[Ledger, Sequence[Any]], bool | None]
    commits: int = 1


def acts(folder: Path) -> list[Act]:
    """Every act; the delivery lies in ``folder``."""
    town = folder / "town"
    return [
        Act(
            name="import",
            starts_from="people",
            perform=_with_ledger(lambda ledger: [_import(ledger, town)]),
            again=_again(lambda ledger: _import(ledger, town)),
            answers=_deliveries_are_there,
        ),
        Act(
            name="save",
            starts_from="town",
            perform=_save,
            again=_again(lambda ledger: [_log(ledger, number) for number in range(ENTRIES)]),
            answers=_entries_are_there,
            commits=ENTRIES,
        ),
        Act(
            name="flag",
            starts_from="town",
            perform=_with_ledger(lambda ledger: [_flag(ledger)]),
            again=_again(_flag),
            answers=_nothing_more,
        ),
        Act(
            name="undo",
            starts_from="town",
            perform=_with_ledger(lambda ledger: [_undo(ledger)]),
            again=_again(_undo_unless_undone),
            answers=_nothing_more,
        ),
        *(
            Act(
                name=f"migrate-{revision}",
                starts_from=f"town-{revision}",
                perform=_migrate,
                again=_bring_forward,
                answers=_nothing_more,
            )
            for revision in OLDER_REVISIONS
        ),
    ]


def _with_ledger(act: Callable[[Ledger], list[Any]]) -> Callable[[str, Tell], None]:
    def perform(url: str, tell: Tell) -> None:
        ledger = open_ledger(url)
        tell(BEGUN, None)
        tell(ACKNOWLEDGED, act(ledger)[0])

    return perform


def _again(act: Callable[[Ledger], Any]) -> Callable[[str], None]:
    def again(url: str) -> None:
        ledger = open_ledger(url)
        try:
            act(ledger)
        finally:
            ledger.close()

    return again


def _import(ledger: Ledger, folder: Path) -> Any:
    outcome = import_bundle(ledger, SYSTEM, folder, now=NOW)
    if outcome.refused:
        raise BrokenPromise(f"the delivery was refused: {outcome.refused[:3]}")
    return outcome.as_json()


def _save(url: str, tell: Tell) -> None:
    ledger = open_ledger(url)
    tell(BEGUN, None)
    for number in range(ENTRIES):
        tell(ACKNOWLEDGED, _log(ledger, number))


def _log(ledger: Ledger, number: int) -> list[str]:
    kept = log_observation(ledger, MIA, sent(number), clock=lambda: NOW + timedelta(minutes=number))
    return [kept.observation_id, kept.receipt, kept.stored_at.isoformat()]


def _flag(ledger: Ledger) -> Any:
    return score_placements(ledger, SYSTEM, as_of=TODAY, now=NOW).as_json()["summary"]


def _undo(ledger: Ledger) -> Any:
    return undo_import(ledger, SYSTEM, _the_town(ledger), now=NOW).as_json()


def _undo_unless_undone(ledger: Ledger) -> None:
    try:
        _undo(ledger)
    except CallerCanMend as refused:
        if "er allerede fortrudt" not in str(refused):
            raise


def _the_town(ledger: Ledger) -> str:
    with ledger.reading() as transaction:
        return next(batch.batch_id for batch in batches.history(transaction) if batch.source == "town")


def _migrate(url: str, tell: Tell) -> None:
    tell(BEGUN, None)
    _bring_forward(url)
    tell(ACKNOWLEDGED, None)


def _bring_forward(url: str) -> None:
    """As the command ``migrate`` does it; an embedded database goes the same way when it is only opened."""
    if url.startswith("sqlite"):
        open_ledger(url).close()
    else:
        bring_forward(url)


def _deliveries_are_there(ledger: Ledger, acknowledged: Sequence[Any]) -> bool | None:
    with ledger.reading() as transaction:
        for outcome in acknowledged:
            batch = batches.find(transaction, outcome["batch_id"])
            if batch is None or any(batch.counts[name] != outcome[name] for name in batch.counts):
                raise BrokenPromise(f"an acknowledged delivery is not as it was told: {outcome}")
    return None


def _entries_are_there(ledger: Ledger, acknowledged: Sequence[Any]) -> bool | None:
    """What was answered is stored once; of the rest at most the one that was on its way; the same receipt again."""
    with ledger.reading() as transaction:
        stored = [row["observation_id"] for row in current_records(transaction, "observations", observer_id=["mia"])]
    answered = [observation_id for observation_id, _receipt, _stored_at in acknowledged]
    wanted = [sent(number)["observation_id"] for number in range(ENTRIES)]
    if sorted(stored) not in (wanted[: len(answered)], wanted[: len(answered) + 1]):
        raise BrokenPromise(f"{len(answered)} entries were answered, and {len(stored)} are stored")
    for number, told in enumerate(acknowledged):
        if _log(ledger, number) != told:
            raise BrokenPromise(f"entry {number} is answered in another way the second time")
    return len(stored) > len(answered)


def _nothing_more(_ledger: Ledger, _acknowledged: Sequence[Any]) -> bool | None:
    """What is acknowledged is all that the database holds, and that is compared already."""
    return None


def require_copies_whole(url: str, revision: str) -> int:
    """How many copies lie beside the database; each is whole, at ``revision``, and holds as many rows of everything."""
    if not url.startswith("sqlite"):
        return 0
    file = file_of(url)
    copies = sorted(file.parent.glob("*.backup.db"))
    rows = _rows(file) if copies else {}
    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
            (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if (sound, found) != ("ok", revision):
            raise BrokenPromise(f"the copy {copy.name} is {sound} and at {found}")
        if lost := {table for table, count in _rows(copy).items() if rows[table] != count}:
            raise BrokenPromise(f"the copy {copy.name} has not the rows of {sorted(lost)}")
    return len(copies)


def _rows(file: Path) -> dict[str, int]:
    """How many rows there are in each table of a file."""
    with closing(sqlite3.connect(file)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - names of our own tables


def require_one_or_the_other(url: str, revision: str) -> bool:
    """Whether a database stands at the newest revision after a migration was cut short; it may stand at the old one."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = migrate.revision_of(connection)
    engine.dispose()
    if found not in (revision, migrate.newest_revision()):
        raise BrokenPromise(f"the database stands at {found}, between {revision} and {migrate.newest_revision()}")
    return found != revision
