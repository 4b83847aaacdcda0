"""Notes of our own writing that say what they say: eight things about a person's Danish, more of it or less."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from assessment.reference.tables import table_rows

SIGNALS = (
    "initiative",
    "small_talk",
    "understanding",
    "switching_to_english",
    "avoidance",
    "no_one_to_talk_to",
    "new_words",
    "independence",
)
"""What a note may say: takes the word, informal talk, understands, goes over to English, withdraws, nobody to talk
Danish with, new words, manages alone."""
BETTER_WHEN_MORE = (1, 1, 1, -1, -1, -1, 1, 1)
"""Whether more of each is good news (1) or bad (-1) for the Danish."""
_TABLE = "labelled_notes"


@dataclass(frozen=True, slots=True)
class LabelledNotes:
    """Notes with what they say.

    Attributes
    ----------
    texts, writers : tuple of str
        Five wrote them without seeing each other's; ``writers`` says who.
    says : ndarray, shape (notes, 8)
        By :data:`SIGNALS`: 1 where there is more of it or it is there now, -1 where there is less or none, 0 where the
        note says nothing of it.
    """

    texts: tuple[str, ...]
    writers: tuple[str, ...]
    says: NDArray[np.float64]

    def only(self, chosen: NDArray[np.bool_]) -> Self:
        """Some of the notes, by a bool for each."""
        places = np.flatnonzero(chosen)
        texts, writers = (tuple(of[place] for place in places) for of in (self.texts, self.writers))
        return replace(self, texts=texts, writers=writers, says=self.says[chosen])


def labelled_notes() -> LabelledNotes:
    """The notes that the signals are learned from: both signs, negations, mixed and neutral ones, typos and dialect.

    Examples
    --------
    >>> notes = labelled_notes()
    >>> notes.says.shape == (len(notes.texts), len(SIGNALS)), sorted(set(notes.writers))
    (True, ['a', 'b', 'c', 'd', 'e'])
    """
    rows = table_rows(_TABLE)
    says = np.array([[float(row[name] or 0) for name in SIGNALS] for row in rows])
    return LabelledNotes(tuple(row["note"] for row in rows), tuple(row["writer"] for row in rows), says)
