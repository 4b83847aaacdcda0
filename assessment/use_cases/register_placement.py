"""Use case: a caseworker registers a further placement for a person who is known."""

from datetime import datetime

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.domain.registration import BuddyForm, PlacementForm, Registered
from assessment.storage.ledger import Ledger
from assessment.use_cases.register_choices import own_choices
from assessment.use_cases.register_form import Filled
from assessment.use_cases.register_reach import done_before, keep, own_newcomer, require_draft
from assessment.use_cases.register_rows import NewRows, buddy_rows, placement_rows

ACT = "register_placement"


def register_placement(
    ledger: Ledger,
    actor: Actor,
    *,
    draft_id: str,
    newcomer_id: str,
    form: PlacementForm,
    buddy: BuddyForm,
    now: datetime,
) -> Registered:
    """Store a placement and, where named, its buddy; the same ``draft_id`` again stores nothing."""
    with ledger.writing() as transaction:
        person = own_newcomer(transaction, actor, newcomer_id)
        require_draft(draft_id)
        if done := done_before(transaction, actor, act=ACT, newcomer_id=newcomer_id, draft_id=draft_id):
            return done
        choices, filled, new = own_choices(transaction, person["municipality"]), Filled(), NewRows()
        placement = placement_rows(
            new,
            filled,
            form,
            choices,
            newcomer_id=newcomer_id,
            municipality=person["municipality"],
            draft_id=draft_id,
        )
        detail = {"draft_id": draft_id, "placement_id": placement["placement_id"]}
        if not buddy.is_empty:
            today = danish_day(now)
            assigned = buddy_rows(new, filled, buddy, choices, placement=placement, draft_id=draft_id, today=today)
            detail["observer_id"] = assigned["observer_id"]
        filled.require_whole()
        return keep(
            transaction, actor, new.rows, act=ACT, newcomer_id=newcomer_id, detail=detail, now=now, made=new.made
        )
