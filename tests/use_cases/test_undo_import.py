"""An undone delivery leaves everything as it was before it, and stays in history."""

from datetime import UTC, date, datetime, timedelta

import pytest
from support.deliveries import (
    FIRST_ID,
    NOW,
    OTHER_ID,
    SMALL,
    cells_of,
    current_texts,
    deliver,
    fingerprint,
    spoiled,
    text_of,
    with_row,
    write_folder,
)
from support.three_people import TODAY, at
from support.whole_life import live

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.domain.errors import CallerCanMend, NotAllowed, StillInUse
from assessment.exchange.writing import bundle_texts
from assessment.simulation.municipality import simulate
from assessment.storage import accounts, batches, desk, journal, states
from assessment.storage.desk_tables import state_voids
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

AS_OF = date(2026, 6, 26)


@pytest.fixture
def take(ledger, tmp_path):
    """Deliver files by name as a folder, and give the delivery's id."""

    def take_files(files, *, now=NOW) -> str:
        outcome = deliver(ledger, write_folder(tmp_path / "levering", files), now=now)
        assert outcome.refused == ()
        return outcome.batch_id

    return take_files


@pytest.fixture(scope="module")
def town():
    """A simulated municipality in two deliveries: most of it, and all of it with changes."""
    whole = bundle_texts(simulate(newcomers=12, weeks=24, seed=5, end=date(2026, 6, 28)).frames)
    cut = {name: cells_of(text) for name, text in whole.items()}
    late = {row[0] for row in cut["observations.csv"][1:] if row[4] >= "2026-05-15"}
    most = {
        **whole,
        "observations.csv": text_of(
            row for row in cut["observations.csv"] if row[0] not in late and row[9] not in late
        ),
        "ratings.csv": text_of(row for row in cut["ratings.csv"] if row[0] not in late),
        "results.csv": text_of(row for row in cut["results.csv"] if row[8] < "2026-05-15" or row[0] == "result_id"),
        "attendance.csv": text_of(
            row for row in cut["attendance.csv"] if row[1] < "2026-W20" or row[0] == "enrolment_id"
        ),
    }
    changed = [[*row[:2], f"{row[2]} ny", *row[3:]] if row[0] != "newcomer_id" else row for row in cut["newcomers.csv"]]
    moved = [[*row[:6], "12.5", *row[7:]] if row[0] != "placement_id" else row for row in cut["placements.csv"]]
    return most, {**whole, "newcomers.csv": text_of(changed), "placements.csv": text_of(moved)}


def what_is_seen(ledger, place):
    """The exported bytes, and the dry-run's document, as a person would compare them."""
    export_bundle(ledger, SYSTEM, place, now=NOW)
    exported = {file.name: file.read_bytes() for file in sorted(place.iterdir())}
    flagged = [
        score_placements(ledger, SYSTEM, as_of=day, now=NOW + timedelta(days=30), dry_run=True).as_json()
        for day in (AS_OF, AS_OF + timedelta(days=21))
    ]
    return exported, flagged


def test_undoing_gives_back_the_export_and_the_flags_byte_for_byte(take, ledger, tmp_path, town):
    most, whole = town
    take(most)
    before = what_is_seen(ledger, tmp_path / "before")

    second = take(whole, now=NOW + timedelta(hours=1))
    between = what_is_seen(ledger, tmp_path / "between")
    undo_import(ledger, SYSTEM, second, now=NOW + timedelta(hours=2))
    after = what_is_seen(ledger, tmp_path / "after")

    assert before[1][0]["placements"]
    assert all(one != other for one, other in zip(before, between, strict=True))
    assert after == before


def test_an_undone_delivery_can_be_delivered_again_and_undone_again(take, ledger):
    empty = current_texts(ledger)
    first = take(SMALL)
    full = current_texts(ledger)
    undo_import(ledger, SYSTEM, first, now=NOW)
    undone = current_texts(ledger)

    second = take(SMALL, now=NOW + timedelta(days=1))
    again = current_texts(ledger)
    undo_import(ledger, SYSTEM, second, now=NOW + timedelta(days=2))

    assert (undone, again, current_texts(ledger)) == (empty, full, empty)


