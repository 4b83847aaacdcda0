"""Log-odds put right by an intercept and a slope, as far as what was held out, or reviewed, can say so."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from assessment.stalling.classifier_table import Floats, Integers

INTERCEPT_SD, LOG_SLOPE_SD = 0.7, 0.3
"""How far from (0, 1) an intercept and the logarithm of a slope are thought to be before anything was seen."""
TINY = 1e-12


@dataclass(frozen=True)
class Line:
    """Log-odds as they should have been: ``intercept + slope * odds``, the slope above 0, so no order is turned."""

    intercept: float = 0.0
    slope: float = 1.0

    def after(self, earlier: "Line") -> "Line":
        """The line put on top of an earlier one.

        Examples
        --------
        >>> Line(1.0, 2.0).after(Line(0.5, 3.0))
        Line(intercept=2.0, slope=6.0)
        """
        return Line(self.intercept + self.slope * earlier.intercept, self.slope * earlier.slope)


def said_again(residual: Floats, group: Integers) -> float:
    """How many rows together say as much as one would alone, because rows of a group miss to the same side; from 1.

    The variance of what groups miss by, over what it would be were their rows independent (the design effect).

    Examples
    --------
    >>> said_again(np.array([1.0, 1.0, -1.0, -1.0]), np.array([0, 0, 1, 1]))
    2.0
    """
    around = residual - residual.mean()
    together = np.bincount(group, weights=around)
    return float(max(1.0, (together @ together) / max(around @ around, TINY)))


def shrunken_line(odds: Floats, y: Floats, weight: Floats, *, wrong: float = 0.0, each_said: float = 1.0) -> Line:
    """The intercept and slope that these outcomes ask for, shrunk to (0, 1) where they are few.

    The posterior mode with intercept ~ N(0, .7^2) and log slope ~ N(0, .3^2). With 100 reviews of which 11 say yes the
    intercept has a standard error of about .35 and moves four fifths of the way; with thousands all the way.

    Parameters
    ----------
    odds, y : arrays of shape (n_rows,)
        Log-odds that were given beforehand, and what was then found (1 or 0).
    weight : array of shape (n_rows,)
        How many of the population each row stands for. Only their ratios count: together the rows weigh as many as an
        unweighted sample that says as much (Kish: the square of the sum over the sum of squares).
    wrong : float
        Share of the outcomes that are thought wrong, either way; from 0 to below .5.
    each_said : float
        How many of the rows together say as much as one alone; see :func:`said_again`.
    """
    weight = weight * weight.sum() / (weight @ weight) / each_said

    def cost(told: Floats) -> tuple[float, Floats]:
        slope = np.exp(told[1])
        chance = expit(told[0] + slope * odds)
        seen = np.clip(wrong + (1 - 2 * wrong) * chance, TINY, 1 - TINY)
        loss = -weight @ (y * np.log(seen) + (1 - y) * np.log1p(-seen))
        pull = weight * (seen - y) / (seen * (1 - seen)) * (1 - 2 * wrong) * chance * (1 - chance)
        prior = (told[0] / INTERCEPT_SD) ** 2 / 2 + (told[1] / LOG_SLOPE_SD) ** 2 / 2
        gradient = [pull.sum() + told[0] / INTERCEPT_SD**2, slope * (pull @ odds) + told[1] / LOG_SLOPE_SD**2]
        size = 1 + weight.sum()
        return float(loss + prior) / size, np.array(gradient) / size

    found = minimize(cost, np.zeros(2), jac=True, method="L-BFGS-B", options={"ftol": 1e-14, "gtol": 1e-9})
    return Line(float(found.x[0]), float(np.exp(found.x[1])))
