"""Commands on states: gate, flag, replay, rules."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.access.actor import SYSTEM
from assessment.access.gate import ENGINE_WORDS, GateEngine, PointsAt, missing, points_at_in_words
from assessment.cli.console import (
    CALLER_CAN_MEND,
    FAILED,
    Database,
    Format,
    Lang,
    now,
    opened,
    print_document,
    print_lines,
    read_day,
    read_number,
    read_switch,
    speaking,
    stop,
    tell,
)
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import State
from assessment.i18n.state_words import notice_in_words, state_word
from assessment.i18n.words import _, _n

if TYPE_CHECKING:
    from assessment.use_cases.replay_state import Replay

_MODELS_OWN = "model"


def gate_(
    municipality: Annotated[str, typer.Option("--municipality", help="Kommunens kode (tre cifre).")],
    engine: Annotated[str | None, typer.Option("--engine", help="off, rules eller model.")] = None,
    legal_basis: Annotated[str | None, typer.Option("--legal-basis", help="Hjemmel.")] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", help="Formål.")] = None,
    dpia: Annotated[str | None, typer.Option("--dpia", help="Henvisning til konsekvensanalysen.")] = None,
    dpia_on: Annotated[str | None, typer.Option("--dpia-on", help="Konsekvensanalysens dato.")] = None,
    signed_by: Annotated[str | None, typer.Option("--signed-by", help="Hvem der har godkendt.")] = None,
    expires_on: Annotated[str | None, typer.Option("--expires-on", help="Udløbsdato.")] = None,
    training: Annotated[
        str | None, typer.Option("--training", help="Må data bruges til træning: on eller off.")
    ] = None,
    threshold: Annotated[
        str | None,
        typer.Option(
            "--threshold", help="Sandsynligheden, som modellen peger fra (0.5 til 0.95), eller model: dens egen."
        ),
    ] = None,
    capacity: Annotated[
        str | None,
        typer.Option("--capacity", help="Andelen af aktive forløb, som modellen højst peger på (0.01 til 0.3)."),
    ] = None,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="Kun opdigtede personer; vises som et banner overalt.")
    ] = False,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Vis eller registrér det grundlag, som en kommunes beregninger hviler på."""
    from assessment.use_cases.register_gate import GateChange, look_at_gate, register_gate

    with speaking(lang, form), opened(database) as ledger:
        change = GateChange(
            engine=_engine(engine, list(GateEngine)),
            legal_basis=legal_basis,
            purpose=purpose,
            dpia=dpia,
            dpia_on=read_day(dpia_on, "--dpia-on") if dpia_on else None,
            signed_by=signed_by,
            expires_on=read_day(expires_on, "--expires-on") if expires_on else None,
            training=read_switch(training, "--training") if training else None,
            synthetic=True if synthetic else None,
            points_at=_points_at(threshold, capacity),
        )
        moment = now()
        if change.says_nothing():
            entry = look_at_gate(ledger, SYSTEM, municipality)
        else:
            entry = register_gate(ledger, SYSTEM, municipality, change, now=moment)
        today = danish_day(moment)
        lacks = missing(entry, today)
        if form == "json":
            nothing = {"municipality": municipality, "engine": GateEngine.OFF.value, "missing": lacks}
            print_document(entry.as_json(today) if entry else nothing)
        elif entry is None:
            print_lines(_("Kommune {code}: intet er registreret, og motoren er slået fra.").format(code=municipality))
        else:
            print_lines(_("Kommune {code}: {engine}.").format(code=municipality, engine=_(ENGINE_WORDS[entry.engine])))
            if entry.synthetic:
                print_lines(_("Kun opdigtede personer."))
            if told := points_at_in_words(entry):
                print_lines(_("Modellen peger på: {told}.").format(told=told))
            if lacks:
                print_lines(_("Der mangler: {what}.").format(what=", ".join(lacks)))


def _points_at(threshold: str | None, capacity: str | None) -> PointsAt | None:
    """What the options say of whom a model points at; None where they say nothing, and all that cannot be read."""
    found: dict[str, float | None] = {}
    problems = []
    for name, text in (("threshold", threshold), ("capacity", capacity)):
        if text is None or (name, text) == ("threshold", _MODELS_OWN):
            continue
        try:
            found[name] = read_number(text, f"--{name}")
        except CallerCanMend as unread:
            problems.append(str(unread))
    if problems:
        raise CallerCanMend(" ".join(problems))
    return None if threshold is None and capacity is None else PointsAt(**found)


