"""The simplest candidate: regularised logistic regression on straight-line splines, monotone by construction.

Each feature has up to seven knots at quantiles, and one coefficient for each stretch between two: how much the log-odds
rise across it. A feature declared monotone has no stretch that goes the other way. Rises with a bound at 0 are
the simplest integrated splines (I-splines of degree 1).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from assessment.stalling.classifier_shapes import Shapes
from assessment.stalling.classifier_table import Floats, Integers, Table

STRENGTHS = (100.0, 10.0, 1.0, 0.1)
"""Penalties that are tried: each is 1 over the variance, in squared logits, of a feature's whole rise."""
STRETCHES = 6
AT_ONCE = 8192
NEWTON_STEPS = 60
SMALL_ENOUGH = 1e-7


@dataclass(frozen=True)
class Design:
    """The columns of the regression: an intercept, then for each feature its stretches and whether it is missing."""

    knots: list[Floats]
    median: Floats
    ever_missing: npt.NDArray[np.bool_]
    directions: Integers

    def columns(self, X: Floats) -> Floats:
        """How far each row has come along each stretch, from 0 to 1, turned where more must mean less."""
        parts = [np.ones((len(X), 1))]
        for at, knots in enumerate(self.knots):
            column = X[:, at]
            known = np.where(np.isnan(column), self.median[at], column)[:, None]
            begin, end = knots[:-1], knots[1:]
            parts.append(np.clip((known - begin) / (end - begin), 0, 1) * self._sign(at))
            if self.ever_missing[at]:
                parts.append(np.isnan(column)[:, None].astype(float))
        return np.hstack(parts)

    def penalty(self) -> Floats:
        """How much each coefficient's square costs: an even rise costs the same however many stretches share it."""
        parts = [np.zeros(1)]
        for at, knots in enumerate(self.knots):
            parts += [np.full(len(knots) - 1, max(1.0, len(knots) - 1)), np.ones(int(self.ever_missing[at]))]
        return np.concatenate(parts)

    def bounded(self) -> npt.NDArray[np.bool_]:
        """Which coefficients may not fall below 0."""
        parts = [np.zeros(1, dtype=bool)]
        for at, knots in enumerate(self.knots):
            parts += [np.full(len(knots) - 1, self.directions[at] != 0), np.zeros(int(self.ever_missing[at]), bool)]
        return np.concatenate(parts)

    def shapes(self, coefficients: Floats) -> Shapes:
        """The regression as tables."""
        begin, added, missing = 1, [], []
        for at, knots in enumerate(self.knots):
            end = begin + len(knots) - 1
            added.append(np.concatenate([[0.0], np.cumsum(coefficients[begin:end])]) * self._sign(at))
            apart = float(coefficients[end]) if self.ever_missing[at] else 0.0
            missing.append(float(np.interp(self.median[at], knots, added[-1])) + apart)
            begin = end + int(self.ever_missing[at])
        return Shapes(True, self.knots, added, np.array(missing), float(coefficients[0]))

    def _sign(self, at: int) -> int:
        return -1 if self.directions[at] < 0 else 1


def spline_shapes(table: Table, directions: Integers, strengths: tuple[float, ...]) -> list[Shapes]:
    """One fitted model for each strength of the penalty.

    A missing value counts as the median, plus a coefficient of its own if any was missing in ``table``.
    """
    design = _design(table.X, directions)
    columns, penalty, bounded = design.columns(table.X), design.penalty(), design.bounded()
    coefficients = np.zeros(columns.shape[1])
    share = np.average(table.y, weights=table.weight)
    coefficients[0] = np.log(share / (1 - share))
    found = []
    for strength in strengths:
        coefficients = _fitted(columns, table, strength * penalty, bounded, coefficients)
        found.append(design.shapes(coefficients).centred(table.X, table.weight))
    return found


def _design(X: Floats, directions: Integers) -> Design:
    known = [column[~np.isnan(column)] for column in X.T]
    return Design(
        knots=[_knots(values) for values in known],
        median=np.array([np.median(values) if values.size else 0.0 for values in known]),
        ever_missing=np.array([0 < values.size < len(X) for values in known]),
        directions=directions,
    )


def _knots(values: Floats) -> Floats:
    """Up to seven values with about as many rows between them; one that most rows share counts for one stretch."""
    distinct, counts = np.unique(values, return_counts=True)
    if distinct.size <= STRETCHES + 1:
        return distinct if distinct.size else np.zeros(1)
    below = np.cumsum(np.minimum(counts, values.size / STRETCHES))
    at = np.searchsorted(below, np.linspace(0.002, 0.998, STRETCHES + 1) * below[-1])
    return np.unique(distinct[at])


def _fitted(columns: Floats, table: Table, penalty: Floats, bounded: npt.NDArray[np.bool_], start: Floats) -> Floats:
    """Coefficients of least penalised log-loss, by Newton's method projected on the bounds (Bertsekas, 1982)."""

    def loss(told: Floats) -> float:
        odds = columns @ told
        return float(table.weight @ (np.logaddexp(0, odds) - table.y * odds) + penalty @ told**2 / 2)

    now = start
    cost = loss(now)
    for _step in range(NEWTON_STEPS):
        chance = expit(columns @ now)
        slope = columns.T @ (table.weight * (chance - table.y)) + penalty * now
        free = ~(bounded & (now <= 0) & (slope > 0))
        if np.abs(slope[free]).max(initial=0) <= SMALL_ENOUGH * table.weight.sum():
            break
        curve = _gram(columns[:, free], table.weight * chance * (1 - chance)) + np.diag(penalty[free] + 1e-9)
        step = np.zeros_like(now)
        step[free] = -np.linalg.solve(curve, slope[free])
        length, before = 1.0, cost
        while length > SMALL_ENOUGH:
            moved = now + length * step
            moved[bounded] = np.maximum(moved[bounded], 0)
            cost = loss(moved)
            if cost <= before + 1e-4 * slope @ (moved - now):
                break
            length /= 2
        if cost >= before:
            break
        now = moved
    return now


def _gram(columns: Floats, weight: Floats) -> Floats:
    """The weighted products of all columns, some rows at a time so that no second table is held."""
    total = np.zeros((columns.shape[1], columns.shape[1]))
    for begin in range(0, len(columns), AT_ONCE):
        part = columns[begin : begin + AT_ONCE]
        total += part.T @ (part * weight[begin : begin + AT_ONCE, None])
    return total
