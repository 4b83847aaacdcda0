"""The numeric core of the rules: from a snapshot to a state, a pace and a level per placement, all at once."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.domain.placement_state import State
from assessment.measurement.active_weeks import FIRST_DAY, last_week_ended_by, week_of
from assessment.measurement.trend import Trend, mean_score_variance, observer_trend, probability_below
from assessment.stalling.columns import Ints
from assessment.stalling.features import features, has_leading_sign
from assessment.stalling.growth import Growth, growth_of, same_step_share, usable_entries, weeks_seen
from assessment.stalling.model_engine import ModelEngine
from assessment.stalling.observed import Observed
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_T = TypeVar("_T", np.float64, np.int64)

STATES: tuple[State, ...] = tuple(State)
"""In the order in which they are tried."""
LOWEST_STEP, HIGHEST_STEP = 0.0, 4.0
_LEVEL_GROUND = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules make of each placement. All of shape (n_placements,) but for ``window``.

    Attributes
    ----------
    state : Ints
        Position in ``STATES``.
    stall_probability : Floats
        Before it is withheld from states that show none.
    growth : Growth
        What the growth filter made of it all.
    pace, pace_se : Floats
        Mean over the last 8 active weeks, logits per active week: what the decision rests on.
    measured : Bools
        Whether the observations say anything about pace.
    level, level_se : Floats
        Logits; NaN without a usable observation.
    level_linked, capped : Bools
        A second observer or a course result; a recent pass lowered the probability.
    in_pause : Bools
    weeks_since_pause, active_weeks, observations, criteria : Ints
    same_step_share : Floats
        Share of the window's ratings that are their observer's commonest step; NaN without any.
    window : Ints of shape (n_placements, trend_observations)
        Positions of the last usable observations, oldest first, filled from the right; -1 for none.
    table : DataFrame or None
        What a model looked at, where one gave the probability; see ``features``.
    """

    state: Ints
    stall_probability: Floats
    growth: Growth
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
    table: pd.DataFrame | None = None

    def holds(self, state: State) -> Bools:
        """Which placements are in ``state``."""
        return np.asarray(self.state == STATES.index(state))


