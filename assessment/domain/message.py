"""Message: what a caseworker writes to a buddy: a request to look, or a thank-you. Never a state, never a decision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """Why a caseworker writes: to ask for an observation, or to say thanks for one."""

    ASK = "ask"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Free text from a caseworker to an observer (*besked*, da.), about one placement, immutable once sent.

    ``criterion`` is what the caseworker would like to hear about, None where they leave it open; only with ``ASK``.
    """

    message_id: str
    kind: MessageKind
    placement_id: str
    observer_id: str
    criterion: str | None
    text: str
    sent_by: str
    sent_at: datetime
