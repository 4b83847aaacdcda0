"""Rated calibration cases come in as an observation does: checked against the published cases, and never changed."""

import pytest
from support.deliveries import NOW, SMALL, current_texts, deliver, fingerprint, spoiled, with_row, write_folder

from assessment.domain.days import danish_day
from assessment.storage import facts

FILE = "calibrations.csv"


@pytest.fixture
def take(ledger, tmp_path):
    """Deliver files by name as a folder."""
    return lambda files, **how: deliver(ledger, write_folder(tmp_path / "levering", files), **how)


def test_every_wrong_case_and_criterion_is_named_with_what_could_stand_there(take, ledger):
    files = with_row(FILE, "k3;o1;canteen;phone;2;2026-02-02T09:00:00+01:00")
    files = with_row(FILE, "k4;o1;laundry;phone;2;2026-02-02T09:00:00+01:00", files)

    no_case, no_criterion = take(files).refused

    assert (no_case.line, no_case.column, no_case.value) == (4, "case_id", "canteen")
    assert no_case.message.startswith("Eksemplet kendes ikke. Skriv et af disse: laundry, school, ")
    assert (no_criterion.line, no_criterion.column, no_criterion.value) == (5, "criterion", "phone")
    assert no_criterion.message.endswith("Skriv et af disse: instructions, initiative.")
    assert current_texts(ledger)[FILE].count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("k2;o1;laundry;initiative;0", "k2;o1;laundry;initiative;1"),
        ("k2;o1;", "k2;o2;"),
        ("k2;o1;laundry", "k2;o1;nursery"),
        ("initiative;0;2026-02-02T09", "initiative;0;2026-02-02T10"),
    ],
)
def test_a_rated_case_never_changes_and_the_same_again_is_unchanged(take, ledger, old, new):
    take(SMALL)
    before = fingerprint(ledger)
    (refused,) = take(spoiled(FILE, old, new), now=NOW).refused
    again = take({FILE: SMALL[FILE]}, now=NOW)

    assert (refused.file, refused.line) == (FILE, 3)
    assert refused.message.endswith("Lever det uændret, eller lever et nyt med sit eget id.")
    assert (again.refused, again.unchanged[FILE]) == ((), 2)
    with ledger.reading() as transaction:
        assert len(facts.current_records(transaction, "calibrations")) == 2
        assert facts.known_by(transaction, danish_day(NOW))["calibrations"]["step"].tolist() == [1.0, 0.0]
    assert fingerprint(ledger) != before  # the second delivery is in the history, and stored no row


def test_danish_headers_are_understood(take):
    danish = SMALL[FILE].replace(
        "calibration_id;observer_id;case_id;criterion;step;rated_at",
        "Kalibrering id;makker id;eksempel;kriterium;trin;vurderet",
    )
    outcome = take({**SMALL, FILE: danish})

    assert (outcome.refused, outcome.ignored, outcome.added[FILE]) == ((), (), 2)
    assert outcome.as_json()["added"][FILE] == 2
