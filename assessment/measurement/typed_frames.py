"""Frames of facts: one dtype for each kind of column, wherever the values come from."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from assessment.domain.bundle import BundleFile, Kind

_NUMBERS = frozenset({"step", "number", "grade", "count", "year"})


def typed_series(kind: Kind, values: Sequence[Any], name: str) -> pd.Series:
    """Values of one kind as a Series with the dtype that ``domain.bundle.Kind`` promises.

    Examples
    --------
    >>> typed_series("step", [3, None], "step").tolist()
    [3.0, nan]
    """
    if kind == "day":
        codes, days = pd.factorize(np.array(values, dtype=object))  # few days stand in many rows
        return pd.Series(np.array([*days, None], dtype="datetime64[s]")[codes], name=name)
    if kind == "moment":
        moments = pd.to_datetime(pd.Series(values, dtype=object), utc=True)
        return pd.Series(moments.dt.as_unit("us"), name=name)
    if kind in _NUMBERS:
        return pd.Series(values, dtype="float64", name=name)
    return pd.Series(values, dtype=object, name=name)


def typed_frame(file: BundleFile, columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """A frame of one bundle file from plain values by column; absent columns are left out.

    Examples
    --------
    >>> from assessment.domain.bundle import BUNDLE_FILES
    >>> typed_frame(BUNDLE_FILES["providers"], {"provider_id": [], "name": []}).columns.tolist()
    ['provider_id', 'name']
    """
    present = [column for column in file.columns if column.name in columns]
    series = {column.name: typed_series(column.kind, columns[column.name], column.name) for column in present}
    return pd.DataFrame(series)
