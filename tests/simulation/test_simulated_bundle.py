"""The simulated files are a delivery that nothing in the contract refuses."""

from datetime import date

import pandas as pd
import pytest

from assessment.domain.bundle import BUNDLE, BUNDLE_FILES, GRADES, NOTE_MAX_LENGTH, STEPS, BundleColumn
from assessment.simulation.municipality import simulate
from assessment.simulation.truth import truth_text

FILES = [file.stem for file in BUNDLE]
END = date(2026, 6, 28)
LAST_DAY = pd.Timestamp(END)
NUMBERS = {"step", "number", "grade", "count", "year"}


def small_town(seed=3, **changes):
    return simulate(**({"newcomers": 40, "weeks": 30, "seed": seed, "end": END} | changes))


def test_the_same_seed_gives_the_same_frames_and_the_same_truth():
    one, other = small_town(), small_town()

    for stem in FILES:
        pd.testing.assert_frame_equal(one.frames[stem], other.frames[stem])
        assert one.frames[stem].to_csv() == other.frames[stem].to_csv()
    assert truth_text(one.truth) == truth_text(other.truth)


def test_another_seed_gives_another_municipality():
    one, other = small_town(seed=3), small_town(seed=4)

    assert not one.frames["placements"].equals(other.frames["placements"])
    assert not one.truth["level"].equals(other.truth["level"])
    assert not set(one.frames["observations"]["observation_id"]) & set(other.frames["observations"]["observation_id"])


def test_two_municipalities_of_one_seed_share_no_id():
    one, other = small_town(municipality="998"), small_town(municipality="999")

    for file in BUNDLE:
        if len(file.key) == 1:
            assert not set(one.frames[file.stem][file.key[0]]) & set(other.frames[file.stem][file.key[0]])


@pytest.mark.parametrize("stem", FILES)
def test_a_frame_has_the_columns_of_the_bundle_in_order(town, stem):
    assert list(town.frames[stem].columns) == list(BUNDLE_FILES[stem].column_names)
    assert set(town.frames) == set(FILES)


@pytest.mark.parametrize("stem", FILES)
def test_a_frame_has_the_documented_types_even_when_it_is_empty(town, stem):
    empty = small_town(newcomers=1, weeks=1).frames[stem]
    for frame in (town.frames[stem], empty):
        for column in BUNDLE_FILES[stem].columns:
            assert str(frame[column.name].dtype) == documented_type(column), column.name


def documented_type(column: BundleColumn) -> str:
    if column.kind in NUMBERS:
        return "float64"
    return {"day": "datetime64[s]", "moment": "datetime64[us, UTC]"}.get(column.kind, "str")


@pytest.mark.parametrize("stem", FILES)
def test_keys_are_unique_and_rows_come_by_key(town, stem):
    key = list(BUNDLE_FILES[stem].key)
    frame = town.frames[stem]

    assert len(frame)
    assert not frame.duplicated(key).any()
    pd.testing.assert_frame_equal(frame, frame.sort_values(key, ignore_index=True))


@pytest.mark.parametrize("stem", FILES)
def test_every_value_is_one_the_bundle_allows(town, stem):
    for column in BUNDLE_FILES[stem].columns:
        values = town.frames[stem][column.name]
        if column.required:
            assert values.notna().all(), column.name
        if column.choices:
            assert set(values.dropna()) <= set(column.choices), column.name
        if column.refers_to:
            assert set(values.dropna()) <= set(town.frames[column.refers_to].iloc[:, 0]), column.name
        if column.kind == "note":
            assert values.dropna().str.len().between(1, NOTE_MAX_LENGTH).all()


@pytest.mark.parametrize("stem", FILES)
def test_no_period_runs_backwards(town, stem):
    for first, last in BUNDLE_FILES[stem].periods:
        both = town.frames[stem][[first, last]].dropna()
        assert (both[first] <= both[last]).all()


def test_nothing_is_seen_after_it_was_typed_in(town):
    observations = town.frames["observations"]
    typed_on = danish_day(observations["recorded_at"])

    assert (observations["seen_on"] <= typed_on).all()
    assert (typed_on > observations["seen_on"]).mean() > 0.15
    assert (typed_on - observations["seen_on"]).max() > pd.Timedelta(days=13)


def danish_day(moments: pd.Series) -> pd.Series:
    return moments.dt.tz_convert("Europe/Copenhagen").dt.tz_localize(None).dt.normalize()


@pytest.mark.parametrize("end", [END, date(2026, 1, 7), date(2024, 12, 31)])
def test_nothing_is_known_after_the_end(end):
    frames = small_town(end=end, newcomers=120).frames
    last_day = pd.Timestamp(end)
    known_from = [
        frames["placements"]["started_on"],
        frames["placements"]["received_on"],
        frames["assignments"]["from_on"],
        danish_day(frames["observations"]["recorded_at"]),
        danish_day(frames["observations"]["withdrawn_at"]),
        frames["enrolments"]["started_on"],
        frames["enrolments"]["ended_on"],
        frames["results"]["reported_on"],
        frames["pauses"]["from_on"],
        frames["objections"]["from_on"],
        frames["objections"]["to_on"],
        pd.Series(mondays(frames["attendance"]["week"])) + pd.Timedelta(days=7),
    ]
    for days in known_from:
        assert not (days > last_day).any()


