"""Use case: a delivery turns out to be wrong and is undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.access.actor import Actor, Role
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend, StillInUse
from assessment.i18n.words import _
from assessment.storage import batches, journal
from assessment.storage.ledger import Ledger
from assessment.storage.undo import Resting, undo, what_rests_on
from assessment.use_cases.embed_notes import forget_unreadable


@dataclass(frozen=True, slots=True)
class Undone:
    """An undone delivery, and how many stored states no longer count."""

    batch_id: str
    voided_states: int

    def as_json(self) -> dict[str, Any]:
        """The outcome as ``undo-import --format json`` prints it."""
        return {"batch_id": self.batch_id, "voided_states": self.voided_states}


def undo_import(ledger: Ledger, actor: Actor, batch_id: str, *, now: datetime) -> Undone:
    """Undo one delivery; raises StillInUse where something rests on it, CallerCanMend where there is no such one.

    A provider may undo its own; any other, and one that never was, are refused in the same words.
    """
    require(actor, Verb.UNDO_DELIVERY, providers=[actor.provider_id] if actor.provider_id else [])
    with ledger.writing() as transaction:
        batch = batches.find(transaction, batch_id)
        require(actor, Verb.UNDO_DELIVERY, providers=[batch.provider_id] if batch and batch.provider_id else [])
        if batch is None or batch.kind != batches.FROM_A_FILE:  # what a person wrote in the app is no delivery
            raise CallerCanMend(_("Der er ingen levering med id'et {batch}.").format(batch=batch_id))
        if batch.seq in batches.undone(transaction):
            raise CallerCanMend(_("Leveringen {batch} er allerede fortrudt.").format(batch=batch_id))
        if resting := what_rests_on(transaction, batch):
            told = _told_to(actor, resting)
            sentence = _("Leveringen kan ikke fortrydes, for andet bygger på den: {reasons}")
            raise StillInUse(sentence.format(reasons=" ".join(told)), told)
        voided = undo(transaction, batch, undone_at=now, undone_by=actor.user)
        forget_unreadable(transaction, danish_day(now))
        journal.write(
            transaction, at=now, actor=actor.user, act="undo_import", subject=batch_id, detail={"voided_states": voided}
        )
    return Undone(batch_id, voided)


_MAY_BE_NAMED = {Role.SYSTEM: ("delivery", "user", "case"), Role.OWNER: ("delivery", "user")}


def _told_to(actor: Actor, resting: Sequence[Resting]) -> list[str]:
    """What rests on a delivery, for this actor: of a case nothing is named but to the machine itself."""
    named = _MAY_BE_NAMED.get(actor.role, ("delivery",))
    told = [one.sentence for one in resting if one.kind in named]
    if len(told) < len(resting):
        told.append(_("Der er arbejdet videre med noget af det, den bragte."))
    return told
