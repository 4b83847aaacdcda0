"""How far, how fast and how sure: the level and pace of many people at once, from what lay observers and tests say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from assessment.measurement.growth_batch import GrowthBatch, growth_batch
from assessment.measurement.growth_chunks import chunks
from assessment.measurement.growth_fit import fitted, log_likelihoods, with_spread_learned
from assessment.measurement.growth_parameters import SHIPPED_GROWTH, GrowthParameters
from assessment.measurement.growth_posterior import GrowthPosterior, posterior_of
from assessment.measurement.smoother import smooth

Spread = Literal["learned", "given"]
"""Whether how unlike people's paces are is learned from the people at hand, or taken as it is given."""


@dataclass
class GrowthFilter:
    """How far is each person, how fast do they learn, and how sure is that, when nobody knows how strict observers are.

    Every person is a small state space of their own, in active weeks: a *level* (logits), an *own pace* (logits per
    active week) and an *offset* for each observer of that person. All people are filtered at once.

    Parameters
    ----------
    parameters : GrowthParameters, default=SHIPPED_GROWTH
        What is assumed before any data, or what an earlier ``fit`` learned (then with ``spread="given"``).
    spread : {"learned", "given"}, default="learned"
        How unlike people's paces are (``pace_sd_factor``) cannot be seen in one person, only in many. ``"learned"``:
        :meth:`filter` and :meth:`smooth` learn it from the people they are given, by maximum likelihood shrunk to
        ``parameters``, where at least 300 of them have 6 measures or more (2000 of them, evenly thinned, are enough).
        Then a person's answer depends on who else is there. ``"given"``: ``parameters`` stand. So they do with fewer
        people, after ``fit``, and with ``as_of``: what came later may not speak of earlier weeks.

    Attributes
    ----------
    parameters_ : GrowthParameters
        What is used: ``parameters``, and after ``fit`` what it learned. Numbers and two mappings; store it as such.
    log_likelihood_ : float
        After ``fit``: of the people it was fitted on.
    pace_sd_factor_, learned_from_ : float, int
        After ``filter`` or ``smooth``: the factor that was used, and from how many people it was learned (0: from
        nobody, it is that of ``parameters_``).

    Raises
    ------
    ValueError
        If ``spread`` is neither.

    Notes
    -----
    A person after t active weeks, with level L, own departure d from the usual pace, and severity s of observer j::

        L[t] = L[t-1] + share[t-1] * (usual * (1 + exposure[t]) * expected_pace + d[t-1]) + level_walk
        d[t] = memory * d[t-1] + pace_walk
        s[j,t] = s[j,t-1] + severity_walk                 (from the week in which j is first heard of)
        measure[j,t] = L[t] - s[j,t] + noise              with variance se^2 + measure_extra_sd^2
        P(passed at t) = Phi((L[t] - cut + leniency) / sqrt(result_sd^2 + cut_se^2 + leniency_se^2))

        L[0] ~ N(start_level, start_level_sd^2)    d[0] ~ N(0, expected_pace_sd^2)    s[j,0] ~ N(severity, se^2)

    ``memory = exp(-1 / pace_memory_weeks)``, and ``pace_walk`` keeps the variance of d as it began. The expected pace
    is the caller's, times the track's learned factor; ``share`` lets it and its spread fall toward the goal, by the
    level as *estimated* a week before: as that depends on the past alone, the filter stays exact. ``usual`` is what
    people on the average make of the expected pace, stalls and all. ``exposure`` moves the person's own prediction by
    lessons attended and minutes talked against a usual week; the yardstick ``expected_pace`` of the posterior leaves
    ``usual`` and ``exposure`` out: who has nobody to talk to is expected to stall, and must not be excused for it.

    An observer's severity is not known, so a level is only as good as the prior of the offset until a course result or
    an observer of known severity links it (``level_linked``). A constant severity cancels from the pace.

    Course results are ordinal evidence, taken in by matching the first two moments of the exact posterior (a probit
    likelihood; one pass, in the order of weeks). A measure further than ``outlier_sd`` standard deviations from what
    was predicted has its variance raised until it is no further than that. Where all measures of two weeks in a row
    lie so far off on the same side, the doubt about the pace is raised as well.

    Weeks are *active* weeks, counted by the caller: in a pause the clock stands still, and what is seen during a pause
    stands at the frozen week. Several rows of one person, observer and week are several observations, and each result
    is a test of its own.

    What it cannot know: a severity that drifts steadily looks like pace when nobody else looks (the severity walk
    widens the level for it, no more); severities that a rating model estimated from the same measures are used as if
    they came from elsewhere; people are filtered apart, so an observer's severity is not learned from several people
    here; whether a person sat a test is taken as no evidence, only how it went; paces are skewed and stalls come at
    once where the model has bell curves; what is lost in a pause. Where ``spread`` is given and ``expected_pace_sd`` is
    30 % too small, 90 % intervals of the mean pace cover 79 %; 30 % too large, 96 %.

    Source: Durbin and Koopman, Time Series Analysis by State Space Methods, 2nd ed., 2012 (one observation at a time;
    the smoother); Liptser and Shiryaev, Statistics of Random Processes II, 1978 (a transition that depends on the
    past); Minka, A Family of Algorithms for Approximate Bayesian Inference, 2001 (matching of moments).

    Examples
    --------
    >>> people = pd.DataFrame({"person": ["amal"], "active_week": [12], "expected_pace": [0.04]})
    >>> seen = {"person": "amal", "rater": "bo", "active_week": [2, 5, 8, 11], "measure": [-1.2, -1, -0.9, -0.8]}
    >>> posterior = GrowthFilter().filter(people, pd.DataFrame(seen).assign(se=0.4))
    >>> posterior.table[["level", "level_se", "mean_pace", "mean_pace_se", "level_linked"]].round(3).to_dict("records")
    [{'level': -0.744, 'level_se': 0.638, 'mean_pace': 0.033, 'mean_pace_se': 0.02, 'level_linked': False}]
    >>> posterior.probability_below(0.25).round(2).tolist()
    [0.13]
    """

    parameters: GrowthParameters = SHIPPED_GROWTH
    spread: Spread = "learned"
    parameters_: GrowthParameters = field(init=False, repr=False)
    log_likelihood_: float = field(init=False, repr=False, compare=False)
    pace_sd_factor_: float = field(init=False, repr=False, compare=False)
    learned_from_: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.spread not in ("learned", "given"):
            raise ValueError(f"spread is {self.spread!r}: give 'learned' or 'given'")
        self.parameters_ = self.parameters

    def filter(
        self,
        people: pd.DataFrame,
        measures: pd.DataFrame,
        *,
        results: pd.DataFrame | None = None,
        severities: pd.DataFrame | None = None,
        exposure: pd.DataFrame | None = None,
        as_of: pd.DataFrame | None = None,
    ) -> GrowthPosterior:
        """What is known of each person as of their last active week, from the past alone.

        Parameters
        ----------
        people : DataFrame
            ``person`` (unique), ``active_week`` (whole number from 0: the last active week, as of which is asked).
            Optional, and NaN where not known: ``track``, ``expected_pace`` (logits per active week, far from the goal
            and before exposure) and ``expected_pace_sd`` (of people around it), ``goal_level``, ``start_level`` and
            ``start_level_sd`` (logits).
        measures : DataFrame
            ``person``, ``rater``, ``active_week``, ``measure`` (logits, with severity 0) and its ``se`` (above 0). May
            be empty: a person nobody has seen gets the prior.
        results : DataFrame, optional
            ``person``, ``active_week``, ``passed`` (true, false, or missing where exempt: no evidence), ``cut``
            (logits). Optional: ``cut_se`` (0 where not given), ``provider``, ``weight`` (0 to 1, 1 where not given;
            less for weak evidence: a test of weight w counts as one with 1/w times the variance).
        severities : DataFrame, optional
            ``rater`` (unique), ``severity``, ``se`` (logits): the prior of that observer's offset with every person.
        exposure : DataFrame, optional
            ``person``, ``active_week`` (from 1), and ``lessons`` (attended) and/or ``talk_minutes`` in that week; NaN
            or no row is a usual week.
        as_of : DataFrame, optional
            ``person``, ``active_week``: asks as of several weeks, none after the person's last. What was seen by a week
            is known in that week; where things came to be known later, ask with a row of ``people`` for each day.

        Raises
        ------
        ValueError
            Naming every problem with its cure: missing columns, values that are no numbers, errors not above 0, weeks
            that are not whole or lie after the person's last, people and observers twice or unknown.
        """
        batch = growth_batch(
            self.parameters_, people, measures, results=results, severities=severities, exposure=exposure, as_of=as_of
        )
        return posterior_of(batch, self._parameters_for(batch, learn=as_of is None))

    def smooth(
        self,
        people: pd.DataFrame,
        measures: pd.DataFrame,
        *,
        results: pd.DataFrame | None = None,
        severities: pd.DataFrame | None = None,
        exposure: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Level and pace in every week as seen from the last one: for curves, never for decisions about past days.

        Parameters are those of :meth:`filter`. At a person's last week it says what ``filter`` says.

        Returns
        -------
        DataFrame
            ``person``, ``active_week`` (0 to the last), ``level``, ``level_se``, ``pace``, ``pace_se``; by the order of
            ``people`` and week.
        """
        frames = {"results": results, "severities": severities, "exposure": exposure}
        batch = growth_batch(self.parameters_, people, measures, **frames)
        first = np.cumsum(batch.people.last_week + 1) - (batch.people.last_week + 1)
        rows = int((batch.people.last_week + 1).sum())
        columns = {name: np.empty(rows) for name in ("level", "level_se", "pace", "pace_se")}
        parameters = self._parameters_for(batch)
        for chunk in chunks(batch, parameters, clones=False):
            for one in smooth(chunk, parameters):
                for name, values in columns.items():
                    values[first[one.people] + one.week] = getattr(one, name)
        who = np.repeat(np.arange(len(first)), batch.people.last_week + 1)
        return pd.DataFrame(
            {"person": batch.people.person[who], "active_week": np.arange(rows) - first[who], **columns}
        )

    def log_likelihood(
        self,
        people: pd.DataFrame,
        measures: pd.DataFrame,
        *,
        results: pd.DataFrame | None = None,
        severities: pd.DataFrame | None = None,
        exposure: pd.DataFrame | None = None,
    ) -> float:
        """The log-likelihood of all measures and results under ``parameters_``; frames as in :meth:`filter`."""
        frames = {"results": results, "severities": severities, "exposure": exposure}
        return float(
            log_likelihoods(growth_batch(self.parameters_, people, measures, **frames), self.parameters_).sum()
        )

    def fit(
        self,
        people: pd.DataFrame,
        measures: pd.DataFrame,
        *,
        results: pd.DataFrame | None = None,
        severities: pd.DataFrame | None = None,
        exposure: pd.DataFrame | None = None,
        estimate: Sequence[str] | None = None,
        at_most_people: int = 2000,
    ) -> "GrowthFilter":
        """Learn the parameters by maximum likelihood, shrunk to ``parameters``; returns itself.

        Frames as in :meth:`filter`. Tracks' paces and the effects of exposure are shrunk to what is shipped, so that a
        track with few people keeps the norm. Deterministic: the same data in any order give the same parameters.

        Parameters
        ----------
        estimate : sequence of str, optional
            Names out of ``growth_fit.ESTIMATED``; all of them that the data can say something about when left out.
        at_most_people : int, default=2000
            More people than this are thinned evenly, by person.
        """
        frames = {"results": results, "severities": severities, "exposure": exposure}
        self.parameters_, self.log_likelihood_ = fitted(
            self.parameters, people, measures, estimate=estimate, at_most_people=at_most_people, **frames
        )
        return self

    def _parameters_for(self, batch: GrowthBatch, *, learn: bool = True) -> GrowthParameters:
        """What is used for ``batch``: with the spread learned from it, where that is asked for and can be."""
        used, learners, fitted_before = self.parameters_, 0, hasattr(self, "log_likelihood_")
        if learn and self.spread == "learned" and not fitted_before:
            used, learners = with_spread_learned(batch, used)
        self.pace_sd_factor_, self.learned_from_ = used.pace_sd_factor, learners
        return used
