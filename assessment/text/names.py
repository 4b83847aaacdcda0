"""Names of people in a note, found by how and where they are written, so that no list of names has to know them.

A list knows the names of those who made it: one of Danish names knows 15 of 15 Danish surnames and 0 of 15 Eritrean.
So a name is a word with a capital that is no ordinary word, place or brand (``data/reference/note_words.csv``), by
where it stands: in a sentence, beside another such word, after *kollega* or *hr.*, or first, before a verb.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from assessment.reference.tables import table_rows
from assessment.text.shadow import Span

HIDDEN = "[navn]"
"""What the proposal puts where somebody is named."""

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|\u0301)*(?:[-'’`´/][^\W\d_]+)*")
_PARTICLES = frozenset(
    {"al", "el", "abu", "ibn", "bin", "bint", "ben", "ul", "ud", "de", "da", "van", "von", "zu", "af"}
)
_SHORT_FOR = re.compile(
    r"\b(?:hr|fr|frk|kl|ca|f\.?eks|bl\.?a|nr|tlf|evt|inkl|dvs|pga|mht|mr|mrs|dr|st|[^\W\d_])\.\s*\Z", re.I
)
_BEGINS = re.compile(r"(?:\A|[.!?:;…•*\n\"“”»«„(\[]|\s[-–—]|\d\))[\s\"“”»«„'’(\[]*\Z")
_ALONE_IN_BRACKETS = re.compile(r"[^\W_][\s,]*\(\Z")
_FORM = re.compile(r"(?:(?<!s)en|[vdtgå]elsen|et|erne|ing|else|ede|[^aeiouyæøåt]te)\Z")
_AND_WE = re.compile(r"(?:,| og| &) (?:jeg|han|hun|vi|de|min|hans|hendes|en|to)\b")


def name_spans(note: str, *, known: Collection[str] = (), own: str = "", workplace: str = "") -> list[Span]:
    """Where people seem to be named in ``note``, in order and apart; neighbouring words are one name.

    Parameters
    ----------
    note : str
        As it was written, after `screening.clean`.
    known : collection of str
        Names that the writer knows anyway; these are found in lower case too.
    own : str
        What the newcomer is called whom the note is about: never proposed, since the entry says so already.
    workplace : str
        The workplace's name, which names nobody.

    Examples
    --------
    >>> note = "Selam spurgte min kollega Mohamed Ali om vej til Netto."
    >>> [note[slice(*span)] for span in name_spans(note, own="Selam")]
    ['Mohamed Ali']
    >>> name_spans("I dag gik det bedre. Taler mere i pausen.")
    []
    """
    kept = {_bare(word) for word in _WORD.findall(own)}
    places = {word.casefold() for word in _WORD.findall(workplace)}
    looked_for = {word.casefold() for name in known for word in _WORD.findall(name) if len(word) > 1}
    words = [_Word(note, found) for found in _WORD.finditer(note)]
    named = [_named(note, words, at, looked_for - kept, places) and _bare(words[at].text) not in kept
             for at in range(len(words))]  # fmt: skip
    for at in range(len(words) - 1, -1, -1):  # a pair: what stands before a name is part of it
        if not named[at] and at + 1 < len(words) and named[at + 1] and _leads_in(note, words, at, kept, places):
            named[at] = True
    return _joined(note, words, named)


def warns_of_health(note: str) -> bool:
    """Whether a word of the note seems to be about health; it is left standing, and the writer is told.

    Examples
    --------
    >>> warns_of_health("Har talt med sin læge."), warns_of_health("Har talt med sin makker.")
    (True, False)
    """
    beginnings = tuple(_listed("health"))
    return any(word.casefold().startswith(beginnings) for word in _WORD.findall(note))


@dataclass(frozen=True, slots=True)
class _Word:
    note: str
    found: re.Match[str]

    @property
    def text(self) -> str:
        return self.found[0]

    @property
    def is_capital(self) -> bool:
        """Mohamed, al-Hassan, G/Mariam; not DU2, T-shirt or I."""
        parts = [part for part in re.split(r"[-'’`´/]", self.text) if part.casefold() not in _PARTICLES]
        if len(parts) > 1 and len(parts[0]) == 1 and "-" in self.text:
            return False
        return bool(parts) and len(self.text) > 1 and parts[0][0].isupper() and not self.text.isupper()

    @property
    def begins_a_sentence(self) -> bool:
        before = self.note[: self.found.start()]
        if _SHORT_FOR.search(before) or _ALONE_IN_BRACKETS.search(before):
            return False
        return _BEGINS.search(before) is not None


def _named(note: str, words: list[_Word], at: int, known: Collection[str], places: Collection[str]) -> bool:
    word, before = words[at], words[at - 1].text.casefold() if at else ""
    small, after = word.text.casefold(), note[word.found.end() :]
    if _bare(small) in known or small in known:
        return word.is_capital or word.text.isupper() or small not in _listed("ordinary", "also_a_word")
    if before in _listed("title") and _is_beside(note, words, at - 1):
        return small not in _listed("after_title") and (word.is_capital or small not in _listed("ordinary", "verb"))
    if not word.is_capital or small in _listed("ordinary", "verb", "title") or small in places:
        return False
    if before in _listed("person") and _is_beside(note, words, at - 1):
        return True
    if small in _listed("capital") or _bare(small) in _listed("capital"):
        return False
    if before in ("i", "på") and _is_beside(note, words, at - 1) and not small.endswith("s"):
        return False  # a place
    if not word.begins_a_sentence:
        return True
    follows = words[at + 1].text.casefold() if at + 1 < len(words) and _is_beside(note, words, at) else ""
    acts = follows in _listed("verb") or _AND_WE.match(after) is not None
    return acts and not _is_a_form(small)


def _leads_in(note: str, words: list[_Word], at: int, kept: Collection[str], places: Collection[str]) -> bool:
    """Whether a word belongs to the name after it: *Mohamed* Ali, J. Hansen; *Yusuf*, Ali og Bo; not *Spurgte* Ali."""
    word, small = words[at], words[at].text.casefold()
    if _bare(small) in kept or small in places or small in _listed("ordinary", "verb", "capital", "person", "title"):
        return False
    between = note[word.found.end() : words[at + 1].found.start()]
    if len(word.text) == 1:
        return word.text.isupper() and between in (". ", ".") and small != "i"
    return word.is_capital and between in (" ", ", ", " - ") and not _is_a_form(small)


def _is_a_form(small: str) -> bool:
    """Kaffen, udvalget, beskederne, lånte: a form with a capital because the sentence begins, and no name."""
    return small not in _listed("name_like_a_form") and _FORM.search(small) is not None


def _is_beside(note: str, words: list[_Word], at: int) -> bool:
    return note[words[at].found.end() : words[at + 1].found.start()] in (" ", ". ", ": ", "  ", ", ", " (")


def _bare(word: str) -> str:
    """A word without the genitive: Mohameds, Mohamed's."""
    return re.sub(r"['’`´]?s\Z|['’`´]\Z", "", word.casefold())


def _joined(note: str, words: list[_Word], named: list[bool]) -> list[Span]:
    """One span for words of a name that stand side by side, with particles and initials between them."""
    spans: list[Span] = []
    for word in (word for word, is_name in zip(words, named, strict=True) if is_name):
        start, end = word.found.span()
        between = note[spans[-1][1] : start] if spans else ""
        if spans and re.fullmatch(rf"\.? (?:(?:[^\W\d_]\.|{'|'.join(sorted(_PARTICLES))}) )*", between):
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


@cache
def _listed(*kinds: str) -> frozenset[str]:
    """The words of ``data/reference/note_words.csv`` of these kinds."""
    return frozenset(row["word"] for row in table_rows("note_words") if row["kind"] in kinds)
