"""Typos as people make them on a tablet: a neighbouring key, two letters swapped, *nutids-r*, a compound split."""

import random
import re
from functools import cache

from assessment.simulation.notes_filled import one_of
from assessment.simulation.notes_table import spellings

KEPT = frozenset(
    {"ikke", "ik", "ikk", "it", "ett", "ek", "ingen", "intet", "ingenting", "aldrig", "uden", "hverken", "heller", "ej"}
    | {"nogen", "nej", "kun", "stadig", "stadigvæk", "mere", "igen", "før", "næsten", "længere"}
)
"""Words that say which way things go; a typo never touches them, but for some of *ikke* that anybody reads."""

_NOT = ("ikek", "ike", "ikkke", "ikke")
_WAYS = ("missing_r", "extra_r", "mixed_up", "split", "autocorrect")
_ROWS = ("qwertyuiopå", "asdfghjklæø", "zxcvbnm")
_BESIDE = {
    letter: "".join(row[max(at - 1, 0) : at] + row[at + 1 : at + 2]) for row in _ROWS for at, letter in enumerate(row)
}
_WITHOUT_DANISH = {"æ": ("ae", "e"), "ø": ("oe", "o"), "å": ("aa", "a")}
_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_KNOWN_SHARE, _DANISH_SHARE, _JOINED_SHARE = 0.6, 0.3, 0.08
_WORD = re.compile(r"[^\W\d_]+")


def with_typos(dice: random.Random, text: str, share: float) -> str:
    """The text with slips in about ``share`` of its words.

    Examples
    --------
    >>> with_typos(random.Random(0), "Kommer ikke så ofte i pausen mere.", 0.9)
    'Kommr ike så oftte i paisen mere.'
    """
    words = text.split(" ")
    slips = [at for at in range(len(words)) if dice.random() < share]
    if not slips:
        return text
    joined = {at for at in slips if _may_join(words, at) and dice.random() < _JOINED_SHARE}
    for at in slips:
        if at not in joined:
            words[at] = _WORD.sub(lambda found: _mistyped(dice, found[0]), words[at], count=1)
    return "".join(word + ("" if at in joined else " ") for at, word in enumerate(words)).removesuffix(" ")


def without_danish_letters(text: str) -> str:
    """The text as typed on a foreign keyboard.

    Examples
    --------
    >>> without_danish_letters("Håber, hun lærer Ø.")
    'Haaber, hun laerer Oe.'
    """
    return text.translate(_PLAIN)


def _mistyped(dice: random.Random, word: str) -> str:
    """One word with one slip; short ones and those that carry the meaning are left as they are."""
    small = word.lower()
    if small == "ikke":
        return one_of(dice, _NOT) if word == small else word
    if small in KEPT:
        return word
    known = _known_slips().get(small)
    if known and dice.random() < _KNOWN_SHARE:
        slip = one_of(dice, known)
        return slip[:1].upper() + slip[1:] if word[0].isupper() else slip
    if len(word) < 4:
        return word
    danish = [at for at, letter in enumerate(word) if letter in _WITHOUT_DANISH]
    if danish and dice.random() < _DANISH_SHARE:
        at = danish[int(dice.random() * len(danish))]
        return word[:at] + one_of(dice, _WITHOUT_DANISH[word[at]]) + word[at + 1 :]
    return _slip_of_a_finger(dice, word)


def _slip_of_a_finger(dice: random.Random, word: str) -> str:
    """Two letters swapped, one dropped, doubled or the key beside it; never the first letter."""
    at, kind = 1 + int(dice.random() * (len(word) - 2)), dice.random()
    if kind < 0.3:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.6:
        return word[:at] + word[at + 1 :]
    if kind < 0.8:
        return word[:at] + word[at] + word[at:]
    return word[:at] + one_of(dice, _BESIDE.get(word[at], word[at])) + word[at + 1 :]


def _may_join(words: list[str], at: int) -> bool:
    """Whether the space after a word may be forgotten."""
    after = words[at + 1] if at + 1 < len(words) else ""
    return (words[at] + after).isalpha() and (words[at] + after).islower() and not KEPT & {words[at].lower(), after}


@cache
def _known_slips() -> dict[str, tuple[str, ...]]:
    """The slips that have a name, by the word."""
    slips: dict[str, tuple[str, ...]] = {}
    for way in _WAYS:
        for word, spelled in spellings(way).items():
            slips[word] = (*slips.get(word, ()), *spelled)
    return slips
