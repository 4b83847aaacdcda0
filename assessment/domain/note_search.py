"""What a search in notes finds: what stands there word for word, and beside it what means nearly the same."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteHit:
    """A note that was found: about whom and in which case, when it was seen, and by an observer of which role.

    ``marks`` are where in ``note`` the words that were looked for stand, first and one past last; none where the note
    was found by what it means. Nothing here says what the engine made of anybody.
    """

    observation_id: str
    placement_id: str
    newcomer_id: str
    alias: str
    role: str
    seen_on: date
    note: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundByWords:
    """The newest notes that hold every word, as many as were asked for, of ``count`` in all."""

    hits: tuple[NoteHit, ...]
    count: int
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundByMeaning:
    """The notes that mean nearly the same, nearest first, without those that hold every word.

    ``unread`` notes could not be looked among yet. ``why_none`` says why there was no such search; empty where there
    was one, also where it found nothing.
    """

    hits: tuple[NoteHit, ...] = ()
    unread: int = 0
    why_none: str = ""
