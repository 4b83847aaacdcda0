"""What a caseworker has written to the buddies of a placement, and to whom they may write."""

from dataclasses import dataclass
from datetime import datetime

from assessment.domain.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An observer with an assignment in the placement today."""

    observer_id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message, the name of whom it went to, and when that observer next wrote about the placement (None: not yet)."""

    message: Message
    to: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """To whom may be written, and what was written before, newest first."""

    recipients: tuple[Recipient, ...]
    written: tuple[Letter, ...]
