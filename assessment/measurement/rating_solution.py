"""One solution of the rating model, whichever way it was found, with what can be asked of it later."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from assessment.measurement.components import linked_parts
from assessment.measurement.quadrature_piece import Ints
from assessment.measurement.rating_data import RatingRows
from assessment.measurement.rating_estimation import (
    USUAL_SEVERITY_SD,
    Estimate,
    estimate_fixed,
    estimate_random,
    extreme_pull,
    free_directions,
)
from assessment.measurement.rating_laplace import LaplaceProblem, LaplaceState, estimate_laplace, log_likelihood
from assessment.measurement.rating_quadrature import MarginalLikelihood
from assessment.measurement.rating_units import cells_of, units_of
from assessment.measurement.step_curves import Floats
from assessment.measurement.step_design import StepDesign, StepModel, step_design

SeverityModel = Literal["random", "fixed"]
NODES, FINER_NODES = 21, 61
MOST_WORK = 6_000_000
"""Nodes times steps times cells of the quadrature; beyond it, and beyond ``MOST_RATERS``, tables are used."""
MOST_RATERS = 600
CHECKED_TO = 1e-5
"""How far the log-likelihood at twice as many nodes may be away, for each person."""
_TOLERANCE = ((500_000, 1_000_000, 2_000_000, 4_000_000), (1e-5, 1e-4, 1e-4, 1e-3))


@dataclass(frozen=True)
class Solution:
    """Estimates in logits. Arrays are in the order of the names in ``rows``.

    Attributes
    ----------
    rows : RatingRows
    cost : ndarray of shape (n_criteria, n_steps)
    severity : ndarray of shape (n_raters,)
    mean, sd, severity_sd : float
    method : str
        In words.
    likelihood : callable
        Gives the log-likelihood.
    errors : callable
        Gives the standard errors of the severities, abilities with theirs, and their variances given all else.
    parameters : ndarray, optional
        As the quadrature has them, to begin from.
    """

    rows: RatingRows
    cost: Floats
    severity: Floats
    mean: float
    sd: float
    severity_sd: float
    method: str
    likelihood: Callable[[], float]
    errors: Callable[[], tuple[Floats, Floats, Floats, Floats]]
    parameters: Floats | None = None

    @cached_property
    def log_likelihood(self) -> float:
        """Marginal over ability."""
        return self.likelihood()

    @cached_property
    def _errors(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.errors()

    def severity_se(self) -> Floats:
        """Standard errors of the severities."""
        return self._errors[0]

    def people(self) -> tuple[Floats, Floats]:
        """Ability of each person, and its standard error."""
        return self._errors[1], self._errors[2]

    def ability_variance(self) -> Floats:
        """Posterior variance of each person's ability, severities and costs being known."""
        return self._errors[3]

    @cached_property
    def _parts(self) -> tuple[Ints, Ints]:
        return parts_of(self.rows)

    def parts(self) -> tuple[Ints, Ints]:
        """Component of each person and of each rater."""
        return self._parts


def parts_of(rows: RatingRows) -> tuple[Ints, Ints]:
    """Component of each person and of each rater."""
    person, rater = rows.person.astype(np.int64), rows.rater.astype(np.int64)
    return linked_parts(person, rater, len(rows.persons), len(rows.raters), rows.anchored)


def solved(
    rows: RatingRows,
    steps: StepModel,
    severity: SeverityModel,
    begin: Solution | None = None,
    known: StepDesign | None = None,
) -> Solution:
    """Estimate by quadrature while the data are moderate, else with tables.

    Parameters
    ----------
    rows : RatingRows
    steps, severity : str
        As of ``RatingModel``.
    begin : Solution, optional
        Of nearly the same.
    known : StepDesign, optional
        Costs that are known, but for what it leaves free.
    """
    counts = rows.step_counts()
    design = step_design(counts, steps) if known is None else known
    parts = parts_of(rows)[1] if severity == "fixed" else None
    pull = _pull(rows, counts) if severity == "fixed" else np.zeros(len(rows.raters))
    work = min(rows.step.size, 10 * MOST_WORK) * NODES * rows.n_steps
    if work > MOST_WORK and len(rows.raters) <= MOST_RATERS:
        work = cells_of(rows).person.size * NODES * rows.n_steps
    if work <= MOST_WORK and len(rows.raters) <= MOST_RATERS:
        return _by_quadrature(rows, design, counts, parts, pull, begin)
    return _by_tables(rows, design, counts, parts, pull)


