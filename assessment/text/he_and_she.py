"""What a vector tells of a person's gender, so that nothing is learned from it."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.text.note_reading import as_read

_HE_AND_SHE = (("han", "hun"), ("ham", "hende"), ("hans", "hendes"))
_TO_HER = dict(_HE_AND_SHE)
_TO_HIM = {she: he for he, she in _HE_AND_SHE}
_WORD = re.compile(r"\w+")


def told_both_ways(notes: Sequence[str], at_most: int) -> tuple[list[str], list[str]]:
    """Notes with a *he* or a *she* in them, evenly drawn, as told of a man and as told of a woman.

    Examples
    --------
    >>> told_both_ways(["Stille dag.", "Hun spurgte ham selv."], at_most=10)
    (['Han spurgte ham selv.'], ['Hun spurgte hende selv.'])
    """
    pairs = [(_in_words(_TO_HIM, note), _in_words(_TO_HER, note)) for note in map(as_read, notes)]
    differ = [(of_him, of_her) for of_him, of_her in pairs if of_him != of_her]
    chosen = differ[:: -(-len(differ) // at_most)] if differ else []
    return [of_him for of_him, _ in chosen], [of_her for _, of_her in chosen]


def gendered(of_him: NDArray[np.float32], of_her: NDArray[np.float32], count: int) -> NDArray[np.float64]:
    """The directions in which vectors of the same notes differ most between a man and a woman.

    Parameters
    ----------
    of_him, of_her : ndarray, shape (notes, dimensions)
        Vectors of `told_both_ways`.
    count : int
        How many directions.

    Returns
    -------
    ndarray, shape (count, dimensions)
        Of length 1 and at right angles to each other.
    """
    directions: NDArray[np.float64] = np.linalg.svd((of_her - of_him).astype(np.float64), full_matrices=False)[2]
    return directions[:count]


def without(vectors: NDArray[np.float32], directions: NDArray[np.float64]) -> NDArray[np.float32]:
    """The vectors with nothing left in those directions; whatever is learned from them cannot read these.

    Examples
    --------
    >>> without(np.array([[3.0, 4.0]], np.float32), np.array([[1.0, 0.0]]))
    array([[0., 4.]], dtype=float32)
    """
    return (vectors - (vectors @ directions.T) @ directions).astype(np.float32)


def _in_words(other: dict[str, str], note: str) -> str:
    def told(found: re.Match[str]) -> str:
        word = other.get(found[0].lower(), "")
        return found[0] if not word else word.capitalize() if found[0][0].isupper() else word

    return _WORD.sub(told, note)
