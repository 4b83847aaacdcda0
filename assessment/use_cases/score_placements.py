"""Use case: give every active placement a state as of a day, where a municipality's gate allows it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pandas as pd

from assessment.access.actor import Actor
from assessment.access.gate import GateEngine, engine_in_force, missing
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import NOTICE, PlacementState
from assessment.i18n.words import _
from assessment.reference.rubric import load_rubric
from assessment.stalling.assess import Assessed, assess, summary
from assessment.stalling.rules import RulesEngine
from assessment.storage import facts, gates, journal, states
from assessment.storage.facts import Frames
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
            "scale": "step",
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
    rules, rubric = RulesEngine(), load_rubric()
    with ledger.writing() as transaction:
        frames = facts.known_by(transaction, as_of)
        codes = _municipalities(frames, as_of, municipality)
        lacking: dict[str, list[str]] = {}
        if dry_run:
            assessed = assess(frames, as_of, rules, municipality=municipality)
        else:
            parts = []
            for code in codes:
                part, lacks = _score_municipality(
                    transaction, frames, code, as_of=as_of, now=now, rules=rules, rubric=rubric.version, engine=engine
                )
                if lacks:
                    lacking[code] = lacks
                if part:
                    parts.append(part)
            assessed = _joined(parts)
        journal.write(
            transaction,
            at=now,
            actor=actor.user,
            act="flag_dry_run" if dry_run else "flag",
            subject=municipality or "*",
            detail={
                "as_of": as_of.isoformat(),
                "model": rules.identity,
                "scored": len(assessed.states),
                "passed_over": sorted(lacking),
            },
        )
    return Scoring(as_of=as_of, model_id=rules.identity, rubric=rubric.version, assessed=assessed, missing=lacking)


def _score_municipality(
    transaction: Transaction,
    frames: Frames,
    code: str,
    *,
    as_of: date,
    now: datetime,
    rules: RulesEngine,
    rubric: str,
    engine: GateEngine | None,
) -> tuple[Assessed | None, list[str]]:
    entry = gates.in_force(transaction, code)
    lacks = missing(entry, danish_day(now))
    if entry is None or lacks:
        return None, lacks
    chosen = engine_in_force(entry, engine)
    if chosen is GateEngine.OFF:
        return None, [_("motoren er slået fra (--engine)")]
    assessed = assess(frames, as_of, rules, municipality=code)
    scored = assessed.states
    if chosen is GateEngine.MODEL:
        scored = tuple(_fallen_back(state) for state in scored)
    run = states.FlagRun(
        run_id=str(uuid4()),
        municipality=code,
        as_of=as_of,
        engine=GateEngine.RULES.value,
        model_id=rules.identity,
        rubric=rubric,
        gate_id=entry.gate_id,
        made_at=now,
        objected=assessed.objected,
    )
    return Assessed(states=tuple(states.store(transaction, run, scored)), objected=assessed.objected), []


def _fallen_back(state: PlacementState) -> PlacementState:
    return replace(state, fallback=NO_MODEL)


def _municipalities(frames: Frames, as_of: date, municipality: str | None) -> list[str]:
    """The municipalities that have a placement active on the day, or the one that was asked for."""
    if municipality is not None:
        return [municipality]
    placements, day = frames["placements"], pd.Timestamp(as_of)
    active = (placements["started_on"] <= day) & (placements["ends_on"].isna() | (placements["ends_on"] >= day))
    placed = frames["newcomers"]["newcomer_id"].isin(placements["newcomer_id"][active])
    return sorted(frames["newcomers"]["municipality"][placed].unique())


def _joined(parts: list[Assessed]) -> Assessed:
    every = sorted((state for part in parts for state in part.states), key=lambda state: state.placement_id)
    return Assessed(states=tuple(every), objected=sum(part.objected for part in parts))
