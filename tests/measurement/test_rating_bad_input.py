"""What is wrong with ratings is told at once, with its cure; what is odd has an answer."""

import numpy as np
import pandas as pd
import pytest
from support.simulated_ratings import drawn

from assessment.measurement import RatingModel


@pytest.fixture(scope="module")
def good():
    return drawn(1, [(person, rater) for person in range(20) for rater in range(3)], criteria=3, missing=0.1)


def complaint(ratings, anchors=None, **how):
    with pytest.raises(ValueError, match="cannot be") as told:
        RatingModel(**how).fit(ratings, anchors)
    return str(told.value)


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("step", np.nan, "no rating was seen: at least one step must be a number"),
        ("step", 2.0, "every rating is step 2: without two steps there is nothing to compare"),
        ("step", np.inf, "not whole numbers from 0 to 30, such as inf: recode them"),
        ("step", -1, "not whole numbers from 0 to 30, such as -1: recode them"),
        ("step", 2.5, "not whole numbers from 0 to 30, such as 2.5: recode them"),
        ("step", 85, "not whole numbers from 0 to 30, such as 85: recode them"),
        ("step", "good", "steps are not numbers, such as 'good': use NaN for not seen"),
        ("person", None, "ratings have no person: name it, or leave the rows out"),
        ("rater", None, "ratings have no rater: name it, or leave the rows out"),
        ("weight", -1.0, "weights are not numbers of 0 or more"),
        ("observation", 1, "1 observations have more than one person; 1 observations have more than one rater"),
    ],
)
def test_each_problem_is_named_with_its_cure(good, column, values, words):
    assert words in complaint(good.ratings.assign(**{column: values}))


def test_all_problems_are_told_at_once(good):
    bad = good.ratings.astype({"rater": object, "step": object})
    bad.loc[0, "step"], bad.loc[1, "step"], bad.loc[2, ["rater", "step"]] = "x", 1.5, [None, 1]

    said = complaint(bad)

    assert all(words in said for words in ("such as 'x'", "such as 1.5", "1 ratings have no rater"))


def test_a_criterion_with_one_step_is_named(good):
    odd = good.ratings.assign(step=good.ratings["step"].where(good.ratings["criterion"] != "c1", 3.0))

    assert "only one step was ever given on the criteria 'c1': leave them out" in complaint(odd)


def test_missing_columns_are_named(good):
    with pytest.raises(ValueError, match="ratings lacks the columns rater, step: give one row for each rating"):
        RatingModel().fit(good.ratings[["person", "criterion"]])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"person": 999}, "are of persons who are not in the ratings: leave them out"),
        ({"se": 0.0}, "have an se that is not above 0: a result is never exact"),
        ({"measure": np.nan}, "have a measure that is no number"),
        ({"person": 1}, "are of a person who has one already: combine them to one"),
    ],
)
def test_anchors_that_cannot_be_are_named(good, change, words):
    assert words in complaint(good.ratings, good.anchors.assign(**change))


def test_a_halo_that_cannot_be_told_from_ability_is_refused():
    once = drawn(2, [(person, person % 4) for person in range(30)])

    assert "Use halo=False" in complaint(once.ratings, halo=True)


def test_one_rater_is_neither_strict_nor_mild():
    alone = drawn(3, [(person, 0) for person in range(40)])
    for severity in ("fixed", "random"):
        model = RatingModel(severity=severity).fit(alone.ratings)
        assert model.severity_.tolist() == pytest.approx([0.0], abs=1e-6)
        assert np.isfinite(model.person_measure_).all(axis=None)


def test_a_rater_with_one_row_has_an_estimate_with_a_large_error(good):
    extra = pd.DataFrame([{"person": 3, "rater": 9, "observation": 99, "criterion": "c0", "step": 1.0}])

    for severity in ("fixed", "random"):
        model = RatingModel(severity=severity).fit(pd.concat([good.ratings, extra]))
        assert np.isfinite(model.severity_[9])
        assert model.severity_se_.idxmax() == 9


def test_a_fixed_rater_who_gives_only_the_highest_step_is_finite_and_the_mildest(good):
    top = good.ratings["step"].where(good.ratings["rater"] != 1, 4.0)

    model = RatingModel(severity="fixed").fit(good.ratings.assign(step=top))

    assert model.severity_.idxmin() == 1
    assert np.isfinite(model.severity_se_).all()


def test_a_step_that_a_criterion_never_had_is_no_obstacle(good):
    gap = good.ratings.assign(
        step=good.ratings["step"].mask((good.ratings["criterion"] == "c0") & (good.ratings["step"] == 2))
    )
    top = gap.assign(step=gap["step"].mask((gap["criterion"] == "c1") & (gap["step"] == 4)))

    for steps in ("partial_credit", "rating_scale"):
        model = RatingModel(steps=steps, severity="fixed").fit(top)
        assert np.isfinite(model.severity_).all()
        assert np.isfinite(model.difficulty_).all()
    thresholds = RatingModel(steps="partial_credit").fit(top).thresholds_
    assert np.isnan(thresholds.loc["c0", 2])
    assert thresholds.loc["c1", 4] == np.inf


def test_steps_that_begin_at_one_mean_the_same(good):
    model = RatingModel(severity="fixed").fit(good.ratings)
    shifted = RatingModel(severity="fixed").fit(good.ratings.assign(step=good.ratings["step"] + 1))

    np.testing.assert_allclose(shifted.severity_, model.severity_, atol=1e-7)
    assert shifted.log_likelihood_ == pytest.approx(model.log_likelihood_, abs=1e-6)
