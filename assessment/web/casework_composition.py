"""The caseworker's use cases, bound to the ledger and the clock."""

from collections.abc import Callable
from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.storage.ledger import Ledger
from assessment.use_cases import open_case, open_queue, record_decision, record_own_view
from assessment.web.doors import CaseworkDoors


def casework_doors(ledger: Ledger, clock: Callable[[], datetime]) -> CaseworkDoors:
    """What a caseworker can do over ``ledger``."""

    def save_view(actor: Actor, view_id: str, placement_id: str, view: View, line: str) -> OwnView:
        return record_own_view.record_own_view(
            ledger, actor, view_id=view_id, placement_id=placement_id, view=view, line=line, now=clock()
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
            now=clock(),
        )

    return CaseworkDoors(
        open_queue=lambda actor: open_queue.open_queue(ledger, actor, now=clock()),
        open_case=lambda actor, placement_id: open_case.open_case(ledger, actor, placement_id, now=clock()),
        record_own_view=save_view,
        record_decision=save_decision,
    )
