"""The past as seen from the last week: a walk backwards through what the filter kept."""

from dataclasses import dataclass

import numpy as np

from assessment.measurement.growth_chunks import FIRST_OFFSET, LEVEL, PACE, Chunk
from assessment.measurement.growth_frames import Floats, Ints
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.measurement.kalman import Update
from assessment.measurement.mean_pace import forward


@dataclass(frozen=True, slots=True)
class Smoothed:
    """One week of a chunk as seen from everybody's last week; arrays of shape (people who reached it,)."""

    week: int
    people: Ints
    level: Floats
    level_se: Floats
    pace: Floats
    pace_se: Floats


def smooth(chunk: Chunk, parameters: GrowthParameters) -> list[Smoothed]:
    """Smooth a chunk over each person's whole interval, week by week from the last.

    Notes
    -----
    The recursions of Durbin and Koopman (2012), sections 4.4 and 6.4: ``score`` (r) and ``information`` (N) gather what
    later evidence says; no matrix is inverted, so a severity that is known exactly is no special case.
    """
    states, _answers = forward(chunk, parameters, keep=True)
    size, people = FIRST_OFFSET + chunk.observers, len(chunk.people)
    score, information = np.zeros((size, people)), np.zeros((size, size, people))
    found = []
    for week in range(len(chunk.alive) - 1, -1, -1):
        alive, kept = chunk.alive[week], states.history.pop()
        later, precision = score[:, :alive], information[:, :, :alive]
        for update in reversed(kept.updates):
            _take_back(later, precision, update)
        level, level_variance = _revised(kept.mean, kept.cov, later, precision, LEVEL)
        pace, pace_variance = _revised(kept.mean, kept.cov, later, precision, PACE)
        members = chunk.people[:alive]
        level_se, pace_se = np.sqrt(level_variance), np.sqrt(pace_variance)
        found.append(Smoothed(week, members, level, level_se, kept.predicted + kept.share * pace, kept.share * pace_se))
        if week:
            share, memory = states.history[-1].share[:alive], parameters.pace_memory
            later[PACE] = share * later[LEVEL] + memory * later[PACE]
            precision[PACE] = share * precision[LEVEL] + memory * precision[PACE]
            precision[:, PACE] = share * precision[:, LEVEL] + memory * precision[:, PACE]
    return found


def _revised(mean: Floats, cov: Floats, score: Floats, information: Floats, row: int) -> tuple[Floats, Floats]:
    """Mean and variance of one state, given what later evidence says."""
    weights = cov[row]
    shift = (weights * score).sum(axis=0)
    known = (weights * (information * weights[None]).sum(axis=1)).sum(axis=0)
    return mean[row] + shift, np.maximum(cov[row, row] - known, 0.0)


def _take_back(score: Floats, information: Floats, update: Update) -> None:
    """Pass one piece of evidence on the way back: from what is said after it to what is said from it on."""
    who, gain = update.whom, update.gain
    here, known = score[:, who], information[:, :, who]
    loads = np.zeros_like(gain)
    loads[LEVEL] = 1.0
    if update.slot is not None:
        loads[FIRST_OFFSET + update.slot] = -1.0
    across = (known * gain[None]).sum(axis=1)
    inner = (gain * across).sum(axis=0) + update.precision
    score[:, who] = here + loads * (update.pull - (gain * here).sum(axis=0))
    sides = loads[:, None] * across[None]
    information[:, :, who] = known - sides - sides.transpose(1, 0, 2) + inner * loads[:, None] * loads[None]
