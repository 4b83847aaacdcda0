"""What one observation says of ability, and how sure it is."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assessment.measurement.calibration import Calibration
from assessment.measurement.observation_measures import observation_measures

CRITERIA = tuple("abcdef")
KNOWN = Calibration(
    criteria=CRITERIA,
    difficulties=(-1.0, -0.5, 0.0, 0.0, 0.5, 1.0),
    thresholds=((-1.5, -0.5, 0.5, 1.5),) * 6,
    severity_sd=0.6,
    halo_variance=0.2,
    origin="made up for a test",
)


def observation(*steps, name=1):
    return pd.DataFrame({"observation": name, "criterion": CRITERIA[: len(steps)], "step": steps})


def test_equal_sums_over_equal_criteria_are_equal_and_higher_sums_are_higher():
    seen = pd.concat([observation(*steps, name=n) for n, steps in enumerate([(1, 2, 3), (3, 2, 1), (2, 2, 3)])])

    measure = observation_measures(KNOWN, seen)["measure"]

    assert measure[0] == measure[1] < measure[2]


def test_a_drawn_observation_is_measured_without_bias_and_with_an_honest_error():
    random, ability = np.random.default_rng(1), 0.8
    exponent = (ability - np.array(KNOWN.difficulties))[:, None] * np.arange(5) - np.r_[
        0, np.cumsum(KNOWN.thresholds[0])
    ]
    chance = np.exp(exponent) / np.exp(exponent).sum(axis=1, keepdims=True)
    steps = (random.random((2000, 6, 1)) > chance.cumsum(axis=1)).sum(axis=2)
    frame = pd.DataFrame(
        {"observation": np.repeat(np.arange(2000), 6), "criterion": np.tile(CRITERIA, 2000), "step": steps.ravel()}
    )

    told = observation_measures(replace(KNOWN, halo_variance=0.0), frame)

    assert told["measure"].mean() == pytest.approx(ability, abs=0.03)
    assert ((told["measure"] - ability) / told["se"]).std() == pytest.approx(1, abs=0.08)


def test_all_lowest_and_all_highest_are_finite_and_much_less_sure():
    seen = pd.concat([observation(*[step] * 6, name=step) for step in range(5)])

    told = observation_measures(KNOWN, seen)

    assert told["extreme"].tolist() == [True, False, False, False, True]
    assert told["all_alike"].all()
    assert told["measure"].is_monotonic_increasing
    assert told.loc[[0, 4], "measure"].abs().max() < 7
    assert told.loc[0, "se"] > 2 * told.loc[2, "se"]


def test_a_halo_makes_an_observation_tell_less_and_never_more_than_itself():
    alone = observation_measures(replace(KNOWN, halo_variance=0.0), observation(2, 2, 1, 3, 2, 1)).loc[1]
    told = observation_measures(KNOWN, observation(2, 2, 1, 3, 2, 1)).loc[1]

    assert told["measure"] == alone["measure"]
    assert told["se"] ** 2 == pytest.approx(alone["se"] ** 2 + 0.2)
    assert told["deflated_information"] < 1 / 0.2


def test_what_was_not_seen_is_no_low_step():
    assert observation_measures(KNOWN, observation(3, np.nan, 3)).loc[1, "n_criteria"] == 2
    assert observation_measures(KNOWN, observation(np.nan, np.nan)).empty


def test_all_that_is_wrong_is_told_at_once():
    bad = pd.DataFrame({"observation": 1, "criterion": ["a", "a", "z", "b", "c"], "step": [1, 2, 1, 7, "x"]})

    with pytest.raises(ValueError, match="cannot be measured") as told:
        observation_measures(KNOWN, bad)

    for words in ("such as 'z'", "from 0 to 4, the first is 7", "the first is 'x'", "two steps in one observation"):
        assert words in str(told.value)


def test_a_calibration_is_the_same_after_a_file():
    odd = replace(KNOWN, thresholds=((-np.inf, -0.1, 0.1, np.inf),) * 6, difficulties=(1 / 3,) * 6)

    text = odd.to_json()

    assert Calibration.from_json(text) == odd
    assert json.loads(text)["criteria"][0]["thresholds"] == ["-inf", -0.1, 0.1, "inf"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"severity_sd": -1.0}, "severity_sd must be 0 or more"),
        ({"criteria": ("a",) * 6}, "a criterion stands twice"),
        ({"difficulties": (0.0,)}, "give each criterion a difficulty"),
    ],
)
def test_a_calibration_that_does_not_fit_together_is_refused(change, words):
    with pytest.raises(ValueError, match=words):
        replace(KNOWN, **change)
    with pytest.raises(ValueError, match="this version reads format 1"):
        Calibration.from_json("{}")
