"""The queue: facts first, urgent first, flagged and drawn side by side, and nothing that has grown old."""

import dataclasses
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, climbing, flat, slipping
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateEngine
from assessment.domain.case import Queue, QueueWish
from assessment.domain.decision import Outcome, View
from assessment.domain.placement_state import State
from assessment.storage import journal, states
from assessment.storage.desk_tables import flag_runs
from assessment.storage.ledger import Ledger
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements

NOW = at(TODAY)
AMINA = "forloeb-amina"


def names(rows: tuple) -> list[str]:
    return [row.header.alias for row in rows]


def where(queue: Queue, alias: str) -> set[str]:
    """The parts of the queue in which somebody stands."""
    places = ("to_review", "reviewed", "too_little", "others", "elsewhere")
    return {place for place in places if alias in names(getattr(queue, place))}


def say(ledger: Ledger, placement_id: str = AMINA, *, now=NOW, view_id: str = "v") -> None:
    record_own_view(ledger, CASEWORKER, view_id=view_id, placement_id=placement_id, view=View.STALLED, line="", now=now)


def follow_up(ledger: Ledger, day: date | None, *, now=NOW, decision_id: str = "d") -> None:
    record_decision(
        ledger, CASEWORKER, decision_id=decision_id, placement_id=AMINA, outcome=Outcome.ASK_FOR_OBSERVATION,
        reason="Vi ser på det igen.", follow_up_on=day, now=now,
    )  # fmt: skip


def test_the_one_the_engine_points_at_is_to_be_reviewed_and_the_one_without_evidence_stands_apart(
    scored: Ledger,
) -> None:
    queue = open_queue(scored, CASEWORKER, now=NOW)

    assert where(queue, "Amina") == {"to_review"}
    assert where(queue, "Olena") == {"too_little"}
    assert where(queue, "Yusuf") <= {"to_review", "others"}
    assert (queue.municipality, queue.as_of, queue.synthetic, queue.why_empty) == ("461", TODAY, True, "")


def test_only_facts_are_shown_until_the_own_view_is_stored(scored: Ledger) -> None:
    before = open_queue(scored, CASEWORKER, now=NOW)
    assert {row.state for row in (*before.to_review, *before.too_little, *before.others)} == {None}
    told = str(dataclasses.asdict(before))
    assert "possible_stall" not in told
    assert "probability" not in told

    say(scored)

    queue = open_queue(scored, CASEWORKER, now=NOW)
    assert where(queue, "Amina") == {"reviewed"}
    assert [row.state.state for row in queue.reviewed if row.state] == [State.POSSIBLE_STALL]
    colleague = open_queue(scored, Actor(user="ole", role=Role.CASEWORKER, municipality="461"), now=NOW)
    assert where(colleague, "Amina") == {"to_review"}
    assert {row.state for row in colleague.to_review} == {None}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Path:
    """Eighty people who climb, eight who stand still; some end soon, some late, one is open-ended."""
    import shutil

    from assessment.storage.ledger import open_ledger

    bundle = SmallBundle().add("providers", provider_id="skole")
    for number in range(88):
        name = f"n{number:02d}"
        ends_on = None if number == 40 else TODAY + timedelta(weeks=1 + number % 9)
        bundle.person(name, started_on=FIRST_MONDAY, ends_on=ends_on)
        stands_still = number % 11 == 0
        course = {"enrolment_id": f"hold-{name}", "provider_id": "skole", "track": "DU3", "started_on": FIRST_MONDAY}
        bundle.add("enrolments", newcomer_id=name, **course)
        for week in range(0, 14, 1 if stands_still else 2):
            steps = slipping(week) if stands_still else climbing(week)
            seen_on = FIRST_MONDAY + timedelta(weeks=week, days=number % 7 - (number % 7 > 4))
            bundle.seen(name, seen_on, steps, talk_minutes="lt10" if stands_still else "gt30")
    folder = tmp_path_factory.mktemp("crowd")
    shutil.copyfile(empty_database, folder / "crowd.db")
    ledger = open_ledger(f"sqlite:///{folder / 'crowd.db'}")
    deliver(ledger, bundle, folder / "bundle", now=NOW)
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=NOW)
    score_placements(ledger, SYSTEM, as_of=TODAY, now=NOW)
    ledger.close()
    return folder / "crowd.db"


