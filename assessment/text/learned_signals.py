"""Learning the signals of notes from vectors and labels: a ridge regression for each, told what says nothing too."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score

from assessment.text.labelled_notes import BETTER_WHEN_MORE, SIGNALS

Floats = NDArray[np.float64]
STRENGTH = 3.0
"""How hard weights are held down: chosen by what one writer's notes teach of the other's, and the same for all."""


def learned(directions: Floats, says: Floats, strength: float = STRENGTH) -> tuple[Floats, Floats]:
    """Weights, shape (8, dimensions), and offsets, shape (8,), that read labels of -1, 0 and 1 out of directions.

    More, less and nothing weigh the same in each signal, however many notes say each.
    """
    weights, offsets = np.empty((says.shape[1], directions.shape[1])), np.empty(says.shape[1])
    for signal, label in enumerate(says.T):
        share = {sign: np.mean(label == sign) for sign in (-1, 0, 1)}
        evenly = np.array([1 / (3 * share[sign]) for sign in label])
        model = Ridge(alpha=strength).fit(directions, label, sample_weight=evenly)
        weights[signal], offsets[signal] = model.coef_, model.intercept_
    return weights, offsets


def held_out(directions: Floats, says: Floats, writers: Sequence[str], strength: float = STRENGTH) -> Floats:
    """What each note is said to say by weights learned from the other writers alone, shape (notes, 8)."""
    by = np.array(writers)
    said = np.empty_like(says)
    for writer in np.unique(by):
        weights, offsets = learned(directions[by != writer], says[by != writer], strength)
        said[by == writer] = directions[by == writer] @ weights.T + offsets
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


def good_news(said: Floats) -> Floats:
    """One number a note: the signals added up, each with the sign in which it is good for the Danish.

    Examples
    --------
    >>> good_news(np.array([[1, 0, 0, 1, 0, 0, 0, 0], [0, 0, 0.5, 0, -0.5, 0, 0, 0]])).tolist()
    [0.0, 1.0]
    """
    total: Floats = said @ np.array(BETTER_WHEN_MORE, dtype=np.float64)
    return total
