"""The filter itself: what each new week and each new piece of evidence does to many people's states at once.

States lie with the people along the last axis: ``mean`` has shape (states, people), ``cov`` (states, states, people).
Every step works number by number, so that a person's answer does not depend on who else is in the chunk.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from assessment.measurement.growth_chunks import FIRST_OFFSET, LEVEL, PACE, Chunk, Sat
from assessment.measurement.growth_frames import Floats, Ints
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.measurement.ordinal_evidence import moment_match

_LOG_TWO_PI = float(np.log(2 * np.pi))
_EVERYBODY = slice(None)


@dataclass(frozen=True, slots=True)
class Update:
    """One piece of evidence as it was taken in: of whom, by which observer (None: a result), and how it moved them.

    ``gain`` has shape (states, people); ``pull`` and ``precision`` are the first and minus the second derivative of the
    log-likelihood by what was observed.
    """

    whom: slice | Ints
    slot: int | None
    gain: Floats
    pull: Floats
    precision: Floats


@dataclass(slots=True)
class Week:
    """A week kept for the smoother: the state before its evidence, the evidence, and what is predicted after it."""

    mean: Floats
    cov: Floats
    updates: list[Update] = field(default_factory=list)
    predicted: Floats = field(default_factory=lambda: np.empty(0))
    share: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(slots=True)
class States:
    """The states of a chunk as they stand, shapes as above; the arrays of the other fields have shape (people,).

    Attributes
    ----------
    share : Floats
        How much of the pace far from the goal is expected in the coming week.
    expected_so_far : Floats
        The sum of the expected paces of all weeks so far.
    streak : ndarray
        +1 or -1 where all measures of the last week with any were outliers on that side.
    """

    mean: Floats
    cov: Floats
    log_likelihood: Floats
    share: Floats
    expected_so_far: Floats
    streak: NDArray[np.int8]
    history: list[Week] = field(default_factory=list)


def first_states(chunk: Chunk, parameters: GrowthParameters) -> States:
    """Everybody before anything happened."""
    size, people = FIRST_OFFSET + chunk.observers + chunk.clones, len(chunk.people)
    mean, cov = np.zeros((size, people)), np.zeros((size, size, people))
    mean[LEVEL], cov[LEVEL, LEVEL], cov[PACE, PACE] = chunk.start, chunk.start_variance, chunk.pace_sd**2
    for slot in range(chunk.observers):
        at = FIRST_OFFSET + slot
        mean[at], cov[at, at] = chunk.offset[slot], chunk.offset_variance[slot]
    share = share_expected(chunk, chunk.start, parameters)
    return States(mean, cov, chunk.repeated.copy(), share, np.zeros(people), np.zeros(people, dtype=np.int8))


def share_expected(chunk: Chunk, level: Floats, parameters: GrowthParameters) -> Floats:
    """The share of the track's pace that is expected at that level: all of it far from the goal, less near it."""
    return share_at(level, chunk.goal[: level.size], parameters)


def share_at(level: ArrayLike, goal: ArrayLike, parameters: GrowthParameters) -> Floats:
    """The same for any levels and goals in logits; ``NO_GOAL`` is far from everybody."""
    at_goal = parameters.pace_share_at_goal
    way_left = (np.asarray(goal) - np.asarray(level)) / parameters.goal_span_logit
    least = min(parameters.pace_share_beyond_goal, 1.0)
    return np.asarray(np.clip(at_goal + (1 - at_goal) * way_left, least, 1.0), dtype=np.float64)


def next_week(states: States, chunk: Chunk, week: int, parameters: GrowthParameters) -> None:
    """Let an active week pass for those who have it."""
    alive = chunk.alive[week]
    mean, cov, memory = states.mean[:, :alive], states.cov[:, :, :alive], parameters.pace_memory
    share = states.share[:alive]
    mean[LEVEL] += share * mean[PACE] + predicted_pace(chunk, share, week, parameters)
    mean[PACE] *= memory
    cov[LEVEL] += share * cov[PACE]
    cov[:, LEVEL] += share * cov[:, PACE]
    cov[PACE] *= memory
    cov[:, PACE] *= memory
    cov[LEVEL, LEVEL] += parameters.level_walk_sd_logit_per_week**2
    cov[PACE, PACE] += (1 - memory**2) * chunk.pace_sd[:alive] ** 2
    for slot in range(chunk.observers):
        at = FIRST_OFFSET + slot
        wanders = chunk.first_seen[slot, :alive] < week
        cov[at, at] += wanders * parameters.severity_walk_sd_logit_per_week**2
    states.expected_so_far[:alive] += chunk.pace[:alive] * share


