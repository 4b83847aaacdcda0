"""Halo: what all ratings of one observation share beyond ability and severity, and how much less they then tell.

Eight criteria from one lay observer are not eight independent items. Each observation has an effect ~ N(0, h^2) of its
own. Difficulties and thresholds are estimated with every observation as a person of its own, so that the halo does not
flatten them. Then the effect is not integrated out: its ratings are given the weight ``1 / (1 + h^2 * information)``,
which is exact for a normal likelihood, and h^2 is such that observations of one person, linearised, deviate as much as
they do (Mandel and Paule's estimate). It comes out somewhat low, the more the larger it is.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from assessment.measurement.components import linked_parts
from assessment.measurement.quadrature_piece import Ints
from assessment.measurement.rating_data import RatingRows
from assessment.measurement.rating_solution import SeverityModel, Solution, solved
from assessment.measurement.step_curves import Floats, step_moments
from assessment.measurement.step_design import StepModel, known_costs

LARGEST = 25.0
"""Bound of the halo's variance, logits squared."""
_ROUNDS = 12
_TOLERANCE = 3e-3


def with_halo(rows: RatingRows, steps: StepModel, severity: SeverityModel) -> tuple[Solution, float]:
    """The solution with deflated observations, and the variance of the halo.

    Raises
    ------
    ValueError
        If nobody was observed twice and nobody has an anchor: then a halo cannot be told from ability.
    """
    observation = _observations(rows)
    first = np.unique(observation, return_index=True)[1]
    person, rater = rows.person[first].astype(np.int64), rows.rater[first].astype(np.int64)
    if np.bincount(person).max() < 2 and not rows.anchored.any():
        raise ValueError(
            "The halo cannot be estimated: nobody was observed twice or has an anchor, so what an observation shares "
            "cannot be told from ability. Use halo=False, or give anchors or a column 'observation'."
        )
    plain = np.ones(rows.step.size) if rows.weight is None else rows.weight
    costs = known_costs(solved(_each_alone(rows, observation), steps, "fixed").cost)
    found, halo = solved(rows, steps, severity, known=costs), 0.0
    trail: list[tuple[float, float]] = []
    for _round in range(_ROUNDS):
        ability, _se = found.people()
        pull, information = _linearised(rows, plain, observation, found.cost, ability, found.severity)
        measure = ability[person] + pull / information
        said = _variance(_deviations(rows, person, rater, measure, 1 / information))
        trail.append((halo, said))
        if abs(said - halo) <= _TOLERANCE * max(said, 0.01):
            break
        halo = _extrapolated(trail)
        share = 1 / (1 + halo * information)
        found = solved(replace(rows, weight=plain * share[observation]), steps, severity, found, costs)
    told = f"{found.method}; observations deflated for a halo of variance {halo:.3g}"
    return replace(found, rows=rows, method=told), halo


def _observations(rows: RatingRows) -> Ints:
    """The number of each rating's observation: as named, or its person and rater."""
    pair = rows.person.astype(np.int64) * len(rows.raters) + rows.rater
    name = pair if rows.observation is None else rows.observation
    return np.asarray(np.unique(name, return_inverse=True)[1], dtype=np.int64)


def _each_alone(rows: RatingRows, observation: Ints) -> RatingRows:
    """The same ratings, as if every observation were of a person of its own."""
    size = int(observation.max()) + 1
    nobody = np.full(size, np.nan), np.full(size, np.inf)
    person = observation.astype(np.int32)
    return replace(rows, person=person, persons=pd.RangeIndex(size), anchor=nobody[0], anchor_se=nobody[1])


def _linearised(
    rows: RatingRows, weight: Floats, observation: Ints, cost: Floats, ability: Floats, severity: Floats
) -> tuple[Floats, Floats]:
    """For each observation: its sum of steps minus what was expected, and its information."""
    distance = ability[rows.person] - severity[rows.rater]
    pull, information = np.zeros(observation.max() + 1), np.zeros(observation.max() + 1)
    for criterion in range(cost.shape[0]):
        mine = np.flatnonzero(rows.criterion == criterion)
        moments = step_moments(cost[[criterion]], distance[mine])
        off = weight[mine] * (rows.step[mine] - moments.mean[:, 0])
        pull += np.bincount(observation[mine], weights=off, minlength=pull.size)
        information += np.bincount(
            observation[mine], weights=weight[mine] * moments.variance[:, 0], minlength=pull.size
        )
    return pull, np.maximum(information, 1e-9)


def _extrapolated(trail: list[tuple[float, float]]) -> float:
    """Where given and found variance would be the same, on the line through the last two rounds."""
    given, found = trail[-1]
    if len(trail) < 2 or given == trail[-2][0]:
        return found
    steepness = (found - trail[-2][1]) / (given - trail[-2][0])
    return float(np.clip(given + (found - given) / (1 - min(steepness, 0.9)), found / 3, 3 * found))


def _variance(halo_of: "_Deviations") -> float:
    """The variance with which observations deviate as much as they do; 0 where they deviate less without any."""

    def missing(halo: float) -> float:
        weight = 1 / (halo + halo_of.noise)
        mean = np.bincount(halo_of.owner, weights=weight * halo_of.value) / np.bincount(halo_of.owner, weights=weight)
        return float((weight * (halo_of.value - mean[halo_of.owner]) ** 2).sum() - halo_of.freedom)

    if missing(0.0) <= 0:
        return 0.0
    return LARGEST if missing(LARGEST) > 0 else float(brentq(missing, 0.0, LARGEST))


@dataclass(frozen=True, slots=True)
class _Deviations:
    """Measures by owner, each with the variance of its noise, and how many of them are free to deviate."""

    owner: Ints
    value: Floats
    noise: Floats
    freedom: float


def _deviations(rows: RatingRows, person: Ints, rater: Ints, measure: Floats, noise: Floats) -> _Deviations:
    """Observations of one person around their mean; where nobody was observed twice, a rater's around the anchors."""
    n_raters = len(rows.raters)
    if np.bincount(person).max() > 1:
        people, raters = linked_parts(
            person, rater, len(rows.persons), n_raters, np.zeros(len(rows.persons), dtype=bool)
        )
        ranks = len(rows.persons) + n_raters - len(np.union1d(people, raters))
        return _Deviations(person, measure, noise, max(person.size - ranks, 1.0))
    known = rows.anchored[person]
    off = (measure - rows.anchor[person])[known]
    owner = np.unique(rater[known], return_inverse=True)[1].astype(np.int64)
    more = noise[known] + rows.anchor_se[person][known] ** 2
    return _Deviations(owner, off, more, max(owner.size - owner.max() - 1.0, 1.0))
