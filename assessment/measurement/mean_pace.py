"""The mean pace over the last active weeks: the level now against a clone of the level as it was then.

The difference of two levels needs how they go together, so the level of some weeks ago is carried along in the state.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessment.measurement.growth_chunks import FIRST_OFFSET, LEVEL, PACE, Asked, Chunk
from assessment.measurement.growth_frames import Floats, Ints
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.measurement.kalman import (
    States,
    Week,
    first_states,
    next_week,
    predicted_pace,
    share_expected,
    take_in_measures,
    take_in_results,
)


@dataclass(frozen=True, slots=True)
class Answers:
    """The posteriors that were asked for, arrays of shape (asked,), and whose rows they are."""

    row: Ints
    level: Floats
    level_se: Floats
    pace: Floats
    pace_se: Floats
    mean_pace: Floats
    mean_pace_se: Floats
    expected_pace: Floats
    log_likelihood: Floats


def forward(chunk: Chunk, parameters: GrowthParameters, *, keep: bool = False) -> tuple[States, list[Answers]]:
    """Filter a chunk from its first week to its last.

    Returns
    -------
    States
        Each person as of their own last week; with ``keep`` its history holds what the smoother needs.
    list of Answers
        For ``chunk.asked``, week by week.
    """
    states = first_states(chunk, parameters)
    clones = _Clones(chunk, parameters)
    answers: list[Answers] = []
    for week, alive in enumerate(chunk.alive):
        if week:
            next_week(states, chunk, week, parameters)
        if keep:
            states.history.append(Week(states.mean[:, :alive].copy(), states.cov[:, :, :alive].copy()))
        take_in_measures(states, chunk, week, parameters)
        for sat in chunk.sat.get(week, ()):
            take_in_results(states, sat)
        share = share_expected(chunk, states.mean[LEVEL, :alive], parameters)
        states.share[:alive] = share
        if keep:
            states.history[-1].share = share
            states.history[-1].predicted = predicted_pace(chunk, share, week, parameters)
        answers.extend(clones.read(states, week, alive))
        clones.take(states, week)
    return states, answers


class _Clones:
    """Which levels are to be kept in which week, and read in which."""

    def __init__(self, chunk: Chunk, parameters: GrowthParameters) -> None:
        asked = chunk.asked
        self._chunk, self._parameters = chunk, parameters
        self._asked = asked
        self._first = FIRST_OFFSET + chunk.observers
        self._expected_then = np.zeros((chunk.clones, len(chunk.people)))
        self._to_read = _by_week(asked.week)
        self._to_take = _by_week(asked.week - asked.span)

    def take(self, states: States, week: int) -> None:
        """Keep the level of those whose mean pace is counted from this week."""
        which = self._to_take.get(week)
        if which is None:
            return
        who, clone = self._asked.position[which], self._asked.clone[which]
        at = self._first + clone
        states.mean[at, who] = states.mean[LEVEL, who]
        cross = states.cov[:, LEVEL, who]
        states.cov[:, at, who] = cross
        states.cov[at, :, who] = cross.T
        states.cov[at, at, who] = cross[LEVEL]
        self._expected_then[clone, who] = states.expected_so_far[who]

    def read(self, states: States, week: int, alive: int) -> Iterator[Answers]:
        """Answer those who ask as of this week."""
        which = self._to_read.get(week)
        if which is None:
            return
        asked: Asked = self._asked
        who, clone, span = asked.position[which], asked.clone[which], asked.span[which]
        at, weeks = self._first + clone, np.maximum(span, 1)
        mean, cov = states.mean, states.cov
        level, level_variance = mean[LEVEL, who], cov[LEVEL, LEVEL, who]
        share = states.share[:alive]
        pace = (predicted_pace(self._chunk, share, week, self._parameters) + share * mean[PACE, :alive])[who]
        pace_se = share[who] * np.sqrt(cov[PACE, PACE, who])
        gain_variance = np.maximum(level_variance - 2 * cov[LEVEL, at, who] + cov[at, at, who], 0.0)
        any_week = span > 0
        expected = (states.expected_so_far[who] - self._expected_then[clone, who]) / weeks
        yield Answers(
            row=asked.row[which],
            level=level,
            level_se=np.sqrt(level_variance),
            pace=pace,
            pace_se=pace_se,
            mean_pace=np.where(any_week, (level - mean[at, who]) / weeks, pace),
            mean_pace_se=np.where(any_week, np.sqrt(gain_variance) / weeks, pace_se),
            expected_pace=np.where(any_week, expected, self._chunk.pace[who] * share[who]),
            log_likelihood=states.log_likelihood[who].copy(),
        )


def _by_week(week: Ints) -> dict[int, Ints]:
    """The positions of each week."""
    order = np.argsort(week, kind="stable")
    numbers, first = np.unique(week[order], return_index=True)
    return dict(zip(numbers.tolist(), np.split(order, first[1:]), strict=True)) if order.size else {}