def predicted_pace(chunk: Chunk, share: Floats, week: int, parameters: GrowthParameters) -> Floats:
    """What people with a week's exposure usually make of the expected pace; the week is usual where nothing is said."""
    predicted = parameters.pace_share_usual * chunk.pace[: share.size] * share
    if chunk.exposed is not None:
        told = chunk.exposed[week, : share.size]
        predicted[: told.size] *= 1 + told
    return predicted


def take_in_measures(states: States, chunk: Chunk, week: int, parameters: GrowthParameters) -> None:
    """Move everybody seen this week toward what was seen, one observer after the other."""
    alive = chunk.alive[week]
    mean, cov = states.mean[:, :alive], states.cov[:, :, :alive]
    noise = chunk.noise[week, :, :alive]
    seen = np.isfinite(noise)
    if not seen.any():
        return
    if parameters.outlier_sd < np.inf:
        noise = _doubted(states, chunk, week, noise, seen, parameters)
    for slot in np.flatnonzero(seen.any(axis=1)).tolist():
        at = FIRST_OFFSET + slot
        cross = cov[:, LEVEL] - cov[:, at]
        variance = cross[LEVEL] - cross[at] + noise[slot]
        surprise = np.where(seen[slot], chunk.measure[week, slot, :alive] - (mean[LEVEL] - mean[at]), 0.0)
        precision = 1 / variance
        pull = surprise * precision
        said = np.log(variance, where=seen[slot], out=np.zeros(alive)) + surprise * pull + _LOG_TWO_PI * seen[slot]
        states.log_likelihood[:alive] -= 0.5 * said
        mean += cross * pull
        root = cross * np.sqrt(precision)
        for row in range(len(root)):
            cov[row] -= root[row] * root
        if states.history:
            states.history[-1].updates.append(Update(_EVERYBODY, slot, cross * precision, pull, precision))


def take_in_results(states: States, sat: Sat) -> None:
    """Move those who sat a test to the first two moments of what is known after it."""
    who = sat.position
    cross = states.cov[:, LEVEL, who]
    log_p, pull, precision = moment_match(states.mean[LEVEL, who], cross[LEVEL], sat.cut, sat.passed, sat.noise)
    states.log_likelihood[who] += log_p
    states.mean[:, who] += cross * pull
    states.cov[:, :, who] -= cross[:, None] * (cross * precision)[None]
    if states.history:
        states.history[-1].updates.append(Update(who, None, cross * precision, pull, precision))


def _doubted(
    states: States, chunk: Chunk, week: int, noise: Floats, seen: NDArray[np.bool_], parameters: GrowthParameters
) -> Floats:
    """The noise of this week's measures, raised for outliers; a second week of them on one side opens the pace."""
    alive = chunk.alive[week]
    mean, cov = states.mean[:, :alive], states.cov[:, :, :alive]
    limit = parameters.outlier_sd**2
    offsets = range(FIRST_OFFSET, FIRST_OFFSET + chunk.observers)
    surprise = chunk.measure[week, :, :alive] - (mean[LEVEL] - mean[FIRST_OFFSET : FIRST_OFFSET + chunk.observers])
    variance = np.stack([cov[LEVEL, LEVEL] - 2 * cov[LEVEL, at] + cov[at, at] for at in offsets]) + noise
    far = np.where(seen, surprise**2 / variance, 0.0)
    outlier = far > limit
    streak, anybody = states.streak[:alive], seen.any(axis=0)
    if not outlier.any():
        streak[anybody] = 0
        return noise
    side = np.sign(surprise).astype(np.int8)
    all_above = (outlier & (side > 0) | ~seen).all(axis=0) & anybody
    all_below = (outlier & (side < 0) | ~seen).all(axis=0) & anybody
    now = all_above.astype(np.int8) - all_below.astype(np.int8)
    again = (now != 0) & (now == streak)
    cov[PACE, PACE, again] += parameters.change_point_pace_sd_logit_per_week**2
    if states.history:
        states.history[-1].cov[PACE, PACE, again] += parameters.change_point_pace_sd_logit_per_week**2
    streak[anybody] = now[anybody]
    raised = noise.copy()
    raised[outlier] += variance[outlier] * (far[outlier] / limit - 1)
    return raised
