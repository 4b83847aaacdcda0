"""The calendar: holidays agree with another computation, and the lockdowns stop every clock."""

from datetime import date, timedelta

import pytest
from dateutil.easter import easter as easter_by_dateutil

from assessment.reference.calendar import easter_sunday, named_holidays, public_holidays, suspensions
from assessment.reference.tables import table_rows

FILE_YEARS = range(2015, 2036)


def holidays_by_dateutil(year: int) -> set[date]:
    """The Danish holidays written a second time, from another author's Easter and from weekdays."""
    sunday = easter_by_dateutil(year)
    before_and_after = {-3, -2, 0, 1, 39, 49, 50} | ({26} if year <= 2023 else set())
    fixed = {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
    return fixed | {sunday + timedelta(days=offset) for offset in before_and_after}


@pytest.mark.parametrize("year", range(1900, 2200))
def test_easter_falls_where_others_say_it_does(year: int) -> None:
    assert easter_sunday(year) == easter_by_dateutil(year)


@pytest.mark.parametrize("year", FILE_YEARS)
def test_the_holidays_of_a_year_agree_with_another_computation(year: int) -> None:
    assert public_holidays(date(year, 1, 1), date(year, 12, 31)) == holidays_by_dateutil(year)


def test_the_published_file_holds_what_is_computed() -> None:
    published = [(date.fromisoformat(row["date"]), row["name"]) for row in table_rows("holidays")]
    assert published == [holiday for year in FILE_YEARS for holiday in named_holidays(year).items()]


def test_store_bededag_was_a_holiday_for_the_last_time_in_2023() -> None:
    assert named_holidays(2023)[date(2023, 5, 5)] == "Store bededag"
    assert "Store bededag" not in named_holidays(2024).values()


@pytest.mark.parametrize(
    ("day", "weekday", "name"),
    [
        (date(2026, 4, 2), 3, "Skærtorsdag"),
        (date(2026, 4, 3), 4, "Langfredag"),
        (date(2026, 5, 14), 3, "Kristi himmelfartsdag"),
        (date(2026, 5, 25), 0, "2. pinsedag"),
    ],
)
def test_known_holidays_fall_on_their_weekdays(day: date, weekday: int, name: str) -> None:
    assert day.weekday() == weekday
    assert named_holidays(day.year)[day] == name


def test_constitution_day_and_christmas_eve_are_no_public_holidays() -> None:
    assert not public_holidays(date(2026, 6, 5), date(2026, 6, 5)) | public_holidays(
        date(2026, 12, 24), date(2026, 12, 24)
    )


def test_both_ends_of_a_period_belong_to_it_and_years_may_be_crossed() -> None:
    assert public_holidays(date(2025, 12, 26), date(2026, 1, 1)) == {date(2025, 12, 26), date(2026, 1, 1)}
    assert public_holidays(date(2026, 1, 2), date(2026, 1, 1)) == frozenset()


def test_nobodys_clock_ran_during_the_two_lockdowns() -> None:
    spring, winter = suspensions()
    assert spring.from_on <= date(2020, 3, 16) < date(2020, 6, 1) <= spring.to_on
    assert winter.from_on <= date(2020, 12, 21) < date(2021, 4, 12) <= winter.to_on
    assert spring.to_on < winter.from_on
    assert all(suspension.mark == "E" and suspension.reason for suspension in suspensions())
