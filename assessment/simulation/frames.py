"""From arrays to the frames of the bundle: columns in order, documented types, rows by key, nothing forgotten."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.domain.bundle import BUNDLE_FILES, BundleColumn, BundleFile

Columns = Mapping[str, npt.NDArray[Any] | list[str] | list[str | None]]
_NUMBERS = {"step", "number", "grade", "count", "year"}


def bundle_frame(stem: str, columns: Columns) -> pd.DataFrame:
    """The bundle's frame ``stem`` from one array per column; columns not given are missing throughout.

    Examples
    --------
    >>> bundle_frame("providers", {"provider_id": ["b", "a"], "name": ["Nord", None]}).values.tolist()
    [['a', nan], ['b', 'Nord']]
    """
    file: BundleFile = BUNDLE_FILES[stem]
    rows = len(next(iter(columns.values())))
    frame = pd.DataFrame({column.name: _typed(column, columns.get(column.name), rows) for column in file.columns})
    return frame.sort_values(list(file.key), ignore_index=True)


def _typed(column: BundleColumn, values: object, rows: int) -> pd.Series:
    missing = values is None
    if column.kind in _NUMBERS:
        return pd.Series(np.full(rows, np.nan) if missing else np.asarray(values, dtype=np.float64))
    if column.kind == "day":
        days = np.full(rows, "NaT", dtype="datetime64[s]") if missing else np.asarray(values).astype("datetime64[s]")
        return pd.Series(days)
    if column.kind == "moment":
        moments = pd.Series(np.full(rows, "NaT", dtype="datetime64[us]")) if missing else pd.Series(np.asarray(values))
        return moments.astype("datetime64[us]").dt.tz_localize("UTC")
    return pd.Series([None] * rows if missing else values, dtype="str")


def numbered(prefix: str, count: int) -> npt.NDArray[np.object_]:
    """``count`` ids that sort as they are numbered.

    Examples
    --------
    >>> numbered("999-n", 2).tolist()
    ['999-n0001', '999-n0002']
    """
    width = max(4, len(str(count)))
    return np.array([f"{prefix}{number:0{width}d}" for number in range(1, count + 1)], dtype=object)


def random_uuids(rng: np.random.Generator, count: int) -> npt.NDArray[np.object_]:
    """``count`` version 4 UUIDs made of the generator's bytes, as text."""
    raw = rng.integers(0, 256, size=(count, 16), dtype=np.uint8)
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    digits = raw.tobytes().hex()
    whole = (digits[start : start + 32] for start in range(0, 32 * count, 32))
    return np.array([f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}" for h in whole], dtype=object)
