"""What a buddy or guide sees on the tablet: their own people, who is due, and what they have written themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assessment.domain.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """One newcomer whom the observer is assigned to today (*kollega*, da.): no state, no course, nobody else's entry.

    Attributes
    ----------
    last_seen_on : date or None
        The newest day of the observer's own entries that stand; None before the first.
    due : bool
        Whether it is time to look again: asked for, or a week since the last entry, and no pause today.
    paused : bool
        Whether there is a pause today.
    criteria : tuple of str
        Codes of at most five criteria to look for this time, what was asked for and longest unseen first.
    tip : str or None
        Code of the criterion that this observer has gone longest without seeing; None before the first entry.
    asks : tuple of Message
        Requests that no entry has answered yet, newest first.
    """

    placement_id: str
    alias: str
    workplace: str
    last_seen_on: date | None
    due: bool
    paused: bool
    criteria: tuple[str, ...]
    tip: str | None
    asks: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """One entry as its own author reads it.

    ``may_be_replaced`` says that it is under 24 hours old and nothing has replaced it yet.
    """

    observation_id: str
    receipt: str
    placement_id: str
    alias: str
    seen_on: date
    recorded_at: datetime
    mode: str
    talk_minutes: str
    talk_partners: str
    note: str
    ratings: dict[str, int | None]
    replaced: bool
    withdrawn: bool
    may_be_replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPeople:
    """Everything that the tablet shows one observer; ``cases`` are the calibration cases that wait, by id."""

    observer_id: str
    role: str
    colleagues: tuple[Colleague, ...]
    thanks: tuple[Message, ...]
    entries: tuple[OwnEntry, ...]
    read_on: date
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The answer to an entry that is stored: its receipt, and whether it was stored by this call or before."""

    observation_id: str
    receipt: str
    stored_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundInNote:
    """Something in a note that is better left out, as it was written, and what it looks like."""

    text: str
    kind: Literal["name", "cpr", "phone", "email"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedNote:
    """A note as we propose it, what the proposal leaves out, and whether it seems to be about somebody's health."""

    note: str
    found: tuple[FoundInNote, ...]
    health: bool
