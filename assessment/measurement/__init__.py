"""Psychometrics on arrays and frames; knows nothing of Denmark or SQL."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessment.measurement.growth_filter import GrowthFilter
    from assessment.measurement.rating_model import RatingModel

__all__ = ["GrowthFilter", "RatingModel"]

_HOMES = {"GrowthFilter": "growth_filter", "RatingModel": "rating_model"}


def __getattr__(name: str) -> object:
    """The estimators, fetched when first asked for: scikit-learn takes a second, and no page waits for it."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
