"""How a note's signals are stored: eight whole numbers of two bytes, and a mark where nothing was said."""

import numpy as np
from numpy.typing import NDArray

from assessment.text.labelled_notes import SIGNALS
from assessment.text.note_signals import DECIMALS

STORED = np.dtype("<i2")
_A_WHOLE = 10**DECIMALS
_UNSAID = np.iinfo(STORED).min
Floats = NDArray[np.float64]


def to_bytes(said: Floats) -> bytes:
    """The signals of a note, shape (8,), as they are stored; nothing is lost of four decimals."""
    counted = np.where(np.isnan(said), _UNSAID, np.rint(said * _A_WHOLE))
    return counted.astype(STORED).tobytes()


def from_bytes(stored: bytes) -> Floats:
    """Stored signals of as many notes as there are, shape (notes, 8).

    Examples
    --------
    >>> said = np.array([0.1234, -1.0, np.nan, 0, 0, 0, 0, 1.0])
    >>> bool(np.array_equal(from_bytes(to_bytes(said)), [said], equal_nan=True))
    True
    """
    counted = np.frombuffer(stored, STORED).reshape(-1, len(SIGNALS))
    return np.where(counted == _UNSAID, np.nan, counted / _A_WHOLE)
