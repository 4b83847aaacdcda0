"""Use case: a caseworker decides what to do, in their own words, and when to look again."""

from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.access.policy import Verb
from assessment.domain.days import danish_day
from assessment.domain.decision import Decision, Outcome
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.i18n.words import _
from assessment.storage import desk, journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.open_case import placement_in_reach
from assessment.use_cases.open_queue import FLAG_LASTS
from assessment.use_cases.own_words import own_words


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
    with ledger.writing() as transaction:
        header = placement_in_reach(transaction, actor, placement_id, verb=Verb.DECIDE, today=today)
        if stored := desk.decision(transaction, decision_id):
            _require_same(stored, actor, placement_id)
            return stored
        kept = own_words(reason)
        if not kept:
            raise InvalidValue(_("Skriv en begrundelse med dine egne ord, før du gemmer."))
        if follow_up_on is not None and follow_up_on < today:
            raise InvalidValue(_("Datoen for opfølgning ligger i fortiden. Vælg i dag eller senere."))
        own_view = desk.latest_view(transaction, placement_id, user=actor.user, since=now - FLAG_LASTS)
        if own_view is None:
            raise NotAllowed(_("Skriv først, hvad du selv ser. Så kan du beslutte."))
        decision = Decision(
            decision_id=decision_id,
            placement_id=placement_id,
            user=actor.user,
            outcome=outcome,
            reason=kept,
            follow_up_on=follow_up_on,
            recorded_at=now,
            state_id=own_view.state_id,
        )
        desk.add_decision(transaction, decision)
        detail = {"placement_id": placement_id, "outcome": outcome.value, "state_id": own_view.state_id}
        journal.write(transaction, at=now, actor=actor.user, act="decision", subject=header.newcomer_id, detail=detail)
    return decision


def _require_same(stored: Decision, actor: Actor, placement_id: str) -> None:
    """An id that somebody else has used, or on another case, opens nothing."""
    if (stored.user, stored.placement_id) != (actor.user, placement_id):
        raise NotAllowed(_("Det har du ikke adgang til."))
