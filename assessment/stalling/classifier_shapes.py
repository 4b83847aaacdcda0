"""What each feature adds to the log-odds, as tables that can be read: the whole of an additive model."""

from dataclasses import dataclass, replace

import numpy as np

from assessment.stalling.classifier_table import Floats


@dataclass(frozen=True)
class Shapes:
    """An additive model: an intercept, and for each feature a table from its value to what it adds.

    Attributes
    ----------
    straight : bool
        Whether values between two points lie on the straight line between them (a spline), or all values up to and
        including a point share what stands for it (steps).
    points : list of arrays, one for each feature
        Values of the feature, rising. Beyond the ends the table is flat: nothing is extrapolated.
    added : list of arrays
        What is added: at each point of a spline; below each point of steps, and last above them all.
    missing : array of shape (n_features,)
        What is added where the value is missing.
    intercept : float
        The log-odds where every feature adds nothing, which is their average on the rows learned from.

    Examples
    --------
    >>> weeks = Shapes(True, [np.array([0.0, 8.0])], [np.array([0.0, 2.0])], np.array([0.5]), -1.0)
    >>> weeks.contributions(np.array([[4.0], [80.0], [np.nan]])).ravel().tolist()
    [1.0, 2.0, 0.5]
    >>> weeks.decision(np.array([[4.0]])).tolist()
    [0.0]
    """

    straight: bool
    points: list[Floats]
    added: list[Floats]
    missing: Floats
    intercept: float

    def contributions(self, X: Floats) -> Floats:
        """What each feature adds to the log-odds of each row; the shape of ``X``."""
        told = np.empty(X.shape)
        for at, (points, added) in enumerate(zip(self.points, self.added, strict=True)):
            column = X[:, at]
            known = np.interp(column, points, added) if self.straight else added[np.searchsorted(points, column)]
            told[:, at] = np.where(np.isnan(column), self.missing[at], known)
        return told

    def decision(self, X: Floats) -> Floats:
        """The log-odds of each row."""
        return summed(self.contributions(X), self.intercept)

    def centred(self, X: Floats, weight: Floats) -> "Shapes":
        """The same model, each feature adding 0 on average over these rows."""
        means = np.average(self.contributions(X), axis=0, weights=weight)
        added = [table - mean for table, mean in zip(self.added, means, strict=True)]
        return replace(self, added=added, missing=self.missing - means, intercept=float(self.intercept + means.sum()))


def summed(contributions: Floats, intercept: float) -> Floats:
    """The log-odds that contributions amount to, feature after feature, whatever their layout in memory."""
    total = np.full(len(contributions), intercept)
    for column in contributions.T:
        total += column
    return total
