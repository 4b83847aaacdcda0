"""The town that was written by somebody else is a town like any other to the product."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from support.other_known import known_by_the_contract
from support.other_notes import BANK
from support.other_town import OtherTown, other_town

from assessment.access.actor import SYSTEM
from assessment.domain.bundle import BUNDLE
from assessment.exchange.writing import bundle_texts, write_bundle
from assessment.simulation.known_by import known_by
from assessment.storage.ledger import open_ledger
from assessment.use_cases.import_bundle import import_bundle

NOW = datetime(2026, 6, 29, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def elsewhere() -> OtherTown:
    return other_town(40, seed=4)


def test_what_somebody_else_simulates_is_taken_in_without_a_refused_row(elsewhere, tmp_path):
    write_bundle(tmp_path / "bundle", bundle_texts(elsewhere.frames))
    ledger = open_ledger(f"sqlite:///{tmp_path}/elsewhere.db")

    told = import_bundle(ledger, SYSTEM, tmp_path / "bundle", now=NOW).as_json()
    ledger.close()

    assert told["refused"] == []
    assert told["added"] == {file.filename: len(elsewhere.frames[file.stem]) for file in BUNDLE}


def test_the_same_seed_is_the_same_town_and_a_hard_town_is_another(elsewhere):
    again, hard = other_town(40, seed=4), other_town(40, seed=4, hard=True)

    pd.testing.assert_frame_equal(again.truth, elsewhere.truth)
    assert bundle_texts(again.frames) == bundle_texts(elsewhere.frames)
    assert not hard.truth["level"].equals(elsewhere.truth["level"])


@pytest.mark.parametrize("day", [date(2025, 10, 12), date(2026, 3, 4), date(2026, 6, 28)])
def test_two_who_read_the_contract_agree_on_what_was_known(elsewhere, day):
    ours, theirs = known_by(elsewhere.frames, day), known_by_the_contract(elsewhere.frames, day)

    for stem in ("placements", "enrolments", "attendance", "results", "pauses", "observations", "ratings"):
        pd.testing.assert_frame_equal(ours[stem], theirs[stem])


def test_nobody_is_stalled_before_eight_active_weeks_or_faster_than_a_quarter(elsewhere):
    truth = elsewhere.truth
    lived = truth.groupby("placement_id")["active"].cumsum()
    stalled = truth["stalled"]

    assert stalled.any()
    assert (lived[stalled] >= 8).all()
    assert (truth["pace"] < 0.25 * truth["expected_pace"])[stalled].all()
    assert set(truth["cause"][stalled]) <= {"person", "placement"}


def test_the_notes_are_many_and_no_two_alike():
    sentences = [sentence for part in BANK for sentence in part]

    assert len(sentences) == len(set(sentences)) >= 150
