"""A caseworker reads, says what they see, and only then meets the engine's view; what they wrote is stored once."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, flat, slipping, three_people
from support.whole_life import CASEWORKER, deliver, everything_else

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateEngine
from assessment.domain.case import Case
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.domain.placement_state import State
from assessment.storage import desk, journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements

NOW = at(TODAY)
AMINA = "forloeb-amina"
COLLEAGUE = Actor(user="ole", role=Role.CASEWORKER, municipality="461")
CPR = "610190-1234"
"""A test number: its day is 61."""


def read(ledger: Ledger, *, actor: Actor = CASEWORKER, placement_id: str = AMINA, now: Any = NOW) -> Case:
    return open_case(ledger, actor, placement_id, now=now)


def view(
    ledger: Ledger, view_id: str = "v1", *, actor: Actor = CASEWORKER, line: str = "", now: Any = NOW, **other: Any
) -> OwnView:
    said = {"placement_id": AMINA, "view": View.STALLED, **other}
    return record_own_view(ledger, actor, view_id=view_id, line=line, now=now, **said)


def decide(
    ledger: Ledger, decision_id: str = "d1", *, actor: Actor = CASEWORKER, now: Any = NOW, **other: Any
) -> Decision:
    said = {
        "placement_id": AMINA,
        "outcome": Outcome.OFFER_SUPPORT,
        "reason": "Hun skal ud i butikken.",
        "follow_up_on": None,
    }
    return record_decision(ledger, actor, decision_id=decision_id, now=now, **{**said, **other})


def acts(ledger: Ledger, subject: str = "amina") -> list[str]:
    with ledger.reading() as transaction:
        return [line.act for line in journal.lines(transaction, subject=subject)]


def test_the_engines_view_is_not_there_until_the_caseworkers_own_is_stored(scored: Ledger) -> None:
    before = read(scored)
    assert before.own_view is None
    assert before.engine_view is None
    assert before.engine_waits
    assert not before.curve.points, "the line through the points is the engine's too"

    own = view(scored, line="Taler kun med mesteren.")

    after = read(scored)
    assert after.own_view == own
    assert after.engine_view is not None
    assert after.engine_view.state.state is State.POSSIBLE_STALL
    assert after.engine_view.state.state_id == own.state_id
    assert not after.engine_waits
    assert len(after.curve.points) == 15
    assert not after.curve.is_anchored


def test_a_colleagues_view_opens_nothing_for_me(scored: Ledger) -> None:
    view(scored, actor=COLLEAGUE)
    assert read(scored).engine_view is None
    assert read(scored).own_view is None


def test_the_facts_are_all_there_before_anything_is_said_of_them(scored: Ledger, tmp_path: Path) -> None:
    deliver(scored, everything_else(), tmp_path / "more", now=NOW)

    case = read(scored)

    assert len(case.seen) == 14
    assert case.seen[0].seen_on == FIRST_MONDAY + timedelta(weeks=13)
    assert case.seen[0].ratings == slipping(13)
    assert case.seen[0].observer == "Mia"
    assert [(buddy.observer, buddy.derived) for buddy in case.buddies] == [("Mia", False)]
    assert [(course.track, course.lessons_offered, course.lessons_attended) for course in case.enrolments] == [
        ("DU3", 15, 12.5)
    ]
    assert case.header.weeks_left == 8
    assert case.synthetic
    yusuf = read(scored, placement_id="forloeb-yusuf")
    assert [(result.kind, result.passed, result.grade) for result in yusuf.results] == [("modultest", "ja", "7")]
    olena = read(scored, placement_id="forloeb-olena")
    assert [(pause.from_on, pause.code) for pause in olena.pauses] == [(date(2026, 4, 20), "agreed")]
    assert [buddy.derived for buddy in olena.buddies] == [True]


def test_an_entry_that_was_withdrawn_or_replaced_is_read_but_counts_for_nothing(scored: Ledger, tmp_path: Path) -> None:
    bundle = SmallBundle()
    wrong = bundle.seen("amina", TODAY, flat(0), recorded_at=at(TODAY, 8), withdrawn_at=at(TODAY, 8, 5))
    old = bundle.seen("amina", TODAY, flat(0), recorded_at=at(TODAY, 8, 1))
    bundle.seen("amina", TODAY, flat(1), recorded_at=at(TODAY, 8, 2), replaces=old)
    bundle.seen("amina", TODAY, {"small_talk": 3}, recorded_at=at(TODAY, 8, 3))
    deliver(scored, bundle, tmp_path / "more", now=NOW)

    today = {entry.observation_id: entry for entry in read(scored).seen if entry.seen_on == TODAY}

    assert len(today) == 4
    assert sum(entry.usable for entry in today.values()) == 1
    assert today[wrong].withdrawn
    assert today[old].replaced


def test_after_a_newer_scoring_what_i_saw_is_not_shown_and_the_new_waits_for_a_new_view(
    scored: Ledger, tmp_path: Path
) -> None:
    seen_then = view(scored).state_id
    late = SmallBundle()
    late.seen("amina", TODAY, dict.fromkeys(flat(0), 4), recorded_at=at(TODAY, 15))
    deliver(scored, late, tmp_path / "late", now=at(TODAY, 16))
    score_placements(scored, SYSTEM, as_of=TODAY, now=at(TODAY, 17))

    case = read(scored, now=at(TODAY, 18))
    assert case.own_view is not None
    assert case.engine_view is None
    assert case.engine_waits

    view(scored, "v2", now=at(TODAY, 19))
    case = read(scored, now=at(TODAY, 20))
    assert case.engine_view is not None
    assert case.engine_view.state.state_id != seen_then
    assert not case.engine_waits


def test_a_view_and_a_state_last_28_days(scored: Ledger) -> None:
    view(scored)
    assert read(scored, now=NOW + timedelta(days=28)).engine_view is not None
    later = read(scored, now=NOW + timedelta(days=28, hours=1))
    assert later.own_view is None
    assert later.engine_view is None
    next_day = read(scored, now=NOW + timedelta(days=29))
    assert not next_day.engine_waits
    with pytest.raises(NotAllowed, match="Skriv først, hvad du selv ser"):
        decide(scored, now=NOW + timedelta(days=29))


def test_when_the_gate_is_closed_no_engines_view_is_shown_however_it_came_about(scored: Ledger) -> None:
    view(scored)
    register_gate(scored, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=NOW)

    case = read(scored)
    assert case.engine_view is None
    assert not case.engine_waits
    assert view(scored, "v2").state_id is None


def test_when_a_person_objects_what_the_engine_made_of_them_is_not_shown_any_more(
    scored: Ledger, tmp_path: Path
) -> None:
    view(scored)
    deliver(scored, SmallBundle().add("objections", newcomer_id="amina", from_on=TODAY), tmp_path / "o", now=NOW)

    case = read(scored)
    assert case.engine_view is None
    assert not case.engine_waits
    queue = open_queue(scored, CASEWORKER, now=NOW)
    rows = [*queue.to_review, *queue.reviewed, *queue.too_little, *queue.others]
    assert "forloeb-amina" not in {row.header.placement_id for row in rows}


def test_every_read_of_a_case_is_in_the_journal_with_its_purpose(scored: Ledger) -> None:
    read(scored)
    read(scored, actor=COLLEAGUE)

    with scored.reading() as transaction:
        lines = journal.lines(transaction, act="read_case", subject="amina")
    assert [line.actor for line in lines] == ["karen", "ole"]
    assert all('"purpose": "opfølgning"' in line.detail for line in lines)


def test_a_case_that_is_open_all_morning_is_logged_once_a_sitting(scored: Ledger) -> None:
    read(scored, now=NOW)
    read(scored, now=NOW + timedelta(minutes=29))
    read(scored, now=NOW + timedelta(minutes=31))

    with scored.reading() as transaction:
        assert len(journal.lines(transaction, act="read_case", subject="amina")) == 2


def test_a_view_sent_twice_is_stored_once_and_the_first_stands(scored: Ledger) -> None:
    first = view(scored, line="Lidt tale.")
    again = view(scored, line="Noget andet.", view=View.PROGRESSING, now=at(TODAY, 12))

    assert again == first
    assert acts(scored) == ["own_view"]


def test_a_decision_sent_twice_is_stored_once_and_the_first_stands(scored: Ledger) -> None:
    view(scored)
    first = decide(scored)
    again = decide(scored, outcome=Outcome.DATA_ERROR, reason="Noget andet.", now=at(TODAY, 12))

    assert again == first
    assert read(scored).decisions == (first,)
    assert acts(scored) == ["own_view", "decision", "read_case"]


def test_somebody_elses_id_is_refused_and_shows_nothing_of_theirs(scored: Ledger) -> None:
    view(scored, line="Kun for mig.")
    decide(scored)
    with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
        view(scored, actor=COLLEAGUE)
    view(scored, "v2", actor=COLLEAGUE)
    with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
        decide(scored, actor=COLLEAGUE)
    with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
        view(scored, placement_id="forloeb-yusuf")


def test_nobody_decides_on_a_case_they_have_not_looked_at(scored: Ledger) -> None:
    with pytest.raises(NotAllowed, match="Skriv først, hvad du selv ser"):
        decide(scored)
    view(scored, actor=COLLEAGUE)
    with pytest.raises(NotAllowed, match="Skriv først, hvad du selv ser"):
        decide(scored)
    assert read(scored).decisions == ()


def test_a_decision_whose_receipt_was_lost_is_given_back_even_when_its_follow_up_day_has_passed(scored: Ledger) -> None:
    view(scored)
    first = decide(scored, follow_up_on=TODAY)

    again = decide(scored, follow_up_on=TODAY, now=NOW + timedelta(days=3))

    assert again == first


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_decision_needs_a_reason_in_words(scored: Ledger, reason: str) -> None:
    view(scored)
    with pytest.raises(InvalidValue, match="Skriv en begrundelse med dine egne ord"):
        decide(scored, reason=reason)


def test_a_text_has_room_for_500_characters(scored: Ledger) -> None:
    assert len(view(scored, line="å" * 500).line) == 500
    assert len(decide(scored, reason="å" * 500).reason) == 500
    with pytest.raises(InvalidValue, match="Teksten er på 501 tegn; der må være 500"):
        view(scored, "v2", line="å" * 501)
    with pytest.raises(InvalidValue, match="Teksten er på 501 tegn; der må være 500"):
        decide(scored, "d2", reason="å" * 501)


@pytest.mark.parametrize("written", [CPR, "6101901234", "61 01 90 1234", "６１０１９０-１２３４"])
def test_a_personal_number_never_reaches_the_database(scored: Ledger, written: str) -> None:
    own = view(scored, line=f"Amina ({written}) siger lidt.")
    decision = decide(scored, reason=f"Ring 87 65 43 21 om {written}.")

    assert own.line == "Amina ([fjernet]) siger lidt."
    assert decision.reason == "Ring [fjernet] om [fjernet]."
    file = scored.embedded_file
    assert file is not None
    on_disk = b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    assert written.encode() not in on_disk


def test_a_follow_up_is_today_or_later(scored: Ledger) -> None:
    view(scored)
    with pytest.raises(InvalidValue, match="Datoen for opfølgning ligger i fortiden"):
        decide(scored, follow_up_on=TODAY - timedelta(days=1))
    assert decide(scored, follow_up_on=TODAY).follow_up_on == TODAY


def test_a_decision_names_the_state_that_was_seen_even_where_there_was_none(
    scored: Ledger, open_copy: Callable[[], Ledger], tmp_path: Path
) -> None:
    own = view(scored)
    assert decide(scored).state_id == own.state_id is not None

    unscored = open_copy()
    deliver(unscored, three_people(), tmp_path / "three", now=NOW)
    assert view(unscored).state_id is None
    assert decide(unscored).state_id is None


def test_disagreeing_is_as_welcome_as_agreeing(scored: Ledger) -> None:
    for number, own in enumerate(View):
        view(scored, f"v{number}", view=own, now=at(TODAY, 9 + number))
        decide(scored, f"d{number}", outcome=Outcome.NOT_STALLED, now=at(TODAY, 9 + number, 30))
    assert len(read(scored, now=at(TODAY, 20)).decisions) == len(View)


def test_the_newest_view_and_the_newest_decision_come_first(scored: Ledger) -> None:
    view(scored)
    view(scored, "v2", view=View.CANNOT_SAY, now=at(TODAY, 11))
    decide(scored)
    decide(scored, "d2", now=at(TODAY, 12))

    case = read(scored, now=at(TODAY, 13))
    assert case.own_view is not None
    assert case.own_view.view_id == "v2"
    assert [decision.decision_id for decision in case.decisions] == ["d2", "d1"]
    with scored.reading() as transaction:
        assert desk.latest_view(transaction, AMINA, user="ole") is None
