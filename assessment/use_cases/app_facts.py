"""Facts that a person enters in the app: stored as rows of the bundle, one small delivery for each act."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import numpy as np

from assessment.access.actor import Actor
from assessment.domain.bundle import BUNDLE_FILES
from assessment.measurement.typed_frames import typed_frame
from assessment.storage import batches, facts
from assessment.storage.batches import Batch
from assessment.storage.ledger import Transaction


def store_in_app(
    transaction: Transaction,
    actor: Actor,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    source: str,
    now: datetime,
) -> Batch:
    """Store rows by bundle file: one whose key is known replaces the row that stands, any other is new.

    The rows hold plain values, checked and cleaned by the caller; a column that is left out is empty.
    """
    counts = {f"{stem}.csv": len(found) for stem, found in rows.items() if found}
    batch = batches.receive(
        transaction,
        batch_id=str(uuid4()),
        kind=batches.IN_THE_APP,
        source=source,
        received_at=now,
        received_by=actor.user,
        counts=counts,
    )
    for stem, found in rows.items():
        if found:
            file = BUNDLE_FILES[stem]
            frame = typed_frame(file, {name: [row.get(name) for row in found] for name in file.column_names})
            standing = [
                facts.standing_row(transaction, stem, tuple(row[name] for name in file.key)) or -1 for row in found
            ]
            facts.append(transaction, batch, stem, frame, np.array(standing))
    return batch
