"""Use case: a caseworker opens the queue of their own municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessment.access.actor import Actor
from assessment.access.gate import GateEngine, missing
from assessment.access.policy import Verb, require
from assessment.domain.case import QUEUE_PARTS, Queue, QueuePart, QueueRow, QueueWish
from assessment.domain.days import danish_day
from assessment.domain.decision import OwnView
from assessment.domain.placement_state import PlacementState, State
from assessment.i18n.words import _
from assessment.reference.municipalities import municipality_name
from assessment.storage import desk, gates, queue_facts, states
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.queue_facts import Findable, ScoredPlacement, Seen
from assessment.storage.states import FlagRun
from assessment.use_cases.case_headers import headers_of, weeks_left
from assessment.use_cases.random_look import stands_for

FLAG_LASTS = timedelta(days=28)
NEW_FOR = timedelta(days=7)
CHANGED_FOR = timedelta(days=28)
EVERYTHING = QueueWish()
_WITHOUT_EVIDENCE = frozenset({State.TOO_LITTLE_EVIDENCE, None})
_NEVER_SEEN = 10_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A case of the queue: where it stands, and this caseworker's own view of it."""

    part: QueuePart
    placement: ScoredPlacement
    view: OwnView | None


Parts = dict[QueuePart, list[_Waiting]]


