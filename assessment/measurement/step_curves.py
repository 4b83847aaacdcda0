"""How likely each step is at a distance from a criterion, and what a sum tells: the curves of the Rasch family.

``log P(k) - log P(k - 1) = distance - difficulty - threshold[k]``, where the distance is ability minus severity. With
the cumulative cost ``cost[k] = k * difficulty + sum of thresholds up to k`` this is ``log P(k) = k * distance -
cost[k] - log Z``. A step that was never used costs infinitely much, and never happens.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StepMoments:
    """Of one criterion's step at given distances. All arrays have shape (n, n_criteria).

    Attributes
    ----------
    log_z : Floats
        Log of the normalising sum; its derivatives by distance are the three others.
    mean, variance, third : Floats
        Expected step, variance of the step (the Fisher information), third central moment.
    """

    log_z: Floats
    mean: Floats
    variance: Floats
    third: Floats


def step_probabilities(cost: Floats, distance: Floats) -> tuple[Floats, Floats]:
    """How likely each step of each criterion is at each distance.

    Parameters
    ----------
    cost : ndarray of shape (n_criteria, n_steps)
        Cumulative cost in logits; ``inf`` for a step that is never used.
    distance : ndarray of shape (...)
        Ability minus severity, logits.

    Returns
    -------
    probability : ndarray of shape (..., n_criteria, n_steps)
    log_z : ndarray of shape (..., n_criteria)

    Examples
    --------
    >>> probability, _log_z = step_probabilities(np.array([[0.0, 0.0]]), np.array([0.0]))
    >>> probability.tolist()
    [[[0.5, 0.5]]]
    """
    exponent = distance[..., None, None] * np.arange(cost.shape[1]) - cost
    top = exponent.max(axis=-1, keepdims=True)
    weight = np.exp(exponent - top)
    total = weight.sum(axis=-1, keepdims=True)
    return weight / total, (top + np.log(total))[..., 0]


def step_moments(cost: Floats, distance: Floats) -> StepMoments:
    """Which step is expected of each criterion at each distance, and how much one rating tells.

    Parameters
    ----------
    cost : ndarray of shape (n_criteria, n_steps)
    distance : ndarray of shape (n,)
    """
    probability, log_z = step_probabilities(cost, distance)
    step = np.arange(cost.shape[1])
    mean = probability @ step
    off = step - mean[..., None]
    squared = probability * off * off
    return StepMoments(log_z, mean, squared.sum(axis=-1), (squared * off).sum(axis=-1))


def cost_of(difficulty: Floats, thresholds: Floats) -> Floats:
    """The cumulative costs that difficulties and thresholds stand for.

    Parameters
    ----------
    difficulty : ndarray of shape (n_criteria,)
    thresholds : ndarray of shape (n_criteria, n_steps - 1)
        ``-inf``: everybody is above the step before; ``inf``: nobody gets that far; NaN: the step is skipped, and the
        next threshold is for both.

    Returns
    -------
    ndarray of shape (n_criteria, n_steps)

    Examples
    --------
    >>> cost_of(np.array([1.0]), np.array([[-0.5, 0.5]])).tolist()
    [[0.0, 0.5, 2.0]]
    """
    n_criteria, n_thresholds = thresholds.shape
    cost = np.full((n_criteria, n_thresholds + 1), np.inf)
    for row, (hard, steps) in enumerate(zip(difficulty, thresholds, strict=True)):
        last, so_far = 0, 0.0
        cost[row, 0] = 0.0
        for step, threshold in enumerate(steps, start=1):
            if threshold == -np.inf:
                cost[row, :step] = np.inf
                last, so_far = step, 0.0
            elif np.isfinite(threshold):
                so_far += threshold + (step - last) * hard
                last = step
            else:
                continue
            cost[row, step] = so_far
    return cost


def split_cost(cost: Floats) -> tuple[Floats, Floats]:
    """The difficulty of each criterion (mean cost of one step), and its thresholds around that; undoes :func:`cost_of`.

    Examples
    --------
    >>> difficulty, thresholds = split_cost(np.array([[0.0, 0.5, 2.0]]))
    >>> difficulty.tolist(), thresholds.tolist()
    ([1.0], [[-0.5, 0.5]])
    """
    n_criteria, n_steps = cost.shape
    difficulty, thresholds = np.empty(n_criteria), np.full((n_criteria, n_steps - 1), np.nan)
    for row, costs in enumerate(cost):
        used = np.flatnonzero(np.isfinite(costs))
        low, high = used[0], used[-1]
        difficulty[row] = (costs[high] - costs[low]) / (high - low)
        gap = np.diff(used)
        thresholds[row, used[1:] - 1] = np.diff(costs[used]) - gap * difficulty[row]
        thresholds[row, :low], thresholds[row, high:] = -np.inf, np.inf
    return difficulty, thresholds
