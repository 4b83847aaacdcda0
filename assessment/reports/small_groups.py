"""Which sums of a table may be printed so that nobody can work out those of fewer than five people from them."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from assessment.measurement.active_weeks import Ints

FEWEST_PEOPLE = 5
"""What is told of a group stands behind at least so many people."""


def printable(sums: Sequence[Sequence[bool]], *people: Sequence[int]) -> tuple[bool, ...]:
    """Which of ``sums`` may be printed.

    A sum runs over the cells of a table. It is left out where fewer than five people stand behind it; and where adding
    and subtracting those that are printed, in whatever way, would leave something that rests on one to four people
    alone, the smallest are left out until it does not. A sum that turns out not to matter is taken back in, the largest
    first, so as much is printed as this way finds.

    Parameters
    ----------
    sums : sequence of (sequence of n_cells bool)
        Which cells each sum runs over.
    *people : sequence of n_cells int
        How many people are in each cell. After them, where what is told of others elsewhere can be subtracted too, how
        many would then be left in each: of those the same must hold.

    Examples
    --------
    Twenty people in three groups of 12, 6 and 2: with the whole and the two large ones printed, the two are known.

    >>> printable([(True, True, True), (True, False, False), (False, True, False), (False, False, True)], [12, 6, 2])
    (True, True, False, False)
    """
    rows, tables = np.asarray(sums, dtype=np.int64), [np.asarray(counts, dtype=np.int64) for counts in people]

    def tells(chosen: list[int]) -> bool:
        return any(tells_of_few(rows[chosen][:, counts > 0], counts[counts > 0]) for counts in tables)

    sizes = rows @ tables[0]
    kept = [at for at in np.argsort(-sizes, kind="stable").tolist() if sizes[at] >= FEWEST_PEOPLE]
    dropped = []
    while kept and tells(kept):
        dropped.append(kept.pop())
    for at in reversed(dropped):
        if not tells([*kept, at]):
            kept.append(at)
    return tuple(at in kept for at in range(len(sums)))


def tells_of_few(rows: Ints, people: Ints) -> bool:
    """Whether some combination of the sums (shape (n_sums, n_cells)) rests on one to four people alone.

    There is one exactly where the sums, seen without the cells of those people, depend on each other more than before.
    """
    rank = int(np.linalg.matrix_rank(rows)) if rows.size else 0
    small = np.flatnonzero(people < FEWEST_PEOPLE).tolist()
    for size in range(1, FEWEST_PEOPLE):
        for cells in combinations(small, size):
            if people[list(cells)].sum() < FEWEST_PEOPLE:
                others = np.delete(rows, list(cells), axis=1)
                if rank > (int(np.linalg.matrix_rank(others)) if others.size else 0):
                    return True
    return False