def flag_(
    as_of: Annotated[str, typer.Option("--as-of", help="Den dag, der regnes for, fx 2026-03-02.")],
    municipality: Annotated[str | None, typer.Option("--municipality", help="Kun én kommune (tre cifre).")] = None,
    engine: Annotated[str | None, typer.Option("--engine", help="rules eller model.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Regn, men gem intet.")] = False,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Giv hvert aktivt forløb en tilstand ud fra det, der var kendt den dag."""
    from assessment.use_cases.score_placements import score_placements

    with speaking(lang, form), opened(database, create=False) as ledger:
        day = read_day(as_of, "--as-of")
        chosen = _engine(engine, [GateEngine.RULES, GateEngine.MODEL])
        scoring = score_placements(
            ledger, SYSTEM, as_of=day, now=now(), municipality=municipality, engine=chosen, dry_run=dry_run
        )
        document = scoring.as_json()
        if form == "json":
            print_document(document)
        else:
            print_lines(*_summary_lines(document["summary"]), notice_in_words())
        if scoring.misses_notes:
            tell(
                _(
                    "Modellen har regnet uden noterne, for de er ikke læst med den sprogmodel, den er lært med. "
                    "`sprogspor check` siger, hvilken der er i brug; er det den rette, læser `sprogspor work` noterne."
                )
            )
        if scoring.missing:
            for code, lacks in sorted(scoring.missing.items()):
                tell(
                    _("Kommune {code}: intet er gemt, for der mangler: {what}.").format(
                        code=code, what=", ".join(lacks)
                    )
                )
            raise typer.Exit(CALLER_CAN_MEND)


def _summary_lines(summary: Mapping[str, int]) -> list[str]:
    counts = [f"{state_word(state)}: {summary[state.value]}" for state in State]
    return [
        _("aktive forløb: {n}").format(n=summary["active"]),
        *counts,
        _("med indsigelse, ikke vurderet: {n}").format(n=summary["objected"]),
    ]


def replay_(
    state_id: Annotated[
        str, typer.Argument(metavar="STATE_ID", help="Tilstandens id, som flag --format json viser det.")
    ],
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Regn en gemt tilstand igen, og vis, om hvert felt bliver det samme."""
    from assessment.use_cases.replay_state import replay_state

    with speaking(lang, form), opened(database, create=False) as ledger:
        replay = replay_state(ledger, SYSTEM, state_id, now=now())
        if form == "json":
            print_document(replay.as_json())
        elif not replay.why_not:
            print_lines(*_replay_lines(replay), notice_in_words())
        if replay.why_not:
            stop(replay.why_not, CALLER_CAN_MEND)
        if not replay.same:
            raise typer.Exit(FAILED)


def _replay_lines(replay: "Replay") -> list[str]:
    when = {"day": replay.as_of.isoformat() if replay.as_of else "", "model": replay.model_id}
    if replay.same:
        return [_("Regnet igen for {day} med {model}: hvert felt er det samme, bit for bit.").format(**when)]
    n = len(replay.differs)
    head = _n(
        "Regnet igen for {day} med {model}: {n} felt er et andet.",
        "Regnet igen for {day} med {model}: {n} felter er andre.",
        n,
    )
    each = [
        _("{field}: gemt {stored}, nu {replayed}").format(
            field=one.field, stored=_as_stored(one.stored), replayed=_as_stored(one.replayed)
        )
        for one in replay.differs
    ]
    why = (
        _("Det er kun de sidste cifre: en anden slags processor afrunder dem anderledes.")
        if replay.only_last_digits
        else _("Enten regner programmet anderledes end dengang, eller også er der rettet i databasen.")
    )
    return [head.format(n=n, **when), *each, why]


def _as_stored(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def rules_(form: Format = "text", lang: Lang = "da") -> None:
    """Vis reglerne, som de regnes."""
    from assessment.stalling.rules import RulesEngine
    from assessment.stalling.rules_in_words import rules_in_words

    with speaking(lang, form):
        engine = RulesEngine()
        if form == "json":
            print_document({"id": engine.identity, "text": rules_in_words(engine)})
        else:
            print_lines(rules_in_words(engine))


def _engine(text: str | None, allowed: list[GateEngine]) -> GateEngine | None:
    if text is None:
        return None
    if text not in [engine.value for engine in allowed]:
        raise CallerCanMend(
            _("{option} kan ikke læses: {text}. Skriv {wanted}.").format(
                option="--engine", text=text, wanted=", ".join(engine.value for engine in allowed)
            )
        )
    return GateEngine(text)
