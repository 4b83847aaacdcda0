"""Use case: a caseworker opens the queue of their own municipality."""

import hashlib
from datetime import date, datetime, timedelta

from assessment.access.actor import Actor
from assessment.access.gate import missing
from assessment.access.policy import Verb, require
from assessment.domain.case import Queue, QueueRow
from assessment.domain.days import danish_day
from assessment.domain.decision import OwnView
from assessment.domain.placement_state import State
from assessment.i18n.words import _
from assessment.reference.municipalities import municipality_name
from assessment.storage import desk, gates, states
from assessment.storage.facts import Record, known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.states import FlagRun, StoredState
from assessment.use_cases.case_headers import headers_of, ids, objecting

FLAG_LASTS = timedelta(days=28)
NEW_FOR = timedelta(days=7)
CHANGED_FOR = timedelta(days=28)
RANDOM_LOOK_SHARE = 0.1
_POINTED_AT_RANDOM = frozenset({State.PROGRESSING, State.UNCLEAR})


def open_queue(ledger: Ledger, actor: Actor, *, now: datetime) -> Queue:
    """The active placements of the actor's municipality, by what there is to do about each.

    "Til gennemsyn" mixes the placements the engine points at with a random tenth of those it does not, so that
    standing there says nothing about a person. What somebody has looked at within 28 days stands under "Set af
    dig", with the state that was shown then, until its follow-up date.
    """
    municipality = actor.municipality or ""
    require(actor, Verb.READ_QUEUE, municipality=municipality)
    today = danish_day(now)
    with ledger.reading() as transaction:
        entry = gates.in_force(transaction, municipality)
        run = states.latest_run(transaction, municipality)
        why_empty = _why_empty(missing(entry, today), run, today)
        rows = [] if why_empty or run is None else _rows(transaction, actor, run, now=now, today=today)
    ordered = sorted(rows, key=lambda found: _by_urgency(found[1], today))
    return Queue(
        municipality=municipality,
        municipality_name=municipality_name(municipality),
        as_of=None if why_empty or run is None else run.as_of,
        synthetic=entry is not None and entry.synthetic,
        why_empty=why_empty,
        to_review=tuple(row for place, row in ordered if place == "to_review"),
        reviewed=tuple(row for place, row in ordered if place == "reviewed"),
        too_little=tuple(row for place, row in ordered if place == "too_little"),
        others=tuple(row for place, row in ordered if place == "others"),
    )


def _why_empty(lacks: list[str], run: FlagRun | None, today: date) -> str:
    if lacks:
        return _(
            "Der vises ingen tilstande for kommunen, for der mangler: {what}. Systemets ejer kan registrere det."
        ).format(what=", ".join(lacks))
    if run is None:
        return _("Der er ikke beregnet noget for kommunen endnu. Det sker, når systemets ejer kører en beregning.")
    if today - run.as_of > FLAG_LASTS:
        return _("Den seneste beregning er over 28 dage gammel og vises ikke mere. Bed systemets ejer om en ny.")
    return ""


def _rows(
    transaction: Transaction, actor: Actor, run: FlagRun, *, now: datetime, today: date
) -> list[tuple[str, QueueRow]]:
    newcomers = known_records(transaction, "newcomers", today, municipality=[run.municipality])
    everywhere = known_records(transaction, "placements", today, newcomer_id=ids(newcomers, "newcomer_id"))
    placements = [
        placement for placement in everywhere if placement["ends_on"] is None or placement["ends_on"] >= today
    ]
    headed = headers_of(transaction, newcomers, placements, today=today)
    viewed = desk.views_since(transaction, user=actor.user, since=now - FLAG_LASTS)
    due = desk.follow_ups_due(transaction, today)
    shown = states.by_ids(transaction, [view.state_id for view in viewed.values() if view.state_id])
    objected = objecting(transaction, ids(newcomers, "newcomer_id"), today=today)
    rows = []
    for stored in states.of_run(transaction, run):
        header = headed.headers.get(stored.state.placement_id)
        if header is None or header.newcomer_id in objected:
            continue
        view = viewed.get(header.placement_id)
        seen_state = shown.get(view.state_id or "") if view else None
        place = _place(stored, view, due.get(header.placement_id))
        since = view.recorded_at if view else now - NEW_FOR
        rows.append(
            (
                place,
                QueueRow(
                    header=header,
                    new_since_last=_something_new(headed.seen[header.placement_id], since),
                    buddy_changed=_buddy_changed(headed.seen[header.placement_id], today),
                    observations=stored.state.observations,
                    state=seen_state.state if seen_state and today - seen_state.run.as_of <= FLAG_LASTS else None,
                ),
            )
        )
    return rows


def _place(stored: StoredState, view: OwnView | None, follow_up_on: date | None) -> str:
    state = stored.state.state
    if follow_up_on is not None and (view is None or danish_day(view.recorded_at) < follow_up_on):
        return "to_review"
    if view is not None:
        return "reviewed"
    if state is State.POSSIBLE_STALL or (state in _POINTED_AT_RANDOM and _drawn(stored)):
        return "to_review"
    return "too_little" if state is State.TOO_LITTLE_EVIDENCE else "others"


def _drawn(stored: StoredState) -> bool:
    """A draw that is the same for everybody until the next scoring, and that nobody can steer."""
    digest = hashlib.sha256(f"{stored.run.as_of}|{stored.state.placement_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < RANDOM_LOOK_SHARE * 2**64


def _by_urgency(row: QueueRow, today: date) -> tuple[float, int, str]:
    """Weeks left, then days since somebody last saw something; never by probability."""
    header = row.header
    days_since = (today - header.last_seen_on).days if header.last_seen_on else 10_000
    return (float("inf") if header.weeks_left is None else header.weeks_left, -days_since, header.placement_id)


def _something_new(seen: list[Record], since: datetime) -> bool:
    return any(entry["recorded_at"] > since for entry in seen)


def _buddy_changed(seen: list[Record], today: date) -> bool:
    first_seen: dict[str, date] = {}
    for entry in seen:
        first_seen[entry["observer_id"]] = min(first_seen.get(entry["observer_id"], entry["seen_on"]), entry["seen_on"])
    return len(first_seen) > 1 and max(first_seen.values()) >= today - CHANGED_FOR
