"""Use case: give every active placement a state as of a day, where a municipality's gate allows it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from assessment.access.actor import Actor
from assessment.access.gate import GateEngine, GateEntry, engine_in_force, missing
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import NOTICE, Scale
from assessment.i18n.words import _, in_language
from assessment.reference.rubric import load_rubric
from assessment.stalling.assess import Assessed, assess_each, summary
from assessment.stalling.rules import RulesEngine
from assessment.storage import batches, gates, journal, scored_facts, states
from assessment.storage.facts import Frames, nothing_collected
from assessment.storage.ledger import Ledger, Transaction

NO_MODEL = "no_model"
"""Why rules scored where the model is registered: there is no model yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """What a scoring gave, and which municipalities it passed over and why."""

    as_of: date
    model_id: str
    rubric: str
    assessed: Assessed
    missing: dict[str, list[str]]

    def as_json(self) -> dict[str, Any]:
        """The document of ``flag --format json``."""
        document: dict[str, Any] = {
            "as_of": self.as_of.isoformat(),
            "notice": NOTICE,
            "scale": Scale.LOGIT.value,
            "model": {"id": self.model_id, "rubric": self.rubric, "encoder": None},
            "summary": summary(self.assessed),
            "placements": [state.as_json() for state in self.assessed.states],
        }
        if self.missing:
            document["missing"] = [{"municipality": code, "what": what} for code, what in sorted(self.missing.items())]
        return document


def score_placements(
    ledger: Ledger,
    actor: Actor,
    *,
    as_of: date,
    now: datetime,
    municipality: str | None = None,
    engine: GateEngine | None = None,
    dry_run: bool = False,
) -> Scoring:
    """Score every placement active on ``as_of`` from what was known by its end.

    A dry run computes for every municipality whatever its gate, stores no state and writes one journal line.
    Otherwise a municipality whose gate is closed is passed over and stands in ``missing``.
    """
    require(actor, Verb.SCORE, municipality=municipality)
    if as_of > danish_day(now):
        raise CallerCanMend(_("{day} ligger i fremtiden. Vælg en dag til og med i dag.").format(day=as_of.isoformat()))
    if engine is GateEngine.MODEL:
        raise CallerCanMend(_("Der er ingen model at beregne med endnu. Brug --engine rules."))
    work = _Work(as_of=as_of, now=now, municipality=municipality, engine=engine, dry_run=dry_run, rules=RulesEngine())
    while True:
        with ledger.reading() as transaction:
            before = _what_it_rests_on(transaction, work)
            frames = scored_facts.known_for_scoring(transaction, as_of, municipality)
        with nothing_collected():
            scored, lacking = _score(work, before, frames)
        # The long work is done without the lock, so that nobody at a desk waits for it. It stands where no file came,
        # no gate moved and nothing was undone meanwhile. What buddies log all the time is for the next scoring: the
        # run says how far it had read.
        with ledger.writing() as transaction:
            if _what_it_rests_on(transaction, work).still_holds(before):
                return _store(transaction, actor, work, before, scored, lacking)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What was asked for."""

    as_of: date
    now: datetime
    municipality: str | None
    engine: GateEngine | None
    dry_run: bool
    rules: RulesEngine


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a scoring rests on: how far the ledger has come, and each municipality's gate."""

    held: batches.Held
    files: batches.Position
    gates: dict[str, GateEntry | None]

    def still_holds(self, before: "_Basis") -> bool:
        """Whether what was scored on ``before`` may be stored now: no file came, nothing was undone, no gate moved."""
        return self.files == before.files and all(
            self.gates.get(code, entry) == entry for code, entry in before.gates.items()
        )


def _what_it_rests_on(transaction: Transaction, work: _Work) -> _Basis:
    codes = [work.municipality] if work.municipality else scored_facts.municipalities_active_on(transaction, work.as_of)
    return _Basis(
        batches.held_now(transaction),
        batches.position_of_files(transaction),
        {code: gates.in_force(transaction, code) for code in codes},
    )


def _score(work: _Work, basis: _Basis, frames: Frames) -> tuple[dict[str, Assessed], dict[str, list[str]]]:
    """The states by municipality, and what is missing where a gate is closed (a dry run asks no gate)."""
    today = danish_day(work.now)
    lacks = {code: [] if work.dry_run else missing(entry, today) for code, entry in basis.gates.items()}
    with in_language("da"):  # what is stored is everybody's; whoever reads English is told it again in English
        scored = assess_each(frames, work.as_of, work.rules, [code for code, what in lacks.items() if not what])
    for code, assessed in scored.items():
        entry = basis.gates[code]
        if entry is not None and not work.dry_run and engine_in_force(entry, work.engine) is GateEngine.MODEL:
            fallen_back = tuple(replace(state, fallback=NO_MODEL) for state in assessed.states)
            scored[code] = Assessed(states=fallen_back, objected=assessed.objected)
    return scored, {code: what for code, what in lacks.items() if what}


def _store(
    transaction: Transaction,
    actor: Actor,
    work: _Work,
    basis: _Basis,
    scored: dict[str, Assessed],
    lacking: dict[str, list[str]],
) -> Scoring:
    rubric = load_rubric().version
    if not work.dry_run:
        for code, assessed in scored.items():
            entry = basis.gates[code]
            if entry is not None:
                run = _run(work, code, entry, rubric, assessed)
                stored = tuple(states.store(transaction, run, assessed.states, held=basis.held))
                scored[code] = Assessed(states=stored, objected=assessed.objected)
    every = sorted((state for part in scored.values() for state in part.states), key=lambda state: state.placement_id)
    joined = Assessed(states=tuple(every), objected=sum(part.objected for part in scored.values()))
    journal.write(
        transaction,
        at=work.now,
        actor=actor.user,
        act="flag_dry_run" if work.dry_run else "flag",
        subject=work.municipality or "*",
        detail={
            "as_of": work.as_of.isoformat(),
            "model": work.rules.identity,
            "scored": len(every),
            "passed_over": sorted(lacking),
        },
    )
    return Scoring(as_of=work.as_of, model_id=work.rules.identity, rubric=rubric, assessed=joined, missing=lacking)


def _run(work: _Work, code: str, entry: GateEntry, rubric: str, assessed: Assessed) -> states.FlagRun:
    return states.FlagRun(
        run_id=str(uuid4()),
        municipality=code,
        as_of=work.as_of,
        engine=GateEngine.RULES.value,
        model_id=work.rules.identity,
        scale=Scale.LOGIT.value,
        rubric=rubric,
        gate_id=entry.gate_id,
        made_at=work.now,
        objected=assessed.objected,
    )
