"""The trend of one observer's ratings, against least squares."""

import numpy as np
import pytest

from assessment.measurement.trend import mean_score_variance, observer_trend, probability_below, shrunk

USUAL = {"full_df": 8.0, "usual_least_df": 0.1}


def some_lines(seed, n_lines=40, n_slots=10):
    random = np.random.default_rng(seed)
    week = np.sort(random.integers(0, 20, (n_lines, n_slots)), axis=1).astype(float)
    seen = random.random((n_lines, n_slots)) < 0.8
    return week, 0.05 * week + random.normal(0, 0.5, week.shape), seen


@pytest.mark.parametrize("seed", range(5))
def test_slope_and_error_agree_with_least_squares(seed):
    week, score, seen = some_lines(seed)
    nothing_known = {"usual_variance": np.zeros(len(week)), "full_df": 0.0, "usual_least_df": 0.0}
    trend = observer_trend(week, score, seen, **nothing_known)

    for line in range(len(week)):
        x, y = (values[line][seen[line]] for values in (week, score))
        (slope, _start), covariance = np.polyfit(x, y, 1, cov=True)
        assert trend.slope[line] == pytest.approx(slope, abs=1e-10)
        assert trend.slope_se[line] == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-9)
        assert trend.count[line] == len(x)


def test_a_constant_severity_changes_no_slope():
    week, score, seen = some_lines(9)
    usual = {"usual_variance": np.full(len(week), 0.3), **USUAL}

    mild, strict = observer_trend(week, score, seen, **usual), observer_trend(week, score - 1.5, seen, **usual)

    np.testing.assert_allclose(mild.slope, strict.slope, atol=1e-12)
    np.testing.assert_allclose(mild.slope_se, strict.slope_se, atol=1e-12)


def test_what_is_not_seen_changes_nothing():
    week, score, seen = some_lines(5)
    usual = {"usual_variance": np.full(len(week), 0.3), **USUAL}

    np.testing.assert_array_equal(
        observer_trend(week, np.where(seen, score, 99.0), seen, **usual).slope,
        observer_trend(week, score, seen, **usual).slope,
    )


def test_one_week_gives_no_slope_and_the_answer_is_what_was_expected():
    trend = observer_trend(
        np.full((1, 5), 3.0),
        np.arange(5.0)[None],
        np.ones((1, 5), dtype=bool),
        usual_variance=np.array([0.3]),
        **USUAL,
    )
    pace, se = shrunk(trend.slope, trend.slope_se, np.array([0.04]), np.array([0.08]))

    assert np.isnan(trend.slope).all()
    assert (pace.item(), se.item()) == (0.04, 0.08)


def test_ever_the_same_score_still_has_an_error():
    flat = observer_trend(
        np.arange(10.0)[None],
        np.full((1, 10), 2.0),
        np.ones((1, 10), dtype=bool),
        usual_variance=np.array([0.3]),
        **USUAL,
    )

    assert flat.slope_se.item() > 0.005


def test_nobody_seen_is_no_number():
    nothing = observer_trend(
        np.zeros((1, 3)), np.zeros((1, 3)), np.zeros((1, 3), dtype=bool),
        usual_variance=np.zeros(1), **USUAL,
    )  # fmt: skip

    assert np.isnan(nothing.slope).all()
    assert nothing.count.tolist() == [0]


def test_slopes_of_people_who_do_not_move_scatter_as_their_errors_say():
    """Lay noise with halo, 4 criteria of 8 at a time: the standard errors are honest."""
    random = np.random.default_rng(3)
    n = 4000
    common = random.normal(0, 0.7 * np.sqrt(0.5), (n, 10, 1))
    score = (common + random.normal(0, 0.7 * np.sqrt(0.5), (n, 10, 4))).mean(axis=2)
    week = np.sort(np.argsort(random.random((n, 18)), axis=1)[:, :10], axis=1).astype(float)
    usual = mean_score_variance(np.full(n, 4.0), item_sd=0.7, halo=0.5)

    trend = observer_trend(
        week,
        score,
        np.ones((n, 10), dtype=bool),
        usual_variance=usual,
        **USUAL,
    )

    assert (trend.slope / trend.slope_se).std() == pytest.approx(1.15, abs=0.05)  # a t with 8 degrees of freedom
    assert (score.var(axis=1, ddof=1)).mean() == pytest.approx(usual[0], rel=0.03)


def test_a_probability_is_half_at_the_mean():
    assert probability_below(np.array([0.1]), np.array([0.1]), np.array([0.02])).tolist() == [0.5]
