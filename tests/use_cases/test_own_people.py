"""A buddy sees their own people, who is due, and their own entries: nothing of anybody else."""

from datetime import timedelta

import pytest
from support.mia_at_work import BENT, KAREN, MIA, entry, fill
from support.three_people import TODAY, at

from assessment.domain.errors import NotAllowed
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.own_people import own_people

NOON = at(TODAY, 12)


@pytest.fixture
def bakery(ledger, tmp_path):
    fill(ledger, tmp_path / "bundle")
    return ledger


def test_only_ones_own_people_and_own_entries_are_there(bakery):
    log_observation(bakery, BENT, entry("amina", note="Kun Bent."), clock=lambda: NOON)
    people = own_people(bakery, MIA, now=NOON)

    assert {one.placement_id for one in people.colleagues} == {"forloeb-amina", "forloeb-dawit", "forloeb-olena"}
    assert {one.placement_id for one in people.entries} == {"forloeb-amina"}
    assert "Kun Bent." not in {one.note for one in people.entries}


def test_an_entry_shows_its_receipt_and_whether_it_can_still_be_mended(bakery):
    sent = entry("dawit")
    kept = log_observation(bakery, MIA, sent, clock=lambda: NOON)
    (fresh,) = [one for one in own_people(bakery, MIA, now=NOON + timedelta(hours=24)).entries if one.alias == "Dawit"]
    late = own_people(bakery, MIA, now=NOON + timedelta(hours=24, seconds=1))
    (old,) = [one for one in late.entries if one.alias == "Dawit"]

    assert fresh.receipt == old.receipt == kept.receipt
    assert (fresh.may_be_replaced, old.may_be_replaced) == (True, False)


def test_who_is_due_comes_first_and_after_a_week_everybody_is(bakery):
    log_observation(bakery, MIA, entry("dawit"), clock=lambda: NOON)
    now, later = (own_people(bakery, MIA, now=NOON + timedelta(days=days)) for days in (0, 7))

    assert [one.alias for one in now.colleagues] == ["Amina", "Olena", "Dawit"]
    assert [one.due for one in now.colleagues] == [True, True, False]
    assert all(one.due for one in later.colleagues)


def test_a_caseworker_has_no_own_people(bakery):
    with pytest.raises(NotAllowed):
        own_people(bakery, KAREN, now=NOON)
