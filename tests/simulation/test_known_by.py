"""What a simulated municipality knew on a day is what a database that was given all of it says was known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessment.access.actor import SYSTEM
from assessment.simulation.known_by import known_by
from assessment.simulation.municipality import simulate
from assessment.storage import facts
from assessment.storage.ledger import open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.simulate_municipality import simulate_municipality

END = date(2026, 6, 28)
KEYS = {
    "placements": ["placement_id"],
    "observations": ["observation_id", "withdrawn_at"],
    "ratings": ["observation_id", "criterion", "step"],
    "enrolments": ["enrolment_id", "ended_on"],
    "attendance": ["enrolment_id", "week", "lessons_attended"],
    "results": ["result_id", "passed"],
    "pauses": ["newcomer_id", "from_on"],
    "objections": ["newcomer_id", "from_on"],
}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("known")
    simulate_municipality(folder / "bundle", newcomers=40, weeks=30, seed=3, end=END)
    ledger = open_ledger(f"sqlite:///{folder}/known.db")
    import_bundle(ledger, SYSTEM, folder / "bundle", now=datetime.now(UTC))
    yield ledger
    ledger.close()


@pytest.mark.parametrize("weeks_before", [0, 7, 21])
def test_what_was_known_on_a_day_is_the_same_with_and_without_a_database(ledger, weeks_before):
    day = END - timedelta(weeks=weeks_before, days=weeks_before % 5)
    here = known_by(simulate(40, 30, 3, END).frames, day)
    with ledger.reading() as transaction:
        there = facts.known_by(transaction, day)

    for stem, names in KEYS.items():
        told = [
            {tuple("" if value != value else str(value) for value in row) for row in frame[stem][names].to_numpy()}
            for frame in (here, there)
        ]
        assert told[0] == told[1], stem
    assert len(here["observations"]) > 50 * (weeks_before < 20)
