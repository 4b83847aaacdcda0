"""The future and the same people stay out of what is learned from."""

import numpy as np
import pytest

from assessment.stalling.evaluation.forward_chaining import EMBARGO_DAYS, forward_folds

DAYS = np.tile(7 * np.arange(60), 50)
PEOPLE = np.repeat(np.array([f"n{one:02}" for one in range(50)], dtype=object), 60)


@pytest.mark.parametrize("parts", [2, 5])
def test_nobody_is_both_learned_from_and_judged(parts) -> None:
    folds = list(forward_folds(DAYS, PEOPLE, parts=parts))

    assert len(folds) == 3 * parts
    for fold in folds:
        assert not set(PEOPLE[fold.learn]) & set(PEOPLE[fold.judge])


def test_learning_ends_more_than_the_eight_weeks_of_a_label_before_what_is_judged_begins() -> None:
    for fold in forward_folds(DAYS, PEOPLE):
        assert fold.begins - DAYS[fold.learn].max() > EMBARGO_DAYS == 8 * 7
        assert fold.begins == DAYS[fold.judge].min()
        assert fold.ends >= DAYS[fold.judge].max()


def test_every_row_after_the_first_quarter_is_judged_once() -> None:
    judged = np.concatenate([fold.judge for fold in forward_folds(DAYS, PEOPLE)])

    assert sorted(judged) == np.flatnonzero(DAYS >= 7 * 15).tolist()


def test_the_same_people_are_dealt_the_same_way_whatever_the_order_of_rows() -> None:
    lot = np.random.default_rng(4).permutation(DAYS.size)

    mixed = [set(lot[fold.judge]) for fold in forward_folds(DAYS[lot], PEOPLE[lot])]

    assert mixed == [set(fold.judge) for fold in forward_folds(DAYS, PEOPLE)]


def test_days_so_close_that_the_embargo_leaves_nothing_give_no_fold() -> None:
    assert list(forward_folds(DAYS // 14, PEOPLE)) == []
    assert list(forward_folds(DAYS[:0], PEOPLE[:0])) == []
