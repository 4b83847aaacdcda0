"""A stall model that was really learned from two invented towns, small enough to be made in some seconds."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.stalling.classifier import StallClassifier
from assessment.stalling.current_model import promote
from assessment.stalling.features import FEATURES
from assessment.stalling.model_artefact import StallModel, write_model
from assessment.stalling.rules import RulesEngine
from assessment.text.labelled_notes import SIGNALS
from assessment.text.note_signals import NoteSignals, shipped_signals
from assessment.use_cases.simulated_rows import SimulatedTown, rows_of_towns
from support.letter_counts import LETTERS, LetterCounts
from support.small_model import METRICS, ORIGIN, OWN

TOWNS = tuple(SimulatedTown(f"drawn:{number}", 40, number, weeks=40) for number in (1, 2))


@cache
def letter_signals() -> NoteSignals:
    """Signals in the letters of a note; they mean nothing, and are the same wherever they are read."""
    directions = np.random.default_rng(1).normal(0, 0.5, (len(SIGNALS), len(LETTERS)))
    return replace(shipped_signals(), encoder=LetterCounts().identity, directions=directions)


def _said(notes: Sequence[str]) -> NDArray[np.float64]:
    """Something about a note that is a number between -1 and 1 for each signal."""
    digests = (hashlib.sha256(note.encode()).digest()[: len(SIGNALS)] for note in notes)
    return np.frombuffer(b"".join(digests), np.uint8).reshape(len(notes), -1) / 127.5 - 1


@cache
def _learned() -> Any:
    rows = rows_of_towns(TOWNS, RulesEngine(), read=_said)
    rows = rows[rows["judged"]].reset_index(drop=True)
    names = [one.name for one in FEATURES]
    model = StallClassifier({one.name: one.direction for one in FEATURES if one.direction}, "logistic", n_folds=2)
    people, times = rows["newcomer_id"].to_numpy(dtype=object), rows["as_of"].to_numpy()
    return model.fit(rows[names].astype(float), rows["stalled"].to_numpy(), groups=people, times=times)


def write_trained(
    folder: Path, *, with_notes: bool = False, threshold: float = 0.05, municipality: str | None = None
) -> StallModel:
    """The model in ``folder``; ``with_notes`` it looks at what `LetterCounts` and `letter_signals` read.

    Its card says that it was learned from a ``municipality``'s people where one is given.
    """
    origin = replace(ORIGIN, threshold=threshold)
    if municipality is not None:
        origin = replace(origin, learned_from=replace(OWN, municipality=municipality))
    if with_notes:
        signals = letter_signals()
        origin = replace(origin, encoder=signals.encoder, signals=signals.sha256)
    return write_model(folder, _learned(), made_of=origin, metrics=METRICS)


def put_in_use(folder: Path, **given: Any) -> StallModel:
    """Write a model in ``folder`` and let it be the one in use; ``SPROGSPOR_HOME`` must be the test's own."""
    model = write_trained(folder, **given)
    promote(folder)
    return model
