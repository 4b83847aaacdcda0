"""Use case: train the stall model on simulated municipalities, and judge it on others it has never seen."""

import hashlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assessment.i18n.words import _, number_in_words
from assessment.stalling import features as feature_making
from assessment.stalling import growth, judgement, lessons, observed, snapshot
from assessment.stalling.features import FEATURES
from assessment.stalling.model_origin import LearnedFrom, ModelOrigin
from assessment.stalling.rules import RulesEngine
from assessment.use_cases.simulated_rows import ReadsSignals, SimulatedTown, simulated_rows

if TYPE_CHECKING:
    from assessment.stalling.classifier import Candidate, StallClassifier

LEARNED_FROM = tuple(SimulatedTown(f"drawn:{300 + number}", 300, 400 + number) for number in range(60))
"""The towns the shipped model learns from: as many worlds, each drawn at random."""
NOTES_TRIED_ON = 16
"""In so many of them it is told how much notes help."""
UNREAD_EVERY = 3
"""In one of so many towns nobody reads the notes, as where there is no language model: there, too, it must hold."""
CALIBRATED_ON = (
    *(SimulatedTown("shipped", 400, seed) for seed in (31, 32, 33, 34)),
    SimulatedTown("fewer_stalls", 400, 35),
)
"""Towns of our best guess at a real one, and a calmer one: drawn worlds are stalled more often than any we know of."""
THRESHOLD_FROM = tuple(SimulatedTown(f"drawn:{700 + number}", 300, 800 + number) for number in range(12))
"""Towns not learned from, on which the threshold is set."""
LEAST_THRESHOLD, MOSTLY_RIGHT = 0.8, 0.7
"""From where a model points by agreement, and how many of those pointed at are to be truly stalled in the towns on
which the threshold is set: where fewer are, it is raised. Those towns are harder than any we know of."""
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
    without_notes: float | None


def train_on_simulated(
    notes: Notes | None,
    *,
    command: str,
    towns: Sequence[SimulatedTown] = LEARNED_FROM,
    tell: Callable[[str], None] = lambda _line: None,
) -> Trained:
    """Learn from simulated towns: the rows that a model engine judges, and the truth about them.

    What notes add here is told and decides nothing: our towns let talk tell what notes would (decision 0016).

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
    names = [one.name for one in FEATURES]
    plain = [name for name in names if not name.startswith("note_")]
    before = after = None
    if notes is not None:
        few = _judged(towns[:NOTES_TRIED_ON], notes)
        before, after = (_average_precision(fitted(few, tried, candidate="additive")) for tried in (plain, names))
        tell(_("Uden noter: {told}").format(told=_in_words(before)))
        tell(_("Med noter: {told}").format(told=_in_words(after)))
    rows = _judged(towns, notes, some_unread=True)
    people = rows["newcomer_id"].nunique()
    tell(_("Der læres af {rows} rækker om {people} opdigtede personer.").format(rows=len(rows), people=people))
    classifier = calibrated(fitted(rows, names if notes else plain), notes)
    threshold = threshold_mostly_right(classifier, _judged(THRESHOLD_FROM, notes))
    made_of = ModelOrigin(
        learned_from=LearnedFrom(
            newcomers=int(rows["newcomer_id"].nunique()),
            rows=len(rows),
            sha256=sha256_of_rows(rows),
            worlds=tuple(town.world for town in towns),
        ),
        as_of=max(town.end for town in towns),
        threshold=threshold,
        seed=SEED,
        features_sha256=features_sha256(),
        command=command,
        encoder=notes.encoder if notes else None,
        signals=notes.signals if notes else None,
        settings={
            "embargo_days": HORIZON_DAYS,
            "towns": _named(towns),
            "calibrated_on": _named(CALIBRATED_ON),
            "threshold_from": _named(THRESHOLD_FROM),
        },
    )
    return Trained(classifier=classifier, rows=rows, made_of=made_of, with_notes=after, without_notes=before)


def _judged(towns: Sequence[SimulatedTown], notes: Notes | None, *, some_unread: bool = False) -> pd.DataFrame:
    read = notes.read if notes else None
    told = [
        simulated_rows(town, RulesEngine(), read=None if some_unread and number % UNREAD_EVERY == 1 else read)
        for number, town in enumerate(towns)
    ]
    rows = pd.concat(told, ignore_index=True)
    return rows[rows["judged"]].reset_index(drop=True)


def _named(towns: Sequence[SimulatedTown]) -> list[str]:
    return [f"{one.world}/{one.newcomers}/{one.seed}" for one in towns]


def calibrated(classifier: "StallClassifier", notes: Notes | None) -> "StallClassifier":
    """The classifier with its intercept and slope moved as far as the towns of our best guess say."""
    rows = _judged(CALIBRATED_ON, notes)
    return classifier.recalibrate(rows[list(classifier.feature_names_in_)], rows["stalled"].to_numpy())


def threshold_mostly_right(classifier: "StallClassifier", rows: pd.DataFrame) -> float:
    """The lowest of .80, .85, .90 and .95 from which on most of those pointed at in ``rows`` are truly stalled."""
    probability = classifier.predict_proba(rows[list(classifier.feature_names_in_)])[:, 1]
    for twentieths in range(round(20 * LEAST_THRESHOLD), 20):
        threshold = twentieths / 20
        pointed_at = probability >= threshold
        if pointed_at.any() and rows["stalled"].to_numpy()[pointed_at].mean() >= MOSTLY_RIGHT:
            return threshold
    return 0.95


def fitted(rows: pd.DataFrame, names: Sequence[str], *, candidate: "Candidate" = "auto") -> "StallClassifier":
    """The classifier learned from rows, with what each feature may only do."""
    from assessment.stalling.classifier import StallClassifier

    directions = {one.name: one.direction for one in FEATURES if one.name in names and one.direction}
    model = StallClassifier(monotone=directions, candidate=candidate, embargo=HORIZON_DAYS, random_state=SEED)
    return model.fit(
        rows[list(names)].astype(np.float64),
        rows["stalled"].to_numpy(),
        groups=rows["newcomer_id"].to_numpy(dtype=object),
        times=rows["as_of"].to_numpy(),
    )


def _average_precision(model: "StallClassifier") -> float:
    return float(model.scores_["average_precision"].to_numpy()[model.scores_.index.get_loc(model.method_)])


def _in_words(average_precision: float) -> str:
    return _("gennemsnitlig præcision {value}").format(value=number_in_words(average_precision, 4))


def sha256_of_rows(rows: pd.DataFrame) -> str:
    """A name for the rows that were learned from: another number anywhere is another name."""
    names = ["newcomer_id", "placement_id", "as_of", "stalled", *(one.name for one in FEATURES)]
    told = rows[names].to_csv(index=False, float_format="%.9g")
    return hashlib.sha256(told.encode()).hexdigest()


def features_sha256() -> str:
    """A name for the code that makes features: a model was learned from what it makes."""
    sources = "\n".join(inspect.getsource(module) for module in _MADE_BY)
    return hashlib.sha256(sources.encode()).hexdigest()
