"""A municipality may say whom the model is to point at: it is registered, used, shown, and replayed as it was then."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assessment.access.actor import SYSTEM
from assessment.access.gate import GateChange, GateEngine, PointsAt
from assessment.cli.main import main
from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import State
from assessment.storage import desk_tables, gates, states
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.register_gate import register_gate
from assessment.use_cases.replay_state import replay_state
from assessment.use_cases.score_placements import Scoring, score_placements
from assessment.use_cases.simulate_municipality import simulate_municipality

CODE, END = "999", date(2026, 6, 28)
NOW = datetime(2026, 6, 29, 8, tzinfo=UTC)
BASIS = {
    "legal_basis": "integrationsloven § 16",
    "purpose": "støtte i praktik",
    "dpia": "2026-17",
    "dpia_on": date(2026, 1, 5),
    "signed_by": "Direktøren",
    "expires_on": date(2027, 1, 1),
}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home in which nothing was trained, so that the model that ships scores."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """Invented people, whom the model is to score."""
    folder = tmp_path_factory.mktemp("town")
    simulate_municipality(folder / "bundle", newcomers=40, weeks=30, seed=11, end=END)
    file = folder / "town.db"
    file.write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{file}")
    import_bundle(ledger, SYSTEM, folder / "bundle", now=NOW)
    register_gate(ledger, SYSTEM, CODE, GateChange(synthetic=True, engine=GateEngine.MODEL), now=NOW)
    ledger.close()
    return file


@pytest.fixture
def town(filled: Path, open_copy: Callable[[Path], Ledger]) -> Ledger:
    return open_copy(filled)


def point_at(ledger: Ledger, **given: float) -> None:
    register_gate(ledger, SYSTEM, CODE, GateChange(points_at=PointsAt(**given)), now=NOW)


def score(ledger: Ledger, **given: Any) -> Scoring:
    return score_placements(ledger, SYSTEM, as_of=END, now=NOW, **given)


def flagged(scoring: Scoring) -> list[Any]:
    return [one for one in scoring.assessed.states if one.state is State.POSSIBLE_STALL]


def thresholds(ledger: Ledger) -> list[float | None]:
    """From which probability each stored scoring pointed."""
    runs = desk_tables.flag_runs.c
    with ledger.reading() as transaction:
        return list(transaction.execute(select(runs.threshold).order_by(runs.run_seq)).scalars())


def refused(ledger: Ledger, **given: Any) -> str:
    with pytest.raises(CallerCanMend) as told:
        register_gate(ledger, SYSTEM, CODE, GateChange(**given), now=NOW)
    return str(told.value)


def run(*words: str, ledger: Ledger, capsys: pytest.CaptureFixture[str], code: int = 0) -> Any:
    """What a command printed, where it ended as it should."""
    url = ledger.engine.url.render_as_string(hide_password=False)
    with pytest.raises(SystemExit) as ended:
        main([*words, "--database", url])
    printed = capsys.readouterr()
    assert ended.value.code == code, printed.err
    return printed


def test_from_the_registered_probability_on_everybody_is_pointed_at_and_nobody_below_it(town: Ledger) -> None:
    before = score(town)
    point_at(town, threshold=0.5)
    after = score(town)

    assert [one.stall_probability for one in after.assessed.states] == [
        one.stall_probability for one in before.assessed.states
    ]
    assert len(flagged(after)) > len(flagged(before))
    for own, scoring in ((0.8, before), (0.5, after)):
        decided = [one for one in scoring.assessed.states if one.state not in (State.GOAL_REACHED,)]
        assert {one.placement_id for one in flagged(scoring)} == {
            one.placement_id for one in decided if (one.stall_probability or 0) >= own
        }
    assert thresholds(town) == [None, 0.5]


def test_the_document_names_the_probability_only_where_the_municipality_set_it(town: Ledger) -> None:
    as_it_is = score(town, dry_run=True).as_json()
    point_at(town, threshold=0.65)
    set_here = score(town, dry_run=True).as_json()

    assert {one.get("threshold") for one in as_it_is["placements"]} == {None}
    assert {one.pop("threshold") for one in set_here["placements"]} == {0.65}
    assert set_here["model"] == as_it_is["model"]
    assert "threshold" not in set_here["placements"][0].keys() | as_it_is["placements"][0].keys()


@pytest.mark.parametrize("given", [{"threshold": 0.5}, {"capacity": 0.15}])
@pytest.mark.long
def test_a_state_is_computed_again_as_it_was_though_the_gate_says_otherwise_now(
    town: Ledger, given: dict[str, float]
) -> None:
    point_at(town, **given)
    scoring = score(town)
    point_at(town, threshold=0.95)
    chosen = [
        min(flagged(scoring), key=lambda one: one.stall_probability),
        next(one for one in scoring.assessed.states if one.state is State.UNCLEAR),
    ]

    told = [replay_state(town, SYSTEM, str(one.state_id), now=NOW) for one in chosen]

    assert [(one.same, one.model_id) for one in told] == [(True, scoring.model_id)] * 2


def test_by_capacity_no_more_are_pointed_at_than_there_is_room_for_and_the_day_keeps_its_threshold(
    town: Ledger,
) -> None:
    point_at(town, capacity=0.15)
    scoring = score(town)

    chosen = [one.stall_probability for one in flagged(scoring)]
    assert len(chosen) == int(0.15 * len(scoring.assessed.states))
    (threshold,) = thresholds(town)
    assert threshold == scoring.as_json()["placements"][0]["threshold"] <= min(chosen) < 0.8


def test_what_is_set_holds_until_it_is_set_otherwise_and_every_entry_stays(town: Ledger) -> None:
    point_at(town, capacity=0.3)
    register_gate(town, SYSTEM, CODE, GateChange(training=True), now=NOW)
    kept = score(town, dry_run=True)
    point_at(town, threshold=0.7)
    point_at(town)
    as_before = score(town, dry_run=True)

    with town.reading() as transaction:
        entries = [(one.threshold, one.capacity) for one in gates.history(transaction, CODE)]
        lines = transaction.execute(select(desk_tables.journal.c.detail, desk_tables.journal.c.act)).all()
    assert entries == [(None, None), (0.7, None), (None, 0.3), (None, 0.3), (None, None)]
    assert len(flagged(kept)) > len(flagged(as_before)) > 0
    told = [json.loads(line.detail) for line in lines if line.act == "gate"]
    assert [(one["threshold"], one["capacity"]) for one in told] == entries[::-1]


def test_the_rules_go_by_their_own_whatever_is_set_for_the_model(town: Ledger) -> None:
    before = score(town, engine=GateEngine.RULES, dry_run=True)
    point_at(town, threshold=0.95)

    assert score(town, engine=GateEngine.RULES, dry_run=True).as_json() == before.as_json()
    assert len(flagged(before)) > 0


def test_what_cannot_be_set_is_refused_with_all_that_is_wrong_and_nothing_is_registered(ledger: Ledger) -> None:
    register_gate(ledger, SYSTEM, CODE, GateChange(engine=GateEngine.MODEL, **BASIS), now=NOW)

    assert refused(ledger, points_at=PointsAt(threshold=0.3, capacity=0.5), dpia_on=date(2026, 7, 1)) == (
        "--threshold er 0.3. Skriv et tal fra 0.5 til 0.95. --capacity er 0.5. Skriv et tal fra 0.01 til 0.3. "
        "Skriv enten --threshold eller --capacity, for de udelukker hinanden. "
        "Konsekvensanalysens dato ligger i fremtiden. Ret --dpia-on."
    )
    for given in ({"threshold": 0.4999}, {"threshold": 0.951}, {"capacity": 0.009}, {"capacity": 0.301}):
        (name,) = given
        assert refused(ledger, points_at=PointsAt(**given)).startswith(f"--{name} er {given[name]}. Skriv et tal fra")
    assert refused(ledger, points_at=PointsAt(threshold=float("nan"))).startswith("--threshold er nan.")
    with ledger.reading() as transaction:
        assert len(gates.history(transaction, CODE)) == 1
    for given in ({"threshold": 0.5}, {"threshold": 0.95}, {"capacity": 0.01}, {"capacity": 0.3}):
        point_at(ledger, **given)


def test_the_command_registers_it_shows_it_and_names_everything_that_cannot_be_read(
    ledger: Ledger, capsys: pytest.CaptureFixture[str]
) -> None:
    gate = ("gate", "--municipality", CODE)
    run(*gate, "--synthetic", "--engine", "model", ledger=ledger, capsys=capsys)

    danish = run(*gate, "--threshold", "0,7", ledger=ledger, capsys=capsys).out
    english = run(*gate, "--capacity", "0.1", "--lang", "en", ledger=ledger, capsys=capsys).out
    told = json.loads(run(*gate, "--format", "json", ledger=ledger, capsys=capsys).out)
    own = run(*gate, "--threshold", "model", "--format", "json", ledger=ledger, capsys=capsys).out
    unread = run(*gate, "--threshold", "høj", "--capacity", "x", ledger=ledger, capsys=capsys, code=2).err

    assert "Modellen peger på: fra en sandsynlighed på 70 af 100.\n" in danish
    assert "The model points at: the most probable, at most 10 of 100 active placements.\n" in english
    assert (told["threshold"], told["capacity"]) == (None, 0.1)
    assert (json.loads(own)["threshold"], json.loads(own)["capacity"]) == (None, None)
    assert unread == (
        "--threshold kan ikke læses: høj. Skriv et tal som 0.7. --capacity kan ikke læses: x. Skriv et tal som 0.7.\n"
    )


def test_a_fallback_to_the_rules_keeps_no_threshold(town: Ledger, tmp_path: Path) -> None:
    point_at(town, threshold=0.5)
    (tmp_path / "home" / "models").mkdir(parents=True)
    (tmp_path / "home" / "models" / "current").write_text("væk\n", "utf-8")

    scoring = score(town)

    assert {one.engine for one in scoring.assessed.states} == {"rules"}
    assert "threshold" not in scoring.as_json()["placements"][0]
    with town.reading() as transaction:
        run_of_rules = states.latest_run(transaction, CODE)
    assert run_of_rules is not None
    assert (run_of_rules.engine, run_of_rules.threshold) == ("rules", None)