def test_the_flagged_are_mixed_with_a_random_tenth_of_those_who_are_not(
    open_copy: Callable[[Path], Ledger], crowd: Path
) -> None:
    ledger = open_copy(crowd)
    queue = open_queue(ledger, CASEWORKER, now=NOW)
    states = {
        s.newcomer_id: s.state
        for s in score_placements(ledger, SYSTEM, as_of=TODAY, now=NOW, dry_run=True).assessed.states
    }
    review = {row.header.newcomer_id for row in queue.to_review}
    flagged = {name for name, state in states.items() if state is State.POSSIBLE_STALL}
    drawn = review - flagged

    assert flagged
    assert flagged <= review
    assert {states[name] for name in drawn} <= {State.PROGRESSING, State.UNCLEAR}
    assert 2 <= len(drawn) <= 17, "a tenth of eighty, give or take three standard errors"
    again = open_queue(ledger, Actor(user="ole", role=Role.CASEWORKER, municipality="461"), now=at(TODAY, 15))
    assert {row.header.newcomer_id for row in again.to_review} == review, "the draw is the same for everybody"


def test_the_order_is_weeks_left_and_then_who_was_seen_longest_ago(
    open_copy: Callable[[Path], Ledger], crowd: Path
) -> None:
    queue = open_queue(open_copy(crowd), CASEWORKER, now=NOW)

    for rows in (queue.to_review, queue.others):
        urgency = [
            (row.header.weeks_left if row.header.weeks_left is not None else 999, row.header.last_seen_on)
            for row in rows
        ]
        assert urgency == sorted(urgency)
    everybody = (*queue.to_review, *queue.others, *queue.too_little)
    assert [row.header.newcomer_id for row in everybody if row.header.weeks_left is None] == ["n40"]


def test_a_follow_up_date_brings_a_case_back_on_that_day_and_not_before(scored: Ledger) -> None:
    back_on = TODAY + timedelta(days=14)
    say(scored)
    follow_up(scored, back_on)

    places = {
        day: where(open_queue(scored, CASEWORKER, now=at(TODAY + timedelta(days=day))), "Amina")
        for day in (0, 13, 14, 20)
    }

    assert places == {0: {"reviewed"}, 13: {"reviewed"}, 14: {"to_review"}, 20: {"to_review"}}


def test_a_case_that_came_back_goes_again_once_it_is_looked_at_or_the_date_is_taken_away(scored: Ledger) -> None:
    back_on = TODAY + timedelta(days=7)
    say(scored)
    follow_up(scored, back_on)
    say(scored, now=at(back_on, 10), view_id="v2")
    assert where(open_queue(scored, CASEWORKER, now=at(back_on, 11)), "Amina") == {"reviewed"}

    follow_up(scored, back_on + timedelta(days=3), now=at(back_on, 12), decision_id="d2")
    follow_up(scored, None, now=at(back_on, 13), decision_id="d3")
    assert where(open_queue(scored, CASEWORKER, now=at(back_on + timedelta(days=4))), "Amina") == {"reviewed"}


def test_a_scoring_of_more_than_28_days_is_not_shown_and_the_queue_says_why(scored: Ledger) -> None:
    assert open_queue(scored, CASEWORKER, now=at(TODAY + timedelta(days=28))).to_review

    queue = open_queue(scored, CASEWORKER, now=at(TODAY + timedelta(days=29)))

    assert not (*queue.to_review, *queue.reviewed, *queue.too_little, *queue.others)
    assert queue.as_of is None
    assert "over 28 dage gammel" in queue.why_empty


