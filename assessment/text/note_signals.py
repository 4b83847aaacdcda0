"""What a note says about a person's Danish, in eight numbers that a person can read: the signals that ship."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.settings import resource
from assessment.text.labelled_notes import BETTER_WHEN_MORE, SIGNALS
from assessment.text.note_reading import as_read
from assessment.text.note_words import words_of
from assessment.text.own_notes import says_nothing
from assessment.text.phrasebook import Phrasebook

FOLDER = "models/workplace-notes-da-v1-signals"
WEIGHTS, MANIFEST = "signals.npz", "manifest.json"
DECIMALS = 4
"""What is kept of a signal, so that the order in which a processor adds does not show."""
_NOTES_AT_A_TIME = 5_000
Floats = NDArray[np.float64]


class InvalidSignals(CallerCanMend):
    """The signals are not those that were learned, or are of another encoder, so nothing may be read out of notes."""


@dataclass(frozen=True, slots=True)
class NoteSignals:
    """Eight linear readings of a note, from its vector and its words.

    Attributes
    ----------
    encoder : str
        The identity of the encoder whose vectors they read; another's mean something else.
    directions : ndarray, shape (8, dimensions)
        What each dimension of a vector counts in each signal.
    offsets : ndarray, shape (8,)
    phrasebook : Phrasebook
        The words and pairs that are looked for.
    phrase_weights : ndarray, shape (phrases, 8)
        What each counts in each signal.
    sha256 : str
        Of the file they came from; names them wherever they are used.
    """

    encoder: str
    directions: Floats
    offsets: Floats
    phrasebook: Phrasebook
    phrase_weights: Floats
    sha256: str

    def signals(self, vectors: NDArray[np.float32], notes: Sequence[str | None]) -> Floats:
        """What each note says of each of `labelled_notes.SIGNALS`, shape (notes, 8).

        Parameters
        ----------
        vectors : ndarray, shape (notes, dimensions)
            Apart from the background and of length 1, as `storage.vectors.directions_of` and
            `vectors.apart_from_background` give them; NaN for a note that nobody has read yet.
        notes : sequence of str or None
            The same notes as text.

        Returns
        -------
        ndarray, shape (notes, 8)
            Near 1 more of it, near -1 less, near 0 nothing; NaN for a note without a vector and for one that
            `own_notes.says_nothing`. To four decimals.
        """
        said = np.full((len(notes), len(SIGNALS)), np.nan)
        for start in range(0, len(notes), _NOTES_AT_A_TIME):
            block = slice(start, start + _NOTES_AT_A_TIME)
            words = [words_of(as_read(note)) for note in notes[block]]
            has_words = np.array([not says_nothing(of) for of in words], np.bool_)
            told = has_words & np.isfinite(vectors[block]).all(axis=1)
            said[block][told] = self._told(vectors[block][told], [words[place] for place in np.flatnonzero(told)])
        return said

    def _told(self, vectors: NDArray[np.float32], words: Sequence[list[str]]) -> Floats:
        found = self.phrasebook.find(words)
        counted = self.phrase_weights[found.phrases] * found.values[:, None]
        said = np.stack([np.bincount(found.notes, of, minlength=len(words)) for of in counted.T], axis=1)
        told: Floats = np.clip(vectors.astype(np.float64) @ self.directions.T + said + self.offsets, -1, 1)
        return told.round(DECIMALS)


def good_news(said: Floats) -> Floats:
    """One number a note: the signals added up, each with the sign in which it is good for the Danish.

    Examples
    --------
    >>> good_news(np.array([[1, 0, 0, 1, 0, 0, 0, 0], [0, 0, 0.5, 0, -0.5, 0, 0, 0]])).tolist()
    [0.0, 1.0]
    """
    total: Floats = said @ np.array(BETTER_WHEN_MORE, dtype=np.float64)
    return total


def signals_for(encoder: str) -> NoteSignals:
    """The signals that ship, for the vectors of that encoder.

    Raises
    ------
    InvalidSignals
        If they were learned with another encoder, or are not whole; then there are no signals.
    """
    shipped = shipped_signals()
    if encoder != shipped.encoder:
        raise _not_usable(_("de er lært med en anden sprogmodel end den, der læser noterne her"))
    return shipped


@cache
def shipped_signals() -> NoteSignals:
    """The signals that ship, read once; see :func:`read_signals`.

    Examples
    --------
    >>> shipped_signals().directions.shape[0] == len(SIGNALS)
    True
    """
    try:
        folder = resource(FOLDER)
    except FileNotFoundError:
        raise _not_usable(_("de mangler eller kan ikke læses")) from None
    return read_signals(folder)


def read_signals(folder: Path) -> NoteSignals:
    """The signals in ``folder``, if their bytes are those that the manifest beside them names.

    Raises
    ------
    InvalidSignals
        If a file is missing or cannot be read, was changed after it was made, or belongs to another version.
    """
    try:
        content = (folder / WEIGHTS).read_bytes()
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        made, named, encoder = manifest["signals_sha256"], manifest["signals"], manifest["encoder"]["identity"]
    except (OSError, ValueError, KeyError, TypeError):
        raise _not_usable(_("de mangler eller kan ikke læses")) from None
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != made:
        raise _not_usable(_("de er ændret, siden de blev lært"))
    if named != list(SIGNALS):
        raise _not_usable(_("de hører til en anden version"))
    return from_bytes(content, encoder)


def to_bytes(learned: NoteSignals) -> bytes:
    """The signals as a file: plain arrays, the phrases as lines of UTF-8; the same signals give the same bytes."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        directions=learned.directions.astype("<f4"),
        offsets=learned.offsets.astype("<f4"),
        phrases=np.frombuffer("\n".join(learned.phrasebook.phrases).encode(), np.uint8),
        rarity=learned.phrasebook.rarity.astype("<f4"),
        phrase_weights=learned.phrase_weights.astype("<f2"),
    )
    return file.getvalue()


def from_bytes(content: bytes, encoder: str) -> NoteSignals:
    """The signals of a file, for the vectors of that encoder; InvalidSignals where they cannot be read."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as told:
            numbers = {
                name: told[name].astype(np.float64) for name in ("directions", "offsets", "rarity", "phrase_weights")
            }
            phrases = tuple(told["phrases"].tobytes().decode().split("\n"))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        raise _not_usable(_("de mangler eller kan ikke læses")) from None
    book = Phrasebook(phrases, numbers.pop("rarity"))
    return NoteSignals(encoder, phrasebook=book, sha256=hashlib.sha256(content).hexdigest(), **numbers)


def _not_usable(why: str) -> InvalidSignals:
    return InvalidSignals(_("Tegnene i noter kan ikke bruges: {why}. Installér Sprogspor igen.").format(why=why))
