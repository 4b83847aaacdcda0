"""What is said of one placement on one day: a state, a probability, and reasons a person can open."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal

NOTICE = "kun til støtte: må ikke indgå i sanktion, ydelse, opholds- eller statsborgerskabssag"
"""Carried by every flag on a screen, in a file or in JSON. A fixed text by contract, so never translated."""

LooksLike = Literal["person", "placement", "rater", "unclear"]
NO_MODEL, MODEL_REFUSED, OTHER_ENCODER = "no_model", "model_refused", "other_encoder"
"""Why rules scored where the model is registered: there is none, or it may not be used. The last stands in states that
were stored while a model that had learned from notes was not used where they were read otherwise or not at all."""
EngineName = Literal["rules", "model"]


class State(StrEnum):
    """The states of a placement, in the order in which they are tried: the first that holds is the state."""

    CLOCK_STOPPED = "clock_stopped"
    GOAL_REACHED = "goal_reached"
    TOO_LITTLE_EVIDENCE = "too_little_evidence"
    POSSIBLE_STALL = "possible_stall"
    PROGRESSING = "progressing"
    UNCLEAR = "unclear"


class Scale(StrEnum):
    """The unit of a pace and a level: steps of the rubric before the growth filter judged them, logits since."""

    STEP = "step"
    LOGIT = "logit"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a state was given: a code, a plain Danish sentence, and the ids of the entries that show it.

    ``evidence`` holds only ids of observations, results and enrolments, newest first.
    """

    code: str
    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WouldClear:
    """What would give another state: a sentence, the day it is meant for, and the bundle rows to add.

    ``add`` maps a file name (``observations.csv`` ...) to rows written as the bundle writes them.
    """

    text: str
    as_of: date
    add: dict[str, list[dict[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementState:
    """The state of one placement as of a day, from only what was known by the end of it.

    ``pace`` and ``level`` are in logits of the rubric's calibration (pace per active week); None where a number cannot
    be estimated. ``level_linked`` says whether a course result or a second observer puts the level on the common scale.
    """

    placement_id: str
    newcomer_id: str
    municipality: str
    engine: EngineName
    state: State
    stall_probability: float | None
    pace_per_week: float | None
    pace_se: float | None
    expected_pace_per_week: float | None
    level: float | None
    level_se: float | None
    level_linked: bool
    active_weeks: int
    observations: int
    last_seen_on: date | None
    looks_like: LooksLike
    reasons: tuple[Reason, ...] = ()
    would_clear: WouldClear | None = None
    fallback: str | None = None
    state_id: str | None = field(default=None)

    def as_json(self) -> dict[str, Any]:
        """The placement's entry in ``flag --format json``."""
        clear = self.would_clear
        entry: dict[str, Any] = {
            "placement_id": self.placement_id,
            "newcomer_id": self.newcomer_id,
            "municipality": self.municipality,
            "engine": self.engine,
            "state_id": self.state_id,
            "state": self.state.value,
            "stall_probability": self.stall_probability,
            "pace_per_week": self.pace_per_week,
            "pace_se": self.pace_se,
            "expected_pace_per_week": self.expected_pace_per_week,
            "level": self.level,
            "level_se": self.level_se,
            "level_linked": self.level_linked,
            "active_weeks": self.active_weeks,
            "observations": self.observations,
            "last_seen_on": self.last_seen_on.isoformat() if self.last_seen_on else None,
            "looks_like": self.looks_like,
            "reasons": [{"code": r.code, "text": r.text, "evidence": list(r.evidence)} for r in self.reasons],
            "would_clear": {"text": clear.text, "as_of": clear.as_of.isoformat(), "add": clear.add} if clear else None,
        }
        if self.fallback is not None:
            entry["fallback"] = self.fallback
        return entry
