"""Words looked for in notes as people type them: letter case, composed letters and aa, ae, oe for å, æ, ø aside."""

import re
import unicodedata
from collections.abc import Sequence

from assessment.text.shadow import Span

_LETTERS = {"ae": "æ", "oe": "ø", "aa": "å"}
_ANY_WAY = {letter: f"(?:{letter}|{two})" for two, letter in _LETTERS.items()}
_TYPED = re.compile("|".join(_LETTERS))
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_MAY_DIFFER = re.compile(r"[^!-~]")
"""What a note may hold written in another way: every letter outside of ASCII."""


def words_of(question: str) -> tuple[str, ...]:
    """The different words to look for, in the order they were written, in small letters and without signs around them.

    Examples
    --------
    >>> words_of("  Alene i frokost-pausen? »alene« - ")
    ('alene', 'i', 'frokost-pausen')
    >>> words_of("spoergsmaal Spørgsmål")
    ('spørgsmål',)
    """
    found = (_EDGES.sub("", word).lower() for word in unicodedata.normalize("NFC", question).split())
    return tuple(dict.fromkeys(_TYPED.sub(lambda two: _LETTERS[two[0]], word) for word in found if word))


def patterns_of(words: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """What finds each of the words of `words_of` in a note of composed letters, also as a part of a longer word.

    A letter is never cut in two: *ha* does not stand in *håb*.
    """
    return tuple(
        re.compile("".join(_ANY_WAY.get(letter) or re.escape(letter) for letter in word), re.IGNORECASE)
        for word in words
    )


def spans_of(note: str, patterns: Sequence[re.Pattern[str]]) -> list[Span]:
    """Where the words stand in a note of composed letters, in order and apart; empty unless every one of them does.

    Examples
    --------
    >>> spans_of("Stillede et spoergsmaal.", patterns_of(words_of("Spørgsmål et")))
    [(9, 11), (12, 23)]
    >>> spans_of("Har håb.", patterns_of(["ha"])), spans_of("Har håb.", patterns_of(["ha", "nej"]))
    ([(0, 2)], [])
    """
    found: list[Span] = []
    for pattern in patterns:
        spans = [hit.span() for hit in pattern.finditer(note)]
        if not spans:
            return []
        found += spans
    return _apart(sorted(found))


def holds_all(note: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    """Whether every word stands in a note of composed letters, without looking where; False where no word is named.

    Examples
    --------
    >>> [holds_all(note, patterns_of(["ha"])) for note in ("Har.", "Håb.")], holds_all("Håb.", [])
    ([True, False], False)
    """
    return bool(patterns) and all(pattern.search(note) for pattern in patterns)


def sure_pieces(word: str) -> list[str]:
    """The pieces of a word that stand in a note in this order however the word is written there, for a first look.

    Examples
    --------
    >>> sure_pieces("spørgsmål"), sure_pieces("én")
    (['sp', 'rgsm', 'l'], ['n'])
    """
    return [piece for piece in _MAY_DIFFER.split(word) if piece]


def _apart(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
