"""Has something moved more than chance moves it? A ratio over placements now, against what it was before."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot, sqrt

ERRORS_APART = 3.0
FEWEST_PLACEMENTS = 5


@dataclass(frozen=True, slots=True)
class Ratio:
    """A sum over placements divided by another, with its standard error, and over how many placements."""

    value: float
    se: float
    placements: int

    def has_moved(self, before: "Ratio") -> bool:
        """Whether it lies more than 3 standard errors of the difference from what it was before.

        Examples
        --------
        >>> Ratio(0.5, 0.03, 40).has_moved(Ratio(0.3, 0.04, 90)), Ratio(0.4, 0.03, 40).has_moved(Ratio(0.3, 0.04, 90))
        (True, False)
        """
        return abs(self.value - before.value) > ERRORS_APART * hypot(self.se, before.se)


def ratio_over(placements: Iterable[tuple[float, float]]) -> Ratio | None:
    """The sum of the first numbers divided by the sum of the second; None with fewer than 5 placements.

    Parameters
    ----------
    placements : iterable of (float, float)
        One pair for each placement; those whose second number is 0 are left out.

    Returns
    -------
    Ratio or None
        The standard error takes the placements as drawn, not what happened in them: weeks of one placement are alike.

    References
    ----------
    Cochran, W. G. (1977). *Sampling Techniques*, 3rd edition, section 6.4 (variance of a ratio).

    Examples
    --------
    >>> ratio_over([(1, 4)] * 6)
    Ratio(value=0.25, se=0.0, placements=6)
    >>> ratio_over([(1, 4)] * 4) is None
    True
    """
    pairs = [(part, whole) for part, whole in placements if whole > 0]
    n = len(pairs)
    if n < FEWEST_PLACEMENTS:
        return None
    total = sum(whole for _part, whole in pairs)
    value = sum(part for part, _whole in pairs) / total
    off = sum((part - value * whole) ** 2 for part, whole in pairs)
    return Ratio(value, sqrt(off * n / (n - 1)) / total, n)
