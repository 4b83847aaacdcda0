"""Use case: a caseworker opens a case. The read is logged; the engine's view follows only after their own."""

from datetime import date, datetime

import pandas as pd

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.bundle import GRADES
from assessment.domain.case import BuddyEntry, Case, CaseHeader, EngineView, EnrolmentEntry, PauseEntry, ResultEntry, SeenEntry
from assessment.domain.days import danish_day
from assessment.domain.errors import NotAllowed
from assessment.domain.observation import FEWEST_CRITERIA_TO_COUNT, Observation
from assessment.i18n.words import _
from assessment.storage import assignments, desk, facts, gates, journal, observations, states
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.states import StoredState
from assessment.use_cases.case_headers import headers_of
from assessment.use_cases.open_queue import FLAG_LASTS


def open_case(ledger: Ledger, actor: Actor, placement_id: str, *, now: datetime) -> Case:
    """Everything the actor may read of one placement; NotAllowed for another municipality's, or one that is not there."""
    today = danish_day(now)
    with ledger.writing() as transaction:
        header = placement_in_reach(transaction, actor, placement_id, verb=Verb.READ_CASE, today=today)
        case = _read(transaction, actor, header, now=now, today=today)
        journal.write(
            transaction, at=now, actor=actor.user, act="read_case", subject=header.newcomer_id, detail={"placement_id": placement_id, "purpose": "opfølgning"}
        )
    return case


def placement_in_reach(transaction: Transaction, actor: Actor, placement_id: str, *, verb: Verb, today: date) -> CaseHeader:
    """The header of a placement that the actor may do ``verb`` to.

    The sentence is the same for what is not there and what is not theirs: nobody learns that a case exists.
    """
    placements = facts.known_rows(transaction, "placements", today, placement_id=[placement_id])
    newcomers = facts.known_rows(transaction, "newcomers", today, newcomer_id=placements["newcomer_id"].tolist())
    if placements.empty or newcomers.empty:
        raise NotAllowed(_("Det har du ikke adgang til."))
    require(actor, verb, municipality=newcomers["municipality"].iloc[0])
    return headers_of(transaction, newcomers, placements, today=today).headers[placement_id]


def state_on_offer(transaction: Transaction, header: CaseHeader, today: date) -> StoredState | None:
    """The newest state of a placement that has not expired; None where there is none."""
    run = states.latest_run(transaction, header.municipality)
    if run is None or today - run.as_of > FLAG_LASTS:
        return None
    return states.of_placement(transaction, run, header.placement_id)


def _read(transaction: Transaction, actor: Actor, header: CaseHeader, *, now: datetime, today: date) -> Case:
    own_view = desk.latest_view(transaction, header.placement_id, user=actor.user, since=now - FLAG_LASTS)
    on_offer = state_on_offer(transaction, header, today)
    shown = states.by_ids(transaction, [own_view.state_id]).get(own_view.state_id) if own_view and own_view.state_id else None
    if shown is not None and today - shown.run.as_of > FLAG_LASTS:
        shown = None
    gate = gates.in_force(transaction, header.municipality)
    names = _names(transaction, today)
    return Case(
        header=header,
        buddies=_buddies(transaction, header, names, today),
        seen=_seen(transaction, header, names, today),
        results=_results(transaction, header, today),
        enrolments=_enrolments(transaction, header, today),
        pauses=_pauses(transaction, header, today),
        own_view=own_view,
        engine_waits=on_offer is not None and (shown is None or on_offer.state.state_id != shown.state.state_id),
        engine_view=EngineView(as_of=shown.run.as_of, stored_at=shown.run.made_at, basis=shown.basis, state=shown.state) if shown else None,
        decisions=tuple(desk.decisions_of(transaction, header.placement_id)),
        synthetic=gate is not None and gate.synthetic,
        read_on=today,
    )


def _names(transaction: Transaction, today: date) -> dict[str, tuple[str, str]]:
    """Each observer's name (or id where none was delivered) and role."""
    observers = facts.known_rows(transaction, "observers", today)
    return {row.observer_id: (row.name or row.observer_id, row.role) for row in observers.itertuples()}


