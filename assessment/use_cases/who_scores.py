"""Who scores which municipality: its registered engine, or the one asked for, and the rules where no model can."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from assessment.access.gate import GateEngine, GateEntry, engine_in_force, missing
from assessment.stalling.pointing import Task
from assessment.stalling.rules import RulesEngine
from assessment.storage.ledger import Transaction
from assessment.storage.states import INVENTED
from assessment.use_cases.engine_to_score import ModelAtHand, models_at_hand

_NOWHERE = ""
"""Nobody's code, so that everybody's model is asked for where there is nobody to score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Who scores which municipality.

    Attributes
    ----------
    rules : RulesEngine
    by_rules : tuple of str
        The municipalities that they score.
    models : dict
        The model that scores, by municipality: its own, or everybody's.
    pointing : dict
        The gate entry of each municipality that has set whom its model points at.
    fallback : dict
        Why the rules score where the model is registered, by municipality.
    lacks : dict
        What is missing where a gate is closed, so that nobody scores.
    """

    rules: RulesEngine
    by_rules: tuple[str, ...]
    models: dict[str, ModelAtHand]
    pointing: dict[str, GateEntry]
    fallback: dict[str, str]
    lacks: dict[str, list[str]]

    @property
    def named(self) -> ModelAtHand | None:
        """The model that stands for the scoring: of several everybody's, else the first's; None where there is none."""
        everybodys = (model for model in self.models.values() if model.learned_from == INVENTED)
        return next(everybodys, next(iter(self.models.values()), None))

    @property
    def model_id(self) -> str:
        """The model that stands for the scoring, else the rules."""
        return self.named.engine.identity if self.named else self.rules.identity

    def identity_in(self, municipality: str) -> str:
        """The engine that scores one municipality, as it is stored with its states."""
        model = self.models.get(municipality)
        return model.engine.identity if model else self.rules.identity

    @property
    def readers(self) -> list[str]:
        """The municipalities whose model looks at notes."""
        return [code for code, model in self.models.items() if model.encoder is not None]

    def tasks(self, *, reading: bool) -> list[Task]:
        """What there is to do for the models that look at notes, or for those that do not."""
        codes: dict[tuple[str, float | None, float | None], list[str]] = {}
        for code, model in self.models.items():
            if (model.encoder is not None) == reading:
                set_here = self.pointing.get(code)
                asked = (set_here.threshold, set_here.capacity) if set_here else (None, None)
                codes.setdefault((model.engine.identity, *asked), []).append(code)
        return [
            _task(self.models[those[0]], threshold, capacity, tuple(those))
            for (_identity, threshold, capacity), those in codes.items()
        ]


def _task(model: ModelAtHand, threshold: float | None, capacity: float | None, codes: tuple[str, ...]) -> Task:
    engine = model.engine if threshold is None else replace(model.engine, stall_probability_threshold=threshold)
    return Task(engine=engine, municipalities=codes, capacity=capacity)


def who_scores(
    transaction: Transaction,
    entries: Mapping[str, GateEntry | None],
    *,
    asked: GateEngine | None,
    dry_run: bool,
    today: date,
) -> Engines:
    """Who is to score each of these municipalities; a dry run asks no gate whether anybody may.

    Raises ModelNotAtHand where the model is asked for and cannot score; where it is only registered the rules do.
    """
    lacks = {} if dry_run else {code: missing(entry, today) for code, entry in entries.items()}
    open_codes = [code for code in entries if not lacks.get(code)]
    wanted = [code for code in open_codes if _wanted(entries[code], asked, dry_run) is GateEngine.MODEL]
    must_be_there = asked is GateEngine.MODEL
    looked_for = wanted or ([*entries] or [_NOWHERE] if must_be_there else [])
    models, lacking = models_at_hand(transaction, looked_for)
    if must_be_there and lacking:
        raise next(iter(lacking.values()))
    scoring = {code: models[code] for code in wanted if code in models}
    return Engines(
        rules=RulesEngine(),
        by_rules=tuple(code for code in open_codes if code not in scoring),
        models=scoring,
        pointing={code: entry for code in scoring if (entry := entries[code]) and (entry.threshold or entry.capacity)},
        fallback={code: lacking[code].code for code in wanted if code in lacking},
        lacks={code: what for code, what in lacks.items() if what},
    )


def _wanted(entry: GateEntry | None, asked: GateEngine | None, dry_run: bool) -> GateEngine:
    """The engine that is asked for or registered; a dry run may try any, whatever is registered."""
    if dry_run and asked is not None:
        return asked
    return GateEngine.RULES if entry is None else engine_in_force(entry, asked)
