"""Use case: a caseworker registers a pause, in which nobody is expected to move forward."""

from datetime import datetime

from assessment.access.actor import Actor
from assessment.domain.registration import PauseForm, Registered
from assessment.storage.facts import current_records
from assessment.storage.ledger import Ledger
from assessment.use_cases.register_form import Filled
from assessment.use_cases.register_reach import done_before, keep, own_newcomer, require_draft, unchanged

ACT = "register_pause"


def register_pause(
    ledger: Ledger, actor: Actor, *, draft_id: str, newcomer_id: str, form: PauseForm, now: datetime
) -> Registered:
    """Store a pause; one of the same kind from the same day is corrected by it."""
    with ledger.writing() as transaction:
        own_newcomer(transaction, actor, newcomer_id)
        require_draft(draft_id)
        if done := done_before(transaction, actor, act=ACT, newcomer_id=newcomer_id, draft_id=draft_id):
            return done
        filled = Filled()
        row = {
            "newcomer_id": newcomer_id,
            "from_on": filled.read("from_on", form.from_on, of="pauses"),
            "to_on": filled.read("to_on", form.to_on, of="pauses"),
            "code": filled.read("code", form.code, of="pauses"),
        }
        filled.in_order("to_on", row["from_on"], row["to_on"])
        filled.require_whole()
        detail = {"draft_id": draft_id}
        if row in current_records(transaction, "pauses", newcomer_id=[newcomer_id]):
            return unchanged(transaction, newcomer_id, detail, now=now)
        return keep(transaction, actor, {"pauses": [row]}, act=ACT, newcomer_id=newcomer_id, detail=detail, now=now)
