"""What the growth filter knows of people as of a week, and the questions it answers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from assessment.measurement.growth_batch import NO_GOAL, GrowthBatch
from assessment.measurement.growth_chunks import FIRST_OFFSET, chunks
from assessment.measurement.growth_frames import Ints
from assessment.measurement.growth_parameters import GrowthParameters
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
    """

    table: pd.DataFrame
    observers: pd.DataFrame

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
    first = np.searchsorted(batch.pairs.person, np.arange(len(batch.people.person)))
    at_pair = np.empty(len(severity), dtype=np.int64)
    at_pair[first[batch.pairs.person] + batch.pairs.slot] = np.arange(len(severity))
    for chunk in chunks(batch, parameters):
        states, answers = forward(chunk, parameters)
        for answer in answers:
            for name, values in found.items():
                values[answer.row] = getattr(answer, name)
        for slot in range(chunk.observers):
            at, pair = FIRST_OFFSET + slot, at_pair[first[chunk.people] + slot]
            severity[pair], severity_se[pair] = states.mean[at], np.sqrt(states.cov[at, at])

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
    return GrowthPosterior(table, observers)


def _pair_of_each_measure(batch: GrowthBatch, at_pair: Ints, first: Ints) -> Ints:
    return np.asarray(at_pair[first[batch.seen.person] + batch.seen.slot], dtype=np.int64)


def _counts(person: Ints, week: Ints, who: Ints, by: Ints) -> Ints:
    """How many rows of each asked person lie in weeks up to the one asked."""
    stride = int(max(week.max(initial=0), by.max(initial=0))) + 2
    ordered = np.sort(person * stride + week)
    through, before = np.searchsorted(ordered, who * stride + by, side="right"), np.searchsorted(ordered, who * stride)
    return np.asarray(through - before, dtype=np.int64)
