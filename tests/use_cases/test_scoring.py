"""Scoring: only where the gate is open, only downwards, never the future, and what is stored says what it rests on."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.small_bundle import SmallBundle, weekly
from support.three_people import FIRST_MONDAY, TODAY, at, flat, three_people
from support.trained_model import put_in_use
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.access.gate import GateEngine
from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import State
from assessment.stalling.assess import assess, assess_each
from assessment.stalling.model_engine import model_engine
from assessment.stalling.rules import RulesEngine
from assessment.storage import gates, journal, states
from assessment.storage.facts import known_by
from assessment.storage.ledger import Ledger
from assessment.storage.scored_facts import known_for_scoring, municipalities_active_on
from assessment.use_cases.register_gate import GateChange, look_at_gate, register_gate
from assessment.use_cases.score_placements import Scoring, score_placements

NOW = at(TODAY)
BASIS = GateChange(
    engine=GateEngine.RULES,
    legal_basis="integrationsloven § 16",
    purpose="støtte i praktik",
    dpia="2026-17",
    dpia_on=date(2026, 1, 5),
    signed_by="Direktøren",
    expires_on=TODAY + timedelta(days=30),
)


@pytest.fixture
def delivered(ledger: Ledger, tmp_path: Path) -> Ledger:
    """The three people of 461 and Else of 851; nothing is registered for either municipality."""
    bundle = three_people()
    bundle.person("else", started_on=FIRST_MONDAY, municipality="851", workplace="lager", buddy="bo")
    for week, monday in enumerate(weekly(FIRST_MONDAY, 14)):
        bundle.seen("else", monday, flat(week), by="bo")
    deliver(ledger, bundle, tmp_path / "bundle", now=at(TODAY, 7))
    return ledger


def score(ledger: Ledger, **options: Any) -> Scoring:
    """Score today, unless another day is named."""
    return score_placements(ledger, SYSTEM, **{"as_of": TODAY, "now": NOW, **options})


def stored(ledger: Ledger) -> int:
    with ledger.reading() as transaction:
        return states.count(transaction)


def scored_in(scoring: Scoring) -> set[str]:
    return {state.municipality for state in scoring.assessed.states}


def test_where_nothing_is_registered_nothing_is_stored_and_what_is_lacking_is_named(delivered: Ledger) -> None:
    scoring = score(delivered)

    assert stored(delivered) == 0
    assert set(scoring.missing) == {"461", "851"}
    assert scoring.missing["461"][0] == "intet er registreret"
    assert scoring.as_json()["summary"]["active"] == 0
    assert [entry["municipality"] for entry in scoring.as_json()["missing"]] == ["461", "851"]


def test_one_closed_gate_does_not_hold_the_others_back(delivered: Ledger) -> None:
    register_gate(delivered, SYSTEM, "461", BASIS, now=NOW)

    scoring = score(delivered)

    assert scored_in(scoring) == {"461"}
    assert set(scoring.missing) == {"851"}
    assert stored(delivered) == 3
    assert all(state.state_id for state in scoring.assessed.states)


def test_an_expired_basis_turns_the_engine_off(delivered: Ledger) -> None:
    register_gate(delivered, SYSTEM, "461", BASIS, now=NOW)
    last_day = TODAY + timedelta(days=30)

    assert score(delivered, as_of=TODAY, now=at(last_day), municipality="461").missing == {}
    expired = score(delivered, as_of=TODAY, now=at(last_day + timedelta(days=1)), municipality="461")

    assert expired.missing == {"461": [f"grundlaget udløb {last_day.isoformat()}"]}
    assert stored(delivered) == 3


def test_an_engine_turned_off_stores_nothing_more(delivered: Ledger) -> None:
    register_gate(delivered, SYSTEM, "461", BASIS, now=NOW)
    register_gate(delivered, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=NOW)

    assert score(delivered, municipality="461").missing == {"461": ["motoren er slået fra (--engine)"]}
    assert score(delivered, municipality="461", engine=GateEngine.RULES).missing != {}
    assert stored(delivered) == 0


def test_a_model_asked_for_is_refused_with_the_reason_and_a_registered_one_falls_back_and_says_so(
    delivered: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "models").mkdir(parents=True)
    (tmp_path / "home" / "models" / "current").write_text("model-gone\n")
    register_gate(delivered, SYSTEM, "461", BASIS, now=NOW)
    with pytest.raises(CallerCanMend, match="peger ikke på en model, der findes"):
        score(delivered, engine=GateEngine.MODEL)
    register_gate(delivered, SYSTEM, "461", GateChange(engine=GateEngine.MODEL), now=NOW)

    scheduled = score(delivered, municipality="461")
    lowered = score(delivered, municipality="461", engine=GateEngine.RULES)

    assert {(state.engine, state.fallback) for state in scheduled.assessed.states} == {("rules", "model_refused")}
    assert {(state.engine, state.fallback) for state in lowered.assessed.states} == {("rules", None)}
    assert "fallback" in scheduled.as_json()["placements"][0]
    assert "fallback" not in lowered.as_json()["placements"][0]


def test_without_what_reads_notes_a_model_that_learned_to_look_at_them_goes_without_and_says_so(
    delivered: Ledger, home_with_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_gate(delivered, SYSTEM, "461", replace(BASIS, engine=GateEngine.MODEL), now=NOW)
    monkeypatch.setenv("SPROGSPOR_HOME", str(home_with_model))
    monkeypatch.setenv("SPROGSPOR_ENCODER", "off")

    asked_for, registered = score(delivered, engine=GateEngine.MODEL), score(delivered, municipality="461")
    by_rules = score(delivered, municipality="461", engine=GateEngine.RULES)

    assert {(one.engine, one.fallback) for one in registered.assessed.states} == {("model", None)}
    assert asked_for.as_json()["model"]["encoder"] is None
    assert (asked_for.misses_notes, registered.misses_notes, by_rules.misses_notes) == (True, True, False)
    with delivered.reading() as transaction:
        run = states.latest_run(transaction, "461")
    assert run is not None
    assert run.encoder is None


def test_a_model_that_may_not_be_used_is_refused_and_where_it_is_registered_the_rules_say_why(
    delivered: Ledger, home_with_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_gate(delivered, SYSTEM, "461", replace(BASIS, engine=GateEngine.MODEL), now=NOW)
    shutil.copytree(home_with_model / "models", tmp_path / "models")
    (manifest,) = (tmp_path / "models").glob("*/manifest.json")
    manifest.write_text(manifest.read_text("utf-8").replace('"threshold"', '"threshold "'), "utf-8")
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path))
    with pytest.raises(CallerCanMend, match="er ændret, siden den blev lavet"):
        score(delivered, engine=GateEngine.MODEL)
    tampered = score(delivered, municipality="461")

    assert {(one.engine, one.fallback) for one in tampered.assessed.states} == {("rules", "model_refused")}
    assert tampered.as_json()["model"] == {"id": RulesEngine().identity, "rubric": "workplace-da-v1", "encoder": None}


def test_a_model_that_reads_no_notes_needs_no_encoder_and_each_municipality_has_its_own_engine(
    delivered: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path))
    model = put_in_use(tmp_path / "made")
    register_gate(delivered, SYSTEM, "461", replace(BASIS, engine=GateEngine.MODEL), now=NOW)
    register_gate(delivered, SYSTEM, "851", BASIS, now=NOW)
    scoring = score(delivered)
    with delivered.reading() as transaction:
        runs = [states.latest_run(transaction, code) for code in ("461", "851")]
    lowered = score(delivered, engine=GateEngine.RULES)

    assert [run and run.learned_from for run in runs] == ["invented", None]
    engines = {state.municipality: state.engine for state in scoring.assessed.states}
    assert engines == {"461": "model", "851": "rules"}
    assert {state.fallback for state in scoring.assessed.states} == {None}
    assert scoring.as_json()["model"]["id"] == model_engine(model).identity
    assert scoring.as_json()["model"]["encoder"] is None
    assert not scoring.misses_notes, "it never learned to look at any"
    by_rules = {state.placement_id: state for state in lowered.assessed.states}
    for state in scoring.assessed.states:
        if state.engine == "rules":
            assert replace(state, state_id=None) == replace(by_rules[state.placement_id], state_id=None)
    asked = score(delivered, engine=GateEngine.MODEL, municipality="851")
    assert {state.engine for state in asked.assessed.states} == {"rules"}, "it only goes downwards"


def test_the_future_is_refused_and_today_is_a_danish_day(delivered: Ledger) -> None:
    with pytest.raises(CallerCanMend, match="2026-06-09 ligger i fremtiden"):
        score(delivered, as_of=TODAY + timedelta(days=1), dry_run=True)
    just_after_midnight = at(TODAY + timedelta(days=1), 0, 30)
    assert score(delivered, as_of=TODAY + timedelta(days=1), now=just_after_midnight, dry_run=True).assessed.states


def test_a_dry_run_computes_for_everybody_stores_nothing_and_writes_one_line(delivered: Ledger) -> None:
    scoring = score(delivered, dry_run=True)

    assert scored_in(scoring) == {"461", "851"}
    assert scoring.missing == {}
    assert {state.state_id for state in scoring.assessed.states} == {None}
    assert stored(delivered) == 0
    with delivered.reading() as transaction:
        assert [line.act for line in journal.lines(transaction)] == ["import", "flag_dry_run"]
        assert states.latest_run(transaction, "461") is None


def test_the_same_day_scored_twice_gives_the_same_bytes(delivered: Ledger) -> None:
    once, again = (json.dumps(score(delivered, dry_run=True).as_json(), ensure_ascii=False) for _ in range(2))
    assert once == again


def test_the_summary_sums_to_the_list_and_the_document_is_the_contracts(delivered: Ledger) -> None:
    document = score(delivered, dry_run=True).as_json()

    counts = dict(document["summary"])
    assert counts.pop("objected") == 0
    assert counts.pop("active") == sum(counts.values()) == len(document["placements"]) == 4
    assert [placement["placement_id"] for placement in document["placements"]] == sorted(
        placement["placement_id"] for placement in document["placements"]
    )
    assert document["notice"] == "kun til støtte: må ikke indgå i sanktion, ydelse, opholds- eller statsborgerskabssag"
    assert document["scale"] == "logit"


def test_neighbours_in_another_municipality_do_not_depend_on_who_is_asked_about(delivered: Ledger) -> None:
    everybody = {state.placement_id: state for state in score(delivered, dry_run=True).assessed.states}
    for municipality in ("461", "851"):
        for state in score(delivered, dry_run=True, municipality=municipality).assessed.states:
            assert state == everybody[state.placement_id]


def test_a_stored_state_names_its_basis_its_engine_and_the_day(delivered: Ledger) -> None:
    gate = register_gate(delivered, SYSTEM, "461", BASIS, now=NOW)
    scoring = score(delivered, municipality="461")

    with delivered.reading() as transaction:
        run = states.latest_run(transaction, "461")
        assert run is not None
        found = {entry.state.placement_id: entry for entry in states.of_run(transaction, run)}
    assert (run.gate_id, run.as_of, run.rubric, run.made_at) == (gate.gate_id, TODAY, "workplace-da-v1", NOW)
    assert (run.engine, run.model_id) == ("rules", scoring.model_id)
    assert {entry.basis for entry in found.values()} == {"integrationsloven § 16"}
    assert [found[state.placement_id].state for state in scoring.assessed.states] == list(scoring.assessed.states)


def test_an_objection_stops_the_scoring_of_that_person_and_is_only_counted(delivered: Ledger, tmp_path: Path) -> None:
    objection = SmallBundle().add("objections", newcomer_id="amina", from_on=TODAY)
    deliver(delivered, objection, tmp_path / "objection", now=NOW)

    scoring = score(delivered, dry_run=True, municipality="461")

    assert "forloeb-amina" not in {state.placement_id for state in scoring.assessed.states}
    assert scoring.as_json()["summary"]["objected"] == 1
    assert scoring.as_json()["summary"]["active"] == 2


def test_a_delivery_that_comes_while_states_are_computed_is_taken_into_account(
    scored: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assessment.use_cases import score_placements as module

    objection = SmallBundle().add("objections", newcomer_id="amina", from_on=TODAY)
    real, came = module.assess_each, []

    def assess_while_something_comes(*arguments: Any, **options: Any) -> Any:
        if not came:
            came.append(deliver(scored, objection, tmp_path / "objection", now=NOW))
        return real(*arguments, **options)

    monkeypatch.setattr(module, "assess_each", assess_while_something_comes)
    scoring = score(scored)
    assert "forloeb-amina" not in {state.placement_id for state in scoring.assessed.states}


def test_a_gate_needs_every_field_before_an_engine_is_turned_on(ledger: Ledger) -> None:
    with pytest.raises(CallerCanMend, match=r"Motoren kan ikke slås til. Der mangler: hjemmel .*udløbsdato"):
        register_gate(ledger, SYSTEM, "461", GateChange(engine=GateEngine.RULES), now=NOW)
    assert look_at_gate(ledger, SYSTEM, "461") is None


def test_a_gate_can_be_filled_in_piece_by_piece_and_then_turned_on(ledger: Ledger) -> None:
    register_gate(ledger, SYSTEM, "461", GateChange(legal_basis="§ 16", purpose="støtte", dpia="17"), now=NOW)
    register_gate(ledger, SYSTEM, "461", GateChange(dpia_on=TODAY, signed_by="Direktøren"), now=NOW)
    register_gate(ledger, SYSTEM, "461", GateChange(expires_on=TODAY), now=NOW)
    entry = register_gate(ledger, SYSTEM, "461", GateChange(engine=GateEngine.RULES), now=NOW)

    assert (entry.engine, entry.legal_basis, entry.signed_by) == (GateEngine.RULES, "§ 16", "Direktøren")
    assert entry.as_json(TODAY)["missing"] == []


def test_a_basis_that_has_run_out_cannot_be_registered_for_an_engine(ledger: Ledger) -> None:
    yesterday = TODAY - timedelta(days=1)
    expired = GateChange(**{**_fields(BASIS), "expires_on": yesterday})
    with pytest.raises(CallerCanMend, match=f"grundlaget udløb {yesterday.isoformat()}"):
        register_gate(ledger, SYSTEM, "461", expired, now=NOW)


def test_training_has_a_switch_of_its_own_that_is_off_until_it_is_turned(ledger: Ledger) -> None:
    first = register_gate(ledger, SYSTEM, "461", BASIS, now=NOW)
    second = register_gate(ledger, SYSTEM, "461", GateChange(training=True), now=NOW)
    third = register_gate(ledger, SYSTEM, "461", GateChange(training=False), now=NOW)

    assert [entry.training for entry in (first, second, third)] == [False, True, False]
    assert {entry.engine for entry in (first, second, third)} == {GateEngine.RULES}


def test_a_real_basis_ends_the_invented_peoples_and_is_never_swept_aside_by_it(ledger: Ledger) -> None:
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=NOW)

    real = register_gate(ledger, SYSTEM, "461", BASIS, now=NOW)

    assert not real.synthetic
    with pytest.raises(CallerCanMend, match="ikke opdigtet"):
        register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=NOW)


def test_a_basis_of_blanks_or_of_tomorrow_opens_nothing_and_is_cleaned_like_a_note(ledger: Ledger) -> None:
    with pytest.raises(CallerCanMend, match="hjemmel"):
        register_gate(ledger, SYSTEM, "461", replace(BASIS, legal_basis="  "), now=NOW)
    with pytest.raises(CallerCanMend, match="ligger i fremtiden"):
        register_gate(ledger, SYSTEM, "461", replace(BASIS, dpia_on=TODAY + timedelta(days=1)), now=NOW)

    entry = register_gate(ledger, SYSTEM, "461", replace(BASIS, signed_by="Anna, 610190-1234"), now=NOW)

    assert entry.signed_by == "Anna, [fjernet]"


def test_invented_people_are_registered_as_such_and_only_their_own_municipality(ledger: Ledger) -> None:
    entry = register_gate(ledger, SYSTEM, "999", GateChange(synthetic=True), now=NOW)

    assert (entry.synthetic, entry.engine, entry.legal_basis) == (True, GateEngine.RULES, None)
    assert look_at_gate(ledger, SYSTEM, "461") is None


def test_the_newest_entry_is_in_force_and_every_one_is_in_the_journal(ledger: Ledger) -> None:
    entries = [
        register_gate(ledger, SYSTEM, "461", change, now=NOW) for change in (BASIS, GateChange(engine=GateEngine.OFF))
    ]

    with ledger.reading() as transaction:
        assert gates.in_force(transaction, "461") == entries[-1]
        told = [json.loads(line.detail) for line in journal.lines(transaction, act="gate", subject="461")]
    assert [line["gate_id"] for line in told] == [entry.gate_id for entry in entries]
    assert [line["engine"] for line in told] == ["rules", "off"]


@pytest.mark.parametrize("code", ["46", "4610", "fyn", "४६१", ""])
def test_a_municipality_is_three_digits(ledger: Ledger, code: str) -> None:
    with pytest.raises(CallerCanMend, match="En kommunekode har tre cifre"):
        register_gate(ledger, SYSTEM, code, BASIS, now=NOW)


def test_the_three_people_are_told_apart(scored: Ledger, open_copy: Callable[[], Ledger]) -> None:
    told = {state.newcomer_id: state.state for state in score(scored, dry_run=True).assessed.states}
    assert told == {"amina": State.POSSIBLE_STALL, "yusuf": State.PROGRESSING, "olena": State.TOO_LITTLE_EVIDENCE}


@pytest.mark.parametrize("newcomer", ["amina", "olena"])
def test_importing_what_would_clear_a_case_gives_it_another_state(
    scored: Ledger, tmp_path: Path, newcomer: str
) -> None:
    (before,) = [state for state in score(scored, dry_run=True).assessed.states if state.newcomer_id == newcomer]
    clear = before.would_clear
    assert clear is not None
    more = SmallBundle()
    for filename, rows in clear.add.items():
        for row in rows:
            more.add(filename.removesuffix(".csv"), **row)
    deliver(scored, more, tmp_path / "more", now=at(clear.as_of, 20))

    after = score(scored, as_of=clear.as_of, now=at(clear.as_of, 21), dry_run=True).assessed.states

    assert {state.newcomer_id: state.state for state in after}[newcomer] is not before.state


def _fields(change: GateChange) -> dict[str, Any]:
    return {name: getattr(change, name) for name in GateChange.__dataclass_fields__}


def test_reading_only_what_a_scoring_looks_at_gives_the_same_states_as_reading_everything(delivered, tmp_path):
    bundle = SmallBundle()
    bundle.person("mads", started_on=FIRST_MONDAY, municipality="461", workplace="lager", buddy="bo")
    bundle.person("ida", started_on=FIRST_MONDAY, ends_on=TODAY - timedelta(days=1), workplace="lager", buddy="bo")
    bundle.person("nadia", started_on=FIRST_MONDAY, municipality="461", workplace="lager", buddy="bo")
    about = {"placement_id": "forloeb-nadia", "observer_id": "bo", "from_on": FIRST_MONDAY}
    bundle.add("assignments", assignment_id="bo-nadia", **about)  # nobody has seen her: who is asked to comes from this
    for week, monday in enumerate(weekly(FIRST_MONDAY, 14)):
        bundle.seen("mads", monday, flat(week), by="bo")
        bundle.seen("ida", monday, flat(week), by="bo")
    deliver(delivered, bundle, tmp_path / "more", now=at(TODAY, 8))
    rules = RulesEngine()

    with delivered.reading() as transaction:
        everything = known_by(transaction, TODAY)
        codes = municipalities_active_on(transaction, TODAY)
        of_all = assess_each(known_for_scoring(transaction, TODAY), TODAY, rules, codes)
        one_by_one = {
            code: assess_each(known_for_scoring(transaction, TODAY, code), TODAY, rules, [code])[code] for code in codes
        }

    assert len(codes) > 1
    assert of_all == one_by_one == {code: assess(everything, TODAY, rules, municipality=code) for code in codes}
    assert any(len(found.states) > 1 for found in of_all.values())


def test_a_scoring_says_in_which_unit_its_paces_are(scored):
    with scored.reading() as transaction:
        run = states.latest_run(transaction, "461")

    assert run is not None
    assert run.scale == "logit"


def test_an_entry_replaced_by_one_about_somebody_elsewhere_counts_no_more_whoever_is_asked_about(delivered, tmp_path):
    written = three_people().rows["observations"]
    about_yusuf = [cells["observation_id"] for cells in written if cells["placement_id"] == "forloeb-yusuf"]
    bundle = SmallBundle()
    for number, mistaken in enumerate(about_yusuf[:2]):
        bundle.seen("else", FIRST_MONDAY + timedelta(weeks=number), flat(number), by="bo", replaces=mistaken)
    before = {state.newcomer_id: state for state in score(delivered, dry_run=True).assessed.states}
    deliver(delivered, bundle, tmp_path / "mended", now=at(TODAY, 8))

    of_all = {state.newcomer_id: state for state in score(delivered, dry_run=True).assessed.states}
    of_461 = {state.newcomer_id: state for state in score(delivered, dry_run=True, municipality="461").assessed.states}

    assert before["yusuf"].observations == len(about_yusuf)
    assert of_461["yusuf"].observations == len(about_yusuf) - 2
    assert of_461["yusuf"] == of_all["yusuf"]
