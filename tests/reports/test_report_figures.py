"""The figures of a report: the same as worked out by hand from an export, and the same as the rules would say."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from support.plain_report import FIGURES, plain_report
from support.small_bundle import SmallBundle, weekly
from support.three_people import FIRST_MONDAY, TODAY, at, climbing
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.exchange.writing import bundle_texts, write_bundle
from assessment.reports.progress import Basis, People, Seen, progress
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
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Path]]:
    """A simulated municipality in a ledger, and the folder it was exported to."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "town.db").write_bytes(empty_database.read_bytes())
    ledger = open_ledger(f"sqlite:///{folder / 'town.db'}")
    write_bundle(folder / "in", bundle_texts(simulate(120, 52, 3, END).frames))
    assert not import_bundle(ledger, SYSTEM, folder / "in", now=at(END, 20)).refused
    export_bundle(ledger, SYSTEM, folder / "out", now=LONG_AFTER)
    yield ledger, folder / "out"
    ledger.close()


def lines_of(ledger: Ledger, provider_id: str, from_on: date, to_on: date, now=LONG_AFTER):
    made = make_report(ledger, SYSTEM, report_id="r", provider_id=provider_id, from_on=from_on, to_on=to_on, now=now)
    return {line.newcomer_id: line for line in made.report.lines}


@pytest.mark.parametrize(("from_on", "to_on"), PERIODS)
def test_every_figure_is_what_a_second_implementation_makes_of_the_exported_bundle(town, from_on, to_on):
    ledger, folder = town
    compared = 0
    for provider_id in ("999-u0001", "999-u0002", "999-u0003"):
        lines, expected = (
            lines_of(ledger, provider_id, from_on, to_on),
            plain_report(folder, provider_id, from_on, to_on),
        )
        assert list(lines) == list(expected)
        for who, figures in expected.items():
            assert lines[who].last_result_on == figures.pop("last_result_on")
            found = {name: getattr(lines[who], name) for name in figures}
            known = {name: value for name, value in figures.items() if value is not None}
            assert {name for name in found if found[name] is not None} == set(known), (who, found, figures)
            assert {name: found[name] for name in known} == pytest.approx(known, rel=1e-9, abs=1e-9), (who, found)
            assert bool(lines[who].not_included_because) == (figures["level_end"] is None)
            compared += figures["level_end"] is not None
    assert compared >= (10 if (to_on - from_on).days > 40 else 0)