def judge(facts: Snapshot, engine: RulesEngine, growth: Growth | None = None) -> Judgement:
    """The state of each placement, and how sure we are; ``growth`` where it is known already.

    The probability is that of the published rules, or a trained model's where the engine has one.
    """
    rows, entries, today = facts.rows, facts.observed, facts.today
    known = growth_of(facts, engine) if growth is None else growth
    n = len(rows)
    usable = usable_entries(entries, engine)
    window = last_of_each(entries.placement, usable, n, engine.trend_observations)
    observations = np.bincount(entries.placement[usable], minlength=n).astype(np.int64)
    criteria = _bits(_by_placement(np.bitwise_or, entries.criteria_seen[usable], entries.placement[usable], n))
    same_step = same_step_share(entries, _looked_at(window, entries.placement.size), n)
    active_weeks = _weeks_through(facts, last_week_ended_by(today))
    in_pause, weeks_since_pause = rows.paused_to >= today, active_weeks - _weeks_before_pause_ended(facts)
    after_pause = (rows.paused_to > FIRST_DAY) & (weeks_since_pause < engine.active_weeks_after_pause)

    looks = _looks(facts, engine, window)
    pace, pace_se = _pace_told(known, engine, silent=looks.silent)
    level = np.where(observations > 0, known.level, np.nan)
    table = features(facts, known, engine) if isinstance(engine, ModelEngine) else None
    if isinstance(engine, ModelEngine) and table is not None:
        probability, capped = engine.probability(table), np.zeros(n, dtype=bool)
    else:
        probability, capped = _stall_probability(facts, engine, known.expected_pace, pace, pace_se, level)
    progress = 1 - probability_below(engine.progress_pace_share * known.expected_pace, pace, pace_se)
    too_few = observations < engine.minimum_observations
    too_alike = (criteria < engine.minimum_criteria) | (same_step >= engine.same_step_share)
    too_little = (too_few | too_alike) & (True if table is None else ~has_leading_sign(table))
    if isinstance(engine, ModelEngine):
        probability = np.where(too_little, np.minimum(probability, engine.groundless_probability_cap), probability)
        progress = engine.progress_probability(probability, known.expected_pace, pace, pace_se)
    at_goal = probability_below(rows.goal_logit, level, known.level_se) < 1 - engine.goal_probability_threshold
    holds = {
        State.CLOCK_STOPPED: in_pause | after_pause,
        State.GOAL_REACHED: at_goal,
        State.TOO_LITTLE_EVIDENCE: too_little | (active_weeks < engine.minimum_active_weeks),
        State.POSSIBLE_STALL: probability >= engine.stall_probability_threshold,
        State.PROGRESSING: looks.rises & ~looks.silent & (progress >= engine.progress_probability_threshold),
        State.UNCLEAR: np.ones(n, dtype=bool),
    }
    return Judgement(
        state=np.select([holds[state] for state in STATES], list(range(len(STATES)))).astype(np.int64),
        stall_probability=probability,
        growth=known,
        pace=pace,
        pace_se=pace_se,
        measured=looks.measured,
        level=level,
        level_se=np.where(observations > 0, known.level_se, np.nan),
        level_linked=rows.linked_by_course | known.on_scale | (_observers(entries, usable, n) >= 2),
        capped=capped,
        in_pause=in_pause,
        weeks_since_pause=weeks_since_pause,
        active_weeks=active_weeks,
        observations=observations,
        criteria=criteria,
        same_step_share=same_step,
        window=window,
        table=table,
    )


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the window itself says of pace, whatever the filter knows beside it. All of shape (n_placements,).

    ``measured``: whether one observer looked in two different weeks, one of them lately; who is stricter than another
    cannot be told from growth. ``silent``: nobody looked in the weeks a state speaks of. ``rises``: by their own
    observers' eyes, what was seen points upward.
    """

    measured: Bools
    silent: Bools
    rises: Bools


def _looks(facts: Snapshot, engine: RulesEngine, window: Ints) -> _Looks:
    entries, seen = facts.observed, window >= 0
    week = picked(weeks_seen(facts), window, -1)
    measure = np.where(seen, picked(entries.measure, window, 0.0), 0.0)
    observer = picked(entries.observer, window, -1)
    silent = _weeks_through(facts, week_of(facts.today)) - week.max(axis=1, initial=-1) >= engine.silence_weeks
    silent |= ~seen.any(axis=1)
    apart, upward = np.zeros(len(window), dtype=bool), np.zeros(len(window))
    for slot in range(window.shape[1]):
        same = seen & seen[:, [slot]] & (observer == observer[:, [slot]])
        weeks_on = np.where(same, week - week[:, [slot]], 0)
        apart |= weeks_on.any(axis=1)
        upward += (weeks_on * (measure - measure[:, [slot]])).sum(axis=1) / np.maximum(same.sum(axis=1), 1)
    return _Looks(apart & ~silent, silent, upward > _LEVEL_GROUND)


def _pace_told(known: Growth, engine: RulesEngine, *, silent: Bools) -> tuple[Floats, Floats]:
    """Mean pace of the last weeks and its error; where nobody looked in them, what is usual, with all its spread.

    However clear the weeks before were, they are not the weeks that a state speaks of.
    """
    growth = engine.growth
    usual, spread = growth.pace_share_usual * known.expected_pace, growth.pace_spread_share * known.expected_pace
    return np.where(silent, usual, known.pace), np.where(silent, np.maximum(spread, known.pace_se), known.pace_se)


def _weeks_through(facts: Snapshot, week: Ints) -> Ints:
    """Active weeks of each placement up to and including ``week``."""
    rows = facts.rows
    return facts.weeks.through(rows.newcomer, rows.started_on, rows.ends_on, np.broadcast_to(week, len(rows)))


def _weeks_before_pause_ended(facts: Snapshot) -> Ints:
    """Active weeks of each placement that had ended by the last day of its last pause."""
    ended = np.minimum(last_week_ended_by(facts.rows.paused_to), last_week_ended_by(facts.today))
    return _weeks_through(facts, ended)


def _stall_probability(
    facts: Snapshot, engine: RulesEngine, expected: Floats, pace: Floats, pace_se: Floats, level: Floats
) -> tuple[Floats, Bools]:
    """How probable it is that pace lies below a stall's share of the expected, and whether a recent pass capped it.

    Whoever is at the goal, or at the top of the scale where there is no goal, has nowhere to climb: no stall is seen.
    """
    rows, cap = facts.rows, engine.stall_probability_cap_after_pass
    probability = probability_below(engine.stall_pace_share * expected, pace, pace_se)
    ceiling = facts.scale.logits(np.array([engine.ceiling_steps]))[0]
    at_the_top = level >= np.where(np.isfinite(rows.goal_logit), rows.goal_logit, ceiling) - engine.near_goal_logit
    probability = np.where(at_the_top, np.minimum(probability, engine.stall_probability_cap_at_goal), probability)
    days_since_pass = facts.today - rows.passed_on
    capped = (days_since_pass >= 0) & (days_since_pass <= engine.pass_counts_days) & (probability > cap)
    return np.where(capped, cap, probability), capped


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The observations of each window, laid out in its shape, in steps: for comparing observers."""

    week: Floats
    score: Floats
    observer: Ints
    seen: Bools
    noise: Floats

    def trend(self, engine: RulesEngine, seen: Bools) -> Trend:
        """The trend of the observations in ``seen``, each row of one observer."""
        noise = np.where(seen, self.noise, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
        return observer_trend(
            self.week,
            self.score,
            seen,
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


def _looked_at(window: Ints, n_entries: int) -> Bools:
    """Which entries lie in a window."""
    held = np.zeros(n_entries + 1, dtype=bool)
    held[window.ravel()] = True
    return held[:-1]


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
