"""Use case: a caseworker records what they see in the facts, before the engine's view is shown."""

from datetime import datetime

from assessment.access.actor import Actor
from assessment.access.policy import Verb
from assessment.domain.days import danish_day
from assessment.domain.decision import OwnView, View
from assessment.domain.errors import NotAllowed
from assessment.i18n.words import _
from assessment.storage import desk, journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.open_case import placement_in_reach, state_on_offer
from assessment.use_cases.own_words import own_words


def record_own_view(
    ledger: Ledger, actor: Actor, *, view_id: str, placement_id: str, view: View, line: str, now: datetime
) -> OwnView:
    """Store the view, bound to the state that it will be held against; the same ``view_id`` again stores nothing."""
    kept = own_words(line)
    today = danish_day(now)
    with ledger.writing() as transaction:
        header = placement_in_reach(transaction, actor, placement_id, verb=Verb.RECORD_VIEW, today=today)
        on_offer = state_on_offer(transaction, header, today)
        own_view = OwnView(
            view_id=view_id,
            placement_id=placement_id,
            user=actor.user,
            view=view,
            line=kept,
            recorded_at=now,
            state_id=on_offer.state.state_id if on_offer else None,
        )
        stored, is_new = desk.add_view(transaction, own_view)
        if (stored.user, stored.placement_id) != (actor.user, placement_id):
            raise NotAllowed(_("Det har du ikke adgang til."))
        if is_new:
            detail = {"placement_id": placement_id, "view": view.value, "state_id": own_view.state_id}
            journal.write(
                transaction, at=now, actor=actor.user, act="own_view", subject=header.newcomer_id, detail=detail
            )
    return stored
