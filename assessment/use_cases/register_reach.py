"""What the acts of registering share: whose facts they reach, whether they are done already, and how they are kept."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.domain.registration import Registered
from assessment.i18n.words import _
from assessment.storage import accounts, journal
from assessment.storage.facts import Record, current_records, standing_row
from assessment.storage.ledger import Transaction
from assessment.use_cases.app_facts import store_in_app

Rows = Mapping[str, Sequence[Record]]


def own_newcomer(transaction: Transaction, actor: Actor, newcomer_id: str) -> Record:
    """The person as registered now, if the actor may register facts about them; known or planned makes no difference.

    The sentence is the same for what is not there and what is not theirs.
    """
    found = current_records(transaction, "newcomers", newcomer_id=[newcomer_id])
    if not found:
        raise NotAllowed(_("Det har du ikke adgang til."))
    require(actor, Verb.REGISTER_FACTS, municipality=found[0]["municipality"])
    return found[0]


def own_placement(transaction: Transaction, actor: Actor, placement_id: str) -> Record:
    """The placement as registered now, if the actor may register facts about its person."""
    found = current_records(transaction, "placements", placement_id=[placement_id])
    if not found:
        raise NotAllowed(_("Det har du ikke adgang til."))
    own_newcomer(transaction, actor, found[0]["newcomer_id"])
    return found[0]


def require_draft(draft_id: str) -> None:
    """Raise InvalidValue unless the id that the form was opened with is a UUID."""
    try:
        UUID(draft_id)
    except ValueError:
        raise InvalidValue(_("Et id skal være et UUID.")) from None


def done_before(
    transaction: Transaction, actor: Actor, *, act: str, newcomer_id: str, draft_id: str
) -> Registered | None:
    """What this draft became when it was saved the first time; None where it was not yet."""
    for line in journal.lines(transaction, act=act, subject=newcomer_id):
        detail = json.loads(line.detail)
        if (detail["draft_id"], line.actor) == (draft_id, actor.user):
            return _registered(transaction, detail, newcomer_id, line.at, is_new=False)
    return None


def keep(
    transaction: Transaction,
    actor: Actor,
    rows: Rows,
    *,
    act: str,
    newcomer_id: str,
    detail: Mapping[str, str],
    now: datetime,
    made: Sequence[tuple[str, str]] = (),
) -> Registered:
    """Store the rows and write the act in the journal.

    ``made`` are the ids (with the stem of their file) made for this act: one that is taken already is refused, so
    that nothing of anybody else's is ever replaced.
    """
    if any(standing_row(transaction, stem, (new_id,)) is not None for stem, new_id in made):
        raise InvalidValue(_("Formularen kunne ikke gemmes. Åbn siden på ny, og gem igen."))
    store_in_app(transaction, actor, rows, source=act, now=now)
    journal.write(transaction, at=now, actor=actor.user, act=act, subject=newcomer_id, detail=detail)
    return _registered(transaction, detail, newcomer_id, now, is_new=True)


def unchanged(transaction: Transaction, newcomer_id: str, detail: Mapping[str, str], *, now: datetime) -> Registered:
    """What is told where everything stood as it was filled in: nothing is stored."""
    return _registered(transaction, detail, newcomer_id, now, is_new=False)


def _registered(
    transaction: Transaction, detail: Mapping[str, Any], newcomer_id: str, at: datetime, *, is_new: bool
) -> Registered:
    placement_id, observer_id = detail.get("placement_id", ""), detail.get("observer_id", "")
    placements = current_records(transaction, "placements", placement_id=[placement_id])
    observers = current_records(transaction, "observers", observer_id=[observer_id])
    can_sign_in = any(
        account.actor.observer_id == observer_id and account.ended_at is None
        for account in accounts.everybody(transaction)
    )
    return Registered(
        newcomer_id=newcomer_id,
        placement_id=placement_id,
        observer_id=observer_id,
        observer=str(observers[0]["name"] or observer_id) if observers else "",
        needs_access=bool(observers) and not can_sign_in,
        begins_on=placements[0]["started_on"] if placements else None,
        stored_at=at,
        is_new=is_new,
    )
