"""The words of a note as they are counted: spelled one way, and nobody's gender among them."""

import re
from functools import cache
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+|\d+")
_ONE_WORD = {
    "ikke": ("ik", "ikk", "it", "ett", "ek", "ikkje", "ike", "ikek", "itt"),
    "person": ("han", "hun", "hon", "hu", "ham", "hende", "hinne", "hans", "hendes", "hannem", "vedkommende"),
    "og": ("å",),
    "jeg": ("jæ",),
    "mig": ("mej",),
    "selv": ("sjæl", "sel", "sjel"),
    "til": ("te",),
    "siger": ("sejer", "sier"),
    "sige": ("sie", "sij"),
}
"""Spellings of dialect and haste that are read as the word. He and she are one: a note says the same of either."""
_TAKEN_OUT = "[fjernet]"
APART = "*"
"""Stands for one word between two."""


def words_of(note: str) -> list[str]:
    """The words of a note in order, in small letters; a number is ``0``, and what was taken out is a person.

    Examples
    --------
    >>> words_of("Hun ringede ik selv kl. 10, [fjernet] gjorde.")
    ['person', 'ringede', 'ikke', 'selv', 'kl', '0', 'person', 'gjorde']
    """
    spelled = _by_spelling()
    found = _WORD.findall(note.lower().replace(_TAKEN_OUT, "person"))
    return [spelled.get(word, "0" if word.isdigit() else word) for word in found]


def ways_of_saying(note: str) -> set[str]:
    """What is looked for in a note: its words, its pairs of neighbours, and its pairs with one word between.

    The three are told apart by their form: ``ikke``, ``ikke selv``, ``ikke * kunden``.

    Examples
    --------
    >>> sorted(ways_of_saying("Spørger ikke selv."))
    ['ikke', 'ikke selv', 'selv', 'spørger', 'spørger * selv', 'spørger ikke']
    """
    words = words_of(note)
    neighbours = {f"{one} {other}" for one, other in pairwise(words)}
    apart = {f"{one} {APART} {other}" for one, other in zip(words, words[2:], strict=False)}
    return {*words, *neighbours, *apart}


@cache
def _by_spelling() -> dict[str, str]:
    """The word that each spelling stands for."""
    return {spelling: word for word, spellings in _ONE_WORD.items() for spelling in spellings}
