"""Use case: a caseworker registers a person who is in no delivery: who, where, and who sees them there."""

from datetime import datetime

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.registration import NewcomerForm, Registered, made_id
from assessment.storage.ledger import Ledger
from assessment.use_cases.register_choices import own_choices
from assessment.use_cases.register_form import Filled
from assessment.use_cases.register_reach import done_before, keep, require_draft
from assessment.use_cases.register_rows import NewRows, buddy_rows, placement_rows

ACT = "register_newcomer"


def register_newcomer(ledger: Ledger, actor: Actor, *, draft_id: str, form: NewcomerForm, now: datetime) -> Registered:
    """Store a person of the actor's own municipality with a placement and, where named, a buddy.

    The same ``draft_id`` again stores nothing and tells what was stored first. Raises InvalidFields with every field
    that will not do; then nothing is stored.
    """
    municipality = actor.municipality or ""
    require(actor, Verb.REGISTER_FACTS, municipality=actor.municipality)
    require_draft(draft_id)
    today = danish_day(now)
    newcomer_id = made_id("B", municipality, draft_id)
    with ledger.writing() as transaction:
        if done := done_before(transaction, actor, act=ACT, newcomer_id=newcomer_id, draft_id=draft_id):
            return done
        choices, filled, new = own_choices(transaction, municipality), Filled(), NewRows()
        person = {
            "newcomer_id": newcomer_id,
            "municipality": municipality,
            "alias": filled.read("alias", form.alias, of="newcomers", required=True),
            "resident_since": filled.read("resident_since", form.resident_since, of="newcomers"),
        }
        new.add("newcomers", "newcomer_id", person)
        placement = placement_rows(
            new,
            filled,
            form.placement,
            choices,
            newcomer_id=newcomer_id,
            municipality=municipality,
            draft_id=draft_id,
        )
        detail = {"draft_id": draft_id, "placement_id": placement["placement_id"]}
        if not form.buddy.is_empty:
            assigned = buddy_rows(new, filled, form.buddy, choices, placement=placement, draft_id=draft_id, today=today)
            detail["observer_id"] = assigned["observer_id"]
        filled.require_whole()
        return keep(
            transaction, actor, new.rows, act=ACT, newcomer_id=newcomer_id, detail=detail, now=now, made=new.made
        )
