"""Use case: a buddy or guide has a note looked at before it is sent. Nothing of it is stored or logged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.buddy import CheckedNote, FoundInNote
from assessment.domain.days import danish_day
from assessment.storage import assignments
from assessment.storage.facts import known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.text.cpr import cpr_spans
from assessment.text.emails import email_spans
from assessment.text.names import HIDDEN, name_spans, warns_of_health
from assessment.text.phones import phone_spans
from assessment.text.screening import REMOVED, Kind
from assessment.text.shadow import Shadow, Span, walled
from assessment.use_cases.sent_fields import SentFields

_NUMBERS: tuple[tuple[Kind, Callable[[str], list[Span]]], ...] = (
    ("email", email_spans),
    ("cpr", cpr_spans),
    ("phone", phone_spans),
)


def check_note(ledger: Ledger, actor: Actor, sent: object, *, now: datetime) -> CheckedNote:
    """The note as we propose to keep it, about one of the actor's own people; the person decides.

    Names are looked for by how they are written. Of the names we hold, only those that the actor knows anyway help:
    the actor's own newcomers and the observers beside them. What is proposed tells nobody who else there is.

    Raises
    ------
    InvalidFields
        Where ``placement_id`` or ``note`` will not do.
    NotAllowed
        Where the placement is not one of the observer's own today.
    """
    fields = SentFields.of(sent)
    placement_id, kept = fields.identifier("placement_id"), fields.note("note") or ""
    fields.require_no_errors()
    require(actor, Verb.LOG_OBSERVATION, observers=[actor.observer_id] if actor.observer_id else [])
    with ledger.reading() as transaction:
        today = danish_day(now)
        observers = assignments.observers_of(transaction, today, placement_id)
        require(actor, Verb.LOG_OBSERVATION, observers=observers)
        around = _around(transaction, actor.observer_id or "", placement_id, today)
    spans = name_spans(kept, known=around.known, own=around.own, workplace=around.workplace)
    names = [FoundInNote(text=kept[start:end], kind="name") for start, end in spans]
    return CheckedNote(
        note=_without(kept, spans, HIDDEN),
        found=(*_numbers_in(fields.sent.get("note") or ""), *names),
        health=warns_of_health(kept),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """What the writer knows anyway: the newcomer's name, those of the others, and where they work."""

    own: str
    known: tuple[str, ...]
    workplace: str


def _around(transaction: Transaction, observer_id: str, placement_id: str, today: date) -> _Around:
    own_ids = assignments.in_force(transaction, today, observer_id=observer_id)
    placements = known_records(transaction, "placements", today, placement_id=own_ids)
    (here,) = (placement for placement in placements if placement["placement_id"] == placement_id)
    aliases = {
        row["newcomer_id"]: row["alias"] or ""
        for row in known_records(
            transaction, "newcomers", today, newcomer_id=[placement["newcomer_id"] for placement in placements]
        )
    }
    links = assignments.known_by(transaction, today, placement_ids=own_ids)
    beside = sorted({link.observer_id for link in links if link.is_valid_on(today)})
    observers = known_records(transaction, "observers", today, observer_id=beside)
    workplaces = known_records(transaction, "workplaces", today, workplace_id=[here["workplace_id"]])
    own = aliases.pop(here["newcomer_id"])
    return _Around(
        own=own,
        known=tuple(filter(None, [*aliases.values(), *(row["name"] for row in observers)])),
        workplace=(workplaces[0]["name"] or "") if workplaces else "",
    )


def _without(note: str, spans: list[Span], put_there: str) -> str:
    for start, end in reversed(spans):
        note = note[:start] + put_there + note[end:]
    return note


def _numbers_in(text: str) -> list[FoundInNote]:
    """What `screening.clean` takes out, as it was written."""
    found: list[FoundInNote] = []
    while True:
        shadow, finds = Shadow.of(text), list[tuple[Span, Kind]]()
        seen = shadow.text
        for kind, spans_in in _NUMBERS:
            spans = spans_in(seen)
            finds += [(shadow.in_the_note(span), kind) for span in spans]
            seen = walled(seen, spans)
        if not finds:
            return found
        finds.sort()
        found += [FoundInNote(text=text[start:end], kind=kind) for (start, end), kind in finds]
        text = _without(text, [span for span, _kind in finds], REMOVED)
