"""Conjugate gradients: a large symmetric system solved by a few products, preconditioned by its diagonal."""

from collections.abc import Callable

import numpy as np

from assessment.measurement.quadrature_piece import Ints
from assessment.measurement.step_curves import Floats

_MOST_SOLVES = 100


def conjugate_solution(applied: Callable[[Floats], Floats], wanted: Floats, alone: Floats, part: Ints | None) -> Floats:
    """What ``applied`` must be applied to for ``wanted`` to come out, to a ten-thousandth.

    Parameters
    ----------
    applied : callable
        A symmetric positive matrix, as a function.
    wanted, alone : ndarray of shape (n,)
        The right-hand side, and the diagonal of the matrix.
    part : ndarray of shape (n,), or None
        Within each part the solution sums to 0.

    Examples
    --------
    >>> matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
    >>> conjugate_solution(lambda at: matrix @ at, np.array([3.0, 4.0]), np.diag(matrix), None).round(6).tolist()
    [1.0, 1.0]
    """

    def within(change: Floats) -> Floats:
        if part is None:
            return change
        size = np.bincount(part)
        return np.asarray(change - (np.bincount(part, weights=change) / size)[part])

    left = within(wanted)
    found, direction = np.zeros_like(left), np.zeros_like(left)
    enough = 1e-4 * max(float(np.abs(left).max()), 1e-8)
    before = 1.0
    for _solve in range(_MOST_SOLVES):
        if np.abs(left).max() <= enough:
            break
        better = within(left / alone)
        size = float(left @ better)
        direction = better + (size / before) * direction
        along = within(applied(direction))
        length = size / float(direction @ along)
        found, left, before = found + length * direction, left - length * along, size
    return found
