"""A delivery is taken whole or not at all, and what is known already decides what is new, changed or refused."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from support.deliveries import (
    FIRST_ID,
    NOW,
    OTHER_ID,
    SECOND_ID,
    SMALL,
    TEST_CPR,
    bytes_on_disk,
    cells_of,
    current_texts,
    deliver,
    fingerprint,
    spoiled,
    text_of,
    with_row,
    write_folder,
)

from assessment.access.actor import Actor, Role
from assessment.domain.bundle import BUNDLE
from assessment.domain.days import danish_day
from assessment.domain.errors import NotAllowed
from assessment.storage import batches, facts, journal
from assessment.storage.fact_tables import FACT_TABLES
from assessment.use_cases.import_bundle import import_bundle

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "bundle"


@pytest.fixture
def take(ledger, tmp_path):
    """Deliver files by name as a folder."""
    return lambda files, **how: deliver(ledger, write_folder(tmp_path / "levering", files), **how)


@pytest.fixture
def taken(take):
    """The small delivery has been taken."""
    outcome = take(SMALL)
    assert outcome.refused == ()
    return outcome


def nonzero(counts):
    return {name: count for name, count in counts.items() if count}


def lines_in(name):
    return len(cells_of(SMALL[name])) - 1


if REFERENCE.is_dir():  # it is not ours to carry along, so it is only tried where it lies beside the checkout

    def test_a_bundle_made_by_others_is_taken_whole_and_again_changes_nothing(ledger):
        first = deliver(ledger, REFERENCE)
        texts, rows = current_texts(ledger), {file.name for file in REFERENCE.iterdir()}

        again = deliver(ledger, REFERENCE, now=NOW + timedelta(days=1))

        assert (first.refused, first.ignored) == ((), ())
        assert set(nonzero(first.added)) == rows
        assert nonzero(first.changed) == nonzero(first.unchanged) == {}
        assert (again.refused, again.unchanged) == ((), first.added)
        assert nonzero(again.added) == nonzero(again.changed) == {}
        assert current_texts(ledger) == texts
        assert {name: len(cells_of(texts[name])) - 1 for name in texts} == first.added
        assert "køkken" in texts["workplaces.csv"]


def test_the_same_delivery_again_is_unchanged_and_stores_no_row(take, taken, ledger):
    texts = current_texts(ledger)

    again = take(SMALL, now=NOW + timedelta(days=1))

    assert again.unchanged == taken.added == {name: lines_in(name) for name in SMALL}
    assert nonzero(again.added) == nonzero(again.changed) == {}
    assert current_texts(ledger) == texts
    with ledger.reading() as transaction:
        assert len(transaction.execute(select(FACT_TABLES["newcomers"])).all()) == 2


def test_counts_add_up_to_the_rows_of_each_file(take, taken):
    files = with_row("newcomers.csv", "n3;461;Zahra;f;;", spoiled("newcomers.csv", "Oleh", "Oleg"))

    outcome = take(files, now=NOW + timedelta(days=1))

    assert (nonzero(outcome.added), nonzero(outcome.changed)) == ({"newcomers.csv": 1}, {"newcomers.csv": 1})
    for name, text in files.items():
        assert outcome.added[name] + outcome.changed[name] + outcome.unchanged[name] == len(cells_of(text)) - 1


IMMUTABLE = {
    "another note": ("observations.csv", "Ringede til lageret.", "Ringede til chefen."),
    "no note": ("observations.csv", "Ringede til lageret.", ""),
    "another day": ("observations.csv", "2026-03-09;", "2026-03-08;"),
    "another moment": ("observations.csv", "T08:00:00+01:00", "T08:00:01+01:00"),
    "another observer": ("observations.csv", f"{SECOND_ID};p1;o1", f"{SECOND_ID};p1;o2"),
    "another placement": ("observations.csv", f"{SECOND_ID};p1;o1", f"{SECOND_ID};p2;o1"),
    "another mode": ("observations.csv", ";phone;", ";video;"),
    "another talk": ("observations.csv", ";10to30;", ";gt30;"),
    "nothing replaced": ("observations.csv", f"lageret.;{FIRST_ID};", "lageret.;;"),
    "another step": ("ratings.csv", f"{SECOND_ID};phone;1", f"{SECOND_ID};phone;2"),
    "no step": ("ratings.csv", f"{SECOND_ID};phone;1", f"{SECOND_ID};phone;"),
    "a step where none was seen": ("ratings.csv", f"{FIRST_ID};safety;", f"{FIRST_ID};safety;0"),
    "one more criterion": ("ratings.csv", f"{FIRST_ID};safety;\n", f"{FIRST_ID};safety;\n{FIRST_ID};reading;1\n"),
    "one more criterion not seen": (
        "ratings.csv",
        f"{FIRST_ID};safety;\n",
        f"{FIRST_ID};safety;\n{FIRST_ID};reading;\n",
    ),
}


def test_an_observation_and_its_ratings_are_one_entry_that_never_changes(take, taken, ledger):
    before = fingerprint(ledger)
    for other, (name, old, new) in IMMUTABLE.items():
        files = spoiled(name, old, new)

        outcome = take(files, now=NOW + timedelta(days=1))

        (refused,) = outcome.refused
        assert (outcome.batch_id, refused.file) == (None, name), other
        assert files[name].split("\n")[refused.line - 1].startswith((FIRST_ID, SECOND_ID)), other
        assert refused.message.endswith("kan ikke ændres. Lever en ny med replaces, eller lever den uændret."), other
        assert fingerprint(ledger) == before, other


def test_a_conflict_names_the_column_that_differs(take, taken):
    (refused,) = take(spoiled("observations.csv", ";phone;", ";video;")).refused

    assert (refused.line, refused.column, refused.value) == (4, "mode", "video")


def test_an_observation_may_be_withdrawn_later_once(take, taken, ledger):
    withdrawn = spoiled("observations.csv", f"lageret.;{FIRST_ID};", f"lageret.;{FIRST_ID};2026-03-12T10:00:00+01:00")

    outcome = take(withdrawn, now=NOW + timedelta(days=1))
    again = take(withdrawn, now=NOW + timedelta(days=2))
    taken_back = take(SMALL, now=NOW + timedelta(days=3))
    moved = take(spoiled("observations.csv", "2026-03-12T10", "2026-03-13T10", withdrawn), now=NOW + timedelta(days=3))

    assert (outcome.refused, nonzero(outcome.changed)) == ((), {"observations.csv": 1})
    assert again.unchanged["observations.csv"] == 2
    assert [refused.column for refused in taken_back.refused + moved.refused] == ["withdrawn_at", "withdrawn_at"]
    assert "2026-03-12T09:00:00+00:00" in current_texts(ledger)["observations.csv"]


def test_an_observation_withdrawn_before_it_was_recorded_is_refused(take):
    files = spoiled("observations.csv", f"lageret.;{FIRST_ID};", f"lageret.;{FIRST_ID};2026-03-10T06:59:59Z")

    (refused,) = take(files).refused

    assert (refused.line, refused.column) == (4, "withdrawn_at")


UNKNOWN = [
    ("placements.csv", "newcomer_id", "p3;n9;w1;praktik;2026-01-01;;;"),
    ("placements.csv", "workplace_id", "p4;n1;w9;praktik;2026-01-01;;;"),
    ("observers.csv", "workplace_id", "o3;sprogmakker;w9;"),
    ("assignments.csv", "placement_id", "a2;p9;o1;2026-01-01;"),
    ("assignments.csv", "observer_id", "a3;p1;o9;2026-01-01;"),
    ("observations.csv", "placement_id", f"{OTHER_ID[:-1]}1;p9;o1;2026-03-02;2026-03-02T15:00:00Z;;;;;;"),
    ("observations.csv", "observer_id", f"{OTHER_ID[:-1]}2;p1;o9;2026-03-02;2026-03-02T15:00:00Z;;;;;;"),
    ("observations.csv", "replaces", f"{OTHER_ID[:-1]}3;p1;o1;2026-03-02;2026-03-02T15:00:00Z;;;;;{OTHER_ID};"),
    ("ratings.csv", "observation_id", f"{OTHER_ID};phone;1"),
    ("enrolments.csv", "newcomer_id", "e2;n9;s1;DU1;;2026-01-01;"),
    ("enrolments.csv", "provider_id", "e3;n1;s9;DU1;;2026-01-01;"),
    ("attendance.csv", "enrolment_id", "e9;2026-W10;9;9"),
    ("results.csv", "newcomer_id", "r8;n9;s1;fvu;;;;2026-01-01;2026-01-01;ja;"),
    ("results.csv", "provider_id", "r9;n1;s9;fvu;;;;2026-01-01;2026-01-01;ja;"),
    ("pauses.csv", "newcomer_id", "n9;2026-01-01;2026-01-02;agreed"),
    ("objections.csv", "newcomer_id", "n9;2026-01-01;"),
    ("calibrations.csv", "observer_id", "k9;o9;laundry;initiative;1;2026-03-02T15:00:00Z"),
]


def test_every_reference_to_somebody_unknown_is_refused_all_at_once(take, ledger):
    files, expected = dict(SMALL), set()
    for name, column, row in UNKNOWN:
        files = with_row(name, row, files)
        expected.add((name, files[name].count("\n"), column))

    outcome = take(files)

    assert {(refused.file, refused.line, refused.column) for refused in outcome.refused} == expected
    assert {column.name for file in BUNDLE for column in file.columns if column.refers_to} == {
        one[2] for one in expected
    }
    assert all("Findes hverken i leveringen eller i forvejen" in refused.message for refused in outcome.refused)
    assert not any(len(text.splitlines()) > 1 for text in current_texts(ledger).values())


def test_a_delivery_may_refer_to_people_delivered_before(take, taken):
    outcome = take({"pauses.csv": "newcomer_id;from_on;to_on;code\nn2;2026-04-01;2026-04-02;agreed\n"})

    assert (outcome.refused, nonzero(outcome.added)) == ((), {"pauses.csv": 1})


def test_a_reference_to_a_refused_row_is_not_told_as_a_second_mistake(take):
    (refused,) = take(spoiled("newcomers.csv", "n1;461", "n1;46")).refused

    assert (refused.file, refused.column) == ("newcomers.csv", "municipality")


DOUBLED = {
    "newcomers.csv": "n1;461;Anna;;;",
    "ratings.csv": f"{FIRST_ID};Small_Talk;4",
    "attendance.csv": "e1;2026w10;9;9",
    "pauses.csv": "n1;01-04-2026;2026-05-01;holiday",
    "objections.csv": "n2;2026-05-01;",
}


@pytest.mark.parametrize("name", DOUBLED)
def test_a_key_twice_in_one_file_is_refused_naming_both_lines(take, name):
    files = with_row(name, DOUBLED[name])

    (refused,) = take(files).refused

    assert (refused.file, refused.line) == (name, files[name].count("\n"))
    assert refused.message == "Nøglen står allerede på linje 2. Behold den ene række."


@pytest.mark.parametrize(
    ("recorded_at", "is_taken"),
    [
        ("2026-03-08T23:30:00Z", True),
        ("2026-03-08T22:59:59Z", False),
        ("2026-03-09T00:00:00+01:00", True),
        ("2026-03-08T23:59:59+01:00", False),
        ("2026-03-08T18:30:00-05:00", True),
    ],
)
def test_nothing_is_seen_after_the_danish_day_it_was_typed_in(take, recorded_at, is_taken):
    refused = take(spoiled("observations.csv", "2026-03-10T08:00:00+01:00", recorded_at)).refused

    assert [(one.line, one.column, one.value) for one in refused] == (
        [] if is_taken else [(4, "seen_on", "2026-03-09")]
    )


def test_the_danish_day_follows_summer_time(take):
    summer = spoiled("observations.csv", "2026-03-09;2026-03-10T08:00:00+01:00", "2026-07-02;2026-07-01T22:30:00Z")

    assert take(summer).refused == ()


REVERSED = [
    ("placements.csv", "2026-07-31", "2026-01-04", "ends_on"),
    ("assignments.csv", "2026-01-05;\n", "2026-01-05;2026-01-04\n", "to_on"),
    ("enrolments.csv", "2026-01-12;\n", "2026-01-12;2026-01-11\n", "ended_on"),
    ("results.csv", "2026-03-27", "2026-03-19", "reported_on"),
    ("pauses.csv", "2026-04-10", "2026-03-31", "to_on"),
    ("objections.csv", "2026-05-31", "2026-04-30", "to_on"),
]


@pytest.mark.parametrize(("name", "old", "new", "column"), REVERSED)
def test_a_period_that_runs_backwards_is_refused(take, ledger, name, old, new, column):
    (refused,) = take(spoiled(name, old, new)).refused

    assert (refused.file, refused.line, refused.column) == (name, 2, column)
    assert "Ret" in refused.message or "ret" in refused.message
    assert not any(len(text.splitlines()) > 1 for text in current_texts(ledger).values())


def test_a_period_of_one_day_is_a_period(take):
    assert take(spoiled("pauses.csv", "2026-04-10", "2026-04-01")).refused == ()


def test_a_period_is_held_against_what_is_known_where_the_delivery_leaves_a_column_out(take, taken):
    header = "placement_id;newcomer_id;workplace_id;kind;started_on\n"

    (refused,) = take({"placements.csv": header + "p1;n1;w1;praktik;2026-08-01\n"}).refused

    assert (refused.line, refused.column, refused.value) == (2, "ends_on", None)


def test_part_of_an_exam_has_a_grade_on_the_scale(take):
    (refused,) = take(spoiled("results.csv", ";02\n", ";7,5\n")).refused

    assert (refused.line, refused.column, refused.value) == (3, "grade", "7,5")


def test_every_problem_is_told_at_once_and_nothing_is_stored(take, taken, ledger):
    before = fingerprint(ledger)
    files = spoiled("newcomers.csv", "n2;461;Oleh", "n2;4;Oleh\x07")
    files = with_row("newcomers.csv", "n3;461", files)
    files = spoiled("placements.csv", "p2;n2;w2;igu;2026-02-02;;37.5", "p2;n2;w9;igo;2026-02-02;2026-01-01;-1", files)
    files = spoiled("ratings.csv", f"{SECOND_ID};phone;1", f"{SECOND_ID};phone;4", files)
    files = {
        **with_row("pauses.csv", "n9;2026-01-02;2026-01-01;x", files),
        "sanktioner.csv": "",
        "cpr.txt": "",
        "noter.txt": "",
    }

    outcome = take(files)

    assert [(refused.file, refused.line, refused.column) for refused in outcome.refused] == [
        ("cpr.txt", None, None),
        ("newcomers.csv", 3, "alias"),
        ("newcomers.csv", 3, "municipality"),
        ("newcomers.csv", 4, None),
        ("pauses.csv", 3, "code"),
        ("pauses.csv", 3, "newcomer_id"),
        ("pauses.csv", 3, "to_on"),
        ("placements.csv", 3, "ends_on"),
        ("placements.csv", 3, "hours_per_week"),
        ("placements.csv", 3, "kind"),
        ("placements.csv", 3, "workplace_id"),
        ("ratings.csv", 5, "step"),
        ("sanktioner.csv", None, None),
    ]
    assert outcome.batch_id is None
    assert outcome.ignored == ("noter.txt",)
    assert fingerprint(ledger) == before


def test_a_row_that_cannot_be_read_is_not_also_told_as_a_conflict(take, taken):
    (refused,) = take(spoiled("observations.csv", ";phone;", ";telefax;")).refused

    assert "in_person, phone, video" in refused.message


@pytest.mark.parametrize("written", [f"amina-{TEST_CPR}", f"{TEST_CPR}/1", "amina@firma.dk"])
def test_an_id_that_holds_a_personal_number_or_an_address_is_refused(take, ledger, written):
    outcome = take(with_row("newcomers.csv", f"{written};461;;;;"))

    assert [refused.column for refused in outcome.refused] == ["newcomer_id"]
    assert written not in str(outcome.as_json())


@pytest.mark.parametrize("number", [TEST_CPR, "６１０１９０-1234", "61 01 90 / 1234"])
def test_a_personal_number_in_a_note_reaches_neither_disk_nor_history_nor_the_answer(take, ledger, number):
    files = spoiled("observations.csv", "Ringede til lageret.", f"Ringede til lageret som {number}.")
    files = spoiled("newcomers.csv", "Oleh", f"Oleh {number}", files)

    outcome = take(files)
    texts = current_texts(ledger)
    again = take(files, now=NOW + timedelta(days=1))
    cleaned = take(
        spoiled(
            "observations.csv", "lageret.", "lageret som [fjernet].", spoiled("newcomers.csv", "Oleh", "Oleh [fjernet]")
        )
    )

    assert (outcome.refused, outcome.redacted) == ((), 2)
    assert "Ringede til lageret som [fjernet]." in texts["observations.csv"]
    assert again.unchanged == cleaned.unchanged == outcome.added
    assert number.encode() not in bytes_on_disk(ledger)
    assert b"Ringede til lageret som [fjernet]." in bytes_on_disk(ledger)
    assert number not in str(outcome.as_json())
    with ledger.reading() as transaction:
        assert number not in str([tuple(line) for line in journal.lines(transaction)])


def test_a_refused_delivery_leaves_no_personal_number_on_disk(ledger, tmp_path):
    files = with_row(
        "newcomers.csv", f"{TEST_CPR};461;;;;", spoiled("observations.csv", "Ringede", f"{TEST_CPR} ringede")
    )

    outcome = deliver(ledger, write_folder(tmp_path / f"Amina {TEST_CPR}", files))

    assert len(outcome.refused) == 1
    assert TEST_CPR not in str(outcome.as_json())
    assert TEST_CPR.encode() not in bytes_on_disk(ledger)


def test_a_personal_number_in_the_folders_name_is_not_stored(ledger, tmp_path):
    deliver(ledger, write_folder(tmp_path / f"Amina {TEST_CPR}", SMALL))

    assert TEST_CPR.encode() not in bytes_on_disk(ledger)
    with ledger.reading() as transaction:
        assert [batch.source for batch in batches.history(transaction)] == ["Amina [fjernet]"]


def test_a_column_that_is_left_out_keeps_what_is_known(take, taken, ledger):
    texts = current_texts(ledger)
    required = {file.filename: [column.name for column in file.columns if column.required] for file in BUNDLE}
    bare = {name: text_of(only(cells_of(text), required[name])) for name, text in SMALL.items()}

    outcome = take(bare, now=NOW + timedelta(days=1))

    assert (outcome.refused, outcome.unchanged) == ((), taken.added)
    assert current_texts(ledger) == texts


def test_a_column_that_is_there_and_empty_clears_what_is_known(take, taken, ledger):
    outcome = take(spoiled("placements.csv", "2026-07-31", ""), now=NOW + timedelta(days=1))

    assert nonzero(outcome.changed) == {"placements.csv": 1}
    assert "p1;n1;w1;praktik;2026-01-05;;25;2025-12-20" in current_texts(ledger)["placements.csv"]


def only(cells, names):
    places = [cells[0].index(name) for name in names]
    return [[row[place] for place in places] for row in cells]


def test_what_is_absent_deletes_nothing(take, taken, ledger):
    texts = current_texts(ledger)
    first_rows = {name: text_of(cells_of(text)[:2]) for name, text in SMALL.items() if name != "newcomers.csv"}

    outcome = take(first_rows, now=NOW + timedelta(days=1))

    assert (outcome.refused, nonzero(outcome.added), nonzero(outcome.changed)) == ((), {}, {})
    assert current_texts(ledger) == texts


def test_a_changed_row_keeps_its_history(take, taken, ledger):
    later = NOW + timedelta(days=3)

    take(spoiled("placements.csv", "2026-07-31", "2026-09-30"), now=later)

    with ledger.reading() as transaction:
        ends = {day: facts.known_by(transaction, danish_day(day))["placements"]["ends_on"][0] for day in (NOW, later)}
        stored = transaction.execute(
            select(FACT_TABLES["placements"]).where(FACT_TABLES["placements"].c.placement_id == "p1")
        ).all()
    assert {str(end.date()) for end in (ends[NOW],)} == {"2026-07-31"}
    assert str(ends[later].date()) == "2026-09-30"
    assert len(stored) == 2
    assert stored[1].replaces_row == stored[0].row_id


def test_a_dry_run_says_what_would_happen_and_stores_nothing(take, ledger):
    before = fingerprint(ledger)

    tried = take(SMALL, dry_run=True)

    assert tried.batch_id is None
    assert fingerprint(ledger) == before
    assert take(SMALL).added == tried.added


def test_a_delivery_is_written_in_history_and_journal_with_counts_only(take, taken, ledger):
    with ledger.reading() as transaction:
        (batch,) = batches.history(transaction)
        (line,) = journal.lines(transaction, act="import")
        assert journal.first_broken_link(transaction) is None
    assert (batch.batch_id, batch.received_at, batch.source) == (taken.batch_id, NOW, "levering")
    assert batch.counts["added"] == taken.added
    assert line.subject == taken.batch_id
    assert "Amina" not in line.detail


def test_only_the_command_line_on_the_machine_may_deliver(ledger, tmp_path):
    for role in (Role.OWNER, Role.CASEWORKER, Role.PROVIDER, Role.OBSERVER):
        with pytest.raises(NotAllowed):
            import_bundle(ledger, Actor("x", role, municipality="461"), write_folder(tmp_path / "l", SMALL), now=NOW)
