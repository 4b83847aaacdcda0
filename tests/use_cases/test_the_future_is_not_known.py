"""Nobody sees the future: what is said of a day is the same whether or not what came later is in the database."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from support.small_bundle import SmallBundle
from support.three_people import CRITERIA, at

from assessment.access.actor import SYSTEM
from assessment.domain.bundle import BUNDLE, BUNDLE_FILES
from assessment.domain.days import danish_day, end_of_day, monday_of_week
from assessment.exchange.writing import bundle_texts, write_bundle
from assessment.simulation.municipality import simulate
from assessment.storage import batches, facts
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.replay_state import replay_state
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

START = date(2026, 2, 2)
LONG_AFTER = at(date(2027, 1, 1))
KEYS = {file.stem: list(file.key) for file in BUNDLE}
ONE_DAY = timedelta(days=1)
QUICK = settings(
    deadline=None,
    phases=[
        Phase.generate
    ],  # each example takes a second: a failure is shown as it was found, not made small for minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    database=None,
)


@dataclass(frozen=True)
class Fact:
    """One row, and the first day on which it is known."""

    known_from: date
    stem: str
    cells: dict[str, Any]


def deliver(ledger: Ledger, rows: list[Fact], *, day: date) -> None:
    """Take the rows in on a day, as one real delivery."""
    if not rows:
        return
    bundle = SmallBundle()
    for fact in rows:
        bundle.add(fact.stem, **fact.cells)
    with tempfile.TemporaryDirectory() as folder:
        outcome = import_bundle(ledger, SYSTEM, bundle.write(Path(folder) / "bundle"), now=at(day, 8))
    assert not outcome.refused, outcome.refused[:3]


def states_on(ledger: Ledger, day: date) -> dict[str, Any]:
    """Everything that a dry run says of the day."""
    return score_placements(ledger, SYSTEM, as_of=day, now=LONG_AFTER, dry_run=True).as_json()


def keys_known_on(ledger: Ledger, day: date) -> set[tuple[Any, ...]]:
    """The key of every fact that was known by the end of the day."""
    with ledger.reading() as transaction:
        frames = facts.known_by(transaction, day)
    return {(stem, *key) for stem, rows in frames.items() for key in rows[KEYS[stem]].itertuples(index=False)}


def days_from(first: date, most: int) -> st.SearchStrategy[date]:
    """A day, up to so many days after another."""
    return st.integers(0, most).map(lambda number: first + timedelta(days=number))


@st.composite
def observed_of(draw: st.DrawFn, person: int, placed_on: date, until: date) -> list[Fact]:
    """A few weeks of observations of one person; some typed in late, some withdrawn, some replaced."""
    rows: list[Fact] = []
    levels = draw(st.lists(st.integers(0, 2), min_size=6, max_size=11))
    previous = None
    for number, level in enumerate(levels):
        seen_on = placed_on + timedelta(days=8 * number)
        if seen_on > until:
            break
        recorded_on = seen_on + timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 9, 30])))
        moment = at(recorded_on, draw(st.sampled_from([0, 12, 23])), 59)
        observation_id = str(UUID(int=1000 * (person + 1) + number))
        cells = {
            "observation_id": observation_id,
            "placement_id": f"p{person}",
            "observer_id": f"o{draw(st.integers(0, 1))}",
            "seen_on": seen_on,
            "recorded_at": moment,
            "talk_minutes": draw(st.sampled_from(["", "lt10", "gt30"])),
            "replaces": previous if previous and draw(st.integers(0, 6)) == 0 else None,
        }
        previous = observation_id if recorded_on == seen_on else None
        rows.append(Fact(recorded_on, "observations", cells))
        withdrawn_after = draw(st.sampled_from([None, None, None, None, 1, 20]))
        if withdrawn_after is not None:
            withdrawn = {**cells, "withdrawn_at": moment + timedelta(days=withdrawn_after)}
            rows.append(Fact(recorded_on + timedelta(days=withdrawn_after), "observations", withdrawn))
        for place, criterion in enumerate(CRITERIA):
            step = min(4, level + (place + number) % 2)
            cells_rated = {"observation_id": observation_id, "criterion": criterion, "step": step}
            rows.append(Fact(recorded_on, "ratings", cells_rated))
    return rows


@st.composite
def schooled(draw: st.DrawFn, person: int) -> list[Fact]:
    """Enrolment, lessons and results of one person; results are reported days or weeks after they were taken."""
    whose = {"newcomer_id": f"n{person}", "provider_id": "s"}
    started_on = draw(days_from(START, 60))
    ended_on = started_on + timedelta(days=draw(st.integers(20, 90)))
    enrolment = {
        "enrolment_id": f"e{person}",
        "track": draw(st.sampled_from(["DU1", "DU2", "DU3"])),
        "started_on": started_on,
    }
    rows = [
        Fact(started_on, "enrolments", {**whose, **enrolment}),
        Fact(ended_on, "enrolments", {**whose, **enrolment, "ended_on": ended_on}),
    ]
    for number in range(draw(st.integers(0, 4))):
        day = started_on + timedelta(weeks=number)
        year, week, _ = day.isocalendar()
        name = f"{year}-W{week:02d}"
        lessons = {"enrolment_id": f"e{person}", "week": name, "lessons_offered": 15, "lessons_attended": number}
        rows.append(Fact(monday_of_week(name) + timedelta(weeks=1), "attendance", lessons))
    for number in range(draw(st.integers(0, 2))):
        taken_on = draw(days_from(started_on, 60))
        reported_on = taken_on + timedelta(days=draw(st.sampled_from([0, 3, 30])))
        result = {"result_id": f"r{person}{number}", "kind": "modultest", "track": "DU2", "module": "3"}
        days = {"taken_on": taken_on, "reported_on": reported_on, "passed": draw(st.sampled_from(["ja", "nej"]))}
        rows.append(Fact(reported_on, "results", {**whose, **result, **days}))
    return rows


@st.composite
def lives(draw: st.DrawFn) -> list[Fact]:
    """Everything that comes to be known of a few people at one workplace over half a year."""
    rows = [Fact(START, "workplaces", {"workplace_id": "w", "name": "Bageri", "municipality": "461"})]
    rows += [Fact(START, "observers", {"observer_id": f"o{n}", "role": "sprogmakker"}) for n in range(2)]
    rows += [Fact(START, "providers", {"provider_id": "s", "name": "Skolen"})]
    for person in range(draw(st.integers(2, 3))):
        who = {"newcomer_id": f"n{person}"}
        placed_on = START if person == 0 else draw(days_from(START, 90))
        ends_on = placed_on + timedelta(days=draw(st.integers(60, 120)))
        placement = {"placement_id": f"p{person}", "workplace_id": "w", "kind": "praktik", "started_on": placed_on}
        rows.append(Fact(START, "newcomers", {**who, "municipality": "461", "alias": "A"}))
        rows.append(Fact(placed_on, "placements", {**who, **placement, "ends_on": ends_on}))
        rows += draw(observed_of(person, placed_on, ends_on))
        rows += draw(schooled(person))
        if draw(st.booleans()):
            paused_from = draw(days_from(placed_on, 90))
            paused_to = paused_from + timedelta(days=draw(st.integers(2, 25)))
            rows.append(
                Fact(paused_from, "pauses", {**who, "from_on": paused_from, "to_on": paused_to, "code": "agreed"})
            )
        if draw(st.integers(0, 4)) == 0:
            objected_on = draw(days_from(placed_on, 90))
            rows.append(Fact(objected_on, "objections", {**who, "from_on": objected_on}))
        changed_on = draw(days_from(START, 150))
        change = draw(st.sampled_from(["none", "moved", "shorter", "another workplace"]))
        if change == "moved":
            rows.append(Fact(changed_on, "newcomers", {**who, "municipality": "851", "alias": "B"}))
        if change == "shorter" and changed_on > placed_on:
            rows.append(Fact(changed_on, "placements", {**who, **placement, "ends_on": placed_on + timedelta(days=50)}))
        if change == "another workplace" and changed_on > placed_on:
            rows.append(Fact(START, "workplaces", {"workplace_id": f"w{person}"}))
            moved = {**who, **placement, "workplace_id": f"w{person}", "ends_on": ends_on}
            rows.append(Fact(changed_on, "placements", moved))
    return rows


@contextmanager
def database(original: Path) -> Iterator[Ledger]:
    """A copy of an empty database, gone afterwards (a fixture would be shared by all examples)."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(original, f"{folder}/a.db")
        ledger = open_ledger(f"sqlite:///{folder}/a.db")
        try:
            yield ledger
        finally:
            ledger.close()


