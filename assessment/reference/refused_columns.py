"""Which columns may not be delivered at all, and why: what a municipality may not lay in Sprogspor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from assessment.i18n.words import N_, _
from assessment.reference.header_words import spellings, words_in
from assessment.reference.tables import table_rows

_WHY = {
    "cpr": N_("CPR-numre må ikke ligge i Sprogspor. Slet kolonnen, og brug et løbenummer i stedet."),
    "surname": N_("Efternavne må ikke ligge i Sprogspor. Slet kolonnen; kaldenavnet er nok."),
    "nationality": N_("Nationalitet, oprindelse og statsborgerskab må ikke indgå. Slet kolonnen."),
    "religion": N_("Oplysninger om tro må ikke indgå. Slet kolonnen."),
    "health": N_("Oplysninger om helbred må ikke indgå. Slet kolonnen; en pause kan leveres uden årsag i pauses.csv."),
    "benefit": N_("Oplysninger om ydelser må ikke indgå. Slet kolonnen."),
    "absence": N_("Fravær må ikke indgå, kun fremmøde. Slet kolonnen, og brug fremmødte lektioner i stedet."),
    "sanction": N_("Sanktioner må ikke indgå, for Sprogspor er kun til støtte. Slet kolonnen."),
}
_Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RefusedColumn:
    """Why a column is refused: the kind of information, and a sentence that says what to do."""

    category: str
    reason: str


def why_refused(header: str) -> RefusedColumn | None:
    """Why a column of that name is refused; None where it is not.

    A header is refused when one of its words, or neighbouring words written together, is in
    ``data/reference/refused_columns.csv``; for the few words marked ``stem`` also when a word contains it, and for
    those marked ``whole`` only when they are the whole header.

    Examples
    --------
    >>> why_refused("Borgerens CPR-nr.").category
    'cpr'
    >>> why_refused("kommentar") is None
    True
    """
    whole, exact, stems = _refused_words()
    words = words_in(header)
    category = whole.get("".join(words)) or _listed(words, exact) or _containing(words, stems)
    return RefusedColumn(category, _(_WHY[category])) if category else None


def _listed(words: tuple[str, ...], exact: _Words) -> str | None:
    return next((exact[run] for run in _runs(words) if run in exact), None)


def _containing(words: tuple[str, ...], stems: _Words) -> str | None:
    """The category of a stem inside one word, or at the start of a word that was split in two.

    Not *inside* words written together: ``topic_primary`` holds no CPR number.
    """
    for stem, category in stems.items():
        if any(stem in word for word in words) or any(run.startswith(stem) for run in _runs(words)):
            return category
    return None


def _runs(words: tuple[str, ...]) -> Iterator[str]:
    """Every run of neighbouring words written together, so that ``last_name`` is found as ``lastname``."""
    return ("".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))


@cache
def _refused_words() -> tuple[_Words, _Words, _Words]:
    """The categories by word: of whole headers, of words, of stems."""
    matches: dict[str, dict[str, str]] = {"whole": {}, "word": {}, "stem": {}}
    for row in table_rows("refused_columns"):
        matches[row["match"]] |= dict.fromkeys(spellings(row["word"]), row["category"])
    return MappingProxyType(matches["whole"]), MappingProxyType(matches["word"]), MappingProxyType(matches["stem"])
