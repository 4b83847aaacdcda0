"""Whoever asks for a report gets a line for each of their learners, and nothing about anybody else."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_bundle import SmallBundle, afternoon
from support.three_people import FIRST_MONDAY, TODAY, at, climbing, flat
from support.whole_life import deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.errors import CallerCanMend, NotAllowed
from assessment.domain.field_error import InvalidFields
from assessment.reports.making import SHARE_DONE, Step
from assessment.reports.report import COLUMNS
from assessment.reports.report_words import made_when
from assessment.storage import journal
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.make_report import make_report

NOW = at(TODAY)
SUNDAY = TODAY - timedelta(days=1)
SCHOOL = Actor(user="sanne", role=Role.PROVIDER, provider_id="sprogcenter")
FIGURES = ("level_start", "level_end", "level_se", "pace_per_week", "pace_se")


def made(ledger, actor=SCHOOL, *, report_id=None, from_on=FIRST_MONDAY, to_on=TODAY, now=NOW, **asked):
    return make_report(
        ledger, actor, report_id=report_id or str(uuid4()), from_on=from_on, to_on=to_on, now=now, **asked
    )


def lines_of(ledger, actor=SCHOOL, **asked):
    return {line.newcomer_id: line for line in made(ledger, actor, **asked).report.lines}


def journal_lines(ledger):
    with ledger.reading() as transaction:
        return journal.lines(transaction, act="report")


def test_everybody_enrolled_has_one_line_and_the_columns_are_the_contracts(scored):
    file = made(scored)

    header, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert "; ".join(header) == (
        "newcomer_id; from_on; to_on; observations; level_start; level_end; level_se; pace_per_week; pace_se; "
        "lessons_offered; lessons_attended; results_passed; last_result_on; not_included_because"
    )
    assert [row[0] for row in rows] == ["amina", "yusuf"]
    assert rows[0][1:4] == ["2026-03-02", "2026-06-08", "14"]
    assert file.file_name == "fremskridt_2026-03-02_2026-06-08.csv"


def test_a_providers_report_says_nothing_of_states_notes_or_decisions(scored):
    text = made(scored).content.decode("utf-8-sig").casefold()

    for word in ("stall", "stagn", "progressing", "probab", "note", "reason", "decision", "support", "amina k", "mia"):
        assert word not in text


@pytest.fixture(scope="module")
def crowd(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, list]]:
    """Forty learners of two schools, with enrolments of all lengths."""
    folder = tmp_path_factory.mktemp("crowd")
    (folder / "crowd.db").write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{folder / 'crowd.db'}")
    bundle = SmallBundle().add("providers", provider_id="s1").add("providers", provider_id="s2")
    enrolments = []
    for number in range(60):
        who, school = f"n{number % 40:02d}", "s1" if number % 3 else "s2"
        begins = FIRST_MONDAY + timedelta(days=(number * 7919) % 200)
        ends = None if number % 5 == 0 else begins + timedelta(days=(number * 104729) % 60)
        if number < 40:
            bundle.add("newcomers", newcomer_id=who, municipality="461")
        bundle.add(
            "enrolments",
            enrolment_id=f"e{number}",
            newcomer_id=who,
            provider_id=school,
            track="DU2",
            started_on=begins,
            ended_on=ends,
        )
        enrolments.append((who, school, begins, ends))
    deliver(ledger, bundle, folder / "in", now=at(date(2026, 12, 1)))
    yield ledger, enrolments
    ledger.close()


@settings(max_examples=20, deadline=None)
@given(begins=st.integers(-20, 280), length=st.integers(0, 120), school=st.sampled_from(["s1", "s2"]))
def test_the_lines_are_exactly_the_learners_with_an_enrolment_in_the_period(crowd, begins, length, school):
    ledger, enrolments = crowd
    from_on = FIRST_MONDAY + timedelta(days=begins)
    to_on = min(from_on + timedelta(days=length), date(2026, 12, 1))
    teacher = Actor(user="x", role=Role.PROVIDER, provider_id=school)

    report = made(ledger, teacher, from_on=min(from_on, to_on), to_on=to_on, now=at(date(2026, 12, 1))).report

    there = {
        who
        for who, where, started, ended in enrolments
        if where == school and started <= to_on and (ended is None or ended >= min(from_on, to_on))
    }
    assert [line.newcomer_id for line in report.lines] == sorted(there)
    assert sum(map(len, report.left_out.values())) + len(report.measured) == len(there)


def test_what_is_seen_reported_and_corrected_later_changes_no_earlier_report(scored, tmp_path):
    before = made(scored, to_on=SUNDAY).content
    late = SmallBundle()
    late.seen("amina", SUNDAY - timedelta(days=3), climbing(14), recorded_at=afternoon(TODAY))
    late.add(
        "results",
        result_id="r9",
        newcomer_id="amina",
        provider_id="sprogcenter",
        kind="modultest",
        taken_on=SUNDAY,
        reported_on=TODAY,
        passed="ja",
    )
    late.add(
        "enrolments",
        enrolment_id="hold-amina",
        newcomer_id="amina",
        provider_id="sprogcenter",
        track="DU1",
        module="1",
        started_on=FIRST_MONDAY,
    )
    deliver(scored, late, tmp_path / "late", now=at(TODAY, 16))

    assert made(scored, to_on=SUNDAY, now=at(TODAY + timedelta(days=9))).content == before
    assert made(scored, to_on=TODAY, now=at(TODAY + timedelta(days=9))).content != made(scored, to_on=SUNDAY).content


@pytest.mark.parametrize("asked_on", [TODAY, TODAY + timedelta(days=200)])
def test_after_the_course_has_ended_a_school_reads_no_further_than_its_last_day(scored, tmp_path, asked_on):
    whole = lines_of(scored, SYSTEM, provider_id="sprogcenter")["yusuf"]
    last_day = FIRST_MONDAY + timedelta(weeks=8) - timedelta(days=1)
    _end_course_of_yusuf(scored, tmp_path, last_day)

    line = lines_of(scored, now=at(asked_on))["yusuf"]

    to_the_end = lines_of(scored, to_on=last_day, now=at(asked_on))["yusuf"]
    assert (whole.observations, line.observations) == (14, 8)
    assert line.level_end == to_the_end.level_end != whole.level_end
    assert line.pace_per_week == to_the_end.pace_per_week


def test_a_school_has_no_line_for_somebody_in_days_after_their_course(scored, tmp_path):
    last_day = FIRST_MONDAY + timedelta(weeks=8) - timedelta(days=1)
    _end_course_of_yusuf(scored, tmp_path, last_day)

    assert sorted(lines_of(scored, from_on=last_day)) == ["amina", "yusuf"]
    assert sorted(lines_of(scored, from_on=last_day + timedelta(days=1))) == ["amina"]


def _end_course_of_yusuf(ledger, tmp_path, last_day):
    ended = SmallBundle().add(
        "enrolments",
        enrolment_id="hold-yusuf",
        newcomer_id="yusuf",
        provider_id="sprogcenter",
        track="DU2",
        module="3",
        started_on=FIRST_MONDAY,
        ended_on=last_day,
    )
    deliver(ledger, ended, tmp_path / "ended", now=at(TODAY, 8))


def test_a_replaced_observation_counts_no_more(scored, tmp_path):
    before = lines_of(scored)["yusuf"]
    later = SmallBundle()
    replacing = {"replaces": _first_observation_of(scored, "forloeb-yusuf")}
    later.seen("yusuf", FIRST_MONDAY, {"instructions": 0}, recorded_at=afternoon(FIRST_MONDAY), **replacing)
    deliver(scored, later, tmp_path / "later", now=at(TODAY, 10))

    assert lines_of(scored)["yusuf"].observations == before.observations - 1


def test_an_observation_that_was_filed_under_the_wrong_person_is_gone_from_that_persons_line(scored, tmp_path):
    before = lines_of(scored)["yusuf"]
    later = SmallBundle()
    mistaken = {"replaces": _first_observation_of(scored, "forloeb-yusuf")}
    later.seen("olena", FIRST_MONDAY, flat(0), recorded_at=afternoon(FIRST_MONDAY), **mistaken)
    deliver(scored, later, tmp_path / "later", now=at(TODAY, 10))

    assert lines_of(scored)["yusuf"].observations == before.observations - 1


def _first_observation_of(ledger, placement_id):
    from assessment.storage.facts import known_records

    with ledger.reading() as transaction:
        found = known_records(transaction, "observations", TODAY, placement_id=[placement_id])
    return min(found, key=lambda row: row["seen_on"])["observation_id"]


def objection(from_on, to_on=None):
    return SmallBundle().add("objections", newcomer_id="yusuf", from_on=from_on, to_on=to_on)


@pytest.mark.parametrize(
    ("from_on", "to_on"),
    [(TODAY, None), (FIRST_MONDAY, FIRST_MONDAY), (TODAY - timedelta(days=9), None), (TODAY, TODAY)],
)
def test_an_objection_takes_the_figures_away_and_leaves_lessons_and_results(scored, tmp_path, from_on, to_on):
    """Level and pace are profiling; what the school itself reported is not."""
    deliver(scored, objection(from_on, to_on).add(**a_passed_test("yusuf")), tmp_path / "no", now=at(TODAY, 8))

    line = lines_of(scored)["yusuf"]

    assert line.not_included_because == "Udviklingen er ikke beregnet for personen."
    assert b"indsigelse" not in made(scored).content
    assert b"indsigelse" not in made(scored, SYSTEM, provider_id="sprogcenter").content
    on_the_machine = lines_of(scored, SYSTEM, newcomer_id="yusuf")["yusuf"]
    assert on_the_machine.not_included_because == "Der er gjort indsigelse, så udviklingen er ikke beregnet."
    assert [getattr(line, name) for name in FIGURES] == [None] * 5
    assert (line.observations, line.results_passed) == (14, 1)


def test_whoever_objects_today_is_not_assessed_in_an_old_period_either(scored, tmp_path):
    deliver(scored, objection(TODAY), tmp_path / "no", now=at(TODAY, 8))

    assert lines_of(scored, to_on=TODAY - timedelta(days=20))["yusuf"].pace_per_week is None


def test_an_objection_that_was_over_before_the_period_takes_nothing_away(scored, tmp_path):
    deliver(scored, objection(FIRST_MONDAY, FIRST_MONDAY), tmp_path / "no", now=at(TODAY, 8))

    assert lines_of(scored, from_on=FIRST_MONDAY + timedelta(days=1))["yusuf"].pace_per_week is not None


def a_passed_test(who, *, taken_on=date(2026, 5, 4), reported_on=date(2026, 5, 11), passed="ja", by="sprogcenter"):
    return {
        "stem": "results",
        "result_id": f"r-{who}-{taken_on}-{by}-{passed}",
        "newcomer_id": who,
        "provider_id": by,
        "kind": "modultest",
        "taken_on": taken_on,
        "reported_on": reported_on,
        "passed": passed,
    }


def test_whoever_cannot_be_measured_is_there_with_the_reason_and_empty_figures(scored, tmp_path):
    more = SmallBundle().add("newcomers", newcomer_id="farid", municipality="461")
    for who in ("olena", "farid"):
        more.add(
            "enrolments",
            enrolment_id=f"hold-{who}",
            newcomer_id=who,
            provider_id="sprogcenter",
            track="DU1",
            started_on=FIRST_MONDAY,
        )
    deliver(scored, more, tmp_path / "more", now=at(TODAY, 8))

    lines = lines_of(scored)

    assert list(lines) == ["amina", "farid", "olena", "yusuf"]
    assert lines["farid"].not_included_because == "Intet forløb på en arbejdsplads i perioden."
    assert lines["olena"].not_included_because == (
        "For lidt grundlag: 2 observationer i perioden, der skal mindst 4 til."
    )
    for who in ("farid", "olena"):
        assert [getattr(lines[who], name) for name in FIGURES] == [None] * 5
    assert b"\r\nfarid;2026-03-02;2026-06-08;0;;;;;;;;0;;Intet" in made(scored).content


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ([(0, flat)], "1 observation i perioden, der skal mindst 4 til."),
        ([(week, flat) for week in range(5)], "Ingen observationer i de sidste 8 aktive uger af perioden."),
        ([(12, flat)] * 5, "ingen makker har observationer fra to forskellige aktive uger i perioden."),
        (
            [(week, lambda _week: {"phone": 2, "reading": 2}) for week in range(14)],
            "næsten alle trin i perioden er ens.",
        ),
        ([(week, lambda _week: {"phone": 2, "reading": None}) for week in range(14)], "0 observationer i perioden"),
    ],
)
def test_the_sentence_says_what_is_missing(ledger, tmp_path, seen, why):
    bundle = SmallBundle().person("amina", started_on=FIRST_MONDAY).add("providers", provider_id="sprogcenter")
    bundle.add(
        "enrolments",
        enrolment_id="e1",
        newcomer_id="amina",
        provider_id="sprogcenter",
        track="DU2",
        started_on=FIRST_MONDAY,
    )
    for week, steps in seen:
        bundle.seen("amina", FIRST_MONDAY + timedelta(weeks=week), steps(week))
    deliver(ledger, bundle, tmp_path / "in", now=NOW)

    line = lines_of(ledger)["amina"]

    assert line.not_included_because.endswith(why) or why in line.not_included_because
    assert line.level_end is None


def test_a_placement_of_five_weeks_is_too_little_however_often_it_was_seen(scored):
    line = lines_of(scored, to_on=FIRST_MONDAY + timedelta(days=34))["yusuf"]

    assert line.observations == 5
    assert line.not_included_because == (
        "For lidt grundlag: 5 hele aktive uger på arbejdspladsen, der skal mindst 6 til."
    )


def test_only_whole_weeks_of_lessons_and_results_of_the_period_are_added_up(scored, tmp_path):
    course = SmallBundle().add("providers", provider_id="andre")
    course.add(
        "enrolments",
        enrolment_id="andet-hold",
        newcomer_id="amina",
        provider_id="andre",
        track="FVU",
        started_on=FIRST_MONDAY,
    )
    for week, offered, attended in (
        ("2026-W10", 15, 10),
        ("2026-W11", 15, 12.5),
        ("2026-W12", 9, 9),
        ("2026-W13", 9, 0),
    ):
        course.add(
            "attendance", enrolment_id="hold-amina", week=week, lessons_offered=offered, lessons_attended=attended
        )
    course.add("attendance", enrolment_id="andet-hold", week="2026-W11", lessons_offered=99, lessons_attended=99)
    march = date(2026, 3, 20)
    course.add(**a_passed_test("amina", taken_on=march, reported_on=march))
    course.add(**a_passed_test("amina", taken_on=date(2026, 3, 21), reported_on=date(2026, 3, 21), passed="nej"))
    course.add(**a_passed_test("amina", taken_on=date(2026, 3, 19), reported_on=date(2026, 3, 23)))
    course.add(**a_passed_test("amina", taken_on=date(2026, 3, 3), reported_on=date(2026, 3, 4)))
    course.add(**a_passed_test("amina", taken_on=march, reported_on=march, by="andre"))
    deliver(scored, course, tmp_path / "course", now=at(TODAY, 8))
    tuesday, sunday = date(2026, 3, 3), date(2026, 3, 22)

    line = lines_of(scored, from_on=tuesday + timedelta(days=1), to_on=sunday)["amina"]

    assert (line.lessons_offered, line.lessons_attended) == (24, 21.5), (
        "the first week had begun, and W12 ends that day"
    )
    assert (line.results_passed, line.last_result_on) == (1, date(2026, 3, 21))
    until_saturday = lines_of(scored, from_on=tuesday, to_on=sunday - timedelta(days=1))["amina"]
    assert until_saturday.lessons_offered == 15
    assert until_saturday.results_passed == 2
    everywhere = lines_of(scored, SYSTEM, newcomer_id="amina", from_on=tuesday, to_on=sunday)["amina"]
    assert everywhere.lessons_offered == 24 + 99
    assert everywhere.results_passed == 3


def test_lessons_that_nobody_reported_are_not_told_as_none(scored):
    line = lines_of(scored)["amina"]

    assert (line.lessons_offered, line.lessons_attended, line.results_passed) == (None, None, 0)


def test_one_newcomers_report_has_one_line_even_without_a_school(scored):
    (line,) = made(scored, SYSTEM, newcomer_id="olena").report.lines

    assert (line.newcomer_id, line.observations) == ("olena", 2)


def test_a_provider_may_ask_for_one_of_their_own(scored):
    file = made(scored, newcomer_id="amina")

    assert [line.newcomer_id for line in file.report.lines] == ["amina"]
    assert file.report.provider_id == "sprogcenter"
    assert "amina" not in file.file_name


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("asked", [{"provider_id": "andre"}, {"newcomer_id": "olena"}, {"newcomer_id": "findes-ikke"}])
def test_nobody_gets_a_report_of_somebody_elses_and_nobody_learns_who_is_there(scored, role, asked):
    somebody = Actor(user="x", role=role, municipality="851", provider_id="sprogcenter", observer_id="mia")
    with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
        made(scored, somebody, **asked)
    assert journal_lines(scored) == []


@pytest.mark.parametrize("role", [Role.OWNER, Role.OBSERVER])
def test_an_owner_and_a_buddy_make_no_reports(scored, role):
    somebody = Actor(user="x", role=role, municipality="461", provider_id="sprogcenter", observer_id="mia")
    for asked in ({}, {"provider_id": "sprogcenter"}, {"newcomer_id": "amina"}, {"municipality": "461"}):
        with pytest.raises(NotAllowed):
            made(scored, somebody, **asked)


def test_a_provider_who_asks_for_their_learner_in_a_period_before_the_course_is_told_so(scored):
    long_ago = {"from_on": date(2025, 1, 1), "to_on": date(2025, 2, 1)}
    with pytest.raises(InvalidFields, match="amina var ikke tilmeldt hos jer i perioden"):
        made(scored, newcomer_id="amina", **long_ago)
    assert made(scored, **long_ago).report.lines == ()


@pytest.mark.parametrize(("asked", "what"), [({"provider_id": "x"}, "udbyder"), ({"newcomer_id": "x"}, "borger")])
def test_on_the_machine_somebody_who_is_not_there_is_named_as_such(scored, asked, what):
    with pytest.raises(CallerCanMend, match=f"Der er ingen {what} med det id"):
        made(scored, SYSTEM, **asked)


def test_everything_wrong_with_the_period_and_the_format_is_said_at_once(scored):
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(InvalidFields) as refused:
        made(scored, from_on=tomorrow + timedelta(days=1), to_on=tomorrow, to_format="docx")

    assert [error.field for error in refused.value.errors] == ["from_on", "to_on", "to_on", "to_format"]
    assert "Perioden går baglæns" in str(refused.value)
    assert "10. juni 2026 ligger i fremtiden" in str(refused.value)
    assert "som docx. Vælg pdf, xlsx eller csv." in str(refused.value)
    assert journal_lines(scored) == []


@pytest.mark.parametrize("slip", [date(1, 1, 1), date(26, 3, 2), date(1899, 12, 31)])
def test_a_year_that_cannot_be_meant_is_named_and_a_long_period_is_none(scored, slip):
    with pytest.raises(InvalidFields, match="Skriv årstallet med fire cifre"):
        made(scored, from_on=slip)
    assert made(scored, from_on=date(1900, 1, 1)).report.measured


def test_each_report_is_one_journal_line_with_what_was_asked_for_and_no_figures(scored):
    file = made(scored, report_id="r1")
    made(scored, report_id="r1", now=at(TODAY, 9, 1))

    (line,) = journal_lines(scored)
    detail = json.loads(line.detail)
    assert (line.actor, line.subject) == ("sanne", "sprogcenter")
    assert detail["report_id"] == "r1"
    assert (detail["rows"], detail["measured"]) == (len(file.report.lines), len(file.report.measured))
    assert (detail["from_on"], detail["to_on"], detail["format"]) == ("2026-03-02", "2026-06-08", "csv")
    made(scored, report_id="r2")
    assert len(journal_lines(scored)) == 2


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_the_same_report_made_again_says_when_it_was_first_made_and_is_the_same_file(scored, form):
    first = made(scored, report_id="r1", to_format=form)
    again = made(scored, report_id="r1", to_format=form, now=at(TODAY, 9, 7))
    other = made(scored, report_id="r2", to_format=form, now=at(TODAY, 9, 7))

    assert again.content == first.content
    assert again.report.made_at == first.report.made_at == NOW.replace(microsecond=0)
    assert other.report.made_at == at(TODAY, 9, 7)
    lines = [json.loads(line.detail) for line in journal_lines(scored)]
    assert [line["report_id"] for line in lines] == ["r1", "r2"]
    assert [line["sha256"] for line in lines] == [sha256(file.content).hexdigest() for file in (first, other)]


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv"])
def test_a_file_is_named_for_its_days_and_its_kind_and_says_who_made_it_without_a_person(scored, form):
    file = made(scored, newcomer_id="amina", to_format=form)

    assert file.file_name == f"fremskridt_2026-03-02_2026-06-08.{form}"
    assert file.report.made_by == "Sprogcentret"
    assert json.loads(journal_lines(scored)[0].detail)["format"] == form


def test_whoever_waits_is_told_each_step_in_its_order_and_may_have_a_picture(scored):
    told = []

    assert made(scored, tell=told.append).preview == b""
    assert told == [Step.READ, Step.COMPUTE, Step.WRITE, Step.FINISH]
    told.clear()
    assert made(scored, tell=told.append, with_preview=True).preview.startswith(b"\x89PNG")
    assert told == [Step.READ, Step.COMPUTE, Step.WRITE, Step.DRAW, Step.FINISH]
    assert list(SHARE_DONE) == list(Step)
    assert list(SHARE_DONE.values()) == sorted(SHARE_DONE.values())


def test_the_same_choice_made_again_after_a_delivery_is_another_report(scored, tmp_path):
    made(scored, report_id="r1")
    deliver(scored, SmallBundle().add(**a_passed_test("amina")), tmp_path / "more", now=at(TODAY, 10))
    made(scored, report_id="r1", now=at(TODAY, 11))

    assert len(journal_lines(scored)) == 2


def test_a_report_that_could_not_be_kept_was_never_made(scored):
    def full_disk(_content):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        made(scored, keep=full_disk)
    assert journal_lines(scored) == []


def test_an_id_that_looks_like_a_formula_is_a_line_like_any_other(ledger, tmp_path):
    bundle = SmallBundle().add("providers", provider_id="sprogcenter")
    for number, who in enumerate(("'=1+1", "@x", "n1")):
        bundle.add("newcomers", newcomer_id=who, municipality="461")
        bundle.add(
            "enrolments",
            enrolment_id=f"e{number}",
            newcomer_id=who,
            provider_id="sprogcenter",
            track="DU2",
            started_on=FIRST_MONDAY,
        )
    deliver(ledger, bundle, tmp_path / "in", now=NOW)

    first_cells = [line.split(";")[0] for line in made(ledger).content.decode("utf-8-sig").split("\r\n")[1:-1]]

    assert "'=1+1" in first_cells
    assert "'@x" in first_cells


def test_a_line_says_its_columns_in_the_contracts_order(scored):
    (line,) = made(scored, newcomer_id="amina").report.lines

    assert len(line.cells()) == len(COLUMNS) == 14
    assert replace(line, newcomer_id="z").cells()[0] == "z"


def test_more_learners_than_a_query_names_are_read_all_the_same(scored, monkeypatch):
    from assessment.use_cases import report_facts

    few = made(scored).content
    monkeypatch.setattr(report_facts, "ASKED_FOR_BY_ID", 0)

    assert made(scored).content == few


def test_a_report_of_invented_people_says_so_and_one_with_a_real_town_in_it_does_not(scored, tmp_path):
    assert made(scored).report.synthetic
    assert "opdigtede" in made_when(made(scored, to_format="pdf").report)
    real = SmallBundle().add("newcomers", newcomer_id="bo", municipality="101")
    real.add(
        "enrolments",
        enrolment_id="hold-bo",
        newcomer_id="bo",
        provider_id="sprogcenter",
        track="DU2",
        started_on=FIRST_MONDAY,
    )
    deliver(scored, real, tmp_path / "real", now=at(TODAY, 8))

    assert not made(scored).report.synthetic
    assert made(scored, newcomer_id="amina").report.synthetic
    assert not made(scored, newcomer_id="bo").report.synthetic
