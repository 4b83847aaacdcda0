"""The calibration cases on the tablet: each once, then two again each quarter, and only by what one rated oneself."""

from datetime import timedelta
from uuid import uuid4

import pytest
from support.three_people import TODAY, at, three_people
from support.whole_life import BUDDY, deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.field_error import InvalidFields
from assessment.reference.calibration_cases import load_cases
from assessment.storage import journal
from assessment.storage.facts import current_records
from assessment.use_cases.own_people import own_people
from assessment.use_cases.rate_case import rate_case
from assessment.use_cases.undo_import import undo_import

BO = Actor(user="bo", role=Role.OBSERVER, observer_id="bo")
QUARTER = timedelta(weeks=13)


@pytest.fixture
def bakery(ledger, tmp_path):
    """The bakery, with Mia and somebody else."""
    people = three_people().add("observers", observer_id="bo", role="kulturguide", name="Bo")
    deliver(ledger, people, tmp_path / "bageri", now=at(TODAY, 7))
    return ledger


def waiting(ledger, actor=BUDDY, *, on=TODAY):
    return own_people(ledger, actor, now=at(on, 12)).cases


def rate(ledger, *case_ids, by=BUDDY, on=TODAY, step=2):
    for case_id in case_ids:
        ratings = {code: {"calibration_id": str(uuid4()), "step": step} for code in load_cases().case(case_id).criteria}
        rate_case(ledger, by, {"case_id": case_id, "ratings": ratings}, clock=lambda: at(on, 10))


def test_each_case_waits_until_one_has_rated_it_whatever_others_do(bakery):
    every = load_cases().case_ids
    rate(bakery, *every, by=BO)
    rate(bakery, "hotel", "laundry")

    assert waiting(bakery, BO) == ()
    assert waiting(bakery) == tuple(one for one in every if one not in ("hotel", "laundry"))


def test_two_wait_again_each_quarter_and_over_a_year_all_of_them(bakery):
    rate(bakery, *load_cases().case_ids)
    seen = []
    for quarter in (1, 2, 3, 4):
        begins_on = TODAY + quarter * QUARTER
        two = waiting(bakery, on=begins_on)
        assert len(two) == 2
        assert waiting(bakery, on=begins_on + QUARTER - timedelta(days=1)) == two
        rate(bakery, two[0], on=begins_on)
        assert waiting(bakery, on=begins_on) == two[1:]
        rate(bakery, two[1], on=begins_on + timedelta(days=3))
        assert waiting(bakery, on=begins_on + timedelta(days=3)) == ()
        seen += two

    assert waiting(bakery, on=TODAY + QUARTER - timedelta(days=1)) == ()
    assert sorted(seen) == sorted(load_cases().case_ids)


def test_whoever_took_weeks_over_the_eight_is_left_alone_for_a_quarter_from_the_last(bakery):
    for week, case_id in enumerate(load_cases().case_ids):
        rate(bakery, case_id, on=TODAY + timedelta(weeks=week))
    last = TODAY + timedelta(weeks=7)

    assert waiting(bakery, on=last) == ()
    assert waiting(bakery, on=last + QUARTER - timedelta(days=1)) == ()
    assert len(waiting(bakery, on=last + QUARTER)) == 2


def test_not_everybody_is_shown_the_same_two(bakery):
    for actor in (BUDDY, BO):
        rate(bakery, *load_cases().case_ids, by=actor)
    a_year = [
        [waiting(bakery, actor, on=TODAY + quarter * QUARTER) for quarter in (1, 2, 3, 4)] for actor in (BUDDY, BO)
    ]

    assert a_year[0] != a_year[1]


def test_what_is_rated_is_stored_as_tapped_with_a_line_in_the_journal_and_the_hash_of_the_cases(bakery):
    rate(bakery, "garage", step=3)

    with bakery.reading() as transaction:
        rows = current_records(transaction, "calibrations", observer_id=["mia"])
        (line,) = journal.lines(transaction, act="calibration")
        assert journal.first_broken_link(transaction) is None
    told = {(row["case_id"], row["criterion"], row["step"], row["rated_at"]) for row in rows}
    assert told == {("garage", code, 3, at(TODAY, 10)) for code in load_cases().case("garage").criteria}
    assert (line.subject, line.actor) == ("mia", "mia")


def test_an_observer_whom_nobody_delivered_or_whose_delivery_was_undone_is_told_whom_to_ask(ledger, tmp_path):
    batch = deliver(ledger, three_people(), tmp_path / "bageri", now=at(TODAY, 7))
    undo_import(ledger, SYSTEM, batch, now=at(TODAY, 8))

    assert waiting(ledger) == ()
    with pytest.raises(InvalidFields, match="Sig det til den, der inviterede dig"):
        rate(ledger, "laundry")
