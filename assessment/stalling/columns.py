"""Columns of a frame as plain arrays: whole days, whole microseconds, text with "" where missing.

One place knows how a frame may hold a missing value or an empty column, so nothing after it has to.
"""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]

_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """``day`` as days since 1970-01-01.

    Examples
    --------
    >>> day_number(date(1970, 1, 4))
    3
    """
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day that is ``number`` days after 1970-01-01."""
    return date.fromordinal(int(number) + _EPOCH)


def days(frame: pd.DataFrame, name: str, *, missing: int) -> Ints:
    """A column of days as days since 1970-01-01, ``missing`` where empty."""
    values = pd.to_datetime(frame[name]).to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(values), missing, values.astype(np.int64))


def moments(frame: pd.DataFrame, name: str) -> Ints:
    """A column of moments as microseconds since 1970 in UTC; the least whole number where empty."""
    values = pd.to_datetime(frame[name], utc=True).dt.tz_localize(None)
    return values.to_numpy(dtype="datetime64[us]").astype(np.int64)


def texts(frame: pd.DataFrame, name: str) -> Texts:
    """A column of text or ids, "" where missing."""
    column = frame[name]
    values = column.to_numpy(dtype=object)
    return np.where(column.isna().to_numpy(dtype=bool), "", values)


def steps(frame: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """A column of numbers, NaN where missing."""
    return pd.to_numeric(frame[name]).to_numpy(dtype=float, na_value=np.nan)


def numbered(ids: Texts) -> tuple[Ints, Texts]:
    """A number for each id, in the order of the ids, and the distinct ids themselves."""
    numbers, names = pd.factorize(ids, sort=True)
    return numbers.astype(np.int64), np.asarray(names, dtype=object)


def positions(wanted: Texts, keys: Texts) -> Ints:
    """Where each wanted id stands among unique ``keys``; -1 where it does not."""
    if not keys.size:
        return np.full(wanted.shape, -1, dtype=np.int64)
    return pd.Index(keys, dtype=object).get_indexer(pd.Index(wanted, dtype=object)).astype(np.int64)
