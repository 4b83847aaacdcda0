"""The trend with observer offsets, against least squares with dummies."""

import numpy as np
import pytest

from assessment.measurement.trend import mean_score_variance, observer_adjusted_trend, probability_below, shrunk

PLAIN = {"full_df": 0.0, "usual_least_df": 0.0}


def some_people(seed, n_people=40, n_slots=10):
    random = np.random.default_rng(seed)
    week = np.sort(random.integers(0, 20, (n_people, n_slots)), axis=1).astype(float)
    observer = random.integers(0, 3, (n_people, n_slots))
    seen = random.random((n_people, n_slots)) < 0.8
    score = 0.05 * week + observer * 0.7 + random.normal(0, 0.5, week.shape)
    return week, score, observer, seen


@pytest.mark.parametrize("seed", range(5))
def test_slope_and_error_agree_with_least_squares_with_observer_dummies(seed):
    week, score, observer, seen = some_people(seed)
    trend = observer_adjusted_trend(week, score, observer, seen, usual_variance=np.zeros(len(week)), **PLAIN)

    for person in range(len(week)):
        x, y, who = (values[person][seen[person]] for values in (week, score, observer))
        names = np.unique(who)
        design = np.column_stack([x, *(who == name for name in names)]).astype(float)
        if np.linalg.matrix_rank(design) < design.shape[1] or len(x) <= design.shape[1]:
            continue
        fit, residual, _rank, _sizes = np.linalg.lstsq(design, y, rcond=None)
        variance = residual[0] / (len(x) - len(names) - 1)
        se = np.sqrt(variance * np.linalg.inv(design.T @ design)[0, 0])
        assert trend.slope[person] == pytest.approx(fit[0], abs=1e-10)
        assert trend.slope_se[person] == pytest.approx(se, rel=1e-9)
        assert trend.observers[person] == len(names)


def test_a_constant_severity_changes_no_slope():
    week, score, observer, seen = some_people(9)
    usual = {"usual_variance": np.full(len(week), 0.3), "full_df": 8.0, "usual_least_df": 0.1}

    mild = observer_adjusted_trend(week, score, observer, seen, **usual)
    strict = observer_adjusted_trend(week, score - 1.5 * (observer == 1), observer, seen, **usual)

    np.testing.assert_allclose(mild.slope, strict.slope, atol=1e-12)
    np.testing.assert_allclose(mild.slope_se, strict.slope_se, atol=1e-12)


def test_one_week_gives_no_slope_and_the_answer_is_what_was_expected():
    trend = observer_adjusted_trend(
        np.full((1, 5), 3.0),
        np.arange(5.0)[None],
        np.zeros((1, 5), dtype=int),
        np.ones((1, 5), dtype=bool),
        usual_variance=np.array([0.3]),
        full_df=8.0,
        usual_least_df=0.1,
    )
    pace, se = shrunk(trend.slope, trend.slope_se, np.array([0.04]), np.array([0.08]))

    assert np.isnan(trend.slope).all()
    assert (pace.item(), se.item()) == (0.04, 0.08)


def test_ever_the_same_score_still_has_an_error():
    flat = observer_adjusted_trend(
        np.arange(10.0)[None],
        np.full((1, 10), 2.0),
        np.zeros((1, 10), dtype=int),
        np.ones((1, 10), dtype=bool),
        usual_variance=np.array([0.3]),
        full_df=8.0,
        usual_least_df=0.1,
    )

    assert flat.slope_se.item() > 0.005


def test_nobody_seen_is_no_number():
    nothing = observer_adjusted_trend(
        np.zeros((1, 3)), np.zeros((1, 3)), np.full((1, 3), -1), np.zeros((1, 3), dtype=bool),
        usual_variance=np.zeros(1), full_df=8.0, usual_least_df=0.1,
    )  # fmt: skip

    assert np.isnan(nothing.slope).all()
    assert np.isnan(nothing.score_at_centre).all()
    assert nothing.count.tolist() == [0]


def test_slopes_of_people_who_do_not_move_scatter_as_their_errors_say():
    """Lay noise with halo, 4 criteria of 8 at a time: the standard errors are honest."""
    random = np.random.default_rng(3)
    n = 4000
    common = random.normal(0, 0.7 * np.sqrt(0.5), (n, 10, 1))
    score = (common + random.normal(0, 0.7 * np.sqrt(0.5), (n, 10, 4))).mean(axis=2)
    week = np.sort(np.argsort(random.random((n, 18)), axis=1)[:, :10], axis=1).astype(float)
    usual = mean_score_variance(np.full(n, 4.0), item_sd=0.7, halo=0.5)

    trend = observer_adjusted_trend(
        week,
        score,
        np.zeros((n, 10), dtype=int),
        np.ones((n, 10), dtype=bool),
        usual_variance=usual,
        full_df=8.0,
        usual_least_df=0.1,
    )

    assert (trend.slope / trend.slope_se).std() == pytest.approx(1.15, abs=0.05)  # a t with 8 degrees of freedom
    assert (score.var(axis=1, ddof=1)).mean() == pytest.approx(usual[0], rel=0.03)


def test_a_probability_is_half_at_the_mean():
    assert probability_below(np.array([0.1]), np.array([0.1]), np.array([0.02])).tolist() == [0.5]
