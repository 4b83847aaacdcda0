"""What a classifier will not take: which column, label or parameter, its value, and the cure."""

from collections.abc import Hashable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.utils.multiclass import type_of_target

from assessment.stalling.classifier_competition import SIMPLEST_FIRST
from assessment.stalling.classifier_table import Floats

AT_LEAST = {"n_folds": 2, "max_rounds": 1, "competition_rows": 1}


def refuse_odd_parameters(asked: Mapping[str, Any]) -> None:
    """Name every parameter that cannot be used, all at once.

    Raises
    ------
    ValueError
        If there are any.
    """
    known = ("auto", *SIMPLEST_FIRST)
    problems = []
    if asked["candidate"] not in known:
        problems.append(f"candidate must be one of {', '.join(map(repr, known))}, not {asked['candidate']!r}.")
    for name, least in AT_LEAST.items():
        if not isinstance(asked[name], Integral) or asked[name] < least:
            problems.append(f"{name} must be a whole number from {least}, not {asked[name]!r}.")
    if not isinstance(asked["embargo"], Real) or not float(asked["embargo"]) >= 0:
        problems.append(f"embargo must be a number from 0, in the unit of times, not {asked['embargo']!r}.")
    if not isinstance(asked["monotone"], Mapping | None):
        problems.append(f"monotone must be a mapping such as {{'weeks': 1}}, not {asked['monotone']!r}.")
    if problems:
        raise ValueError(" ".join(problems))


def refuse_what_is_no_number(X: Any) -> None:
    """Name the columns of a DataFrame that are no numbers, with one of their values and the cure.

    Raises
    ------
    ValueError
        If there are any.
    """
    if not isinstance(X, pd.DataFrame):
        return
    odd = []
    for name, column in X.items():
        if pd.api.types.is_numeric_dtype(column):
            continue
        told = column.dropna()
        is_object = column.dtype == object
        if is_object and pd.to_numeric(told, errors="coerce").notna().all():
            continue
        odd.append(f"{name!r} ({column.dtype}{f', such as {told.iloc[0]!r}' if len(told) else ''})")
    if odd:
        raise ValueError(f"X has columns that are no numbers: {', '.join(odd)}. Code them, or leave them out.")


def refuse_infinity(X: Floats, names: Sequence[Hashable] | None) -> None:
    """Name the columns that hold infinity; missing values are welcome, infinite ones are a slip.

    Raises
    ------
    ValueError
        If there are any.
    """
    infinite = np.isinf(X).sum(axis=0)
    if infinite.any():
        called = names if names is not None else range(len(infinite))
        told = ", ".join(f"{name!r} ({rows})" for name, rows in zip(called, infinite, strict=True) if rows)
        raise ValueError(f"X contains infinity, column (rows): {told}. Use NaN for what is not known.")


def refuse_odd_reviews(found: npt.NDArray[Any], n_rows: int, classes: npt.NDArray[Any], wrong: float) -> None:
    """Name what makes reviews unfit to calibrate by, all at once.

    Raises
    ------
    ValueError
        If they are not as many as the rows, a label was never seen, or so many are thought wrong that they say nothing.
    """
    problems = []
    if len(found) != n_rows:
        problems.append(f"y has {len(found)} reviews and X has {n_rows} rows: give one for each row.")
    if strange := set(found.tolist()) - set(classes.tolist()):
        shown = ", ".join(sorted(map(repr, strange)))
        problems.append(f"y holds {shown}; each review must be one of {classes.tolist()}.")
    if not 0 <= wrong < 0.5:
        problems.append(f"wrong must be from 0 to below 0.5, the share of reviews thought wrong, not {wrong!r}.")
    if problems:
        raise ValueError(" ".join(problems))


def two_classes(y: Any) -> tuple[np.ndarray[Any, Any], Floats]:
    """The two labels in order, and 1.0 where a row has the larger.

    Raises
    ------
    ValueError
        If there are not two.
    """
    if (kind := type_of_target(y, input_name="y", raise_unknown=True)) != "binary":
        raise ValueError(f"Only binary classification is supported. The type of the target is {kind}.")
    classes, codes = np.unique(y, return_inverse=True)
    if classes.size < 2:
        raise ValueError(f"y has one class only ({classes.tolist()[0]!r}): give rows of both.")
    return classes, codes.astype(np.float64)
