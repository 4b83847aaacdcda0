"""Learning the signals of notes from vectors, words and labels: a ridge regression for each of the eight."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score

from assessment.text.labelled_notes import SIGNALS, LabelledNotes
from assessment.text.note_signals import NoteSignals, from_bytes, to_bytes
from assessment.text.note_words import words_of
from assessment.text.phrasebook import Phrasebook, phrasebook_of

Floats = NDArray[np.float64]
STRENGTH = 2.0
"""How hard weights are held down: chosen by what some writers' notes teach of another's, and the same for all."""
_PRECISION = 1e-4


def learned(vectors: NDArray[np.float32], notes: LabelledNotes, encoder: str) -> NoteSignals:
    """Signals that read labels of -1, 0 and 1 out of notes, as they are after having been written to a file.

    More, less and nothing weigh the same in each signal, however many notes say each.

    Parameters
    ----------
    vectors : ndarray, shape (notes, dimensions)
        Apart from the background and of length 1.
    notes : LabelledNotes
        Their text and what they say.
    encoder : str
        The identity of the encoder that made the vectors.
    """
    book, dimensions = phrasebook_of(notes.texts), vectors.shape[1]
    rows = hstack([csr_array(vectors.astype(np.float64)), _counted(book, notes.texts)], format="csr")
    weights, offsets = np.empty((len(SIGNALS), rows.shape[1])), np.empty(len(SIGNALS))
    for signal, label in enumerate(notes.says.T):
        share = {sign: np.mean(label == sign) for sign in (-1, 0, 1)}
        evenly = np.array([1 / (3 * share[sign]) for sign in label])
        model = Ridge(alpha=STRENGTH, solver="sparse_cg", tol=_PRECISION).fit(rows, label, sample_weight=evenly)
        weights[signal], offsets[signal] = model.coef_, model.intercept_
    drawn = NoteSignals(encoder, weights[:, :dimensions], offsets, book, weights[:, dimensions:].T, sha256="")
    return from_bytes(to_bytes(drawn), encoder)


def held_out(vectors: NDArray[np.float32], notes: LabelledNotes) -> Floats:
    """What each note is said to say by signals learned from the other writers alone, shape (notes, 8).

    A note that says nothing to be read, of which there is one or two among the labelled, counts as neutral.
    """
    by = np.array(notes.writers)
    said = np.empty_like(notes.says)
    for writer in np.unique(by):
        mine = by == writer
        of_others = learned(vectors[~mine], notes.only(~mine), encoder="")
        said[mine] = np.nan_to_num(of_others.signals(vectors[mine], notes.only(mine).texts))
    return said


def scores(said: Floats, says: Floats) -> dict[str, dict[str, float]]:
    """By signal, the AUC of more against less, of more against all else, and of less against all else."""
    told = {}
    for name, found, label in zip(SIGNALS, said.T, says.T, strict=True):
        signed = label != 0
        told[name] = {
            "more_or_less": float(roc_auc_score(label[signed] > 0, found[signed])),
            "more": float(roc_auc_score(label > 0, found)),
            "less": float(roc_auc_score(label < 0, -found)),
        }
    return told


def progress_scores(good: Floats, notes: LabelledNotes, better: Sequence[int]) -> dict[str, float]:
    """By writer, the AUC of notes with only good news against notes with only bad."""
    news = notes.says * np.array(better)
    is_good, is_bad, by = (news > 0).any(axis=1), (news < 0).any(axis=1), np.array(notes.writers)
    of_writer = {writer: (by == writer) & (is_good != is_bad) for writer in sorted(set(notes.writers))}
    return {writer: float(roc_auc_score(is_good[mine], good[mine])) for writer, mine in of_writer.items()}


def _counted(book: Phrasebook, notes: Sequence[str]) -> csr_array:
    found = book.find([words_of(note) for note in notes])
    return csr_array((found.values, (found.notes, found.phrases)), shape=(len(notes), len(book.phrases)))
