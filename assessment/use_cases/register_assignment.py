"""Use case: a caseworker registers who observes in a placement, and from when."""

from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.domain.registration import BuddyForm, Registered
from assessment.i18n.words import _, day_in_words
from assessment.storage.facts import Record, current_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.register_choices import own_choices
from assessment.use_cases.register_form import Filled
from assessment.use_cases.register_reach import done_before, keep, own_newcomer, own_placement, require_draft
from assessment.use_cases.register_rows import NewRows, buddy_rows

ACT = "register_assignment"


def register_assignment(
    ledger: Ledger, actor: Actor, *, draft_id: str, placement_id: str, buddy: BuddyForm, now: datetime
) -> Registered:
    """Store the assignment; whoever it names sees the person at the next click. The same ``draft_id`` stores once."""
    with ledger.writing() as transaction:
        placement = own_placement(transaction, actor, placement_id)
        newcomer_id = placement["newcomer_id"]
        require_draft(draft_id)
        if done := done_before(transaction, actor, act=ACT, newcomer_id=newcomer_id, draft_id=draft_id):
            return done
        municipality = own_newcomer(transaction, actor, newcomer_id)["municipality"]
        choices, filled, new = own_choices(transaction, municipality), Filled(), NewRows()
        today = danish_day(now)
        row = buddy_rows(new, filled, buddy, choices, placement=placement, draft_id=draft_id, today=today)
        _refuse_twice(transaction, filled, row)
        filled.require_whole()
        detail = {"draft_id": draft_id, "placement_id": placement_id, "observer_id": row["observer_id"]}
        return keep(
            transaction, actor, new.rows, act=ACT, newcomer_id=newcomer_id, detail=detail, now=now, made=new.made
        )


def _refuse_twice(transaction: Transaction, filled: Filled, row: Record) -> None:
    """Refuse an assignment in days on which the same observer is registered already."""
    pair = {"placement_id": [row["placement_id"]], "observer_id": [row["observer_id"] or ""]}
    for other in current_records(transaction, "assignments", **pair):
        if (row["to_on"] or date.max) >= other["from_on"] and (other["to_on"] or date.max) >= row["from_on"]:
            filled.refuse(
                "observer_id",
                _("Er allerede makker i forløbet fra {day}.").format(day=day_in_words(other["from_on"])),
            )
