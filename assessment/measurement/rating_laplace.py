"""Estimates on millions of ratings: penalised joint likelihood with tables, in a few looks at the data.

Every person's ability is taken as normal around its most likely value, with the variance the ratings leave (Laplace),
and what is expected is averaged over that to second order. Abilities and severities move together by Newton's method
(abilities are eliminated, severities solved by conjugate gradients); costs and spreads follow in the same look. With
few ratings a person the approximation is rough; :mod:`rating_quadrature` is for those data while they are moderate.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import block_diag, null_space
from scipy.sparse import csr_array

from assessment.measurement.anderson import Anderson
from assessment.measurement.conjugate_gradients import conjugate_solution
from assessment.measurement.quadrature_piece import Ability, Ints, starts_of
from assessment.measurement.rating_estimation import LEAST_SD, MOST_SD, USUAL_SEVERITY_SD
from assessment.measurement.rating_tables import (
    PatternTables,
    UnitSums,
    expected_counts,
    log_normalisers,
    looked_up,
    pull_of_costs,
)
from assessment.measurement.rating_units import RatingUnits
from assessment.measurement.step_curves import Floats
from assessment.measurement.step_design import StepDesign

_MOST_LOOKS = 200
_FARTHEST_STEP = 1.5
_PLAIN_LOOKS = 3  # before the steps are mixed
_FEW_UNITS = 150_000  # above three times this, the first looks are at so many units only


@dataclass(frozen=True, slots=True)
class LaplaceProblem:
    """What is to be estimated from.

    Attributes
    ----------
    units : RatingUnits
    design : StepDesign
    counts : ndarray of shape (n_criteria, n_steps)
    anchor, anchor_se : ndarray of shape (n_people,)
    n_raters : int
    part_of_rater : ndarray of shape (n_raters,), or None
        Within each part fixed severities sum to 0; None: severities are random.
    pull : ndarray of shape (n_raters,)
    counts_of : callable
        The counts of one person in so many.
    """

    units: RatingUnits
    design: StepDesign
    counts: Floats
    anchor: Floats
    anchor_se: Floats
    n_raters: int
    part_of_rater: Ints | None
    pull: Floats
    counts_of: Callable[[int], Floats]


@dataclass(frozen=True, slots=True)
class LaplaceState:
    """Where the search is.

    Attributes
    ----------
    ability, variance : ndarray of shape (n_people,)
    severity, severity_variance : ndarray of shape (n_raters,)
        The variance is that of a severity given costs and spreads.
    free : ndarray
        Free costs.
    mean, sd, severity_sd : float
    looks : int
        At all the data.
    moved : float
        Largest change of a severity or cost in the last look, logits.
    """

    ability: Floats
    variance: Floats
    severity: Floats
    severity_variance: Floats
    free: Floats
    mean: float
    sd: float
    severity_sd: float
    looks: int = 0
    moved: float = np.inf


def estimate_laplace(problem: LaplaceProblem, tolerance: float = 1e-5) -> LaplaceState:
    """Everything, until nothing moves more than ``tolerance``; large data begin with a part of their people."""
    n_people = problem.anchor.size
    fixed = problem.part_of_rater is not None
    start = problem.design.start
    if not np.isfinite(problem.anchor_se).any():
        start = start - float(problem.design.mean_difficulty @ start) * problem.design.harder
    state = LaplaceState(
        ability=np.zeros(n_people),
        variance=np.full(n_people, 0.1),
        severity=np.zeros(problem.n_raters),
        severity_variance=np.zeros(problem.n_raters),
        free=start,
        mean=0.0,
        sd=1.0,
        severity_sd=np.inf if fixed else USUAL_SEVERITY_SD,
    )
    every = problem.units.person.size // _FEW_UNITS
    if every > 2:
        few = _settled(_some_people(problem, every), replace(state, ability=np.zeros(-(-n_people // every))), 1e-4)
        state = replace(
            few, ability=np.full(n_people, few.mean), variance=np.full(n_people, few.variance.mean()), looks=0
        )
    return _settled(problem, state, tolerance, begun=every > 2)


def log_likelihood(problem: LaplaceProblem, state: LaplaceState) -> float:
    """Marginal over ability by Laplace's method, at the severities of ``state``."""
    units = problem.units
    tables = PatternTables.of(problem.design.cost(state.free), units.seen)
    distance = state.ability[units.person] - state.severity[units.rater]
    of_units = units.total @ distance - log_normalisers(tables, units, state.ability, state.severity).sum()
    sums = looked_up(tables, units, state.ability, state.severity, np.zeros_like(state.ability))
    ability = Ability(state.mean, state.sd, problem.anchor, problem.anchor_se)
    bend = np.add.reduceat(sums.information, starts_of(units.person)) + ability.precision
    of_people = ability.log_density(state.ability[:, None])[:, 0] + (np.log(2 * np.pi) - np.log(bend)) / 2
    cost = problem.design.cost(state.free)
    return float(of_units + of_people.sum() - (problem.counts * np.where(np.isfinite(cost), cost, 0)).sum())