def test_somebody_at_two_workplaces_and_somebody_with_two_buddies_are_among_those_compared(town):
    ledger, _ = town
    with ledger.reading() as transaction:
        frames = known_by(transaction, END)
    observations, placements = frames["observations"], frames["placements"]
    owner = dict(zip(placements["placement_id"], placements["newcomer_id"], strict=True))
    observations = observations.assign(newcomer_id=observations["placement_id"].map(owner))
    measured = [
        who
        for provider_id in ("999-u0001", "999-u0002", "999-u0003")
        for who, line in lines_of(ledger, provider_id, *PERIODS[0]).items()
        if not line.not_included_because
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
    rules = RulesEngine(trend_observations=500)
    said = {state.newcomer_id: state for state in assess(frames, to_on, rules).states}
    number_of_placements = frames["placements"]["newcomer_id"].value_counts()
    compared = 0
    for who, state in said.items():
        asked = {"newcomer_id": who, "from_on": from_on, "to_on": to_on}
        (line,) = make_report(ledger, SYSTEM, report_id="r", now=LONG_AFTER, **asked).report.lines
        if line.not_included_because or number_of_placements[who] > 1:
            continue
        assert line.observations == state.observations
        assert line.pace_per_week == pytest.approx(state.pace_per_week)
        assert line.pace_se == pytest.approx(state.pace_se)
        assert line.level_end == pytest.approx(state.level)
        assert line.level_se == pytest.approx(state.level_se)
        compared += 1
    assert compared >= 5


def test_a_person_who_climbs_is_seen_to_climb_from_the_first_week_to_the_last(scored):
    line = lines_of(scored, "sprogcenter", FIRST_MONDAY, TODAY, at(TODAY))["yusuf"]

    assert line.observations == 14
    assert line.level_start < 1.2
    assert line.level_end > 3
    assert line.pace_per_week == pytest.approx(0.25, abs=0.06)
    assert line.level_end - line.level_start == pytest.approx(14 * line.pace_per_week, rel=0.01)


BASIS = Basis(**{name: getattr(RulesEngine(), name) for name in Basis.__dataclass_fields__})


def seen_as(week, score, placement=0, observer=0):
    n = len(week)
    return Seen(
        person=np.zeros(n, dtype=np.int64),
        placement=np.broadcast_to(np.asarray(placement, dtype=np.int64), n),
        observer=np.broadcast_to(np.asarray(observer, dtype=np.int64), n),
        week=np.asarray(week, dtype=np.int64),
        score=np.asarray(score, dtype=float),
        criteria=np.full(n, 4, dtype=np.int64),
    )


def one_person(now):
    return People(now=np.array([now]), expected_pace=np.array([0.04]), expected_sd=np.array([0.12]))


def test_a_stricter_buddy_at_the_next_workplace_makes_nobody_slower():
    weeks, scores = np.arange(1, 13), 1 + 0.05 * np.arange(1, 13)
    alike = progress(seen_as(weeks, scores), one_person(12), BASIS)
    second = np.repeat([0, 1], 6)
    stricter = progress(seen_as(weeks, scores - 0.8 * second, second, second), one_person(12), BASIS)

    assert stricter.pace[0] == pytest.approx(0.05, abs=0.01)
    assert stricter.pace_se[0] > alike.pace_se[0]
    assert stricter.level_end[0] < alike.level_end[0]


def test_a_buddy_met_at_two_workplaces_is_one_buddy_when_it_comes_to_how_sure_a_level_is():
    weeks, scores, place = np.arange(1, 13), np.full(12, 2.0), np.repeat([0, 1], 6)
    same_buddy = progress(seen_as(weeks, scores, place, 0), one_person(12), BASIS)
    two_buddies = progress(seen_as(weeks, scores, place, place), one_person(12), BASIS)

    assert same_buddy.pace[0] == two_buddies.pace[0]
    assert same_buddy.level_se[0] ** 2 - two_buddies.level_se[0] ** 2 == pytest.approx(0.5**2 / 2)


def test_a_level_is_carried_eight_active_weeks_beyond_what_was_seen_and_no_further():
    seen = seen_as(np.arange(1, 9), 1 + 0.1 * np.arange(1, 9))
    after_seven, after_eight = (progress(seen, one_person(now), BASIS) for now in (15, 16))

    assert after_seven.measured[0]
    assert after_seven.level_end[0] > progress(seen, one_person(8), BASIS).level_end[0]
    assert after_eight.silent[0]
    assert not after_eight.measured[0]
    assert np.isnan([after_eight.pace[0], after_eight.level_end[0], after_eight.level_se[0]]).all()


def test_nobodys_figures_depend_on_who_else_is_in_the_report():
    rng = np.random.default_rng(4)
    counts = rng.integers(0, 40, 60)
    person = np.repeat(np.arange(60), counts)
    n = person.size
    order = rng.permutation(n)
    seen = Seen(
        person=person[order],
        placement=rng.integers(0, 2, n) + 2 * person[order],
        observer=rng.integers(0, 3, n),
        week=rng.integers(1, 30, n),
        score=rng.uniform(0, 4, n),
        criteria=rng.integers(2, 6, n),
    )
    people = People(
        now=np.full(60, 30), expected_pace=rng.uniform(0.02, 0.06, 60), expected_sd=rng.uniform(0.05, 0.2, 60)
    )
    together = progress(seen, people, BASIS)
    for who in range(60):
        own = np.flatnonzero(seen.person == who)
        alone = Seen(
            person=np.zeros(own.size, dtype=np.int64),
            **{name: getattr(seen, name)[own] for name in ("placement", "observer", "week", "score", "criteria")},
        )
        found = progress(alone, people.of(np.array([who])), BASIS)
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

    expected = plain_report(tmp_path / "out", "s1", FIRST_MONDAY, TODAY)["fatima"]
    assert {name: getattr(line, name) for name in FIGURES} == pytest.approx({name: expected[name] for name in FIGURES})
