"""Use case: a municipality or a provider delivers a bundle. All of it is taken, or none of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.bundle import BUNDLE, BUNDLE_FILES
from assessment.exchange.checks import check_references, check_rows
from assessment.exchange.comparison import (
    ROW_ID,
    Compared,
    calibration_conflicts,
    compare,
    observation_conflicts,
    rating_conflicts,
)
from assessment.exchange.delivery import Delivery, read_delivery
from assessment.exchange.package import open_package
from assessment.exchange.refusals import Refusal, shown
from assessment.reference.calibration_cases import load_cases
from assessment.reference.rubric import load_rubric
from assessment.storage import batches, facts, journal, rubrics
from assessment.storage.ledger import Ledger, Transaction

Counts = dict[str, int]
HeldAgainst = Callable[[Transaction], tuple[Delivery, dict[str, Compared]]]
"""Reads what was delivered and holds it against what is known in a transaction."""
ATTEMPTS_WITHOUT_THE_LOCK = 3
_ASKED_AGAIN = (ROW_ID, *{file.key[0] for file in BUNDLE}, "withdrawn_at")
"""What is still asked of the known rows once they have been compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What became of a delivery.

    Attributes
    ----------
    batch_id : str or None
        The delivery's id; None where nothing was stored (refused, or a dry run).
    added, changed, unchanged : dict of str to int
        Rows by file name, every known file present.
    redacted : int
        Fields in which a personal number, phone or address was replaced by ``[fjernet]``.
    ignored : tuple of str
        Files and columns that we do not know.
    refused : tuple of Refusal
        Every problem; where there is one, nothing is stored.
    """

    batch_id: str | None
    added: Counts
    changed: Counts
    unchanged: Counts
    redacted: int
    ignored: tuple[str, ...]
    refused: tuple[Refusal, ...]

    def as_json(self) -> dict[str, Any]:
        """The outcome as ``import --format json`` prints it."""
        return {
            "batch_id": self.batch_id,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "redacted": self.redacted,
            "ignored": list(self.ignored),
            "refused": [refused.as_json() for refused in self.refused],
        }


def import_bundle(ledger: Ledger, actor: Actor, path: Path, *, now: datetime, dry_run: bool = False) -> ImportOutcome:
    """Read a folder or zip, hold it against what is known, and store what is new or changed in one transaction."""
    require(actor, Verb.DELIVER)
    codes = frozenset(load_rubric().codes)
    package = open_package(path)

    def held_against(transaction: Transaction) -> tuple[Delivery, dict[str, Compared]]:
        delivery = read_delivery(package, codes)
        return delivery, _compare_all(transaction, delivery)

    return take_in(ledger, actor, held_against, source=path.name, now=now, dry_run=dry_run)


def take_in(
    ledger: Ledger,
    actor: Actor,
    held_against: HeldAgainst,
    *,
    source: str,
    now: datetime,
    dry_run: bool,
    batch_id: str | None = None,
    provider_id: str | None = None,
) -> ImportOutcome:
    """Take all of a delivery, or none of it; whoever calls has asked for the right and says what may be in it.

    ``batch_id`` is the one to use where it is free; ``provider_id`` is the course provider whose delivery it is.
    """
    deliver = _Taking(actor, held_against, source=source, now=now, provider_id=provider_id, batch_id=batch_id)
    for _attempt in range(ATTEMPTS_WITHOUT_THE_LOCK):
        with ledger.reading() as transaction:
            outcome, compared = deliver.held(transaction, dry_run=dry_run)
            position = batches.position(transaction)
        if dry_run or outcome.refused:
            return outcome
        # The long work is done without the lock, so that nobody at a desk waits for it; it stands only where nothing
        # was delivered, logged or undone meanwhile.
        with ledger.writing() as transaction:
            if batches.position(transaction) == position:
                deliver.store(transaction, outcome, compared)
                return outcome
    with ledger.writing() as transaction:  # where buddies log all the time, everybody waits this once
        outcome, compared = deliver.held(transaction, dry_run=False)
        if not outcome.refused:
            deliver.store(transaction, outcome, compared)
    return outcome


@dataclass(frozen=True, slots=True)
class _Taking:
    """One delivery on its way in."""

    actor: Actor
    held_against: HeldAgainst
    source: str
    now: datetime
    provider_id: str | None
    batch_id: str | None

    def held(self, transaction: Transaction, *, dry_run: bool) -> tuple[ImportOutcome, dict[str, Compared]]:
        """The delivery held against what is known: what would become of it, and its rows."""
        delivery, compared = self.held_against(transaction)
        is_free = self.batch_id is not None and batches.find(transaction, self.batch_id) is None
        batch_id = self.batch_id if is_free else str(uuid4())
        return _outcome(delivery, compared, batch_id=None if dry_run else batch_id), compared

    def store(self, transaction: Transaction, outcome: ImportOutcome, compared: Mapping[str, Compared]) -> None:
        """Store what is new or changed as one delivery, with its line in the journal."""
        rubrics.use(transaction, load_rubric())
        if "calibrations" in compared:
            rubrics.use(transaction, load_cases())
        counts = {
            "added": outcome.added,
            "changed": outcome.changed,
            "unchanged": outcome.unchanged,
            "redacted": outcome.redacted,
        }
        batch = batches.receive(
            transaction,
            batch_id=str(outcome.batch_id),
            kind=batches.FROM_A_FILE,
            source=shown(self.source),
            received_at=self.now,
            received_by=self.actor.user,
            counts=counts,
            provider_id=self.provider_id,
        )
        for stem, rows in compared.items():
            stored = rows.is_new | rows.is_changed
            facts.append(transaction, batch, stem, rows.rows[stored], rows.replaces_row[stored])
        by_whom = {"provider": self.provider_id} if self.provider_id else {}
        detail = counts | by_whom
        journal.write(
            transaction, at=self.now, actor=self.actor.user, act="import", subject=batch.batch_id, detail=detail
        )


def _compare_all(transaction: Transaction, delivery: Delivery) -> dict[str, Compared]:
    """Hold every delivered file against what is known of it; problems are added to the delivery's own.

    Only what the delivery names is read, so that a day's entries cost the same however much is known.
    """
    compared: dict[str, Compared] = {}
    known: dict[str, pd.DataFrame] = {}
    for stem, named in _named(delivery).items():
        rows = facts.current(transaction, stem, **{BUNDLE_FILES[stem].key[0]: named})
        if stem in delivery.files:
            compared[stem] = compare(delivery.files[stem], rows)
            delivery.refused.extend(check_rows(delivery.files[stem], compared[stem].rows))
        known[stem] = rows[[name for name in _ASKED_AGAIN if name in rows]]
    referred = {column.refers_to for delivered in delivery.files.values() for column in delivered.file.columns}
    existing = {stem: _existing_keys(delivery, stem, rows) for stem, rows in known.items() if stem in referred}
    for delivered in delivery.files.values():
        delivery.refused.extend(check_references(delivered, existing))
    if "observations" in compared:
        delivery.refused.extend(
            observation_conflicts(delivery.files["observations"], compared["observations"], known["observations"])
        )
    if "ratings" in compared:
        known_observations = pd.Index(known["observations"]["observation_id"])
        delivery.refused.extend(rating_conflicts(delivery.files["ratings"], compared["ratings"], known_observations))
    if "calibrations" in compared:
        delivery.refused.extend(calibration_conflicts(delivery.files["calibrations"], compared["calibrations"]))
    return compared


def _named(delivery: Delivery) -> dict[str, list[str]]:
    """Of each file, in the bundle's order, the ids that the delivery brings rows of or refers to."""
    named: dict[str, set[str]] = {}
    for stem, delivered in delivery.files.items():
        for column in delivered.file.columns:
            of_whom = [column.refers_to] if column.refers_to else []
            of_whom += [stem] if column.name == delivered.file.key[0] else []
            for whose in of_whom:
                ids = delivered.rows[column.name].dropna() if column.name in delivered.rows else ()
                named.setdefault(whose, set()).update(ids)
    return {file.stem: sorted(named[file.stem]) for file in BUNDLE if file.stem in named}


