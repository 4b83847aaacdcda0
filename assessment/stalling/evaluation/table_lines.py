"""One line of a table: some rows, and every measure of one method on them with its interval."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from assessment.stalling.evaluation.measures import brier, calibration_error
from assessment.stalling.evaluation.ordering import Bools, Floats, Ints, Order
from assessment.stalling.evaluation.resampling import RESAMPLES, SEED, Sure, intervals

Cell = str | int | float | bool | None
Line = dict[str, Cell]

FEWEST_SHOWN = 5
"""A line about fewer people says nothing but that."""
MEASURES = (
    "auc",
    "average_precision",
    "precision_at_capacity",
    "recall_at_capacity",
    "precision_at_threshold",
    "recall_at_threshold",
    "brier",
    "calibration_error",
    "calibration_error_equal_mass",
)
"""What every line says, None where the method or the rows do not allow it; the last three of probabilities alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way to say who may be stalled.

    Attributes
    ----------
    name : str
        What it is called in the tables.
    column : str
        Where its numbers stand, larger where a stall is more likely, NaN where it says nothing.
    threshold : float or None
        It points at a placement from here on; None for a method that only puts them in order.
    is_probability : bool
        Whether its numbers are probabilities.
    """

    name: str
    column: str
    threshold: float | None = None
    is_probability: bool = True

    @property
    def least(self) -> float:
        """What counts where it says nothing: whoever says nothing points at nobody."""
        return 0.0 if self.is_probability else -np.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How tables are made.

    Attributes
    ----------
    capacity : float
        Share of the rows that a desk has time to look at.
    resamples, seed : int
        Of the people, for the intervals.
    """

    capacity: float = 0.1
    resamples: int = RESAMPLES
    seed: int = SEED


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some rows: the truth, what a method says (no NaN), and whose they are. All of shape (n_rows,)."""

    stalled: Bools
    probability: Floats
    person: Ints

    def where(self, keep: Bools) -> "Part":
        """The rows to keep."""
        return Part(stalled=self.stalled[keep], probability=self.probability[keep], person=self.person[keep])

    @property
    def people(self) -> int:
        """How many people they are of."""
        return int(np.unique(self.person).size)


def line_of(part: Part, method: Method, setting: Setting) -> Line:
    """How many rows and people a part has, how much of it is stalled, and each measure with its interval."""
    if part.people < FEWEST_SHOWN:
        return {"suppressed": True, **dict.fromkeys(_counted_columns())}
    told = intervals(_measures(part, method, setting), part.person, resamples=setting.resamples, seed=setting.seed)
    counted = {
        "suppressed": False,
        "rows": part.stalled.size,
        "people": part.people,
        "stalled_rows": int(part.stalled.sum()),
        "stalled_people": int(np.unique(part.person[part.stalled]).size),
        "share_stalled": float(part.stalled.mean()),
    }
    return dict.fromkeys(_counted_columns()) | counted | flat(told)


def _counted_columns() -> list[str]:
    counts = ["rows", "people", "stalled_rows", "stalled_people", "share_stalled"]
    return counts + [name + end for name in MEASURES for end in ("", "_low", "_high")]


def _measures(part: Part, method: Method, setting: Setting) -> Callable[[Floats], Mapping[str, Floats]]:
    """The measures that a method and its rows allow, for any weights."""
    order, stalled, probability = Order.of(part.probability), part.stalled, part.probability

    def measured(weight: Floats) -> Mapping[str, Floats]:
        tallies = order.tallies(stalled, weight)
        top = tallies.pointed_at(tallies.of_the_top(setting.capacity))
        found = {"auc": tallies.auc(), "average_precision": tallies.average_precision()}
        found |= dict(zip(("precision_at_capacity", "recall_at_capacity"), top, strict=True))
        if method.threshold is not None:
            above = tallies.pointed_at(tallies.from_value(order.value >= method.threshold))
            found |= dict(zip(("precision_at_threshold", "recall_at_threshold"), above, strict=True))
        if method.is_probability:
            found["brier"] = brier(stalled, probability, weight)
            found["calibration_error"] = calibration_error(stalled, probability, weight)
            found["calibration_error_equal_mass"] = calibration_error(stalled, probability, weight, equal_mass=True)
        return found

    return measured


def flat(told: Mapping[str, Sure]) -> Line:
    """Each measure as three cells: itself, and with ``_low`` and ``_high`` its bounds; None where it is not known."""
    cells: Line = {}
    for name, sure in told.items():
        cells |= {name: known(sure.value), f"{name}_low": known(sure.low), f"{name}_high": known(sure.high)}
    return cells


def known(value: float | Floats) -> float | None:
    """A number as JSON can hold it: None for NaN and what is infinite."""
    return float(value) if np.isfinite(value) else None
