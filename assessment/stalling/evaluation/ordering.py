"""Rows in order of probability, ties together, tallied for many sets of weights at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def weights_of(weight: Floats | None, n_rows: int) -> Floats:
    """The weights as floats; 1 for each row where none are given."""
    return np.ones(n_rows) if weight is None else np.asarray(weight, dtype=np.float64)


def ratio(above: Floats, below: Floats) -> Floats:
    """``above / below``, NaN where ``below`` is 0."""
    known = below > 0
    return np.where(known, above / np.where(known, below, 1.0), np.nan)


def beside(values: Floats | Bools, weight: Floats) -> Floats:
    """Values of rows, shaped so that they meet each set of weights."""
    return np.asarray(values, dtype=np.float64).reshape(values.shape + (1,) * (weight.ndim - 1))


@dataclass(frozen=True, slots=True)
class Order:
    """The rows from the highest probability to the lowest.

    Attributes
    ----------
    row : Ints of shape (n_rows,)
        Which row stands where.
    first : Ints of shape (n_values,)
        Where each distinct probability begins.
    value : Floats of shape (n_values,)
        The distinct probabilities, the highest first.
    """

    row: Ints
    first: Ints
    value: Floats

    @classmethod
    def of(cls, probability: Floats) -> "Order":
        """The order of these probabilities.

        Raises
        ------
        ValueError
            Where one is NaN.
        """
        if np.isnan(probability).any():
            raise ValueError("a probability is missing: choose rows_judged or all_active_rows first")
        row = np.argsort(-probability, kind="stable")
        falling = probability[row]
        first = np.flatnonzero(np.r_[True, falling[1:] != falling[:-1]][: falling.size])
        return cls(row, first, falling[first])

    def tallies(self, happened: Bools, weight: Floats) -> "Tallies":
        """The weight of what happened and of what did not at each distinct probability."""
        ordered = weight[self.row]
        stalled = ordered * beside(happened[self.row], weight)
        if self.first.size < self.row.size:
            ordered, stalled = (np.add.reduceat(part, self.first, axis=0) for part in (ordered, stalled))
        return Tallies(stalled, ordered, np.cumsum(stalled, axis=0), np.cumsum(ordered, axis=0))


@dataclass(frozen=True, slots=True)
class Tallies:
    """How much happened, and how much there was, at each distinct probability, the highest first.

    All of shape (n_values,) or, for several sets of weights, (n_values, n_sets). The last two are the sums of the
    first two down to each probability.
    """

    stalled: Floats
    everything: Floats
    stalled_from_top: Floats
    everything_from_top: Floats

    def auc(self) -> Floats:
        """The area under the ROC curve; NaN where one of the classes is missing."""
        other = self.everything - self.stalled
        total = other.sum(axis=0)
        above_or_tied = self.everything_from_top - self.stalled_from_top
        won = (self.stalled * (total - above_or_tied + other / 2)).sum(axis=0)
        return ratio(won, self.stalled.sum(axis=0) * total)

    def average_precision(self) -> Floats:
        """The precision at each distinct probability, weighed by the recall it adds; NaN where nothing happened."""
        precision = self.stalled_from_top / np.where(self.everything_from_top > 0, self.everything_from_top, 1.0)
        return ratio((self.stalled * precision).sum(axis=0), self.stalled.sum(axis=0))

    def pointed_at(self, taken: Floats) -> tuple[Floats, Floats]:
        """Precision and recall where a part ``taken`` (0 to 1) of each distinct probability is pointed at."""
        found = (self.stalled * taken).sum(axis=0)
        return ratio(found, (self.everything * taken).sum(axis=0)), ratio(found, self.stalled.sum(axis=0))

    def of_the_top(self, share: float) -> Floats:
        """How much of each distinct probability belongs to the top ``share`` of the weight; a tie is taken in part."""
        room = share * self.everything.sum(axis=0) - (self.everything_from_top - self.everything)
        taken: Floats = np.clip(room / np.where(self.everything > 0, self.everything, 1.0), 0.0, 1.0)
        return taken

    def from_value(self, is_in: Bools) -> Floats:
        """A part of 1 for the distinct probabilities that are in, 0 for the others."""
        return beside(is_in.astype(np.float64), self.everything)
