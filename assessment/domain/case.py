"""A case as a caseworker reads it: who and where, what was seen, and only later what the engine made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assessment.domain.decision import Decision, OwnView
from assessment.domain.placement_state import PlacementState, Scale

QueuePart = Literal["to_review", "reviewed", "too_little", "others", "elsewhere"]
QUEUE_PARTS: tuple[QueuePart, ...] = ("to_review", "reviewed", "too_little", "others", "elsewhere")
"""The parts of a queue, in the order in which they are read; the last holds rows only when somebody is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHeader:
    """Who the case is about and where they are placed. ``weeks_left`` is None for an open-ended placement."""

    placement_id: str
    newcomer_id: str
    alias: str
    municipality: str
    municipality_name: str
    workplace: str
    trade: str
    kind: str
    started_on: date
    ends_on: date | None
    weeks_left: int | None
    last_seen_on: date | None
    track: str
    module: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """One observation as it is read: who saw it, when, how much Danish was spoken, and each criterion's step.

    ``ratings`` maps criterion codes to a step, None for *ikke set*. ``usable`` is False for an entry that was
    withdrawn, replaced, or rates fewer than 2 criteria: shown, but no part of any estimate.
    """

    observation_id: str
    seen_on: date
    recorded_at: datetime
    observer_id: str
    observer: str
    role: str
    mode: str
    talk_minutes: str
    talk_partners: str
    note: str
    ratings: dict[str, int | None]
    withdrawn: bool
    replaced: bool
    usable: bool

    @property
    def mean_step(self) -> float | None:
        """Mean of the steps given, in steps; None where nothing was rated."""
        given = [step for step in self.ratings.values() if step is not None]
        return sum(given) / len(given) if given else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultEntry:
    """One course result."""

    result_id: str
    provider: str
    kind: str
    part: str
    track: str
    module: str
    taken_on: date
    reported_on: date
    passed: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentEntry:
    """One enrolment, with the lessons (of 45 minutes) offered and attended that are known."""

    enrolment_id: str
    provider: str
    track: str
    module: str
    started_on: date
    ended_on: date | None
    lessons_offered: float
    lessons_attended: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEntry:
    """One pause; the code is neutral on purpose."""

    from_on: date
    to_on: date
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuddyEntry:
    """One assigned observer; ``derived`` where the assignment was read out of delivered observations."""

    observer_id: str
    observer: str
    role: str
    from_on: date
    to_on: date | None
    derived: bool


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The level on a day as seen from today, on the scale from 0 to 4, and where it lies with 90 percent certainty."""

    day: date
    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A placement's level week by week, and whether a test or a second observer anchors it; no points where unseen."""

    points: tuple[CurvePoint, ...] = ()
    is_anchored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineView:
    """The stored state that a caseworker may see once an own view is recorded.

    ``scale`` is the unit of its pace and level; ``is_learned_from_invented`` whether a model made it that never learned
    from real people; ``is_without_notes`` whether a model made it that looked at no notes.
    """

    as_of: date
    stored_at: datetime
    basis: str
    scale: Scale
    state: PlacementState
    is_learned_from_invented: bool = False
    is_without_notes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a caseworker reads of one placement.

    ``engine_view`` is None until ``own_view`` is recorded, and where no state is stored or it has expired;
    ``engine_waits`` says that one is there and waits for the own view, also where an older one was seen before. The
    ``curve`` waits for the own view as well: the points are everybody's, the line through them is the engine's.
    """

    header: CaseHeader
    buddies: tuple[BuddyEntry, ...]
    seen: tuple[SeenEntry, ...]
    results: tuple[ResultEntry, ...]
    enrolments: tuple[EnrolmentEntry, ...]
    pauses: tuple[PauseEntry, ...]
    own_view: OwnView | None
    engine_waits: bool
    engine_view: EngineView | None
    decisions: tuple[Decision, ...]
    synthetic: bool
    read_on: date
    curve: Curve = Curve()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One placement in the queue. ``state`` is None until this caseworker's own view of it is stored."""

    header: CaseHeader
    new_since_last: bool
    buddy_changed: bool
    state: PlacementState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueWish:
    """What a caseworker asks to see of the queue: facts to narrow it by, and how many rows of each part.

    An empty ``trade`` or ``kind`` is all of them; ``rows`` of None is every row. ``find`` is a piece of a name or a
    number. There is nothing here to ask about states by, so that nobody can read the engine's mind before their own is
    made up.
    """

    find: str = ""
    trade: str = ""
    kind: str = ""
    only_new: bool = False
    only_buddy_changed: bool = False
    rows: Mapping[QueuePart, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A caseworker's desk: what waits to be looked at (facts only), what they have looked at, what lacks evidence.

    ``to_review`` mixes the cases the engine points at with random looks, ordered by weeks left, then days since
    the last look; never by probability. ``as_of`` is None where nothing is scored (then ``why_empty`` says why).
    Each part holds the rows asked for; ``counts`` says how many there are, of ``cases`` before anything was narrowed,
    and ``new_to_review`` how many of those to review have something new. ``trades`` and ``kinds`` can be asked for.
    ``is_by_model`` says that a model made the states, ``is_learned_from_invented`` that it learned from no real people.
    ``elsewhere`` holds those that were looked for and stand in none of the lists: ended, or not yet begun, or kept out.
    """

    municipality: str
    municipality_name: str
    as_of: date | None
    synthetic: bool
    why_empty: str
    to_review: tuple[QueueRow, ...]
    reviewed: tuple[QueueRow, ...]
    too_little: tuple[QueueRow, ...]
    others: tuple[QueueRow, ...]
    elsewhere: tuple[QueueRow, ...] = ()
    counts: Mapping[QueuePart, int]
    cases: int
    new_to_review: int
    trades: tuple[str, ...]
    kinds: tuple[str, ...]
    is_by_model: bool = False
    is_learned_from_invented: bool = False

    @property
    def listed(self) -> int:
        """How many of ``cases`` the lists hold after what was asked; who was found elsewhere is none of them."""
        return sum(count for part, count in self.counts.items() if part != "elsewhere")
