"""Which engine scores: the model in use in a municipality where it can be, and why not where it cannot."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import MODEL_REFUSED, NO_MODEL
from assessment.i18n.words import _
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.features import FEATURES
from assessment.stalling.model_artefact import ModelRefused, SealedModel, look_at_model, opened
from assessment.stalling.model_engine import ModelEngine, model_engine
from assessment.storage import note_signals, vectors
from assessment.storage.ledger import Transaction
from assessment.storage.states import INVENTED

if TYPE_CHECKING:
    from pathlib import Path


class ModelNotAtHand(CallerCanMend):
    """The model cannot score here now; the sentence says why and what helps, ``code`` the same in a word."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class ModelAtHand:
    """A model that can score: ``encoder`` is who reads the notes it looks at, None where it looks at none here."""

    engine: ModelEngine
    encoder: str | None

    @property
    def misses_notes(self) -> bool:
        """Whether it learned to look at notes, and nobody has read them here as it was taught."""
        return self.encoder is None and self.engine.model.manifest["encoder"] is not None

    @property
    def learned_from(self) -> str:
        """Whose people it learned from: a municipality's code, or that they are invented."""
        return self.engine.model.manifest["learned_from"]["municipality"] or INVENTED


def models_at_hand(
    transaction: Transaction, municipalities: Iterable[str]
) -> tuple[dict[str, ModelAtHand], dict[str, ModelNotAtHand]]:
    """The model in use in each municipality, ready to score, and where none is why not; reads in scikit-learn.

    None is at hand where there is none, or it is not whole or not fit for what is here. Notes that nobody has read are
    no hindrance, and neither are those that another encoder, or other signals, read than the model was learned with:
    the model is told that they are not known.
    """
    at_hand: dict[str, ModelAtHand] = {}
    lacking: dict[str, ModelNotAtHand] = {}
    opened_from: dict[Path | None, ModelAtHand] = {}
    for code in municipalities:
        try:
            folder = current_model_folder(code)
            if folder not in opened_from:
                opened_from[folder] = _opened(transaction, folder)
            at_hand[code] = opened_from[folder]
        except ModelRefused as refused:
            lacking[code] = ModelNotAtHand(MODEL_REFUSED, str(refused))
        except ModelNotAtHand as not_at_hand:
            lacking[code] = not_at_hand
    return at_hand, lacking


def _opened(transaction: Transaction, folder: "Path | None") -> ModelAtHand:
    model = _looked_at(folder)
    reads = model.manifest["encoder"] is not None and _is_read(transaction, model)
    return ModelAtHand(model_engine(opened(model)), model.manifest["encoder"] if reads else None)


def _looked_at(folder: "Path | None") -> SealedModel:
    if folder is None:
        raise ModelNotAtHand(NO_MODEL, _("Der er ingen model at beregne med endnu. Brug --engine rules."))
    return look_at_model(folder, expected_features=[feature.name for feature in FEATURES])


def _is_read(transaction: Transaction, model: SealedModel) -> bool:
    """Whether the notes, or some of them, have been read as the model was taught."""
    in_use = vectors.encoder_in_use(transaction)
    is_known = in_use is not None and in_use.identity == model.manifest["encoder"]
    return is_known and note_signals.signals_in_use(transaction) == model.manifest["signals"]
