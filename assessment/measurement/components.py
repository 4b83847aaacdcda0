"""Which people and raters can be compared: parts that are linked by somebody both have rated, or by a result."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]


def linked_parts(
    person: Ints, rater: Ints, n_people: int, n_raters: int, anchored: NDArray[np.bool_]
) -> tuple[Ints, Ints]:
    """The number of the part each person and each rater is in; the part with most people is 0.

    Within a part, differences in severity can be told from differences in ability; between parts they cannot.

    Parameters
    ----------
    person, rater : ndarray of shape (n,)
        Who was rated by whom, as numbers from 0; pairs may repeat.
    n_people, n_raters : int
        How many there are.
    anchored : ndarray of shape (n_people,)
        Who has an ability known from elsewhere: they are all linked to each other.

    Examples
    --------
    >>> nobody = np.zeros(3, dtype=bool)
    >>> people, raters = linked_parts(np.array([0, 1, 1, 2]), np.array([0, 1, 2, 1]), 3, 3, nobody)
    >>> people.tolist(), raters.tolist()
    ([1, 0, 0], [1, 0, 0])
    """
    result = n_people + n_raters
    known = np.flatnonzero(anchored)
    rows = np.concatenate([person, known])
    columns = np.concatenate([rater + n_people, np.full(known.size, result)])
    links = coo_array((np.ones(rows.size, dtype=np.int8), (rows, columns)), shape=(result + 1, result + 1))
    label = connected_components(links.tocsr(), directed=False)[1][:result].astype(np.int64)
    people = np.bincount(label[:n_people], minlength=label.max() + 1)
    _labels, first = np.unique(label, return_index=True)
    first_seen = np.full(people.size, result)
    first_seen[_labels] = first
    place = np.empty(people.size, dtype=np.int64)
    place[np.lexsort((first_seen, -people))] = np.arange(people.size)
    return place[label[:n_people]], place[label[n_people:]]