def test_history_and_journal_keep_both_the_delivery_and_its_undoing(take, ledger):
    first = take(SMALL)
    undo_import(ledger, SYSTEM, first, now=NOW)
    second = take(SMALL)

    with ledger.reading() as transaction:
        assert [batch.batch_id for batch in batches.history(transaction)] == [second, first]
        assert len(batches.undone(transaction)) == 1
        assert [(line.act, line.subject) for line in journal.lines(transaction)] == [
            ("import", first),
            ("undo_import", first),
            ("import", second),
        ]
        assert journal.first_broken_link(transaction) is None


def test_a_change_that_is_undone_shows_what_stood_before_it(take, ledger):
    take(SMALL)
    texts = current_texts(ledger)
    second = take(spoiled("newcomers.csv", "Oleh", "Oleg"), now=NOW + timedelta(days=1))
    third = take(spoiled("newcomers.csv", "Oleh", "Olga"), now=NOW + timedelta(days=2))

    with pytest.raises(StillInUse, match=third):
        undo_import(ledger, SYSTEM, second, now=NOW)
    undo_import(ledger, SYSTEM, third, now=NOW)
    assert "Oleg" in current_texts(ledger)["newcomers.csv"]
    undo_import(ledger, SYSTEM, second, now=NOW)

    assert current_texts(ledger) == texts


def test_a_withdrawal_that_is_undone_is_no_longer_there(take, ledger):
    take(SMALL)
    texts = current_texts(ledger)
    withdrawn = take(spoiled("observations.csv", f"lageret.;{FIRST_ID};", f"lageret.;{FIRST_ID};2026-03-12T10:00:00Z"))

    undo_import(ledger, SYSTEM, withdrawn, now=NOW)

    assert current_texts(ledger) == texts


NEW_ENTRY = f"{OTHER_ID};p1;o1;2026-04-01;2026-04-01T12:00:00Z;;;;Hej"
LATER = {
    "a placement of its newcomer": ("placements.csv", "p3;n1;w1;praktik;2026-01-01;;;"),
    "an observation at its placement": ("observations.csv", f"{NEW_ENTRY};;"),
    "an observation that replaces its own": ("observations.csv", f"{NEW_ENTRY};{FIRST_ID};"),
    "an assignment": ("assignments.csv", "a2;p2;o2;2026-03-01;"),
    "an observer at its workplace": ("observers.csv", "o3;sprogmakker;w2;"),
    "an enrolment": ("enrolments.csv", "e2;n2;s1;DU1;1;2026-01-01;"),
    "a week of attendance": ("attendance.csv", "e1;2026-W12;9;9"),
    "a result": ("results.csv", "r3;n2;s1;fvu;;;;2026-01-01;2026-01-01;ja;"),
    "a pause": ("pauses.csv", "n2;2026-01-01;2026-01-02;agreed"),
    "an objection": ("objections.csv", "n1;2026-06-01;"),
    "a changed name": ("newcomers.csv", "n1;461;Anna;f;1990;2024-08-06"),
}


@pytest.mark.parametrize("later", LATER)
def test_a_delivery_that_a_later_one_builds_on_cannot_be_undone_before_it(take, ledger, later):
    name, row = LATER[later]
    first = take(SMALL)
    second = take({name: SMALL[name].split("\n")[0] + f"\n{row}\n"}, now=NOW + timedelta(days=1))
    before = fingerprint(ledger)

    with pytest.raises(StillInUse) as refused:
        undo_import(ledger, SYSTEM, first, now=NOW)

    assert refused.value.reasons == [f"Leveringen {second} bygger på den. Fortryd først den."]
    assert fingerprint(ledger) == before
    undo_import(ledger, SYSTEM, second, now=NOW)
    undo_import(ledger, SYSTEM, first, now=NOW)
    assert not any(len(text.splitlines()) > 1 for text in current_texts(ledger).values())


