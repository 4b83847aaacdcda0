"""What cannot be used is named: which column, label or parameter, its value, and the cure."""

import numpy as np
import pandas as pd
import pytest

from assessment.stalling import StallClassifier

ROWS = pd.DataFrame({"weeks": np.arange(20.0), "talk": np.arange(20.0)[::-1]})
HAPPENED = np.arange(20) > 9


def said(model: StallClassifier | None = None, **changed) -> str:
    asked = {"X": ROWS, "y": HAPPENED, **changed}
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared by the caller
        (model or StallClassifier()).fit(**asked)
    return str(refused.value)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        (
            {"candidate": "forest"},
            "candidate must be one of 'auto', 'logistic', 'additive', 'boosting', not 'forest'.",
        ),
        ({"n_folds": 1}, "n_folds must be a whole number from 2, not 1."),
        ({"max_rounds": 0}, "max_rounds must be a whole number from 1, not 0."),
        ({"competition_rows": 2.5}, "competition_rows must be a whole number from 1, not 2.5."),
        ({"embargo": -1}, "embargo must be a number from 0, in the unit of times, not -1."),
        ({"monotone": ["weeks"]}, "monotone must be a mapping such as {'weeks': 1}, not ['weeks']."),
        (
            {"monotone": {"pace": -1, "weeks": 2}},
            "monotone names 'pace', which X does not have. Its columns are: 'weeks', 'talk'. "
            "monotone['weeks'] must be 1, -1 or 0, not 2.",
        ),
    ],
)
def test_a_parameter_that_cannot_be_used(parameters, sentence) -> None:
    assert said(StallClassifier(**parameters)) == sentence


def test_all_odd_parameters_are_named_at_once() -> None:
    assert said(StallClassifier(candidate="", n_folds=0, embargo=np.nan)).count("must be") == 3


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"X": ROWS.assign(track="DU2", started=pd.Timestamp("2026-01-05"))},
            "X has columns that are no numbers: 'track' (str, such as 'DU2'), "
            "'started' (datetime64[us], such as Timestamp('2026-01-05 00:00:00')). Code them, or leave them out.",
        ),
        (
            {"X": ROWS.replace({"talk": {3.0: np.inf, 4.0: -np.inf}})},
            "X contains infinity, column (rows): 'talk' (2). Use NaN for what is not known.",
        ),
        ({"y": np.zeros(20)}, "y has one class only (0.0): give rows of both."),
        (
            {"y": np.arange(20) % 3},
            "Only binary classification is supported. The type of the target is multiclass.",
        ),
        (
            {"groups": ["a"] * 19, "times": [1.0] * 19 + [np.nan]},
            "groups has 19 values and X has 20 rows: give one for each row. "
            "times is missing in 1 rows: say when each row was, or leave times out.",
        ),
        (
            {"groups": [None, *"abcdefghijklmnopqrs"]},
            "groups is missing in 1 rows: say whose each row is, or leave groups out.",
        ),
        ({"times": ["2026-01-05"] * 19 + ["soon"]}, "times holds 'soon', which is no date and no number."),
        (
            {"sample_weight": HAPPENED.astype(float)},
            "y has one class only in the rows whose sample_weight is above 0: give rows of both.",
        ),
    ],
)
def test_a_table_that_cannot_be_used(changed, sentence) -> None:
    assert said(**changed).startswith(sentence)


def test_what_is_asked_later_must_be_the_same_columns() -> None:
    model = StallClassifier(candidate="logistic").fit(ROWS, HAPPENED)

    with pytest.raises(ValueError, match="feature names"):
        model.predict_proba(ROWS.rename(columns={"talk": "silence"}))
    with pytest.raises(ValueError, match="X contains infinity, column"):
        model.contributions(ROWS.assign(talk=np.inf))


@pytest.mark.parametrize(
    ("reviews", "sentence"),
    [
        ({"y": ["perhaps"] * 20}, "y holds 'perhaps'; each review must be one of [False, True]."),
        ({"y": HAPPENED[:3]}, "y has 3 reviews and X has 20 rows: give one for each row."),
        (
            {"wrong": 0.5},
            "wrong must be from 0 to below 0.5, the share of reviews thought wrong, not 0.5.",
        ),
        ({"sample_weight": np.zeros(20)}, "Sample weights must contain at least one non-zero number."),
    ],
)
def test_reviews_that_cannot_be_used(reviews, sentence) -> None:
    model = StallClassifier(candidate="logistic").fit(ROWS, HAPPENED)

    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared below
        model.recalibrate(**{"X": ROWS, "y": HAPPENED, **reviews})

    assert str(refused.value) == sentence


def test_numbers_that_pandas_calls_objects_and_nullable_ones_are_taken() -> None:
    plain = StallClassifier(candidate="logistic").fit(ROWS.mask(ROWS == 3), HAPPENED)
    nullable = ROWS.mask(ROWS == 3).convert_dtypes()
    as_objects = ROWS.astype(object).mask(ROWS == 3, None)

    for told in (nullable, as_objects):
        again = StallClassifier(candidate="logistic").fit(told, HAPPENED)
        assert np.array_equal(again.decision_function(told), plain.decision_function(ROWS.mask(ROWS == 3)))
