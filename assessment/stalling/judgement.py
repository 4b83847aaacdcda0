"""The numeric core of the rules: from a snapshot to a state, a pace and a level per placement, all at once."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assessment.domain.placement_state import State
from assessment.measurement.active_weeks import FIRST_DAY, last_week_ended_by, week_of
from assessment.measurement.trend import Trend, mean_score_variance, observer_adjusted_trend, probability_below, shrunk
from assessment.stalling.columns import Ints
from assessment.stalling.observed import Observed
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_T = TypeVar("_T", np.float64, np.int64)

STATES: tuple[State, ...] = tuple(State)
"""In the order in which they are tried."""
LOWEST_STEP, HIGHEST_STEP = 0.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules make of each placement. All of shape (n_placements,) but for ``window``.

    Attributes
    ----------
    state : Ints
        Position in ``STATES``.
    stall_probability : Floats
        Before it is withheld from states that show none.
    pace, pace_se : Floats
        Steps per active week, after shrinking and widening: what the decision rests on.
    measured : Bools
        Whether the observations say anything about pace.
    level, level_se : Floats
        Steps; NaN without a usable observation.
    level_linked, capped : Bools
        A second observer or a course result; a recent pass lowered the probability.
    in_pause : Bools
    weeks_since_pause, active_weeks, observations, criteria : Ints
    same_step_share : Floats
        Share of the commonest step in the trend's ratings; NaN without any.
    window : Ints of shape (n_placements, trend_observations)
        Positions of the trend's observations, oldest first, filled from the right; -1 for none.
    """

    state: Ints
    stall_probability: Floats
    pace: Floats
    pace_se: Floats
    measured: Bools
    level: Floats
    level_se: Floats
    level_linked: Bools
    capped: Bools
    in_pause: Bools
    weeks_since_pause: Ints
    active_weeks: Ints
    observations: Ints
    criteria: Ints
    same_step_share: Floats
    window: Ints

    def holds(self, state: State) -> Bools:
        """Which placements are in ``state``."""
        return np.asarray(self.state == STATES.index(state))


def judge(facts: Snapshot, engine: RulesEngine) -> Judgement:
    """The state of each placement, and how sure we are."""
    rows, entries, today = facts.rows, facts.observed, facts.today
    n = len(rows)
    usable = entries.criteria >= engine.minimum_criteria_per_observation
    window = last_of_each(entries.placement, usable, n, engine.trend_observations)
    observations = np.bincount(entries.placement[usable], minlength=n).astype(np.int64)
    criteria = _bits(_by_placement(np.bitwise_or, entries.criteria_seen[usable], entries.placement[usable], n))
    same_step = _same_step_share(entries, window)
    active_weeks = _weeks_through(facts, last_week_ended_by(today))
    in_pause, weeks_since_pause = rows.paused_to >= today, active_weeks - _weeks_before_pause_ended(facts)
    after_pause = (rows.paused_to > FIRST_DAY) & (weeks_since_pause < engine.active_weeks_after_pause)

    now = _weeks_through(facts, week_of(today)).astype(float)
    pace, pace_se, measured, level, level_se, usual_level = _growth(facts, engine, window, now)
    probability, capped = _stall_probability(facts, engine, pace, pace_se, np.fmax(level, usual_level))
    progress = 1 - probability_below(engine.progress_pace_share * rows.expected_pace, pace, pace_se)
    too_few = (observations < engine.minimum_observations) | (active_weeks < engine.minimum_active_weeks)
    too_alike = (criteria < engine.minimum_criteria) | (same_step >= engine.same_step_share)
    holds = {
        State.CLOCK_STOPPED: in_pause | after_pause,
        State.GOAL_REACHED: probability_below(rows.goal, level, level_se) < 1 - engine.goal_probability_threshold,
        State.TOO_LITTLE_EVIDENCE: too_few | too_alike,
        State.POSSIBLE_STALL: probability >= engine.stall_probability_threshold,
        State.PROGRESSING: progress >= engine.progress_probability_threshold,
        State.UNCLEAR: np.ones(n, dtype=bool),
    }
    return Judgement(
        state=np.select([holds[state] for state in STATES], list(range(len(STATES)))).astype(np.int64),
        stall_probability=probability,
        pace=pace,
        pace_se=pace_se,
        measured=measured,
        level=level,
        level_se=level_se,
        level_linked=rows.linked_by_course | (_observers(entries, usable, n) >= 2),
        capped=capped,
        in_pause=in_pause,
        weeks_since_pause=weeks_since_pause,
        active_weeks=active_weeks,
        observations=observations,
        criteria=criteria,
        same_step_share=same_step,
        window=window,
    )


def _weeks_through(facts: Snapshot, week: Ints) -> Ints:
    """Active weeks of each placement up to and including ``week``."""
    rows = facts.rows
    return facts.weeks.through(rows.newcomer, rows.started_on, rows.ends_on, np.broadcast_to(week, len(rows)))


def _weeks_before_pause_ended(facts: Snapshot) -> Ints:
    """Active weeks of each placement that had ended by the last day of its last pause."""
    ended = np.minimum(last_week_ended_by(facts.rows.paused_to), last_week_ended_by(facts.today))
    return _weeks_through(facts, ended)


