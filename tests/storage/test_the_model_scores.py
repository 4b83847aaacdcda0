"""The stall model scores what was known and what notes say, and what it said is computed again bit for bit."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.letter_counts import LetterCounts
from support.small_bundle import SmallBundle, weekly
from support.three_people import FIRST_MONDAY, TODAY, at, flat, slipping, three_people
from support.trained_model import letter_signals, put_in_use
from support.whole_life import deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateEngine
from assessment.domain.decision import View
from assessment.domain.errors import CallerCanMend
from assessment.domain.placement_state import PlacementState
from assessment.stalling.assess import assess
from assessment.stalling.current_model import current_model_folder, own_model_folder
from assessment.stalling.model_artefact import read_model
from assessment.stalling.model_engine import model_engine
from assessment.stalling.model_files import METRICS
from assessment.stalling.observed import with_signals
from assessment.stalling.rules import RulesEngine
from assessment.storage import demo_mark, states
from assessment.storage.facts import known_by
from assessment.storage.ledger import Ledger
from assessment.storage.scored_notes import notes_said
from assessment.use_cases import score_nightly
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.open_case import open_case
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.replay_state import replay_state
from assessment.use_cases.score_nightly import NightlyScoring
from assessment.use_cases.score_placements import Scoring, score_placements

BY_MODEL = GateChange(engine=GateEngine.MODEL, synthetic=True)
SAID = ("Spurgte selv, hvor kluden var.", "Skiftede til engelsk.", "Fortalte om sin søn.", "Sad alene i pausen.")
CODES = ("461", "851")
LONG_AFTER = at(date(2027, 1, 1))


@pytest.fixture(autouse=True)
def _model(home_with_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPROGSPOR_HOME", str(home_with_model))


def the_bakery() -> SmallBundle:
    """The three people with lessons, and two from another municipality of whom notes are written."""
    bundle = three_people()
    for name in ("else", "ida"):
        bundle.person(name, started_on=FIRST_MONDAY, municipality="851")
        for week, monday in enumerate(weekly(FIRST_MONDAY, 14)):
            bundle.seen(name, monday, slipping(week), note=f"{name}: {SAID[week % 4]} {'x' * week}")
    bundle.seen("yusuf", TODAY - timedelta(days=4), flat(0), note="Hilste på alle i kantinen.")
    bundle.seen("amina", TODAY - timedelta(days=3), flat(0), note="Hilste på alle i kantinen!")
    for week, monday in enumerate(weekly(FIRST_MONDAY, 14)):
        year, number, _day = monday.isocalendar()
        hours = {"lessons_offered": 10, "lessons_attended": 10 - week % 3}
        bundle.add("attendance", enrolment_id="hold-amina", week=f"{year}-W{number:02d}", **hours)
    return bundle


def filled(ledger: Ledger, folder: Path) -> Ledger:
    deliver(ledger, the_bakery(), folder, now=at(TODAY, 7))
    for code in CODES:
        register_gate(ledger, SYSTEM, code, BY_MODEL, now=at(TODAY, 7))
    read(ledger)
    return ledger


@pytest.fixture
def bakery(either_ledger: Ledger, tmp_path: Path) -> Ledger:
    """The bakery, whose municipalities have the model registered, with every note read."""
    return filled(either_ledger, tmp_path / "bakery")


@pytest.fixture
def bakery_here(ledger: Ledger, tmp_path: Path) -> Ledger:
    """The same in a file alone."""
    return filled(ledger, tmp_path / "bakery")


def read(ledger: Ledger) -> None:
    embed_notes(ledger, SYSTEM, LetterCounts(), clock=lambda: at(TODAY, 8), signals=letter_signals())


def score(ledger: Ledger, **given: Any) -> Scoring:
    return score_placements(ledger, SYSTEM, **{"as_of": TODAY, "now": at(TODAY, 12), **given})


def by_name(scoring: Scoring) -> dict[str, PlacementState]:
    return {state.newcomer_id: state for state in scoring.assessed.states}


def differs(ledger: Ledger, scoring: Scoring, of: Sequence[str] = ()) -> dict[str, object]:
    """What is otherwise in each state, or those of some, when it is computed again."""
    told = {}
    for state in scoring.assessed.states:
        if of and state.newcomer_id not in of:
            continue
        assert state.state_id is not None
        again = replay_state(ledger, SYSTEM, state.state_id, now=LONG_AFTER)
        told[state.newcomer_id] = again.why_not or again.differs
    return told


def test_it_says_what_the_model_says_of_all_that_was_known_and_names_who_said_it(bakery: Ledger) -> None:
    scoring = score(bakery)

    folder = current_model_folder()
    assert folder is not None
    engine = model_engine(read_model(folder))
    with bakery.reading() as transaction:
        frames = known_by(transaction, TODAY)
        said = notes_said(transaction, TODAY, open_to_us=CODES, today=TODAY)
        run = states.latest_run(transaction, "851")
    frames["observations"] = with_signals(frames["observations"], said.entry, said.signals)
    expected = {state.newcomer_id: state.as_json() for state in assess(frames, TODAY, engine).states}
    document = scoring.as_json()
    assert {state["newcomer_id"]: {**state, "state_id": None} for state in document["placements"]} == expected
    assert document["model"] == {
        "id": engine.identity,
        "rubric": "workplace-da-v1",
        "encoder": LetterCounts().identity,
    }
    assert run is not None
    assert (run.engine, run.model_id, run.encoder) == ("model", engine.identity, LetterCounts().identity)
    assert {state.engine for state in scoring.assessed.states} == {"model"}
    assert scoring.as_json()["summary"]["possible_stall"] > 0, "or nothing is explained here"


def test_a_note_that_was_read_makes_a_difference_and_a_copied_one_says_nothing(bakery: Ledger) -> None:
    with bakery.reading() as transaction:
        said = notes_said(transaction, TODAY, open_to_us=CODES, today=TODAY)
        of_one = notes_said(transaction, TODAY, "851", open_to_us=CODES, today=TODAY)
        shut = notes_said(transaction, TODAY, open_to_us=["461"], today=TODAY)
        long_ago = notes_said(transaction, TODAY + timedelta(weeks=26), open_to_us=CODES, today=TODAY)
    about = sorted(set(said.placement))
    assert about == ["forloeb-else", "forloeb-ida", "forloeb-yusuf"], "amina's only repeats yusuf's"
    assert sorted(set(shut.placement)) == ["forloeb-yusuf"]
    assert sorted(of_one.entry) == sorted(said.entry), "they are all at one place"
    assert long_ago.entry.size == 0
    with_notes, without = by_name(score(bakery, dry_run=True)), None
    register_gate(bakery, SYSTEM, "851", GateChange(engine=GateEngine.OFF), now=at(TODAY, 9))
    without = by_name(score(bakery, dry_run=True, engine=GateEngine.MODEL))
    assert with_notes["else"].stall_probability != without["else"].stall_probability
    assert with_notes["amina"].stall_probability == without["amina"].stall_probability


def test_one_municipality_alone_gets_what_it_gets_among_all(bakery: Ledger) -> None:
    everybody = by_name(score(bakery, dry_run=True))
    for code in CODES:
        for name, state in by_name(score(bakery, dry_run=True, municipality=code)).items():
            assert state == everybody[name]


@pytest.mark.parametrize(
    ("reader", "signals"),
    [
        (LetterCounts("andre bogstaver"), {"encoder": LetterCounts("andre bogstaver").identity}),
        (LetterCounts(), {"sha256": "0" * 64}),
    ],
    ids=["another encoder", "other signals"],
)
def test_notes_that_were_read_otherwise_than_the_model_learned_to_are_not_looked_at(
    ledger: Ledger, tmp_path: Path, reader: LetterCounts, signals: dict[str, str]
) -> None:
    deliver(ledger, the_bakery(), tmp_path / "bakery", now=at(TODAY, 7))
    for code in CODES:
        register_gate(ledger, SYSTEM, code, BY_MODEL, now=at(TODAY, 7))
    unread = by_name(score(ledger, dry_run=True))
    embed_notes(ledger, SYSTEM, reader, clock=lambda: at(TODAY, 8), signals=replace(letter_signals(), **signals))

    scoring = score(ledger)

    assert scoring.misses_notes
    assert scoring.encoder is None
    told = {name: replace(state, state_id=None) for name, state in by_name(scoring).items()}
    assert told == {name: replace(state, state_id=None) for name, state in unread.items()}


def test_a_case_says_whether_its_state_was_computed_without_the_notes(demonstration: Ledger) -> None:
    inge = Actor(user="inge", role=Role.CASEWORKER, municipality="851")

    def is_without_notes(hour: int) -> bool:
        score(demonstration, now=at(TODAY, hour))
        told = {"placement_id": "forloeb-ida", "view_id": f"v{hour}", "view": View.STALLED, "line": ""}
        record_own_view(demonstration, inge, now=at(TODAY, hour, 1), **told)
        shown = open_case(demonstration, inge, "forloeb-ida", now=at(TODAY, hour, 2)).engine_view
        assert shown is not None
        return shown.is_without_notes

    assert is_without_notes(9)
    read(demonstration)
    assert not is_without_notes(10)
    register_gate(demonstration, SYSTEM, "851", GateChange(engine=GateEngine.RULES), now=at(TODAY, 11))
    assert not is_without_notes(12)


@pytest.fixture
def demonstration(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """The bakery as a demonstration whose gate is open for a model, and whose notes nobody has read."""
    monkeypatch.setattr(score_nightly, "DEMO_MUNICIPALITY", "851")
    deliver(ledger, the_bakery(), tmp_path / "bakery", now=at(TODAY, 7))
    register_gate(ledger, SYSTEM, "851", BY_MODEL, now=at(TODAY, 7))
    with ledger.writing() as transaction:
        demo_mark.write(transaction, {"filled": True, "end": TODAY.isoformat()})
    return ledger


def test_the_demonstration_is_scored_again_once_when_its_notes_have_been_read(demonstration: Ledger) -> None:
    ledger = demonstration
    before = score(ledger)
    night = NightlyScoring(ledger, clock=lambda: at(TODAY + timedelta(days=9), 3))

    assert before.misses_notes
    assert night.score_next() is None
    read(ledger)
    assert [night.score_next(), night.score_next()] == ["851", None]
    with ledger.reading() as transaction:
        run = states.latest_run(transaction, "851")
    assert run is not None
    assert (run.as_of, run.encoder) == (TODAY, LetterCounts().identity)


def test_a_demonstration_that_was_switched_off_before_its_notes_were_read_is_left_alone(demonstration: Ledger) -> None:
    ledger = demonstration
    score(ledger)
    read(ledger)
    register_gate(ledger, SYSTEM, "851", GateChange(engine=GateEngine.OFF), now=at(TODAY, 14))

    night = NightlyScoring(ledger, clock=lambda: at(TODAY + timedelta(days=9), 3))

    assert night.score_next() is None
    register_gate(ledger, SYSTEM, "851", BY_MODEL, now=at(TODAY, 15))
    assert [night.score_next(), night.score_next()] == ["851", None]


@pytest.mark.long
def test_a_state_is_computed_again_after_its_notes_were_forgotten(bakery: Ledger, tmp_path: Path) -> None:
    together = score(bakery)
    alone = score(bakery, municipality="461", now=at(TODAY, 13))
    later = SmallBundle().add("objections", newcomer_id="ida", from_on=TODAY)
    deliver(bakery, later, tmp_path / "later", now=at(TODAY, 14))
    register_gate(bakery, SYSTEM, "851", GateChange(engine=GateEngine.OFF), now=at(TODAY, 14))
    read(bakery)
    with bakery.reading() as transaction:
        assert set(notes_said(transaction, TODAY, open_to_us=CODES, today=TODAY).placement) == {"forloeb-yusuf"}

    for scoring in (together, alone):
        assert set(differs(bakery, scoring).values()) == {()}


def test_a_state_whose_model_is_not_here_any_more_says_so(
    bakery: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scoring = score(bakery, municipality="461")
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "tomt"))
    (told,) = set(differs(bakery, scoring).values())

    assert str(told).startswith(f"Tilstanden er regnet med modellen {scoring.model_id}, og den er ikke her. Læg den")


def test_what_is_kept_of_a_note_comes_back_and_goes_with_its_vector(bakery: Ledger) -> None:
    from assessment.storage import note_signals, vectors
    from assessment.text.note_reading import content_hash

    note = "Hilste på alle i kantinen."
    with bakery.writing() as transaction:
        (said,) = note_signals.said_in(transaction, [note])
        (direction,) = vectors.directions_of(transaction, [note])
        vectors.forget(transaction, LetterCounts().identity, [content_hash(note)])
        (gone,) = note_signals.said_in(transaction, [note])
    np.testing.assert_array_equal(said, letter_signals().signals(direction[None], [note])[0])
    assert np.isnan(gone).all()


@pytest.fixture
def own_in_851(home_with_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Municipality 851 has a model of its own, which reads no notes; 461 goes on with everybody's, which does."""
    shutil.copytree(home_with_model, tmp_path / "home")
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    return model_engine(put_in_use(tmp_path / "own", threshold=0.3, municipality="851")).identity


