"""Use case: a caseworker decides what to do, in their own words, and when to look again."""

from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.access.policy import Verb
from assessment.domain.bundle import NOTE_MAX_LENGTH
from assessment.domain.days import danish_day
from assessment.domain.decision import Decision, Outcome
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.i18n.words import _
from assessment.storage import desk, journal
from assessment.storage.ledger import Ledger
from assessment.text.screening import clean
from assessment.use_cases.open_case import placement_in_reach
from assessment.use_cases.open_queue import FLAG_LASTS


def record_decision(
    ledger: Ledger,
    actor: Actor,
    *,
    decision_id: str,
    placement_id: str,
    outcome: Outcome,
    reason: str,
    follow_up_on: date | None,
    now: datetime,
) -> Decision:
    """Store a decision with its reason; the same ``decision_id`` again stores nothing and gives back the first.

    An own view must be recorded within 28 days before: nobody decides on a case they have not looked at.
    """
    today = danish_day(now)
    cleaned = _checked_reason(reason)
    if follow_up_on is not None and follow_up_on < today:
        raise InvalidValue(_("Datoen for opfølgning ligger i fortiden. Vælg i dag eller senere."))
    with ledger.writing() as transaction:
        header = placement_in_reach(transaction, actor, placement_id, verb=Verb.DECIDE, today=today)
        own_view = desk.latest_view(transaction, placement_id, user=actor.user, since=now - FLAG_LASTS)
        if own_view is None:
            raise NotAllowed(_("Skriv først, hvad du selv ser. Så kan du beslutte."))
        decision = Decision(
            decision_id=decision_id,
            placement_id=placement_id,
            user=actor.user,
            outcome=outcome,
            reason=cleaned,
            follow_up_on=follow_up_on,
            recorded_at=now,
            state_id=own_view.state_id,
        )
        stored, is_new = desk.add_decision(transaction, decision)
        if (stored.user, stored.placement_id) != (actor.user, placement_id):
            raise NotAllowed(_("Det har du ikke adgang til."))
        if is_new:
            detail = {"placement_id": placement_id, "outcome": outcome.value, "state_id": own_view.state_id}
            journal.write(
                transaction, at=now, actor=actor.user, act="decision", subject=header.newcomer_id, detail=detail
            )
    return stored


def _checked_reason(reason: str) -> str:
    cleaned = clean(reason.strip()).text
    if not cleaned:
        raise InvalidValue(_("Skriv en begrundelse med dine egne ord, før du gemmer."))
    if len(cleaned) > NOTE_MAX_LENGTH:
        raise InvalidValue(
            _("Teksten er på {found} tegn; der må være {limit}. Kort den af.").format(
                found=len(cleaned), limit=NOTE_MAX_LENGTH
            )
        )
    return cleaned
