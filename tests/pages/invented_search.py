"""What a search in notes found, made up for pages."""

from datetime import date, timedelta
from typing import Any

from assessment.domain.note_search import FoundByMeaning, FoundByWords, NoteHit

NOTE = "Sidder alene i frokostpausen."


def a_hit(number: int = 3, **changes: Any) -> NoteHit:
    """A note about Amina, the older the higher its number."""
    fields: dict[str, Any] = {
        "observation_id": f"o{number}",
        "placement_id": f"S-{number:04d}",
        "newcomer_id": f"n{number}",
        "alias": "Amina",
        "role": "sprogmakker",
        "seen_on": date(2026, 7, 1) - timedelta(days=number),
        "note": NOTE,
        "marks": ((7, 12),),
    }
    return NoteHit(**{**fields, **changes})


def found_by_words(count: int = 1, rows: int = 1) -> FoundByWords:
    """The newest ``rows`` of ``count`` notes."""
    return FoundByWords(hits=tuple(map(a_hit, range(min(count, rows)))), count=count, synthetic=True)


def found_by_meaning(count: int = 1) -> FoundByMeaning:
    """So many notes that do not hold the words."""
    notes = (a_hit(900 + number, note="Taler ikke med nogen.", marks=()) for number in range(count))
    return FoundByMeaning(hits=tuple(notes))
