"""Use case: a caseworker opens a case. The read is logged; the engine's view follows only after their own."""

from datetime import date, datetime, timedelta
from typing import Any

from assessment.access.actor import Actor
from assessment.access.gate import GateEngine, missing
from assessment.access.policy import Verb, require
from assessment.domain.case import Case, CaseHeader, Curve, EngineView
from assessment.domain.days import danish_day
from assessment.domain.errors import NotAllowed
from assessment.domain.placement_state import Scale
from assessment.i18n.words import _
from assessment.storage import desk, gates, journal, queue_facts, states
from assessment.storage.facts import known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.states import FlagRun, StoredState
from assessment.use_cases.case_curve import curve_of
from assessment.use_cases.case_entries import buddies_of, enrolments_of, pauses_of, results_of, seen_of
from assessment.use_cases.case_headers import headers_of, ids, objecting
from assessment.use_cases.open_queue import FLAG_LASTS

READ_FOR = "opfølgning"
SITTING = timedelta(minutes=30)


def open_case(ledger: Ledger, actor: Actor, placement_id: str, *, now: datetime) -> Case:
    """Everything the actor may read of one placement.

    Raises NotAllowed for another municipality's placement, and for one that is not there.
    """
    today = danish_day(now)
    with ledger.reading() as transaction:
        header = placement_in_reach(transaction, actor, placement_id, verb=Verb.READ_CASE, today=today)
        case = _read(transaction, actor, header, now=now, today=today)
    _log_read(ledger, actor, case, now=now)
    return case


def placement_in_reach(
    transaction: Transaction, actor: Actor, placement_id: str, *, verb: Verb, today: date
) -> CaseHeader:
    """The header of a placement that the actor may do ``verb`` to.

    The sentence is the same for what is not there and what is not theirs: nobody learns that a case exists.
    """
    placements = known_records(transaction, "placements", today, placement_id=[placement_id])
    newcomers = known_records(transaction, "newcomers", today, newcomer_id=ids(placements, "newcomer_id"))
    if not newcomers:
        raise NotAllowed(_("Det har du ikke adgang til."))
    require(actor, verb, municipality=newcomers[0]["municipality"])
    seen = queue_facts.seen(transaction, [placement_id], today)
    return headers_of(transaction, [placement_id], seen, today=today)[placement_id]


def state_on_offer(transaction: Transaction, header: CaseHeader, today: date) -> StoredState | None:
    """The newest state of a placement that may be shown; None where there is none."""
    run = states.latest_run(transaction, header.municipality)
    if run is None or not _may_be_shown(transaction, header, run, today):
        return None
    return states.of_placement(transaction, run, header.placement_id)


def _may_be_shown(transaction: Transaction, header: CaseHeader, run: FlagRun, today: date) -> bool:
    """Whether a state of ``run`` is shown: for 28 days, while the gate is open and the person does not object."""
    return (
        today - run.as_of <= FLAG_LASTS
        and not missing(gates.in_force(transaction, header.municipality), today)
        and not objecting(transaction, [header.newcomer_id], today=today)
    )


def _log_read(ledger: Ledger, actor: Actor, case: Case, *, now: datetime) -> None:
    """Log that the case was read, once a sitting: a page asks again at every tap."""
    detail = {"placement_id": case.header.placement_id, "purpose": READ_FOR}
    line: dict[str, Any] = {
        "actor": actor.user,
        "act": "read_case",
        "subject": case.header.newcomer_id,
        "detail": detail,
    }
    with ledger.reading() as transaction:
        is_logged = journal.was_written(transaction, since=now - SITTING, **line)
    if not is_logged:
        with ledger.writing() as transaction:
            journal.write(transaction, at=now, **line)


def _read(transaction: Transaction, actor: Actor, header: CaseHeader, *, now: datetime, today: date) -> Case:
    own_view = desk.latest_view(transaction, header.placement_id, user=actor.user, since=now - FLAG_LASTS)
    on_offer = state_on_offer(transaction, header, today)
    shown = (
        states.by_ids(transaction, [own_view.state_id]).get(own_view.state_id)
        if own_view and own_view.state_id
        else None
    )
    if shown is not None and not _may_be_shown(transaction, header, shown.run, today):
        shown = None
    engine_waits = on_offer is not None and (shown is None or on_offer.state.state_id != shown.state.state_id)
    if engine_waits:  # what was seen before is out of date, and would colour the next own view
        shown = None
    gate = gates.in_force(transaction, header.municipality)
    # The curve is the engine's work too: it waits for the own view as the state does.
    may_see = own_view is not None and not engine_waits and not missing(gate, today)
    may_see = may_see and not objecting(transaction, [header.newcomer_id], today=today)
    return Case(
        header=header,
        buddies=buddies_of(transaction, header, today),
        seen=seen_of(transaction, header, today),
        results=results_of(transaction, header, today),
        enrolments=enrolments_of(transaction, header, today),
        pauses=pauses_of(transaction, header, today),
        own_view=own_view,
        engine_waits=engine_waits,
        engine_view=_engine_view(shown) if shown else None,
        decisions=tuple(desk.decisions_of(transaction, header.placement_id)),
        synthetic=gate is not None and gate.synthetic,
        read_on=today,
        curve=curve_of(transaction, header, today) if may_see else Curve(),
    )


def _engine_view(shown: StoredState) -> EngineView:
    run = shown.run
    return EngineView(
        as_of=run.as_of,
        stored_at=run.made_at,
        basis=shown.basis,
        scale=Scale(run.scale),
        state=shown.state,
        is_learned_from_invented=run.learned_from == states.INVENTED,
        is_without_notes=run.engine == GateEngine.MODEL and run.encoder is None,
    )
