"""A model in use and one adapted to reviews, judged on reviews that neither saw."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit
from support.school_tables import school_table
from support.small_model import FEATURES, fitted

from assessment.stalling.classifier import StallClassifier
from assessment.stalling.evaluation.on_reviews import FOLDS, Reviews, compare, folds_of


def reviews(shift: float, *, pupils: int = 150, wrong: float = 0.0, seed: int = 5) -> Reviews:
    """What reviewers find where the log-odds of the small model are so much too low; some of them are wrong."""
    table, lot = school_table(pupils, seed), np.random.default_rng(seed)
    known = table.X[list(FEATURES)]
    stalled = lot.random(len(known)) < expit(fitted("logistic").decision_function(known) + shift)
    found = stalled ^ (lot.random(len(known)) < wrong)
    weight = np.where(lot.random(len(known)) < 0.5, 1.0, 10.0)
    return Reviews(
        known=known, stalled=found, weight=weight, person=np.asarray(table.person, dtype=object), wrong=wrong
    )


def recalibrated(some: Reviews) -> StallClassifier:
    return fitted("logistic").recalibrate(some.known, some.stalled.astype(int), some.weight, wrong=some.wrong)


def as_it_is(_some: Reviews) -> StallClassifier:
    return fitted("logistic")


def upside_down(some: Reviews) -> StallClassifier:
    return StallClassifier(candidate="logistic", n_folds=2).fit(some.known, 1 - some.stalled.astype(int))


def test_a_model_that_is_right_is_not_beaten_by_one_that_is_adapted() -> None:
    told = compare(fitted("logistic"), {"recalibrated": recalibrated}, reviews(0.0))

    assert not told.is_better
    assert told.current.calibration_error < 0.1


def test_a_model_that_is_far_off_is_beaten() -> None:
    told = compare(fitted("logistic"), {"recalibrated": recalibrated}, reviews(-1.5))

    assert told.is_better
    assert told.follows_the_reviews
    assert told.adapted["recalibrated"].calibration_error < told.current.calibration_error / 2
    assert told.adapted["recalibrated"].log_loss == pytest.approx(told.current.log_loss - told.gain)


def test_the_way_with_the_lowest_loss_is_the_best_and_of_two_alike_the_first() -> None:
    ways = {"upside_down": upside_down, "as_it_is": as_it_is, "the_same": as_it_is}

    told = compare(fitted("logistic"), ways, reviews(0.0))

    assert told.best == "as_it_is"
    assert (told.gain, told.gain_se, told.is_better) == (0.0, 0.0, False)
    assert told.adapted["upside_down"].auc < 0.5
    assert set(told.as_json()["adapted"]) == set(ways)


def test_reviewers_who_are_wrong_now_and_then_do_not_bend_a_model_where_it_is_known_how_often() -> None:
    told = compare(fitted("logistic"), {"recalibrated": recalibrated}, reviews(0.0, pupils=400, wrong=0.15))
    naive = reviews(0.0, pupils=400, wrong=0.15)
    believed = recalibrated(replace(naive, wrong=0.0))

    assert not told.is_better or told.gain < 0.01
    assert believed.calibration_[1] < recalibrated(naive).calibration_[1]


def test_nobody_is_both_learned_from_and_judged_on() -> None:
    some = reviews(0.0)
    judged: list[set[str]] = []

    def seen(rest: Reviews) -> StallClassifier:
        judged.append(set(some.person) - set(rest.person))
        return fitted("logistic")

    compare(fitted("logistic"), {"seen": seen}, some)

    assert len(judged) == FOLDS
    assert sum(map(len, judged)) == len(set(some.person)) == len(set().union(*judged))
    assert len(set(folds_of(some.person).tolist())) == FOLDS
