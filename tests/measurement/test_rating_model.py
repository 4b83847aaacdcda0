"""Who is strict, how hard, how able: against published values, a plain oracle, and a truth that is known."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from support.rating_oracle import RatingOracle
from support.simulated_ratings import drawn, own_newcomers, sparsely_overlapping

from assessment.measurement import RatingModel
from assessment.measurement.observation_measures import observation_measures

PUBLIC = Path(__file__).resolve().parents[3] / "shared" / "reference" / "ratings1.csv"
BY_TAM = {"db01": 1.023, "db02": 0.517, "db03": 0.418, "db07": -0.763, "db08": -0.090, "db31": -0.779, "db54": -0.326}


@pytest.fixture(scope="module")
def known():
    return drawn(3, [(person, (person * 7 + shift) % 5) for person in range(60) for shift in range(2)])


@pytest.fixture(scope="module")
def fitted(known):
    return RatingModel().fit(known.ratings, known.anchors)


if PUBLIC.is_file():  # it is not ours to carry along, so it is only tried where it lies beside the checkout

    @pytest.fixture(scope="module")
    def pupils():
        wide = pd.read_csv(PUBLIC).rename(columns={"idstud": "person"})
        return wide.melt(["person", "rater"], var_name="criterion", value_name="step")

    def test_severities_of_pupils_work_are_those_of_other_software(pupils):
        model = RatingModel(steps="partial_credit", severity="fixed").fit(pupils)

        np.testing.assert_allclose(model.severity_[list(BY_TAM)], list(BY_TAM.values()), atol=0.003)
        assert model.log_likelihood_ == pytest.approx(-1263.12, abs=0.1)
        assert model.ability_sd_ == pytest.approx(2.017, abs=0.01)
        assert model.severity_se_.between(0.14, 0.20).all()
        assert model.severity_.sum() == pytest.approx(0, abs=1e-9)

    def test_the_rating_scale_model_is_as_likely_as_in_other_software(pupils):
        model = RatingModel(steps="rating_scale", severity="fixed").fit(pupils)

        assert model.log_likelihood_ == pytest.approx(-1286.63, abs=0.1)

    def test_random_severities_are_drawn_a_little_to_the_middle(pupils):
        model = RatingModel(steps="partial_credit").fit(pupils)

        assert model.severity_sd_ == pytest.approx(0.61, abs=0.015)
        assert model.severity_["db01"] == pytest.approx(0.948, abs=0.01)
        assert model.log_likelihood_ == pytest.approx(-1263.37, abs=0.1)


@pytest.mark.parametrize("steps", ["partial_credit", "rating_scale"])
@pytest.mark.long
def test_with_little_overlap_severities_are_those_of_a_plain_likelihood(steps):
    rated = sparsely_overlapping(1, people=70, raters=5, twice=0.3).ratings

    model = RatingModel(steps=steps, severity="fixed").fit(rated)
    oracle = RatingOracle(rated, partial_credit=steps == "partial_credit", points=31).fitted()

    assert (model.component_ == 0).all()
    np.testing.assert_allclose(model.severity_, oracle.severity, atol=0.01)
    assert model.log_likelihood_ == pytest.approx(oracle.log_likelihood, abs=0.05)
    assert model.ability_sd_ == pytest.approx(oracle.ability_sd, abs=0.01)


def test_standard_errors_are_those_of_a_hessian_by_differences():
    rated = sparsely_overlapping(2, people=60, raters=4, twice=0.5).ratings
    oracle = RatingOracle(rated, partial_credit=False, points=41)
    model = RatingModel(severity="fixed").fit(rated)
    thresholds = model.thresholds_.iloc[0].to_numpy()[:-1]
    top = np.r_[
        model.severity_[:-1], model.ability_mean_, np.log(model.ability_sd_), model.difficulty_[:-1], thresholds
    ]
    step, size = 0.01, top.size
    moves = np.eye(size) * step
    value = {
        (one, other): [oracle.log_likelihood(top + a * moves[one] + b * moves[other]) for a in (1, -1) for b in (1, -1)]
        for one in range(size)
        for other in range(one + 1)
    }
    bend = np.zeros((size, size))
    for (one, other), (both, first, second, none) in value.items():
        bend[one, other] = bend[other, one] = (both - first - second + none) / (4 * step**2)
    covariance = np.linalg.inv(-bend)[:3, :3]

    np.testing.assert_allclose(model.severity_se_[:3], np.sqrt(np.diag(covariance)), rtol=0.01)
    assert model.severity_se_[3] == pytest.approx(np.sqrt(covariance.sum()), rel=0.01)


@pytest.mark.long
def test_an_observers_severity_is_found_when_each_has_ten_newcomers_with_a_test():
    agreement, covered = [], []
    for seed in range(4):
        known = own_newcomers(seed, raters=20, times=5)
        model = RatingModel().fit(known.ratings, known.anchors)
        agreement.append(np.corrcoef(model.severity_, known.severity)[0, 1])
        covered.append((np.abs(model.severity_ - known.severity) < 1.645 * model.severity_se_).mean())

    assert np.mean(agreement) >= 0.95
    assert 0.75 <= np.mean(covered) <= 0.99  # 80 observers who share four origins; `make measure` tries 20 seeds


def test_ratings_that_share_a_halo_tell_less_and_errors_say_so():
    known = own_newcomers(1, raters=12, times=3, halo_sd=0.7)

    naive = RatingModel().fit(known.ratings, known.anchors)
    model = RatingModel(halo=True).fit(known.ratings, known.anchors)

    assert model.halo_variance_ == pytest.approx(0.49, abs=0.2)
    assert (model.person_measure_["se"] > naive.person_measure_["se"]).mean() > 0.95
    covered = (model.person_measure_["measure"] - known.ability).abs() < 1.645 * model.person_measure_["se"]
    assert covered.mean() > 0.83
    assert "deflated" in model.method_


def test_a_halo_is_not_found_where_there_is_none():
    known = own_newcomers(4, raters=10, times=3)

    assert RatingModel(halo=True).fit(known.ratings, known.anchors).halo_variance_ < 0.1


def test_the_order_of_rows_and_names_and_kinds_of_columns_do_not_matter(known, fitted):
    shuffled = known.ratings.sample(frac=1, random_state=1)
    renamed = shuffled.assign(
        person=[f"p{999 - number}" for number in shuffled["person"]],
        rater=pd.Categorical(
            [f"r{9 - number}" for number in shuffled["rater"]], categories=[f"r{n}" for n in range(12)]
        ),
        criterion=shuffled["criterion"].map(lambda code: f"z{9 - int(code[1:])}"),
    )
    anchors = known.anchors.assign(person=[f"p{999 - number}" for number in known.anchors["person"]])

    again = RatingModel().fit(shuffled, known.anchors)
    other = RatingModel().fit(renamed, anchors)

    pd.testing.assert_series_equal(again.severity_, fitted.severity_, check_exact=True)
    np.testing.assert_allclose(other.severity_[::-1], fitted.severity_, atol=1e-9)
    np.testing.assert_allclose(other.person_measure_[::-1], fitted.person_measure_, atol=1e-9)


def test_an_observer_a_logit_stricter_is_found_a_logit_stricter_and_nobody_else_moves():
    """An unlinked constant is not seen: the measures of that observer's people shift, by the same for every week."""
    known = own_newcomers(2, raters=3, each=4, times=6)
    calibration = RatingModel().fit(known.ratings, known.anchors).calibration()
    measure = observation_measures(calibration, known.ratings)["measure"]
    week = np.tile(np.arange(6), 12)
    slopes = [
        np.polyfit(week[start : start + 6], measure.iloc[start : start + 6] - shift, 1)[0]
        for start in (0, 6)
        for shift in (0, 1.5)
    ]

    assert slopes[0] == pytest.approx(slopes[1], abs=1e-12)
    assert slopes[2] == pytest.approx(slopes[3], abs=1e-12)


