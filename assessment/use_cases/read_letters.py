"""Use case: a caseworker sees to whom they may write about a placement, and what was written before."""

from datetime import datetime

from assessment.access.actor import Actor
from assessment.access.policy import Verb
from assessment.domain.days import danish_day
from assessment.domain.letters import Letter, Letters, Recipient
from assessment.domain.message import Message
from assessment.domain.observation import Observation
from assessment.storage import assignments, messages, observations
from assessment.storage.facts import known_records
from assessment.storage.ledger import Ledger
from assessment.use_cases.open_case import placement_in_reach


def read_letters(ledger: Ledger, actor: Actor, placement_id: str, *, now: datetime) -> Letters:
    """The buddies of a placement today, and every message about it, with whether the buddy has written since."""
    today = danish_day(now)
    with ledger.reading() as transaction:
        placement_in_reach(transaction, actor, placement_id, verb=Verb.WRITE_TO_BUDDY, today=today)
        written = messages.about_placement(transaction, placement_id)
        present = assignments.observers_of(transaction, today, placement_id)
        everybody = sorted(present | {message.observer_id for message in written})
        people = {
            row["observer_id"]: row for row in known_records(transaction, "observers", today, observer_id=everybody)
        }
        entries = observations.known_by(transaction, today, placement_ids=[placement_id])
    names = {observer_id: str(row["name"] or observer_id) for observer_id, row in people.items()}
    recipients = [Recipient(observer_id=one, name=names[one], role=people[one]["role"]) for one in present]
    return Letters(
        recipients=tuple(sorted(recipients, key=lambda one: (one.name, one.observer_id))),
        written=tuple(
            Letter(
                message=message,
                to=names.get(message.observer_id, message.observer_id),
                answered_at=_answered_at(message, entries),
            )
            for message in written
        ),
    )


def _answered_at(message: Message, entries: list[Observation]) -> datetime | None:
    """When the observer next wrote about the placement."""
    later = [
        entry.recorded_at
        for entry in entries
        if entry.observer_id == message.observer_id and entry.recorded_at > message.sent_at
    ]
    return min(later, default=None)
