"""A small encoder that is quick and always at hand: it counts letters.

What it gives says nothing of what a note means.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.text.vectors import apart_from_background

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"


class LetterCounts:
    """Reads notes as `assessment.text.encoder.Encoder` does, and remembers what it was given to read."""

    def __init__(self, name: str = "bogstaver") -> None:
        self.name, self.identity = name, f"{name:0>64}"
        self.was_given: list[str] = []
        self.was_asked: list[str] = []

    @property
    def background(self) -> NDArray[np.float32]:
        return np.full(len(LETTERS), 0.01, np.float32)

    def vectors(self, notes: Sequence[str]) -> NDArray[np.float32]:
        self.was_given.extend(notes)
        return _counted(notes)

    def directions_of_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        self.was_asked.extend(questions)
        return apart_from_background(_counted(questions), self.background)


def _counted(texts: Sequence[str]) -> NDArray[np.float32]:
    counts = np.array([[text.lower().count(letter) for letter in LETTERS] for text in texts], np.float32)
    return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1)
