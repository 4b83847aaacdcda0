"""Where the use cases meet the ledger and the clock."""

from datetime import UTC, date, datetime

from assessment.access.actor import Actor
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.storage.ledger import open_ledger
from assessment.use_cases import accept_invitation, open_case, open_queue, record_decision, record_own_view, sign_in
from assessment.web.doors import Doors


def doors_to(database_url: str) -> Doors:
    """The use cases over the ledger at ``database_url``."""
    ledger = open_ledger(database_url)

    def save_view(actor: Actor, view_id: str, placement_id: str, view: View, line: str) -> OwnView:
        return record_own_view.record_own_view(
            ledger, actor, view_id=view_id, placement_id=placement_id, view=view, line=line, now=_now()
        )

    def save_decision(
        actor: Actor, decision_id: str, placement_id: str, outcome: Outcome, reason: str, follow_up_on: date | None
    ) -> Decision:
        return record_decision.record_decision(
            ledger,
            actor,
            decision_id=decision_id,
            placement_id=placement_id,
            outcome=outcome,
            reason=reason,
            follow_up_on=follow_up_on,
            now=_now(),
        )

    def answers() -> bool:
        sign_in.actor_of(ledger, "is anybody there", now=_now())
        return True

    return Doors(
        answers=answers,
        sign_in=lambda user, password: sign_in.sign_in(ledger, user, password, now=_now()),
        actor_of=lambda token: sign_in.actor_of(ledger, token, now=_now()),
        sign_out=lambda token: sign_in.sign_out(ledger, token, now=_now()),
        invitation_stands=lambda code: accept_invitation.invitation_stands(ledger, code, now=_now()),
        accept_invitation=lambda code, user, password: accept_invitation.accept_invitation(
            ledger, code, user=user, password=password, now=_now()
        ),
        open_queue=lambda actor: open_queue.open_queue(ledger, actor, now=_now()),
        open_case=lambda actor, placement_id: open_case.open_case(ledger, actor, placement_id, now=_now()),
        record_own_view=save_view,
        record_decision=save_decision,
    )


def _now() -> datetime:
    return datetime.now(UTC)
