"""Use case: a caseworker registers when a placement ends. The change itself is decided and reasoned elsewhere."""

from datetime import datetime

from assessment.access.actor import Actor
from assessment.domain.registration import Registered
from assessment.storage.ledger import Ledger
from assessment.use_cases.register_form import Filled
from assessment.use_cases.register_reach import done_before, keep, own_placement, require_draft, unchanged

ACT = "register_placement_end"


def register_placement_end(
    ledger: Ledger, actor: Actor, *, draft_id: str, placement_id: str, ends_on: str, now: datetime
) -> Registered:
    """Store the placement's last day, empty where it is open; the day that stands stores nothing."""
    with ledger.writing() as transaction:
        placement = own_placement(transaction, actor, placement_id)
        require_draft(draft_id)
        newcomer_id = placement["newcomer_id"]
        if done := done_before(transaction, actor, act=ACT, newcomer_id=newcomer_id, draft_id=draft_id):
            return done
        filled = Filled()
        last_day = filled.read("ends_on", ends_on, of="placements")
        filled.in_order("ends_on", placement["started_on"], last_day)
        filled.require_whole()
        detail = {"draft_id": draft_id, "placement_id": placement_id}
        if last_day == placement["ends_on"]:
            return unchanged(transaction, newcomer_id, detail, now=now)
        rows = {"placements": [{**placement, "ends_on": last_day}]}
        return keep(transaction, actor, rows, act=ACT, newcomer_id=newcomer_id, detail=detail, now=now)
