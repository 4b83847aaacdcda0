"""Where a possible stall shows most: at the placement, in the change of observer, or beyond the workplace too.

The placement comes first: it is the commoner cause and the one that can be changed. This is about evidence, never a
verdict.
"""

import numpy as np
from numpy.typing import NDArray

from assessment.domain.placement_state import State
from assessment.measurement.trend import probability_below, shrunk
from assessment.stalling.columns import Ints
from assessment.stalling.features import FEATURES, Lately
from assessment.stalling.judgement import Judgement, slots
from assessment.stalling.model_engine import ModelEngine
from assessment.stalling.model_reasons import LEAST_ADDED, LOW_ATTENDANCE
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot
from assessment.stalling.talk import little_talk, said_lately

Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]


def looks_like(facts: Snapshot, judgement: Judgement, engine: RulesEngine) -> Texts:
    """``placement``, ``rater``, ``person`` or ``unclear`` for each; ``unclear`` where there is no possible stall."""
    rows, today = facts.rows, facts.today
    stalled = judgement.holds(State.POSSIBLE_STALL)
    little, beyond_work = _talk_and_lessons(facts, judgement, engine, stalled)
    recently = today - 7 * engine.result_weeks
    passed = (rows.passed_on >= recently) & (rows.passed_on <= today)
    failed = (rows.failed_module_on >= recently) & (rows.failed_module_on <= today)
    placement = passed | (little & ~beyond_work) | (_flat_neighbours(facts, judgement, engine) >= engine.neighbours)
    rater = np.zeros(len(rows), dtype=bool)
    asked = np.flatnonzero(stalled & ~placement).astype(np.int64)
    rater[asked] = _observers_differ(facts, judgement, engine, asked)
    shows = np.select(
        [placement, rater, (failed & ~little) | beyond_work], ["placement", "rater", "person"], default="unclear"
    )
    return np.where(stalled, shows, "unclear").astype(object)


def _talk_and_lessons(
    facts: Snapshot, judgement: Judgement, engine: RulesEngine, stalled: Bools
) -> tuple[Bools, Bools]:
    """Where hardly any Danish is talked; and where, by a model, few lessons attended weigh more than that."""
    beyond_work = np.zeros(len(facts.rows), dtype=np.bool_)
    if not isinstance(engine, ModelEngine) or judgement.table is None:
        return little_talk(facts.observed, judgement, engine).dominates, beyond_work
    asked = np.flatnonzero(stalled)
    added = engine.contributions(judgement.table.iloc[asked])
    lessons, work = (
        added[[one.name for one in FEATURES if one.about in about and one.name in added]].sum(axis=1).to_numpy()
        for about in (("lessons",), ("talk", "partners"))
    )
    few = judgement.table["attended_share_8"].to_numpy()[asked] < LOW_ATTENDANCE
    beyond_work[asked] = few & (lessons >= LEAST_ADDED) & (lessons > work)
    return said_lately(facts.observed.little_talk, Lately(facts, engine), engine).dominates, beyond_work


def _flat_neighbours(facts: Snapshot, judgement: Judgement, engine: RulesEngine) -> Ints:
    """How many other newcomers at the workplace have enough evidence and as flat a trend."""
    rows = facts.rows
    evident = (
        judgement.holds(State.POSSIBLE_STALL) | judgement.holds(State.PROGRESSING) | judgement.holds(State.UNCLEAR)
    )
    flat = evident & (judgement.stall_probability >= engine.neighbour_stall_probability)
    pairs = np.unique(np.stack([rows.workplace[flat], rows.newcomer[flat]], axis=1), axis=0)
    at_workplace = np.bincount(pairs[:, 0], minlength=rows.workplace.max(initial=-1) + 1)
    stride = int(rows.newcomer.max(initial=0)) + 1
    self_counted = np.isin(rows.workplace * stride + rows.newcomer, pairs[:, 0] * stride + pairs[:, 1])
    return at_workplace[rows.workplace] - self_counted


def _observers_differ(facts: Snapshot, judgement: Judgement, engine: RulesEngine, asked: Ints) -> Bools:
    """Whether the trend is flat under one observer and not under another, or broke when the observer changed."""
    laid = slots(facts, engine, judgement.window[asked])
    expected, expected_sd = facts.rows.expected_pace[asked], facts.rows.expected_sd[asked]
    flat, rises = np.zeros(laid.seen.shape, dtype=bool), np.zeros(laid.seen.shape, dtype=bool)
    slope, slope_se = np.full(laid.seen.shape, np.nan), np.full(laid.seen.shape, np.nan)
    for slot in range(laid.seen.shape[1]):
        own = laid.seen & (laid.observer == laid.observer[:, [slot]]) & laid.seen[:, [slot]]
        trend = laid.trend(engine, own)
        pace, se = shrunk(trend.slope, trend.slope_se, expected, expected_sd)
        enough = (trend.count >= engine.observer_minimum_observations) & np.isfinite(trend.slope)
        stalls = probability_below(engine.stall_pace_share * expected, pace, se)
        climbs = 1 - probability_below(engine.progress_pace_share * expected, pace, se)
        flat[:, slot] = enough & (stalls >= engine.observer_flat_probability)
        rises[:, slot] = enough & (climbs >= engine.progress_probability_threshold)
        slope[:, slot], slope_se[:, slot] = trend.slope, trend.slope_se
    others = laid.seen & (laid.observer != laid.observer[:, [-1]])
    apart = np.abs(slope - slope[:, [-1]]) > engine.disagreement_standard_errors * np.hypot(slope_se, slope_se[:, [-1]])
    return np.asarray((flat.any(axis=1) & rises.any(axis=1)) | (others & apart).any(axis=1))
