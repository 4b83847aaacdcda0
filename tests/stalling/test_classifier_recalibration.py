"""A hundred random reviews put probabilities right; fewer move them less; no number of them turns an order."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from support.calibration_error import calibration_error

from assessment.stalling import StallClassifier
from assessment.stalling.classifier_calibration import Line, said_again, shrunken_line

REVIEWS = 100
TOWNS = 12


def town(seed: int, rows: int, shift: float = 0.0, steep: float = 1.0) -> tuple[pd.DataFrame, np.ndarray]:
    """Cases whose log-odds are ``shift + steep`` times what they were where the model was made."""
    rng = np.random.default_rng(seed)
    known = pd.DataFrame(rng.normal(size=(rows, 3)), columns=["flat_weeks", "silence", "other"])
    odds = -1.8 + 1.2 * known["flat_weeks"] + 0.8 * known["silence"]
    return known, (rng.random(rows) < expit(shift + steep * odds)).astype(int)


@pytest.fixture(scope="module")
def shipped() -> StallClassifier:
    return StallClassifier({"flat_weeks": 1, "silence": 1}, "logistic").fit(*town(0, 3000))


def errors(shipped: StallClassifier, shift: float, steep: float, wrong: float = 0.0, told: float = 0.0) -> np.ndarray:
    """Calibration error in each of some towns, before and after their reviews."""
    found = []
    for seed in range(1, TOWNS + 1):
        known, happened = town(seed, 6000, shift, steep)
        reviewed = np.random.default_rng(seed).permutation(6000)[:REVIEWS]
        said = np.where(
            np.random.default_rng(99 + seed).random(REVIEWS) < wrong, 1 - happened[reviewed], happened[reviewed]
        )
        after = shipped.recalibrate(known.iloc[reviewed], said, wrong=told)
        found.append([calibration_error(happened, one.predict_proba(known)[:, 1]) for one in (shipped, after)])
    return np.array(found).mean(axis=0)


@pytest.mark.parametrize(("shift", "steep"), [(0.8, 1.0), (-0.8, 1.0), (0.5, 0.7), (-0.6, 1.3)])
def test_a_hundred_reviews_bring_the_calibration_error_down_where_the_town_is_another(shipped, shift, steep) -> None:
    before, after = errors(shipped, shift, steep)

    assert after < 0.7 * before


def test_where_nothing_was_wrong_a_hundred_reviews_do_little_harm(shipped) -> None:
    before, after = errors(shipped, 0.0, 1.0)

    assert after < before + 0.02


def test_reviews_known_to_be_wrong_at_times_do_less_harm_when_told_so(shipped) -> None:
    _before, believed = errors(shipped, 0.0, 1.0, wrong=0.1)
    _before, doubted = errors(shipped, 0.0, 1.0, wrong=0.1, told=0.1)

    assert doubted < 0.6 * believed


def test_contributions_stay_exact_and_no_two_people_change_places(shipped) -> None:
    known, happened = town(1, 500, shift=1.0, steep=0.5)

    after = shipped.recalibrate(known[:200], happened[:200])

    told = after.contributions(known).sum(axis=1) + after.intercept_
    assert np.abs(told - after.decision_function(known)).max() < 1e-12
    assert np.array_equal(np.argsort(after.decision_function(known)), np.argsort(shipped.decision_function(known)))
    assert after.calibration_ != shipped.calibration_


def test_the_model_that_was_recalibrated_is_left_as_it_was(shipped) -> None:
    known, happened = town(1, 200, shift=1.0)
    before, calibration = shipped.decision_function(known), shipped.calibration_

    shipped.recalibrate(known, happened)

    assert np.array_equal(shipped.decision_function(known), before)
    assert shipped.calibration_ == calibration


def test_one_review_moves_hardly_anything_and_ten_thousand_all_the_way() -> None:
    rng = np.random.default_rng(0)
    odds = rng.normal(-1, 1.5, 10_000)
    happened = (rng.random(10_000) < expit(0.9 + 0.6 * odds)).astype(float)

    few = shrunken_line(odds[:1], happened[:1], np.ones(1))
    many = shrunken_line(odds, happened, np.ones(10_000))

    assert abs(few.intercept) < 0.4
    assert abs(few.slope - 1) < 0.2
    assert many.intercept == pytest.approx(0.9, abs=0.1)
    assert many.slope == pytest.approx(0.6, abs=0.05)


def test_rows_of_one_school_that_miss_together_move_less_than_rows_of_many() -> None:
    rng = np.random.default_rng(0)
    school = np.repeat(np.arange(4), 250)
    happened = (rng.random(1000) < expit(rng.normal(1, 1, 4)[school])).astype(float)
    together = said_again(happened - 0.5, school)

    assert together > 10
    assert said_again(happened - 0.5, np.arange(1000)) == pytest.approx(1)
    alone = shrunken_line(np.zeros(1000), happened, np.ones(1000))
    clustered = shrunken_line(np.zeros(1000), happened, np.ones(1000), each_said=together)
    assert 0 < clustered.intercept < alone.intercept


def test_the_slope_stays_above_nothing_even_where_everything_is_upside_down() -> None:
    odds = np.linspace(-3, 3, 400)

    line = shrunken_line(odds, (odds < 0).astype(float), np.ones(400))

    assert 0 < line.slope < 0.2


def test_reviews_drawn_more_often_among_the_flagged_count_for_fewer(shipped) -> None:
    """All flagged are reviewed and one in ten of the others: weighted they say what a random sample says."""
    known, happened = town(3, 20_000)
    flagged = shipped.predict_proba(known)[:, 1] > 0.5
    drawn = flagged | (np.random.default_rng(0).random(20_000) < 0.1)

    after = shipped.recalibrate(known[drawn], happened[drawn], np.where(flagged, 1.0, 10.0)[drawn])

    assert after.predict_proba(known)[:, 1].mean() == pytest.approx(happened.mean(), abs=0.01)


def test_only_the_ratios_of_weights_count() -> None:
    odds, happened = np.linspace(-2, 2, 40), (np.arange(40) % 3 == 0).astype(float)
    weight = np.arange(1.0, 41)

    assert shrunken_line(odds, happened, weight).intercept == pytest.approx(
        shrunken_line(odds, happened, 1000 * weight).intercept, abs=1e-6
    )


def test_a_line_that_is_told_nothing_changes_nothing() -> None:
    odds = np.array([0.0, 0.0])

    assert shrunken_line(odds, np.array([0.0, 1.0]), np.ones(2)) == Line(0.0, 1.0)
