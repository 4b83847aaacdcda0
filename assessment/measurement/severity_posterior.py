"""How strict each observer is, when people grow between one observation and the next and the rubric is calibrated.

A person's ability moves from block to block of weeks as a random walk around a common pace, so the blocks of one person
are never taken for as many different people: that would make severities look surer than they are. Severity is normal
over observers and drifts a little, and each observation shares something of its own (halo). Difficulties and thresholds
are known.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_diag, coo_array, csc_array, diags_array, hstack
from scipy.sparse.linalg import SuperLU, splu

from assessment.measurement.step_curves import Floats

Ints = NDArray[np.int64]

GROWTH_VARIANCE_PER_WEEK = 0.01
"""How far one person's ability strays from the common pace in a week (variance, logits squared): assumed, a quarter
of a logit in six weeks."""
DRIFT_SD_PER_WEEK = 0.008
"""How fast observers become stricter or milder (SD, logits a week): assumed, .4 logit in a year."""
OTHER_SCALE_SD = 1.0
"""How far the scale of a kind of result may lie from that of the rubric (SD, logits): assumed."""
_WIDE = 3.0  # SD of what is known beforehand about a calibration case, logits
_PACE_SD = 0.03  # of the common pace around its start, logits a week
_LOOKS = 60
_SETTLED = 1e-3  # logits: far below any error
_AT_ONCE = 64  # columns of the covariance
_BELIEVED_AS_IF = 10.0  # observers that the spread of severity is believed to have been learned from
_LEAST_INFORMATION = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of whom, and what is known from elsewhere.

    Attributes
    ----------
    state, rater, seen_week : Ints of shape (n_observations,)
        Which person in which block of weeks was seen, by whom, and in which week.
    observation, criterion, step : Ints of shape (n_ratings,)
        The ratings of each observation.
    cost : Floats of shape (n_criteria, n_steps)
        See :func:`~assessment.measurement.step_curves.cost_of`.
    person, week : Ints of shape (n_states,)
        Whose state, sorted by person and then week.
    grows : ndarray of bool, shape (n_states,)
        False for a calibration case, which stays what it is.
    result_state, result_kind : Ints of shape (n_results,)
        Whose state a result is about, and on which scale.
    result, result_se : Floats of shape (n_results,)
        Ability that the result speaks of, logits on its own scale, and its error.
    n_raters : int
    """

    state: Ints
    rater: Ints
    seen_week: Ints
    observation: Ints
    criterion: Ints
    step: Ints
    cost: Floats
    person: Ints
    week: Ints
    grows: NDArray[np.bool_]
    result_state: Ints
    result_kind: Ints
    result: Floats
    result_se: Floats
    n_raters: int


@dataclass(frozen=True, slots=True)
class SeverityPosterior:
    """What is known of the observers afterwards.

    Attributes
    ----------
    severity, severity_se : Floats of shape (n_raters,)
        In the last week of each, logits, positive is stricter; 0 is the mean of all observers there could be.
    severity_sd, ability_sd : float
        How far observers, and people when first seen, lie from each other.
    infit, outfit : Floats of shape (n_raters,)
        Mean squared residuals, 1 where the steps vary as they should; NaN without a rating.
    """

    severity: Floats
    severity_se: Floats
    severity_sd: float
    ability_sd: float
    infit: Floats
    outfit: Floats


def severity_posterior(
    seen: Seen, *, severity_sd: float, ability_sd: float, halo_variance: float, pace_per_week: float
) -> SeverityPosterior:
    """Severities where their posterior is highest, with its curvature there (Laplace).

    Parameters
    ----------
    severity_sd, ability_sd : float
        Where the two spreads start; both are estimated, the first held near its start while observers are few.
    halo_variance : float
        Logits squared, taken as known.
    pace_per_week : float
        Expected growth, logits; held within a prior.

    Notes
    -----
    Each look takes the sum of steps of an observation as normal around where it is now (iteratively reweighted least
    squares), and solves for states, severities, mean, pace and scales together by one sparse factor. A spread is moved
    by what is still unknown of it, looked up for 64 of those it is of.
    """
    model = _Model(seen, halo_variance, pace_per_week)
    severity_sd0, tau = severity_sd, ability_sd
    shared = np.zeros(seen.state.size)
    state, fixed = np.zeros(seen.person.size), np.zeros(model.n_fixed)
    fixed[model.pace_at] = pace_per_week
    for _look in range(_LOOKS):
        value, weight, shared = model.working(state, fixed, shared)
        before = fixed
        found = model.solved(value, weight, severity_sd, tau)
        state, fixed = found.state, found.fixed
        begun = fixed[: seen.n_raters]
        known = max(seen.n_raters * (1 - found.mean_variance(model.begun) / severity_sd**2), 0.0)
        total = float(begun @ begun) + _BELIEVED_AS_IF * severity_sd0**2
        severity_sd = float(np.sqrt(total / (known + _BELIEVED_AS_IF)))
        tau = model.ability_sd(found, tau, ability_sd)
        if np.abs(fixed - before).max() < _SETTLED:
            break
    severity, severity_se = model.at_last(found)
    infit, outfit = model.fit(state, fixed)
    return SeverityPosterior(severity, severity_se, severity_sd, tau, infit, outfit)


