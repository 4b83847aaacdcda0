"""The measures say what scikit-learn's say, for one set of weights and for many."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    precision_score,
    recall_score,
    roc_auc_score,
)

from assessment.stalling.evaluation.measures import (
    all_active_rows,
    auc,
    average_precision,
    brier,
    calibration_error,
    precision_and_recall_at,
    precision_and_recall_of_top,
    rows_judged,
    share_abstained,
)

SEEDS = range(4)


def drawn(seed: int, n: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What happened, probabilities of which many are alike, and weights of which some are 0."""
    rng = np.random.default_rng(seed)
    probability = rng.integers(0, 20 if seed % 2 else 100_000, n) / (20 if seed % 2 else 100_000)
    return rng.random(n) < probability, probability, rng.integers(0, 4, n).astype(float)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(auc, roc_auc_score), (average_precision, average_precision_score), (brier, brier_score_loss)],
)
def test_each_measure_is_that_of_scikit_learn_with_weights_and_without(seed, ours, theirs) -> None:
    happened, probability, weight = drawn(seed)

    assert ours(happened, probability) == pytest.approx(theirs(happened, probability), abs=1e-12)
    assert ours(happened, probability, weight) == pytest.approx(
        theirs(happened, probability, sample_weight=weight), abs=1e-12
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_precision_and_recall_at_a_threshold_are_those_of_scikit_learn(seed) -> None:
    happened, probability, weight = drawn(seed)

    told = precision_and_recall_at(happened, probability, 0.7, weight)

    pointed_at = probability >= 0.7
    assert told == pytest.approx(
        [score(happened, pointed_at, sample_weight=weight) for score in (precision_score, recall_score)]
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_calibration_error_is_the_mean_distance_of_scikit_learns_fifteen_bins(seed) -> None:
    happened, probability, _weight = drawn(seed)
    # scikit-learn puts a probability that is a bound into the bin below, and we into the one above
    inside = (15 * probability) % 1 > 0
    found, said = calibration_curve(happened[inside], probability[inside], n_bins=15, strategy="uniform")
    rows = np.histogram(probability[inside], bins=15, range=(0, 1))[0]

    expected = (rows[rows > 0] * np.abs(found - said)).sum() / inside.sum()

    assert calibration_error(happened[inside], probability[inside]) == pytest.approx(expected)


def test_probabilities_drawn_from_themselves_are_hardly_off_and_halved_ones_are() -> None:
    rng = np.random.default_rng(1)
    probability = rng.random(20_000)
    happened = rng.random(20_000) < probability

    for equal_mass in (False, True):
        assert calibration_error(happened, probability, equal_mass=equal_mass) < 0.02
        assert calibration_error(happened, probability / 2, equal_mass=equal_mass) == pytest.approx(0.25, abs=0.01)


def test_many_sets_of_weights_at_once_say_what_each_says_alone() -> None:
    happened, probability, _weight = drawn(1)
    weights = np.random.default_rng(2).integers(0, 3, (400, 5)).astype(float)

    for measure in (auc, average_precision, brier, calibration_error):
        alone = [float(measure(happened, probability, one)) for one in weights.T]
        assert measure(happened, probability, weights) == pytest.approx(alone)
    for measure, limit in ((precision_and_recall_at, 0.5), (precision_and_recall_of_top, 0.1)):
        pairs = np.array([measure(happened, probability, limit, one) for one in weights.T]).T
        assert np.array(measure(happened, probability, limit, weights)) == pytest.approx(pairs)


def test_a_row_of_weight_two_is_two_rows() -> None:
    happened, probability, weight = drawn(3)
    twice = np.repeat(np.arange(400), weight.astype(int))

    for measure in (auc, average_precision, brier, calibration_error):
        assert measure(happened, probability, weight) == pytest.approx(measure(happened[twice], probability[twice]))
    told = precision_and_recall_of_top(happened, probability, 0.1, weight)
    assert np.array(told) == pytest.approx(
        np.array(precision_and_recall_of_top(happened[twice], probability[twice], 0.1))
    )


@pytest.mark.parametrize("change", [np.sqrt, np.log1p, lambda p: 7 * p - 3])
def test_whatever_keeps_the_order_keeps_the_measures_of_order(change) -> None:
    happened, probability, weight = drawn(1)

    for measure in (auc, average_precision):
        assert measure(happened, change(probability), weight) == measure(happened, probability, weight)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_nothing(seed) -> None:
    happened, probability, weight = drawn(seed)
    lot = np.random.default_rng(9).permutation(400)

    for measure in (auc, average_precision, brier, calibration_error):
        told = measure(happened[lot], probability[lot], weight[lot])
        assert told == pytest.approx(measure(happened, probability, weight), abs=1e-12)
    assert calibration_error(happened[lot], probability[lot], equal_mass=True) == pytest.approx(
        calibration_error(happened, probability, equal_mass=True)
    )


def test_the_last_of_the_top_are_picked_by_lot_where_they_are_tied() -> None:
    happened = np.array([True, True, False, False, False, True])
    probability = np.array([0.9, 0.5, 0.5, 0.5, 0.5, 0.1])
    rng = np.random.default_rng(0)
    by_lot = [happened[np.lexsort((rng.random(6), -probability))[:3]].mean() for _ in range(4000)]

    precision, recall = precision_and_recall_of_top(happened, probability, 0.5)

    assert precision == pytest.approx(np.mean(by_lot), abs=0.02)
    assert precision == recall == pytest.approx(1.5 / 3)


def test_a_probability_that_was_not_given_is_left_out_or_counts_as_the_least_but_is_never_guessed() -> None:
    happened, probability = np.array([True, False, True, False]), np.array([0.9, 0.4, np.nan, np.nan])
    judged = rows_judged(probability)

    assert auc(happened[judged], probability[judged]) == 1
    assert auc(happened, all_active_rows(probability)) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert all_active_rows(probability, least=-np.inf)[2] == -np.inf
    assert share_abstained(probability, np.array([1.0, 1.0, 1.0, 0.0])) == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="a probability is missing"):
        auc(happened, probability)


def test_a_question_without_an_answer_has_none() -> None:
    nobody, probability = np.zeros(3, dtype=bool), np.array([0.1, 0.2, 0.3])
    nothing = np.zeros(0)

    assert np.isnan(auc(nobody, probability))
    assert np.isnan(average_precision(nobody, probability))
    assert np.isnan(precision_and_recall_at(nobody, probability, 0.9)).all()
    for measure in (auc, average_precision, brier, calibration_error):
        assert np.isnan(measure(nothing.astype(bool), nothing))
