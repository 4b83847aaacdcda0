"""Use case: somebody looks at which deliveries of files were taken in, and which were undone."""

from datetime import datetime

from assessment.access.actor import Actor
from assessment.access.policy import Scope, Verb, require, scope_of
from assessment.domain.bundle import BUNDLE
from assessment.domain.delivery_record import DeliveryRecord, FileCounts
from assessment.storage import batches
from assessment.storage.batches import Batch
from assessment.storage.ledger import Ledger


def list_deliveries(ledger: Ledger, actor: Actor) -> tuple[DeliveryRecord, ...]:
    """The deliveries of files, newest first: a provider's own, else everybody's."""
    own_only = scope_of(actor, Verb.READ_DELIVERIES) is Scope.OWN_ENROLMENTS
    own = actor.provider_id or "" if own_only else None
    require(actor, Verb.READ_DELIVERIES, providers=[own] if own else [])
    with ledger.reading() as transaction:
        received = batches.history(transaction, provider_id=own)
        undone_at = batches.undone_when(transaction)
    return tuple(_record(batch, undone_at.get(batch.seq)) for batch in received)


def _record(batch: Batch, undone_at: datetime | None) -> DeliveryRecord:
    told = {what: batch.counts.get(what, {}) for what in ("added", "changed", "unchanged")}
    rows = [
        FileCounts(file=file.filename, **{what: int(counts.get(file.filename, 0)) for what, counts in told.items()})
        for file in BUNDLE
    ]
    return DeliveryRecord(
        batch_id=batch.batch_id,
        source=batch.source,
        received_at=batch.received_at,
        received_by=batch.received_by,
        provider_id=batch.provider_id,
        added=sum(row.added for row in rows),
        changed=sum(row.changed for row in rows),
        unchanged=sum(row.unchanged for row in rows),
        redacted=int(batch.counts.get("redacted", 0)),
        files=tuple(row for row in rows if row.added or row.changed or row.unchanged),
        undone_at=undone_at,
    )