def test_a_later_delivery_that_said_the_same_or_something_else_does_not_stand_in_the_way(take, ledger):
    first = take(SMALL)
    take(SMALL, now=NOW + timedelta(days=1))
    take({"providers.csv": "provider_id;name\ns2;Andet sprogcenter\n"}, now=NOW + timedelta(days=1))

    undo_import(ledger, SYSTEM, first, now=NOW + timedelta(days=2))

    assert "s2" in current_texts(ledger)["providers.csv"]
    assert "n1" not in current_texts(ledger)["newcomers.csv"]


def an_own_view(transaction):
    desk.add_view(
        transaction,
        OwnView(view_id="v1", placement_id="p1", user="kim", view=View.CANNOT_SAY, line="", recorded_at=NOW),
    )


def a_decision(transaction):
    desk.add_decision(
        transaction,
        Decision(
            decision_id="d1",
            placement_id="p2",
            user="kim",
            outcome=Outcome.OFFER_SUPPORT,
            reason="Mere tid.",
            follow_up_on=None,
            recorded_at=NOW,
            state_id=None,
        ),
    )


def an_observers_account(transaction):
    accounts.create(transaction, Actor("mia", Role.OBSERVER, observer_id="o1"), password_hash="x", created_at=NOW)


def a_providers_account(transaction):
    accounts.create(transaction, Actor("skolen", Role.PROVIDER, provider_id="s1"), password_hash="x", created_at=NOW)


AT_THE_DESK = [
    (an_own_view, "Der er gemt et syn på forløbet p1."),
    (a_decision, "Der er gemt en beslutning om forløbet p2."),
    (an_observers_account, "Brugeren mia hører til noget, den bragte."),
    (a_providers_account, "Brugeren skolen hører til noget, den bragte."),
]


@pytest.mark.parametrize(("made", "reason"), AT_THE_DESK)
def test_what_people_have_built_on_a_delivery_is_named_and_keeps_it(take, ledger, made, reason):
    first = take(SMALL)
    with ledger.writing() as transaction:
        made(transaction)
    before = fingerprint(ledger)

    with pytest.raises(StillInUse) as refused:
        undo_import(ledger, SYSTEM, first, now=NOW)

    assert refused.value.reasons == [reason]
    assert fingerprint(ledger) == before


def test_everything_that_stands_in_the_way_is_named_at_once(take, ledger):
    first = take(SMALL)
    second = take({"pauses.csv": "newcomer_id;from_on;to_on;code\nn2;2026-01-01;2026-01-02;agreed\n"})
    with ledger.writing() as transaction:
        for made, _reason in AT_THE_DESK:
            made(transaction)

    with pytest.raises(StillInUse) as refused:
        undo_import(ledger, SYSTEM, first, now=NOW)

    assert set(refused.value.reasons) == {reason for _made, reason in AT_THE_DESK} | {
        f"Leveringen {second} bygger på den. Fortryd først den."
    }
    assert all(reason in str(refused.value) for reason in refused.value.reasons)


def test_a_view_on_one_delivery_does_not_hold_another(take, ledger):
    take(SMALL)
    second = take(with_row("newcomers.csv", "n3;461;Zahra;;;"), now=NOW + timedelta(days=1))
    with ledger.writing() as transaction:
        an_own_view(transaction)

    assert undo_import(ledger, SYSTEM, second, now=NOW).batch_id == second


def test_a_delivery_cannot_be_undone_twice(take, ledger):
    first = take(SMALL)
    undo_import(ledger, SYSTEM, first, now=NOW)
    before = fingerprint(ledger)

    with pytest.raises(CallerCanMend, match="er allerede fortrudt"):
        undo_import(ledger, SYSTEM, first, now=NOW)

    assert fingerprint(ledger) == before


