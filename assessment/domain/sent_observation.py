"""An entry as a buddy sent it, checked but not yet stored: the server adds who and when."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SentObservation:
    """What was filled in. Text that was left out is None; ``ratings`` maps a criterion to a step, None for *ikke set*.

    The ids are in lower case and the note is cleaned already, so that what was sent can be held against what is stored.
    ``device_at`` is what the device's own clock said: kept, and used for nothing.
    """

    observation_id: str
    placement_id: str
    seen_on: date
    device_at: str
    mode: str | None
    talk_minutes: str | None
    talk_partners: str | None
    note: str | None
    ratings: dict[str, int | None]
    replaces: str | None
