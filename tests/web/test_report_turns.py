"""A few reports are made at a time; whoever waits is told so, and may stop waiting."""

from datetime import datetime
from threading import Event, Thread

import pytest
from support.three_people import FIRST_MONDAY, TODAY, at

from assessment.access.actor import Actor, Role
from assessment.reports.asked_for import ReportWish
from assessment.reports.making import Step
from assessment.storage import journal
from assessment.web.report_composition import report_maker

SCHOOL = Actor(user="sanne", role=Role.PROVIDER, provider_id="sprogcenter")
KAREN = Actor(user="karen", role=Role.CASEWORKER, municipality="461")
WISH = ReportWish(from_on=FIRST_MONDAY, to_on=TODAY, to_format="csv")


class EnoughWaiting(Exception):
    pass


def test_who_comes_while_another_report_is_made_waits_and_may_leave(scored):
    make = report_maker(scored, lambda: at(TODAY), at_a_time=1)
    is_making, may_go_on, made = Event(), Event(), []

    def slowly(step):
        if step is Step.COMPUTE:
            is_making.set()
            assert may_go_on.wait(60)

    first = Thread(target=lambda: made.append(make(SCHOOL, "r1", WISH, slowly)))
    first.start()
    assert is_making.wait(60)
    told = []

    def until_bored(step):
        told.append(step)
        if len(told) == 2:
            raise EnoughWaiting

    with pytest.raises(EnoughWaiting):
        make(SCHOOL, "r2", WISH, until_bored)
    assert told == [Step.WAIT, Step.WAIT]

    may_go_on.set()
    first.join(60)
    assert len(made[0].report.lines) == 2
    assert len(make(SCHOOL, "r3", WISH, lambda _step: None).report.lines) == 2


def test_a_report_that_was_stopped_or_refused_leaves_its_turn_and_nothing_else(scored):
    make = report_maker(scored, lambda: at(TODAY), at_a_time=1)

    def stopped_at(last):
        def tell(step):
            if step is last:
                raise EnoughWaiting

        return tell

    for step in (Step.READ, Step.COMPUTE, Step.WRITE, Step.DRAW, Step.FINISH):
        with pytest.raises(EnoughWaiting):
            make(SCHOOL, "r1", WISH, stopped_at(step))

    with scored.reading() as transaction:
        assert journal.lines(transaction, act="report") == []
    assert make(SCHOOL, "r1", WISH, lambda _step: None).preview.startswith(b"\x89PNG")


def test_a_caseworkers_report_is_of_their_municipality_or_of_one_in_it(scored):
    make = report_maker(scored, lambda: at(TODAY))

    everybody = make(KAREN, "r1", WISH, lambda _step: None).report
    one = make(KAREN, "r2", ReportWish(newcomer_id="amina", from_on=FIRST_MONDAY, to_on=TODAY), lambda _step: None)

    assert everybody.municipality == "461"
    assert (everybody.made_by, everybody.made_at) == ("Odense", datetime.combine(TODAY, at(TODAY).timetz()))
    assert [line.newcomer_id for line in one.report.lines] == ["amina"]
    assert everybody.synthetic
    assert one.report.synthetic
    assert one.content.startswith(b"%PDF-")
    assert one.file_name == f"fremskridt_{FIRST_MONDAY}_{TODAY}.pdf"
