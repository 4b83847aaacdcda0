"""A delivery held against what is known: what is new, changed, unchanged, or in conflict with an immutable entry."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.exchange.delivery import DeliveredFile, row_keys
from assessment.exchange.refusals import Refusal
from assessment.i18n.words import _

ROW_ID = "row_id"
"""The column in which storage names each known row."""


@dataclass(slots=True)
class Compared:
    """The rows of one delivered file, complete, and what each is against what is known.

    Attributes
    ----------
    rows : DataFrame
        All canonical columns; what the file left out is filled from what is known (absent deletes nothing).
    replaces_row : ndarray of int
        The known row that each row meets, -1 where it is new.
    is_new, is_changed : ndarray of bool
        What is to be stored. A row that is neither is unchanged.
    """

    rows: pd.DataFrame
    replaces_row: np.ndarray
    is_new: np.ndarray
    is_changed: np.ndarray
    differing: pd.DataFrame


def compare(delivered: DeliveredFile, known: pd.DataFrame) -> Compared:
    """Hold a delivered file against the current rows of its kind (canonical columns and ``row_id``)."""
    file = delivered.file
    keys = pd.Index(delivered.keys)
    places = np.full(len(keys), -1) if known.empty else pd.Index(row_keys(file, known)).get_indexer(keys)
    met = places >= 0
    differing: dict[str, np.ndarray] = {}
    rows: dict[str, pd.Series] = {}
    for column in file.columns:
        differing[column.name] = np.zeros(len(met), dtype=bool)
        if column.name not in delivered.rows:
            stored = _taken(known[column.name], places, met)
            rows[column.name] = stored if not column.default else stored.where(pd.Series(met), column.default)
            continue
        rows[column.name] = delivered.rows[column.name]
        if met.any():  # most of what is delivered meets nothing
            differing[column.name] = met & _differ(rows[column.name], _taken(known[column.name], places, met))
    differences = pd.DataFrame(differing, index=delivered.rows.index)
    row_ids = known[ROW_ID].to_numpy(dtype=np.int64)
    return Compared(
        rows=pd.DataFrame(rows, index=delivered.rows.index),
        replaces_row=np.where(met, row_ids[places] if len(row_ids) else -1, -1),
        is_new=~met,
        is_changed=met & differences.to_numpy(dtype=bool).any(axis=1) if len(met) else met,
        differing=differences,
    )


def observation_conflicts(delivered: DeliveredFile, compared: Compared, known: pd.DataFrame) -> Iterator[Refusal]:
    """An observation is one immutable entry: any other content for a known id is refused.

    One thing may come later: that it was withdrawn. It is a stamp on the entry, with a clock of its own.
    """
    withdrawn_before = pd.Series(known["withdrawn_at"].notna().to_numpy(), index=known[ROW_ID])
    was_withdrawn = withdrawn_before.reindex(compared.replaces_row, fill_value=False).to_numpy(dtype=bool)
    differing = compared.differing.copy()
    differing["withdrawn_at"] &= was_withdrawn
    for row in np.flatnonzero(differing.to_numpy().any(axis=1) & ~delivered.broken):
        column = differing.columns[int(np.argmax(differing.to_numpy()[row]))]
        yield delivered.refuse(
            int(row),
            column,
            _(
                "Observationen er modtaget før med andet indhold og kan ikke ændres. "
                "Lever en ny med replaces, eller lever den uændret."
            ),
        )


def rating_conflicts(delivered: DeliveredFile, compared: Compared, known_observations: pd.Index) -> Iterator[Refusal]:
    """A rating of a known observation can only be the one that is known."""
    added = compared.is_new & compared.rows["observation_id"].isin(known_observations).to_numpy()
    for row in np.flatnonzero((added | compared.is_changed) & ~delivered.broken):
        yield delivered.refuse(
            int(row),
            "step" if compared.is_changed[row] and "step" in delivered.rows else "criterion",
            _(
                "Observationen er modtaget før med andre trin og kan ikke ændres. "
                "Lever en ny med replaces, eller lever den uændret."
            ),
        )


def calibration_conflicts(delivered: DeliveredFile, compared: Compared) -> Iterator[Refusal]:
    """A rated calibration case is immutable as an observation is: other content for a known id is refused."""
    for row in np.flatnonzero(compared.is_changed & ~delivered.broken):
        column = compared.differing.columns[int(np.argmax(compared.differing.to_numpy()[row]))]
        yield delivered.refuse(
            int(row),
            column,
            _(
                "Eksemplet er modtaget før med andet indhold under samme id og kan ikke ændres. "
                "Lever det uændret, eller lever et nyt med sit eget id."
            ),
        )


def _taken(stored: pd.Series, places: np.ndarray, met: np.ndarray) -> pd.Series:
    """The known value that each delivered row meets; missing where it meets none."""
    return (
        stored.reindex(np.where(met, places, -1)).reset_index(drop=True)
        if len(stored)
        else stored.reindex(range(len(places)))
    )


def _differ(delivered: pd.Series, stored: pd.Series) -> np.ndarray:
    if not stored.notna().any():
        return delivered.notna().to_numpy(dtype=bool)
    one, other = delivered.reset_index(drop=True), stored.reset_index(drop=True)
    both_missing = one.isna() & other.isna()
    return (~((one == other) | both_missing)).to_numpy(dtype=bool)
