"""How sure a measure is follows from how many people there are, not from how many rows each has."""

import numpy as np
import pytest

from assessment.stalling.evaluation.measures import auc
from assessment.stalling.evaluation.resampling import intervals, resampled_weights


def test_the_interval_holds_the_truth_about_as_often_as_it_says_where_people_repeat_themselves() -> None:
    rng = np.random.default_rng(1)
    person, held = np.repeat(np.arange(60), 10), 0
    for _ in range(200):
        values = np.repeat(rng.normal(size=60), 10)

        told = intervals(lambda weight, v=values: {"mean": v @ weight / weight.sum(axis=0)}, person, resamples=200)

        held += told["mean"].low <= 0 <= told["mean"].high
    assert 180 <= held <= 198


def test_rows_that_say_the_same_again_make_nothing_surer() -> None:
    rng = np.random.default_rng(2)
    values = rng.random(80)

    def width(times: int) -> float:
        repeated = np.repeat(values, times)
        told = intervals(
            lambda weight: {"mean": repeated @ weight / weight.sum(axis=0)}, np.repeat(np.arange(80), times)
        )["mean"]
        return told.high - told.low

    assert width(10) == pytest.approx(width(1))


def test_every_resample_has_as_many_people_as_there_are_with_all_their_rows() -> None:
    person = np.repeat(np.array(["a", "b", "c"], dtype=object), [1, 2, 3])

    weights = np.concatenate(list(resampled_weights(person, resamples=50)), axis=1)

    assert weights.shape == (6, 50)
    assert (weights[[0, 1, 3]].sum(axis=0) == 3).all()
    assert (weights[1] == weights[2]).all()
    assert (weights[3] == weights[5]).all()


def test_the_same_people_give_the_same_interval_whatever_the_order_of_rows() -> None:
    rng = np.random.default_rng(3)
    person, chance = np.repeat(np.arange(40), 5), rng.random(200)
    happened, lot = rng.random(200) < chance, rng.permutation(200)

    def told(order: np.ndarray) -> tuple[float, float]:
        sure = intervals(
            lambda weight: {"auc": auc(happened[order], chance[order], weight)}, person[order], resamples=100
        )
        return sure["auc"].low, sure["auc"].high

    assert told(lot) == pytest.approx(told(np.arange(200)))


def test_of_one_person_the_measure_is_known_and_how_sure_it_is_is_not() -> None:
    told = intervals(lambda weight: {"rows": weight.sum(axis=0)}, np.zeros(7, dtype=np.int64))["rows"]

    assert told.value == 7
    assert np.isnan([told.low, told.high]).all()


def test_resamples_in_which_there_is_no_answer_are_left_out() -> None:
    person = np.arange(4)
    happened = np.array([True, False, False, False])

    told = intervals(lambda weight: {"auc": auc(happened, np.array([0.9, 0.1, 0.2, 0.3]), weight)}, person)["auc"]

    assert (told.low, told.value, told.high) == (1, 1, 1)
