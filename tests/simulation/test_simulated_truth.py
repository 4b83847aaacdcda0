"""The truth behind the files: a path of levels, and a label that follows from it."""

from dataclasses import replace
from datetime import date
from io import StringIO

import pandas as pd
from support.simulated_labels import labels_follow_from_levels

from assessment.simulation.municipality import simulate
from assessment.simulation.truth import TRUTH_COLUMNS, truth_text
from assessment.simulation.world import SHIPPED_WORLD

HEADER = "placement_id,week,week_start_on,level,pace,expected_pace,stalled,active,cause"
END = date(2026, 6, 28)


def test_the_label_follows_from_the_path_of_levels_alone(town):
    assert labels_follow_from_levels(town, SHIPPED_WORLD) > 3000


def test_a_placement_of_fewer_than_eight_active_weeks_is_never_stalled(town):
    active_weeks = town.truth.groupby("placement_id")["active"].cumsum()

    assert not town.truth["stalled"][active_weeks < 8].any()
    assert town.truth["stalled"][active_weeks == 8].any()


def test_a_week_is_active_unless_more_than_two_of_its_weekdays_are_paused(town):
    pauses = town.frames["pauses"].merge(town.frames["placements"][["placement_id", "newcomer_id"]], on="newcomer_id")
    days = [
        (pause.placement_id, day - pd.Timedelta(days=day.day_of_week))
        for pause in pauses.itertuples()
        for day in pd.bdate_range(pause.from_on, pause.to_on)
    ]
    paused = pd.DataFrame(days, columns=["placement_id", "week_start_on"]).value_counts()
    paused_days = town.truth.set_index(["placement_id", "week_start_on"]).index.map(paused.to_dict().get)
    expected = pd.Series(paused_days, dtype="float64").fillna(0) <= 2

    assert (town.truth["active"] == expected).all()
    assert 0.02 < (~town.truth["active"]).mean() < 0.2


def test_there_is_a_row_for_each_week_a_placement_touches(town):
    placements = town.frames["placements"].set_index("placement_id")
    first, last = (
        placements["started_on"],
        placements["ends_on"].fillna(pd.Timestamp(END)).clip(upper=pd.Timestamp(END)),
    )
    touched = ((last - pd.to_timedelta(last.dt.day_of_week, unit="D")) - first).dt.days // 7 + 1
    starts_late = first.dt.day_of_week > 0
    rows = town.truth.groupby("placement_id").size()

    assert (rows == touched + starts_late).all()


def test_nothing_is_gained_in_a_paused_week(town):
    same = town.truth["placement_id"] == town.truth["placement_id"].shift()
    gain = town.truth["level"].diff()[same & ~town.truth["active"]]

    assert (gain <= 0).all()
    assert (gain > -0.01).all()


def test_a_cause_is_named_exactly_where_something_stalled(town):
    assert set(town.truth["cause"]) == {"", "placement", "person"}
    assert ((town.truth["cause"] != "") == town.truth["stalled"]).all()


def test_stalls_are_as_common_as_assumed_and_mostly_caused_by_the_placement():
    truth = simulate(newcomers=2000, weeks=52, seed=5, end=END).truth
    stalled = truth[truth["stalled"]]

    assert 0.08 <= truth["stalled"][truth["active"]].mean() <= 0.13
    assert 0.5 <= (stalled["cause"] == "placement").mean() <= 0.7


def test_without_stalls_in_the_world_only_slow_people_without_lessons_are_stalled():
    calm = replace(SHIPPED_WORLD, stall_per_early_week=0.0, stall_per_later_week=0.0)
    everybody = simulate(newcomers=600, weeks=52, seed=5, end=END, world=calm).truth
    alike = replace(calm, speed_log_sd=0.0, slower_per_year_over_30_share=0.0)
    of_one_speed = simulate(newcomers=300, weeks=52, seed=5, end=END, world=alike).truth

    assert everybody["stalled"].mean() < 0.03
    assert of_one_speed["stalled"].mean() < 0.006


def test_some_stalls_pass(town):
    before = town.truth["stalled"] & (town.truth["placement_id"] == town.truth["placement_id"].shift(-1))

    assert (before & ~town.truth["stalled"].shift(-1, fill_value=False)).sum() > 5


def test_the_truth_is_written_with_the_header_and_formats_of_the_contract(town):
    text = truth_text(town.truth)
    read = pd.read_csv(StringIO(text), keep_default_na=False, dtype=str)

    assert text.splitlines()[0] == HEADER == ",".join(TRUTH_COLUMNS)
    assert read["level"].str.fullmatch(r"-?\d+\.\d{6}").all()
    assert read["pace"].str.fullmatch(r"(-?\d+\.\d{6})?").all()
    assert read["week_start_on"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    assert set(read["stalled"]) == set(read["active"]) == {"0", "1"}
    assert text.endswith("\n")
    assert "\r" not in text
