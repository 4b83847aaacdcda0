"""Use case: learn a stall model from simulated municipalities, and write it to a folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assessment import settings
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.stalling.model_artefact import write_model
from assessment.text.kept_vectors import ReadsNotes, kept_vectors
from assessment.text.note_signals import signals_for
from assessment.text.vectors import apart_from_background
from assessment.use_cases.train_model import LEARNED_FROM, Notes, train_on_simulated

Told = Callable[[str], None]


class ReadsInvented(ReadsNotes, Protocol):
    """What an encoder is here; `assessment.text.encoder.Encoder` is one, and whoever asks for a training brings it."""

    @property
    def background(self) -> NDArray[np.float32]:
        """The mean vector of the neutral sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedModel:
    """The model that was written, and how its candidates did on people held out.

    ``scores`` has a dict for each candidate: ``candidate``, ``average_precision``, ``auc``, ``log_loss``, ``setting``,
    ``seconds`` and ``chosen``. ``with_notes`` is None where no notes were read.
    """

    folder: Path
    identity: str
    method: str
    threshold: float
    rows: int
    newcomers: int
    scores: list[dict[str, Any]]
    with_notes: float | None
    without_notes: float | None
    reads_notes: bool

    def as_json(self) -> dict[str, Any]:
        """The document of ``train --simulated --format json``."""
        return {
            "folder": str(self.folder),
            "identity": self.identity,
            "method": self.method,
            "threshold": self.threshold,
            "rows": self.rows,
            "newcomers": self.newcomers,
            "reads_notes": self.reads_notes,
            "average_precision": {"with_notes": self.with_notes, "without_notes": self.without_notes},
            "scores": self.scores,
        }


def train_shipped(
    folder: Path | None, *, towns: int | None, encoder: Callable[[], ReadsInvented] | None, tell: Told
) -> ShippedModel:
    """Learn from the first of the simulated towns (all unless told), and write the model to a folder.

    Parameters
    ----------
    folder : Path or None
        Where to; ``trained`` in the data folder where none is given.
    towns : int or None
        How many of them.
    encoder : callable or None
        Fetches what reads the notes; None learns without them.
    tell : callable
        Told a line now and then.

    Raises
    ------
    CallerCanMend
        If there are not so many towns.
    """
    most = len(LEARNED_FROM)
    if towns is not None and not 1 <= towns <= most:
        raise CallerCanMend(_("--towns er {value}. Skriv et tal fra 1 til {most}.").format(value=towns, most=most))
    chosen = LEARNED_FROM[:towns]
    words = [*([] if towns is None else [f"--towns {towns}"]), *([] if encoder else ["--without-notes"])]
    notes = _notes(encoder(), tell) if encoder else None
    trained = train_on_simulated(
        notes, command=" ".join(["sprogspor train --simulated", *words]), towns=chosen, tell=tell
    )
    place = settings.home() / "trained" if folder is None else folder
    model = write_model(place, trained.classifier, made_of=trained.made_of, metrics={"figures": [], "gaps": []})
    scores = trained.classifier.scores_.reset_index()
    return ShippedModel(
        folder=place,
        identity=model.identity,
        method=trained.classifier.method_,
        threshold=model.threshold,
        rows=trained.made_of.learned_from.rows,
        newcomers=trained.made_of.learned_from.newcomers,
        scores=[{str(name): _plain(value) for name, value in row.items()} for row in scores.to_dict("records")],
        with_notes=trained.with_notes,
        without_notes=trained.without_notes,
        reads_notes=trained.made_of.encoder is not None,
    )


def _plain(value: Any) -> Any:
    """A cell as JSON can hold it."""
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not np.isfinite(plain) else plain


def _notes(encoder: ReadsInvented, tell: Told) -> Notes:
    """What reads invented notes; their vectors are kept between trainings, for reading takes the longest."""
    signals, file = signals_for(encoder.identity), settings.home() / "cache" / "invented-notes.npz"

    def told(done: int, of: int) -> None:
        tell(_("Noter læst: {done} af {of}").format(done=done, of=of))

    def read(notes: Sequence[str]) -> NDArray[np.float64]:
        vectors = kept_vectors(encoder, notes, file, progress=told)
        return signals.signals(apart_from_background(vectors, encoder.background), notes)

    return Notes(read=read, encoder=encoder.identity, signals=signals.sha256)
