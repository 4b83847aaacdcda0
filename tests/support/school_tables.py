"""Invented tables of learners: numbers of a school, curved effects, some that work together, much that is missing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

ROWS_A_LEARNER = 5
RISING = {"absence": 1, "weeks_since_result": 1, "failed_before": 1}
FALLING = {"attendance": -1, "earlier_grade": -1, "talk_minutes": -1}
DIRECTIONS = RISING | FALLING


@dataclass(frozen=True)
class SchoolTable:
    """Rows of learners, what happened, whose each row is, when it was, and how probable it truly was."""

    X: pd.DataFrame
    y: np.ndarray
    person: np.ndarray
    week: np.ndarray
    chance: np.ndarray

    def rows(self, which: np.ndarray) -> "SchoolTable":
        return SchoolTable(self.X.iloc[which], self.y[which], self.person[which], self.week[which], self.chance[which])


def school_table(rows: int, seed: int, *, together: float = 1.0, base: float = -2.6) -> SchoolTable:
    """A table with 24 features, about one row in five with the outcome.

    ``together``: how much features work together; 0 is a world in which an additive model is right.
    """
    rng = np.random.default_rng(seed)
    person = rng.integers(0, max(2, rows // ROWS_A_LEARNER), rows)
    people = person.max() + 1
    gift, home = rng.normal(size=people)[person], rng.normal(size=people)[person]
    week = rng.integers(0, 104, rows)
    frame = pd.DataFrame(
        {
            "absence": np.round(np.clip(rng.gamma(1.2, 4, rows) - home, 0, 40)),
            "attendance": np.clip(rng.beta(6, 2, rows) + 0.05 * gift, 0, 1),
            "earlier_grade": np.round(np.clip(6 + 2.5 * gift + rng.normal(0, 1.5, rows), -3, 12), 1),
            "weeks_since_result": rng.exponential(14, rows).round(),
            "talk_minutes": np.where(rng.random(rows) < 0.3, 0, rng.lognormal(3.5, 0.9, rows)).round(),
            "failed_before": rng.poisson(0.4 * np.exp(-0.5 * gift)),
            "age": rng.integers(18, 60, rows),
            "hours": rng.choice([3, 6, 9, 12, 15], rows),
            "siblings": rng.poisson(1.5, rows),
            "travel": rng.lognormal(3, 0.6, rows).round(),
            "track": rng.integers(1, 4, rows),
            "evening": rng.integers(0, 2, rows),
            **{f"other_{number:02}": rng.normal(size=rows) + 0.3 * gift for number in range(12)},
        }
    )
    odds = (
        base
        + 1.1 * np.log1p(frame["absence"]) / np.log(10)
        - 3.0 * (frame["attendance"] - 0.75)
        - 0.9 * np.tanh((frame["earlier_grade"] - 5) / 3)
        + 0.8 * (frame["weeks_since_result"] > 18)
        - 0.5 * np.log1p(frame["talk_minutes"]) / 2
        + 0.4 * np.minimum(frame["failed_before"], 3)
        + 0.6 * np.cos(frame["age"] / 9)
        + 0.3 * frame["other_00"] ** 2
        + 0.4 * np.sin(2 * frame["other_01"])
        + together * 0.3 * (frame["talk_minutes"] == 0) * (frame["weeks_since_result"] > 10)
        + together * 0.3 * frame["other_02"] * frame["other_03"]
        + together * 0.4 * (frame["evening"] == 1) * (frame["travel"] > 30)
    ).to_numpy()
    hidden = {"earlier_grade": 0.15, "talk_minutes": 0.3, "absence": 0.05, "travel": 0.2, "other_04": 0.5}
    for name, share in hidden.items():
        frame[name] = frame[name].astype(float).mask(rng.random(rows) < share * (1 + (home > 1)))
    odds = odds + 0.5 * frame["talk_minutes"].isna().to_numpy()
    chance = 1 / (1 + np.exp(-odds))
    return SchoolTable(frame, (rng.random(rows) < chance).astype(int), person, week, chance)
