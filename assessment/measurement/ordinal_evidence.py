"""What a passed or failed test says of a level: a step, matched by a normal in its first two moments."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

Floats = NDArray[np.float64]

_LOG_ROOT_TWO_PI = 0.5 * np.log(2 * np.pi)


def moment_match(
    mean: Floats, variance: Floats, cut: Floats, passed: Floats, noise_variance: Floats
) -> tuple[Floats, Floats, Floats]:
    """How a level moves when a test at ``cut`` was passed (+1) or failed (-1).

    Parameters
    ----------
    mean, variance : ndarray of shape (n,)
        Of the level before the result is known.
    cut, noise_variance : ndarray of shape (n,)
        Where the test lies, and how blunt it is: P(passed | level) = Phi((level - cut) / sqrt(noise_variance)).
    passed : ndarray of shape (n,)
        +1 or -1.

    Returns
    -------
    log_likelihood : ndarray
        log P(this outcome).
    pull, precision : ndarray
        First and minus the second derivative of it by ``mean``: the exact posterior has mean ``mean + variance * pull``
        and variance ``variance - variance**2 * precision``. The precision lies between 0 and 1 / (variance +
        noise_variance), so that evidence never widens.

    Notes
    -----
    Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, section 3.9. The tails go through
    ``log_ndtr``, so a result against all expectation stays finite.

    Examples
    --------
    >>> one = np.ones(1)
    >>> log_p, pull, precision = moment_match(0 * one, one, 0 * one, one, 0 * one)  # exactly: half a normal
    >>> pull.round(4).tolist(), (1 - precision).round(4).tolist()  # sqrt(2 / pi), 1 - 2 / pi
    ([0.7979], [0.3634])
    """
    spread = np.sqrt(variance + noise_variance)
    z = passed * (mean - cut) / spread
    log_p = log_ndtr(z)
    ratio = np.exp(-0.5 * z * z - _LOG_ROOT_TWO_PI - log_p)
    return log_p, passed * ratio / spread, ratio * np.maximum(ratio + z, 0.0) / spread**2
