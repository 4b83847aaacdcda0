"""A table to learn from: numbers, what happened, how much each row counts, whose it is and when it was."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Table:
    """What a candidate learns from.

    Attributes
    ----------
    X : array of shape (n_rows, n_features)
        NaN where a value is missing.
    y : array of shape (n_rows,)
        1 where it happened, else 0.
    weight : array of shape (n_rows,)
        How many rows each row counts for; above 0.
    group : array of shape (n_rows,)
        Whose row it is, numbered from 0.
    time : array of shape (n_rows,), or None
        When it was, in days or in the caller's own unit.
    """

    X: Floats
    y: Floats
    weight: Floats
    group: Integers
    time: Floats | None

    def rows(self, which: npt.NDArray[Any]) -> "Table":
        """Some of the rows, by position or by a mask."""
        time = None if self.time is None else self.time[which]
        return replace(
            self,
            X=self.X[which],
            y=self.y[which],
            weight=self.weight[which],
            group=self.group[which],
            time=time,
        )

    def in_one_order(self) -> "Table":
        """The same rows in the order that follows from what is in them, groups numbered as they come.

        So the order in which rows were given, and the names of the groups, are forgotten.
        """
        keys = [self.group, self.weight, self.y, *self.X.T[::-1]]
        sorted_rows = self.rows(np.lexsort(keys if self.time is None else [*keys, self.time]))
        return replace(sorted_rows, group=np.asarray(pd.factorize(sorted_rows.group)[0], dtype=np.int64))


def table_of(X: Floats, y: Floats, weight: Floats, groups: Any, times: Any) -> Table:
    """The rows that count for something, with whose they are and when they were.

    Raises
    ------
    ValueError
        If ``groups`` or ``times`` do not fit the rows, all reasons at once.
    """
    problems: list[str] = []
    group = np.arange(len(X)) if groups is None else _numbered(groups, len(X), problems)
    time = None if times is None else _moments(times, len(X), problems)
    if problems:
        raise ValueError(" ".join(problems))
    table = Table(X, y, weight, group, time)
    return table.rows(weight > 0).in_one_order()


def directions_of(monotone: Mapping[Any, int] | None, names: Sequence[Hashable] | None, n_features: int) -> Integers:
    """For each feature 1 (more never lowers the probability), -1 (never raises it) or 0 (free).

    Examples
    --------
    >>> directions_of({"pace": -1}, ["weeks", "pace"], 2).tolist()
    [0, -1]
    """
    known = {name: at for at, name in enumerate(names)} if names is not None else {at: at for at in range(n_features)}
    directions = np.zeros(n_features, dtype=np.int64)
    problems = []
    for name, direction in (monotone or {}).items():
        if name not in known:
            shown = ", ".join(map(repr, list(known)[:30]))
            problems.append(f"monotone names {name!r}, which X does not have. Its columns are: {shown}.")
        elif direction not in (-1, 0, 1):
            problems.append(f"monotone[{name!r}] must be 1, -1 or 0, not {direction!r}.")
        else:
            directions[known[name]] = direction
    if problems:
        raise ValueError(" ".join(problems))
    return directions


def _numbered(groups: Any, n_rows: int, problems: list[str]) -> Integers:
    """Each row's group as a number, in the order of the groups' names where they have one."""
    given = pd.Series(np.asarray(groups, dtype=object).ravel())
    if len(given) != n_rows:
        problems.append(f"groups has {len(given)} values and X has {n_rows} rows: give one for each row.")
    elif missing := int(given.isna().sum()):
        problems.append(f"groups is missing in {missing} rows: say whose each row is, or leave groups out.")
    return np.asarray(pd.factorize(given, sort=False)[0] if problems else pd.factorize(given.map(str), sort=True)[0])


def _moments(times: Any, n_rows: int, problems: list[str]) -> Floats:
    """When each row was: numbers as they are, dates in days."""
    given = pd.Series(times).reset_index(drop=True)
    if len(given) != n_rows:
        problems.append(f"times has {len(given)} values and X has {n_rows} rows: give one for each row.")
    if not pd.api.types.is_numeric_dtype(given):
        dates = pd.to_datetime(given, errors="coerce")
        if (odd := dates.isna() & given.notna()).any():
            problems.append(f"times holds {given[odd].iloc[0]!r}, which is no date and no number.")
        given = (dates.dt.tz_localize(None) - pd.Timestamp(0)) / DAY
    if missing := int(given.isna().sum()):
        problems.append(f"times is missing in {missing} rows: say when each row was, or leave times out.")
    return given.to_numpy(dtype=np.float64, na_value=np.nan)
