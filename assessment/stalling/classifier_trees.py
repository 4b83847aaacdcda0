"""The two boosted candidates: one feature a tree (additive, a glass box), and as many as it likes (the ceiling)."""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from assessment.stalling.classifier_shapes import Shapes
from assessment.stalling.classifier_table import Floats, Integers, Table

MOST_BINS = 128
LEAVES_OF_ONE, LEAVES_OF_ALL = 4, 16
PACE_OF_ONE, PACE_OF_ALL = 0.2, 0.1
ROUNDS = (10, 20, 30, 40, 60, 80, 100, 120, 150, 200, 300)


@dataclass(frozen=True)
class Trees:
    """Boosted trees on values that were put into bins.

    Attributes
    ----------
    edges : list of arrays, one for each feature
        A value is in the bin of the first edge that is not below it.
    boosting : HistGradientBoostingClassifier
        Fitted on the numbers of the bins; what it was not told of is how far apart they are.
    """

    edges: list[Floats]
    boosting: HistGradientBoostingClassifier

    def decision(self, X: Floats) -> Floats:
        """The log-odds of each row."""
        return np.asarray(self.boosting.decision_function(binned(X, self.edges)), dtype=np.float64)

    def staged(self, X: Floats, rounds: tuple[int, ...]) -> list[Floats]:
        """The log-odds of each row as they were after so many rounds."""
        wanted = set(rounds)
        stages = enumerate(self.boosting.staged_decision_function(binned(X, self.edges)), start=1)
        return [np.array(odds, dtype=np.float64).ravel() for number, odds in stages if number in wanted]

    def shapes(self, table: Table, directions: Integers) -> Shapes:
        """The same model as tables, exact because no tree asks for two features.

        Each bin of each feature, and its being missing, is put to the trees with the other features held still.
        """
        sizes = [len(edges) + 2 for edges in self.edges]
        asked = np.zeros((sum(sizes), len(sizes)))
        ends = np.cumsum(sizes)
        for at, (end, size) in enumerate(zip(ends, sizes, strict=True)):
            asked[end - size : end, at] = [*range(size - 1), np.nan]
        odds = self.boosting.decision_function(asked)
        still = float(odds[0])
        parts = [odds[end - size : end] - still for end, size in zip(ends, sizes, strict=True)]
        added = [_without_ripples(part[:-1], direction) for part, direction in zip(parts, directions, strict=True)]
        missing = np.array([part[-1] for part in parts])
        return Shapes(False, self.edges, added, missing, still).centred(table.X, table.weight)


def boosted(table: Table, directions: Integers, rounds: int, *, additive: bool) -> Trees:
    """Trees fitted for so many rounds; ``additive`` allows one feature a tree."""
    edges = [_edges(column) for column in table.X.T]
    bins = binned(table.X, edges)
    bins[:, np.isnan(bins).all(axis=0)] = 0  # a column nobody has a value in: trees are told that all are alike
    boosting = HistGradientBoostingClassifier(
        learning_rate=PACE_OF_ONE if additive else PACE_OF_ALL,
        max_iter=rounds,
        max_leaf_nodes=LEAVES_OF_ONE if additive else LEAVES_OF_ALL,
        min_samples_leaf=int(np.clip(len(table.y) // 20, 2, 20)),
        l2_regularization=1.0,
        monotonic_cst=directions,
        interaction_cst="no_interactions" if additive else None,
        early_stopping=False,
        random_state=0,
    )
    return Trees(edges, boosting.fit(bins, table.y, sample_weight=table.weight))


def rounds_up_to(most: int) -> tuple[int, ...]:
    """Numbers of rounds that are tried.

    Examples
    --------
    >>> rounds_up_to(50)
    (10, 20, 30, 40, 50)
    """
    return (*(number for number in ROUNDS if number < most), most)


def binned(X: Floats, edges: list[Floats]) -> Floats:
    """The number of each value's bin, from 0; NaN stays NaN."""
    told = np.empty(X.shape)
    for at, ends in enumerate(edges):
        told[:, at] = np.where(np.isnan(X[:, at]), np.nan, np.searchsorted(ends, X[:, at]))
    return told


def _edges(column: Floats) -> Floats:
    """Where bins end: half-way between values, all of them or as many quantiles as there are bins."""
    values = np.sort(column[~np.isnan(column)])
    distinct = np.unique(values)
    if distinct.size > MOST_BINS:
        distinct = np.unique(np.quantile(values, np.linspace(0, 1, MOST_BINS), method="inverted_cdf"))
    return distinct[:-1] + (distinct[1:] - distinct[:-1]) / 2


def _without_ripples(added: Floats, direction: int) -> Floats:
    """A monotone table without the falls of 1e-16 that taking differences leaves."""
    if direction > 0:
        return np.maximum.accumulate(added)
    return np.minimum.accumulate(added) if direction < 0 else added