def _stall_probability(
    facts: Snapshot, engine: RulesEngine, pace: Floats, pace_se: Floats, level: Floats
) -> tuple[Floats, Bools]:
    """How probable it is that pace lies below a stall's share of the expected, and whether a recent pass capped it.

    Whoever is at the goal, or at the top of the scale where there is no goal, has nowhere to climb: no stall is seen.
    """
    rows, cap = facts.rows, engine.stall_probability_cap_after_pass
    probability = probability_below(engine.stall_pace_share * rows.expected_pace, pace, pace_se)
    top = np.where(np.isfinite(rows.goal), rows.goal, engine.ceiling_steps)
    at_the_top = level >= top - engine.near_goal_steps
    probability = np.where(at_the_top, np.minimum(probability, engine.stall_probability_cap_at_goal), probability)
    days_since_pass = facts.today - rows.passed_on
    capped = (days_since_pass >= 0) & (days_since_pass <= engine.pass_counts_days) & (probability > cap)
    return np.where(capped, cap, probability), capped


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The observations of each placement's trend, laid out with the shape of the window."""

    week: Floats
    score: Floats
    observer: Ints
    seen: Bools
    noise: Floats

    def trend(self, engine: RulesEngine, seen: Bools | None = None) -> Trend:
        """The trend of the observations in ``seen`` (all of them by default)."""
        held = self.seen if seen is None else seen
        noise = np.where(held, self.noise, 0.0).sum(axis=1) / np.maximum(held.sum(axis=1), 1)
        return observer_adjusted_trend(
            self.week,
            self.score,
            self.observer,
            held,
            usual_variance=noise,
            full_df=engine.full_degrees_of_freedom,
            usual_least_df=engine.usual_noise_least_weight,
        )


def slots(facts: Snapshot, engine: RulesEngine, window: Ints) -> Slots:
    """When, what and by whom, for the observations in ``window``."""
    rows, entries = facts.rows, facts.observed
    of = entries.placement
    week = facts.weeks.through(
        rows.newcomer[of], rows.started_on[of], rows.ends_on[of], week_of(entries.seen_on)
    ).astype(float)
    noise = mean_score_variance(
        entries.criteria.astype(float), item_sd=engine.item_noise_sd_steps, halo=engine.halo_correlation
    )
    return Slots(
        week=picked(week, window, 0.0),
        score=picked(entries.score, window, 0.0),
        observer=picked(entries.observer, window, -1),
        seen=window >= 0,
        noise=picked(noise, window, 0.0),
    )


def _growth(
    facts: Snapshot, engine: RulesEngine, window: Ints, now: Floats
) -> tuple[Floats, Floats, Bools, Floats, Floats, Floats]:
    """Pace and level with their errors, whether pace was measured at all, and the level that is usually seen.

    Where nobody has seen anything within the weeks that a state speaks of, a line through what was seen before says
    nothing about them: pace is then what is expected of anybody, with all its spread.
    """
    rows, held = facts.rows, slots(facts, engine, window)
    trend = held.trend(engine)
    last_seen = np.where(held.seen, held.week, -np.inf).max(axis=1)
    slope = np.where(now - last_seen < engine.silence_weeks, trend.slope, np.nan)
    pace, se = shrunk(slope, trend.slope_se, rows.expected_pace, rows.expected_sd)
    silence = np.nan_to_num(np.maximum(now - trend.centre - engine.silence_weeks, 0.0))
    pace_se = np.sqrt(se**2 + silence * (engine.pace_drift_share_per_week * rows.expected_pace) ** 2)

    since = np.minimum(now, last_seen + engine.silence_weeks) - trend.centre_of_observers
    level = np.clip(trend.score_at_centre + pace * since, LOWEST_STEP, HIGHEST_STEP)
    severity = engine.observer_severity_sd_steps**2 / np.maximum(trend.observers, 1)
    level_se = np.sqrt(trend.noise_variance * trend.share_of_noise + (since * pace_se) ** 2 + severity)
    level_se = np.where(np.isfinite(level), level_se, np.nan)
    return pace, pace_se, np.isfinite(slope), level, level_se, trend.score_at_centre


def last_of_each(placement: Ints, usable: Bools, n_placements: int, most: int) -> Ints:
    """Positions of each placement's last ``most`` usable entries, filled from the right, -1 where there are fewer."""
    at = np.flatnonzero(usable)
    whose = placement[at]
    after = np.searchsorted(whose, np.arange(n_placements), side="right")
    from_the_end = after[whose] - 1 - np.arange(at.size)
    kept = from_the_end < most
    window = np.full((n_placements, most), -1, dtype=np.int64)
    window[whose[kept], most - 1 - from_the_end[kept]] = at[kept]
    return window


def picked(values: NDArray[_T], window: Ints, missing: float) -> NDArray[_T]:
    """``values`` at the positions in ``window``, ``missing`` where there is none."""
    held: NDArray[_T] = np.r_[values, np.array([missing], dtype=values.dtype)][window]
    return held


def _same_step_share(entries: Observed, window: Ints) -> Floats:
    given = np.r_[entries.steps_given, np.zeros((1, entries.steps_given.shape[1]), dtype=np.int64)][window].sum(axis=1)
    total = given.sum(axis=1)
    return np.where(total > 0, given.max(axis=1) / np.maximum(total, 1), np.nan)


def _observers(entries: Observed, usable: Bools, n_placements: int) -> Ints:
    """How many observers have usable entries of each placement."""
    pairs = np.unique(np.stack([entries.placement[usable], entries.observer[usable]], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=n_placements).astype(np.int64)


def _by_placement(operation: np.ufunc, values: Ints, placement: Ints, n_placements: int) -> Ints:
    """``values`` of each placement combined; 0 where there is none."""
    combined = np.zeros(n_placements, dtype=np.int64)
    operation.at(combined, placement, values)
    return combined


def _bits(values: Ints) -> Ints:
    """How many bits are set in each value."""
    return np.bitwise_count(values).astype(np.int64)
