"""What a report tells of one newcomer and of a group, and whom it tells it."""

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from sqlite3 import connect

import pytest
from support.small_bundle import SmallBundle
from support.three_people import FIRST_MONDAY, TODAY, at, climbing, flat
from support.whole_life import CASEWORKER, deliver

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateEngine
from assessment.domain.decision import View
from assessment.domain.errors import CallerCanMend, NotAllowed
from assessment.domain.field_error import InvalidFields
from assessment.domain.placement_state import NOTICE
from assessment.measurement.level_scale import level_scale
from assessment.reports.person_page import ResultMark, Span
from assessment.reports.report_words import about_whom, counted
from assessment.stalling.rules import RulesEngine
from assessment.storage import journal
from assessment.storage.ledger import open_ledger
from assessment.use_cases.make_report import make_report
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.report_asked import classes_of
from assessment.use_cases.score_placements import score_placements

NOW = at(TODAY)
SCHOOL = Actor(user="sanne", role=Role.PROVIDER, provider_id="sprogcenter")
WAITS = "Udviklingen vises, når du selv har skrevet i sagen, hvad du ser."


def report(ledger, actor=SYSTEM, *, from_on=FIRST_MONDAY, to_on=TODAY, now=NOW, **asked):
    return make_report(ledger, actor, report_id="r", from_on=from_on, to_on=to_on, now=now, **asked).report


def page(ledger, who, actor=SYSTEM, **asked):
    return report(ledger, actor, newcomer_id=who, **asked).page


def look_at(ledger, who, *, now=NOW):
    record_own_view(
        ledger, CASEWORKER, placement_id=f"forloeb-{who}", view_id=f"v-{who}", view=View.STALLED, line="", now=now
    )


def result(who, taken_on, *, by="sprogcenter", passed="ja", **cells):
    return {
        "stem": "results",
        "result_id": f"r-{who}-{taken_on}-{by}",
        "newcomer_id": who,
        "provider_id": by,
        "kind": "modultest",
        "track": "DU2",
        "module": "3",
        "taken_on": taken_on,
        "reported_on": taken_on,
        "passed": passed,
        **cells,
    }


def test_the_curve_ends_where_the_line_ends_and_begins_where_it_begins(scored):
    made = report(scored, newcomer_id="yusuf")
    (line,), curve, scale = made.lines, made.page.curve, level_scale(RulesEngine().calibration)

    def steps(level):
        return pytest.approx(float(scale.steps(level)))

    assert made.overview is None
    assert [point.on for point in curve[:2]] == [FIRST_MONDAY + timedelta(days=6), FIRST_MONDAY + timedelta(days=13)]
    assert (curve[-1].on, len(curve)) == (TODAY, 15)
    assert curve[0].level == steps(line.level_start)
    assert curve[-1].level == steps(line.level_end)
    assert curve[-1].low == steps(line.level_end - 1.96 * line.level_se)
    assert curve[-1].high == steps(line.level_end + 1.96 * line.level_se)


def test_the_expected_band_opens_from_where_the_person_began_and_rises(scored):
    curve = page(scored, "yusuf").curve
    widths = [point.expected_high - point.expected_low for point in curve]

    assert curve[0].expected_low == curve[0].level == curve[0].expected_high
    assert widths == sorted(widths)
    assert curve[-1].expected_low < curve[-1].expected_high > curve[0].level
    assert curve[-1].level > curve[-1].expected_high, "nobody climbs as fast as Yusuf"


def test_a_pause_is_shaded_and_the_clock_stands_still_in_it(scored, tmp_path):
    first, last = FIRST_MONDAY + timedelta(weeks=4), FIRST_MONDAY + timedelta(weeks=7, days=6)
    pause = SmallBundle().add("pauses", newcomer_id="yusuf", from_on=first, to_on=last, code="agreed")
    deliver(scored, pause, tmp_path / "pause", now=at(TODAY, 8))

    shown = page(scored, "yusuf")

    assert shown.pauses == (Span(from_on=first, to_on=last),)
    cut = page(scored, "yusuf", from_on=first + timedelta(days=3), to_on=last - timedelta(days=2))
    assert cut.pauses == (Span(from_on=first + timedelta(days=3), to_on=last - timedelta(days=2)),)
    before, *during, after = shown.curve[3:9]
    assert {(point.expected_low, point.expected_high) for point in during} == {
        (before.expected_low, before.expected_high)
    }
    assert after.expected_high > before.expected_high


