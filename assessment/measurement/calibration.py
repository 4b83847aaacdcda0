"""Calibration: what was learned about a rubric and its observers, frozen so that it can be stored and used again."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from assessment.measurement.step_curves import Floats, cost_of

FORMAT = 1
"""Of the JSON; raised when its meaning changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How hard each criterion and each of its steps is, and how far observers differ. All in logits.

    Attributes
    ----------
    criteria : tuple of str
        Codes in the rubric, in a fixed order.
    difficulties : tuple of float
        One for each criterion: the higher, the fewer get far.
    thresholds : tuple of tuples of float
        For each criterion, that of step 1, 2, ... around its difficulty; the finite ones sum to 0. ``-inf``: everybody
        was above the step before; ``inf``: nobody got that far; NaN: the step was never used, and the next threshold
        is for both.
    severity_sd : float
        How far observers lie from each other (standard deviation).
    halo_variance : float
        Variance of what all ratings of one observation share beyond ability and severity.
    ability_mean, ability_sd : float
        Of the people it was learned from.
    origin : str
        Where it comes from, in words: data, day, model.

    Raises
    ------
    ValueError
        If the parts do not fit together; all reasons at once.

    Examples
    --------
    >>> one = Calibration(
    ...     criteria=("ask",), difficulties=(0.2,), thresholds=((-1.0, 1.0),), severity_sd=0.6, origin="example"
    ... )
    >>> Calibration.from_json(one.to_json()) == one
    True
    """

    criteria: tuple[str, ...]
    difficulties: tuple[float, ...]
    thresholds: tuple[tuple[float, ...], ...]
    severity_sd: float
    origin: str
    halo_variance: float = 0.0
    ability_mean: float = 0.0
    ability_sd: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what cannot be computed with."""
        n_thresholds = {len(row) for row in self.thresholds}
        wrong = [
            words
            for holds, words in (
                (self.criteria, "there is no criterion: name at least one"),
                (len(set(self.criteria)) == len(self.criteria), "a criterion stands twice: name each once"),
                (
                    len(self.criteria) == len(self.difficulties) == len(self.thresholds),
                    "give each criterion a difficulty and a row of thresholds",
                ),
                (
                    len(n_thresholds) <= 1 and 0 not in n_thresholds,
                    "give every criterion the same number of thresholds, at least one",
                ),
                (np.isfinite(self.difficulties).all(), "a difficulty is not a number"),
                (
                    all(np.isfinite(row).any() for row in self.thresholds),
                    "each criterion needs a threshold that is a number",
                ),
                (np.isfinite(self.severity_sd) and self.severity_sd >= 0, "severity_sd must be 0 or more"),
                (np.isfinite(self.halo_variance) and self.halo_variance >= 0, "halo_variance must be 0 or more"),
                (np.isfinite(self.ability_mean), "ability_mean is not a number"),
                (np.isfinite(self.ability_sd) and self.ability_sd > 0, "ability_sd must be more than 0"),
            )
            if not holds
        ]
        if wrong:
            raise ValueError("The calibration cannot be used: " + "; ".join(wrong) + ".")

    @property
    def cost(self) -> Floats:
        """Cumulative cost of each step: shape (n_criteria, n_steps), ``inf`` where a step is never used."""
        return cost_of(np.array(self.difficulties, dtype=float), np.array(self.thresholds, dtype=float))

    def to_json(self) -> str:
        """The calibration as JSON that other programs read too: infinities as words, a missing threshold as null."""
        plain = {
            "format": FORMAT,
            "origin": self.origin,
            "criteria": [
                {"code": code, "difficulty": difficulty, "thresholds": [_told(value) for value in thresholds]}
                for code, difficulty, thresholds in zip(self.criteria, self.difficulties, self.thresholds, strict=True)
            ],
            "severity_sd": self.severity_sd,
            "halo_variance": self.halo_variance,
            "ability_mean": self.ability_mean,
            "ability_sd": self.ability_sd,
        }
        return json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Calibration":
        """Read what :meth:`to_json` wrote; every number comes back to the bit.

        Raises
        ------
        ValueError
            If it is another format, or a part is missing or is not a number.
        """
        plain: Any = json.loads(text)
        found = plain.get("format") if isinstance(plain, dict) else None
        if found != FORMAT:
            raise ValueError(f"The calibration has format {found!r}; this version reads format {FORMAT}.")
        try:
            return cls(
                criteria=tuple(str(one["code"]) for one in plain["criteria"]),
                difficulties=tuple(float(one["difficulty"]) for one in plain["criteria"]),
                thresholds=tuple(tuple(_read(value) for value in one["thresholds"]) for one in plain["criteria"]),
                **{name: float(plain[name]) for name in ("severity_sd", "halo_variance", "ability_mean", "ability_sd")},
                origin=str(plain["origin"]),
            )
        except (KeyError, TypeError) as missing:
            raise ValueError(f"The calibration is not whole: {missing}. Write it again with to_json().") from missing


def _told(value: float) -> float | str | None:
    if np.isfinite(value):
        return value
    return None if np.isnan(value) else str(value)


def _read(value: float | str | None) -> float:
    return np.nan if value is None else float(value)