def _some_people(problem: LaplaceProblem, every: int) -> LaplaceProblem:
    """The same for one person in so many."""
    units = problem.units
    mine = units.person % every == 0
    named = ("rater", "pattern", "weight", "total", "group")
    few = RatingUnits(
        person=units.person[mine] // np.int32(every),
        seen=units.seen,
        **{name: getattr(units, name)[mine] for name in named},
    )
    people = slice(None, None, every)
    return replace(
        problem,
        units=few,
        counts=problem.counts_of(every),
        anchor=problem.anchor[people],
        anchor_se=problem.anchor_se[people],
    )


def _settled(problem: LaplaceProblem, state: LaplaceState, tolerance: float, *, begun: bool = False) -> LaplaceState:
    """Looks until nothing moves; where costs and spreads are known from a part, abilities and severities go first."""
    if state.variance.size != problem.anchor.size:
        state = replace(state, variance=np.full(problem.anchor.size, 0.1))
    mixer = Anderson(watched=state.free.size + 3 + state.severity.size)
    for _look_at_people in range(_PLAIN_LOOKS if begun else 0):
        state = replace(_people_and_raters(problem, state, _sums(problem, state)[1]), looks=state.looks + 1)
    while state.looks < _MOST_LOOKS:
        now = _look(problem, state)
        if now.moved <= tolerance:
            return now
        state = now if now.looks < _PLAIN_LOOKS else _unpacked(mixer.mixed(_packed(state), _packed(now)), now)
    return state


def _packed(state: LaplaceState) -> Floats:
    spread = 0.0 if np.isinf(state.severity_sd) else np.log(state.severity_sd)
    return np.concatenate([state.free, [state.mean, np.log(state.sd), spread], state.severity, state.ability])


def _unpacked(numbers: Floats, state: LaplaceState) -> LaplaceState:
    free, few, severity, ability = np.split(numbers, np.cumsum([state.free.size, 3, state.severity.size]))
    spreads = np.clip(few[1:], np.log(LEAST_SD), np.log(MOST_SD))
    return replace(
        state,
        free=free,
        mean=float(few[0]),
        sd=float(np.exp(spreads[0])),
        severity_sd=np.inf if np.isinf(state.severity_sd) else float(np.exp(spreads[1])),
        severity=severity,
        ability=ability,
    )


def _look(problem: LaplaceProblem, state: LaplaceState) -> LaplaceState:
    """One look at all units: abilities and severities by Newton, then costs, mean and spreads, then the origin."""
    tables, sums = _sums(problem, state)
    free = _costs(problem, state.free, tables, sums)
    change = (problem.design.design @ (free - state.free)).reshape(problem.counts.shape)
    sums = replace(sums, pull=sums.pull + pull_of_costs(tables, problem.units, sums, change))
    now = _spreads(problem, _people_and_raters(problem, state, sums))
    severity, ability, mean = now.severity, now.ability, now.mean
    if problem.part_of_rater is None:
        shift = float(severity.mean())
        severity = severity - shift
        if np.isfinite(problem.anchor_se).any():
            free = free + shift * problem.design.harder
        else:
            ability, mean = ability - shift, mean - shift
    changes = [np.abs(severity - state.severity).max(), np.abs(free - state.free).max(), abs(now.sd - state.sd)]
    if problem.part_of_rater is None:
        changes.append(abs(now.severity_sd - state.severity_sd))
    moved = float(max(changes))
    return replace(now, ability=ability, severity=severity, mean=mean, free=free, looks=state.looks + 1, moved=moved)


