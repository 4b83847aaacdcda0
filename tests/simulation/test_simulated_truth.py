"""The truth behind the files: a path of levels, and a label that follows from it."""

from dataclasses import replace
from datetime import date
from io import StringIO

import numpy as np
import pandas as pd

from assessment.simulation.municipality import simulate
from assessment.simulation.truth import TRUTH_COLUMNS, truth_text
from assessment.simulation.world import SHIPPED_WORLD

HEADER = "placement_id,week,week_start_on,level,pace,expected_pace,stalled,active,cause"
END = date(2026, 6, 28)


def goals(town) -> pd.Series:
    """Each placement's goal, from the tracks people are enrolled in; without a course there is none."""
    goal = {track.name: track.goal_logit for track in SHIPPED_WORLD.tracks if track.has_goal}
    track = town.frames["enrolments"].drop_duplicates("newcomer_id").set_index("newcomer_id")["track"]
    placements = town.frames["placements"].set_index("placement_id")["newcomer_id"]
    return placements.map(track.map(goal)).fillna(np.inf)


def test_the_label_follows_from_the_path_of_levels_alone(town):
    goal = goals(town)
    checked = 0
    for placement_id, path in town.truth.groupby("placement_id"):
        gains = path["level"].diff()[path["active"]]
        if path["active"].iloc[0]:
            gains = gains.iloc[1:]
        for end in range(9, len(gains) + 1):
            row = path.loc[gains.index[end - 1]]
            pace = gains.iloc[end - 8 : end].mean()
            near_goal = row["level"] > goal[placement_id] - 0.3
            expected_label = bool(pace < 0.25 * row["expected_pace"]) and not near_goal
            assert abs(pace - row["pace"]) < 1e-9
            assert row["stalled"] == expected_label
            checked += 1
    assert checked > 3000


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


def test_without_stalls_in_the_world_hardly_anybody_is_stalled():
    calm = replace(SHIPPED_WORLD, stall_per_early_week=0.0, stall_per_later_week=0.0)
    truth = simulate(newcomers=300, weeks=52, seed=5, end=END, world=calm).truth

    assert truth["stalled"].mean() < 0.02


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
