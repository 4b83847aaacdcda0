"""Frames and parameters that cannot be: all that is wrong at once, each with its cure."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_parameters import GrowthParameters

PEOPLE = pd.DataFrame({"person": ["amal", "bo"], "active_week": [12, 3]})
MEASURES = pd.DataFrame({"person": ["amal"], "rater": ["eva"], "active_week": [2], "measure": [-1.0], "se": [0.5]})
RESULTS = pd.DataFrame({"person": ["amal"], "active_week": [2], "passed": [True], "cut": [0.0]})
SEVERITIES = pd.DataFrame({"rater": ["eva"], "severity": [0.1], "se": [0.2]})
EXPOSURE = pd.DataFrame({"person": ["amal"], "active_week": [2], "lessons": [6.0]})


def complaint(**frames):
    usable = {"people": PEOPLE, "measures": MEASURES} | frames
    with pytest.raises(ValueError, match=r".") as told:
        GrowthFilter().filter(**usable)
    return str(told.value)


def test_everything_that_is_wrong_is_told_at_once():
    told = complaint(
        people=PEOPLE.assign(active_week=[12.5, 3], expected_pace=[np.inf, 0.03]),
        measures=MEASURES.assign(person="nobody", se=0.0),
        severities=SEVERITIES.assign(severity=np.nan),
    )

    assert told.splitlines() == [
        "people.expected_pace: 1 of 2 rows, first at position 0, have inf: give a finite number or leave it out",
        "people.active_week: 1 of 2 rows, first at position 0, have 12.5: "
        "give whole active weeks, counted from the person's start",
        "severities.severity: 1 of 1 rows, first at position 0, have nan: give a finite number",
        "measures.person: 1 of 1 rows, first at position 0, have 'nobody': "
        "add the person to people, or leave the row out",
        "measures.se: 1 of 1 rows, first at position 0, have 0.0: give a number above 0",
    ]


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        ({"people": PEOPLE.assign(person="amal")}, "people.person: 1 of 2 rows, first at position 1"),
        ({"people": PEOPLE.assign(person=["amal", None])}, "give every row an id"),
        ({"people": PEOPLE.assign(active_week=[-1, 3])}, "weeks count from 0"),
        ({"people": PEOPLE.assign(active_week=[20_500, 3])}, "not calendar weeks"),
        ({"people": PEOPLE.assign(active_week=[np.nan, 3])}, "give whole active weeks"),
        ({"people": PEOPLE.assign(start_level_sd=0.0)}, "people.start_level_sd"),
        ({"people": PEOPLE.assign(expected_pace_sd=-0.1)}, "give a number of at least 0"),
        ({"people": PEOPLE[["person"]]}, "people: no column active_week: add it"),
        ({"measures": MEASURES[["person", "rater"]]}, "measures: no column active_week, measure, se: add it"),
        ({"measures": MEASURES.assign(measure=np.nan)}, "measures.measure: 1 of 1 rows"),
        ({"measures": MEASURES.assign(measure=-np.inf)}, "measures.measure: 1 of 1 rows"),
        ({"measures": MEASURES.assign(measure="high")}, "have 'high': give a finite number"),
        ({"measures": MEASURES.assign(se=np.nan)}, "measures.se: 1 of 1 rows"),
        ({"measures": MEASURES.assign(rater=None)}, "measures.rater: 1 of 1 rows"),
        ({"measures": MEASURES.assign(active_week=13)}, "leave out what lies after the person's own active_week"),
        ({"measures": MEASURES.assign(active_week=-1)}, "measures.active_week: 1 of 1 rows"),
        ({"results": RESULTS.assign(passed="ja")}, "give true, false, or leave it empty where exempt"),
        ({"results": RESULTS.assign(cut=np.nan)}, "results.cut: 1 of 1 rows"),
        ({"results": RESULTS.assign(weight=1.5)}, "give a number from 0 to 1"),
        ({"results": RESULTS.assign(active_week=13)}, "results.active_week: 1 of 1 rows"),
        ({"severities": pd.concat([SEVERITIES, SEVERITIES])}, "severities.rater: 1 of 2 rows"),
        ({"severities": SEVERITIES.assign(se=-0.1)}, "severities.se: 1 of 1 rows"),
        ({"exposure": pd.concat([EXPOSURE, EXPOSURE])}, "give one row for each person and week"),
        ({"exposure": EXPOSURE.assign(lessons=-1)}, "exposure.lessons: 1 of 1 rows"),
        ({"exposure": EXPOSURE.assign(active_week=0)}, "weeks count from 1"),
        ({"as_of": pd.DataFrame({"person": ["bo"], "active_week": [4]})}, "as_of.active_week: 1 of 1 rows"),
    ],
)
def test_each_problem_is_named_with_its_place_and_its_cure(frames, words):
    assert words in complaint(**frames)


def test_many_wrong_rows_are_counted_and_a_few_are_shown():
    many = pd.concat([MEASURES.assign(se=-number) for number in range(5)])

    assert "measures.se: 5 of 5 rows, first at position 0, have 0, -1, -2 ...: give a number above 0" in complaint(
        measures=many
    )


def test_the_curve_the_fit_and_the_likelihood_complain_alike():
    growth = GrowthFilter()
    for ask in (growth.smooth, growth.fit, growth.log_likelihood):
        with pytest.raises(ValueError, match=r"measures\.se"):
            ask(PEOPLE, MEASURES.assign(se=0.0))


def test_parameters_that_cannot_be_are_all_named():
    with pytest.raises(ValueError, match=r"pace_memory_weeks is 0: .*outlier_sd is nan: .*\['DU1'\] is 0"):
        GrowthParameters(pace_memory_weeks=0, outlier_sd=np.nan, pace_factor_by_track={"DU1": 0})
    with pytest.raises(ValueError, match="mean_pace_weeks is 0"):
        replace(GrowthParameters(), mean_pace_weeks=0)


def test_the_spread_is_learned_or_given_and_nothing_else():
    with pytest.raises(ValueError, match="spread is 'guessed': give 'learned' or 'given'"):
        GrowthFilter(spread="guessed")


def test_a_fit_refuses_what_it_cannot_learn():
    with pytest.raises(ValueError, match=r"estimate names height: choose from pace_sd_factor.*\n.*at least 1"):
        GrowthFilter().fit(PEOPLE, MEASURES, estimate=["height"], at_most_people=0)
    with pytest.raises(ValueError, match="nobody in people was seen"):
        GrowthFilter().fit(PEOPLE, MEASURES.iloc[:0])
