"""Words and pairs of words that were met while learning, and how a note is written as a row of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessment.text.note_words import APART, ways_of_saying

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
MET_AT_LEAST = 2
"""Notes in which a word or a pair must stand before anything is learned about it."""
_GAPS = (0, 1, 2)
"""How far the second word of a phrase stands from the first: a word alone, neighbours, one word between."""


@dataclass(frozen=True, slots=True)
class Found:
    """What of the phrasebook stands in notes, one entry for each phrase in each note.

    Attributes
    ----------
    notes, phrases : ndarray of int, shape (entries,)
        Which note, and which phrase of the book.
    values : ndarray, shape (entries,)
        The rarer the phrase, the larger; the words of a note make a vector of length 1, and so do its neighbouring
        pairs and its pairs with a word between.
    """

    notes: Places
    phrases: Places
    values: Floats


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Phrases that are looked for in notes.

    Attributes
    ----------
    phrases : tuple of str
        As `note_words.ways_of_saying` writes them.
    rarity : ndarray, shape (phrases,)
        1 plus the logarithm of how many notes there are to each in which the phrase stands.
    """

    phrases: tuple[str, ...]
    rarity: Floats
    _number: dict[str, int] = field(init=False, repr=False, compare=False)
    _keys: list[tuple[Places, Places]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the words, and sort the phrases of each kind by the numbers of their words."""
        parts = [phrase.split(" ") for phrase in self.phrases]
        number = {word: at for at, word in enumerate(sorted({part[end] for part in parts for end in (0, -1)}))}
        keys = []
        for gap in _GAPS:
            mine = [at for at, part in enumerate(parts) if (0 if len(part) == 1 else 1 + (APART in part)) == gap]
            named = [number[parts[at][0]] * len(number) + number[parts[at][-1]] for at in mine]
            order = np.argsort(named)
            keys.append((np.array(named, np.int64)[order], np.array(mine, np.int64)[order]))
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_keys", keys)

    def find(self, notes: Sequence[Sequence[str]]) -> Found:
        """What of the book stands in each note, given as `note_words.words_of` it; counted once however often."""
        number = self._number
        words = np.array([number.get(word, -1) for note in notes for word in note], np.int64)
        rows = np.repeat(np.arange(len(notes)), [len(note) for note in notes])
        found = [self._found(words, rows, gap, len(notes)) for gap in _GAPS]
        return Found(*(np.concatenate(parts) for parts in zip(*found, strict=True)))

    def _found(self, words: Places, rows: Places, gap: int, notes: int) -> tuple[Places, Places, Floats]:
        """One kind of phrase: the note, the phrase and its value, by note."""
        keys, places = self._keys[gap]
        first, second, row = words[: words.size - gap], words[gap:], rows[gap:]
        whole = (first >= 0) & (second >= 0) & (row == rows[: rows.size - gap])
        key, row = first[whole] * len(self._number) + second[whole], row[whole]
        at = np.searchsorted(keys, key)
        is_known = np.append(keys, -1)[at] == key
        once = np.unique(row[is_known] * len(self.phrases) + places[at[is_known]])
        row, phrase = np.divmod(once, max(len(self.phrases), 1))
        weight = self.rarity[phrase]
        return row, phrase, weight / np.sqrt(np.bincount(row, weight**2, minlength=notes))[row]


def phrasebook_of(notes: Iterable[str]) -> Phrasebook:
    """The phrases that stand in at least :data:`MET_AT_LEAST` of the notes, in order of the alphabet.

    Examples
    --------
    >>> phrasebook_of(["Spørger selv.", "spørger ikke", "Selv tak"]).phrases
    ('selv', 'spørger')
    """
    read = list(notes)
    met = Counter(phrase for note in read for phrase in ways_of_saying(note))
    phrases = sorted(phrase for phrase, times in met.items() if times >= MET_AT_LEAST)
    times = np.array([met[phrase] for phrase in phrases], np.float64)
    return Phrasebook(tuple(phrases), np.log((1 + len(read)) / (1 + times)) + 1)
