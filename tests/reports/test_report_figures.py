"""The figures of a report: the same as worked out by hand from an export, and the same as the rules would say."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.plain_report import (
    FIGURES,
    PlainBundle,
    plain_criteria,
    plain_report,
    plain_results,
    plain_town,
    plain_tracks,
)
from support.small_bundle import SmallBundle, weekly
from support.three_people import FIRST_MONDAY, TODAY, at, climbing
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.exchange.writing import bundle_texts, write_bundle
from assessment.measurement.growth_filter import GrowthFilter
from assessment.reports.progress import Progress, Seen, progress
from assessment.simulation.municipality import simulate
from assessment.stalling.assess import assess
from assessment.stalling.rules import RulesEngine
from assessment.storage.facts import known_by
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.make_report import make_report

END = date(2025, 6, 29)
LONG_AFTER = at(date(2025, 7, 14))
PERIODS = [
    (date(2024, 7, 1), END),
    (date(2025, 1, 1), date(2025, 6, 26)),
    (date(2025, 2, 3), date(2025, 4, 30)),
    (date(2024, 12, 9), date(2025, 2, 2)),
    (date(2025, 5, 1), date(2025, 5, 3)),
]


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, PlainBundle]]:
    """A simulated municipality in a ledger, and what was exported of it."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "town.db").write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{folder / 'town.db'}")
    write_bundle(folder / "in", bundle_texts(simulate(80, 52, 3, END).frames))
    assert not import_bundle(ledger, SYSTEM, folder / "in", now=at(END, 20)).refused
    export_bundle(ledger, SYSTEM, folder / "out", now=LONG_AFTER)
    yield ledger, PlainBundle(folder / "out")
    ledger.close()


def lines_of(ledger: Ledger, provider_id: str, from_on: date, to_on: date, now=LONG_AFTER):
    made = make_report(ledger, SYSTEM, report_id="r", provider_id=provider_id, from_on=from_on, to_on=to_on, now=now)
    return {line.newcomer_id: line for line in made.report.lines}


@pytest.mark.parametrize(("from_on", "to_on"), PERIODS)
def test_every_figure_is_what_a_second_implementation_makes_of_the_exported_bundle(town, from_on, to_on):
    ledger, bundle = town
    compared = 0
    for provider_id in ("999-u0001", "999-u0002", "999-u0003"):
        lines = lines_of(ledger, provider_id, from_on, to_on)
        compared += same_figures(lines, plain_report(bundle, provider_id, from_on, to_on))
    assert compared >= (10 if (to_on - from_on).days > 40 else 0)


def same_figures(lines, expected) -> int:
    """Hold every line against the second implementation's; how many of them have a computed progress."""
    assert list(lines) == list(expected)
    for who, figures in expected.items():
        assert lines[who].last_result_on == figures.pop("last_result_on")
        found = {name: getattr(lines[who], name) for name in figures}
        known = {name: value for name, value in figures.items() if value is not None}
        assert {name for name in found if found[name] is not None} == set(known), (who, found, figures)
        assert {name: found[name] for name in known} == pytest.approx(known, rel=1e-9, abs=1e-9), (who, found)
        assert bool(lines[who].not_included_because) == (figures["level_end"] is None)
    return sum(figures["level_end"] is not None for figures in expected.values())


def report_of(ledger, **asked):
    return make_report(ledger, SYSTEM, report_id="r", now=LONG_AFTER, **asked).report


@pytest.mark.parametrize(("from_on", "to_on"), [PERIODS[1], PERIODS[3]])
def test_so_is_every_figure_of_a_municipalitys_report(town, from_on, to_on):
    ledger, bundle = town
    lines = report_of(ledger, municipality="999", from_on=from_on, to_on=to_on).lines

    assert same_figures({line.newcomer_id: line for line in lines}, plain_town(bundle, "999", from_on, to_on)) >= 10


