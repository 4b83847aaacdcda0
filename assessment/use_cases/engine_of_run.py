"""Which engine scored a run, as the engine to compute with again: the one place where a name becomes an engine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assessment import settings
from assessment.access.gate import GateEngine
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.stalling.current_model import local_models
from assessment.stalling.model_artefact import ModelRefused, look_at_model, opened
from assessment.stalling.model_engine import model_engine
from assessment.stalling.model_files import MODEL
from assessment.stalling.rules import RulesEngine
from assessment.storage.states import FlagRun


class EngineNotAtHand(CallerCanMend):
    """The engine that scored a run is not in this installation; the sentence says which, and what is."""


def engine_of_run(run: FlagRun) -> RulesEngine:
    """The engine that a stored scoring was made with, number for number; raises EngineNotAtHand where it is not here.

    The rules are those of this version of the program, so a run is theirs only where no number has changed since. A
    model is looked for among those that ship and all that were ever in use here, in any municipality, and points from
    the probability that the run did.
    """
    if run.engine == GateEngine.MODEL:
        return _model_of_run(run)
    rules = RulesEngine()
    if run.model_id != rules.identity:
        sentence = _(
            "Tilstanden er regnet med reglerne {stored}, og her er {ours}. "
            "Regn den igen med den version af Sprogspor, der gemte den."
        )
        raise EngineNotAtHand(sentence.format(stored=run.model_id, ours=rules.identity))
    return rules


def _model_of_run(run: FlagRun) -> RulesEngine:
    for folder in _folders():
        try:
            model = look_at_model(folder)
        except ModelRefused:
            continue  # it is not what it was when it scored, if it ever did
        engine = model_engine(opened(model))
        if engine.identity == run.model_id:
            own = engine.stall_probability_threshold
            return replace(engine, stall_probability_threshold=own if run.threshold is None else run.threshold)
    sentence = _(
        "Tilstanden er regnet med modellen {stored}, og den er ikke her. "
        "Læg den tilbage i {folder}, eller brug den version af Sprogspor, der gemte den."
    )
    raise EngineNotAtHand(sentence.format(stored=run.model_id, folder=local_models()))


def _folders() -> Iterator[Path]:
    """Where a model may lie: those that ship, and those that were trained here."""
    for place in (settings.resource("models"), local_models()):
        yield from sorted(found.parent for found in place.glob(f"*/{MODEL}"))
