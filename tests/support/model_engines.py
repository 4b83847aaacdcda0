"""Model engines to test with: the model in use where there is one, and small ones that are fitted once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from assessment.stalling.classifier import StallClassifier
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.features import FEATURES
from assessment.stalling.model_artefact import StallModel, read_model
from assessment.stalling.model_engine import ModelEngine, model_engine
from assessment.stalling.rules import RulesEngine
from assessment.use_cases.simulated_rows import SimulatedTown, rows_of_towns

TOWNS = tuple(SimulatedTown(f"drawn:{100 + number}", 300, 200 + number, weeks=48) for number in range(3))
FLAGGED = 0.1
"""Learned from so little, hardly any probability comes near .8; what must hold of few flags must hold of many."""
OF_MANY = 0.3
"""The threshold at which the model in use is tried, for the same reason."""
_NOT_KNOWN = 0.2
_USUAL = {
    "stall_log_odds": (-1, 2),
    "pace_share": (0.8, 0.6),
    "pace_se_share": (0.6, 0.2),
    "to_goal": (2, 1),
    "log_active_weeks": (3, 0.7),
    "gain_8": (0, 0.4),
    "gain_24": (0, 0.4),
    "weeks_since_other_observer": (12, 6),
    "seen_share_8": (0.6, 0.2),
    "minutes_8": (2.3, 0.8),
    "minutes_12": (2.3, 0.8),
    "minutes_change": (0, 0.5),
    "little_talk_8": (0.3, 0.3),
    "little_talk_12": (0.3, 0.3),
    "partners_8": (1, 0.4),
    "attended_share_8": (0.7, 0.15),
    "attended_8": (5, 2),
    "weeks_since_pass": (26, 12),
    "module_lessons_share": (0.8, 0.4),
    "passes_per_year": (1, 1),
}
"""Mean and spread of each invented feature; those of notes are 0 and .4."""


@cache
def engine_in_use() -> ModelEngine:
    """What the promises are tested on: the model in use, else a small one; at a threshold that points at many."""
    folder = current_model_folder()
    if folder is None:
        return learned_from_towns()
    return replace(model_engine(read_model(folder)), stall_probability_threshold=OF_MANY)


@cache
def learned_from_towns() -> ModelEngine:
    """A small model learned from simulated towns, without notes."""
    rows = rows_of_towns(TOWNS, RulesEngine(), weeks_apart=7)
    rows = rows[rows["judged"]].reset_index(drop=True)
    names = [one.name for one in FEATURES if one.about != "notes"]
    return _engine(rows, names, rows["stalled"].to_numpy(), rows["newcomer_id"].to_numpy(dtype=object))


@cache
def every_feature_counts() -> ModelEngine:
    """A small model learned from invented rows, in which everything a reason can be about counts."""
    drawn = np.random.default_rng(0)
    table, odds = {}, np.full(4000, -1.0)
    for one in FEATURES:
        mean, spread = _USUAL.get(one.name, (0, 0.4))
        shift = drawn.normal(size=odds.size)
        odds += (one.direction - (one.about == "observers")) * shift
        table[one.name] = np.where(drawn.random(odds.size) < _NOT_KNOWN, np.nan, mean + spread * shift)
    stalled = drawn.random(odds.size) < 1 / (1 + np.exp(-odds))
    return _engine(pd.DataFrame(table), list(table), stalled, np.arange(odds.size), rounds=200)


def _engine(
    rows: pd.DataFrame, names: Sequence[str], stalled: np.ndarray, who: np.ndarray, rounds: int = 60
) -> ModelEngine:
    ways = {one.name: one.direction for one in FEATURES if one.name in names and one.direction}
    model = StallClassifier(ways, "additive", n_folds=2, max_rounds=rounds)
    model.fit(rows[list(names)].astype(np.float64), stalled, groups=who)
    threshold = float(np.quantile(model.predict_proba(rows[list(names)])[:, 1], 1 - FLAGGED))
    return model_engine(StallModel(model, tuple(names), threshold, {}, "model-0123456789ab"))