def test_so_is_the_overview(town):
    ledger, bundle = town
    from_on, to_on = PERIODS[1]
    overview = report_of(ledger, municipality="999", from_on=from_on, to_on=to_on).overview
    people = pd.DataFrame.from_dict(plain_town(bundle, "999", from_on, to_on), orient="index").astype(
        {"pace_per_week": float, "pace_se": float}
    )
    people["track"] = pd.Series(plain_tracks(bundle, "999", from_on, to_on)).replace("", "Uden danskuddannelse")
    people["whole"] = "Alle"
    people["half"] = np.where(people["pace_per_week"].notna(), "Med beregnet udvikling", "Uden beregnet udvikling")
    told = {one.group: one for one in overview.groups}
    compared = 0
    for column in ("whole", "track", "half"):
        for name, group in people.groupby(column):
            expected = {
                "people": len(group),
                "measured": group["pace_per_week"].count(),
                "pace_per_week": group["pace_per_week"].mean(),
                "pace_se": np.sqrt(
                    (group["pace_per_week"].var() + (group["pace_se"] ** 2).mean()) / group["pace_se"].count()
                ),
                "lessons_offered": group["lessons_offered"].sum(),
                "lessons_attended": group["lessons_attended"].sum(),
                "results_passed": group["results_passed"].sum(),
            }
            for figure, value in expected.items():
                found = getattr(told[name], figure)
                if found is not None:
                    assert found == pytest.approx(value), (name, figure)
                    compared += 1
    assert compared >= 25


def test_so_are_the_criteria_and_the_results_of_each_newcomers_page(town):
    ledger, bundle = town
    from_on, to_on = PERIODS[1]
    lines = {
        line.newcomer_id: line for line in report_of(ledger, municipality="999", from_on=from_on, to_on=to_on).lines
    }
    rows, several, marks = 0, 0, 0
    for who in [row["newcomer_id"] for row in bundle.rows["newcomers"]][:12]:
        made = report_of(ledger, newcomer_id=who, from_on=from_on, to_on=to_on)
        page = made.page
        found = [[getattr(line, name) for name in FIGURES] for line in made.lines]
        expected = [getattr(lines[who], name) for name in FIGURES]
        assert found == [pytest.approx(expected)], "the same figures, whomever the report is asked for"
        taken = [(mark.taken_on.isoformat(), mark.kind, mark.passed) for mark in page.results]
        assert taken == plain_results(bundle, who, from_on, to_on)
        marks += len(taken)
        objects = bool(bundle.of("objections", who))
        expected = plain_criteria(bundle, who, from_on, to_on)
        assert {row.criterion for row in page.criteria} == set(expected)
        for row in [] if objects else page.criteria:
            found = {name: getattr(row, name) for name in expected[row.criterion]}
            assert found == pytest.approx(expected[row.criterion], nan_ok=True), (who, row.criterion)
            rows += row.step_now is not None
            several += row.step_now is not None and row.seen_by > 1
    assert rows >= 30
    assert several >= 5
    assert marks >= 8


def test_a_schools_page_rests_on_its_own_days_alone(town):
    ledger, bundle = town
    asked = {"from_on": date(2024, 7, 1), "to_on": END}
    compared = 0
    for who in list(lines_of(ledger, "999-u0001", *asked.values()))[:6]:
        page = report_of(ledger, newcomer_id=who, provider_id="999-u0001", **asked).page
        expected = plain_criteria(bundle, who, *asked.values(), provider_id="999-u0001")
        assert {row.criterion: (row.times_seen, row.seen_by) for row in page.criteria} == {
            criterion: (seen["times_seen"], seen["seen_by"]) for criterion, seen in expected.items()
        }
        compared += expected != plain_criteria(bundle, who, *asked.values())
    assert compared >= 1


def test_somebody_at_two_workplaces_and_somebody_with_two_buddies_are_among_those_compared(town):
    ledger, _ = town
    with ledger.reading() as transaction:
        frames = known_by(transaction, END)
    observations, placements = frames["observations"], frames["placements"]
    owner = dict(zip(placements["placement_id"], placements["newcomer_id"], strict=True))
    observations = observations.assign(newcomer_id=observations["placement_id"].map(owner))
    measured = [
        who for who, line in lines_of(ledger, "999-u0001", *PERIODS[0]).items() if not line.not_included_because
    ]
    seen = observations[observations["newcomer_id"].isin(measured)].groupby("newcomer_id")
    assert seen["placement_id"].nunique().max() > 1
    assert seen["observer_id"].nunique().max() > 1


def test_level_and_pace_are_what_the_rules_say_of_the_same_observations(town):
    ledger, _ = town
    from_on, to_on = date(2025, 1, 1), END
    with ledger.reading() as transaction:
        frames = known_by(transaction, to_on)
    seen = frames["observations"]["seen_on"]
    frames["observations"] = frames["observations"][(seen >= str(from_on)) & (seen <= str(to_on))]
    lines = {
        line.newcomer_id: line for line in report_of(ledger, municipality="999", from_on=from_on, to_on=to_on).lines
    }
    at_one_place = frames["placements"].drop_duplicates("newcomer_id", keep=False)
    frames["placements"] = at_one_place.iloc[:20]
    compared = []
    for state in assess(frames, to_on, RulesEngine(trend_observations=500)).states:
        who = state.newcomer_id
        line = lines[who]
        if line.not_included_because:
            continue
        assert line.observations == state.observations
        assert line.pace_per_week == pytest.approx(state.pace_per_week)
        assert line.pace_se == pytest.approx(state.pace_se)
        assert line.level_end == pytest.approx(state.level)
        assert line.level_se == pytest.approx(state.level_se)
        assert line.level_linked == state.level_linked
        compared.append(line.level_linked)
    assert len(compared) >= 5
    assert set(compared) == {True, False}


