"""Whom a model points at: from its own threshold, a municipality's, or at as many as a desk can look at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.domain.placement_state import State
from assessment.stalling.judgement import Judgement
from assessment.stalling.rules import RulesEngine

LEAST_PROBABLE = 0.1
"""About as probable as in anybody: nobody is pointed at below it, however much a desk could look at."""
_ROUNDING = 1e-9
_DECIDED_BY_PROBABILITY = (State.POSSIBLE_STALL, State.PROGRESSING, State.UNCLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An engine with the municipalities it scores.

    Attributes
    ----------
    engine : RulesEngine
    municipalities : tuple of str
        Their codes.
    capacity : float or None
        In each of them the most probable are pointed at, up to this share of those scored, whatever the engine's own
        threshold; None goes by that.
    """

    engine: RulesEngine
    municipalities: tuple[str, ...]
    capacity: float | None = None


def threshold_at(judged: Judgement, wanted: NDArray[np.bool_], capacity: float) -> float:
    """From which probability as many of the wanted placements are pointed at as there is capacity for.

    It lies just above the most probable that there is no room for: whoever falls to that one's probability would not be
    pointed at again on the same day. Of those equally probable all or none are. There is room for one at least.

    Parameters
    ----------
    judged : Judgement
        Of everybody.
    wanted : ndarray of bool, shape (n_placements,)
        The placements of the municipality.
    capacity : float
        Share of the wanted.
    """
    asked = wanted & np.any([judged.holds(state) for state in _DECIDED_BY_PROBABILITY], axis=0)
    most_first = np.sort(judged.stall_probability[asked])[::-1]
    room = max(1, int(capacity * np.count_nonzero(wanted) + _ROUNDING))
    if most_first.size <= room:
        return LEAST_PROBABLE
    return max(LEAST_PROBABLE, float(np.nextafter(most_first[room], np.inf)))