def runs(ledger: Ledger) -> dict[str, tuple[str, str | None, str | None]]:
    """Of each municipality's newest scoring: the model, who had read the notes, and whose people it learned from."""
    with ledger.reading() as transaction:
        newest = {code: states.latest_run(transaction, code) for code in CODES}
    return {code: (run.model_id, run.encoder, run.learned_from) for code, run in newest.items() if run}


def test_each_municipality_is_scored_with_its_own_model_and_the_others_with_everybodys(
    bakery_here: Ledger, own_in_851: str, home_with_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = score(bakery_here).as_json()
    alone = {code: score(bakery_here, dry_run=True, municipality=code).as_json() for code in CODES}
    with monkeypatch.context() as patch:
        patch.setenv("SPROGSPOR_HOME", str(home_with_model))
        everybodys = score(bakery_here, dry_run=True).as_json()

    assert everybodys["model"] == document["model"] == alone["461"]["model"]
    assert alone["851"]["model"] == {"id": own_in_851, "rubric": "workplace-da-v1", "encoder": None}
    told, shared = (
        {one["newcomer_id"]: {**one, "state_id": None} for one in told["placements"]} for told in (document, everybodys)
    )
    assert {name: one.pop("model_id", None) for name, one in told.items()} == {
        **dict.fromkeys(("amina", "yusuf", "olena")),
        **dict.fromkeys(("else", "ida"), own_in_851),
    }
    assert list(told.values()) == sorted(
        alone["461"]["placements"] + alone["851"]["placements"], key=lambda one: one["placement_id"]
    )
    assert {name for name, one in told.items() if one != shared[name]} == {"else", "ida"}
    assert runs(bakery_here) == {
        "461": (document["model"]["id"], LetterCounts().identity, "invented"),
        "851": (own_in_851, None, "851"),
    }


def test_a_night_scores_each_municipality_with_its_own_model(bakery_here: Ledger, own_in_851: str) -> None:
    night = NightlyScoring(bakery_here, clock=lambda: at(TODAY + timedelta(days=1), 7))

    assert {night.score_next(), night.score_next(), night.score_next()} == {*CODES, None}
    assert [model == own_in_851 for model, _encoder, _people in runs(bakery_here).values()] == [False, True]


@pytest.mark.long
def test_what_each_model_said_is_computed_again_after_both_were_replaced(
    bakery_here: Ledger, own_in_851: str, tmp_path: Path
) -> None:
    scoring = score(bakery_here)
    put_in_use(tmp_path / "next", threshold=0.6, municipality="851")
    put_in_use(tmp_path / "next_for_all", threshold=0.7)

    assert runs(bakery_here)["851"][0] == own_in_851
    assert differs(bakery_here, scoring, of=("amina", "else")) == {"amina": (), "else": ()}


def test_where_its_own_model_is_damaged_the_rules_score_it_and_never_everybodys(
    bakery_here: Ledger, own_in_851: str
) -> None:
    folder = own_model_folder("851")
    assert folder is not None
    (folder / METRICS).write_text("{}", encoding="utf-8")

    told = {one["newcomer_id"]: one for one in score(bakery_here).as_json()["placements"]}

    assert {name: (one["engine"], one.get("fallback"), one.get("model_id")) for name, one in told.items()} == {
        **dict.fromkeys(("amina", "yusuf", "olena"), ("model", None, None)),
        **dict.fromkeys(("else", "ida"), ("rules", "model_refused", RulesEngine().identity)),
    }
    with pytest.raises(CallerCanMend, match=r"metrics\.json er ændret"):
        score(bakery_here, engine=GateEngine.MODEL)
    assert by_name(score(bakery_here, engine=GateEngine.MODEL, municipality="461"))["amina"].engine == "model"