def test_a_person_who_climbs_is_seen_to_climb_from_the_first_week_to_the_last(scored):
    line = lines_of(scored, "sprogcenter", FIRST_MONDAY, TODAY, at(TODAY))["yusuf"]

    assert line.observations == 14
    assert line.level_end - line.level_start > 0.7
    assert line.pace_per_week > 3 * line.pace_se
    assert not line.level_linked


def failed_test_of_yusuf(provider_id, taken_on):
    return {
        "stem": "results",
        "result_id": f"r-{provider_id}",
        "newcomer_id": "yusuf",
        "provider_id": provider_id,
        "kind": "modultest",
        "track": "DU2",
        "module": "4",
        "taken_on": taken_on,
        "reported_on": TODAY,
        "passed": "nej",
    }


def test_a_test_that_the_school_reports_anchors_the_level(scored, tmp_path):
    before = lines_of(scored, "sprogcenter", FIRST_MONDAY, TODAY, at(TODAY))["yusuf"]
    for provider_id in ("andre", "sprogcenter"):
        failed = SmallBundle().add("providers", provider_id=provider_id)
        failed.add(**failed_test_of_yusuf(provider_id, TODAY - timedelta(days=20)))
        deliver(scored, failed, tmp_path / provider_id, now=at(TODAY, 8))
        after = lines_of(scored, "sprogcenter", FIRST_MONDAY, TODAY, at(TODAY))["yusuf"]
        if provider_id == "andre":
            assert after == before, "what another school knows is not told to this one, not even by a level"

    assert after.level_linked
    assert after.level_end < before.level_end
    assert after.level_se < before.level_se


def test_a_test_after_the_last_day_of_the_course_is_not_looked_back_on(scored, tmp_path):
    ended = SmallBundle().add(
        "enrolments",
        enrolment_id="hold-yusuf",
        newcomer_id="yusuf",
        provider_id="sprogcenter",
        track="DU2",
        module="3",
        started_on=FIRST_MONDAY,
        ended_on=TODAY - timedelta(days=21),
    )
    deliver(scored, ended, tmp_path / "ended", now=at(TODAY, 8))
    before = lines_of(scored, "sprogcenter", FIRST_MONDAY, TODAY, at(TODAY))["yusuf"]
    later = SmallBundle().add(**failed_test_of_yusuf("sprogcenter", TODAY - timedelta(days=20)))
    deliver(scored, later, tmp_path / "later", now=at(TODAY, 9))

    assert before.level_end is not None
    assert lines_of(scored, "sprogcenter", FIRST_MONDAY, TODAY, at(TODAY, 10))["yusuf"] == before


def found_in(now, week, measure, observer=0, tested=False) -> Progress:
    """The progress of one person, seen so."""
    n = len(week)
    observers = np.broadcast_to(np.asarray(observer, dtype=np.int64), n)
    frames = {
        "people": pd.DataFrame({"person": [0], "active_week": [now], "expected_pace": [0.04]}),
        "measures": pd.DataFrame(
            {"person": 0, "rater": observers, "active_week": week, "measure": np.asarray(measure, dtype=float)}
        ).assign(se=0.4),
    }
    seen = Seen(person=np.zeros(n, dtype=np.int64), observer=observers, week=np.asarray(week, dtype=np.int64))
    return progress(seen, frames, GrowthFilter(spread="given"), tested=np.array([tested]), silence_weeks=8.0)


def test_a_stricter_buddy_at_the_next_workplace_makes_nobody_slower():
    weeks, measures = np.arange(1, 25), 0.04 * np.arange(1, 25)
    second = np.repeat([0, 1], 12)
    alike = found_in(24, weeks, measures, second)
    stricter = found_in(24, weeks, measures - 0.8 * second, second)
    spliced = found_in(24, weeks, measures - 0.8 * second)

    assert stricter.pace[0] == pytest.approx(alike.pace[0], abs=alike.pace_se[0] / 4)
    assert spliced.pace[0] < stricter.pace[0]
    assert stricter.level_end[0] < alike.level_end[0]