def _buddies(transaction: Transaction, header: CaseHeader, names: dict[str, tuple[str, str]], today: date) -> tuple[BuddyEntry, ...]:
    links = assignments.known_by(transaction, today, placement_ids=[header.placement_id])
    return tuple(
        BuddyEntry(
            observer_id=link.observer_id,
            observer=names[link.observer_id][0],
            role=names[link.observer_id][1],
            from_on=link.from_on,
            to_on=link.to_on,
            derived=link.derived,
        )
        for link in links
    )


def _seen(transaction: Transaction, header: CaseHeader, names: dict[str, tuple[str, str]], today: date) -> tuple[SeenEntry, ...]:
    entries = observations.known_by(transaction, today, placement_ids=[header.placement_id])
    replaced = {entry.replaces for entry in entries if entry.replaces and entry.withdrawn_at is None}
    return tuple(_seen_entry(entry, names[entry.observer_id], entry.observation_id in replaced) for entry in entries)


def _seen_entry(entry: Observation, observer: tuple[str, str], replaced: bool) -> SeenEntry:
    withdrawn = entry.withdrawn_at is not None
    return SeenEntry(
        observation_id=entry.observation_id,
        seen_on=entry.seen_on,
        recorded_at=entry.recorded_at,
        observer_id=entry.observer_id,
        observer=observer[0],
        role=observer[1],
        mode=entry.mode,
        talk_minutes=entry.talk_minutes,
        talk_partners=entry.talk_partners,
        note=entry.note,
        ratings=dict(entry.ratings),
        withdrawn=withdrawn,
        replaced=replaced,
        usable=not withdrawn and not replaced and entry.criteria_rated >= FEWEST_CRITERIA_TO_COUNT,
    )


def _results(transaction: Transaction, header: CaseHeader, today: date) -> tuple[ResultEntry, ...]:
    results = facts.known_rows(transaction, "results", today, newcomer_id=[header.newcomer_id])
    providers = _provider_names(transaction, today)
    return tuple(
        ResultEntry(
            result_id=row.result_id,
            provider=providers[row.provider_id],
            kind=row.kind,
            part=row.part,
            track=row.track or "",
            module=row.module or "",
            taken_on=row.taken_on.date(),
            reported_on=row.reported_on.date(),
            passed=row.passed,
            grade="" if pd.isna(row.grade) else GRADES.get(row.grade, f"{row.grade:.1f}".replace(".", ",")),
        )
        for row in results.sort_values("taken_on", ascending=False).itertuples()
    )


def _enrolments(transaction: Transaction, header: CaseHeader, today: date) -> tuple[EnrolmentEntry, ...]:
    enrolments = facts.known_rows(transaction, "enrolments", today, newcomer_id=[header.newcomer_id])
    weeks = facts.known_rows(transaction, "attendance", today, enrolment_id=enrolments["enrolment_id"].tolist())
    lessons = weeks.groupby("enrolment_id")[["lessons_offered", "lessons_attended"]].sum()
    providers = _provider_names(transaction, today)
    return tuple(
        EnrolmentEntry(
            enrolment_id=row.enrolment_id,
            provider=providers[row.provider_id],
            track=row.track,
            module=row.module or "",
            started_on=row.started_on.date(),
            ended_on=None if pd.isna(row.ended_on) else row.ended_on.date(),
            lessons_offered=float(lessons["lessons_offered"].get(row.enrolment_id, 0)),
            lessons_attended=float(lessons["lessons_attended"].get(row.enrolment_id, 0)),
        )
        for row in enrolments.sort_values("started_on", ascending=False).itertuples()
    )


def _pauses(transaction: Transaction, header: CaseHeader, today: date) -> tuple[PauseEntry, ...]:
    pauses = facts.known_rows(transaction, "pauses", today, newcomer_id=[header.newcomer_id])
    return tuple(PauseEntry(from_on=row.from_on.date(), to_on=row.to_on.date(), code=row.code) for row in pauses.sort_values("from_on").itertuples())


def _provider_names(transaction: Transaction, today: date) -> dict[str, str]:
    providers = facts.known_rows(transaction, "providers", today)
    return {row.provider_id: row.name or row.provider_id for row in providers.itertuples()}
