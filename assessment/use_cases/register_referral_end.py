"""Use case: a caseworker ends a referral; the provider's right ends with it, at the provider's next click."""

from datetime import datetime, timedelta

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.domain.registration import Registered
from assessment.i18n.words import _, day_in_words
from assessment.storage.facts import current_records
from assessment.storage.ledger import Ledger
from assessment.use_cases.register_form import Filled
from assessment.use_cases.register_reach import done_before, keep, own_newcomer, require_draft

ACT = "register_referral_end"


def register_referral_end(
    ledger: Ledger, actor: Actor, *, draft_id: str, newcomer_id: str, enrolment_id: str, last_on: str, now: datetime
) -> Registered:
    """Store the last day of an enrolment that is not over; empty means that it ends now, which is written as yesterday.

    One that began today or later and ends now is kept as the one day of yesterday: a period cannot end before it
    begins.
    """
    with ledger.writing() as transaction:
        own_newcomer(transaction, actor, newcomer_id)
        require_draft(draft_id)
        if done := done_before(transaction, actor, act=ACT, newcomer_id=newcomer_id, draft_id=draft_id):
            return done
        today, filled = danish_day(now), Filled()
        written = filled.read("last_on", last_on, of="enrolments", column="ended_on")
        about = {"newcomer_id": [newcomer_id], "enrolment_id": [enrolment_id]}
        found = current_records(transaction, "enrolments", **about)
        running = [row for row in found if row["ended_on"] is None or row["ended_on"] >= today]
        if not running:
            filled.refuse("enrolment_id", _("Vælg en henvisning, der ikke er slut."))
        filled.require_whole()
        (row,) = running
        yesterday = today - timedelta(days=1)
        if written is not None and written < row["started_on"]:
            begins = _("Henvisningen begynder først {day}. Vælg en senere dag, eller lad feltet være tomt.")
            filled.refuse("last_on", begins.format(day=day_in_words(row["started_on"])), written.strftime("%d-%m-%Y"))
        filled.require_whole()
        last_day = written or yesterday
        ended = {**row, "started_on": min(row["started_on"], last_day), "ended_on": last_day}
        detail = {"draft_id": draft_id, "enrolment_id": enrolment_id}
        return keep(
            transaction, actor, {"enrolments": [ended]}, act=ACT, newcomer_id=newcomer_id, detail=detail, now=now
        )