def test_a_state_seen_long_ago_is_not_shown_beside_a_newer_scoring(scored: Ledger) -> None:
    say(scored, now=at(TODAY + timedelta(days=20)))
    score_placements(scored, SYSTEM, as_of=TODAY + timedelta(days=30), now=at(TODAY + timedelta(days=30)))

    queue = open_queue(scored, CASEWORKER, now=at(TODAY + timedelta(days=30)))

    assert where(queue, "Amina") == {"reviewed"}
    assert [row.state for row in queue.reviewed] == [None]


def test_an_own_view_of_more_than_28_days_ago_is_asked_for_again(scored: Ledger) -> None:
    say(scored)
    later = at(TODAY + timedelta(days=30))
    score_placements(scored, SYSTEM, as_of=TODAY + timedelta(days=30), now=later)
    assert where(open_queue(scored, CASEWORKER, now=later), "Amina") != {"reviewed"}


def test_a_closed_gate_empties_the_queue_and_names_what_is_missing(scored: Ledger) -> None:
    register_gate(scored, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=NOW)

    queue = open_queue(scored, CASEWORKER, now=NOW)

    assert not (*queue.to_review, *queue.reviewed, *queue.too_little, *queue.others)
    assert "motoren er slået fra" in queue.why_empty


def test_before_the_first_scoring_the_queue_says_what_it_waits_for(scored: Ledger) -> None:
    register_gate(scored, SYSTEM, "851", GateChange(synthetic=True), now=NOW)
    elsewhere = Actor(user="per", role=Role.CASEWORKER, municipality="851")
    assert "Der er ikke beregnet noget for kommunen endnu" in open_queue(scored, elsewhere, now=NOW).why_empty


def test_a_placement_that_has_ended_leaves_the_queue(scored: Ledger, tmp_path: Path) -> None:
    ended = SmallBundle().person("amina", started_on=FIRST_MONDAY, ends_on=TODAY - timedelta(days=1))
    deliver(scored, ended, tmp_path / "ended", now=NOW)
    assert where(open_queue(scored, CASEWORKER, now=NOW), "Amina") == set()


def test_a_row_says_whether_something_is_new_and_whether_the_buddy_changed(scored: Ledger, tmp_path: Path) -> None:
    say(scored)
    later = SmallBundle().add("observers", observer_id="ida", role="sprogmakker")
    later.seen("amina", TODAY, flat(0), by="ida", recorded_at=at(TODAY, 15))
    deliver(scored, later, tmp_path / "later", now=at(TODAY, 16))

    before, after = (open_queue(scored, CASEWORKER, now=at(TODAY, hour)).reviewed[0] for hour in (9, 17))

    assert (after.new_since_last, after.buddy_changed) == (True, True)
    assert before.header.last_seen_on == TODAY, "days are days: what is recorded today is known today"


def test_a_case_drawn_stays_drawn_at_the_next_days_scoring(open_copy: Callable[[Path], Ledger], crowd: Path) -> None:
    ledger = open_copy(crowd)
    drawn = drawn_of(ledger, TODAY)
    tomorrow = TODAY + timedelta(days=1)

    score_placements(ledger, SYSTEM, as_of=tomorrow, now=at(tomorrow))

    assert drawn
    assert drawn_of(ledger, tomorrow) == drawn


def test_the_draw_rests_on_something_that_no_page_shows(open_copy: Callable[[Path], Ledger], crowd: Path) -> None:
    """The same people on the same day in an installation that differs in its secret alone."""
    ledger = open_copy(crowd)
    drawn, before = drawn_of(ledger, TODAY), open_queue(ledger, CASEWORKER, now=NOW)
    with ledger.reading() as transaction:
        secret = states.secret_of_the_draw(transaction)
    shown = (before, *(open_case(ledger, CASEWORKER, row.header.placement_id, now=NOW) for row in before.to_review))
    with ledger.reading() as transaction:
        written = [line.detail for line in journal.lines(transaction)]
    assert secret
    assert secret not in str(shown)
    assert secret not in str(written)

    with ledger.writing() as transaction:
        transaction.execute(flag_runs.update().values(run_id="another installation"))

    assert drawn_of(ledger, TODAY) != drawn


