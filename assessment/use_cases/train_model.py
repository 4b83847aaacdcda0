"""Use case: train the stall model on simulated municipalities, and judge it on others it has never seen."""

import hashlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assessment.stalling import features as feature_making
from assessment.stalling import growth, judgement, lessons, observed, snapshot
from assessment.stalling.features import FEATURES
from assessment.stalling.model_origin import LearnedFrom, ModelOrigin
from assessment.stalling.rules import RulesEngine
from assessment.use_cases.simulated_rows import ReadsSignals, SimulatedTown, rows_of_towns

if TYPE_CHECKING:
    from assessment.stalling.classifier import StallClassifier

LEARNED_FROM = tuple(SimulatedTown(f"drawn:{100 + number}", 300, 200 + number) for number in range(16))
"""The towns the shipped model learns from: as many worlds, each drawn at random."""
THRESHOLD = 0.8
NOTES_MUST_ADD = 0.01
"""Average precision on people held out; signals of notes that add less are left out."""
HORIZON_DAYS = 56.0
SEED = 2026
_MADE_BY: tuple[ModuleType, ...] = (feature_making, growth, judgement, lessons, observed, snapshot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What reads notes, and what it is known by."""

    read: ReadsSignals
    encoder: str
    signals: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A fitted classifier, what it was learned from, and what the notes were found to add."""

    classifier: "StallClassifier"
    rows: pd.DataFrame
    made_of: ModelOrigin
    with_notes: float | None
    without_notes: float


def train_on_simulated(
    notes: Notes | None,
    *,
    command: str,
    towns: Sequence[SimulatedTown] = LEARNED_FROM,
    tell: Callable[[str], None] = lambda _line: None,
) -> Trained:
    """Learn from simulated towns: the rows that a model engine judges, and the truth about them.

    Parameters
    ----------
    notes : Notes or None
        What reads the notes; None learns without them.
    command : str
        Named in the model's manifest.
    towns : sequence of SimulatedTown
    tell : callable
        Told a line now and then.
    """
    rows = rows_of_towns(towns, RulesEngine(), read=notes.read if notes else None)
    rows = rows[rows["judged"]].reset_index(drop=True)
    tell(f"{len(rows)} rows of {rows['newcomer_id'].nunique()} newcomers, {rows['stalled'].mean():.3f} stalled")
    names = [one.name for one in FEATURES]
    without = [name for name in names if not name.startswith("note_")]
    plain = fitted(rows, without)
    before = _average_precision(plain)
    tell(f"without notes: {plain.method_}, average precision {before:.4f}")
    classifier, after = plain, None
    if notes is not None:
        said = fitted(rows, names)
        after = _average_precision(said)
        tell(f"with notes: {said.method_}, average precision {after:.4f}")
        if after >= before + NOTES_MUST_ADD:
            classifier = said
    is_reading = classifier is not plain
    made_of = ModelOrigin(
        learned_from=LearnedFrom(
            newcomers=int(rows["newcomer_id"].nunique()),
            rows=len(rows),
            sha256=sha256_of_rows(rows),
            worlds=tuple(town.world for town in towns),
        ),
        as_of=max(town.end for town in towns),
        threshold=THRESHOLD,
        seed=SEED,
        features_sha256=features_sha256(),
        command=command,
        encoder=notes.encoder if notes and is_reading else None,
        signals=notes.signals if notes and is_reading else None,
        settings={"embargo_days": HORIZON_DAYS, "towns": [f"{one.world}/{one.newcomers}/{one.seed}" for one in towns]},
    )
    return Trained(classifier=classifier, rows=rows, made_of=made_of, with_notes=after, without_notes=before)


def fitted(rows: pd.DataFrame, names: Sequence[str]) -> "StallClassifier":
    """The classifier learned from rows, with what each feature may only do."""
    from assessment.stalling.classifier import StallClassifier

    directions = {one.name: one.direction for one in FEATURES if one.name in names and one.direction}
    model = StallClassifier(monotone=directions, embargo=HORIZON_DAYS, random_state=SEED)
    return model.fit(
        rows[list(names)].astype(np.float64),
        rows["stalled"].to_numpy(),
        groups=rows["newcomer_id"].to_numpy(dtype=object),
        times=rows["as_of"].to_numpy(),
    )


def _average_precision(model: "StallClassifier") -> float:
    return float(model.scores_["average_precision"].to_numpy()[model.scores_.index.get_loc(model.method_)])


def sha256_of_rows(rows: pd.DataFrame) -> str:
    """A name for the rows that were learned from: another number anywhere is another name."""
    names = ["newcomer_id", "placement_id", "as_of", "stalled", *(one.name for one in FEATURES)]
    told = rows[names].to_csv(index=False, float_format="%.9g")
    return hashlib.sha256(told.encode()).hexdigest()


def features_sha256() -> str:
    """A name for the code that makes features: a model was learned from what it makes."""
    sources = "\n".join(inspect.getsource(module) for module in _MADE_BY)
    return hashlib.sha256(sources.encode()).hexdigest()