def _sums(problem: LaplaceProblem, state: LaplaceState) -> tuple[PatternTables, UnitSums]:
    tables = PatternTables.of(problem.design.cost(state.free), problem.units.seen)
    return tables, looked_up(tables, problem.units, state.ability, state.severity, state.variance)


def _costs(problem: LaplaceProblem, free: Floats, tables: PatternTables, sums: UnitSums) -> Floats:
    """A Newton step of the free costs, where people and raters are."""
    design = problem.design.design
    expected, inner = expected_counts(tables, problem.units.seen, sums.used)
    slope = design.T @ (expected - problem.counts).ravel()
    information = design.T @ block_diag(*inner) @ design
    if np.isfinite(problem.anchor_se).any():
        move = np.linalg.solve(information, slope)
    else:
        within = null_space(problem.design.mean_difficulty[None])
        move = within @ np.linalg.solve(within.T @ information @ within, within.T @ slope)
    return np.asarray(free + np.clip(move, -_FARTHEST_STEP, _FARTHEST_STEP))


def _people_and_raters(problem: LaplaceProblem, state: LaplaceState, sums: UnitSums) -> LaplaceState:
    """A Newton step of all abilities and severities at once."""
    units, n_raters = problem.units, problem.n_raters
    start = starts_of(units.person)
    several = bool(units.group[-1] + 1 < units.person.size)  # units of one pair: then links are summed, in a copy
    links = csr_array(
        (sums.information, units.rater, np.r_[start, units.person.size]), shape=(start.size, n_raters), copy=several
    )
    if several:
        links.sum_duplicates()
    ability = Ability(state.mean, state.sd, problem.anchor, problem.anchor_se)
    bend = np.add.reduceat(sums.information, start) + ability.precision
    slope = np.add.reduceat(sums.pull, start) - (state.ability - ability.centre) * ability.precision
    rater_bend = np.bincount(units.rater, weights=sums.information, minlength=n_raters) + 1 / state.severity_sd**2
    rater_slope = problem.pull - np.bincount(units.rater, weights=sums.pull, minlength=n_raters)
    rater_slope -= state.severity / state.severity_sd**2
    squares = csr_array((links.data**2, links.indices, links.indptr), shape=links.shape)
    alone = np.maximum(rater_bend - squares.T @ (1 / bend), 1e-6)

    def applied(change: Floats) -> Floats:
        return np.asarray(rater_bend * change - links.T @ ((links @ change) / bend))

    wanted = rater_slope + links.T @ (slope / bend)
    move = np.clip(conjugate_solution(applied, wanted, alone, problem.part_of_rater), -_FARTHEST_STEP, _FARTHEST_STEP)
    step = np.clip((slope + links @ move) / bend, -_FARTHEST_STEP, _FARTHEST_STEP)
    return replace(
        state,
        ability=state.ability + step,
        variance=1 / bend + (squares @ (1 / alone)) / bend**2 * (problem.part_of_rater is None),
        severity=state.severity + move,
        severity_variance=1 / alone,
    )


def _spreads(problem: LaplaceProblem, state: LaplaceState) -> LaplaceState:
    """Mean and spread of ability, and spread of severity: steps of EM, lengthened by what they are known to miss."""
    follows = np.minimum(state.variance / state.sd**2, 0.98)
    given = np.where(np.isfinite(problem.anchor_se), 0.0, follows)
    shift = (state.ability.mean() - state.mean) / (1 - given.mean())
    mean, ability = state.mean + shift, state.ability + given * shift
    target = ((ability - mean) ** 2 + state.variance).mean()
    variance = state.sd**2 + (target - state.sd**2) / (1 - (follows**2).mean())
    sd = float(np.clip(np.sqrt(max(variance, target / 4)), LEAST_SD, MOST_SD))
    severity_sd = state.severity_sd
    if problem.part_of_rater is None:
        own, now = state.severity_variance, severity_sd**2
        prior = np.log(severity_sd / USUAL_SEVERITY_SD)
        target = float((state.severity**2 + own).sum() / max(problem.n_raters + prior, problem.n_raters / 2))
        wide = now + (target - now) / (1 - (np.minimum(own / now, 0.98) ** 2).mean())
        severity_sd = float(np.clip(np.sqrt(max(wide, target / 4)), LEAST_SD, MOST_SD))
    return replace(state, ability=ability, mean=float(mean), sd=sd, severity_sd=severity_sd)
