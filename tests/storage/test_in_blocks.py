"""Many rows are written, read and looked up some at a time, and where one block ends no row is lost or told twice."""

from datetime import timedelta

import pytest
from support.three_people import TODAY, at, flat, three_people

from assessment.access.actor import SYSTEM
from assessment.storage import facts
from assessment.use_cases.import_bundle import import_bundle


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Blocks so small that every file needs several."""
    monkeypatch.setattr(facts, "ROWS_A_STATEMENT", 3)
    monkeypatch.setattr(facts, "IDS_A_STATEMENT", 2)


def taken_in(ledger, bundle, folder, hour):
    outcome = import_bundle(ledger, SYSTEM, bundle.write(folder), now=at(TODAY, hour))
    assert not outcome.refused, outcome.refused
    return outcome


def test_what_was_delivered_in_blocks_is_known_in_full_when_it_comes_again(either_ledger, tmp_path):
    first = taken_in(either_ledger, three_people(), tmp_path / "first", 7)

    again = taken_in(either_ledger, three_people(), tmp_path / "again", 8)

    assert sum(first.added.values()) > 100
    assert again.unchanged == first.added
    assert not any(again.added.values())
    assert not any(again.changed.values())


def test_a_day_that_names_a_few_people_is_held_against_them_alone(either_ledger, tmp_path, monkeypatch):
    day = three_people()
    taken_in(either_ledger, day, tmp_path / "first", 7)
    new = day.seen("amina", TODAY - timedelta(days=1), flat(0))
    for stem, rows in day.rows.items():
        day.rows[stem] = [row for row in rows if row.get("observation_id") == new]
    read, frame_of = [], facts.frame_of
    monkeypatch.setattr(facts, "frame_of", lambda *asked, **how: read.append(frame_of(*asked, **how)) or read[-1])

    outcome = taken_in(either_ledger, day, tmp_path / "day", 9)

    assert outcome.added["observations.csv"] == 1
    assert sum(len(frame) for frame in read) == 2  # the placement and the observer that it names
