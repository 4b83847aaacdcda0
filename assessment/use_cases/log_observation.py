"""Use case: a buddy or guide logs what they saw. Stored once however often it is sent, and never changed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.buddy import Kept
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.domain.receipt import receipt_of
from assessment.domain.sent_observation import SentObservation
from assessment.i18n.words import _
from assessment.reference.rubric import load_rubric
from assessment.storage import assignments, journal, receipts, rubrics
from assessment.storage.facts import Record, current_records, known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.receipts import Receipt
from assessment.use_cases.app_facts import store_in_app
from assessment.use_cases.check_observation import check_observation

REPLACED_WITHIN = timedelta(hours=24)
_CONTENT = ("placement_id", "observer_id", "seen_on", "mode", "talk_minutes", "talk_partners", "note", "replaces")


class Conflict(CallerCanMend):
    """The id in ``field`` is known with other content, or what was to be replaced cannot be; nothing is changed."""

    field = "observation_id"


def log_observation(ledger: Ledger, actor: Actor, sent: object, *, clock: Callable[[], datetime]) -> Kept:
    """Store what was sent, and give its receipt; the same entry again gives the same receipt and stores nothing.

    An entry that is stored is answered for as long as its author can sign in, also when the assignment has ended
    since: whoever lost the answer shall not be left in doubt.

    Parameters
    ----------
    sent : object
        The entry as the client sent it, a mapping of fields; see `check_observation`.
    clock : callable
        Gives the time now. It is read once the entry's turn to be written has come, so that ``recorded_at`` is the
        time of commit and not of a place in the queue.

    Raises
    ------
    InvalidFields
        Where something will not do, naming every field.
    NotAllowed
        Where the placement is not one of the observer's own today.
    Conflict
        Where the id is known with other content, or ``replaces`` names what cannot be replaced.
    """
    rubric = load_rubric()
    entry = check_observation(sent, criteria=frozenset(rubric.codes), today=danish_day(clock()))
    require(actor, Verb.LOG_OBSERVATION, observers=[actor.observer_id] if actor.observer_id else [])
    with ledger.writing() as transaction:
        now = clock()
        today = danish_day(now)
        stored = _stored(transaction, entry.observation_id)
        if stored is not None and _is_the_same(transaction, stored, entry, actor):
            return _kept(transaction, stored, is_new=False)
        _require_own(transaction, actor, entry, now)
        if stored is not None:
            raise Conflict(_("Observationen er allerede modtaget med et andet indhold. Gem den nye som en rettelse."))
        if entry.replaces is not None:
            _require_replaceable(transaction, actor, entry, now)
        rubrics.use(transaction, rubric)
        row = {name: getattr(entry, name) for name in _CONTENT if name != "observer_id"}
        row |= {"observation_id": entry.observation_id, "observer_id": actor.observer_id, "recorded_at": now}
        rated = [
            {"observation_id": entry.observation_id, "criterion": criterion, "step": step}
            for criterion, step in entry.ratings.items()
        ]
        store_in_app(transaction, actor, {"observations": [row], "ratings": rated}, source="felt", now=now)
        receipts.add(
            transaction,
            Receipt(
                observation_id=entry.observation_id, user=actor.user, stored_at=now, device_at=entry.device_at or None
            ),
        )
        (placement,) = known_records(transaction, "placements", today, placement_id=[entry.placement_id])
        detail = {"observation_id": entry.observation_id, "placement_id": entry.placement_id}
        journal.write(
            transaction, at=now, actor=actor.user, act="observation", subject=placement["newcomer_id"], detail=detail
        )
    return Kept(
        observation_id=entry.observation_id, receipt=receipt_of(entry.observation_id), stored_at=now, is_new=True
    )


def _stored(transaction: Transaction, observation_id: str) -> Record | None:
    found = current_records(transaction, "observations", observation_id=[observation_id])
    return found[0] if found else None


def _is_the_same(transaction: Transaction, stored: Record, entry: SentObservation, actor: Actor) -> bool:
    """Whether what is stored is what was sent, ``device_at`` aside; `check_observation` has cleaned the note."""
    sent = {name: getattr(entry, name) for name in _CONTENT if name != "observer_id"}
    sent["observer_id"] = actor.observer_id
    rated = current_records(transaction, "ratings", observation_id=[entry.observation_id])
    ratings = {row["criterion"]: row["step"] for row in rated}
    return all(stored[name] == sent[name] for name in _CONTENT) and ratings == entry.ratings


def _kept(transaction: Transaction, stored: Record, *, is_new: bool) -> Kept:
    receipt = receipts.find(transaction, stored["observation_id"])
    return Kept(
        observation_id=stored["observation_id"],
        receipt=receipt_of(stored["observation_id"]),
        stored_at=receipt.stored_at if receipt else stored["recorded_at"],
        is_new=is_new,
    )


def _require_own(transaction: Transaction, actor: Actor, entry: SentObservation, now: datetime) -> None:
    """The placement is the observer's own today, and had begun when it was seen.

    When it began is told to nobody but its own observers, so that one problem of the fields comes after the right.
    """
    today = danish_day(now)
    observers = assignments.observers_of(transaction, today, entry.placement_id)
    require(actor, Verb.LOG_OBSERVATION, observers=observers)
    (placement,) = known_records(transaction, "placements", today, placement_id=[entry.placement_id])
    if entry.seen_on < placement["started_on"]:
        raise InvalidFields(
            (
                FieldError(
                    "seen_on",
                    entry.seen_on.isoformat(),
                    _("Forløbet begyndte først den {day}. Vælg en senere dag.").format(
                        day=f"{placement['started_on']:%d-%m-%Y}"
                    ),
                ),
            )
        )


def _require_replaceable(transaction: Transaction, actor: Actor, entry: SentObservation, now: datetime) -> None:
    """An entry can be replaced by its own author, once, within a day of when it was recorded."""
    older = _stored(transaction, entry.replaces or "")
    own = (actor.observer_id, entry.placement_id)
    if older is None or (older["observer_id"], older["placement_id"]) != own:
        raise Conflict(_("Den observation, du vil rette, er ikke din egen om samme kollega. Intet er ændret."))
    if older["withdrawn_at"] is not None or now - older["recorded_at"] > REPLACED_WITHIN:
        raise Conflict(_("En observation kan kun rettes inden for 24 timer. Skriv en ny i stedet."))
    newer = current_records(transaction, "observations", replaces=[older["observation_id"]])
    if any(entry["withdrawn_at"] is None for entry in newer):
        raise Conflict(_("Observationen er allerede rettet. Ret den nyeste, eller skriv en ny."))
