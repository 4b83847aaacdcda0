"""Active weeks, against counting day by day."""

import time
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.measurement.active_weeks import LAST_DAY, active_weeks, last_week_ended_by, united, week_of

EPOCH = date(1970, 1, 1)
days = st.integers(20_000, 20_300)
periods = st.tuples(st.integers(0, 2), days, st.integers(0, 40))


def by_hand(owner, started, ends, week, pauses, closures, allowed):
    """Walk through every day of every week."""
    count, monday = 0, EPOCH + timedelta(days=started)
    monday -= timedelta(days=monday.weekday())
    while int(week_of((monday - EPOCH).days)) <= week:
        numbers = [(monday - EPOCH).days + offset for offset in range(7)]
        touched = any(started <= day <= ends for day in numbers)
        lost = sum(
            day in closures or any(who == owner and first <= day <= first + length for who, first, length in pauses)
            for day in numbers[:5]
        )
        count += touched and lost <= allowed
        monday += timedelta(days=7)
    return count


@given(
    pauses=st.lists(periods, max_size=8),
    closures=st.sets(days, max_size=30),
    owner=st.integers(0, 2),
    started=days,
    length=st.integers(0, 200),
    until=days,
    allowed=st.integers(0, 4),
)
@settings(deadline=None, max_examples=150)
def test_counting_in_sorted_lists_agrees_with_walking_through_the_days(
    pauses, closures, owner, started, length, until, allowed
):
    who, first, longs = (
        np.array(column, dtype=np.int64) for column in (zip(*pauses, strict=True) if pauses else ((), (), ()))
    )
    weeks = active_weeks(
        united(who, first, first + longs), sorted(closures), through_day=20_300, paused_weekdays_allowed=allowed
    )
    week = week_of(until)

    found = weeks.through(np.array([owner]), np.array([started]), np.array([started + length]), np.array([week]))

    assert found.tolist() == [by_hand(owner, started, started + length, int(week), pauses, closures, allowed)]


@given(pauses=st.lists(periods, max_size=10))
@settings(deadline=None)
def test_united_pauses_hold_the_same_days_and_never_touch(pauses):
    who, first, longs = (
        np.array(column, dtype=np.int64) for column in (zip(*pauses, strict=True) if pauses else ((), (), ()))
    )
    one = united(who, first, first + longs)

    held = [(o, day) for o, a, b in zip(one.owner, one.first, one.last, strict=True) for day in range(a, b + 1)]
    assert len(held) == len(set(held))
    assert set(held) == {(o, day) for o, a, n in pauses for day in range(a, a + n + 1)}
    assert all(
        a[0] != b[0] or b[1] > a[2] + 1
        for a, b in zip(
            zip(one.owner, one.first, one.last, strict=True),
            list(zip(one.owner, one.first, one.last, strict=True))[1:],
            strict=False,
        )
    )


def test_a_week_has_ended_on_its_sunday_and_not_before():
    saturday, sunday = (date(2026, 3, 7) - EPOCH).days, (date(2026, 3, 8) - EPOCH).days

    assert last_week_ended_by(sunday) == last_week_ended_by(saturday) + 1 == week_of(sunday)


@pytest.mark.parametrize(("paused_days", "active"), [(2, 1), (3, 0)])
def test_a_week_with_two_paused_weekdays_is_active_and_with_three_is_not(paused_days, active):
    monday = (date(2026, 3, 2) - EPOCH).days
    weeks = active_weeks(united([0], [monday], [monday + paused_days - 1]), [], through_day=monday + 6)

    assert weeks.through(np.array([0]), np.array([monday]), np.array([LAST_DAY]), week_of([monday])).tolist() == [
        active
    ]


def test_50_000_placements_over_104_weeks_take_seconds():
    random = np.random.default_rng(0)
    n, first = 50_000, 20_000
    owner, started = np.arange(n), first + random.integers(0, 700, n)
    begin = first + random.integers(0, 700, 3 * n)

    before = time.perf_counter()
    pauses = united(random.integers(0, n, 3 * n), begin, begin + random.integers(0, 60, 3 * n))
    weeks = active_weeks(pauses, first + np.arange(0, 728, 30), through_day=first + 728)
    counts = weeks.through(owner, started, np.full(n, LAST_DAY), np.full(n, week_of(first + 728)))

    assert time.perf_counter() - before < 5
    assert counts.min() >= 0
    assert counts.max() <= 105


def test_a_holiday_at_the_weekend_takes_nothing_from_the_week():
    monday = (date(2026, 3, 30) - EPOCH).days  # Easter: Thursday, Friday, Sunday
    weeks = active_weeks(united([], [], []), [monday + 3, monday + 4, monday + 6], through_day=monday + 6)

    assert weeks.through(np.array([0]), np.array([monday]), np.array([LAST_DAY]), week_of([monday])).tolist() == [1]
