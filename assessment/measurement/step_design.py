"""Which costs of steps are free, for the partial credit and the rating scale model."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from assessment.measurement.step_curves import Floats

StepModel = Literal["rating_scale", "partial_credit"]


@dataclass(frozen=True, slots=True)
class StepDesign:
    """Cumulative cost = ``base + design @ free``, one row for each step of each criterion.

    Attributes
    ----------
    base : ndarray of shape (n_criteria, n_steps)
        0, and ``inf`` for a step that nobody was given.
    design : ndarray of shape (n_criteria * n_steps, n_free)
    mean_difficulty : ndarray of shape (n_free,)
        The mean difficulty is this times the free costs.
    harder : ndarray of shape (n_free,)
        The change of the free costs that makes every criterion a logit harder.
    start : ndarray of shape (n_free,)
        Costs at which everybody's mean ability would give the steps that were given.
    """

    base: Floats
    design: Floats
    mean_difficulty: Floats
    harder: Floats
    start: Floats

    def cost(self, free: Floats) -> Floats:
        """Cumulative cost of each step of each criterion."""
        return self.base + (self.design @ free).reshape(self.base.shape)


def step_design(counts: Floats, steps: StepModel) -> StepDesign:
    """What is free, given how often each step of each criterion was used.

    Parameters
    ----------
    counts : ndarray of shape (n_criteria, n_steps)
        0 for a step that was not used: it then has no cost to be estimated and never happens. In the rating scale model
        a step is used when any criterion has it.
    steps : "rating_scale" or "partial_credit"
        Thresholds that all criteria share, or each criterion its own.

    Examples
    --------
    >>> counts = np.array([[5.0, 6.0, 3.0], [4.0, 4.0, 0.0]])
    >>> [step_design(counts, model).start.size for model in ("rating_scale", "partial_credit")]
    [3, 3]
    """
    return _rating_scale(counts) if steps == "rating_scale" else _partial_credit(counts)


def known_costs(cost: Floats) -> StepDesign:
    """A design in which nothing is free but how hard all criteria are together.

    Examples
    --------
    >>> known_costs(np.array([[0.0, 0.5, np.inf]])).cost(np.array([1.0])).tolist()
    [[0.0, 1.5, inf]]
    """
    one, step = np.ones(1), np.arange(cost.shape[1], dtype=float)
    return StepDesign(cost, np.tile(step, len(cost))[:, None], one, one, np.zeros(1))


def _partial_credit(counts: Floats) -> StepDesign:
    used = counts > 0
    n_criteria, n_steps = counts.shape
    low = used.argmax(axis=1)
    free = used.copy()
    free[np.arange(n_criteria), low] = False
    cells = np.flatnonzero(free)
    design = np.zeros((counts.size, cells.size))
    design[cells, np.arange(cells.size)] = 1
    high = n_steps - 1 - used[:, ::-1].argmax(axis=1)
    share = 1 / ((high - low) * n_criteria)
    mean = np.where(cells % n_steps == high[cells // n_steps], share[cells // n_steps], 0.0)
    start = np.log(counts[np.arange(n_criteria), low][cells // n_steps] / counts.ravel()[cells])
    harder = cells % n_steps - low[cells // n_steps]
    return StepDesign(np.where(used, 0.0, np.inf), design, mean, harder.astype(float), start)


def _rating_scale(counts: Floats) -> StepDesign:
    n_criteria, n_steps = counts.shape
    pooled = counts.sum(axis=0)
    used = np.flatnonzero(pooled)
    low, between = used[0], used[1:-1]
    design = np.zeros((n_criteria, n_steps, n_criteria + between.size))
    for criterion in range(n_criteria):
        design[criterion, used, criterion] = used - low
    design[:, between, n_criteria + np.arange(between.size)] = 1
    cost = np.log(pooled[low] / pooled[used])
    hard = cost[-1] / (used[-1] - low)
    start = np.r_[np.full(n_criteria, hard), (cost - (used - low) * hard)[1:-1]]
    mean = np.r_[np.full(n_criteria, 1 / n_criteria), np.zeros(between.size)]
    harder = np.r_[np.ones(n_criteria), np.zeros(between.size)]
    base = np.where(pooled > 0, 0.0, np.inf) * np.ones((n_criteria, 1))
    return StepDesign(base, design.reshape(counts.size, -1), mean, harder, start)
