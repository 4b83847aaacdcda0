"""How good are these probabilities? Each measure of plain arrays, for one set of weights or for many at once.

Everywhere: ``happened`` and ``probability`` have shape (n_rows,), and larger means more likely. ``weight`` is None (a
row counts once), of shape (n_rows,), or of shape (n_rows, n_sets); the answer is one number, or one for each set. NaN
is the answer to a question without an answer (nobody stalled, nobody pointed at). Rows of the same probability are
never told apart, so the order of rows changes nothing.

A probability that was not given (NaN) is settled first, one way or the other, by :func:`rows_judged` or
:func:`all_active_rows`; every other function here but :func:`share_abstained` needs numbers.
"""

import numpy as np
from scipy.stats import rankdata

from assessment.stalling.evaluation.ordering import Bools, Floats, Ints, Order, ratio, weights_of

BINS = 15
"""Of the calibration error."""


def rows_judged(probability: Floats) -> Bools:
    """Which rows were given a probability: those to keep where only what was judged counts.

    Examples
    --------
    >>> rows_judged(np.array([0.2, np.nan])).tolist()
    [True, False]
    """
    return np.asarray(~np.isnan(probability), dtype=np.bool_)


def all_active_rows(probability: Floats, *, least: float = 0.0) -> Floats:
    """The probabilities of all rows, with ``least`` where none was given: whoever says nothing points at nobody.

    Parameters
    ----------
    probability : array of shape (n_rows,)
        NaN where none was given.
    least : float, default 0.0
        ``-np.inf`` for numbers that are no probabilities and only put rows in order.

    Examples
    --------
    >>> all_active_rows(np.array([0.2, np.nan])).tolist()
    [0.2, 0.0]
    """
    return np.where(np.isnan(probability), least, probability)


def share_abstained(probability: Floats, weight: Floats | None = None) -> Floats:
    """How large a share of the rows was given no probability.

    Examples
    --------
    >>> float(share_abstained(np.array([0.2, np.nan, 0.4, np.nan])))
    0.5
    """
    return _mean(np.isnan(probability).astype(np.float64), weights_of(weight, probability.size))


def auc(happened: Bools, probability: Floats, weight: Floats | None = None) -> Floats:
    """How often a stalled row has a higher probability than one that is not; a tie counts half (area under the ROC).

    Examples
    --------
    >>> float(auc(np.array([True, False, False]), np.array([0.5, 0.5, 0.1])))
    0.75
    """
    return Order.of(probability).tallies(happened, weights_of(weight, probability.size)).auc()


def average_precision(happened: Bools, probability: Floats, weight: Floats | None = None) -> Floats:
    """The mean precision over the stalled rows as one goes down by probability, without interpolation.

    As scikit-learn's ``average_precision_score``. Picking by lot gives the share that is stalled.

    Examples
    --------
    >>> float(average_precision(np.array([True, False, True]), np.array([0.9, 0.5, 0.1])).round(3))
    0.833
    """
    return Order.of(probability).tallies(happened, weights_of(weight, probability.size)).average_precision()


def brier(happened: Bools, probability: Floats, weight: Floats | None = None) -> Floats:
    """The mean squared distance of the probability from what happened (Brier score): 0 is best.

    Examples
    --------
    >>> float(brier(np.array([True, False]), np.array([0.5, 0.5])))
    0.25
    """
    return _mean((probability - happened) ** 2, weights_of(weight, probability.size))


def calibration_error(
    happened: Bools, probability: Floats, weight: Floats | None = None, *, bins: int = BINS, equal_mass: bool = False
) -> Floats:
    """How far probabilities lie from what happens, as a mean over bins (expected calibration error): 0 is best.

    Parameters
    ----------
    bins, equal_mass : int, bool
        As in :func:`bins_of`: 15 of equal width unless told.

    Notes
    -----
    Nothing below 0 can outweigh what lies above it, so chance alone lifts it, and lifts it again in a resample of the
    people: an interval by resampling lies high.

    References
    ----------
    Guo, C. et al. (2017). On calibration of modern neural networks. *ICML*, who use 15 bins of equal width.

    Examples
    --------
    >>> float(calibration_error(np.array([True, False]), np.array([0.7, 0.7])).round(3))
    0.2
    """
    weights = weights_of(weight, probability.size)
    member = bins_of(probability, bins=bins, equal_mass=equal_mass)[:, None] == np.arange(bins)
    missed = (member * (happened - probability)[:, None]).T @ weights
    return ratio(np.abs(missed).sum(axis=0), weights.sum(axis=0))


def bins_of(probability: Floats, *, bins: int = BINS, equal_mass: bool = False) -> Ints:
    """In which bin each probability lies, from 0.

    Parameters
    ----------
    bins : int
        How many, 15 unless told. They are equally wide, from 0 to 1, each with its lower bound in it, the last with
        1 as well.
    equal_mass : bool, default False
        Bins that hold about as many rows each instead, those of equal probability together, whatever the weights.

    Examples
    --------
    >>> bins_of(np.array([0.0, 0.04, 0.5, 1.0]), bins=2).tolist()
    [0, 0, 1, 1]
    >>> bins_of(np.array([0.0, 0.04, 0.5, 1.0]), bins=4, equal_mass=True).tolist()
    [0, 1, 2, 3]
    """
    share = (rankdata(probability) - 0.5) / max(probability.size, 1) if equal_mass else probability
    return np.clip(np.floor(share * bins), 0, bins - 1).astype(np.int64)


def precision_and_recall_at(
    happened: Bools, probability: Floats, threshold: float, weight: Floats | None = None
) -> tuple[Floats, Floats]:
    """Of those at or above the threshold, how many had stalled; and how many of the stalled are among them.

    Examples
    --------
    >>> told = precision_and_recall_at(np.array([True, False, True]), np.array([0.9, 0.8, 0.1]), 0.8)
    >>> [float(share) for share in told]
    [0.5, 0.5]
    """
    order = Order.of(probability)
    tallies = order.tallies(happened, weights_of(weight, probability.size))
    return tallies.pointed_at(tallies.from_value(order.value >= threshold))


def precision_and_recall_of_top(
    happened: Bools, probability: Floats, share: float, weight: Floats | None = None
) -> tuple[Floats, Floats]:
    """The same where as many are pointed at as a desk has time for: the top ``share`` (0 to 1) of the rows.

    Where the last of them are tied with others they are picked by lot; what is given is the mean over the lots.

    Examples
    --------
    >>> told = precision_and_recall_of_top(np.array([True, False, True, False]), np.array([0.9, 0.5, 0.5, 0.1]), 0.5)
    >>> [float(share) for share in told]
    [0.75, 0.75]
    """
    tallies = Order.of(probability).tallies(happened, weights_of(weight, probability.size))
    return tallies.pointed_at(tallies.of_the_top(share))


def _mean(values: Floats, weight: Floats) -> Floats:
    return ratio(values @ weight, weight.sum(axis=0))