def test_a_second_buddy_or_a_test_anchors_the_level_and_makes_it_surer():
    weeks, measures = np.arange(1, 13), np.full(12, 0.5)
    one, two = found_in(12, weeks, measures), found_in(12, weeks, measures, np.repeat([0, 1], 6))

    assert (one.linked[0], two.linked[0]) == (False, True)
    assert found_in(12, weeks, measures, tested=True).linked[0]
    assert two.level_se[0] < one.level_se[0]


def test_a_level_is_carried_eight_active_weeks_beyond_what_was_seen_and_no_further():
    weeks, measures = np.arange(1, 9), 0.1 * np.arange(1, 9)
    after_seven, after_eight = (found_in(now, weeks, measures) for now in (15, 16))

    assert after_seven.measured[0]
    assert after_seven.level_end[0] > found_in(8, weeks, measures).level_end[0]
    assert after_eight.silent[0]
    assert not after_eight.measured[0]
    assert np.isnan([after_eight.pace[0], after_eight.level_end[0], after_eight.level_se[0]]).all()


def test_two_buddies_who_look_once_each_say_nothing_of_pace():
    assert not found_in(12, [3, 9], [0, 1], [0, 1]).measured[0]
    assert found_in(12, [3, 9], [0, 1], [0, 0]).measured[0]


def test_nobodys_figures_depend_on_who_else_is_in_the_report():
    rng = np.random.default_rng(4)
    person = np.repeat(np.arange(20), rng.integers(0, 40, 20))
    person = rng.permutation(person)
    n = person.size
    seen = Seen(person=person, observer=rng.integers(0, 3, n), week=rng.integers(1, 31, n))
    people = pd.DataFrame({"person": np.arange(20), "active_week": 30, "expected_pace": rng.uniform(0.02, 0.06, 20)})
    measures = pd.DataFrame(
        {"person": person, "rater": seen.observer, "active_week": seen.week, "measure": rng.normal(size=n), "se": 0.4}
    )
    asked = {"growth": GrowthFilter(spread="given"), "silence_weeks": 8.0}
    together = progress(seen, {"people": people, "measures": measures}, tested=np.zeros(20, dtype=bool), **asked)
    for who in range(20):
        own = seen.person == who
        alone = Seen(person=np.zeros(own.sum(), dtype=np.int64), observer=seen.observer[own], week=seen.week[own])
        frames = {"people": people[who : who + 1].assign(person=0), "measures": measures[own].assign(person=0)}
        found = progress(alone, frames, tested=np.zeros(1, dtype=bool), **asked)
        for name in ("pace", "pace_se", "level_start", "level_end", "level_se"):
            assert getattr(found, name)[0] == pytest.approx(getattr(together, name)[who], nan_ok=True)


def test_two_placements_that_meet_in_one_week_share_that_week(ledger, tmp_path):
    bundle = SmallBundle().person("fatima", started_on=FIRST_MONDAY, ends_on=FIRST_MONDAY + timedelta(days=44))
    bundle.add("workplaces", workplace_id="lager", name="Lager")
    bundle.add(
        "placements",
        placement_id="forloeb-nyt",
        newcomer_id="fatima",
        workplace_id="lager",
        kind="praktik",
        started_on=FIRST_MONDAY + timedelta(days=45),
    )
    bundle.add("observers", observer_id="ole", role="sprogmakker")
    for number, monday in enumerate(weekly(FIRST_MONDAY, 12)):
        is_new = monday > FIRST_MONDAY + timedelta(days=44)
        observation_id = bundle.seen("fatima", monday, climbing(number), by="ole" if is_new else "mia")
        if is_new:
            bundle.rows["observations"][-1]["placement_id"] = "forloeb-nyt"
            assert bundle.rows["observations"][-1]["observation_id"] == observation_id
    bundle.add("providers", provider_id="s1").add(
        "enrolments",
        enrolment_id="e1",
        newcomer_id="fatima",
        provider_id="s1",
        track="DU2",
        started_on=FIRST_MONDAY,
    )
    deliver(ledger, bundle, tmp_path / "in", now=at(TODAY))
    export_bundle(ledger, SYSTEM, tmp_path / "out", now=at(TODAY))

    line = lines_of(ledger, "s1", FIRST_MONDAY, TODAY, at(TODAY))["fatima"]

    expected = plain_report(PlainBundle(tmp_path / "out"), "s1", FIRST_MONDAY, TODAY)["fatima"]
    assert {name: getattr(line, name) for name in FIGURES} == pytest.approx({name: expected[name] for name in FIGURES})