def test_two_hundred_and_forty_ratings_of_one_person_are_integrated_as_finely_as_they_must_be():
    known = drawn(5, [(person, rater) for person in range(8) for rater in range(6) for _week in range(5)], criteria=8)
    model = RatingModel(severity="fixed").fit(known.ratings)
    oracle = RatingOracle(known.ratings, partial_credit=False, points=4001)
    thresholds = model.thresholds_.iloc[0].to_numpy()[:-1]
    at = np.r_[model.severity_[:-1], model.ability_mean_, np.log(model.ability_sd_), model.difficulty_[:-1], thresholds]
    coarse = RatingOracle(known.ratings, partial_credit=False, points=15)

    assert model.log_likelihood_ == pytest.approx(oracle.log_likelihood(at), abs=1e-4)
    assert abs(coarse.log_likelihood(at) - model.log_likelihood_) > 1  # what fixed nodes would have said, silently
    assert "adaptive quadrature" in model.method_


def test_weights_of_two_are_two_ratings_and_weights_of_nothing_are_none(known, fitted):
    rated = known.ratings.drop(columns="observation")
    doubled = RatingModel().fit(pd.concat([rated, rated]), known.anchors)
    weighed = RatingModel().fit(rated.assign(weight=2.0), known.anchors)
    ignored = pd.concat([rated.assign(weight=1.0), rated.assign(step=0.0, weight=0.0)])

    np.testing.assert_allclose(weighed.severity_, doubled.severity_, atol=1e-9)
    np.testing.assert_allclose(RatingModel().fit(ignored, known.anchors).severity_, fitted.severity_, atol=1e-9)