def test_criteria_are_told_as_they_were_seen_and_in_the_rubrics_order(scored):
    rows = {row.criterion: row for row in page(scored, "yusuf").criteria}

    assert list(rows) == ["instructions", "asking_help", "reporting", "small_talk"]
    assert (rows["instructions"].times_seen, rows["instructions"].seen_by) == (14, 1)
    assert rows["instructions"].step_start == pytest.approx(
        sum(climbing(week)["instructions"] for week in range(4)) / 4
    )
    assert rows["instructions"].step_now == pytest.approx(
        sum(climbing(week)["instructions"] for week in range(10, 14)) / 4
    )
    assert 0.1 < rows["instructions"].step_se < 0.5


def test_who_climbs_is_told_so_and_where_and_who_slips_is_not_told_they_rose(scored):
    yusuf, amina = page(scored, "yusuf"), page(scored, "amina")

    assert yusuf.improved[0] == "Du har brug for mindre hjælp på dansk på arbejdet nu end i begyndelsen."
    assert yusuf.improved[1].startswith("Det ses tydeligst her: ")
    assert amina.improved[0] == "Der ses ikke tydelig fremgang i de observationer, vi har."
    assert len(amina.improved) == 2


def test_of_whom_too_little_was_seen_the_page_says_how_little_and_gives_no_verdict(scored):
    shown = page(scored, "olena")

    assert shown.curve == ()
    assert shown.not_known[0] == "For lidt grundlag: 2 observationer i perioden, der skal mindst 4 til."
    assert "4 kriterier er set under 4 gange, så der står ingen trin ud for dem." in shown.not_known
    assert "Ingen har meldt lektioner ind for hele uger i perioden." in shown.not_known
    assert shown.improved == (
        "Vi kan ikke sige endnu, hvad der er blevet bedre på arbejdet, og det siger ikke noget om dig.",
    )
    assert {row.times_seen for row in shown.criteria} == {2}


def test_a_passed_test_is_good_news_also_where_too_little_was_seen(scored, tmp_path):
    passed = SmallBundle().add(**result("olena", date(2026, 5, 4)), grade=None)
    deliver(scored, passed, tmp_path / "passed", now=at(TODAY, 8))

    shown = page(scored, "olena")

    assert shown.improved[0] == "Du har bestået 1 prøve i perioden."
    assert shown.results == (
        ResultMark(
            taken_on=date(2026, 5, 4), kind="modultest", part="samlet", track="DU2", module=3, passed="ja", grade=None
        ),
    )


def test_a_level_that_nothing_anchors_is_said_to_be_unsure_until_a_test_comes(scored, tmp_path):
    assert any(said.startswith("Niveauet er ikke forankret") for said in page(scored, "yusuf").not_known)
    deliver(scored, SmallBundle().add(**result("yusuf", date(2026, 5, 4))), tmp_path / "test", now=at(TODAY, 8))

    assert not any(said.startswith("Niveauet er ikke forankret") for said in page(scored, "yusuf").not_known)


def test_a_change_of_buddy_is_told_and_the_new_ones_strictness_lowers_nobody(ledger, tmp_path):
    bundle = (
        SmallBundle().person("fatima", started_on=FIRST_MONDAY).add("observers", observer_id="ole", role="sprogmakker")
    )
    for week in range(14):
        steps = {criterion: step + (week < 7) for criterion, step in flat(week).items()}
        bundle.seen("fatima", FIRST_MONDAY + timedelta(weeks=week), steps, by="mia" if week < 7 else "ole")
    deliver(ledger, bundle, tmp_path / "in", now=NOW)

    shown = page(ledger, "fatima")

    assert any(said.startswith("4 kriterier er set af andre i begyndelsen end nu.") for said in shown.not_known)
    for row in shown.criteria:
        assert row.seen_by == 2
        assert abs(row.step_now - row.step_start) < 1


def test_who_objects_is_shown_without_curve_and_steps_and_a_school_is_not_told_why(scored, tmp_path):
    objection = SmallBundle().add("objections", newcomer_id="yusuf", from_on=TODAY)
    deliver(scored, objection, tmp_path / "no", now=at(TODAY, 8))

    for actor, why in (
        (SYSTEM, "Der er gjort indsigelse, så udviklingen er ikke beregnet."),
        (SCHOOL, "Udviklingen er ikke beregnet for personen."),
    ):
        shown = page(scored, "yusuf", actor)
        assert shown.curve == ()
        assert shown.not_known[0] == why
        assert {row.times_seen for row in shown.criteria} == {14}
        assert {(row.step_start, row.step_now, row.step_se) for row in shown.criteria} == {(None, None, None)}


