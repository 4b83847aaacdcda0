"""Which engine scored a run, as the engine to compute with again: the one place where a name becomes an engine."""

from assessment.access.gate import GateEngine
from assessment.domain.errors import CallerCanMend
from assessment.i18n.words import _
from assessment.stalling.rules import RulesEngine
from assessment.storage.states import FlagRun


class EngineNotAtHand(CallerCanMend):
    """The engine that scored a run is not in this installation; the sentence says which, and what is."""


def engine_of_run(run: FlagRun) -> RulesEngine:
    """The engine that a stored scoring was made with, number for number; raises EngineNotAtHand where it is not here.

    The rules are those of this version of the program, so a run is theirs only where no number has changed since.
    """
    if run.engine != GateEngine.RULES:
        sentence = _("Tilstanden er regnet med modellen {stored}, og den er ikke her.")
        raise EngineNotAtHand(sentence.format(stored=run.model_id))
    rules = RulesEngine()
    if run.model_id != rules.identity:
        sentence = _(
            "Tilstanden er regnet med reglerne {stored}, og her er {ours}. "
            "Regn den igen med den version af Sprogspor, der gemte den."
        )
        raise EngineNotAtHand(sentence.format(stored=run.model_id, ours=rules.identity))
    return rules