def _pull(rows: RatingRows, counts: Floats) -> Floats:
    used = counts > 0
    low, high = used.argmax(axis=1), used.shape[1] - 1 - used[:, ::-1].argmax(axis=1)
    total, least, most = (
        np.asarray(np.bincount(rows.rater, weights=value, minlength=len(rows.raters)), dtype=float)
        for value in (rows.step, low[rows.criterion], high[rows.criterion])
    )
    return extreme_pull(total, least, most)


def _by_quadrature(
    rows: RatingRows, design: StepDesign, counts: Floats, parts: Ints | None, pull: Floats, nearly: Solution | None
) -> Solution:
    n_raters, n_free = len(rows.raters), design.start.size
    origin = None if rows.anchored.any() else design.mean_difficulty
    free = free_directions(parts, origin, n_raters, n_free)
    begin = np.r_[np.zeros(n_raters), design.start, 0.0, 0.0]
    if origin is not None:
        shift = float(origin @ design.start)
        begin = np.r_[np.zeros(n_raters), design.start - shift * design.harder, -shift, 0.0]
    severity_sd = USUAL_SEVERITY_SD
    if nearly is not None and nearly.parameters is not None:
        begin, severity_sd = nearly.parameters, nearly.severity_sd
    cells, n_nodes, finer = cells_of(rows), NODES, ""
    while True:
        likelihood = MarginalLikelihood(cells, design, counts, n_raters, rows.anchor, rows.anchor_se, n_nodes)
        found = (
            estimate_random(likelihood, begin, free, severity_sd)
            if parts is None
            else estimate_fixed(likelihood, begin, free, pull)
        )
        check = replace(likelihood, n_nodes=2 * n_nodes - 1).at(found.parameters).value
        if abs(check - found.log_likelihood) <= CHECKED_TO * len(rows.persons) or n_nodes >= FINER_NODES:
            break
        severity_sd = found.severity_sd
        n_nodes, begin, finer = 2 * n_nodes - 1, found.parameters, " (more, because fewer were too coarse)"
    return Solution(
        rows=rows,
        cost=design.cost(found.parameters[n_raters:-2]),
        severity=found.parameters[:n_raters],
        mean=float(found.parameters[-2]),
        sd=float(np.exp(found.parameters[-1])),
        severity_sd=found.severity_sd,
        method=f"marginal, adaptive quadrature, {n_nodes} nodes{finer}: {cells.person.size} cells, {n_raters} raters",
        likelihood=lambda: found.log_likelihood,
        errors=lambda: _quadrature_errors(likelihood, found, n_raters),
        parameters=found.parameters,
    )


def _quadrature_errors(
    likelihood: MarginalLikelihood, found: Estimate, n_raters: int
) -> tuple[Floats, Floats, Floats, Floats]:
    last = likelihood.at(found.parameters, slope=True)
    covariance = found.covariance(last.hessian)
    carried = ((last.slope @ covariance) * last.slope).sum(axis=1)
    return np.sqrt(np.diag(covariance)[:n_raters]), last.mean, np.sqrt(last.variance + carried), last.variance


def _by_tables(rows: RatingRows, design: StepDesign, counts: Floats, parts: Ints | None, pull: Floats) -> Solution:
    units = units_of(rows)

    def counts_of(every: int) -> Floats:
        mine = rows.person % every == 0
        cell = rows.criterion[mine] * np.int32(rows.n_steps) + rows.step[mine]
        weight = None if rows.weight is None else rows.weight[mine]
        return np.asarray(np.bincount(cell, weights=weight, minlength=counts.size), dtype=float).reshape(counts.shape)

    known = rows.anchor, rows.anchor_se
    problem = LaplaceProblem(units, design, counts, *known, len(rows.raters), parts, pull, counts_of)
    tolerance = float(np.interp(units.person.size, *_TOLERANCE))
    state = estimate_laplace(problem, tolerance)
    settled = f"{state.looks} looks, settled to {max(state.moved, tolerance):.0e}"
    return Solution(
        rows=rows,
        cost=design.cost(state.free),
        severity=state.severity,
        mean=state.mean,
        sd=state.sd,
        severity_sd=state.severity_sd,
        method=f"laplace, tabulated, {settled}: {units.person.size} units, {len(rows.raters)} raters",
        likelihood=lambda: log_likelihood(problem, state),
        errors=lambda: _table_errors(problem, state),
    )


def _table_errors(problem: LaplaceProblem, state: LaplaceState) -> tuple[Floats, Floats, Floats, Floats]:
    """Errors given costs and spreads; that of a person has the part that comes from each rater."""
    shared = 0.0 if problem.part_of_rater is not None else state.severity_sd**2 / problem.n_raters
    of_people = state.variance + (0.0 if np.isfinite(problem.anchor_se).any() else shared)
    return np.sqrt(state.severity_variance + shared), state.ability, np.sqrt(of_people), state.variance
