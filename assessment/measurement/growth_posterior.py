"""What the growth filter knows of people as of a week, and the questions it answers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from assessment.measurement.growth_batch import NO_GOAL, GrowthBatch
from assessment.measurement.growth_chunks import FIRST_OFFSET, LEVEL, PACE, Chunk, chunks
from assessment.measurement.growth_frames import Floats, Ints
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.measurement.kalman import States
from assessment.measurement.mean_pace import forward

_ESTIMATES = (
    "level",
    "level_se",
    "pace",
    "pace_se",
    "mean_pace",
    "mean_pace_se",
    "expected_pace",
    "log_likelihood",
)


@dataclass(frozen=True, slots=True)
class Foresight:
    """What goes together in the posterior as of each person's last week, so that one more measure can be foreseen.

    A measure of an observer says level minus severity. In the linear-Gaussian part it moves a mean by covariance /
    (variance + noise) times the surprise, and lowers a variance by covariance squared / (variance + noise).

    Attributes
    ----------
    level_with_pace : ndarray of shape (people,)
        Covariance of the level and the mean pace, which is also that of an observer of whom nothing is known yet.
    variance, level_with, pace_with : ndarray of shape (pairs,)
        By the rows of ``observers``: variance of level minus severity, and its covariance with the level and with the
        mean pace.
    """

    level_with_pace: Floats
    variance: Floats
    level_with: Floats
    pace_with: Floats


@dataclass(frozen=True, slots=True)
class GrowthPosterior:
    """Level and pace of each person as of a week, with standard errors, and the probabilities that follow.

    Attributes
    ----------
    table : DataFrame
        A row per person (per row of ``as_of`` where that was given), in the order given. Logits; logits per active
        week; all ``_se`` are standard deviations of the posterior.

        ==================================== ===============================================================
        ``person``, ``active_week``          who, and as of which active week
        ``level``, ``level_se``              level at the end of that week
        ``pace``, ``pace_se``                pace now: what the next active week is expected to bring
        ``mean_pace``, ``mean_pace_se``      mean over the last 8 active weeks (fewer where there are fewer)
        ``mean_pace_weeks``                  over how many; at 0 the mean pace is the pace now
        ``expected_pace``                    mean over the same weeks of what is expected of the track at that
                                             level, whatever the exposure: the yardstick
        ``goal_level``                       NaN where there is none
        ``level_linked``                     whether the level is on the common scale (see below)
        ``observations``, ``results``        how many measures and course results were used
        ``log_likelihood``                   of all of them, given the parameters
        ==================================== ===============================================================

        ``level_linked`` is true once a course result was used, or an observer whose severity is known to within
        ``linked_severity_se_logit``. Otherwise the level is only as good as the guess that the observer is like
        others; the pace is not touched by that.
    observers : DataFrame
        A row per person and observer as of the person's last week: ``person``, ``rater``, ``severity``,
        ``severity_se`` (logits, positive is stricter) as seen from this person's measures and the prior.
    foresight : Foresight
        How one more measure in the person's last week would move what is known.
    """

    table: pd.DataFrame
    observers: pd.DataFrame
    foresight: Foresight

    def probability_below(self, share: float) -> pd.Series:
        """P(mean pace over the last active weeks < ``share`` of the expected pace), for each row of ``table``.

        ``probability_below(0.25)`` is the stall probability of the product label, with no training at all.
        """
        limit = share * self.table["expected_pace"]
        distance = (limit - self.table["mean_pace"]) / self.table["mean_pace_se"]
        return pd.Series(ndtr(distance.to_numpy(dtype=np.float64)), index=self.table.index, name="probability")

    def probability_at_least(self, share: float) -> pd.Series:
        """P(mean pace over the last active weeks >= ``share`` of the expected pace), for each row of ``table``."""
        return 1 - self.probability_below(share)

    def probability_goal_reached(self, *, margin_logit: float = 0.0) -> pd.Series:
        """P(level > goal - ``margin_logit``), for each row of ``table``; NaN where there is no goal."""
        distance = (self.table["level"] - self.table["goal_level"] + margin_logit) / self.table["level_se"]
        return pd.Series(ndtr(distance.to_numpy(dtype=np.float64)), index=self.table.index, name="probability")


def posterior_of(batch: GrowthBatch, parameters: GrowthParameters) -> GrowthPosterior:
    """Filter everybody in ``batch`` and answer what was asked."""
    asked = len(batch.asked_person)
    found = {name: np.empty(asked) for name in _ESTIMATES}
    severity, severity_se = np.empty(len(batch.pairs.person)), np.empty(len(batch.pairs.person))
    foresight = Foresight(np.empty(len(batch.people.person)), *(np.empty(len(severity)) for _column in range(3)))
    first = np.searchsorted(batch.pairs.person, np.arange(len(batch.people.person)))
    at_pair = np.empty(len(severity), dtype=np.int64)
    at_pair[first[batch.pairs.person] + batch.pairs.slot] = np.arange(len(severity))
    for chunk in chunks(batch, parameters):
        states, answers = forward(chunk, parameters)
        for answer in answers:
            for name, values in found.items():
                values[answer.row] = getattr(answer, name)
        pace_with = _with_mean_pace(states, chunk)
        foresight.level_with_pace[chunk.people] = pace_with[LEVEL]
        for slot in range(chunk.observers):
            at, pair = FIRST_OFFSET + slot, at_pair[first[chunk.people] + slot]
            severity[pair], severity_se[pair] = states.mean[at], np.sqrt(states.cov[at, at])
            foresight.level_with[pair] = states.cov[LEVEL, LEVEL] - states.cov[LEVEL, at]
            foresight.variance[pair] = foresight.level_with[pair] - states.cov[at, LEVEL] + states.cov[at, at]
            foresight.pace_with[pair] = pace_with[LEVEL] - pace_with[at]

    who, week = batch.asked_person, batch.asked_week
    goal = batch.people.goal[who]
    known = batch.pairs.se[_pair_of_each_measure(batch, at_pair, first)] <= parameters.linked_severity_se_logit
    results = _counts(batch.results.person, batch.results.week, who, week)
    links = _counts(batch.seen.person[known], batch.seen.week[known], who, week)
    table = pd.DataFrame(
        {
            "person": batch.people.person[who],
            "active_week": week,
            **{name: found[name] for name in _ESTIMATES[:-2]},
            "mean_pace_weeks": np.minimum(week, parameters.mean_pace_weeks),
            "expected_pace": found["expected_pace"],
            "goal_level": np.where(goal == NO_GOAL, np.nan, goal),
            "level_linked": (results > 0) | (links > 0),
            "observations": _counts(batch.seen.person, batch.seen.week, who, week),
            "results": results,
            "log_likelihood": found["log_likelihood"],
        }
    )
    pairs = batch.pairs
    observers = pd.DataFrame(
        {
            "person": batch.people.person[pairs.person],
            "rater": pairs.rater,
            "severity": severity,
            "severity_se": severity_se,
        }
    )
    return GrowthPosterior(table, observers, foresight)


def _with_mean_pace(states: States, chunk: Chunk) -> Floats:
    """Covariance of each state with the mean pace up to the person's last week, shape (states, people).

    The level of some weeks ago is the clone that was last asked for.
    """
    clone = np.zeros(len(chunk.people), dtype=np.int64)
    clone[chunk.asked.position] = chunk.asked.clone  # by person and week: the last one stays
    span = np.zeros(len(chunk.people), dtype=np.int64)
    span[chunk.asked.position] = chunk.asked.span
    then = states.cov[:, FIRST_OFFSET + chunk.observers + clone, np.arange(clone.size)]
    over_weeks = (states.cov[:, LEVEL] - then) / np.maximum(span, 1)
    return np.asarray(np.where(span > 0, over_weeks, states.share * states.cov[:, PACE]), dtype=np.float64)


def _pair_of_each_measure(batch: GrowthBatch, at_pair: Ints, first: Ints) -> Ints:
    return np.asarray(at_pair[first[batch.seen.person] + batch.seen.slot], dtype=np.int64)


def _counts(person: Ints, week: Ints, who: Ints, by: Ints) -> Ints:
    """How many rows of each asked person lie in weeks up to the one asked."""
    stride = int(max(week.max(initial=0), by.max(initial=0))) + 2
    ordered = np.sort(person * stride + week)
    through, before = np.searchsorted(ordered, who * stride + by, side="right"), np.searchsorted(ordered, who * stride)
    return np.asarray(through - before, dtype=np.int64)
