"""Nobody stands on both sides, and nothing is judged by what came after it."""

import numpy as np
import pytest

from assessment.stalling import StallClassifier
from assessment.stalling.classifier_folds import folds_of, some_people
from assessment.stalling.classifier_table import Table, table_of


def table(rows: int = 600, people: int = 60, seed: int = 0, *, timed: bool = True) -> Table:
    rng = np.random.default_rng(seed)
    times = rng.integers(0, 100, rows) if timed else None
    happened = (rng.random(rows) < 0.3).astype(float)
    return table_of(rng.normal(size=(rows, 2)), happened, np.ones(rows), rng.integers(0, people, rows), times)


@pytest.mark.parametrize("timed", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_no_person_is_both_learned_from_and_judged_on(timed, seed) -> None:
    rows = table(seed=seed, timed=timed)

    folds = folds_of(rows, 4, 0, seed)

    assert len(folds.each) == (6 if timed else 4)
    for fold in folds.each:
        assert not set(rows.group[fold.learn]) & set(rows.group[fold.judge])


@pytest.mark.parametrize("embargo", [0, 8])
def test_learning_stops_an_embargo_before_what_is_judged(embargo) -> None:
    rows = table()

    for fold in folds_of(rows, 4, embargo, 0).each:
        assert rows.time[fold.learn].max() < rows.time[fold.judge].min() - embargo


def test_every_row_after_the_first_quarter_is_judged_once() -> None:
    rows = table()
    judged = np.concatenate([fold.judge for fold in folds_of(rows, 4, 0, 0).each])

    assert sorted(judged) == np.flatnonzero(rows.time >= np.sort(rows.time)[149]).tolist()


def test_without_times_every_row_is_judged_once_and_each_fold_has_its_share_of_the_outcome() -> None:
    rows = table(people=600, timed=False)
    folds = folds_of(rows, 5, 0, 0)

    assert sorted(np.concatenate([fold.judge for fold in folds.each])) == list(range(600))
    shares = [rows.y[fold.judge].mean() for fold in folds.each]
    assert max(shares) - min(shares) < 0.1


def test_of_many_rows_one_part_is_judged_once() -> None:
    timed, untimed = (table(rows=20_500, people=3000, timed=timed) for timed in (True, False))

    (of_people,) = folds_of(untimed, 5, 0, 0).each
    of_calendar = folds_of(timed, 5, 0, 0).each

    assert len(of_people.judge) == pytest.approx(20_500 / 3, rel=0.05)
    assert [fold.latest for fold in of_calendar] == [True, True]
    assert sum(len(fold.judge) for fold in of_calendar) == pytest.approx(20_500 / 4, rel=0.05)


def test_many_rows_of_few_schools_are_judged_in_turn_for_a_third_of_the_schools_may_be_unlike_the_rest() -> None:
    assert len(folds_of(table(rows=20_500, people=60, timed=False), 5, 0, 0).each) == 3


def test_the_latest_quarter_is_what_calibration_listens_to() -> None:
    rows = table()

    latest = [fold for fold in folds_of(rows, 4, 0, 0).each if fold.latest]

    assert len(latest) == 2
    assert min(rows.time[fold.judge].min() for fold in latest) == np.sort(rows.time)[449]


def test_times_that_are_all_the_same_are_said_not_to_suffice() -> None:
    rows = np.random.default_rng(0).normal(size=(200, 1))
    happened = np.arange(200) % 2
    model = StallClassifier(candidate="logistic").fit(rows, happened, times=np.ones(200))

    assert model.judged_by_ == "5 folds of people, for times do not suffice to go forward; 200 of 200 rows"


def test_dates_are_days() -> None:
    dates = np.datetime64("2026-01-01") + np.arange(400) % 90
    rows = np.random.default_rng(0).normal(size=(400, 1))
    model = StallClassifier(candidate="logistic", embargo=14).fit(rows, np.arange(400) % 2, times=dates)

    assert model.judged_by_ == (
        "forward chaining, later quarters of the calendar from what was before, embargo 14; 400 of 400 rows"
    )


def test_the_future_is_not_used_to_choose() -> None:
    """A feature that tells the outcome only in the last tenth of the calendar does not make its candidate look good."""
    rng = np.random.default_rng(0)
    when, known = np.arange(2000), rng.normal(size=(2000, 1))
    happened = np.where(when < 1800, rng.random(2000) < 0.5, known[:, 0] > 0).astype(int)

    forward = StallClassifier(candidate="logistic").fit(known, happened, times=when)
    dealt = StallClassifier(candidate="logistic").fit(known, happened)

    assert forward.scores_["auc"].item() < dealt.scores_["auc"].item()


def test_some_people_are_drawn_whole() -> None:
    rows = table(rows=900, people=300)
    some = some_people(rows, 400, seed=0)

    assert 380 < len(some.y) <= 400
    everyones = np.bincount(rows.group)
    drawn = np.unique(some.group)
    assert np.bincount(some.group)[drawn].tolist() == everyones[drawn].tolist()
    assert set(everyones[drawn].tolist()) != {1}


def test_where_people_have_very_many_rows_some_rows_of_everybody_are_drawn() -> None:
    rows = table(rows=2000, people=8)

    some = some_people(rows, 500, seed=0)

    assert len(some.y) == 500
    assert len(np.unique(some.group)) == 8
