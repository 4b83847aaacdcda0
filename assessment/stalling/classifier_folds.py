"""Who is held out when: people never stand on both sides, and the past is never judged by the future."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assessment.stalling.classifier_table import Integers, Table

Mask = npt.NDArray[np.bool_]
ENOUGH_PEOPLE = 50
MANY_ROWS, MANY_PEOPLE, PARTS_OF_MANY = 20_000, 500, 3
UNHELD = "not held out: too few people of a class"


@dataclass(frozen=True)
class Fold:
    """Rows to learn from and rows to be judged on, and whether the latter are of the latest stretch of time."""

    learn: Integers
    judge: Integers
    latest: bool = True


@dataclass(frozen=True)
class Folds:
    """The folds, and in words how they were made."""

    each: list[Fold]
    words: str


def folds_of(table: Table, n_folds: int, embargo: float, seed: int) -> Folds:
    """How a table is held out, part by part.

    With times, forward chaining: the calendar is cut into quarters with as many rows each, and every later quarter is
    judged by what was learned before it began (less the embargo), one half of its people at a time, whose own earlier
    rows are left out. Without times, or where they do not suffice, people are dealt into folds, as many with the
    outcome in each.

    With more than 20,000 rows of more than 500 people one part is enough: the latest quarter, or a third of the people.

    A fold in which a class is missing among the rows to learn from or to judge is left out. With fewer than two
    people of a class there are none.
    """
    forward = [] if table.time is None else _forward(table, embargo, seed)
    once = len(table.y) > MANY_ROWS and table.group.max() >= MANY_PEOPLE
    if forward:
        gap = f", embargo {embargo:g}" if embargo else ""
        judged = "the last quarter" if once else "later quarters"
        each = [fold for fold in forward if fold.latest or not once]
        return Folds(each, f"forward chaining, {judged} of the calendar from what was before{gap}")
    has_it, has_not = (_people(table, outcome) for outcome in (1, 0))
    many = min(PARTS_OF_MANY if len(table.y) > MANY_ROWS else n_folds, int(has_it.sum()), int(has_not.sum()))
    if many < 2:
        return Folds([], UNHELD)
    lot = np.random.default_rng(seed).permutation(has_it.size)
    fold_of = np.empty(has_it.size, dtype=int)
    fold_of[lot[np.argsort(has_it[lot], kind="stable")]] = np.arange(has_it.size) % many
    row = fold_of[table.group]
    parts = [Fold(np.flatnonzero(row != part), np.flatnonzero(row == part)) for part in range(1 if once else many)]
    dealt = f"one of {many} parts of the people" if once else f"{many} folds of people"
    words = dealt + ("" if table.time is None else ", for times do not suffice to go forward")
    usable = [part for part in parts if _both(table, part)]
    return Folds(usable, words if usable else UNHELD)


def some_people(table: Table, most_rows: int, seed: int) -> Table:
    """All rows of as many people, drawn by lot, as have about so many rows; if that is few, some rows of everybody."""
    if len(table.y) <= most_rows:
        return table
    lot = np.random.default_rng(seed)
    rows_of = np.bincount(table.group)
    order = lot.permutation(rows_of.size)
    drawn = order[np.cumsum(rows_of[order]) <= most_rows]
    if drawn.size < ENOUGH_PEOPLE:
        return table.rows(np.sort(lot.permutation(len(table.y))[:most_rows]))
    return table.rows(np.isin(table.group, drawn))


def _forward(table: Table, embargo: float, seed: int) -> list[Fold]:
    assert table.time is not None  # noqa: S101 - for the type checker: the caller has looked
    cuts = np.quantile(table.time, (0.25, 0.5, 0.75), method="inverted_cdf")
    lot = np.random.default_rng(seed).permutation(int(table.group.max()) + 1)
    half = (lot % 2)[table.group]
    folds = []
    for number, (begin, end) in enumerate(zip(cuts, (*cuts[1:], np.inf), strict=True)):
        within = (table.time >= begin) & (table.time < end)
        before = table.time < begin - embargo
        for side in (0, 1):
            judge = within & (half == side)
            learn = before & ~np.isin(table.group, table.group[judge])
            folds.append(Fold(np.flatnonzero(learn), np.flatnonzero(judge), latest=number == len(cuts) - 1))
    return [fold for fold in folds if _both(table, fold)]


def _people(table: Table, outcome: int) -> Mask:
    """For each group, whether it has a row with this outcome."""
    return np.bincount(table.group, weights=table.y == outcome, minlength=int(table.group.max()) + 1) > 0


def _both(table: Table, fold: Fold) -> bool:
    """Whether both outcomes are found on both sides."""
    return all(len(np.unique(table.y[rows])) == 2 for rows in (fold.learn, fold.judge))
