"""A municipality's own blind reviews may move the model, and replace it only where they show that it is better."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sqlalchemy import select
from support.small_bundle import SmallBundle
from support.small_model import ORIGIN
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.access.gate import GateEngine
from assessment.cli.main import main
from assessment.domain.decision import OwnView, View
from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import State
from assessment.simulation.municipality import simulate
from assessment.simulation.worlds import world_named
from assessment.stalling.current_model import current_model_folder, promote
from assessment.stalling.evaluation.measures import auc, calibration_error
from assessment.stalling.features import FEATURES
from assessment.stalling.model_artefact import StallModel, read_model, write_model
from assessment.stalling.rules import RulesEngine
from assessment.storage import desk, desk_tables, states
from assessment.storage.ledger import Ledger, Transaction, open_ledger
from assessment.storage.reviews import views_held_against_states
from assessment.storage.states import FlagRun
from assessment.use_cases import random_look
from assessment.use_cases.case_headers import objecting
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.simulate_municipality import simulate_municipality
from assessment.use_cases.simulated_rows import SimulatedTown, simulated_rows
from assessment.use_cases.train_locally import LEAST, TrainedLocally, train_locally
from assessment.use_cases.train_model import features_sha256

pytestmark = pytest.mark.long

CODE, END = "999", date(2026, 6, 28)
NOW = datetime(2026, 6, 29, 8, tzinfo=UTC)
LOOKED_AT = 0.95
"""Of what nothing points at, so that a small town has a hundred reviews; the installation's own share is a tenth."""
Finds = Callable[[str, bool], View]


@pytest.fixture(autouse=True, scope="module")
def _share() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(random_look, "SHARE", LOOKED_AT)
        yield


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))


@dataclass(frozen=True)
class Place:
    """A scored town at which nobody has looked, and who really stands still, by placement and Sunday."""

    file: Path
    truth: dict[tuple[str, date], bool]


def scored_place(folder: Path, empty_database: Path, *, newcomers: int, seed: int, weeks: Sequence[int]) -> Place:
    simulate_municipality(folder / "bundle", newcomers=newcomers, weeks=60, seed=seed, end=END)
    file = folder / "town.db"
    file.write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{file}")
    import_bundle(ledger, SYSTEM, folder / "bundle", now=NOW)
    register_gate(ledger, SYSTEM, CODE, GateChange(synthetic=True, training=True), now=NOW)
    for before in weeks:
        score_placements(ledger, SYSTEM, as_of=END - timedelta(weeks=before), now=NOW)
    ledger.close()
    told = simulate(newcomers, 60, seed, END, world=world_named("shipped")).truth
    sundays = [day.date() + timedelta(days=6) for day in told["week_start_on"]]
    return Place(
        file, dict(zip(zip(told["placement_id"], sundays, strict=True), told["stalled"].tolist(), strict=True))
    )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Place:
    """Ninety invented people, scored on six days."""
    return scored_place(tmp_path_factory.mktemp("town"), empty_database, newcomers=90, seed=7, weeks=range(0, 48, 8))


