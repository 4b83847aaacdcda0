"""Estimates on moderate data: marginal maximum likelihood, with fixed severities or by empirical Bayes.

Fixed: severities sum to 0 in each connected part. Random: severity ~ N(0, s^2); severities and costs are where
likelihood times that density is highest, given the two spreads (of ability and of severity); the spreads are where the
marginal likelihood is highest, with the severities integrated out by Laplace's method. So a lone observer with a lone
newcomer cannot make the spread of ability collapse.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import null_space
from scipy.optimize import root

from assessment.measurement.quadrature_piece import Ints
from assessment.measurement.rating_quadrature import Evaluation, MarginalLikelihood
from assessment.measurement.step_curves import Floats

USUAL_SEVERITY_SD = 0.6
"""Centre of the weak prior of the spread of severity (log-normal, SD 1 of its logarithm), in logits."""
LEAST_SD, MOST_SD = 0.02, 20.0
"""Bounds within which a spread is sought, logits."""
_TOLERANCE, _ROUGHLY = 1e-9, 1e-4  # Newton's method: what is left is the square of the last step
_MOST_STEPS = 100
_FARTHEST_STEP = 2.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where the search ended.

    Attributes
    ----------
    parameters : ndarray
        Severities, free costs, mean and log SD of ability.
    severity_sd : float
        ``inf`` where severities are fixed.
    log_likelihood : float
        Marginal over ability, at these severities.
    free : ndarray of shape (n_parameters, n_free)
        Directions in which the parameters could move.
    pull : ndarray of shape (n_raters,)
        See :func:`extreme_pull`.
    """

    parameters: Floats
    severity_sd: float
    log_likelihood: float
    free: Floats
    pull: Floats

    def covariance(self, hessian: Floats) -> Floats:
        """Of the parameters: the inverse of the observed information (with the prior), within what is free."""
        information = -hessian.copy()
        raters = np.arange(self.pull.size)
        information[raters, raters] += 1 / self.severity_sd**2
        inner = np.linalg.inv(self.free.T @ information @ self.free)
        return self.free @ inner @ self.free.T


def extreme_pull(total: Floats, lowest: Floats, highest: Floats) -> Floats:
    """Half a step towards the middle for each rater who gave only the lowest, or only the highest, steps there are.

    Without it a fixed severity has no estimate. Others are not touched.

    Examples
    --------
    >>> extreme_pull(np.array([0.0, 3.0, 6.0]), np.zeros(3), np.full(3, 6.0)).tolist()
    [-0.5, 0.0, 0.5]
    """
    return np.where(total <= lowest, -0.5, np.where(total >= highest, 0.5, 0.0))


def free_directions(part_of_rater: Ints | None, mean_difficulty: Floats | None, n_raters: int, n_free: int) -> Floats:
    """The directions left when severities sum to 0 in each part and mean difficulty is 0; None leaves either out."""
    rows = []
    if part_of_rater is not None:
        rows += [np.r_[part_of_rater == part, np.zeros(n_free + 2)] for part in np.unique(part_of_rater)]
    if mean_difficulty is not None:
        rows.append(np.r_[np.zeros(n_raters), mean_difficulty, 0, 0])
    size = n_raters + n_free + 2
    return null_space(np.array(rows, dtype=float)) if rows else np.eye(size)


def estimate_fixed(likelihood: MarginalLikelihood, start: Floats, free: Floats, pull: Floats) -> Estimate:
    """Everything by marginal maximum likelihood, the severities within ``free``."""
    parameters, found = _climb(likelihood, start, free, pull, np.inf)
    return Estimate(parameters, np.inf, found.value, free, pull)


