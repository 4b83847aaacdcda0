"""Arithmetic on vectors of notes: what a vector is worth once the background is taken away, and how it is stored."""

import numpy as np
from numpy.typing import NDArray

STORED = np.dtype("<f2")
"""Half precision, little-endian: a tenth of a per mille of a cosine is lost, and half the room is won."""


def apart_from_background(vectors: NDArray[np.float32], background: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vectors without what all notes have in common, each of length 1 again.

    Parameters
    ----------
    vectors : ndarray, shape (notes, dimensions)
        As the encoder gave them; a row of NaN for a note without a vector stays NaN.
    background : ndarray, shape (dimensions,)
        The mean vector of neutral sentences by the same encoder.

    Returns
    -------
    ndarray, shape (notes, dimensions)
        Directions; their inner products are the cosines that may be compared.

    Examples
    --------
    >>> apart_from_background(np.array([[1.0, 0.2], [1.0, -0.2]], np.float32), np.array([1.0, 0.0], np.float32))
    array([[ 0.,  1.],
           [ 0., -1.]], dtype=float32)
    """
    left = vectors - background
    lengths = np.linalg.norm(left, axis=1, keepdims=True)
    directions: NDArray[np.float32] = np.divide(left, lengths, out=left, where=lengths > 0)
    return directions


def to_bytes(vector: NDArray[np.float32]) -> bytes:
    """One vector as it is stored."""
    return vector.astype(STORED).tobytes()


def from_bytes(stored: bytes) -> NDArray[np.float32]:
    """One stored vector.

    Examples
    --------
    >>> from_bytes(to_bytes(np.array([0.5, -0.25], np.float32)))
    array([ 0.5 , -0.25], dtype=float32)
    """
    return np.frombuffer(stored, STORED).astype(np.float32)