def newest_of_each_key(rows: list[Fact]) -> list[Fact]:
    """One delivery can hold a key only once: the row that came last."""
    newest = {(fact.stem, *[str(fact.cells[name]) for name in KEYS[fact.stem]]): fact for fact in rows}
    return list(newest.values())


def split(rows: list[Fact], day: date) -> tuple[list[Fact], list[Fact]]:
    """What is delivered by the end of the day, and what only comes afterwards."""
    by_age = sorted(rows, key=lambda fact: fact.known_from)
    now, later = ([fact for fact in by_age if (fact.known_from <= day) is known] for known in (True, False))
    return newest_of_each_key(now), newest_of_each_key(later)


@given(rows=lives(), day=days_from(START + timedelta(weeks=7), 70))
@settings(QUICK, max_examples=4)
def test_what_is_said_of_a_day_does_not_depend_on_what_came_later(
    empty_database: Path, rows: list[Fact], day: date
) -> None:
    now, later = split(rows, day)
    with database(empty_database) as ledger:
        deliver(ledger, now, day=day)
        before, known_before = states_on(ledger, day), keys_known_on(ledger, day)
        deliver(ledger, later, day=day + timedelta(days=200))
        after, known_after = states_on(ledger, day), keys_known_on(ledger, day)

    for state in before["placements"]:
        event(state["state"])
    assert after == before
    people_and_places = {("newcomers",), ("workplaces",), ("observers",), ("providers",)}
    assert {key for key in known_after - known_before if key[:1] not in people_and_places} == set()
    assert known_before <= known_after


