"""The likelihood of ratings with every person's ability integrated out, and its derivatives: adaptive quadrature.

Nodes lie around each person's own most likely ability, as wide as that person's posterior, so that someone with 240
ratings gets nodes as close as they must be. The second derivative is the observed information by Louis's identity.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from assessment.measurement.quadrature_piece import Ability, CellCurves, Piece, starts_of
from assessment.measurement.quadrature_sums import QuadratureSums
from assessment.measurement.rating_units import RatingCells
from assessment.measurement.step_curves import Floats
from assessment.measurement.step_design import StepDesign

_CELLS_AT_ONCE = 500_000
_MODE_STEPS = 60
_MODE_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Log-likelihood and derivatives by severities, free costs, mean and log SD of ability, in this order.

    Attributes
    ----------
    value : float
    gradient : ndarray of shape (n_parameters,)
    hessian : ndarray of shape (n_parameters, n_parameters)
    mean, variance : ndarray of shape (n_people,)
        Of each person's ability given the parameters.
    slope : ndarray of shape (n_people, n_parameters)
        How that mean changes with the parameters; no columns unless it was asked for.
    """

    value: float
    gradient: Floats
    hessian: Floats
    mean: Floats
    variance: Floats
    slope: Floats


@dataclass(slots=True)
class MarginalLikelihood:
    """Of ratings as cells, at any parameters; remembers where it last found each person.

    Attributes
    ----------
    cells : RatingCells
    design : StepDesign
    counts : ndarray of shape (n_criteria, n_steps)
        How often each step was given, as the cells weigh it.
    n_raters : int
    anchor, anchor_se : ndarray of shape (n_people,)
        Ability known from elsewhere; ``inf`` where it is not.
    n_nodes : int
    """

    cells: RatingCells
    design: StepDesign
    counts: Floats
    n_raters: int
    anchor: Floats
    anchor_se: Floats
    n_nodes: int
    _mode: Floats = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is known of anybody yet."""
        self._mode = np.zeros(self.anchor.size)

    def at(self, parameters: Floats, *, slope: bool = False) -> Evaluation:
        """Value and derivatives at ``parameters``: severities, free costs, mean and log SD of ability."""
        n_raters, n_free = self.n_raters, self.design.start.size
        severity, free = parameters[:n_raters], parameters[n_raters : n_raters + n_free]
        cost = self.design.cost(free)
        ability = Ability(float(parameters[-2]), float(np.exp(parameters[-1])), self.anchor, self.anchor_se)
        mode, width = self._modes(severity, cost, ability)
        sums = QuadratureSums(n_raters, n_free, self.design.design)
        mean, variance = np.empty(mode.size), np.empty(mode.size)
        slopes = np.empty((mode.size, parameters.size if slope else 0))
        value = 0.0
        for people, rows in self._pieces():
            of_people = ability.of(people), mode[people], width[people]
            part = Piece.of(self.cells, rows, severity, cost, *of_people, self.n_nodes)
            value += part.value
            mean[people], variance[people] = part.mean, part.variance
            scores = sums.add(part)
            if slope:
                slopes[people] = part.slopes(scores, n_raters)
        stated = self.counts.ravel() @ np.where(np.isfinite(cost), cost, 0.0).ravel()
        sums.gradient[n_raters : n_raters + n_free] -= self.counts.ravel() @ self.design.design
        return Evaluation(value - float(stated), sums.gradient, sums.hessian, mean, variance, slopes)

    def _modes(self, severity: Floats, cost: Floats, ability: Ability) -> tuple[Floats, Floats]:
        """Where each person's posterior is highest, and its width there: Newton's method on what is concave."""
        cells, start, mode = self.cells, starts_of(self.cells.person), self._mode.copy()
        total = np.add.reduceat(cells.total, start)
        for _step in range(_MODE_STEPS):
            curves = CellCurves.at(cost[cells.criterion], mode[cells.person] - severity[cells.rater])
            pull = total - np.add.reduceat(cells.weight * curves.expected, start)
            pull -= (mode - ability.centre) * ability.precision
            bend = np.add.reduceat(cells.weight * curves.variance, start) + ability.precision
            move = np.clip(pull / bend, -2, 2)
            mode += move
            if np.abs(move).max() < _MODE_TOLERANCE:
                break
        self._mode = mode
        return mode, 1 / np.sqrt(bend)

    def _pieces(self) -> Iterator[tuple[slice, slice]]:
        """People and their cells, in pieces that fit in memory."""
        start = np.r_[starts_of(self.cells.person), self.cells.person.size]
        most = max(1, _CELLS_AT_ONCE // (self.n_nodes * self.counts.shape[1]))
        at = 0
        while at < start.size - 1:
            until = max(int(np.searchsorted(start, start[at] + most, side="right")) - 1, at + 1)
            yield slice(at, until), slice(int(start[at]), int(start[until]))
            at = until
