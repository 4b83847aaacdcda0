"""The caseworker's use cases, bound to the ledger and the clock."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.domain.message import Message, MessageKind
from assessment.domain.note_search import FoundByMeaning, FoundByWords
from assessment.storage.ledger import Ledger
from assessment.use_cases import (
    look_at_raters,
    open_case,
    open_queue,
    read_letters,
    record_decision,
    record_own_view,
    search_notes,
    write_to_buddy,
)
from assessment.web.doors import CaseworkDoors, MakeReport
from assessment.web.registering_composition import registering_doors


def casework_doors(ledger: Ledger, clock: Callable[[], datetime], make_report: MakeReport) -> CaseworkDoors:
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

    def send(
        actor: Actor,
        message_id: str,
        placement_id: str,
        observer_id: str,
        kind: MessageKind,
        criterion: str | None,
        text: str,
    ) -> Message:
        return write_to_buddy.write_to_buddy(
            ledger,
            actor,
            message_id=message_id,
            placement_id=placement_id,
            observer_id=observer_id,
            kind=kind,
            criterion=criterion,
            text=text,
            now=clock(),
        )

    def search_by_words(actor: Actor, question: str, rows: int) -> FoundByWords:
        return search_notes.search_by_words(ledger, actor, question, now=clock(), rows=rows)

    def search_by_meaning(actor: Actor, question: str, is_asked_now: bool) -> FoundByMeaning:
        return search_notes.search_by_meaning(
            ledger, actor, question, now=clock(), is_asked_now=is_asked_now, remembered=remembered
        )

    compared: look_at_raters.Compared = OrderedDict()
    remembered = search_notes.Remembered()
    return CaseworkDoors(
        open_queue=lambda actor, wish: open_queue.open_queue(ledger, actor, now=clock(), wish=wish),
        open_case=lambda actor, placement_id: open_case.open_case(ledger, actor, placement_id, now=clock()),
        search_by_words=search_by_words,
        search_by_meaning=search_by_meaning,
        record_own_view=save_view,
        record_decision=save_decision,
        read_letters=lambda actor, placement_id: read_letters.read_letters(ledger, actor, placement_id, now=clock()),
        write_to_buddy=send,
        look_at_raters=lambda actor: look_at_raters.look_at_raters(ledger, actor, now=clock(), remembered=compared),
        make_report=make_report,
        registering=registering_doors(ledger, clock),
    )
