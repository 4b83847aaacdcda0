"""The stall model scores what was known and what notes say, and what it said is computed again bit for bit."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.letter_counts import LetterCounts
from support.small_bundle import SmallBundle, weekly
from support.three_people import FIRST_MONDAY, TODAY, at, flat, slipping, three_people
from support.trained_model import letter_signals
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.access.gate import GateEngine
from assessment.domain.placement_state import PlacementState
from assessment.stalling.assess import assess
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.model_artefact import read_model
from assessment.stalling.model_engine import model_engine
from assessment.stalling.observed import with_signals
from assessment.storage import states
from assessment.storage.facts import known_by
from assessment.storage.ledger import Ledger
from assessment.storage.scored_notes import notes_said
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.replay_state import replay_state
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


@pytest.fixture
def bakery(either_ledger: Ledger, tmp_path: Path) -> Ledger:
    """The bakery, whose municipalities have the model registered, with every note read."""
    deliver(either_ledger, the_bakery(), tmp_path / "bakery", now=at(TODAY, 7))
    for code in CODES:
        register_gate(either_ledger, SYSTEM, code, BY_MODEL, now=at(TODAY, 7))
    read(either_ledger)
    return either_ledger


def read(ledger: Ledger) -> None:
    embed_notes(ledger, SYSTEM, LetterCounts(), clock=lambda: at(TODAY, 8), signals=letter_signals())


def score(ledger: Ledger, **given: Any) -> Scoring:
    return score_placements(ledger, SYSTEM, **{"as_of": TODAY, "now": at(TODAY, 12), **given})


def by_name(scoring: Scoring) -> dict[str, PlacementState]:
    return {state.newcomer_id: state for state in scoring.assessed.states}


def differs(ledger: Ledger, scoring: Scoring) -> dict[str, object]:
    """What is otherwise in each state when it is computed again."""
    told = {}
    for state in scoring.assessed.states:
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
