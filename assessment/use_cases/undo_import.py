"""Use case: a delivery turns out to be wrong and is undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.storage import batches, journal
from assessment.storage.ledger import Ledger
from assessment.storage.undo import undo, what_rests_on


class StillInUse(CallerCanMend):
    """Something refers to what the delivery brought; ``reasons`` names each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(
            _("Leveringen kan ikke fortrydes, for andet bygger på den: {reasons}").format(reasons=" ".join(reasons))
        )
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Undone:
    """An undone delivery, and how many stored states no longer count."""

    batch_id: str
    voided_states: int

    def as_json(self) -> dict[str, Any]:
        """The outcome as ``undo-import --format json`` prints it."""
        return {"batch_id": self.batch_id, "voided_states": self.voided_states}


def undo_import(ledger: Ledger, actor: Actor, batch_id: str, *, now: datetime) -> Undone:
    """Undo one delivery; raises StillInUse where something rests on it, CallerCanMend where there is no such one."""
    require(actor, Verb.UNDO_DELIVERY)
    with ledger.writing() as transaction:
        batch = batches.find(transaction, batch_id)
        if batch is None:
            raise CallerCanMend(_("Der er ingen levering med id'et {batch}.").format(batch=batch_id))
        if batch.seq in batches.undone(transaction):
            raise CallerCanMend(_("Leveringen {batch} er allerede fortrudt.").format(batch=batch_id))
        if reasons := what_rests_on(transaction, batch):
            raise StillInUse(reasons)
        voided = undo(transaction, batch, undone_at=now, undone_by=actor.user)
        journal.write(
            transaction, at=now, actor=actor.user, act="undo_import", subject=batch_id, detail={"voided_states": voided}
        )
    return Undone(batch_id, voided)
