"""What a caseworker sees, and what a caseworker decides. Never made by the model."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class View(StrEnum):
    """A caseworker's own view of a case (*eget syn*), recorded before the engine's is shown."""

    PROGRESSING = "progressing"
    STALLED = "stalled"
    CANNOT_SAY = "cannot_say"


class Outcome(StrEnum):
    """The closed list of what can be decided (*beslutning*): supportive acts, and nothing else."""

    OFFER_SUPPORT = "offer_support"
    CHANGE_PLACEMENT_CONDITIONS = "change_placement_conditions"
    ASK_FOR_OBSERVATION = "ask_for_observation"
    NOT_STALLED = "not_stalled"
    DATA_ERROR = "data_error"
    TALK_WITH_NEWCOMER = "talk_with_newcomer"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnView:
    """What a caseworker saw in the facts of a case, before seeing what the engine made of them.

    ``state_id`` is the stored state that the view is held against, None where there was none.
    """

    view_id: str
    placement_id: str
    user: str
    view: View
    line: str
    recorded_at: datetime
    state_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a caseworker chose to do (*beslutning*), why, and when to look again."""

    decision_id: str
    placement_id: str
    user: str
    outcome: Outcome
    reason: str
    follow_up_on: date | None
    recorded_at: datetime
    state_id: str | None
