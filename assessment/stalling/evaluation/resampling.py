"""How sure is a measure? Intervals by drawing people, not rows: a person's rows tell much the same."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.stalling.evaluation.ordering import Floats, weights_of

RESAMPLES, SEED, COVERAGE = 500, 20_260_101, 0.95
FEWEST_PEOPLE = 2
_CELLS_AT_ONCE = 1_000_000
"""Weights held at a time: 8 MB, however many rows there are."""

Measures = Callable[[Floats], Mapping[str, Floats]]


@dataclass(frozen=True, slots=True)
class Sure:
    """A measure and the bounds within which it would lie, most often, with other people; NaN where nothing is known."""

    value: float
    low: float
    high: float


def resampled_weights(
    person: NDArray[np.object_] | NDArray[np.int64],
    weight: Floats | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Iterator[Floats]:
    """Weights of rows in each resample of the people, some resamples at a time, of shape (n_rows, some).

    As many people as there are, drawn with replacement; a person who is drawn twice has rows that count twice. The same
    people, seed and number give the same resamples, in whatever order the rows stand.
    """
    weights = weights_of(weight, person.size)
    names, number = np.unique(person, return_inverse=True)
    lot = np.random.default_rng(seed)
    at_once = max(1, _CELLS_AT_ONCE // max(person.size, 1))
    for begun in range(0, resamples, at_once):
        some = min(at_once, resamples - begun)
        drawn = lot.multinomial(names.size, np.full(names.size, 1 / names.size), size=some)
        yield drawn.T.astype(np.float64)[number] * weights[:, None]


def intervals(
    measures: Measures,
    person: NDArray[np.object_] | NDArray[np.int64],
    weight: Floats | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Sure]:
    """Each measure with its 95 % interval: the middle 95 % of what it is in resamples of the people.

    Parameters
    ----------
    measures : function
        From weights of shape (n_rows,) or (n_rows, n_sets) to named measures, a number or one for each set.
    person : array of shape (n_rows,)
        Whose row it is.
    weight : array of shape (n_rows,), optional
        Of the rows themselves.
    resamples, seed : int
        How many resamples, and how they are drawn.

    Notes
    -----
    A resample in which a measure has no answer is left out. With fewer than 2 people the bounds are NaN.

    Examples
    --------
    >>> told = intervals(lambda weight: {"rows": weight.sum(axis=0)}, np.array(["a", "b", "c"], dtype=object))
    >>> told["rows"]
    Sure(value=3.0, low=3.0, high=3.0)
    """
    values = {name: float(value) for name, value in measures(weights_of(weight, person.size)).items()}
    if np.unique(person).size < FEWEST_PEOPLE:
        return {name: Sure(value, np.nan, np.nan) for name, value in values.items()}
    again = [measures(some) for some in resampled_weights(person, weight, resamples=resamples, seed=seed)]
    return {name: Sure(value, *_middle(np.concatenate([one[name] for one in again]))) for name, value in values.items()}


def _middle(drawn: Floats) -> tuple[float, float]:
    known = drawn[np.isfinite(drawn)]
    if not known.size:
        return np.nan, np.nan
    low, high = np.quantile(known, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return float(low), float(high)
