"""Use case: a caseworker asks a buddy to look, or says thanks. In their own words, and never a state or a decision."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from assessment.access.actor import Actor
from assessment.access.policy import Verb
from assessment.domain.bundle import NOTE_MAX_LENGTH
from assessment.domain.days import danish_day
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.domain.message import Message, MessageKind
from assessment.i18n.state_words import STATE_WORDS
from assessment.i18n.words import _
from assessment.reference.rubric import load_rubric
from assessment.storage import assignments, journal, messages
from assessment.storage.facts import known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.text.screening import clean
from assessment.use_cases.open_case import placement_in_reach

_NOT_FOR_A_BUDDY = re.compile(
    r"\b(?:"
    + "|".join(re.escape(word) for word in STATE_WORDS.values())
    + r"|stagn\w*|beslut\w*|afgør\w*|sanktion\w*|ydelse\w*|opholdstilladelse\w*|statsborgerskab\w*"
    r"|possible stall|stall(?:ed|ing)\b|decision\w*|decided)",
    re.IGNORECASE,
)
"""What is between a caseworker and the case: the words of states, decisions and what they must not be used for."""


def write_to_buddy(
    ledger: Ledger,
    actor: Actor,
    *,
    message_id: str,
    placement_id: str,
    observer_id: str,
    kind: MessageKind,
    criterion: str | None,
    text: str,
    now: datetime,
) -> Message:
    """Store a message as it was written, screened; the same ``message_id`` again stores nothing.

    To ask, the observer must have an assignment today; to thank, today or earlier. A request may be a criterion
    alone. Raises InvalidFields with everything that will not do.
    """
    today = danish_day(now)
    with ledger.writing() as transaction:
        header = placement_in_reach(transaction, actor, placement_id, verb=Verb.WRITE_TO_BUDDY, today=today)
        _require_id(message_id)
        if stored := messages.find(transaction, message_id):
            if (stored.sent_by, stored.placement_id) != (actor.user, placement_id):
                raise NotAllowed(_("Det har du ikke adgang til."))
            return stored
        cleaned = clean(text.strip()).text
        errors = [
            *_wrong_recipient(transaction, placement_id, observer_id, kind, now),
            *_wrong_criterion(transaction, observer_id, kind, criterion, now),
            *_wrong_text(cleaned, kind, criterion),
        ]
        if errors:
            raise InvalidFields(tuple(errors))
        message = Message(
            message_id=message_id,
            kind=kind,
            placement_id=placement_id,
            observer_id=observer_id,
            criterion=criterion,
            text=cleaned,
            sent_by=actor.user,
            sent_at=now,
        )
        messages.add(transaction, message)
        detail = {
            "message_id": message_id,
            "placement_id": placement_id,
            "observer_id": observer_id,
            "kind": kind.value,
            "criterion": criterion,
        }
        journal.write(
            transaction, at=now, actor=actor.user, act="write_to_buddy", subject=header.newcomer_id, detail=detail
        )
    return message


def _require_id(message_id: str) -> None:
    try:
        UUID(message_id)
    except ValueError:
        raise InvalidValue(_("Et id skal være et UUID.")) from None


def _wrong_recipient(
    transaction: Transaction, placement_id: str, observer_id: str, kind: MessageKind, now: datetime
) -> list[FieldError]:
    today = danish_day(now)
    may_be_written_to: Collection[str] = assignments.observers_of(transaction, today, placement_id)
    if kind is MessageKind.THANKS:
        links = assignments.known_by(transaction, today, placement_ids=[placement_id])
        may_be_written_to = {link.observer_id for link in links}
    if observer_id in may_be_written_to:
        return []
    return [FieldError("observer_id", "", _("Vælg en, der er makker i forløbet."))]


def _wrong_criterion(
    transaction: Transaction, observer_id: str, kind: MessageKind, criterion: str | None, now: datetime
) -> list[FieldError]:
    if criterion is None:
        return []
    if kind is MessageKind.THANKS:
        return [FieldError("criterion", criterion, _("En tak handler ikke om et bestemt område. Lad det stå åbent."))]
    people = known_records(transaction, "observers", danish_day(now), observer_id=[observer_id])
    asked = {one.code for person in people for one in load_rubric().criteria_for(person["role"])}
    if criterion in asked or not people:
        return []
    return [FieldError("criterion", "", _("Det område bliver makkeren ikke spurgt om. Vælg et andet."))]


def _wrong_text(text: str, kind: MessageKind, criterion: str | None) -> list[FieldError]:
    if not text and kind is MessageKind.THANKS:
        return [FieldError("text", "", _("Skriv med dine egne ord, hvad du takker for."))]
    if not text and criterion is None:
        return [FieldError("text", "", _("Vælg et område, eller skriv, hvad du gerne vil høre om."))]
    if len(text) > NOTE_MAX_LENGTH:
        message = _("Teksten er på {found} tegn; der må være {limit}. Kort den af.")
        return [FieldError("text", "…", message.format(found=len(text), limit=NOTE_MAX_LENGTH))]
    if found := _NOT_FOR_A_BUDDY.search(_as_read(text)):
        message = _(
            "Ordet »{word}« hører til i sagen og ikke hos en kollega. Skriv i stedet, hvad du gerne vil høre om, "
            "eller hvad du takker for."
        )
        return [FieldError("text", found[0], message.format(word=found[0]))]
    return []


def _as_read(text: str) -> str:
    """The text as a reader takes it: one space between words, no sign that cannot be seen."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split())