def test_a_school_is_told_of_its_own_results_on_its_own_days_and_of_nothing_else(scored, tmp_path):
    more = SmallBundle().add("providers", provider_id="andre").add("pauses", **_pause("yusuf"))
    more.add(**result("yusuf", date(2026, 5, 4))).add(**result("yusuf", date(2026, 5, 6), by="andre"))
    more.add(**result("yusuf", date(2026, 6, 5)))
    more.add(
        "enrolments",
        enrolment_id="hold-yusuf",
        newcomer_id="yusuf",
        provider_id="sprogcenter",
        track="DU2",
        module="3",
        started_on=FIRST_MONDAY,
        ended_on=date(2026, 5, 31),
    )
    deliver(scored, more, tmp_path / "more", now=at(TODAY, 8))

    theirs, whole = page(scored, "yusuf", SCHOOL), page(scored, "yusuf")

    assert [mark.taken_on for mark in theirs.results] == [date(2026, 5, 4)]
    assert [mark.taken_on for mark in whole.results] == [date(2026, 5, 4), date(2026, 5, 6), date(2026, 6, 5)]
    assert max(point.on for point in theirs.curve) == date(2026, 5, 31)
    assert {row.times_seen for row in theirs.criteria} == {13}
    assert theirs.pauses == ()
    assert len(whole.pauses) == 1


def _pause(who):
    return {"newcomer_id": who, "from_on": date(2026, 6, 2), "to_on": date(2026, 6, 3), "code": "agreed"}


def test_a_class_is_the_learners_who_are_on_that_track_and_module_now(scored, tmp_path):
    whole = {line.newcomer_id: line for line in report(scored, SCHOOL).lines}

    assert [line.newcomer_id for line in report(scored, SCHOOL, track="DU2").lines] == ["yusuf"]
    (line,) = report(scored, SCHOOL, track="DU2", module=3).lines
    assert line.observations == whole["yusuf"].observations
    assert line.pace_per_week == pytest.approx(whole["yusuf"].pace_per_week)
    assert report(scored, SCHOOL, track="DU2", module=4).lines == ()
    moved = SmallBundle().add(
        "enrolments",
        enrolment_id="hold-yusuf",
        newcomer_id="yusuf",
        provider_id="sprogcenter",
        track="DU2",
        module="Modul 4",
        started_on=FIRST_MONDAY,
    )
    deliver(scored, moved, tmp_path / "moved", now=at(TODAY, 8))
    assert [line.newcomer_id for line in report(scored, SCHOOL, track="DU2", module=4).lines] == ["yusuf"]
    with scored.reading() as transaction:
        classes = classes_of(transaction, "sprogcenter", FIRST_MONDAY, TODAY)
    assert classes == [("DU2", None), ("DU2", 4), ("DU3", None), ("DU3", 3)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"municipality": "461", "provider_id": "sprogcenter"}, "Vælg en af dem"),
        ({"municipality": "461", "newcomer_id": "amina"}, "Vælg en af dem"),
        ({"municipality": "461", "track": "DU2"}, "En klasse er en udbyders"),
        ({"provider_id": "sprogcenter", "module": 3}, "Modul 3 findes på flere uddannelser"),
    ],
)
def test_what_does_not_go_together_is_said(scored, asked, said):
    with pytest.raises(InvalidFields, match=said):
        report(scored, **asked)


def test_a_municipality_that_nobody_lives_in_is_named(scored):
    with pytest.raises(CallerCanMend, match="Der er ingen borgere i kommune 101"):
        report(scored, municipality="101")


def test_a_municipalitys_report_has_a_line_for_everybody_placed_or_taught_in_the_period(scored, tmp_path):
    more = SmallBundle().add("newcomers", newcomer_id="farid", municipality="461")
    more.add("newcomers", newcomer_id="hodan", municipality="461").add(
        "newcomers", newcomer_id="bo", municipality="851"
    )
    for who in ("farid", "bo"):
        more.add(
            "enrolments",
            enrolment_id=f"e-{who}",
            newcomer_id=who,
            provider_id="sprogcenter",
            track="DU1",
            started_on=FIRST_MONDAY + timedelta(days=9),
        )
    over = {"started_on": FIRST_MONDAY - timedelta(days=30), "ends_on": FIRST_MONDAY - timedelta(days=1)}
    more.person("selam", **over)
    deliver(scored, more, tmp_path / "more", now=at(TODAY, 8))

    made = report(scored, municipality="461")

    assert [line.newcomer_id for line in made.lines] == ["amina", "farid", "olena", "yusuf"]
    assert (made.municipality, made.page) == ("461", None)
    assert [line.newcomer_id for line in report(scored, municipality="461", to_on=FIRST_MONDAY).lines] == [
        "amina",
        "olena",
        "yusuf",
    ]
    before = {"from_on": date(2025, 1, 1), "to_on": FIRST_MONDAY - timedelta(days=1)}
    assert [line.newcomer_id for line in report(scored, municipality="461", **before).lines] == ["selam"]


