"""Use case: a buddy or guide looks at their own people, who is due, and what they have written themselves."""

from datetime import date, datetime, timedelta

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.buddy import Colleague, OwnEntry, OwnPeople
from assessment.domain.days import danish_day
from assessment.domain.message import Message, MessageKind
from assessment.domain.observation import Observation
from assessment.domain.receipt import receipt_of
from assessment.reference.rubric import load_rubric
from assessment.storage import assignments, messages, observations
from assessment.storage.facts import Record, known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.cases_that_wait import cases_that_wait
from assessment.use_cases.log_observation import REPLACED_WITHIN

DUE_AFTER = timedelta(days=7)
CRITERIA_AT_A_TIME = 5
ENTRIES_SHOWN = 60
THANKS_SHOWN_FOR = timedelta(days=60)
ASKS_SHOWN_FOR = timedelta(days=28)


def own_people(ledger: Ledger, actor: Actor, *, now: datetime) -> OwnPeople:
    """The newcomers whom the actor is assigned to today, with the actor's own entries and nothing of anybody else."""
    today, observer_id = danish_day(now), actor.observer_id or ""
    require(actor, Verb.READ_OWN_PEOPLE, observers=[observer_id] if observer_id else [])
    with ledger.reading() as transaction:
        found = known_records(transaction, "observers", today, observer_id=[observer_id])
        role = found[0]["role"] if found else ""
        placement_ids = assignments.in_force(transaction, today, observer_id=observer_id)
        headed = _headed(transaction, placement_ids, today)
        entries = observations.known_by(transaction, today, placement_ids=placement_ids, observer_id=observer_id)
        letters = messages.to_observer(transaction, observer_id, placement_ids)
        cases = cases_that_wait(transaction, observer_id, role, today)
    own = [_entry(entry, entries, headed[entry.placement_id]["alias"], now) for entry in entries]
    colleagues = [
        _colleague(
            headed[placement_id],
            role,
            [entry for entry in own if entry.placement_id == placement_id],
            [letter for letter in letters if letter.placement_id == placement_id],
            now,
        )
        for placement_id in placement_ids
    ]
    return OwnPeople(
        observer_id=observer_id,
        role=role,
        colleagues=tuple(sorted(colleagues, key=lambda one: (not one.due, one.paused, one.alias, one.placement_id))),
        thanks=tuple(
            letter
            for letter in letters
            if letter.kind is MessageKind.THANKS and now - letter.sent_at <= THANKS_SHOWN_FOR
        ),
        entries=tuple(own[:ENTRIES_SHOWN]),
        read_on=today,
        cases=cases,
    )


def _headed(transaction: Transaction, placement_ids: list[str], today: date) -> dict[str, Record]:
    """What a buddy may know of each placement: what the person is called, where they work, whether there is a pause."""
    placements = known_records(transaction, "placements", today, placement_id=placement_ids)
    newcomer_ids = [placement["newcomer_id"] for placement in placements]
    people = {
        row["newcomer_id"]: row for row in known_records(transaction, "newcomers", today, newcomer_id=newcomer_ids)
    }
    workplace_ids = [placement["workplace_id"] for placement in placements]
    at = known_records(transaction, "workplaces", today, workplace_id=workplace_ids)
    workplaces = {row["workplace_id"]: row["name"] for row in at}
    paused = {
        row["newcomer_id"]
        for row in known_records(transaction, "pauses", today, newcomer_id=newcomer_ids)
        if row["to_on"] >= today
    }
    return {
        placement["placement_id"]: {
            "placement_id": placement["placement_id"],
            "alias": people[placement["newcomer_id"]]["alias"] or placement["newcomer_id"],
            "workplace": workplaces.get(placement["workplace_id"]) or "",
            "paused": placement["newcomer_id"] in paused,
        }
        for placement in placements
    }


def _entry(entry: Observation, entries: list[Observation], alias: str, now: datetime) -> OwnEntry:
    replaced = any(other.replaces == entry.observation_id and other.withdrawn_at is None for other in entries)
    withdrawn = entry.withdrawn_at is not None
    is_young = now - entry.recorded_at <= REPLACED_WITHIN
    return OwnEntry(
        observation_id=entry.observation_id,
        receipt=receipt_of(entry.observation_id),
        placement_id=entry.placement_id,
        alias=alias,
        seen_on=entry.seen_on,
        recorded_at=entry.recorded_at,
        mode=entry.mode,
        talk_minutes=entry.talk_minutes,
        talk_partners=entry.talk_partners,
        note=entry.note,
        ratings=dict(entry.ratings),
        replaced=replaced,
        withdrawn=withdrawn,
        may_be_replaced=is_young and not replaced and not withdrawn,
    )


def _colleague(headed: Record, role: str, entries: list[OwnEntry], letters: list[Message], now: datetime) -> Colleague:
    standing = [entry for entry in entries if not entry.replaced and not entry.withdrawn]
    last_seen_on = max((entry.seen_on for entry in standing), default=None)
    last_recorded_at = max((entry.recorded_at for entry in standing), default=None)
    asks = tuple(
        letter
        for letter in letters
        if letter.kind is MessageKind.ASK
        and now - letter.sent_at <= ASKS_SHOWN_FOR
        and (last_recorded_at is None or last_recorded_at < letter.sent_at)
    )
    unseen_longest = _unseen_longest(role, standing)
    asked_for = [letter.criterion for letter in asks if letter.criterion in unseen_longest]
    is_time = last_seen_on is None or danish_day(now) - last_seen_on >= DUE_AFTER
    return Colleague(
        placement_id=headed["placement_id"],
        alias=headed["alias"],
        workplace=headed["workplace"],
        last_seen_on=last_seen_on,
        due=not headed["paused"] and (bool(asks) or is_time),
        paused=headed["paused"],
        criteria=tuple(dict.fromkeys([*filter(None, asked_for), *unseen_longest]))[:CRITERIA_AT_A_TIME],
        tip=unseen_longest[0] if standing and unseen_longest else None,
        asks=asks,
    )


def _unseen_longest(role: str, standing: list[OwnEntry]) -> list[str]:
    """The criteria that an observer of this role is asked about, longest unseen first, then as the rubric has them."""
    last_seen: dict[str, date] = {}
    for entry in standing:
        for criterion, step in entry.ratings.items():
            if step is not None:
                last_seen[criterion] = max(last_seen.get(criterion, entry.seen_on), entry.seen_on)
    codes = [criterion.code for criterion in load_rubric().criteria_for(role)]
    return sorted(codes, key=lambda code: (last_seen.get(code, date.min), codes.index(code)))
