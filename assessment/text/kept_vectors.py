"""Vectors of invented notes kept in a file between trainings: the same notes need not be read twice."""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assessment.text.note_reading import as_read, content_hash
from assessment.text.vectors import STORED

_NOTES_A_TURN = 256


class ReadsNotes(Protocol):
    """What an encoder is to whoever has notes read; `assessment.text.encoder.Encoder` is one."""

    identity: str

    def vectors(self, notes: list[str]) -> NDArray[np.float32]:
        """Notes as vectors, shape (notes, dimensions)."""


def kept_vectors(
    encoder: ReadsNotes,
    notes: Sequence[str],
    file: Path,
    *,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> NDArray[np.float32]:
    """The vector of each note, from the file where it was read before, else by the encoder, and then kept.

    Parameters
    ----------
    encoder : ReadsNotes
        The file is of this encoder alone: another's is thrown away.
    notes : sequence of str
        May hold the same note several times; it is read once.
    file : Path
        Where they are kept; only of invented notes, for it knows no rights and no end.
    progress : callable
        Told how many notes are read, and of how many.

    Returns
    -------
    ndarray, shape (notes, dimensions)
        To half precision, whether from the file or not.
    """
    names, vectors = _read(file, encoder.identity)
    place = {name: at for at, name in enumerate(names)}
    texts = {content_hash(text): text for text in map(as_read, notes)}
    due = sorted((name for name in texts if name not in place), key=lambda name: (len(texts[name]), name))
    for start in range(0, len(due), _NOTES_A_TURN):
        turn = due[start : start + _NOTES_A_TURN]
        read = encoder.vectors([texts[name] for name in turn]).astype(STORED)
        vectors = read if not names else np.concatenate([vectors, read])
        place.update({name: len(names) + at for at, name in enumerate(turn)})
        names += turn
        progress(min(start + _NOTES_A_TURN, len(due)), len(due))
    if due:
        _write(file, encoder.identity, names, vectors)
    return vectors[[place[content_hash(as_read(note))] for note in notes]].astype(np.float32)


def _read(file: Path, identity: str) -> tuple[list[str], NDArray[np.float16]]:
    nothing: tuple[list[str], NDArray[np.float16]] = ([], np.zeros((0, 0), STORED))
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            return (kept["names"].tolist(), kept["vectors"]) if str(kept["encoder"]) == identity else nothing
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return nothing


def _write(file: Path, identity: str, names: list[str], vectors: NDArray[np.float16]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=file.parent, suffix=".npz")
    with os.fdopen(handle, "wb") as made:
        np.savez(made, encoder=np.array(identity), names=np.array(names), vectors=vectors)
    Path(new).replace(file)