def estimate_random(
    likelihood: MarginalLikelihood, start: Floats, free: Floats, severity_sd: float = USUAL_SEVERITY_SD
) -> Estimate:
    """Everything by empirical Bayes; the two spreads are the roots of their marginal scores."""
    n_raters = likelihood.n_raters
    pull = np.zeros(n_raters)
    held = _without_last(free)
    now = [start]

    def scores(log_spreads: Floats) -> Floats:
        log_sd, log_severity = np.clip(log_spreads, np.log(LEAST_SD), np.log(MOST_SD))
        begin = now[0].copy()
        begin[-1] = log_sd
        severity_sd = float(np.exp(log_severity))
        now[0], found = _climb(likelihood, begin, held, pull, severity_sd, _ROUGHLY)
        inverse = np.linalg.inv(_precision(found.hessian, n_raters, severity_sd))
        bend = _bend(likelihood, now[0], found)
        severity = now[0][:n_raters]
        of_sd = found.gradient[-1] - np.sum(inverse * bend) / 2
        of_severity = (severity @ severity + np.trace(inverse)) / severity_sd**2 - n_raters
        of_severity -= log_severity - np.log(USUAL_SEVERITY_SD)
        outside = log_spreads - np.array([log_sd, log_severity])
        inside = np.array([of_sd / np.sqrt(likelihood.anchor.size), of_severity / np.sqrt(n_raters)])
        return np.asarray(inside - outside)

    found = root(scores, np.array([start[-1], np.log(severity_sd)]), method="hybr", options={"xtol": 1e-6})
    log_sd, log_severity = np.clip(found.x, np.log(LEAST_SD), np.log(MOST_SD))
    now[0][-1] = log_sd
    severity_sd = float(np.exp(log_severity))
    parameters, last = _climb(likelihood, now[0], held, pull, severity_sd)
    return Estimate(parameters, severity_sd, last.value, free, pull)


def _climb(
    likelihood: MarginalLikelihood,
    start: Floats,
    free: Floats,
    pull: Floats,
    severity_sd: float,
    tolerance: float = _TOLERANCE,
) -> tuple[Floats, Evaluation]:
    """Newton's method to the top of the (penalised) likelihood along ``free``; halves a step that goes down."""
    n_raters = pull.size

    def height(at: Floats, found: Evaluation) -> float:
        severity = at[:n_raters]
        return found.value + float(pull @ severity) - float(severity @ severity) / (2 * severity_sd**2)

    at, found = start, likelihood.at(start)
    for _step in range(_MOST_STEPS):
        slope = found.gradient.copy()
        slope[:n_raters] += pull - at[:n_raters] / severity_sd**2
        move = free @ _uphill(found.hessian, slope, free, n_raters, severity_sd)
        move *= min(1.0, _FARTHEST_STEP / max(np.abs(move).max(), 1e-300))
        if np.abs(move).max() < tolerance:
            break
        at, found = _accepted(likelihood.at, height, at, found, move)
    return at, found


def _accepted(
    look: Callable[[Floats], Evaluation],
    height: Callable[[Floats, Evaluation], float],
    at: Floats,
    found: Evaluation,
    move: Floats,
) -> tuple[Floats, Evaluation]:
    now = height(at, found)
    for _halving in range(30):
        there = at + move
        there[-1] = np.clip(there[-1], np.log(LEAST_SD), np.log(MOST_SD))
        seen = look(there)
        if height(there, seen) >= now - 1e-9 * max(1.0, abs(now)):
            break
        move = move / 2
    return there, seen


def _uphill(hessian: Floats, slope: Floats, free: Floats, n_raters: int, severity_sd: float) -> Floats:
    """The Newton step within ``free``; where the likelihood is not concave, negative curvatures are turned round."""
    information = -hessian.copy()
    raters = np.arange(n_raters)
    information[raters, raters] += 1 / severity_sd**2
    curve, axis = np.linalg.eigh(free.T @ information @ free)
    floor = 1e-8 * max(float(np.abs(curve).max()), 1.0)
    return np.asarray(axis @ ((axis.T @ (free.T @ slope)) / np.maximum(np.abs(curve), floor)))


def _precision(hessian: Floats, n_raters: int, severity_sd: float) -> Floats:
    return -hessian[:n_raters, :n_raters] + np.eye(n_raters) / severity_sd**2


def _bend(likelihood: MarginalLikelihood, parameters: Floats, found: Evaluation, step: float = 1e-3) -> Floats:
    """How the severities' information changes with the log SD of ability, by a difference."""
    beside = parameters.copy()
    beside[-1] += step
    raters = slice(0, likelihood.n_raters)
    return np.asarray(found.hessian[raters, raters] - likelihood.at(beside).hessian[raters, raters]) / step


def _without_last(free: Floats) -> Floats:
    """The free directions that leave the last parameter as it is."""
    return np.asarray(free @ null_space(free[-1:, :]))