@dataclass(frozen=True, slots=True)
class _Solved:
    """States and fixed parts at the top, and the factor of the curvature there, by which any variance can be had."""

    state: Floats
    fixed: Floats
    factor: SuperLU

    def variances(self, wanted: csc_array) -> Floats:
        """The variance of each column of weights on everything; some at a time, never the whole covariance."""
        found = np.empty(wanted.shape[1])
        for start in range(0, found.size, _AT_ONCE):
            some = wanted[:, start : start + _AT_ONCE].toarray()
            found[start : start + _AT_ONCE] = (some * self.factor.solve(some)).sum(axis=0)
        return found

    def mean_variance(self, rows: Ints) -> float:
        """The mean variance of these, from some of them that stand evenly among them."""
        some = rows[np.unique(np.linspace(0, rows.size - 1, min(rows.size, _AT_ONCE)).astype(np.int64))]
        shape = (self.state.size + self.fixed.size, some.size)
        units = csc_array((np.ones(some.size), (some, np.arange(some.size))), shape=shape)
        return float(self.variances(units).mean())


class _Model:
    """The arrays that stay the same from look to look."""

    def __init__(self, seen: Seen, halo_variance: float, pace: float) -> None:
        self.seen, self.halo, self.pace = seen, halo_variance, pace
        n_states, n_seen, n_results = seen.person.size, seen.state.size, seen.result.size
        self.kinds = int(seen.result_kind.max(initial=-1)) + 1
        self.mean_at, self.pace_at, self.scales_at = (2 * seen.n_raters + place for place in range(3))
        self.n_fixed = self.scales_at + self.kinds
        self.total = np.bincount(seen.observation, weights=seen.step, minlength=n_seen)
        self.first = np.r_[True, seen.person[1:] != seen.person[:-1]] if n_states else np.zeros(0, dtype=bool)
        began = seen.week[self.first][np.cumsum(self.first) - 1] if n_states else seen.week
        self.since = np.where(seen.grows, seen.week - began, 0).astype(float)
        at = np.r_[seen.state, seen.result_state]
        rows = np.arange(n_seen + n_results)
        of_state = csc_array((np.ones(rows.size), (rows, at)), shape=(rows.size, n_states))
        grows = seen.grows[at].astype(float)
        first_week = np.full(seen.n_raters, np.iinfo(np.int64).max)
        np.minimum.at(first_week, seen.rater, seen.seen_week)
        since_first = (seen.seen_week - first_week[seen.rater]).astype(float)
        self.span = np.zeros(seen.n_raters)
        np.maximum.at(self.span, seen.rater, since_first)
        entries = [
            (-np.ones(n_seen), rows[:n_seen], seen.rater),
            (-since_first, rows[:n_seen], seen.n_raters + seen.rater),
            (grows, rows, np.full(rows.size, self.mean_at)),
            (self.since[at] * grows, rows, np.full(rows.size, self.pace_at)),
            (np.ones(n_results), rows[n_seen:], self.scales_at + seen.result_kind),
        ]
        data, row, column = (np.concatenate(parts) for parts in zip(*entries, strict=True))
        of_fixed = coo_array((data, (row, column)), shape=(rows.size, self.n_fixed))
        self.design = hstack([of_state, of_fixed]).tocsc()
        self.begun = n_states + np.arange(seen.n_raters)

    def predictor(self, state: Floats, fixed: Floats) -> Floats:
        """Ability less severity of each observation, then each result."""
        return np.asarray(self.design @ np.r_[state, fixed])

    def working(self, state: Floats, fixed: Floats, shared: Floats) -> tuple[Floats, Floats, Floats]:
        """What each observation and result says of its predictor, the weight of it, and each observation's own part."""
        seen = self.seen
        plain = self.predictor(state, fixed)[: shared.size]
        expected, information = self._moments(plain + shared)
        value = plain + shared + np.clip((self.total - expected) / information, -2.0, 2.0)
        variance = 1 / information + self.halo
        own = self.halo / variance * (value - plain)
        return np.r_[value, seen.result], 1 / np.r_[variance, seen.result_se**2], own

    def solved(self, value: Floats, weight: Floats, severity_sd: float, tau: float) -> _Solved:
        """The top of the posterior with these weights: states and fixed parts together, by one sparse factor."""
        seen = self.seen
        prior = np.r_[
            np.full(seen.n_raters, severity_sd**-2),
            np.full(seen.n_raters, DRIFT_SD_PER_WEEK**-2),
            1e-4,
            _PACE_SD**-2,
            np.full(self.kinds, OTHER_SCALE_SD**-2),
        ]
        believed = np.zeros(self.n_fixed)
        believed[self.pace_at] = self.pace * prior[self.pace_at]
        weighted = self.design.T @ diags_array(weight)
        curvature = (weighted @ self.design + block_diag([self._walk(tau), diags_array(prior)])).tocsc()
        factor = splu(curvature, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
        n_states = seen.person.size
        found = factor.solve(weighted @ value + np.r_[np.zeros(n_states), believed])
        return _Solved(found[:n_states], found[n_states:], factor)

    def at_last(self, found: _Solved) -> tuple[Floats, Floats]:
        """Severities in the last week of each observer, and their errors."""
        n = self.seen.n_raters
        rows, columns = np.r_[self.begun, self.begun + n], np.r_[np.arange(n), np.arange(n)]
        shape = (found.state.size + found.fixed.size, n)
        wanted = csc_array((np.r_[np.ones(n), self.span], (rows, columns)), shape=shape)
        return found.fixed[:n] + self.span * found.fixed[n : 2 * n], np.sqrt(found.variances(wanted))

    def ability_sd(self, found: _Solved, tau: float, believed: float) -> float:
        """The spread of people when first seen, held near what was believed while they are few."""
        first = np.flatnonzero(self.first & self.seen.grows)
        if not first.size:
            return believed
        known = max(first.size * (1 - found.mean_variance(first) / tau**2), 0.0)
        total = float(found.state[first] @ found.state[first]) + _BELIEVED_AS_IF * believed**2
        return float(np.sqrt(total / (known + _BELIEVED_AS_IF)))

    def fit(self, state: Floats, fixed: Floats) -> tuple[Floats, Floats]:
        """Infit and outfit of each observer; what an observation shares counts as expected variation."""
        seen = self.seen
        plain = self.predictor(state, fixed)[: seen.state.size]
        mean, variance = self._of_ratings(plain)
        expected = np.maximum(variance + self.halo * variance**2, _LEAST_INFORMATION)
        squared = (seen.step - mean) ** 2
        who = seen.rater[seen.observation]
        ratings, squares, variances, standardised = (
            np.bincount(who, weights=part, minlength=seen.n_raters)
            for part in (np.ones(who.size), squared, expected, squared / expected)
        )
        with np.errstate(invalid="ignore"):
            return squares / variances, standardised / ratings

    def _moments(self, at: Floats) -> tuple[Floats, Floats]:
        """The sum of steps expected of each observation, and how much it tells."""
        mean, variance = (
            np.bincount(self.seen.observation, weights=part, minlength=at.size).astype(np.float64)
            for part in self._of_ratings(at)
        )
        return mean, np.maximum(variance, _LEAST_INFORMATION)

    def _of_ratings(self, at: Floats) -> tuple[Floats, Floats]:
        """The step expected of each rating, and its variance."""
        step = np.arange(self.seen.cost.shape[1], dtype=np.float64)
        exponent = at[self.seen.observation][:, None] * step - self.seen.cost[self.seen.criterion]
        weight: Floats = np.exp(exponent - exponent.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        mean: Floats = weight @ step
        squares: Floats = weight @ step**2
        return mean, squares - mean**2

    def _walk(self, tau: float) -> csc_array:
        """The prior precision of the states: wide for a case, a random walk for a person."""
        seen, n = self.seen, self.seen.person.size
        diagonal = np.where(self.first, np.where(seen.grows, tau**-2, _WIDE**-2), 0.0)
        to = np.flatnonzero(~self.first)
        tie = 1 / (GROWTH_VARIANCE_PER_WEEK * np.maximum(seen.week[to] - seen.week[to - 1], 1))
        both = np.r_[to, to - 1]
        np.add.at(diagonal, both, np.r_[tie, tie])
        rows, columns = np.r_[np.arange(n), to, to - 1], np.r_[np.arange(n), to - 1, to]
        return coo_array((np.r_[diagonal, -tie, -tie], (rows, columns)), shape=(n, n)).tocsc()