def mondays(weeks: pd.Series) -> list[pd.Timestamp]:
    return [pd.Timestamp(date.fromisocalendar(int(week[:4]), int(week[6:]), 1)) for week in weeks]


def test_steps_and_grades_are_on_their_scales(town):
    ratings, results = town.frames["ratings"], town.frames["results"]
    parts = results[results["part"] != "samlet"]["grade"].dropna()

    assert set(ratings["step"].dropna()) == set(STEPS)
    assert set(parts) <= set(GRADES)
    assert results[results["kind"] == "modultest"]["grade"].isna().all()


def test_nobody_observes_on_a_paused_day_of_an_active_week():
    christmas_on_a_thursday = date(2027, 1, 31)
    frames = small_town(newcomers=300, weeks=20, end=christmas_on_a_thursday).frames
    seen = (
        frames["observations"].merge(frames["placements"], on="placement_id").merge(frames["pauses"], on="newcomer_id")
    )

    assert not seen["seen_on"].between(seen["from_on"], seen["to_on"]).any()
    assert seen["seen_on"].between("2026-12-21", "2026-12-23").any()


def test_observations_fall_in_their_assignment_and_their_placement(town):
    frames = town.frames
    seen = frames["observations"].merge(frames["placements"], on="placement_id")
    followed = seen.merge(frames["assignments"], on=["placement_id", "observer_id"])

    assert (seen["seen_on"] >= seen["started_on"]).all()
    assert not (seen["seen_on"] > seen["ends_on"]).any()
    valid = (followed["seen_on"] >= followed["from_on"]) & ~(followed["seen_on"] > followed["to_on"])
    assert valid.groupby(followed["observation_id"]).any().all()


def test_nobody_attends_more_lessons_than_were_offered_nor_outside_the_enrolment(town):
    attendance = town.frames["attendance"].merge(town.frames["enrolments"], on="enrolment_id")
    monday = pd.Series(mondays(attendance["week"]))

    assert (attendance["lessons_attended"] <= attendance["lessons_offered"]).all()
    assert (attendance["lessons_offered"] > 0).all()
    assert (monday >= attendance["started_on"]).all()
    assert not (monday > attendance["ended_on"]).any()


def test_pauses_of_one_person_do_not_overlap(town):
    pauses = town.frames["pauses"].sort_values(["newcomer_id", "from_on"])
    same_person = pauses["newcomer_id"] == pauses["newcomer_id"].shift()

    assert not (same_person & (pauses["from_on"] <= pauses["to_on"].shift())).any()
    assert set(pauses["code"]) == {"agreed", "closure", "holiday"}


def test_a_correction_comes_within_a_day_from_the_same_observer_and_changes_something(town):
    observations, ratings = town.frames["observations"], town.frames["ratings"]
    both = observations[observations["replaces"].notna()].merge(
        observations, left_on="replaces", right_on="observation_id", suffixes=("", "_old")
    )
    waited = both["recorded_at"] - both["recorded_at_old"]
    steps = both.merge(ratings, on="observation_id").merge(
        ratings, left_on=["replaces", "criterion"], right_on=["observation_id", "criterion"], suffixes=("", "_before")
    )

    assert len(both) > 10
    assert waited.between(pd.Timedelta(0), pd.Timedelta(days=1)).all()
    assert (both["observer_id"] == both["observer_id_old"]).all()
    changed = (steps["step"] - steps["step_before"]).abs().groupby(steps["replaces"]).sum()
    assert set(changed) <= {0.0, 1.0}
    assert changed.mean() > 0.8


def test_two_thirds_are_in_a_running_placement_on_the_last_day():
    placements = simulate(newcomers=150, weeks=52, seed=1, end=END).frames["placements"]
    runs = (placements["started_on"] <= LAST_DAY) & ~(placements["ends_on"] < LAST_DAY)

    assert 0.6 <= placements[runs]["newcomer_id"].nunique() / 150 <= 0.85
    assert 90 <= runs.sum() <= 130


@pytest.mark.parametrize(("newcomers", "weeks"), [(1, 1), (1, 60), (7, 3), (3, 150)])
def test_very_small_and_very_long_municipalities_are_whole(newcomers, weeks):
    town = small_town(newcomers=newcomers, weeks=weeks)

    assert set(town.frames) == set(FILES)
    assert len(town.frames["newcomers"]) == newcomers
    assert len(town.truth)
    assert town.truth["week"].max() < weeks


@pytest.mark.parametrize("wrong", [{"newcomers": 0}, {"weeks": 0}, {"seed": -1}])
def test_an_impossible_size_is_refused_in_words(wrong):
    with pytest.raises(ValueError, match="at least 1 newcomer"):
        small_town(**wrong)
