"""Use case: give every active placement a state as of a day, where a municipality's gate allows it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import numpy as np

from assessment.access.actor import Actor
from assessment.access.gate import GateEngine, GateEntry, missing
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import NOTICE, Scale
from assessment.i18n.words import _, in_language
from assessment.reference.rubric import load_rubric
from assessment.stalling.assess import Assessed, assess_each, assess_tasks, summary
from assessment.stalling.observed import with_signals
from assessment.storage import batches, gates, journal, scored_facts, scored_notes, states
from assessment.storage.facts import Frames, nothing_collected
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.scored_notes import NOTHING_SAID, NotesSaid, notes_said
from assessment.use_cases.who_scores import Engines, who_scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """What a scoring gave, and which municipalities it passed over and why.

    ``model_id`` and ``encoder`` are of the model that stands for it all; ``otherwise`` is what is otherwise in a
    municipality: ``model_id`` where another engine scored there, ``threshold`` where the model there pointed from
    another probability than its own. ``misses_notes`` says that a model looked at no notes, though it learned to.
    """

    as_of: date
    model_id: str
    rubric: str
    encoder: str | None
    assessed: Assessed
    missing: dict[str, list[str]]
    otherwise: Mapping[str, Mapping[str, Any]]
    misses_notes: bool = False

    def as_json(self) -> dict[str, Any]:
        """The document of ``flag --format json``."""
        document: dict[str, Any] = {
            "as_of": self.as_of.isoformat(),
            "notice": NOTICE,
            "scale": Scale.LOGIT.value,
            "model": {"id": self.model_id, "rubric": self.rubric, "encoder": self.encoder},
            "summary": summary(self.assessed),
            "placements": [
                {**state.as_json(), **self.otherwise.get(state.municipality, {})} for state in self.assessed.states
            ],
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
    Otherwise a municipality whose gate is closed is passed over and stands in ``missing``. A model that is asked for
    and cannot be used is refused with the reason; where it is only registered the rules score, and each state says so.
    """
    require(actor, Verb.SCORE, municipality=municipality)
    if as_of > danish_day(now):
        raise CallerCanMend(_("{day} ligger i fremtiden. Vælg en dag til og med i dag.").format(day=as_of.isoformat()))
    work = _Work(as_of=as_of, now=now, municipality=municipality, engine=engine, dry_run=dry_run)
    while True:
        with ledger.reading() as transaction:
            before = _what_it_rests_on(transaction, work)
            engines = who_scores(transaction, before.gates, asked=engine, dry_run=dry_run, today=danish_day(now))
            known = _known(transaction, work, before, engines)
        with nothing_collected():
            scored = _score(work, before, engines, known)
        # The long work is done without the lock, so that nobody at a desk waits for it. It stands where no file came,
        # no gate moved and nothing was undone meanwhile. What buddies log all the time is for the next scoring: the
        # run says how far it had read.
        with ledger.writing() as transaction:
            if _what_it_rests_on(transaction, work).still_holds(before):
                return _store(transaction, actor, work, before, engines, known.said, scored)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What was asked for."""

    as_of: date
    now: datetime
    municipality: str | None
    engine: GateEngine | None
    dry_run: bool


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


@dataclass(frozen=True, slots=True)
class _Known:
    """What is scored, the same with what was read in notes, and that by itself."""

    frames: Frames
    with_notes: Frames
    said: NotesSaid


def _what_it_rests_on(transaction: Transaction, work: _Work) -> _Basis:
    codes = [work.municipality] if work.municipality else scored_facts.municipalities_active_on(transaction, work.as_of)
    return _Basis(
        batches.held_now(transaction),
        batches.position_of_files(transaction),
        {code: gates.in_force(transaction, code) for code in codes},
    )


def _known(transaction: Transaction, work: _Work, basis: _Basis, engines: Engines) -> _Known:
    """The facts that are looked at; lessons and what notes say only where a model looks."""
    is_asked, by_model = (work.as_of, work.municipality), bool(engines.models)
    frames = scored_facts.known_for_scoring(transaction, *is_asked, with_lessons=by_model)
    if not engines.readers:
        return _Known(frames, frames, NOTHING_SAID)
    today = danish_day(work.now)
    codes = {*basis.gates, *frames["newcomers"]["municipality"]}
    open_to_us = {code for code in codes if not missing(gates.in_force(transaction, code), today)}
    said = notes_said(transaction, *is_asked, open_to_us=open_to_us, today=today)
    noted = {**frames, "observations": with_signals(frames["observations"], said.entry, said.signals)}
    return _Known(frames, noted, said)


def _score(work: _Work, basis: _Basis, engines: Engines, known: _Known) -> dict[str, Assessed]:
    """The states by municipality."""
    scored: dict[str, Assessed] = {}
    with in_language("da"):  # what is stored is everybody's; whoever reads English is told it again in English
        if engines.by_rules:
            scored |= assess_each(known.frames, work.as_of, engines.rules, engines.by_rules)
        scored |= assess_tasks(known.frames, work.as_of, engines.tasks(reading=False))
        scored |= assess_tasks(known.with_notes, work.as_of, engines.tasks(reading=True))
    for code, why in engines.fallback.items():
        fallen_back = tuple(replace(state, fallback=why) for state in scored[code].states)
        scored[code] = replace(scored[code], states=fallen_back)
    return {code: scored[code] for code in basis.gates if code in scored}


def _store(
    transaction: Transaction,
    actor: Actor,
    work: _Work,
    basis: _Basis,
    engines: Engines,
    said: NotesSaid,
    scored: dict[str, Assessed],
) -> Scoring:
    if not work.dry_run:
        runs = {code: run for code in scored if (run := _run(work, code, basis.gates[code], engines, scored[code]))}
        for code, run in runs.items():
            stored = tuple(states.store(transaction, run, scored[code].states, held=basis.held))
            scored[code] = replace(scored[code], states=stored)
        _keep_read(transaction, engines, runs, said, scored)
    every = sorted((state for part in scored.values() for state in part.states), key=lambda state: state.placement_id)
    joined = Assessed(states=tuple(every), objected=sum(part.objected for part in scored.values()))
    otherwise = {code: found for code in scored if (found := _otherwise(engines, code, scored[code]))}
    journal.write(
        transaction,
        at=work.now,
        actor=actor.user,
        act="flag_dry_run" if work.dry_run else "flag",
        subject=work.municipality or "*",
        detail={
            "as_of": work.as_of.isoformat(),
            "model": engines.model_id,
            "scored": len(every),
            "passed_over": sorted(engines.lacks),
            **({"otherwise": otherwise} if otherwise else {}),
        },
    )
    return Scoring(
        as_of=work.as_of,
        model_id=engines.model_id,
        rubric=load_rubric().version,
        encoder=engines.named.encoder if engines.named else None,
        assessed=joined,
        missing=engines.lacks,
        otherwise=otherwise,
        misses_notes=any(model.misses_notes for model in engines.models.values()),
    )


def _otherwise(engines: Engines, code: str, assessed: Assessed) -> dict[str, Any]:
    """What is not as the scoring says of itself in one municipality."""
    found: dict[str, Any] = {}
    if (identity := engines.identity_in(code)) != engines.model_id:
        found["model_id"] = identity
    if code in engines.pointing:
        found["threshold"] = assessed.threshold
    return found


def _run(
    work: _Work, code: str, entry: GateEntry | None, engines: Engines, assessed: Assessed
) -> states.FlagRun | None:
    """The run to store; None where nothing is registered, so that nothing was scored."""
    if entry is None:
        return None
    by_model = engines.models.get(code)
    return states.FlagRun(
        run_id=str(uuid4()),
        municipality=code,
        as_of=work.as_of,
        engine=(GateEngine.MODEL if by_model else GateEngine.RULES).value,
        model_id=engines.identity_in(code),
        scale=Scale.LOGIT.value,
        rubric=load_rubric().version,
        gate_id=entry.gate_id,
        made_at=work.now,
        objected=assessed.objected,
        encoder=by_model.encoder if by_model else None,
        learned_from=by_model.learned_from if by_model else None,
        threshold=assessed.threshold if code in engines.pointing else None,
    )


def _keep_read(
    transaction: Transaction,
    engines: Engines,
    runs: dict[str, states.FlagRun],
    said: NotesSaid,
    scored: dict[str, Assessed],
) -> None:
    """Keep what was read of notes with the run of those it is about; what is of neighbours alone with the first."""
    if not said.entry.size:
        return
    home = dict.fromkeys(said.placement, engines.readers[0])
    home |= {state.placement_id: code for code in engines.readers for state in scored[code].states}
    whose = np.array([home[placement] for placement in said.placement], dtype=object)
    for code in engines.readers:
        scored_notes.keep_read(transaction, runs[code].run_id, said.where(whose == code))
