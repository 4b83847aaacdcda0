"""Whether what was saved of a classifier hangs together, so that it can be asked about anybody."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from assessment.i18n.words import _
from assessment.stalling.model_files import MODEL, Unusable
from assessment.stalling.model_state import KINDS, Shape

SETTINGS = {
    "monotone": (dict, type(None)),
    "candidate": (str,),
    "n_folds": (int,),
    "embargo": (int, float),
    "max_rounds": (int,),
    "competition_rows": (int,),
    "random_state": (int,),
}
"""What a classifier is made with; the rest is what it learned."""
LEARNED = {
    "feature_names_in_": (np.ndarray,),
    "n_features_in_": (int,),
    "classes_": (np.ndarray,),
    "directions_": (np.ndarray,),
    "method_": (str,),
    "judged_by_": (str,),
    "calibration_": (tuple,),
    "intercept_": (float,),
    "_model": (Shape,),
    "_scores": (list,),
}
_SHAPE = {"straight": (bool,), "points": (list,), "added": (list,), "missing": (np.ndarray,), "intercept": (float,)}
_FIGURES_OF_A_CANDIDATE = 5


def checked(state: dict[str, Any]) -> dict[str, Any]:
    """The state as it was given.

    Raises
    ------
    Unusable
        If an attribute is missing, unknown or of another kind than in a fitted classifier, or two do not fit together.
    """
    try:
        odd = next(_odd(state), None)
    except (ValueError, TypeError, KeyError, IndexError):
        odd = "state"
    if odd is not None:
        raise Unusable(_("{file} hænger ikke sammen ({what})").format(file=MODEL, what=odd))
    return state


def _odd(state: dict[str, Any]) -> Iterator[str]:
    """The name of each attribute that is not as it should be, in the order in which they rest on each other."""
    yield from _of_other_kinds(state, SETTINGS | LEARNED)
    yield from _of_other_kinds(state["_model"], _SHAPE)
    names, model = state["feature_names_in_"], state["_model"]
    count = len(names)
    if not all(isinstance(name, str) for name in names) or len(set(names)) != count or count == 0:
        yield "feature_names_in_"
    if state["n_features_in_"] != count:
        yield "n_features_in_"
    if state["directions_"].shape != (count,) or not np.isin(state["directions_"], (-1, 0, 1)).all():
        yield "directions_"
    if state["classes_"].shape != (2,) or not state["classes_"][0] < state["classes_"][1]:
        yield "classes_"
    if state["method_"] not in KINDS or model["straight"] != (state["method_"] == "logistic"):
        yield "method_"
    if not _is_line(state["calibration_"]):
        yield "calibration_"
    if not all(map(math.isfinite, (state["intercept_"], model["intercept"]))):
        yield "intercept_"
    if not all(map(_is_contest, state["_scores"])):
        yield "_scores"
    if not all(type(direction) is int for direction in (state["monotone"] or {}).values()):
        yield "monotone"
    if model["missing"].shape != (count,) or not np.isfinite(model["missing"]).all():
        yield "missing"
    if not len(model["points"]) == len(model["added"]) == count:
        yield "points"
    for points, added in zip(model["points"], model["added"], strict=True):
        if not _is_table(points, added, straight=model["straight"]):
            yield "added"


def _of_other_kinds(state: dict[str, Any], expected: Mapping[str, tuple[type, ...]]) -> Iterator[str]:
    yield from sorted(set(state) ^ set(expected))
    for name, kinds in expected.items():
        if type(state[name]) not in kinds:
            yield name


def _is_contest(score: Any) -> bool:
    """Whether it is a candidate and its figures."""
    return (
        isinstance(score, tuple)
        and len(score) == 1 + _FIGURES_OF_A_CANDIDATE
        and isinstance(score[0], str)
        and all(type(figure) in (int, float) for figure in score[1:])
    )


def _is_line(calibration: tuple[Any, ...]) -> bool:
    """Whether it is an intercept and a slope that turns no order."""
    return (
        [type(number) for number in calibration] == [float, float]
        and all(map(math.isfinite, calibration))
        and calibration[1] > 0
    )


def _is_table(points: Any, added: Any, *, straight: bool) -> bool:
    """Whether the points rise, and each (with what lies above the last, where it is steps) has something it adds."""
    return bool(
        isinstance(points, np.ndarray)
        and isinstance(added, np.ndarray)
        and points.dtype == added.dtype == np.float64
        and points.ndim == added.ndim == 1
        and len(added) == len(points) + (not straight)
        and len(added) > 0
        and np.isfinite(points).all()
        and np.isfinite(added).all()
        and (np.diff(points) >= 0).all()
    )
