"""What a model is taught of a reviewed case is what a scoring knew that day: lessons too, and notes that were read."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import pandas as pd
import pytest
from support.letter_counts import LetterCounts
from support.small_bundle import SmallBundle
from support.trained_model import letter_signals
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.access.gate import GateEngine
from assessment.domain.decision import OwnView, View
from assessment.domain.placement_state import PlacementState
from assessment.stalling.current_model import current_model_folder
from assessment.stalling.features import FEATURES
from assessment.stalling.model_artefact import StallModel, read_model
from assessment.storage import desk, facts, vectors
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases import random_look
from assessment.use_cases.blind_reviews import blind_reviews
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.notes_then import Reader
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import Scoring, score_placements
from assessment.use_cases.simulate_municipality import simulate_municipality

pytestmark = pytest.mark.long

CODE, END = "999", date(2026, 6, 28)
BEFORE = END - timedelta(weeks=6)
NOW = datetime(2026, 6, 29, 8, tzinfo=UTC)
NOTES = [one.name for one in FEATURES if one.name.startswith("note_")]
LESSONS = [one.name for one in FEATURES if one.name.startswith("attended_")]
READER = Reader(LetterCounts().identity, letter_signals().sha256)


@pytest.fixture(autouse=True)
def _home(home_with_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that looks at notes is in use, and whatever is not pointed at is drawn to be looked at."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(home_with_model))
    monkeypatch.setattr(random_look, "SHARE", 1.0)


@pytest.fixture(scope="module")
def reviewed(home_with_model: Path, tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Path]:
    """A small town: rules scored one day, then notes were read, then a model scored; a caseworker saw all of it."""
    folder = tmp_path_factory.mktemp("reviewed")
    simulate_municipality(folder / "bundle", newcomers=26, weeks=30, seed=32, end=END)
    file = folder / "town.db"
    file.write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{file}")
    import_bundle(ledger, SYSTEM, folder / "bundle", now=NOW)
    change = GateChange(synthetic=True, training=True, engine=GateEngine.MODEL)
    register_gate(ledger, SYSTEM, CODE, change, now=NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPROGSPOR_HOME", str(home_with_model))
        found = [score(ledger, BEFORE, engine=GateEngine.RULES)]
        embed_notes(ledger, SYSTEM, LetterCounts(), clock=lambda: NOW, signals=letter_signals())
        found.append(score(ledger, END))
    with ledger.writing() as transaction:
        for scoring in found:
            for state in scoring.assessed.states:
                desk.add_view(transaction, view_of(state, scoring.as_of))
    ledger.close()
    return file


@pytest.fixture
def town(reviewed: Path, open_copy: Callable[[Path], Ledger]) -> Ledger:
    return open_copy(reviewed)


def score(ledger: Ledger, day: date, **given: Any) -> Scoring:
    return score_placements(ledger, SYSTEM, as_of=day, now=NOW, **given)


def view_of(state: PlacementState, day: date) -> OwnView:
    return OwnView(
        view_id=str(uuid5(NAMESPACE_URL, str(state.state_id))),
        placement_id=state.placement_id,
        user="karen",
        view=View.PROGRESSING,
        line="",
        recorded_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC) + timedelta(days=1),
        state_id=state.state_id,
    )


def rows(ledger: Ledger, reader: Reader | None = READER) -> dict[date, pd.DataFrame]:
    """What the model is given of each reviewed case, by the day of its scoring."""
    with ledger.reading() as transaction:
        table = blind_reviews(transaction, CODE, today=END, reader=reader).table
    return {day.date(): those.set_index("placement_id") for day, those in table.groupby("as_of")}


def in_use() -> StallModel:
    folder = current_model_folder(CODE)
    assert folder is not None
    return read_model(folder)


def test_of_every_reviewed_case_the_model_says_what_it_said_or_would_have_said_that_day(town: Ledger) -> None:
    model, given = in_use(), rows(town)

    for day, scoring in ((END, score(town, END, dry_run=True)), (BEFORE, score(town, BEFORE, dry_run=True))):
        known = given[day]
        said = dict(zip(known.index, model.classifier.predict_proba(known[list(model.features)])[:, 1], strict=True))
        told = {one.placement_id: one.stall_probability for one in scoring.assessed.states if one.stall_probability}
        asked = told.keys() & said.keys()
        assert len(asked) > 5
        assert {one: said[one] for one in asked} == {one: told[one] for one in asked}
        assert np.isfinite(known[NOTES].to_numpy(dtype=float)).any(axis=0).all()
        assert np.isfinite(known[LESSONS].to_numpy(dtype=float)).any(axis=0).all()


def test_notes_that_nobody_has_read_or_another_read_are_not_known(town: Ledger) -> None:
    for reader in (None, Reader("en anden", READER.signals), Reader(READER.encoder, "andre tegn")):
        unread = rows(town, reader)[BEFORE]
        assert unread[NOTES].isna().to_numpy().all()
        assert unread[LESSONS].notna().to_numpy().any()


def test_what_a_scoring_had_read_is_known_after_it_was_forgotten(town: Ledger) -> None:
    before = rows(town)
    with town.writing() as transaction:
        vectors.dismiss(transaction, READER.encoder)

    after = rows(town)

    pd.testing.assert_frame_equal(after[END], before[END])
    assert after[BEFORE][NOTES].isna().to_numpy().all()


def test_notes_that_came_after_the_scoring_are_not_known_however_long_ago_they_were_written(
    town: Ledger, tmp_path: Path
) -> None:
    """They say what others say that were there, a day earlier: had they been known, those would be copies of them."""
    before = rows(town)
    whose = before[BEFORE].index[before[BEFORE][NOTES[0]].notna()][0]
    with town.reading() as transaction:
        seen = facts.current_records(transaction, "observations", placement_id=[whose])
    late, day = SmallBundle(), timedelta(days=1)
    for one in seen:
        if one["note"] and one["seen_on"] <= BEFORE:
            late.add(
                "observations",
                observation_id=str(uuid5(NAMESPACE_URL, one["observation_id"])),
                placement_id=whose,
                observer_id=one["observer_id"],
                seen_on=one["seen_on"] - day,
                recorded_at=(one["recorded_at"] - day).isoformat(),
                note=one["note"],
            )
    deliver(town, late, tmp_path / "late", now=NOW + timedelta(hours=1))

    after = rows(town)

    for scored_on in (BEFORE, END):
        pd.testing.assert_frame_equal(after[scored_on], before[scored_on])
