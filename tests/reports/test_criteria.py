"""How a criterion was seen then and now: each observer against themselves, and no more sure than the times allow."""

import pytest

from assessment.reports.criteria import Rated, criteria_seen


def seen(steps, by="mia", criterion="phone"):
    observers = [by] * len(steps) if isinstance(by, str) else by
    return [
        Rated(criterion=criterion, step=step, observer=observer)
        for step, observer in zip(steps, observers, strict=True)
    ]


def the_row(ratings):
    (found,) = criteria_seen(ratings, ["phone"])
    return found


def test_the_first_third_is_held_against_the_last():
    found = the_row(seen([0, 1, 2, 2, 4, 2, 3, 4, 2]))

    assert (found.row.step_start, found.row.step_now) == (1, 3)
    assert (found.row.times_seen, found.row.seen_by) == (9, 1)
    assert found.rise == 2
    assert not found.observers_changed


@pytest.mark.parametrize(("steps", "start", "now"), [([0, 2, 3, 3], 1, 3), ([0, 2, 4, 3, 3], 1, 3)])
def test_four_times_are_enough_for_two_against_two_and_three_are_not(steps, start, now):
    assert (the_row(seen(steps)).row.step_start, the_row(seen(steps)).row.step_now) == (start, now)
    few = the_row(seen(steps[:3]))
    assert (few.row.step_start, few.row.step_now, few.row.step_se, few.rise) == (None, None, None, None)
    assert few.row.times_seen == 3


def test_a_stricter_person_who_takes_over_makes_nobody_worse():
    before, after = [2, 2, 3, 3], [1, 1, 2, 2]
    found = the_row(seen([*before, *after], by=["mia"] * 4 + ["ole"] * 4))

    assert found.rise == 1, "each of the two saw one step more"
    assert found.observers_changed
    assert found.row.seen_by == 2


def test_however_much_stricter_one_is_the_rise_is_the_same():
    who = ["mia", "ole", "mia", "mia", "ole", "ole", "mia", "ole", "mia"]
    steps = [2, 1, 2, 3, 2, 1, 3, 2, 3]
    lenient = the_row(seen([step + (observer == "ole") for step, observer in zip(steps, who, strict=True)], by=who))

    assert lenient.rise == the_row(seen(steps, by=who)).rise


def test_whoever_saw_it_once_is_counted_and_held_against_nobody():
    found = the_row(seen([1, 1, 3, 3, 0], by=["mia"] * 4 + ["ole"]))

    assert (found.row.step_start, found.row.step_now) == (1, 3)
    assert (found.row.times_seen, found.row.seen_by) == (5, 2)


def test_four_people_who_saw_it_once_each_say_nothing_of_a_change():
    found = the_row(seen([1, 2, 3, 4], by=["a", "b", "c", "d"]))

    assert (found.row.step_start, found.row.step_now) == (None, None)
    assert (found.row.times_seen, found.row.seen_by) == (4, 4)


def test_equal_steps_are_not_without_error_and_more_of_them_are_surer():
    few, many = the_row(seen([2] * 6)), the_row(seen([2] * 30))

    assert few.row.step_se > 0.3
    assert many.row.step_se < few.row.step_se / 2
    assert the_row(seen([0, 4, 0, 4, 0, 4])).row.step_se > few.row.step_se


def test_criteria_come_in_the_order_of_the_rubric_and_only_those_seen():
    ratings = [*seen([1], criterion="reading"), *seen([2], criterion="phone")]

    assert [one.row.criterion for one in criteria_seen(ratings, ["phone", "writing", "reading"])] == [
        "phone",
        "reading",
    ]


def test_where_steps_are_not_to_be_told_only_the_counts_are():
    (found,) = criteria_seen(seen([1, 1, 2, 3, 3, 4]), ["phone"], with_steps=False)

    assert (found.row.step_start, found.row.step_now, found.row.step_se) == (None, None, None)
    assert (found.row.times_seen, found.row.seen_by) == (6, 1)
