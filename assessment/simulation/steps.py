"""Steps: how an observer comes from what is seen to one of five taps, by one of two processes."""

import numpy as np
from scipy.special import ndtr

from assessment.simulation.weeks import Floats, Ints
from assessment.simulation.world import World
from assessment.simulation.world_observers import GRADED_PROBIT


def tapped(rng: np.random.Generator, world: World, logit: Floats, step_use: Floats) -> Floats:
    """Steps 0 to 4 by the world's ``rating_process``; ``logit`` and ``step_use`` have shape (ratings,)."""
    process = _graded_probit if world.rating_process == GRADED_PROBIT else _rating_scale
    return process(rng, logit, step_use[:, None] * np.asarray(world.step_thresholds_logit))


def anchored(rng: np.random.Generator, world: World, chain: Ints, step: Floats) -> Floats:
    """The steps, some of them moved halfway back to the one before in their ``chain``, rounded toward it.

    ``chain`` tells the ratings of one observer, person and criterion; both have shape (ratings,) and come in time.
    """
    if not world.anchoring_share:
        return step
    order = np.argsort(chain, kind="stable")
    first = np.flatnonzero(np.diff(chain[order], prepend=-1))
    place = np.arange(len(chain)) - np.repeat(first, np.diff(np.append(first, len(chain))))
    leans = rng.random(len(chain)) < world.anchoring_share
    pulled = step[order]
    for later in range(1, int(place.max(initial=0)) + 1):
        here = np.flatnonzero((place == later) & leans)
        before = pulled[here - 1]
        pulled[here] = before + np.trunc((pulled[here] - before) / 2)
    back = np.empty(len(chain))
    back[order] = pulled
    return back


def _rating_scale(rng: np.random.Generator, logit: Floats, thresholds: Floats) -> Floats:
    """Drawn from the rating-scale model; ``thresholds`` has shape (ratings, 4)."""
    below = np.column_stack([np.zeros(len(logit)), np.cumsum(thresholds, axis=1)])
    weight = np.exp(logit[:, None] * np.arange(below.shape[1]) - below)
    upto = np.cumsum(weight, axis=1)
    return np.asarray((upto < rng.random(len(logit))[:, None] * upto[:, -1:]).sum(axis=1), dtype=np.float64)


def _graded_probit(rng: np.random.Generator, logit: Floats, thresholds: Floats) -> Floats:
    """Drawn from a graded response model: one noisy impression held against every threshold."""
    at_least = ndtr(logit[:, None] - thresholds)
    return np.asarray((rng.random(len(logit))[:, None] < at_least).sum(axis=1), dtype=np.float64)
