"""The two clocks: from which day each kind of fact is known, and what a past day still says after a change."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.small_bundle import SmallBundle, afternoon
from support.three_people import FIRST_MONDAY, at
from support.whole_life import deliver

from assessment.access.actor import SYSTEM
from assessment.domain.bundle import BUNDLE
from assessment.storage import assignments, facts, observations
from assessment.storage.ledger import Ledger
from assessment.use_cases.undo_import import undo_import

JANUARY = date(2026, 1, 5)
NOW = at(date(2026, 12, 1))
LONG_AGO, ONE_DAY = date(1990, 1, 1), timedelta(days=1)

KNOWN_FROM = {
    "placements": date(2026, 3, 2),
    "assignments": date(2026, 4, 1),
    "observations": date(2026, 3, 20),
    "ratings": date(2026, 3, 20),
    "enrolments": date(2026, 2, 2),
    "attendance": date(2026, 3, 23),  # the Monday after 2026-W12
    "results": date(2026, 5, 19),
    "pauses": date(2026, 4, 13),
    "objections": date(2026, 6, 1),
    "calibrations": date(2026, 6, 2),
}
"""The first day on which the one row of each file below is known. People and places are known always."""

RECORDED = [
    ("winter evening, before midnight in Denmark", datetime(2026, 3, 1, 22, 59, 59, tzinfo=UTC), date(2026, 3, 1)),
    ("winter night, the next day in Denmark", datetime(2026, 3, 1, 23, 30, tzinfo=UTC), date(2026, 3, 2)),
    (
        "summer evening, before midnight in Denmark",
        datetime(2026, 6, 1, 21, 59, 59, 999999, tzinfo=UTC),
        date(2026, 6, 1),
    ),
    ("summer night, the next day in Denmark", datetime(2026, 6, 1, 22, 0, tzinfo=UTC), date(2026, 6, 2)),
    ("late in the night, the next day in Denmark", datetime(2026, 6, 1, 23, 30, tzinfo=UTC), date(2026, 6, 2)),
    ("the night before the clocks go forward", datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),
    ("the last moment of the day of 23 hours", datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
    ("the first moment after it", datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
    ("the first hour of the day of 25", datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
    ("the last hour of the day of 25", datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), date(2026, 10, 25)),
    ("the first moment after that", datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
]


def known(ledger: Ledger, stem: str, day: date) -> list[dict[str, object]]:
    """The rows of one file as they were known by the end of a day."""
    with ledger.reading() as transaction:
        return facts.known_by(transaction, day)[stem].to_dict("records")


def placed() -> SmallBundle:
    """Somebody placed since January, so that there is somebody to know things about."""
    return SmallBundle().person("sami", started_on=JANUARY)


@pytest.fixture(scope="module")
def one_of_each(new_ledger: Callable[[], Ledger], tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """One row of each file, each known from a day of its own; delivered long after all of them."""
    bundle = SmallBundle().person("sami", started_on=KNOWN_FROM["placements"], ends_on=date(2026, 9, 30))
    bundle.add(
        "assignments", assignment_id="a", placement_id="forloeb-sami", observer_id="mia", from_on=date(2026, 4, 1)
    )
    bundle.seen("sami", date(2026, 3, 16), {"small_talk": 2}, recorded_at=at(date(2026, 3, 20)))
    bundle.add("providers", provider_id="s", name="Sprogcentret")
    school = {"newcomer_id": "sami", "provider_id": "s"}
    bundle.add("enrolments", enrolment_id="e", track="DU2", started_on="2026-02-02", ended_on="2026-06-12", **school)
    bundle.add("attendance", enrolment_id="e", week="2026-W12", lessons_offered=15, lessons_attended=12)
    bundle.add(
        "results", result_id="r", kind="PD2", taken_on="2026-05-04", reported_on="2026-05-19", passed="ja", **school
    )
    bundle.add("pauses", newcomer_id="sami", from_on="2026-04-13", to_on="2026-04-19", code="agreed")
    rated = {"case_id": "laundry", "criterion": "initiative", "step": 1}
    rated_at = datetime(2026, 6, 1, 22, 0, tzinfo=UTC)  # the first moment of the next day in Denmark
    bundle.add("calibrations", calibration_id="k", observer_id="mia", rated_at=rated_at, **rated)
    bundle.add("objections", newcomer_id="sami", from_on="2026-06-01", to_on="2026-06-30")
    ledger = new_ledger()
    deliver(ledger, bundle, tmp_path_factory.mktemp("each") / "bundle", now=NOW)
    return ledger


@pytest.mark.parametrize("stem", [file.stem for file in BUNDLE])
def test_each_kind_of_fact_is_known_from_its_own_day_and_not_the_day_before(one_of_each: Ledger, stem: str) -> None:
    first = KNOWN_FROM.get(stem, LONG_AGO)
    assert len(known(one_of_each, stem, first)) == 1
    assert len(known(one_of_each, stem, first + timedelta(weeks=20))) == 1
    assert len(known(one_of_each, stem, first - ONE_DAY)) == (0 if stem in KNOWN_FROM else 1)


def test_the_planned_end_of_a_placement_is_known_from_its_first_day(one_of_each: Ledger) -> None:
    (row,) = known(one_of_each, "placements", KNOWN_FROM["placements"])
    assert row["ends_on"].date() == date(2026, 9, 30)


def test_the_end_of_an_enrolment_is_hidden_until_that_day(one_of_each: Ledger) -> None:
    ended_on = {
        day: known(one_of_each, "enrolments", day)[0]["ended_on"] for day in (date(2026, 6, 11), date(2026, 6, 12))
    }
    assert ended_on[date(2026, 6, 11)] != ended_on[date(2026, 6, 11)], "not a time: missing"
    assert ended_on[date(2026, 6, 12)].date() == date(2026, 6, 12)


@pytest.fixture(scope="module")
def recorded_at_night(
    new_ledger: Callable[[], Ledger], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Ledger, list[str]]:
    bundle = placed()
    ids = [bundle.seen("sami", JANUARY, {"small_talk": 2}, recorded_at=moment) for _, moment, _ in RECORDED]
    ledger = new_ledger()
    deliver(ledger, bundle, tmp_path_factory.mktemp("night") / "bundle", now=NOW)
    return ledger, ids


@pytest.mark.parametrize("number", range(len(RECORDED)), ids=[words for words, _, _ in RECORDED])
def test_an_observation_is_known_from_the_danish_day_on_which_it_was_recorded(
    recorded_at_night: tuple[Ledger, list[str]], number: int
) -> None:
    ledger, ids = recorded_at_night
    danish_day = RECORDED[number][2]
    for stem in ("observations", "ratings"):
        assert ids[number] in {row["observation_id"] for row in known(ledger, stem, danish_day)}
        assert ids[number] not in {row["observation_id"] for row in known(ledger, stem, danish_day - ONE_DAY)}


def test_an_observation_typed_in_on_thursday_is_not_known_on_tuesday(either_ledger: Ledger, tmp_path: Path) -> None:
    bundle = placed()
    seen = bundle.seen("sami", FIRST_MONDAY, {"small_talk": 2}, recorded_at=afternoon(FIRST_MONDAY + 3 * ONE_DAY))
    deliver(either_ledger, bundle, tmp_path / "bundle", now=NOW)

    def known_on(day: date) -> list[str]:
        with either_ledger.reading() as transaction:
            return [e.observation_id for e in observations.known_by(transaction, day, placement_ids=["forloeb-sami"])]

    assert known_on(FIRST_MONDAY + ONE_DAY) == []
    assert known_on(FIRST_MONDAY + 3 * ONE_DAY) == [seen]


@pytest.mark.parametrize(
    ("week", "monday_after"),
    [
        ("2026-W01", date(2026, 1, 5)),
        ("2026-W09", date(2026, 3, 2)),
        ("2026-W53", date(2027, 1, 4)),
        ("2027-W01", date(2027, 1, 11)),
    ],
)
def test_attendance_is_known_from_the_monday_after_its_week_at_the_turn_of_the_year_too(
    ledger: Ledger, tmp_path: Path, week: str, monday_after: date
) -> None:
    bundle = placed().add("providers", provider_id="s")
    bundle.add(
        "enrolments", enrolment_id="e", newcomer_id="sami", provider_id="s", track="DU1", started_on="2025-12-01"
    )
    bundle.add("attendance", enrolment_id="e", week=week, lessons_offered=15, lessons_attended=15)
    deliver(ledger, bundle, tmp_path / "bundle", now=NOW)

    assert known(ledger, "attendance", monday_after - ONE_DAY) == []
    assert [row["week"] for row in known(ledger, "attendance", monday_after)] == [week]


def test_a_changed_row_keeps_its_old_content_for_days_before_the_change_came(
    either_ledger: Ledger, tmp_path: Path
) -> None:
    deliver(either_ledger, placed(), tmp_path / "1", now=at(date(2026, 2, 2)))
    moved = SmallBundle().add("newcomers", newcomer_id="sami", municipality="851", alias="Sami")
    deliver(either_ledger, moved, tmp_path / "2", now=at(date(2026, 4, 9), 23, 30))
    back = SmallBundle().add("newcomers", newcomer_id="sami", municipality="461", alias="Sami H")
    deliver(either_ledger, back, tmp_path / "3", now=at(date(2026, 5, 4)))

    told = {
        day: [(row["municipality"], row["alias"]) for row in known(either_ledger, "newcomers", day)]
        for day in (LONG_AGO, date(2026, 4, 8), date(2026, 4, 9), date(2026, 5, 3), date(2026, 5, 4))
    }

    assert list(told.values()) == [[("461", "Sami")]] * 2 + [[("851", "Sami")]] * 2 + [[("461", "Sami H")]]


def test_a_placement_prolonged_later_was_not_known_to_be_long(either_ledger: Ledger, tmp_path: Path) -> None:
    first = SmallBundle().person("sami", started_on=JANUARY, ends_on=date(2026, 3, 31))
    deliver(either_ledger, first, tmp_path / "1", now=at(JANUARY))
    longer = SmallBundle().person("sami", started_on=JANUARY, ends_on=date(2026, 6, 30))
    deliver(either_ledger, longer, tmp_path / "2", now=at(date(2026, 3, 25)))

    ends_on = [
        known(either_ledger, "placements", day)[0]["ends_on"].date() for day in (date(2026, 3, 24), date(2026, 3, 25))
    ]

    assert ends_on == [date(2026, 3, 31), date(2026, 6, 30)]


def test_an_entry_withdrawn_later_still_stood_then(either_ledger: Ledger, tmp_path: Path) -> None:
    bundle = placed()
    bundle.seen("sami", FIRST_MONDAY, {"small_talk": 2}, withdrawn_at=at(date(2026, 3, 9), 23, 30))
    deliver(either_ledger, bundle, tmp_path / "bundle", now=NOW)

    withdrawn_at = [
        known(either_ledger, "observations", day)[0]["withdrawn_at"] for day in (date(2026, 3, 8), date(2026, 3, 9))
    ]

    assert withdrawn_at[0] != withdrawn_at[0], "not a time: missing"
    assert withdrawn_at[1] == at(date(2026, 3, 9), 23, 30)


def test_a_withdrawal_delivered_later_was_not_known_before_it_came(either_ledger: Ledger, tmp_path: Path) -> None:
    bundle = placed()
    bundle.seen("sami", FIRST_MONDAY, {"small_talk": 2})
    deliver(either_ledger, bundle, tmp_path / "1", now=at(FIRST_MONDAY, 16))
    entry = {**bundle.rows["observations"][0], "withdrawn_at": at(date(2026, 3, 9))}
    deliver(either_ledger, SmallBundle().add("observations", **entry), tmp_path / "2", now=at(date(2026, 3, 20)))

    stands = [
        bool(known(either_ledger, "observations", date(2026, 3, day))[0]["withdrawn_at"] != at(date(2026, 3, 9)))
        for day in (19, 20)
    ]

    assert stands == [True, False]
    assert len(known(either_ledger, "ratings", date(2026, 3, 20))) == 1


def test_what_an_undone_delivery_brought_or_changed_is_passed_over_on_every_day(
    either_ledger: Ledger, tmp_path: Path
) -> None:
    deliver(either_ledger, placed(), tmp_path / "1", now=at(JANUARY))
    mistaken = SmallBundle().person("ida", started_on=JANUARY).add("newcomers", newcomer_id="sami", municipality="851")
    batch = deliver(either_ledger, mistaken, tmp_path / "2", now=at(date(2026, 2, 2)))
    assert len(known(either_ledger, "newcomers", date(2026, 3, 2))) == 2

    undo_import(either_ledger, SYSTEM, batch, now=at(date(2026, 3, 2)))

    for day in (LONG_AGO, date(2026, 2, 10), date(2026, 3, 2)):
        assert [(row["newcomer_id"], row["municipality"]) for row in known(either_ledger, "newcomers", day)] == [
            ("sami", "461")
        ]
    assert [row["placement_id"] for row in known(either_ledger, "placements", date(2026, 3, 2))] == ["forloeb-sami"]


def test_after_an_undo_the_same_change_can_be_delivered_again(either_ledger: Ledger, tmp_path: Path) -> None:
    deliver(either_ledger, placed(), tmp_path / "1", now=at(JANUARY))
    change = SmallBundle().add("newcomers", newcomer_id="sami", municipality="851")
    batch = deliver(either_ledger, change, tmp_path / "2", now=at(date(2026, 2, 2)))
    undo_import(either_ledger, SYSTEM, batch, now=at(date(2026, 2, 3)))
    deliver(either_ledger, change, tmp_path / "3", now=at(date(2026, 2, 4)))

    told = [known(either_ledger, "newcomers", date(2026, 2, day))[0]["municipality"] for day in (2, 3, 4)]

    assert told == ["461", "461", "851"]


def test_a_machine_whose_clock_jumps_back_cannot_put_a_change_before_what_it_changes(
    ledger: Ledger, tmp_path: Path
) -> None:
    deliver(ledger, placed(), tmp_path / "1", now=at(date(2026, 3, 2)))
    change = SmallBundle().add("newcomers", newcomer_id="sami", municipality="851")
    deliver(ledger, change, tmp_path / "2", now=at(date(2026, 2, 2)))

    told = [known(ledger, "newcomers", day)[0]["municipality"] for day in (date(2026, 3, 1), date(2026, 3, 2))]

    assert told == ["461", "851"]


def test_an_assignment_is_read_out_of_each_pair_that_has_observations_and_never_out_of_the_workplace(
    either_ledger: Ledger, tmp_path: Path
) -> None:
    bundle = placed().person("ida", started_on=JANUARY).person("omar", started_on=JANUARY)
    bundle.seen("sami", FIRST_MONDAY, {"small_talk": 2})
    bundle.seen("ida", FIRST_MONDAY, {"small_talk": 2})
    bundle.add("assignments", assignment_id="a", placement_id="forloeb-ida", observer_id="mia", from_on=JANUARY)
    deliver(either_ledger, bundle, tmp_path / "bundle", now=NOW)

    everybody = [f"forloeb-{name}" for name in ("sami", "ida", "omar")]
    with either_ledger.reading() as transaction:
        found = assignments.known_by(transaction, FIRST_MONDAY, placement_ids=everybody)

    assert [(link.placement_id, link.from_on, link.derived) for link in found] == [
        ("forloeb-ida", JANUARY, False),
        ("forloeb-sami", FIRST_MONDAY, True),
    ]