def _existing_keys(delivery: Delivery, stem: str, known: pd.DataFrame) -> pd.Index:
    """The ids of one file that are known or stand in this delivery."""
    keys = known[BUNDLE_FILES[stem].key[0]]
    if stem in delivery.files:
        keys = pd.concat([keys, delivery.files[stem].keys.dropna()])
    found: pd.Index = pd.Index(keys.to_numpy(dtype=object))
    return found


def _outcome(delivery: Delivery, compared: Mapping[str, Compared], batch_id: str | None = None) -> ImportOutcome:
    refused = tuple(
        sorted(delivery.refused, key=lambda problem: (problem.file, problem.line or 0, problem.column or ""))
    )
    counts: dict[str, Counts] = {"added": {}, "changed": {}, "unchanged": {}}
    for file in BUNDLE:
        rows = compared.get(file.stem)
        added = int(rows.is_new.sum()) if rows else 0
        changed = int(rows.is_changed.sum()) if rows else 0
        counts["added"][file.filename] = added
        counts["changed"][file.filename] = changed
        counts["unchanged"][file.filename] = len(rows.rows) - added - changed if rows else 0
    return ImportOutcome(
        batch_id=None if refused else batch_id,
        added=counts["added"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        redacted=delivery.redacted,
        ignored=tuple(sorted(delivery.ignored)),
        refused=refused,
    )
