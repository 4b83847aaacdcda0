"""Use case: a caseworker refers a person to a course provider, who may from then on deliver about them."""

from datetime import datetime

from assessment.access.actor import Actor
from assessment.domain.registration import ReferralForm, Registered
from assessment.i18n.words import _
from assessment.storage.facts import current_records
from assessment.storage.ledger import Ledger
from assessment.use_cases.register_choices import own_choices
from assessment.use_cases.register_form import Filled
from assessment.use_cases.register_reach import done_before, keep, own_newcomer, require_draft
from assessment.use_cases.register_rows import NewRows, referral_rows

ACT = "register_referral"


def register_referral(
    ledger: Ledger, actor: Actor, *, draft_id: str, newcomer_id: str, form: ReferralForm, now: datetime
) -> Registered:
    """Store an enrolment with the provider; the same one that is still open is refused as known."""
    with ledger.writing() as transaction:
        person = own_newcomer(transaction, actor, newcomer_id)
        require_draft(draft_id)
        if done := done_before(transaction, actor, act=ACT, newcomer_id=newcomer_id, draft_id=draft_id):
            return done
        choices, filled, new = own_choices(transaction, person["municipality"]), Filled(), NewRows()
        row = referral_rows(new, filled, form, choices, newcomer_id=newcomer_id, draft_id=draft_id)
        wanted = (row["provider_id"], row["track"], row["module"])
        for other in current_records(transaction, "enrolments", newcomer_id=[newcomer_id]):
            if other["ended_on"] is None and (other["provider_id"], other["track"], other["module"]) == wanted:
                filled.refuse("provider_id", _("Personen er allerede henvist dertil, til samme uddannelse og modul."))
        filled.require_whole()
        detail = {"draft_id": draft_id, "enrolment_id": row["enrolment_id"]}
        return keep(
            transaction, actor, new.rows, act=ACT, newcomer_id=newcomer_id, detail=detail, now=now, made=new.made
        )