def test_a_caseworker_reads_level_and_pace_after_their_own_view_here_as_in_the_case(scored):
    before = {line.newcomer_id: line for line in report(scored, CASEWORKER).lines}
    assert [before[who].not_included_because for who in ("amina", "yusuf")] == [WAITS, WAITS]
    assert {before[who].level_end for who in before} == {None}
    assert page(scored, "yusuf", CASEWORKER).curve == ()
    assert counted(report(scored, CASEWORKER)) == "3 personer, 0 med beregnet udvikling.", "of three no sums are told"

    look_at(scored, "yusuf")

    after = {line.newcomer_id: line for line in report(scored, CASEWORKER).lines}
    assert after["yusuf"].level_end == pytest.approx(report(scored, newcomer_id="yusuf").lines[0].level_end)
    assert after["amina"].not_included_because == WAITS
    assert page(scored, "yusuf", CASEWORKER) == page(scored, "yusuf")


def test_after_the_next_scoring_the_caseworker_looks_again_first(scored):
    look_at(scored, "yusuf")
    tomorrow = TODAY + timedelta(days=1)
    score_placements(scored, SYSTEM, as_of=tomorrow, now=at(tomorrow, 7))

    lines = {line.newcomer_id: line for line in report(scored, CASEWORKER, now=at(tomorrow)).lines}

    assert lines["yusuf"].not_included_because == WAITS


def test_where_the_municipality_has_no_basis_its_caseworkers_read_no_computed_figures(scored):
    look_at(scored, "yusuf")
    register_gate(scored, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=at(TODAY, 8))

    (line,) = report(scored, CASEWORKER, newcomer_id="yusuf").lines

    assert line.not_included_because.startswith("Kommunens grundlag for beregninger mangler")
    assert line.observations == 14


def test_a_caseworkers_read_of_a_case_through_a_report_is_logged_as_one_once_a_sitting(scored):
    report(scored, CASEWORKER, newcomer_id="olena")
    report(scored, CASEWORKER, newcomer_id="olena", now=at(TODAY, 9, 5))
    report(scored, SYSTEM, newcomer_id="olena")

    with scored.reading() as transaction:
        (line,) = journal.lines(transaction, act="read_case", subject="olena")
        asked = journal.lines(transaction, act="report", subject="olena")
    assert (line.actor, "opfølgning" in line.detail) == (CASEWORKER.user, True)
    assert len(asked) == 2


def test_another_towns_newcomer_and_municipality_are_refused_in_the_words_for_who_is_not_there(scored):
    elsewhere = Actor(user="aage", role=Role.CASEWORKER, municipality="851")
    for asked in ({"newcomer_id": "amina"}, {"newcomer_id": "ingen"}, {"municipality": "461"}):
        with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
            report(scored, elsewhere, **asked)
    with pytest.raises(NotAllowed):
        report(scored, SCHOOL, municipality="461")


@pytest.fixture(scope="module")
def class_of_twelve(empty_database, tmp_path_factory):
    """Twelve people of one town at one school, seven flat and five climbing, scored this morning."""
    folder = tmp_path_factory.mktemp("twelve")
    (folder / "twelve.db").write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{folder / 'twelve.db'}")
    bundle = SmallBundle().add("providers", provider_id="sprogcenter", name="Sprogcentret ved Åen")
    for number in range(12):
        who = f"n{number:02d}"
        bundle.person(who, started_on=FIRST_MONDAY)
        bundle.add(
            "enrolments",
            enrolment_id=f"e-{who}",
            newcomer_id=who,
            provider_id="sprogcenter",
            track="DU1" if number < 6 else "DU2",
            started_on=FIRST_MONDAY,
        )
        for week in range(14):
            steps = climbing(week) if number >= 7 else flat(week + number)
            bundle.seen(
                who, FIRST_MONDAY + timedelta(weeks=week), steps, talk_minutes="gt30" if number >= 7 else "lt10"
            )
    deliver(ledger, bundle, folder / "in", now=at(TODAY, 7))
    register_gate(ledger, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 7))
    score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 7))
    yield ledger
    ledger.close()


@pytest.fixture
def twelve_to_change(class_of_twelve, tmp_path):
    """The same twelve in a ledger of one's own."""
    own = tmp_path / "own.db"
    with closing(connect(class_of_twelve.engine.url.database)) as source, closing(connect(own)) as copy:
        source.backup(copy)
    ledger = open_ledger(f"sqlite:///{own}")
    yield ledger
    ledger.engine.dispose()


