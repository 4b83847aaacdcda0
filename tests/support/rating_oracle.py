"""The rating model once more, slow and plain: every rating on a fixed fine grid of abilities, SciPy's optimiser.

It shares no line with what it judges. Severities are fixed and sum to 0, steps are 0 to the highest, and nothing is
known of an ability but that it is normal.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import logsumexp


@dataclass(frozen=True)
class OracleAnswer:
    """Severities by rater, what they were found to be likely, and the spread of ability."""

    severity: pd.Series
    log_likelihood: float
    ability_sd: float
    parameters: np.ndarray


class RatingOracle:
    """Marginal likelihood of a frame with person, rater, criterion and step."""

    def __init__(self, ratings: pd.DataFrame, *, partial_credit: bool, points: int = 161) -> None:
        seen = ratings.dropna(subset="step")
        self.raters, self.criteria = sorted(seen["rater"].unique()), sorted(seen["criterion"].unique())
        self.highest, self.partial_credit = int(seen["step"].max()), partial_credit
        self.grid = np.linspace(-6, 6, points)  # in standard deviations
        self.log_weight = -(self.grid**2) / 2 - logsumexp(-(self.grid**2) / 2)
        self.rater = np.searchsorted(self.raters, seen["rater"])
        self.criterion = np.searchsorted(self.criteria, seen["criterion"])
        self.step = seen["step"].to_numpy(dtype=int)
        self.person = np.unique(seen["person"], return_inverse=True)[1]

    @property
    def n_parameters(self) -> int:
        """Severities but one, mean, log SD, difficulties but one, thresholds but one (of each criterion)."""
        tables = len(self.criteria) if self.partial_credit else 1
        return len(self.raters) + 1 + len(self.criteria) - 1 + tables * (self.highest - 1)

    def unpacked(self, parameters: np.ndarray) -> tuple[np.ndarray, float, float, np.ndarray]:
        """Severities, mean and SD of ability, and the cost of each step of each criterion."""
        n_raters, n_criteria = len(self.raters), len(self.criteria)
        severity = np.append(parameters[: n_raters - 1], -parameters[: n_raters - 1].sum())
        mean, sd = parameters[n_raters - 1], np.exp(parameters[n_raters])
        rest = parameters[n_raters + 1 :]
        difficulty = np.append(rest[: n_criteria - 1], -rest[: n_criteria - 1].sum())
        thresholds = rest[n_criteria - 1 :].reshape(-1, self.highest - 1)
        thresholds = np.column_stack([thresholds, -thresholds.sum(axis=1)]) * np.ones((n_criteria, 1))
        cost = np.column_stack([np.zeros(n_criteria), np.cumsum(difficulty[:, None] + thresholds, axis=1)])
        return severity, mean, sd, cost

    def log_likelihood(self, parameters: np.ndarray) -> float:
        """Of all ratings, ability integrated out on the grid."""
        severity, mean, sd, cost = self.unpacked(parameters)
        ability, steps = mean + sd * self.grid, np.arange(self.highest + 1)
        distance = ability - severity[self.rater][:, None]
        exponent = distance[..., None] * steps - cost[self.criterion][:, None]
        top = exponent.max(axis=2)
        given = np.take_along_axis(exponent, self.step[:, None, None], axis=2)[..., 0]
        each = given - top - np.log(np.exp(exponent - top[..., None]).sum(axis=2))
        of_person = np.zeros((self.person.max() + 1, ability.size))
        np.add.at(of_person, self.person, each)
        return float(logsumexp(of_person + self.log_weight, axis=1).sum())

    def fitted(self) -> OracleAnswer:
        """Where the likelihood is highest; SciPy finds the slopes by differences."""
        start = np.zeros(self.n_parameters)
        found = minimize(lambda at: -self.log_likelihood(at), start, method="L-BFGS-B", options={"maxfun": 10**6})
        severity, _mean, sd, _cost = self.unpacked(found.x)
        return OracleAnswer(pd.Series(severity, index=self.raters), -float(found.fun), float(sd), found.x)
