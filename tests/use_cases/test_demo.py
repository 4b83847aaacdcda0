"""The demonstration fills an empty database, keeps what it made, goes on where it was cut off, mixes with nothing."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.three_people import TODAY, at, three_people
from support.whole_life import deliver

from assessment import settings
from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateEngine
from assessment.domain.errors import CallerCanMend
from assessment.settings import resource
from assessment.storage import batches, states
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases import fill_demo as module
from assessment.use_cases.fill_demo import Demo, fill_demo
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.own_people import own_people
from assessment.use_cases.register_gate import GateChange, look_at_gate, register_gate
from assessment.use_cases.sign_in import actor_of, sign_in

END = date(2026, 6, 28)
NOW = datetime(2026, 6, 29, 7, tzinfo=UTC)


def fill(ledger: Ledger, *, seed: int = 3, now: datetime = NOW, told: list[str] | None = None) -> Demo:
    return fill_demo(ledger, newcomers=15, seed=seed, end=END, now=now, tell=(told if told is not None else []).append)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> tuple[Path, Demo]:
    """A small demonstration, filled once."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    shutil.copyfile(empty_database, file)
    ledger = open_ledger(f"sqlite:///{file}")
    demo = fill(ledger)
    ledger.close()
    return file, demo


def test_an_empty_database_is_filled_scored_and_open_to_its_caseworker(
    open_copy: Callable[[Path], Ledger], filled: tuple[Path, Demo]
) -> None:
    file, demo = filled
    ledger = open_copy(file)
    account = next(account for account in demo.accounts if account["role"] == "caseworker")

    karen = actor_of(ledger, sign_in(ledger, account["user"], account["password"], now=NOW), now=NOW)

    assert karen == Actor(user="sagsbehandler", role=Role.CASEWORKER, municipality="999")
    queue = open_queue(ledger, karen, now=NOW)
    assert queue.as_of == END == demo.as_of
    assert queue.synthetic
    assert queue.to_review + queue.too_little + queue.others != ()


def test_one_of_each_role_can_sign_in_and_has_somebody_to_see(
    open_copy: Callable[[Path], Ledger], filled: tuple[Path, Demo]
) -> None:
    file, demo = filled
    ledger = open_copy(file)
    actors = {}
    for account in demo.accounts:
        actors[account["user"]] = actor_of(
            ledger, sign_in(ledger, account["user"], account["password"], now=NOW), now=NOW
        )

    assert {actor.role for actor in actors.values() if actor} == set(Role) - {Role.SYSTEM}
    buddy, guide = (own_people(ledger, actors[user], now=NOW) for user in ("makker", "guide"))
    assert buddy.role == "sprogmakker"
    assert guide.role == "kulturguide"
    assert buddy.colleagues
    assert buddy.entries
    assert guide.colleagues
    assert actors["sprogcenter"].provider_id


def test_a_second_run_keeps_what_is_there_whatever_it_asks_for(
    open_copy: Callable[[Path], Ledger], filled: tuple[Path, Demo]
) -> None:
    file, demo = filled
    ledger, told = open_copy(file), list[str]()

    again = fill(ledger, seed=99, now=NOW + timedelta(days=3), told=told)

    assert again == demo
    assert told == []
    with ledger.reading() as transaction:
        assert len(batches.history(transaction)) == 1


def test_each_database_has_a_password_of_its_own(
    ledger: Ledger, filled: tuple[Path, Demo], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "import_bundle", _cut_off)
    with pytest.raises(KeyboardInterrupt):
        fill(ledger)
    with ledger.reading() as transaction:
        mark = module.demo_mark.read(transaction)
    assert mark is not None
    assert mark["accounts"][0]["password"] != filled[1].accounts[0]["password"]
    assert len(mark["accounts"][0]["password"]) >= 12


@pytest.mark.parametrize("step", ["import_bundle", "register_gate", "score_placements"])
def test_a_filling_that_was_cut_off_goes_on_where_it_stopped(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(module, step, _cut_off)
        with pytest.raises(KeyboardInterrupt):
            fill(ledger)

    demo = fill(ledger, seed=99)

    for account in demo.accounts:
        assert sign_in(ledger, account["user"], account["password"], now=NOW)
    with ledger.reading() as transaction:
        run = states.latest_run(transaction, "999")
        assert run is not None
        assert states.of_run(transaction, run)
        assert module.demo_mark.read(transaction)["seed"] == 3
    assert fill(ledger) == demo


def test_a_database_with_anything_else_in_it_is_refused_and_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    deliver(ledger, three_people(), tmp_path / "three", now=at(TODAY))
    with pytest.raises(CallerCanMend, match="Databasen holder noget andet end demoen"):
        fill(ledger)
    assert look_at_gate(ledger, SYSTEM, "999") is None


def test_a_database_in_which_a_municipality_has_begun_is_refused(ledger: Ledger) -> None:
    register_gate(ledger, SYSTEM, "461", GateChange(legal_basis="§ 16"), now=NOW)
    with pytest.raises(CallerCanMend, match="Databasen holder noget andet end demoen"):
        fill(ledger)


def _cut_off(*_arguments: object, **_options: object) -> None:
    raise KeyboardInterrupt


def _nothing(name: str) -> Path:
    raise FileNotFoundError(name)


def test_a_model_of_the_demonstrations_own_is_one_to_score_with_where_none_ships(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not whole, so that the rules step in and every state says why."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(settings, "resource", lambda name: _nothing(name) if "current" in name else resource(name))
    (tmp_path / "home" / "models").mkdir(parents=True)
    (tmp_path / "home" / "models" / "current-999").write_text("model-gone\n", "utf-8")

    fill_demo(ledger, newcomers=4, seed=3, end=END, now=NOW, tell=[].append)

    entry = look_at_gate(ledger, SYSTEM, "999")
    assert entry is not None
    assert entry.engine is GateEngine.MODEL
    with ledger.reading() as transaction:
        run = states.latest_run(transaction, "999")
        assert run is not None
        assert {one.state.fallback for one in states.of_run(transaction, run)} == {"model_refused"}