@given(rows=lives(), day=days_from(START, 120), days_later=st.integers(0, 60))
@settings(QUICK, max_examples=4)
def test_what_is_known_only_grows(empty_database: Path, rows: list[Fact], day: date, days_later: int) -> None:
    with database(empty_database) as ledger:
        deliver(ledger, newest_of_each_key(sorted(rows, key=lambda fact: fact.known_from)), day=START)
        assert keys_known_on(ledger, day) <= keys_known_on(ledger, day + timedelta(days=days_later))


@given(
    rows=lives(), day=days_from(START + timedelta(weeks=12), 40), days_before=st.integers(1, 60), undone=st.booleans()
)
@settings(QUICK, max_examples=3)
def test_what_was_stored_of_a_day_comes_out_the_same_whatever_came_later_that_day(
    empty_database: Path, rows: list[Fact], day: date, days_before: int, undone: bool
) -> None:
    first, second = split([fact for fact in rows if fact.known_from <= day], day - timedelta(days=days_before))
    with database(empty_database) as ledger:
        for code in ("461", "851"):
            register_gate(ledger, SYSTEM, code, GateChange(synthetic=True), now=at(day, 7))
        stored = []
        for part in (first, second):
            deliver(ledger, part, day=day)
            scoring = score_placements(ledger, SYSTEM, as_of=day, now=at(day, 9))
            stored.append(scoring.assessed.states)
        if undone and second:
            with ledger.reading() as transaction:
                newest = batches.history(transaction)[0].batch_id
            undo_import(ledger, SYSTEM, newest, now=at(day, 10))
        told = [[replay_state(ledger, SYSTEM, str(s.state_id), now=LONG_AFTER) for s in states] for states in stored]

    event("the same" if stored[0] == stored[1] else "other states")
    assert [one for one in told[0] if one.same is not True] == []
    assert [one for one in told[1] if one.differs] == []
    assert undone or all(one.same for one in told[1])


CUT = date(2026, 3, 18)
"""A Wednesday in the middle of the simulated half year."""


@pytest.fixture(scope="module")
def half_a_year() -> dict[str, pd.DataFrame]:
    """A simulated municipality of 60 newcomers over 30 weeks."""
    return simulate(newcomers=60, weeks=30, seed=7, end=date(2026, 6, 28)).frames


def known_from(stem: str, rows: pd.DataFrame) -> pd.Series:
    """The first day on which each row is known, as the contract words it."""
    if stem == "observations":
        return rows["recorded_at"].map(lambda moment: pd.Timestamp(danish_day(moment)))
    if stem == "attendance":
        return rows["week"].map(lambda week: pd.Timestamp(monday_of_week(week) + timedelta(weeks=1)))
    columns = {"results": "reported_on", "placements": "started_on", "enrolments": "started_on", "pauses": "from_on"}
    column = {**columns, "objections": "from_on", "assignments": "from_on"}.get(stem)
    return rows[column] if column else pd.Series(pd.Timestamp(START - 3000 * ONE_DAY), index=rows.index)


def cut_at(frames: dict[str, pd.DataFrame], day: date) -> dict[str, pd.DataFrame]:
    """What the municipality would have delivered on the evening of the day."""
    cut = {stem: rows[known_from(stem, rows) <= pd.Timestamp(day)].copy() for stem, rows in frames.items() if len(rows)}
    cut["ratings"] = frames["ratings"][frames["ratings"]["observation_id"].isin(cut["observations"]["observation_id"])]
    observations, enrolments = cut["observations"], cut["enrolments"]
    observations["withdrawn_at"] = observations["withdrawn_at"].where(
        observations["withdrawn_at"] < pd.Timestamp(end_of_day(day))
    )
    enrolments["ended_on"] = enrolments["ended_on"].where(enrolments["ended_on"] <= pd.Timestamp(day))
    return {**frames, **cut}


def test_a_municipality_cut_at_a_day_is_scored_as_it_was_once_the_rest_has_come(
    half_a_year: dict[str, pd.DataFrame], ledger: Ledger, tmp_path: Path
) -> None:
    for name, frames, day in (("then", cut_at(half_a_year, CUT), CUT), ("now", half_a_year, date(2026, 6, 28))):
        write_bundle(tmp_path / name, bundle_texts(frames))
        outcome = import_bundle(ledger, SYSTEM, tmp_path / name, now=at(day, 20))
        assert not outcome.refused, outcome.refused[:3]
        if name == "then":
            before = states_on(ledger, CUT)
    assert sum(outcome.added.values()) > 1000
    assert outcome.changed["enrolments.csv"] > 0

    after = states_on(ledger, CUT)

    assert before["summary"]["active"] > 20
    assert len({state["state"] for state in before["placements"]}) >= 3
    assert after == before
    assert set(BUNDLE_FILES) == set(half_a_year)
