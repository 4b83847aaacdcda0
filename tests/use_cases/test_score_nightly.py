"""Each night every municipality whose gate is open is scored as of the day before, once, and by the machine."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.small_bundle import weekly
from support.three_people import FIRST_MONDAY, TODAY, at, flat, three_people
from support.whole_life import deliver

from assessment.access.actor import MACHINE, SYSTEM
from assessment.access.gate import GateEngine
from assessment.domain.errors import SprogsporError
from assessment.storage import demo_mark, journal, states
from assessment.storage.ledger import Busy, Ledger
from assessment.use_cases import score_nightly
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_nightly import NightlyScoring
from assessment.use_cases.score_placements import score_placements

YESTERDAY = TODAY - timedelta(days=1)


class Clock:
    """What time it is, as the test says."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def towns(ledger: Ledger, tmp_path: Path) -> Ledger:
    """The three people of 461 and Else of 851, both with an open gate."""
    bundle = three_people()
    bundle.person("else", started_on=FIRST_MONDAY, municipality="851", workplace="lager", buddy="bo")
    for week, monday in enumerate(weekly(FIRST_MONDAY, 14)):
        bundle.seen("else", monday, flat(week), by="bo")
    deliver(ledger, bundle, tmp_path / "bundle", now=at(TODAY, 1))
    for code in ("461", "851"):
        register_gate(ledger, SYSTEM, code, GateChange(synthetic=True), now=at(TODAY, 1))
    return ledger


def scored_by(night: NightlyScoring) -> list[str]:
    return list(iter(night.score_next, None))


def day_of(ledger: Ledger, code: str) -> date | None:
    with ledger.reading() as transaction:
        run = states.latest_run(transaction, code)
    return run.as_of if run else None


def test_each_is_scored_once_a_night_as_of_the_day_before(towns: Ledger) -> None:
    clock = Clock(at(TODAY, 2, 1))
    night = NightlyScoring(towns, clock=clock)

    assert scored_by(night) == ["461", "851"]
    assert day_of(towns, "851") == YESTERDAY
    clock.moment = at(TODAY, 23)
    assert scored_by(night) == []
    clock.moment = at(TODAY + timedelta(days=1), 1, 59)
    assert scored_by(night) == []
    clock.moment = at(TODAY + timedelta(days=1), 2)
    assert scored_by(night) == ["461", "851"]
    assert day_of(towns, "461") == TODAY
    with towns.reading() as transaction:
        acts = [(line.actor, line.subject) for line in journal.lines(transaction, act="flag")]
    assert acts == [(MACHINE.user, "461"), (MACHINE.user, "851")] * 2


def test_a_machine_that_was_off_catches_up_when_it_starts_and_does_not_do_it_again(towns: Ledger) -> None:
    score_placements(towns, SYSTEM, as_of=TODAY, now=at(TODAY, 9), municipality="461")

    assert scored_by(NightlyScoring(towns, clock=lambda: at(TODAY, 15))) == ["851"], "461 was scored by hand since"
    assert scored_by(NightlyScoring(towns, clock=lambda: at(TODAY, 16))) == []


def test_a_gate_that_opens_in_the_day_is_scored_then_and_one_that_is_shut_is_not(towns: Ledger) -> None:
    register_gate(towns, SYSTEM, "851", GateChange(engine=GateEngine.OFF), now=at(TODAY, 1, 30))
    night = NightlyScoring(towns, clock=lambda: at(TODAY, 3))
    assert scored_by(night) == ["461"]

    register_gate(towns, SYSTEM, "851", GateChange(engine=GateEngine.RULES), now=at(TODAY, 3))

    assert scored_by(night) == ["851"]


def test_the_demonstration_stays_as_of_its_day(towns: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(score_nightly, "DEMO_MUNICIPALITY", "461")
    score_placements(towns, SYSTEM, as_of=YESTERDAY, now=at(TODAY, 1), municipality="461")
    with towns.writing() as transaction:
        demo_mark.write(transaction, {"filled": True, "end": TODAY.isoformat()})

    assert scored_by(NightlyScoring(towns, clock=lambda: at(TODAY, 3))) == []


def test_one_that_fails_holds_nobody_back_and_is_tried_again(towns: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    real, clock = score_nightly.score_placements, Clock(at(TODAY, 3))

    def busy_at_first(*arguments: Any, **options: Any) -> Any:
        if options["municipality"] == "461" and clock.moment == at(TODAY, 3):
            raise Busy("optaget")
        return real(*arguments, **options)

    monkeypatch.setattr(score_nightly, "score_placements", busy_at_first)
    night = NightlyScoring(towns, clock=clock)
    with pytest.raises(SprogsporError):
        night.score_next()

    assert scored_by(night) == ["851"]
    assert night.is_behind
    clock.moment = at(TODAY, 3, 10)
    assert scored_by(night) == ["461"]
    assert not night.is_behind
