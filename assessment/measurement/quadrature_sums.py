"""Gradient and second derivatives of the marginal likelihood, summed over pieces of people."""

import numpy as np
from scipy.sparse import coo_array, csr_array

from assessment.measurement.quadrature_piece import Ints, Piece
from assessment.measurement.step_curves import Floats


class QuadratureSums:
    """Sums by severities, free costs, mean and log SD of ability, in this order.

    Louis's identity: the second derivative is the mean over the posterior of the second derivative given ability, plus
    the covariance of the first.
    """

    def __init__(self, n_raters: int, n_free: int, design: Floats) -> None:
        self.n_raters, self.design = n_raters, design
        self.gradient = np.zeros(n_raters + n_free + 2)
        self.hessian = np.zeros((n_raters + n_free + 2,) * 2)

    def add(self, part: Piece) -> Floats:
        """Add one piece; its scores by costs, mean and log SD, shape (n_people, n_nodes, n_free + 2)."""
        scores, crossed = self._costs(part)
        share, per_pair = part.share, part.share[part.pair_person]
        by_rater = _summing(part.pair_rater, self.n_raters)
        self.gradient[: self.n_raters] += by_rater @ (per_pair * part.by_severity).sum(axis=1)
        average = np.einsum("jq,jqb->jb", share, scores)
        self.gradient[self.n_raters :] += average.sum(axis=0)

        centred = scores - average[:, None, :]
        flat = (centred * np.sqrt(share)[..., None]).reshape(-1, scores.shape[2])
        self.hessian[self.n_raters :, self.n_raters :] += flat.T @ flat
        off = part.by_severity - (per_pair * part.by_severity).sum(axis=1, keepdims=True)
        crossed += by_rater @ np.einsum("nq,nqb->nb", per_pair * off, centred[part.pair_person])
        self.hessian[: self.n_raters, self.n_raters :] += crossed
        self.hessian[self.n_raters :, : self.n_raters] += crossed.T
        self._severities(part, per_pair, off, by_rater)
        self._spread(part)
        return scores

    def _costs(self, part: Piece) -> tuple[Floats, Floats]:
        """Scores by costs, mean and log SD; and how the severities' scores change with them."""
        n_steps, n_criteria = part.curves.chance.shape[0], self.design.shape[0] // part.curves.chance.shape[0]
        n_people, n_nodes = part.share.shape
        cells = np.zeros((n_criteria, n_steps, n_people * n_nodes))
        crossed = np.zeros((n_criteria, n_steps, self.n_raters))
        inner = np.zeros((n_criteria, n_steps, n_criteria, n_steps))
        for criterion in range(n_criteria):
            mine = np.flatnonzero(part.criterion == criterion)
            by_person = _summing(part.person[mine], n_people, part.weight[mine])
            by_rater = _summing(part.cell_rater[mine], self.n_raters, part.weight[mine])
            chance, share = part.curves.chance[:, mine], part.share[part.person[mine]]
            heavy = chance * share
            for step in range(n_steps):
                cells[criterion, step] = (by_person @ chance[step]).ravel()
                bend = heavy[step] * (step - part.curves.expected[mine])
                crossed[criterion, step] = -(by_rater @ bend.sum(axis=1))
            heavy *= part.weight[mine, None]
            flat = heavy.reshape(n_steps, -1)
            inner[criterion, :, criterion] = flat @ chance.reshape(n_steps, -1).T - np.diag(flat.sum(axis=1))
        free = slice(self.n_raters, self.n_raters + self.design.shape[1])
        size = n_criteria * n_steps
        self.hessian[free, free] += self.design.T @ inner.reshape(size, size) @ self.design
        of_costs = (cells.reshape(size, -1).T @ self.design).reshape(n_people, n_nodes, -1)
        scores = np.concatenate([of_costs, (part.z / part.sd)[..., None], (part.z**2 - 1)[..., None]], axis=2)
        across = crossed.reshape(size, -1).T @ self.design
        return scores, np.concatenate([across, np.zeros((self.n_raters, 2))], axis=1)

    def _severities(self, part: Piece, per_pair: Floats, off: Floats, by_rater: csr_array) -> None:
        n_nodes = part.share.shape[1]
        row = part.pair_person[:, None] * n_nodes + np.arange(n_nodes)
        column = np.broadcast_to(part.pair_rater[:, None], row.shape)
        weighed = (np.sqrt(per_pair) * off).ravel()
        sparse = coo_array((weighed, (row.ravel(), column.ravel())), shape=(part.share.size, self.n_raters)).tocsr()
        both = (sparse.T @ sparse).tocoo()
        self.hessian[both.row, both.col] += both.data
        raters = np.arange(self.n_raters)
        self.hessian[raters, raters] -= by_rater @ (per_pair * part.information).sum(axis=1)

    def _spread(self, part: Piece) -> None:
        both = 2 * float((part.share * part.z).sum()) / part.sd
        self.hessian[-2, -2] -= part.share.sum() / part.sd**2
        self.hessian[-2, -1] -= both
        self.hessian[-1, -2] -= both
        self.hessian[-1, -1] -= 2 * float((part.share * part.z**2).sum())


def _summing(into: Ints, n_sums: int, weight: Floats | None = None) -> csr_array:
    """The matrix that adds up rows by number."""
    data = np.ones(into.size) if weight is None else weight
    return coo_array((data, (into, np.arange(into.size))), shape=(n_sums, into.size)).tocsr()
