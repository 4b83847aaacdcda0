"""A delivery read as a whole: typed frames with line numbers, and every problem found on the way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from assessment.domain.bundle import BUNDLE, BUNDLE_FILES, BundleFile
from assessment.exchange.package import Package
from assessment.exchange.refusals import Refusal, refusal
from assessment.exchange.tables import TextTable, read_table
from assessment.exchange.values import read_column
from assessment.i18n.words import _

KEY_SEPARATOR = "\x1f"
Complete = Callable[[pd.DataFrame], Iterable[tuple[int, str, str]]]
"""Fills in, in place, what the rows of a file leave out; what it cannot fill is a row, a column and a sentence."""


@dataclass(slots=True)
class DeliveredFile:
    """One file of a delivery, read.

    Attributes
    ----------
    rows : DataFrame
        The delivered canonical columns, typed; unreadable cells are missing.
    keys : Series of str
        The key of each row as one text, None where part of it is missing.
    lines : ndarray of int
        The line of each row in the file.
    texts : dict of str to list of str
        The cells as they were delivered, for sentences about them.
    headers : dict of str to str
        Canonical column name to the delivered header.
    broken : ndarray of bool
        Rows that have already been refused.
    """

    file: BundleFile
    rows: pd.DataFrame
    keys: pd.Series
    lines: np.ndarray
    texts: dict[str, list[str]]
    headers: dict[str, str]
    broken: np.ndarray

    def refuse(self, row: int, column: str, message: str) -> Refusal:
        """A refusal of one cell of this file; the row counts as broken from then on."""
        self.broken[row] = True
        value = self.texts[column][row] if column in self.texts else None
        return refusal(
            self.file.filename, message, line=int(self.lines[row]), column=self.headers.get(column, column), value=value
        )


@dataclass(slots=True)
class Delivery:
    """What a package says, and what in it cannot be taken."""

    files: dict[str, DeliveredFile] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    redacted: int = 0


def read_delivery(package: Package, criteria: frozenset[str]) -> Delivery:
    """Read every known file of a package against the bundle's description; knows nothing of the database."""
    delivery = Delivery(ignored=list(package.ignored), refused=list(package.refused))
    for file in BUNDLE:
        if file.stem in package.files:
            table = read_table(file, package.files[file.stem])
            delivery.ignored.extend(table.ignored)
            delivery.refused.extend(table.refused)
            delivery.files[file.stem] = read_file(delivery, table, criteria)
    return delivery


def row_keys(file: BundleFile, rows: pd.DataFrame) -> pd.Series:
    """The key of each row as one text; None where part of it is missing."""
    missing = pd.Series(False, index=rows.index)
    parts: list[pd.Series] = []
    for name in file.key:
        if name not in rows:
            return pd.Series([None] * len(rows), index=rows.index, dtype=object)
        column = rows[name]
        missing |= column.isna()
        text = column.dt.strftime("%Y-%m-%d") if file.column(name).kind == "day" else column
        parts.append(text.astype(object))
    keys = parts[0]
    for part in parts[1:]:
        keys = keys.where(missing, keys.astype(str) + KEY_SEPARATOR + part.astype(str))
    return keys.astype(object).where(~missing, None)


def read_file(
    delivery: Delivery, table: TextTable, criteria: frozenset[str], complete: Complete | None = None
) -> DeliveredFile:
    """Type the cells of one file; problems are added to the delivery's. What ``complete`` fills in is held as read."""
    file = BUNDLE_FILES[table.file.stem]
    columns: dict[str, pd.Series] = {}
    unreadable: list[tuple[str, dict[int, str]]] = []
    for column in table.file.columns:
        if column.name in table.columns:
            values, problems, redacted = read_column(column, table.columns[column.name], criteria)
            columns[column.name] = values
            delivery.redacted += redacted
            unreadable.append((column.name, problems))
    rows = pd.DataFrame(columns, index=pd.RangeIndex(len(table.lines)))
    unfilled = list(complete(rows)) if complete else []
    rows = rows[[name for name in file.column_names if name in rows]]
    delivered = DeliveredFile(
        file=file,
        rows=rows,
        keys=row_keys(file, rows),
        lines=np.array(table.lines, dtype=np.int64),
        texts=table.columns,
        headers=table.headers,
        broken=np.zeros(len(rows), dtype=bool),
    )
    for name, problems in unreadable:
        delivery.refused.extend(delivered.refuse(row, name, message) for row, message in sorted(problems.items()))
    delivery.refused.extend(delivered.refuse(*problem) for problem in unfilled if not delivered.broken[problem[0]])
    delivery.refused.extend(_doubled_keys(delivered))
    return delivered


def _doubled_keys(delivered: DeliveredFile) -> list[Refusal]:
    """A key may stand once in a file: the second and later are refused, naming the line of the first."""
    keys = delivered.keys
    doubled = keys.duplicated(keep="first") & keys.notna()
    if not doubled.any():
        return []
    first_line = dict(zip(reversed(keys.tolist()), reversed(delivered.lines.tolist()), strict=True))
    name = delivered.file.key[0]
    return [
        delivered.refuse(
            int(row),
            name,
            _("Nøglen står allerede på linje {line}. Behold den ene række.").format(line=first_line[keys[row]]),
        )
        for row in np.flatnonzero(doubled.to_numpy())
    ]