def test_a_report_bears_the_name_of_the_school_it_is_about(class_of_twelve):
    asked = {"provider_id": "sprogcenter"}

    assert about_whom(report(class_of_twelve, SCHOOL, **asked)) == "Alle kursister hos Sprogcentret ved Åen"
    assert about_whom(report(class_of_twelve, SCHOOL, **asked, track="DU2")) == "Alle på DU2 · Sprogcentret ved Åen"


def test_a_municipalitys_overview_counts_the_states_that_stand_now_with_the_notice(class_of_twelve):
    overview = report(class_of_twelve, municipality="461").overview

    assert overview.notice == NOTICE
    counts = {one.state: one.people for one in overview.states if one.people}
    assert sum(counts.values()) == 12
    assert all(number >= 5 for number in counts.values())
    groups = {one.group: one for one in overview.groups}
    assert (groups["Alle"].people, groups["DU1"].people, groups["DU2"].people) == (12, 6, 6)


def test_a_schools_report_tells_of_no_states(class_of_twelve):
    made = report(class_of_twelve, SCHOOL)

    assert (made.overview.states, made.overview.notice) == ((), "")
    assert len(made.overview.groups) == 5


def test_states_are_told_for_28_days_and_only_where_the_gate_is_open(class_of_twelve):
    later = TODAY + timedelta(days=28)
    assert report(class_of_twelve, municipality="461", now=at(later)).overview.states
    assert not report(class_of_twelve, municipality="461", now=at(later + timedelta(days=1))).overview.states


def test_what_a_caseworker_is_not_shown_of_each_is_still_in_the_figures_of_all(class_of_twelve):
    told = report(class_of_twelve, CASEWORKER)

    assert told.measured == ()
    assert told.overview == replace(report(class_of_twelve, municipality="461").overview, standing=())
    assert counted(told) == (
        "12 personer, 0 med beregnet udvikling. I gruppernes tal indgår yderligere 12, som ikke vises enkeltvis. "
        "Grunden står ud for hver af dem."
    )
    assert "indgår yderligere" not in counted(report(class_of_twelve, municipality="461"))


def test_who_was_looked_at_is_told_one_by_one_and_is_not_among_those_of_the_sums_alone(twelve_to_change):
    look_at(twelve_to_change, "n03")

    told = counted(report(twelve_to_change, CASEWORKER))

    assert told.startswith("12 personer, 1 med beregnet udvikling. I gruppernes tal indgår yderligere 11,")


def test_without_a_basis_nobody_is_in_a_sum_and_none_is_told_of(twelve_to_change):
    register_gate(twelve_to_change, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=at(TODAY, 8))

    assert counted(report(twelve_to_change, CASEWORKER)) == "12 personer, 0 med beregnet udvikling."


def test_who_stands_in_which_state_is_told_only_where_all_of_them_may_be_read(class_of_twelve):
    of_all = report(class_of_twelve, municipality="461").overview
    counted = Counter(one.state for one in of_all.standing)

    assert len({one.newcomer_id for one in of_all.standing}) == 12
    assert {one.state: one.people for one in of_all.states if one.people} == counted
    assert of_all.notice == NOTICE
    assert report(class_of_twelve, CASEWORKER).overview.standing == ()
    assert report(class_of_twelve, SCHOOL).overview.standing == ()


def test_without_a_basis_neither_the_figures_of_all_nor_the_states_are_told(class_of_twelve):
    register_gate(class_of_twelve, SYSTEM, "461", GateChange(engine=GateEngine.OFF), now=at(TODAY, 8))
    overview = report(class_of_twelve, CASEWORKER).overview
    register_gate(class_of_twelve, SYSTEM, "461", GateChange(synthetic=True), now=at(TODAY, 8, 1))

    assert {one.pace_per_week for one in overview.groups} == {None}
    assert (overview.groups[0].people, overview.states) == (12, ())


def test_but_no_mean_from_which_the_few_who_are_not_shown_could_be_worked_out(class_of_twelve):
    for number in range(2, 12):
        look_at(class_of_twelve, f"n{number:02d}")

    told = report(class_of_twelve, CASEWORKER)

    groups = {one.group: one for one in told.overview.groups}
    assert len(told.measured) == 10
    assert groups["Alle"].people == 12
    assert groups["DU2"].pace_per_week == pytest.approx(sum(line.pace_per_week for line in told.measured[4:]) / 6)
    for name in ("Alle", "DU1", "Med beregnet udvikling"):
        assert groups[name].pace_per_week is None, "less the ten that stand there, two are left"
