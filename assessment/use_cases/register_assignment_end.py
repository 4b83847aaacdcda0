"""Use case: a caseworker ends somebody's assignment; that observer does not see the person at the next click."""

from datetime import date, datetime, timedelta

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.domain.registration import Registered, made_id
from assessment.i18n.words import _, day_in_words
from assessment.storage import assignments
from assessment.storage.facts import Record, current_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.register_form import Filled
from assessment.use_cases.register_reach import done_before, keep, own_placement, require_draft

ACT = "register_assignment_end"


def register_assignment_end(
    ledger: Ledger, actor: Actor, *, draft_id: str, placement_id: str, observer_id: str, last_on: str, now: datetime
) -> Registered:
    """Store the assignment's last day; empty means that it ends now, which is written as yesterday.

    An assignment that nobody registered, but the observations show, is ended by being registered. One that began
    today or later and ends now is kept as the one day of yesterday: a period cannot end before it begins.
    """
    with ledger.writing() as transaction:
        placement = own_placement(transaction, actor, placement_id)
        newcomer_id = placement["newcomer_id"]
        require_draft(draft_id)
        if done := done_before(transaction, actor, act=ACT, newcomer_id=newcomer_id, draft_id=draft_id):
            return done
        today, filled = danish_day(now), Filled()
        written = filled.read("last_on", last_on, of="assignments", column="to_on")
        found = _standing(transaction, placement_id, observer_id, draft_id, today)
        if not found:
            filled.refuse("observer_id", _("Vælg en makker, der er i forløbet nu."))
        filled.require_whole()
        rows = [_ended(row, filled, written, today) for row in found]
        filled.require_whole()
        detail = {"draft_id": draft_id, "placement_id": placement_id, "observer_id": observer_id}
        return keep(transaction, actor, {"assignments": rows}, act=ACT, newcomer_id=newcomer_id, detail=detail, now=now)


def _standing(
    transaction: Transaction, placement_id: str, observer_id: str, draft_id: str, today: date
) -> list[Record]:
    """The observer's assignments in the placement that are valid today or begin later; a derived one as a new row."""
    pair = {"placement_id": [placement_id], "observer_id": [observer_id]}
    registered = current_records(transaction, "assignments", **pair)
    if registered:
        return [row for row in registered if row["to_on"] is None or row["to_on"] >= today]
    return [
        {
            "assignment_id": made_id("T", placement_id, observer_id, draft_id),
            "placement_id": placement_id,
            "observer_id": observer_id,
            "from_on": link.from_on,
            "to_on": None,
        }
        for link in assignments.known_by(transaction, today, placement_ids=[placement_id])
        if link.derived and link.observer_id == observer_id
    ]


def _ended(row: Record, filled: Filled, written: date | None, today: date) -> Record:
    if written is None:
        yesterday = today - timedelta(days=1)
        return {**row, "from_on": min(row["from_on"], yesterday), "to_on": yesterday}
    if written < row["from_on"]:
        filled.refuse(
            "last_on",
            _("Makkeren begynder først {day}. Vælg en senere dag, eller lad feltet være tomt.").format(
                day=day_in_words(row["from_on"])
            ),
            written.strftime("%d-%m-%Y"),
        )
    return {**row, "to_on": written}
