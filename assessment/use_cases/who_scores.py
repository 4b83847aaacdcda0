"""Who scores which municipality: its registered engine, or the one asked for, and the rules where no model can."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.access.gate import GateEngine, GateEntry, engine_in_force, missing
from assessment.stalling.rules import RulesEngine
from assessment.storage.ledger import Transaction
from assessment.use_cases.engine_to_score import ModelAtHand, ModelNotAtHand, model_at_hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Who scores which municipality.

    Attributes
    ----------
    rules : RulesEngine
    model : ModelAtHand or None
        The model, where it is asked for or registered and can score.
    by_rules, by_model : tuple of str
        The municipalities that each scores.
    fallback : dict
        Why the rules score where the model is registered, by municipality.
    lacks : dict
        What is missing where a gate is closed, so that nobody scores.
    """

    rules: RulesEngine
    model: ModelAtHand | None
    by_rules: tuple[str, ...]
    by_model: tuple[str, ...]
    fallback: dict[str, str]
    lacks: dict[str, list[str]]

    @property
    def model_id(self) -> str:
        """The model where it scores anybody, else the rules."""
        return self.model.engine.identity if self.model and self.by_model else self.rules.identity

    @property
    def encoder(self) -> str | None:
        """Who has read the notes that are looked at; None where none are."""
        return self.model.encoder if self.model and self.by_model else None

    def tasks(self) -> Iterator[tuple[RulesEngine, tuple[str, ...]]]:
        """Each engine that has something to do, and the municipalities it scores."""
        if self.by_rules:
            yield self.rules, self.by_rules
        if self.model and self.by_model:
            yield self.model.engine, self.by_model


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
    model, why_not = None, ""
    if wanted or asked is GateEngine.MODEL:
        try:
            model = model_at_hand(transaction)
        except ModelNotAtHand as problem:
            if asked is GateEngine.MODEL:
                raise
            why_not = problem.code
    by_model = tuple(wanted) if model else ()
    return Engines(
        rules=RulesEngine(),
        model=model,
        by_rules=tuple(code for code in open_codes if code not in by_model),
        by_model=by_model,
        fallback={} if model else dict.fromkeys(wanted, why_not),
        lacks={code: what for code, what in lacks.items() if what},
    )


def _wanted(entry: GateEntry | None, asked: GateEngine | None, dry_run: bool) -> GateEngine:
    """The engine that is asked for or registered; a dry run may try any, whatever is registered."""
    if dry_run and asked is not None:
        return asked
    return GateEngine.RULES if entry is None else engine_in_force(entry, asked)