@pytest.fixture(scope="module")
def large_town(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Place:
    """So many people, scored on twelve days, that there are more than five hundred cases to be looked at."""
    folder = tmp_path_factory.mktemp("large")
    return scored_place(folder, empty_database, newcomers=270, seed=8, weeks=range(0, 48, 4))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model: `fit` as it was fitted, `far_off` with probabilities far too high, `by_lot` of shuffled cases."""
    from assessment.stalling.classifier import StallClassifier

    rows = judged_rows(1, newcomers=160)
    used = [one for one in FEATURES if not one.name.startswith("note_")]
    known = rows[[one.name for one in used]].astype(np.float64)
    directions = {one.name: one.direction for one in used if one.direction}
    fit = StallClassifier(directions, "logistic", n_folds=3).fit(
        known, rows["stalled"].to_numpy(), groups=rows["newcomer_id"].to_numpy(dtype=object)
    )
    folder = tmp_path_factory.mktemp("models")
    too_many = np.random.default_rng(0).random(len(known)) < expit(fit.decision_function(known) + 2)
    by_lot = StallClassifier(directions, "logistic", n_folds=3).fit(
        known,
        np.random.default_rng(1).permutation(rows["stalled"].to_numpy()),
        groups=rows["newcomer_id"].to_numpy(dtype=object),
    )
    for name, one in (("fit", fit), ("far_off", fit.recalibrate(known, too_many)), ("by_lot", by_lot)):
        write_model(folder / name, one, made_of=ORIGIN, metrics={"figures": [], "gaps": []})
    return folder


@pytest.fixture(scope="module")
def someone_else() -> tuple[pd.DataFrame, np.ndarray]:
    """People whom nobody reviewed: what is known of them, and whether they stand still."""
    rows = judged_rows(2, newcomers=90)
    known = rows[[one.name for one in FEATURES if not one.name.startswith("note_")]].astype(np.float64)
    return known, rows["stalled"].to_numpy()


def judged_rows(seed: int, *, newcomers: int) -> pd.DataFrame:
    rows = simulated_rows(SimulatedTown("shipped", newcomers, seed, weeks=40), RulesEngine(), weeks_apart=6)
    return rows[rows["judged"]]


@pytest.fixture
def looked_at(town: Place, open_copy: Callable[[Path], Ledger]) -> Callable[..., Ledger]:
    """A town after a caseworker looked at what was drawn, the day after each scoring, and found what she found."""

    def look(finds: Finds, most: int | None = None, place: Place = town) -> Ledger:
        ledger = open_copy(place.file)
        look_at(ledger, place.truth, finds, most)
        return ledger

    return look


def look_at(ledger: Ledger, truth: dict[tuple[str, date], bool], finds: Finds, most: int | None = None) -> None:
    """Have one caseworker look at the first so many of what is there to be looked at."""
    with ledger.writing() as transaction:
        for run, placement_id, state_id in drawn(transaction)[:most]:
            found = finds(state_id, truth[placement_id, run.as_of])
            desk.add_view(transaction, view_of(run, placement_id, state_id, found))


@dataclass(frozen=True)
class Replaced:
    """A model far off that was replaced after a hundred honest reviews: how it went, and both models.

    ``elsewhere`` is the one in use in another municipality afterwards.
    """

    told: TrainedLocally
    before: StallModel
    after: StallModel
    elsewhere: StallModel
    again: str
    journal: list[tuple[str, str, dict[str, Any]]]
    ids: list[str]


@pytest.fixture(scope="module")
def replaced(town: Place, models: Path, tmp_path_factory) -> Replaced:
    """What a hundred honest reviews lead to, and what is answered when they are offered a second time."""
    folder = tmp_path_factory.mktemp("replaced")
    shutil.copyfile(town.file, folder / "town.db")
    ledger = open_ledger(f"sqlite:///{folder}/town.db")
    look_at(ledger, town.truth, honest, 100)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPROGSPOR_HOME", str(folder / "home"))
        promote(models / "far_off")
        before = read_model(current_model_folder(CODE))
        told = learned_by(ledger)
        after, elsewhere = (read_model(current_model_folder(code)) for code in (CODE, "461"))
        with pytest.raises(CallerCanMend) as again:
            learned_by(ledger)
    with ledger.reading() as transaction:
        stored = transaction.execute(select(desk_tables.states.c.newcomer_id, desk_tables.states.c.placement_id)).all()
    ids = sorted({one for row in stored for one in row})
    lines = journal_lines(ledger)
    ledger.close()
    return Replaced(told, before, after, elsewhere, str(again.value), lines, ids)


def drawn(transaction: Transaction) -> list[tuple[FlagRun, str, str]]:
    """What is there to be looked at: the run, the placement and the state."""
    secret = states.secret_of_the_draw(transaction)
    table, runs = desk_tables.states.c, desk_tables.flag_runs
    stored = select(runs, table.state_id, table.placement_id, table.state).join(runs, table.run_seq == runs.c.run_seq)
    found = []
    for row in transaction.execute(stored.order_by(runs.c.as_of, table.placement_id)):
        run = FlagRun(**{name: getattr(row, name) for name in FlagRun.__dataclass_fields__})
        if random_look.stands_for(State(row.state), run, secret, row.placement_id) is not None:
            found.append((run, row.placement_id, row.state_id))
    return found


def view_of(
    run: FlagRun, placement_id: str, state_id: str, view: View, *, days: int = 1, user: str = "karen"
) -> OwnView:
    """What somebody found some days after the scoring."""
    return OwnView(
        view_id=str(uuid5(NAMESPACE_URL, f"{state_id}/{user}/{days}")),
        placement_id=placement_id,
        user=user,
        view=view,
        line="",
        recorded_at=datetime.combine(run.as_of + timedelta(days=days), time(9), tzinfo=UTC),
        state_id=state_id,
    )


def honest(_state_id: str, stalled: bool) -> View:
    return View.STALLED if stalled else View.PROGRESSING


def by_lot(state_id: str, _stalled: bool) -> View:
    return View.STALLED if int(sha256(state_id.encode()).hexdigest(), 16) % 5 == 0 else View.PROGRESSING


def in_use() -> str:
    folder = current_model_folder(CODE)
    assert folder is not None
    return folder.name


def learned_by(ledger: Ledger, **how: Any) -> TrainedLocally:
    return train_locally(ledger, SYSTEM, CODE, now=NOW, **how)


def journal_lines(ledger: Ledger) -> list[tuple[str, str, dict[str, Any]]]:
    table = desk_tables.journal.c
    with ledger.reading() as transaction:
        rows = transaction.execute(select(table.act, table.subject, table.detail).order_by(table.seq)).all()
    return [(row.act, row.subject, json.loads(row.detail)) for row in rows if row.act.startswith("train")]


def test_a_hundred_honest_reviews_bring_a_model_that_is_far_off_nearer_and_it_is_replaced(replaced: Replaced) -> None:
    told, after = replaced.told, replaced.after

    assert told.reviews == 100
    adapted = told.comparison.adapted["recalibrated"]
    assert adapted.calibration_error < told.comparison.current.calibration_error / 2
    assert told.comparison.gain > 2 * told.comparison.gain_se
    assert told.promoted == after.identity != replaced.before.identity == told.current == replaced.elsewhere.identity
    assert after.manifest["learned_from"]["municipality"] == CODE
    assert after.manifest["settings"] == {"adapted_from": told.current, "way": "recalibrated", "wrong": 0.0}
    assert after.threshold == replaced.before.threshold


def test_people_whom_nobody_reviewed_are_told_more_truly_afterwards(replaced: Replaced, someone_else) -> None:
    known, stalled = someone_else

    before, after = (
        calibration_error(stalled, model.classifier.predict_proba(known)[:, 1])
        for model in (replaced.before, replaced.after)
    )

    assert after < 0.6 * before


def test_the_journal_tells_figures_and_nobodys_name(replaced: Replaced) -> None:
    ((act, subject, detail),) = replaced.journal

    assert (act, subject) == ("train", CODE)
    assert detail["comparison"]["gain"] == pytest.approx(replaced.told.comparison.gain)
    assert detail["promoted"] == replaced.after.identity
    assert not [one for one in replaced.ids if one in json.dumps(detail)]


def test_what_was_learned_from_once_is_not_learned_from_again(replaced: Replaced) -> None:
    assert replaced.again.startswith("Kommune 999: der er 0 gennemsyn at lære af")


def test_reviews_by_lot_replace_nothing_though_they_would_make_the_loss_lower(looked_at, models, capsys) -> None:
    before = promote(models / "far_off")
    ledger = looked_at(by_lot)

    printed = run("train", "--municipality", CODE, "--lang", "en", ledger=ledger, capsys=capsys)

    assert in_use() == before.identity
    assert f"{before.identity} is still in use, for the reviews do not follow what the model sees." in printed.out
    assert printed.out.count("(ECE)") == 2
    assert printed.err.splitlines()[-1] == "Computations looked up: 6 of 6"


def test_a_trial_tells_the_comparison_and_replaces_nothing(looked_at, models, capsys) -> None:
    before = promote(models / "far_off")
    ledger = looked_at(honest)

    printed = run("train", "--municipality", CODE, "--dry-run", ledger=ledger, capsys=capsys)

    assert in_use() == before.identity
    assert [act for act, _subject, _detail in journal_lines(ledger)] == ["train_dry_run"]
    lines = printed.out.splitlines()
    assert lines[0].startswith("Kommune 999: ")
    assert [line.split(":")[0] for line in lines if "(ECE)" in line] == ["nuværende", "tilpasset"]
    assert lines[-1] == (
        f"{before.identity} er stadig i brug, for det var en prøve. Uden --dry-run tages den tilpassede i brug."
    )


def test_nothing_is_learned_where_training_is_off_or_the_basis_is_gone(looked_at, models, capsys) -> None:
    promote(models / "far_off")
    ledger = looked_at(honest)
    register_gate(ledger, SYSTEM, CODE, GateChange(training=False), now=NOW)

    printed = run("train", "--municipality", CODE, ledger=ledger, capsys=capsys, code=2)
    assert printed.err == (
        "Kommune 999: der må ikke trænes, for der mangler: tilladelse til at træne (--training on). "
        "Se sprogspor gate.\n"
    )
    register_gate(ledger, SYSTEM, CODE, GateChange(training=True, engine=GateEngine.OFF), now=NOW)
    with pytest.raises(CallerCanMend, match="motoren er slået fra"):
        learned_by(ledger)
    with pytest.raises(CallerCanMend, match="intet er registreret"):
        train_locally(ledger, SYSTEM, "461", now=NOW)
    assert journal_lines(ledger) == []


def test_whoever_objects_is_left_out_of_it(looked_at, models, tmp_path: Path) -> None:
    promote(models / "far_off")
    ledger = looked_at(honest)
    with ledger.reading() as transaction:
        reviewed = [one.newcomer_id for one in views_held_against_states(transaction, CODE)]
    who = Counter(reviewed).most_common(1)[0][0]
    deliver(ledger, SmallBundle().add("objections", newcomer_id=who, from_on=END), tmp_path / "objection", now=NOW)
    with ledger.reading() as transaction:
        against = objecting(transaction, reviewed, today=END)

    told = learned_by(ledger, dry_run=True)

    assert who in against
    assert told.left_out == {"objection": sum(one in against for one in reviewed)}
    assert told.people == len(set(reviewed) - against)


def test_only_what_was_drawn_and_found_blind_and_said_counts(looked_at, models) -> None:
    """A second look at what one was shown, a colleague's newer one, a case nobody drew, and 'I cannot say'."""
    promote(models / "far_off")
    ledger = looked_at(honest)
    with ledger.writing() as transaction:
        due = drawn(transaction)
        again, seen_by_mia, unsaid = due[:3]
        listed = {state_id for _run, _placement, state_id in due}
        run_of_all = again[0]
        undrawn = next(one.state for one in states.of_run(transaction, run_of_all) if one.state.state_id not in listed)
        for view in (
            view_of(*again, View.STALLED, days=3),
            view_of(*seen_by_mia, View.STALLED, user="mia"),
            view_of(*unsaid, View.CANNOT_SAY, user="mia"),
            view_of(run_of_all, undrawn.placement_id, str(undrawn.state_id), View.STALLED),
        ):
            desk.add_view(transaction, view)

    told = learned_by(ledger, dry_run=True)

    objections = told.left_out.get("objection", 0)
    asked = {code: n for code, n in told.left_out.items() if code != "objection"}
    assert asked == {"not_drawn": 1, "not_blind": 1, "cannot_say": 1, "seen_again": 1}
    assert told.reviews == len(due) - objections


def test_a_few_reviews_are_too_few_and_a_sentence_says_how_many_there_must_be(looked_at, models) -> None:
    before = promote(models / "far_off")

    with pytest.raises(CallerCanMend) as told:
        learned_by(looked_at(honest, LEAST - 1))
    assert str(told.value).startswith("Kommune 999: der er 29 gennemsyn at lære af")
    assert str(told.value).endswith("Der skal være mindst 30, og mindst 5 af hver slags, om mindst 5 personer.")
    with pytest.raises(CallerCanMend, match="der er 40 gennemsyn at lære af, 0 med »Det står stille«"):
        learned_by(looked_at(lambda _state, _stalled: View.PROGRESSING, 40))
    assert in_use() == before.identity


def test_nobody_learns_from_reviews_of_which_half_are_thought_wrong(looked_at, capsys) -> None:
    ledger = looked_at(honest, 1)

    wrong = run("train", "--municipality", CODE, "--wrong", "0.5", ledger=ledger, capsys=capsys, code=2)
    assert wrong.err == "--wrong er 0.5. Skriv et tal fra 0 til under 0.5.\n"


def test_from_five_hundred_reviews_a_model_of_them_alone_is_compared_too_and_the_best_is_taken_where_it_is_better(
    looked_at, models, large_town, capsys
) -> None:
    before = promote(models / "far_off").identity
    ledger = looked_at(honest, place=large_town)

    printed = run("train", "--municipality", CODE, "--dry-run", ledger=ledger, capsys=capsys)
    told = learned_by(ledger)

    names = [line.split(":")[0] for line in printed.out.splitlines() if "(ECE)" in line]
    assert names == ["nuværende", "tilpasset", "lært af gennemsynene alene"]
    assert told.reviews >= 500
    compared = told.comparison
    assert list(compared.adapted) == ["recalibrated", "refitted"]
    assert compared.best == min(compared.adapted, key=lambda way: compared.adapted[way].log_loss)
    assert compared.is_better
    assert compared.follows_the_reviews
    taken = read_model(current_model_folder(CODE))
    assert told.promoted == taken.identity != before
    assert taken.manifest["settings"]["way"] == compared.best


def test_where_the_model_in_use_knows_nothing_five_hundred_reviews_make_one_that_does(
    looked_at, models, large_town, someone_else, capsys
) -> None:
    before = promote(models / "by_lot").identity
    ledger = looked_at(honest, place=large_town)

    printed = run("train", "--municipality", CODE, ledger=ledger, capsys=capsys)

    taken = read_model(current_model_folder(CODE))
    assert printed.out.splitlines()[-1] == (
        f"{taken.identity} er taget i brug i kommune 999 i stedet for {before}. I andre kommuner er alt, som det var."
    )
    assert taken.manifest["settings"] == {"adapted_from": before, "way": "refitted", "wrong": 0.0}
    assert taken.manifest["features_sha256"] == features_sha256() != ORIGIN.features_sha256
    assert taken.manifest["learned_from"]["rows"] >= 500
    known, stalled = someone_else
    old, new = (read_model(folder).classifier for folder in (current_model_folder("461"), current_model_folder(CODE)))
    assert auc(stalled, new.predict_proba(known)[:, 1]) > auc(stalled, old.predict_proba(known)[:, 1])


def test_five_hundred_reviews_by_lot_make_no_model_that_is_used(looked_at, models, large_town) -> None:
    before = promote(models / "fit").identity

    told = learned_by(looked_at(by_lot, place=large_town))

    assert list(told.comparison.adapted) == ["recalibrated", "refitted"]
    assert (told.promoted, in_use()) == (None, before)


def test_one_review_fewer_than_five_hundred_is_only_adapted_to(looked_at, models, large_town) -> None:
    promote(models / "fit")

    for most, ways in ((499, ["recalibrated"]), (500, ["recalibrated", "refitted"])):
        told = learned_by(looked_at(honest, most, large_town), dry_run=True)
        assert (told.reviews, list(told.comparison.adapted)) == (most, ways)


def run(*words: str, ledger: Ledger, capsys: pytest.CaptureFixture[str], code: int = 0) -> Any:
    """What a command printed, where it ended as it should."""
    url = ledger.engine.url.render_as_string(hide_password=False)
    with pytest.raises(SystemExit) as ended:
        main([*words, "--database", url])
    printed = capsys.readouterr()
    assert ended.value.code == code, printed.err
    return printed