def test_a_delivery_that_never_was_cannot_be_undone(ledger):
    with pytest.raises(CallerCanMend, match="Der er ingen levering med id'et x"):
        undo_import(ledger, SYSTEM, "x", now=NOW)


def test_stored_states_that_rest_on_an_undone_delivery_are_void_and_the_others_are_not(take, ledger):
    now = datetime(2026, 6, 26, 12, tzinfo=UTC)
    take(SMALL, now=now)
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=now)
    score_placements(ledger, SYSTEM, as_of=date(2026, 6, 25), now=now)
    second = take({"pauses.csv": "newcomer_id;from_on;to_on;code\nn1;2026-05-01;2026-05-02;agreed\n"}, now=now)
    score_placements(ledger, SYSTEM, as_of=AS_OF, now=now)

    undone = undo_import(ledger, SYSTEM, second, now=now)

    assert undone.voided_states == 1
    with ledger.reading() as transaction:
        living = states.of_run(transaction, states.latest_run(transaction, "461"))
        assert [stored.state.placement_id for stored in living] == ["p2"]
        assert states.count(transaction) == 4
        assert len(transaction.execute(state_voids.select()).all()) == 1


def test_only_the_command_line_on_the_machine_may_undo(take, ledger):
    first = take(SMALL)

    with pytest.raises(NotAllowed):
        undo_import(ledger, Actor("x", Role.CASEWORKER, municipality="461"), first, now=NOW)


def test_a_colleagues_state_is_void_too_because_where_a_stall_shows_is_read_out_of_the_workplace(take, ledger):
    now = datetime(2026, 6, 26, 12, tzinfo=UTC)
    both_at_the_bakery = {name: text.replace("p2;n2;w2;", "p2;n2;w1;") for name, text in SMALL.items()}
    take(both_at_the_bakery, now=now)
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=now)
    second = take({"pauses.csv": "newcomer_id;from_on;to_on;code\nn1;2026-05-01;2026-05-02;agreed\n"}, now=now)
    score_placements(ledger, SYSTEM, as_of=AS_OF, now=now)

    assert undo_import(ledger, SYSTEM, second, now=now).voided_states == 2


ABOUT_SOMEBODY_ELSE = f"{OTHER_ID};p2;o2;2026-04-01;2026-04-01T12:00:00Z;;;;Hej;{FIRST_ID};"
SAID_INDIRECTLY = {
    "an assignment": ("assignments.csv", "a2;p2;o2;2026-03-01;", {"p1"}),
    "an entry that replaces one about somebody else": ("observations.csv", ABOUT_SOMEBODY_ELSE, set()),
}


@pytest.mark.parametrize("what", SAID_INDIRECTLY)
def test_a_state_is_void_too_where_the_delivery_did_not_name_the_person(take, ledger, what):
    name, row, still_count = SAID_INDIRECTLY[what]
    now = datetime(2026, 6, 26, 12, tzinfo=UTC)
    take(SMALL, now=now)
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=now)
    second = take({name: SMALL[name].split("\n")[0] + f"\n{row}\n"}, now=now)
    score_placements(ledger, SYSTEM, as_of=AS_OF, now=now)

    undo_import(ledger, SYSTEM, second, now=now)

    with ledger.reading() as transaction:
        living = states.of_run(transaction, states.latest_run(transaction, "461"))
    assert {stored.state.placement_id for stored in living} == still_count


def test_what_a_buddy_wrote_in_the_app_is_no_delivery_and_is_never_undone(ledger, tmp_path):
    live(ledger, tmp_path)
    with ledger.reading() as transaction:
        written, *_more = batches.written_in_the_app(transaction)

    for actor in (SYSTEM, Actor(user="ejer", role=Role.OWNER)):
        with pytest.raises(CallerCanMend, match="ingen levering"):
            undo_import(ledger, actor, written, now=at(TODAY, 18))