def drawn_of(ledger: Ledger, day: date) -> set[str]:
    """Those to be reviewed whom the engine does not point at."""
    scored = score_placements(ledger, SYSTEM, as_of=day, now=at(day), dry_run=True).assessed.states
    flagged = {found.placement_id for found in scored if found.state is State.POSSIBLE_STALL}
    return {row.header.placement_id for row in open_queue(ledger, CASEWORKER, now=at(day)).to_review} - flagged


def sahra(started_on: date, ends_on: date | None = None) -> SmallBundle:
    return SmallBundle().person("sahra", started_on=started_on, ends_on=ends_on)


def look_for(ledger: Ledger, written: str, **other: str) -> Queue:
    return open_queue(ledger, CASEWORKER, now=NOW, wish=QueueWish(find=written, **other))


def test_a_person_who_came_after_the_scoring_stands_at_once_among_those_without_evidence(
    scored: Ledger, tmp_path: Path
) -> None:
    deliver(scored, sahra(TODAY), tmp_path / "new", now=NOW)

    queue = open_queue(scored, CASEWORKER, now=NOW)

    assert where(queue, "Sahra") == {"too_little"}
    assert open_case(scored, CASEWORKER, "forloeb-sahra", now=NOW).header.alias == "Sahra"


def test_a_person_who_came_after_the_scoring_and_objects_stands_in_no_list(scored: Ledger, tmp_path: Path) -> None:
    bundle = sahra(TODAY).add("objections", newcomer_id="sahra", from_on=TODAY)
    deliver(scored, bundle, tmp_path / "new", now=NOW)

    assert where(open_queue(scored, CASEWORKER, now=NOW), "Sahra") == set()
    assert where(look_for(scored, "sahra"), "Sahra") == {"elsewhere"}


@pytest.mark.parametrize("days", [(7, None), (-60, -3)])
def test_who_begins_later_or_has_ended_stands_nowhere_and_is_found_when_looked_for(
    scored: Ledger, tmp_path: Path, days: tuple[int, int | None]
) -> None:
    start, end = days
    ends_on = None if end is None else TODAY + timedelta(days=end)
    deliver(scored, sahra(TODAY + timedelta(days=start), ends_on), tmp_path / "new", now=NOW)

    assert where(open_queue(scored, CASEWORKER, now=NOW), "Sahra") == set()
    found = look_for(scored, "SAHRA")
    assert where(found, "Sahra") == {"elsewhere"}
    assert [row.state for row in found.elsewhere] == [None]
    assert sum(found.counts.values()) == 1


@pytest.mark.parametrize("written", ["min", "AMINA", "  forloeb-ami ", "amina"])
def test_a_piece_of_a_name_or_a_number_finds_the_person_where_they_stand(scored: Ledger, written: str) -> None:
    found = look_for(scored, written)

    assert names(found.to_review) == ["Amina"]
    assert sum(found.counts.values()) == 1
    assert found.cases == open_queue(scored, CASEWORKER, now=NOW).cases


def test_a_workplace_finds_all_who_are_there(scored: Ledger) -> None:
    header = open_queue(scored, CASEWORKER, now=NOW).to_review[0].header

    found = look_for(scored, header.workplace.upper())

    assert where(found, "Amina") == {"to_review"}
    assert not look_for(scored, "intet sted hedder så").counts["to_review"]


def test_somebody_of_another_municipality_is_not_found(scored: Ledger) -> None:
    elsewhere = Actor(user="per", role=Role.CASEWORKER, municipality="851")

    queue = open_queue(scored, elsewhere, now=NOW, wish=QueueWish(find="amina"))

    assert not any(queue.counts.values())


def test_a_person_can_be_looked_for_where_the_gate_is_closed(scored: Ledger) -> None:
    register_gate(scored, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=NOW)

    assert where(look_for(scored, "amina"), "Amina") == {"elsewhere"}