def test_anchors_link_observers_who_share_nobody():
    known = own_newcomers(6, raters=6, each=4)

    alone = RatingModel().fit(known.ratings)
    linked = RatingModel().fit(known.ratings, known.anchors)

    assert alone.component_.nunique() == 6
    assert set(linked.component_) == {0}
    assert linked.severity_se_.mean() < alone.severity_se_.mean()


def test_a_lone_observer_of_each_newcomer_does_not_make_the_spread_of_ability_collapse():
    known = own_newcomers(7, raters=60, each=1)

    model = RatingModel().fit(known.ratings)

    assert 0.6 < model.ability_sd_ < 2.0
    assert (model.severity_se_ > 0.3).all()


def test_fixed_severities_sum_to_nothing_in_each_component():
    known = own_newcomers(8, raters=2, each=8)
    second = own_newcomers(9, raters=3, each=8).ratings
    crossed = second.assign(person="x" + (second["person"] // 3).astype(str), rater="x" + second["rater"].astype(str))
    both = pd.concat([known.ratings.assign(person=known.ratings["person"] // 2), crossed]).astype(
        {"rater": str, "person": str}
    )

    model = RatingModel(severity="fixed").fit(both.drop(columns="observation"))

    sums = model.severity_.groupby(model.component_).sum()
    assert len(sums) > 1
    np.testing.assert_allclose(sums, 0, atol=1e-9)


def test_fit_says_who_gives_the_same_step_everywhere_and_who_keeps_to_the_middle(known):
    ratings = known.ratings.copy()
    mine = ratings["rater"] == 2
    ratings.loc[mine & ratings["step"].notna(), "step"] = 2.0

    fit = RatingModel().fit(ratings, known.anchors).rater_fit_

    assert fit["alike"].idxmax() == 2
    assert fit.loc[2, "alike"] == 1 > fit.loc[2, "alike_expected"]
    assert fit["range_ratio"].idxmin() == 2
    assert fit["infit"].idxmin() == 2
    assert fit.drop(2)["infit"].between(0.6, 1.4).all()


def test_residuals_stand_at_the_rows_they_are_of(known, fitted):
    residuals = fitted.residuals_

    assert residuals.index.equals(known.ratings.index)
    assert residuals["expected"].isna().equals(known.ratings["step"].isna())
    seen = known.ratings["step"].notna()
    np.testing.assert_allclose(residuals["expected"] + residuals["residual"], known.ratings["step"])
    assert residuals.loc[seen, "standardised"].std() == pytest.approx(1, abs=0.15)
    assert fitted.criterion_fit_["infit"].between(0.7, 1.3).all()


def test_it_keeps_scikit_learns_contract(known):
    model = RatingModel(steps="partial_credit", severity="fixed")

    assert clone(model).get_params() == {"steps": "partial_credit", "severity": "fixed", "halo": False}
    with pytest.raises(NotFittedError):
        _ = model.severity_se_
    assert model.fit(known.ratings) is model
    first = model.severity_
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pd.testing.assert_series_equal(model.fit(known.ratings).severity_, first, check_exact=True)
    with pytest.raises(ValueError, match="'random', 'fixed'"):
        RatingModel(severity="none").fit(known.ratings)
