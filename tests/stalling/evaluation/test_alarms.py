"""When an alarm begins, when it is false, and how soon a stall is found: small cases worked out by hand."""

import numpy as np
import pytest

from assessment.stalling.evaluation.alarms import (
    alarms_at,
    false_alarms_per_100_months,
    stalls_found,
    threshold_for,
)
from assessment.stalling.evaluation.followed import Followed

LOW, HIGH = 0.1, 0.9


def one(chances, stalled=(), *, every: int = 7, first: int = 20_000, **more) -> Followed:
    """One placement, asked about every week; ``stalled`` are the numbers of the stalled weeks."""
    days = first + every * np.arange(len(chances))
    return Followed.of(
        np.zeros(len(chances), dtype=int),
        days,
        np.array(chances, dtype=float),
        np.isin(np.arange(len(chances)), list(stalled)),
        **more,
    )


def begins(followed: Followed, **more) -> list[int]:
    """The weeks in which alarms begin."""
    return [int(day - 20_000) // 7 for day in followed.day[alarms_at(followed, 0.8, **more).row]]


def test_an_alarm_begins_where_the_probability_comes_up_and_at_once_where_it_is_up_already() -> None:
    assert begins(one([LOW, LOW, HIGH, HIGH, LOW])) == [2]
    assert begins(one([HIGH, HIGH, LOW])) == [0]
    assert begins(one([LOW, 0.8, LOW])) == [1], "at the threshold is enough"


def test_while_an_alarm_stands_no_other_begins() -> None:
    up_and_down = [HIGH, LOW, HIGH, LOW, HIGH, LOW, LOW]

    assert begins(one(up_and_down)) == [0, 4], "28 days are four weeks"


def test_an_alarm_that_lasts_begins_once_or_every_fourth_week_where_it_is_renewed() -> None:
    assert begins(one([HIGH] * 10)) == [0]
    assert begins(one([HIGH] * 10), renewed=True) == [0, 4, 8]


def test_a_week_in_which_nothing_is_said_is_below_the_threshold() -> None:
    assert begins(one([np.nan, HIGH, *[np.nan] * 5, HIGH])) == [1, 7]


def test_one_placements_alarm_does_not_stand_for_another() -> None:
    followed = Followed.of(
        np.array(["a", "b"], dtype=object), np.array([7, 7]), np.array([HIGH, HIGH]), np.zeros(2, bool)
    )

    assert alarms_at(followed, 0.8).row.tolist() == [0, 1]


@pytest.mark.parametrize(("stalled_week", "is_false"), [(2, False), (6, False), (7, True), (1, True), (None, True)])
def test_an_alarm_is_false_unless_a_stall_is_there_or_begins_within_28_days(stalled_week, is_false) -> None:
    stalled = () if stalled_week is None else (stalled_week,)

    alarms = alarms_at(one([LOW, LOW, HIGH, *[LOW] * 7], stalled), 0.8)

    assert alarms.false.tolist() == [is_false]


def test_false_alarms_are_counted_against_the_months_that_were_active_and_calm() -> None:
    chances, active = [LOW, HIGH, *[LOW] * 8], np.arange(10) >= 1
    followed = one(chances, stalled=(8, 9), active=active)

    calm_months = 7 * 7 / (365.25 / 12)
    assert followed.calm_months() == pytest.approx(calm_months)
    assert false_alarms_per_100_months(followed, 0.8) == pytest.approx(100 / calm_months)


def test_asked_every_fourth_week_a_row_stands_for_four() -> None:
    assert one([LOW] * 5, every=28).calm_months() == pytest.approx(5 * 28 / (365.25 / 12))


def test_a_stall_is_found_as_many_weeks_after_its_onset_as_the_alarm_begins() -> None:
    weeks = stalls_found(one([*[LOW] * 5, HIGH, *[LOW] * 30], range(2, 30)), 0.8).weeks

    assert weeks.tolist() == [3]


@pytest.mark.parametrize(
    ("alarm", "stalled", "weeks"),
    [
        (0, range(4, 30), 0),  # stood already
        (0, range(5, 30), None),  # had run out
        (24, range(4, 30), 20),
        (25, range(4, 30), None),  # too late
        (10, range(4, 9), None),  # over by then
        (8, range(4, 9), 4),
    ],
)
def test_a_stall_is_found_by_an_alarm_that_stands_at_its_onset_or_comes_in_time_and_while_it_lasts(
    alarm, stalled, weeks
) -> None:
    chances = [HIGH if number == alarm else LOW for number in range(40)]

    found = stalls_found(one(chances, stalled), 0.8)

    assert found.weeks.tolist() == pytest.approx([np.nan if weeks is None else weeks], nan_ok=True)
    assert found.share_found() == (weeks is not None)


def test_a_stall_that_began_too_late_to_be_followed_is_left_out() -> None:
    chances = [LOW] * 30

    assert stalls_found(one(chances, range(9, 30)), 0.8).onset.tolist() == [20_000 + 7 * 9]
    assert stalls_found(one(chances, range(10, 30)), 0.8).onset.size == 0


def test_two_stalls_of_one_placement_are_two() -> None:
    chances = [HIGH if number == 14 else LOW for number in range(50)]

    found = stalls_found(one(chances, [*range(2, 6), *range(12, 20)]), 0.8)

    assert found.weeks.tolist() == pytest.approx([np.nan, 2], nan_ok=True)
    assert found.median_weeks() == 2
    assert found.share_found() == 0.5


def test_an_onset_that_is_known_better_than_by_the_days_asked_about_counts() -> None:
    stalled = np.arange(12) >= 2
    onset = np.where(stalled, 20_000 + 28 * 2 - 14, 0)

    found = stalls_found(one([LOW] * 2 + [HIGH] * 10, range(2, 12), every=28, onset=onset), 0.8)

    assert found.weeks.tolist() == [2]


def many(seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    who, week = np.repeat(np.arange(80), 52), np.tile(np.arange(52), 80)
    stalled = week >= np.where(rng.random(80) < 0.5, rng.integers(5, 52, 80), 52)[who]
    chance = np.round(rng.random(who.size) * 0.7 + 0.3 * stalled, 3)
    return who, 20_000 + 7 * week, np.where(rng.random(who.size) < 0.1, np.nan, chance), stalled


@pytest.mark.parametrize("renewed", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_the_threshold_is_the_lowest_that_keeps_false_alarms_few(seed, renewed) -> None:
    followed = Followed.of(*many(seed))
    said = np.unique(followed.probability[np.isfinite(followed.probability)])

    threshold = threshold_for(followed, 2.0, renewed=renewed)

    below = said[said < threshold].max()
    assert false_alarms_per_100_months(followed, threshold, renewed=renewed) <= 2
    assert false_alarms_per_100_months(followed, below, renewed=renewed) > 2


def test_where_even_the_highest_brings_too_many_nobody_is_pointed_at() -> None:
    followed = one([HIGH, LOW, HIGH, LOW])

    assert threshold_for(followed) == np.inf
    assert alarms_at(followed, np.inf).row.size == 0


def test_the_order_of_rows_changes_no_alarm() -> None:
    columns = many(1)
    lot = np.random.default_rng(5).permutation(columns[0].size)

    in_order, mixed = (
        stalls_found(followed, 0.8)
        for followed in (Followed.of(*columns), Followed.of(*(column[lot] for column in columns)))
    )

    assert np.array_equal(in_order.weeks, mixed.weeks, equal_nan=True)


def test_two_rows_of_a_placement_on_one_day_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows on one day"):
        Followed.of(np.zeros(2, dtype=int), np.array([7, 7]), np.zeros(2), np.zeros(2, dtype=bool))
