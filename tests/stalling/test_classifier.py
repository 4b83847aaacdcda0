"""What StallClassifier promises: directions, sums, missing values, a fair choice, and probabilities that hold."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from support.calibration_error import calibration_error
from support.school_tables import DIRECTIONS, SchoolTable, school_table

from assessment.stalling import StallClassifier
from assessment.stalling.classifier_calibration import Line
from assessment.stalling.classifier_competition import Contest, simplest_as_good
from assessment.stalling.classifier_table import directions_of, table_of
from assessment.stalling.classifier_trees import boosted

CANDIDATES = ("logistic", "additive", "boosting")
ADDITIVE = ("logistic", "additive")
QUICK = {"n_folds": 2, "max_rounds": 20}


@pytest.fixture(scope="module")
def school() -> SchoolTable:
    return school_table(2000, 1)


@pytest.fixture(scope="module")
def unseen() -> SchoolTable:
    return school_table(6000, 2)


@pytest.fixture(scope="module")
def fitted(school) -> dict[str, StallClassifier]:
    return {
        one: StallClassifier(DIRECTIONS, one, **QUICK).fit(school.X, school.y, groups=school.person)
        for one in CANDIDATES
    }


@pytest.mark.parametrize("candidate", CANDIDATES)
@pytest.mark.parametrize("feature", DIRECTIONS)
def test_more_never_points_the_other_way_than_was_declared(fitted, unseen, candidate, feature) -> None:
    seen = unseen.X[feature].dropna()
    values = np.linspace(seen.min() - 1, seen.max() + 1, 60)
    rows = pd.concat([unseen.X[:25]] * values.size).assign(**{feature: np.repeat(values, 25)})

    odds = fitted[candidate].decision_function(rows).reshape(values.size, 25)

    steps = np.diff(odds, axis=0) * DIRECTIONS[feature]
    assert steps.min() > -1e-12
    assert steps.max() > 0


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(40, 250),
    directions=st.tuples(*[st.sampled_from((-1, 0, 1))] * 3),
    candidate=st.sampled_from(CANDIDATES),
)
def test_a_direction_holds_whatever_the_data_say(seed, rows, directions, candidate) -> None:
    rng = np.random.default_rng(seed)
    known = np.round(rng.normal(size=(rows, 3)), rng.integers(0, 3))
    known[rng.random(known.shape) < 0.2] = np.nan
    happened = (rng.random(rows) < 1 / (1 + np.exp(-2 * np.nansum(known, axis=1)))).astype(int)
    happened[:2] = 0, 1
    asked = dict(enumerate(directions))
    model = StallClassifier(asked, candidate, n_folds=2, max_rounds=8).fit(known, happened)

    for at, direction in asked.items():
        line = np.tile(known[:1], (50, 1))
        line[:, at] = np.linspace(-4, 4, 50)
        assert (np.diff(model.decision_function(line)) * direction).min() >= -1e-12


@pytest.mark.parametrize("candidate", ADDITIVE)
def test_what_each_feature_adds_sums_to_the_log_odds(fitted, unseen, candidate) -> None:
    model = fitted[candidate]

    added = model.contributions(unseen.X)

    assert list(added.columns) == list(unseen.X.columns)
    assert added.index.equals(unseen.X.index)
    odds = model.decision_function(unseen.X)
    assert np.abs(added.sum(axis=1) + model.intercept_ - odds).max() < 1e-12
    assert np.allclose(model.predict_proba(unseen.X)[:, 1], 1 / (1 + np.exp(-odds)), atol=1e-15)


@pytest.mark.parametrize("candidate", ADDITIVE)
def test_what_a_feature_adds_depends_on_that_feature_alone(fitted, unseen, candidate) -> None:
    before = fitted[candidate].contributions(unseen.X)
    others_changed = unseen.X.sample(frac=1, random_state=0).set_index(unseen.X.index)
    others_changed["absence"] = unseen.X["absence"]

    after = fitted[candidate].contributions(others_changed)

    assert after["absence"].equals(before["absence"])
    assert not after["attendance"].equals(before["attendance"])


@pytest.mark.parametrize("candidate", ADDITIVE)
def test_contributions_are_measured_from_the_average_row(fitted, school, candidate) -> None:
    average = fitted[candidate].contributions(school.X).mean()

    assert average.abs().max() < 1e-9


def test_the_tables_of_the_additive_candidate_are_its_trees(school, unseen) -> None:
    """The glass box gives what the boosting it was read from gives, missing values and unseen ones included."""
    known = school.X.to_numpy(dtype=float)
    table = table_of(known, school.y.astype(float), np.ones(len(known)), school.person, None)
    directions = directions_of(DIRECTIONS, list(school.X.columns), known.shape[1])
    trees = boosted(table, directions, 60, additive=True)
    asked = unseen.X.to_numpy(dtype=float) * 1.5
    asked[::7] = np.nan

    assert np.allclose(trees.shapes(table, directions).decision(asked), trees.decision(asked), atol=1e-10)


def test_full_boosting_says_that_it_has_no_contributions(fitted, school) -> None:
    with pytest.raises(ValueError, match=r"no sum over features\. Fit with candidate='additive'"):
        fitted["boosting"].contributions(school.X)


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_a_missing_value_may_mean_something_of_its_own(candidate) -> None:
    rng = np.random.default_rng(0)
    notes = rng.normal(size=600)
    notes[rng.random(600) < 0.4] = np.nan
    silent = np.where(np.isnan(notes), rng.random(600) < 0.8, rng.random(600) < 0.2)
    model = StallClassifier({"notes": 1}, candidate, **QUICK).fit(pd.DataFrame({"notes": notes}), silent)

    chance = model.predict_proba(pd.DataFrame({"notes": [-0.5, 0.5, np.nan]}))[:, 1]

    assert chance[:2].max() < 0.35
    assert chance[2] > 0.65


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_columns_that_say_nothing_add_nothing(candidate) -> None:
    rng = np.random.default_rng(0)
    known = pd.DataFrame({"weeks": rng.normal(size=300), "same": 4.0, "never": np.nan})
    model = StallClassifier({"same": 1, "never": -1}, candidate, **QUICK).fit(known, known["weeks"] > 0)

    other = model.decision_function(known.assign(same=9.0, never=1.0))

    assert np.array_equal(other, model.decision_function(known))
    assert np.ptp(other) > 1


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_a_value_that_was_never_missing_may_be_missing_later(candidate) -> None:
    rng = np.random.default_rng(0)
    known = rng.normal(size=(300, 2))
    happened = (known[:, 0] + rng.normal(size=300) > 0).astype(int)
    model = StallClassifier(candidate=candidate, **QUICK).fit(known, happened)

    low, unknown, high = model.predict_proba([[-2, 0], [np.nan, 0], [2, 0]])[:, 1]

    assert low < unknown < high or np.isclose(unknown, [low, high]).any()


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_the_same_rows_in_any_order_and_under_other_names_give_the_same_model(fitted, school, candidate) -> None:
    order = np.random.default_rng(5).permutation(len(school.y))
    turned = school.rows(order)
    renamed = [f"person {number % 7}-{number}" for number in turned.person]

    again = StallClassifier(DIRECTIONS, candidate, **QUICK).fit(turned.X, turned.y, groups=renamed)

    assert np.array_equal(again.decision_function(school.X), fitted[candidate].decision_function(school.X))
    assert again.scores_.drop(columns="seconds").equals(fitted[candidate].scores_.drop(columns="seconds"))


def test_where_features_do_not_work_together_the_simplest_is_chosen() -> None:
    alone = school_table(1500, 3, together=0)
    model = StallClassifier(DIRECTIONS, **QUICK).fit(alone.X, alone.y, groups=alone.person)

    assert model.method_ == "logistic"
    assert model.scores_["chosen"].to_dict() == {"logistic": True, "additive": False, "boosting": False}
    assert "2 folds of people; 1500 of 1500 rows" in model.judged_by_


def test_where_a_feature_jumps_the_additive_one_is_chosen() -> None:
    rng = np.random.default_rng(0)
    code = rng.integers(0, 20, 2000)
    happened = rng.random(2000) < np.where(code % 3 == 0, 0.8, 0.1)
    model = StallClassifier(n_folds=3, max_rounds=80).fit(np.column_stack([code, rng.normal(size=2000)]), happened)

    assert model.method_ == "additive"


def test_where_features_only_work_together_the_ceiling_is_chosen() -> None:
    rng = np.random.default_rng(0)
    known = rng.normal(size=(2000, 2))
    happened = rng.random(2000) < np.where(known[:, 0] * known[:, 1] > 0, 0.85, 0.15)
    model = StallClassifier(**QUICK).fit(known, happened)

    assert model.method_ == "boosting"


def test_a_simpler_candidate_must_be_as_good_in_both_figures() -> None:
    """Where the outcome is rare .01 of average precision is a lot, and AUC says so."""
    logistic = Contest("logistic", 1.0, 0.045, 0.70, 0.1, 1.0, Line())
    additive = Contest("additive", 1.0, 0.046, 0.75, 0.1, 1.0, Line())
    boosting = Contest("boosting", 1.0, 0.053, 0.759, 0.1, 1.0, Line())

    assert simplest_as_good([logistic, additive, boosting]) == additive


def test_one_class_in_almost_everybody_still_gives_a_model_and_says_it_was_not_judged() -> None:
    model = StallClassifier(**QUICK).fit([[1.0], [2.0], [3.0], [4.0]], [0, 0, 0, 1], groups=["a", "a", "b", "b"])

    assert model.method_ == "logistic"
    assert model.scores_.empty
    assert model.judged_by_ == "not held out: too few people of a class; 4 of 4 rows"
    low, high = model.predict_proba([[1.0], [4.0]])[:, 1]
    assert low < high


@pytest.mark.long
def test_it_ranks_nearly_as_well_as_boosting_without_bounds(school, unseen) -> None:
    free = HistGradientBoostingClassifier(random_state=0).fit(school.X, school.y)
    model = StallClassifier(DIRECTIONS, **QUICK).fit(school.X, school.y, groups=school.person)

    ours, theirs = (roc_auc_score(unseen.y, one.predict_proba(unseen.X)[:, 1]) for one in (model, free))

    assert ours > theirs - 0.015


@pytest.mark.parametrize("candidate", CANDIDATES)
def test_probabilities_hold_for_people_it_has_not_seen(fitted, unseen, candidate) -> None:
    chance = fitted[candidate].predict_proba(unseen.X)[:, 1]

    assert calibration_error(unseen.y, chance) < 0.035


def test_a_table_with_very_many_rows_is_competed_on_by_some_of_its_people(school, unseen) -> None:
    model = StallClassifier(DIRECTIONS, **QUICK, competition_rows=1000).fit(school.X, school.y, groups=school.person)

    assert re.fullmatch(r"2 folds of people; (99\d|1000) of 2000 rows", model.judged_by_)
    assert len(model.scores_) == 3
    assert calibration_error(unseen.y, model.predict_proba(unseen.X)[:, 1]) < 0.035


def test_rows_of_weight_nothing_are_as_if_not_there(school) -> None:
    half = np.arange(len(school.y)) % 2
    weighted = StallClassifier(DIRECTIONS, "additive", **QUICK).fit(school.X, school.y, half, groups=school.person)
    kept = school.rows(half == 1)
    alone = StallClassifier(DIRECTIONS, "additive", **QUICK).fit(kept.X, kept.y, groups=kept.person)

    assert np.array_equal(weighted.decision_function(school.X), alone.decision_function(school.X))


def test_weights_move_the_probability() -> None:
    rng = np.random.default_rng(0)
    known, happened = rng.normal(size=(400, 2)), np.arange(400) % 2
    heavy = StallClassifier(candidate="logistic").fit(known, happened, np.where(happened == 1, 3.0, 1.0))

    assert heavy.predict_proba(known)[:, 1].mean() == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize("labels", [["no", "yes"], pd.array(["no", "yes"], dtype="str"), [False, True], [3, 7]])
def test_the_larger_of_any_two_labels_is_the_outcome(labels) -> None:
    known = np.arange(60.0).reshape(-1, 1)
    happened = pd.Series(labels).take([0] * 30 + [1] * 30)

    model = StallClassifier(candidate="logistic").fit(known, happened)

    assert model.classes_.tolist() == list(labels)
    assert model.predict([[0.0], [59.0]]).tolist() == list(labels)
