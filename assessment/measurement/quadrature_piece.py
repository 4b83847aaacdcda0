"""Some people's ratings at the nodes of the quadrature: what is likely there, and how it bends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.measurement.rating_units import RatingCells
from assessment.measurement.step_curves import Floats

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ability:
    """What is known of abilities before the ratings: normal over people, and a result for some.

    Attributes
    ----------
    mean, sd : float
    anchor, anchor_se : ndarray of shape (n_people,)
        NaN and ``inf`` for people without a result.
    """

    mean: float
    sd: float
    anchor: Floats
    anchor_se: Floats

    @property
    def precision(self) -> Floats:
        """One over the variance of what is known of each."""
        return np.asarray(1 / self.sd**2 + 1 / self.anchor_se**2)

    @property
    def centre(self) -> Floats:
        """Where each is expected."""
        known = np.where(np.isfinite(self.anchor_se), self.anchor, 0.0) / self.anchor_se**2
        return np.asarray((self.mean / self.sd**2 + known) / self.precision)

    def of(self, people: slice) -> "Ability":
        """The same of some people only."""
        return Ability(self.mean, self.sd, self.anchor[people], self.anchor_se[people])

    def log_density(self, theta: Floats) -> Floats:
        """Of abilities ``theta``, shape (n_people, n_nodes), and of the results given them."""
        known = np.isfinite(self.anchor_se)[:, None]
        off = (theta - np.where(known, self.anchor[:, None], 0.0)) / self.anchor_se[:, None]
        of_result = -(off**2) / 2 - np.log(np.where(known, self.anchor_se[:, None], 1.0)) - np.log(2 * np.pi) / 2
        of_people = -(((theta - self.mean) / self.sd) ** 2) / 2 - np.log(self.sd) - np.log(2 * np.pi) / 2
        return np.asarray(of_people + np.where(known, of_result, 0.0))


@dataclass(frozen=True, slots=True)
class CellCurves:
    """Steps of many cells at their distances. Arrays have the shape of the distances; ``chance`` one more, in front.

    Attributes
    ----------
    chance : ndarray of shape (n_steps, ...)
    log_z, expected, variance : ndarray of shape (...)
    """

    chance: Floats
    log_z: Floats
    expected: Floats
    variance: Floats

    @classmethod
    def at(cls, cost: Floats, distance: Floats) -> "CellCurves":
        """The curves of cells with ``cost``, shape (n_cells, n_steps), at ``distance``, shape (n_cells, ...)."""
        wide = cost.T.reshape(cost.shape[1], cost.shape[0], *[1] * (distance.ndim - 1))
        steps = np.arange(cost.shape[1]).reshape(-1, *[1] * distance.ndim)
        chance = steps * distance
        chance -= wide
        top = chance.max(axis=0)
        chance -= top
        np.exp(chance, out=chance)
        total = chance.sum(axis=0)
        chance /= total
        expected = np.tensordot(np.arange(cost.shape[1], dtype=float), chance, axes=1)
        squared = np.tensordot(np.arange(cost.shape[1], dtype=float) ** 2, chance, axes=1)
        return cls(chance, top + np.log(total), expected, squared - expected**2)


@dataclass(frozen=True, slots=True)
class Piece:
    """What some people contribute. Cells and pairs (a person and a rater) are numbered within the piece.

    Attributes
    ----------
    value : float
        Log-likelihood, without the costs of the steps that were given.
    theta, share : ndarray of shape (n_people, n_nodes)
        Nodes, and how much of each person's posterior lies there.
    mean, variance : ndarray of shape (n_people,)
    z : ndarray of shape (n_people, n_nodes)
        Nodes in standard deviations from the mean of all people.
    sd : float
    person, criterion, weight : ndarray of shape (n_cells,)
    cell_rater : ndarray of shape (n_cells,)
    curves : CellCurves
        At (n_cells, n_nodes).
    pair_person, pair_rater : ndarray of shape (n_pairs,)
    by_severity, information : ndarray of shape (n_pairs, n_nodes)
        Derivative of the log-likelihood by the severity of the pair's rater; minus the second.
    """

    value: float
    theta: Floats
    share: Floats
    mean: Floats
    variance: Floats
    z: Floats
    sd: float
    person: Ints
    cell_rater: Ints
    criterion: Ints
    weight: Floats
    curves: CellCurves
    pair_person: Ints
    pair_rater: Ints
    by_severity: Floats
    information: Floats

    @classmethod
    def of(
        cls,
        cells: RatingCells,
        rows: slice,
        severity: Floats,
        cost: Floats,
        ability: Ability,
        mode: Floats,
        width: Floats,
        n_nodes: int,
    ) -> "Piece":
        """Compute it for the people of ``ability``, whose cells are ``rows``."""
        person = cells.person[rows].astype(np.int64) - int(cells.person[rows.start])
        rater, criterion = cells.rater[rows].astype(np.int64), cells.criterion[rows].astype(np.int64)
        weight, total = cells.weight[rows, None], cells.total[rows, None]
        node, node_weight = np.polynomial.hermite_e.hermegauss(n_nodes)
        theta = mode[:, None] + width[:, None] * node
        distance = theta[person] - severity[rater][:, None]
        curves = CellCurves.at(cost[criterion], distance)
        log_density = np.add.reduceat(total * distance - weight * curves.log_z, starts_of(person), axis=0)
        log_density += ability.log_density(theta) + np.log(node_weight) + node**2 / 2 + np.log(width)[:, None]
        top = log_density.max(axis=1, keepdims=True)
        share = np.exp(log_density - top)
        sums = share.sum(axis=1, keepdims=True)
        share /= sums
        mean = (share * theta).sum(axis=1)
        pair = np.flatnonzero(np.r_[True, (person[1:] != person[:-1]) | (rater[1:] != rater[:-1])])
        return cls(
            value=float((top + np.log(sums)).sum()),
            theta=theta,
            share=share,
            mean=mean,
            variance=(share * (theta - mean[:, None]) ** 2).sum(axis=1),
            z=(theta - ability.mean) / ability.sd,
            sd=ability.sd,
            person=person,
            cell_rater=rater,
            criterion=criterion,
            weight=cells.weight[rows],
            curves=curves,
            pair_person=person[pair],
            pair_rater=rater[pair],
            by_severity=np.add.reduceat(weight * curves.expected - total, pair, axis=0),
            information=np.add.reduceat(weight * curves.variance, pair, axis=0),
        )

    def slopes(self, scores: Floats, n_raters: int) -> Floats:
        """How each person's mean ability changes with each parameter: a covariance over the posterior."""
        off = self.share * (self.theta - self.mean[:, None])
        out = np.zeros((self.theta.shape[0], n_raters + scores.shape[2]))
        out[self.pair_person, self.pair_rater] = (off[self.pair_person] * self.by_severity).sum(axis=1)
        out[:, n_raters:] = np.einsum("jq,jqb->jb", off, scores)
        return out


def starts_of(person: NDArray[np.integer]) -> Ints:
    """Where each run of the same number begins."""
    return np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
