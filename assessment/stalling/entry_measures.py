"""What each entry says on the scale of the rating model: many entries of the same criteria and sum share one answer."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from assessment.measurement.calibration import Calibration
from assessment.measurement.observation_measures import measures_of_sums
from assessment.stalling.columns import Ints

Floats = NDArray[np.float64]

_SUMS = 1_000
"""More than any sum of steps."""


def entry_measures(
    calibration: Calibration, criterion_bit: dict[str, int], criteria_seen: Ints, total: Ints
) -> tuple[Floats, Floats]:
    """The measure of each entry and its standard error in logits; NaN where no calibrated criterion was seen.

    Parameters
    ----------
    criterion_bit : dict of str to int
        The bit of each calibrated criterion in ``criteria_seen``.
    criteria_seen : ndarray of shape (n_entries,)
        One bit per criterion with a step; others than the calibrated ones say nothing here.
    total : ndarray of shape (n_entries,)
        Sum of the steps over the calibrated criteria.

    Examples
    --------
    >>> one = Calibration(criteria=("ask",), difficulties=(0,), thresholds=((0,),), severity_sd=0.5, origin="example")
    >>> measure, se = entry_measures(one, {"ask": 1}, np.array([1, 2]), np.array([1, 0]))
    >>> measure.round(2).tolist(), se.round(2).tolist()
    ([1.1, nan], [2.31, nan])
    """
    bits = np.array([criterion_bit[code] for code in calibration.criteria], dtype=np.int64)
    keys = (criteria_seen & int(np.bitwise_or.reduce(bits))) * _SUMS + total
    sums, where = np.unique(keys, return_inverse=True)
    seen = (sums[:, None] // _SUMS & bits) > 0
    says = seen.any(axis=1)
    measure, se = np.full(sums.size, np.nan), np.full(sums.size, np.nan)
    measure[says], se[says] = measures_of_sums(calibration, seen[says], (sums[says] % _SUMS).astype(np.float64))
    return measure[where], se[where]


def bits_of(names: Iterable[str], bits: Ints) -> dict[str, int]:
    """The bit of each name."""
    return dict(zip(names, bits.tolist(), strict=True))