def open_queue(ledger: Ledger, actor: Actor, *, now: datetime, wish: QueueWish = EVERYTHING) -> Queue:
    """The active placements of the actor's municipality, by what there is to do about each.

    "Til gennemsyn" mixes the placements the engine points at with a random tenth of those it does not, so that
    standing there says nothing about a person. What somebody has looked at within 28 days stands under "Set af
    dig", with the state that was shown then, until its follow-up date. Who came after the scoring stands under "For
    lidt grundlag". ``wish`` narrows it by facts and says how many rows are wanted; the counts hold for all.
    """
    municipality = actor.municipality or ""
    require(actor, Verb.READ_QUEUE, municipality=municipality)
    today = danish_day(now)
    with ledger.reading() as transaction:
        entry = gates.in_force(transaction, municipality)
        run = states.latest_run(transaction, municipality)
        why_empty = _why_empty(missing(entry, today), run, today)
        waiting = [] if why_empty or run is None else _waiting(transaction, actor, run, now=now, today=today)
        parts, seen = _wished(transaction, municipality, waiting, wish, now=now, today=today)
        rows = _rows(transaction, parts, seen, wish, now=now, today=today)
    return Queue(
        municipality=municipality,
        municipality_name=municipality_name(municipality),
        as_of=None if why_empty or run is None else run.as_of,
        synthetic=entry is not None and entry.synthetic,
        why_empty=why_empty,
        **rows,
        counts={part: len(parts[part]) for part in QUEUE_PARTS},
        cases=len(waiting),
        new_to_review=sum(_is_new(case, seen, now) for case in parts["to_review"]),
        trades=tuple(sorted({case.placement.trade for case in waiting if case.placement.trade})),
        kinds=tuple(sorted({case.placement.kind for case in waiting})),
        is_by_model=run is not None and run.engine == GateEngine.MODEL,
        is_learned_from_invented=run is not None and run.learned_from == states.INVENTED,
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


def _waiting(transaction: Transaction, actor: Actor, run: FlagRun, *, now: datetime, today: date) -> list[_Waiting]:
    viewed = desk.views_since(transaction, user=actor.user, since=now - FLAG_LASTS)
    due = desk.follow_ups_due(transaction, today)
    secret = states.secret_of_the_draw(transaction)
    return [
        _Waiting(
            _part(placement, run, secret, viewed.get(placement.placement_id), due),
            placement,
            viewed.get(placement.placement_id),
        )
        for placement in queue_facts.active_placements(transaction, run, today)
    ]


def _part(
    scored: ScoredPlacement, run: FlagRun, secret: str, view: OwnView | None, due: Mapping[str, date]
) -> QueuePart:
    follow_up_on = due.get(scored.placement_id)
    if follow_up_on is not None and (view is None or danish_day(view.recorded_at) < follow_up_on):
        return "to_review"
    if view is not None:
        return "reviewed"
    if stands_for(scored.state, run, secret, scored.placement_id) is not None:
        return "to_review"
    return "too_little" if scored.state in _WITHOUT_EVIDENCE else "others"


def _wished(
    transaction: Transaction,
    municipality: str,
    waiting: Sequence[_Waiting],
    wish: QueueWish,
    *,
    now: datetime,
    today: date,
) -> tuple[Parts, Mapping[str, Seen]]:
    """The cases of each part that the wish lets through, and when each of those needed was last seen.

    A part that nobody opened is only counted, so what was seen in it is not read, unless the wish asks about that.
    """
    narrowed = [
        case
        for case in _found(transaction, municipality, waiting, wish.find)
        if (not wish.trade or case.placement.trade == wish.trade)
        and (not wish.kind or case.placement.kind == wish.kind)
    ]
    asks_of_all = wish.only_new or wish.only_buddy_changed
    read = [
        case.placement.placement_id
        for case in narrowed
        if asks_of_all or case.part == "to_review" or _wanted(wish, case.part) != 0
    ]
    seen = queue_facts.seen(transaction, read, today)
    parts: Parts = {part: [] for part in QUEUE_PARTS}
    for case in narrowed:
        if (wish.only_new and not _is_new(case, seen, now)) or (
            wish.only_buddy_changed and not _is_changed(case, seen, today)
        ):
            continue
        parts[case.part].append(case)
    return parts, seen


def _found(transaction: Transaction, municipality: str, waiting: Sequence[_Waiting], find: str) -> Sequence[_Waiting]:
    """Those that are looked for, also among the placements that no list holds; all that wait where nobody is."""
    looked_for = " ".join(find.split()).casefold()
    if not looked_for:
        return waiting
    hits = {
        placement.placement_id: placement
        for placement in queue_facts.findable_placements(transaction, municipality)
        if any(looked_for in (text or "").casefold() for text in _looked_in(placement))
    }
    listed = {case.placement.placement_id for case in waiting}
    return [
        *(case for case in waiting if case.placement.placement_id in hits),
        *(
            _Waiting("elsewhere", ScoredPlacement(hit.placement_id, hit.kind, hit.ends_on, hit.trade, None), None)
            for hit in hits.values()
            if hit.placement_id not in listed
        ),
    ]


def _looked_in(placement: Findable) -> tuple[str | None, ...]:
    return placement.alias, placement.placement_id, placement.newcomer_id, placement.workplace


def _rows(
    transaction: Transaction, parts: Parts, seen: Mapping[str, Seen], wish: QueueWish, *, now: datetime, today: date
) -> dict[QueuePart, tuple[QueueRow, ...]]:
    """The rows wanted of each part: headers, and the states of what this caseworker has looked at."""
    wanted = {
        part: sorted(cases, key=lambda case: _urgency(case, seen, today))[: _wanted(wish, part)]
        for part, cases in parts.items()
        if _wanted(wish, part) != 0
    }
    shown = [case for cases in wanted.values() for case in cases]
    headers = headers_of(
        transaction,
        [case.placement.placement_id for case in shown],
        seen,
        today=today,
        with_coming=bool(wanted.get("elsewhere")),
    )
    state_ids = [case.view.state_id for case in shown if case.view and case.view.state_id]
    stored = states.by_ids(transaction, state_ids) if state_ids else {}

    def state_of(case: _Waiting) -> PlacementState | None:
        found = stored.get(case.view.state_id or "") if case.view else None
        return found.state if found and today - found.run.as_of <= FLAG_LASTS else None

    return {
        part: tuple(
            QueueRow(
                header=headers[case.placement.placement_id],
                new_since_last=_is_new(case, seen, now),
                buddy_changed=_is_changed(case, seen, today),
                state=state_of(case),
            )
            for case in wanted.get(part, ())
        )
        for part in QUEUE_PARTS
    }


def _wanted(wish: QueueWish, part: QueuePart) -> int | None:
    return None if wish.rows is None else wish.rows.get(part, 0)


def _urgency(case: _Waiting, seen: Mapping[str, Seen], today: date) -> tuple[float, int, str]:
    """Weeks left, then days since somebody last saw something; never by probability."""
    placement_id, weeks = case.placement.placement_id, weeks_left(case.placement.ends_on, today)
    last = seen.get(placement_id)
    days_since = (today - last.last_on).days if last else _NEVER_SEEN
    return (float("inf") if weeks is None else weeks, -days_since, placement_id)


def _is_new(case: _Waiting, seen: Mapping[str, Seen], now: datetime) -> bool:
    last = seen.get(case.placement.placement_id)
    return last is not None and last.last_recorded_at > (case.view.recorded_at if case.view else now - NEW_FOR)


def _is_changed(case: _Waiting, seen: Mapping[str, Seen], today: date) -> bool:
    last = seen.get(case.placement.placement_id)
    return last is not None and last.observers > 1 and last.newest_observer_on >= today - CHANGED_FOR
