"""Observation: what a buddy or guide saw of a newcomer's Danish on one day, all criteria together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from assessment.domain.bundle import NOTE_MAX_LENGTH, STEPS
from assessment.domain.days import danish_day
from assessment.domain.errors import InvalidValue

FEWEST_CRITERIA_TO_COUNT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What was seen (*observation*, da.), immutable once recorded.

    Two clocks are kept apart on purpose. ``seen_on`` is the day it happened; ``recorded_at`` is when we came to
    know it. Whoever asks about a past day may use only what was *recorded* by then.

    Attributes
    ----------
    observation_id : str
        A UUID made when the form opens, so that a double tap records once.
    ratings : mapping of str to int or None
        Criterion code to step (0 to 4, help needed); None is *ikke set*, which is never a low step.
    seen_on : date
        Danish day, not after the Danish day of ``recorded_at``.
    recorded_at, withdrawn_at : datetime
        Timezone-aware; ``withdrawn_at`` is None while the entry stands.

    Raises
    ------
    InvalidValue
        If a step is off the scale, a time has no zone, the note is too long, or it was recorded before it was seen.

    Examples
    --------
    >>> from datetime import UTC
    >>> Observation(observation_id="o", placement_id="p", observer_id="b", seen_on=date(2026, 3, 2),
    ...             recorded_at=datetime(2026, 3, 2, 12, tzinfo=UTC), ratings={"phone": 7})
    Traceback (most recent call last):
    ...
    assessment.domain.errors.InvalidValue: a step is 0 to 4, got 7 for phone
    """

    observation_id: str
    placement_id: str
    observer_id: str
    seen_on: date
    recorded_at: datetime
    ratings: Mapping[str, int | None]
    mode: str = ""
    talk_minutes: str = ""
    talk_partners: str = ""
    note: str = ""
    replaces: str | None = None
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot have been seen."""
        for criterion, step in self.ratings.items():
            if step is not None and step not in STEPS:
                raise InvalidValue(f"a step is {STEPS[0]} to {STEPS[-1]}, got {step} for {criterion}")
        if self.recorded_at.tzinfo is None:
            raise InvalidValue("recorded_at must carry a timezone")
        if self.seen_on > danish_day(self.recorded_at):
            raise InvalidValue(f"recorded on {danish_day(self.recorded_at)}, before it was seen on {self.seen_on}")
        if len(self.note) > NOTE_MAX_LENGTH:
            raise InvalidValue(f"a note holds {NOTE_MAX_LENGTH} characters, got {len(self.note)}")

    @property
    def criteria_rated(self) -> int:
        """How many criteria were given a step."""
        return sum(step is not None for step in self.ratings.values())
