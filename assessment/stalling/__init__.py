"""From what was known on a day to a state, a probability and reasons a person can open."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assessment.stalling.classifier import StallClassifier

__all__ = ["StallClassifier"]

_HOMES = {"StallClassifier": "classifier"}


def __getattr__(name: str) -> object:
    """The classifier, fetched when first asked for: scikit-learn takes a second, and no page waits for it."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
