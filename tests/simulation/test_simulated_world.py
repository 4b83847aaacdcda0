"""What is simulated looks like the assumptions it was made from."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from assessment.simulation.municipality import simulate
from assessment.simulation.world import SHIPPED_WORLD

END = date(2026, 6, 28)
CODES = ("101", "147", "265", "330", "420", "461", "561", "621", "707", "751", "813", "851")


@pytest.fixture(scope="module")
def rated(town) -> pd.DataFrame:
    return with_truth(town)


def with_truth(town) -> pd.DataFrame:
    """Ratings with the true level of their week, and who gave them."""
    seen = town.frames["observations"].copy()
    seen["week_start_on"] = seen["seen_on"] - pd.to_timedelta(seen["seen_on"].dt.day_of_week, unit="D")
    seen = seen.merge(town.truth, on=["placement_id", "week_start_on"]).merge(
        town.frames["observers"], on="observer_id"
    )
    return town.frames["ratings"].merge(seen, on="observation_id")


def test_the_tracks_are_mixed_as_in_the_sources(town):
    track = town.frames["enrolments"].drop_duplicates("newcomer_id")["track"]
    share = track[track != "FVU"].value_counts(normalize=True)

    assert share["DU1"] == pytest.approx(0.36, abs=0.08)
    assert share["DU2"] == pytest.approx(0.53, abs=0.08)
    assert share["DU3"] == pytest.approx(0.11, abs=0.05)
    assert (track == "FVU").any()
    assert track.size < 400


def test_more_than_a_third_of_the_lessons_are_missed():
    some = replace(SHIPPED_WORLD, note_share=0.0)
    absence = [absence_in(simulate(80, 26, 2, END, municipality=code, world=some)) for code in CODES]

    assert np.mean(absence) == pytest.approx(0.37, abs=0.04)
    assert 0.17 < min(absence) < max(absence) < 0.55


def absence_in(town) -> float:
    attendance = town.frames["attendance"]
    return float(1 - attendance["lessons_attended"].sum() / attendance["lessons_offered"].sum())


def test_a_municipality_and_a_seed_have_their_own_attendance():
    alike = replace(SHIPPED_WORLD, attendance_sd=0.01, note_share=0.0)
    places = [absence_in(simulate(40, 20, 1, END, municipality=code, world=alike)) for code in CODES[:6]]
    seeds = [absence_in(simulate(40, 20, seed, END, municipality="101", world=alike)) for seed in range(1, 5)]

    assert np.std(places) > 0.03
    assert np.std(seeds) > 0.03
    assert places[0] == seeds[0]


def test_shifts_that_take_the_class_leave_some_in_full_time_placements_without_lessons(town):
    collides = replace(SHIPPED_WORLD, collision_share=1.0, collision_hours_per_week=0.0, note_share=0.0)
    everywhere = simulate(150, 52, 2, END, world=collides)
    attendance = everywhere.frames["attendance"].merge(everywhere.frames["enrolments"], on="enrolment_id")
    monday = pd.to_datetime(attendance["week"] + "-1", format="%G-W%V-%u").rename("week_start_on")
    newcomer = everywhere.frames["placements"].set_index("placement_id")["newcomer_id"]
    placed = everywhere.truth.assign(newcomer_id=everywhere.truth["placement_id"].map(newcomer))
    in_class = attendance.assign(week_start_on=monday).merge(placed, on=["newcomer_id", "week_start_on"])

    assert len(attendance)
    assert in_class.empty
    assert town.frames["attendance"].size > everywhere.frames["attendance"].size


def test_while_the_country_is_suspended_nobody_is_observed_and_no_week_is_active():
    frozen = simulate(120, 40, 3, date(2021, 5, 30))
    closed = frozen.truth["week_start_on"].between("2020-12-14", "2021-04-19")
    seen_on = frozen.frames["observations"]["seen_on"]

    assert closed.sum() > 500
    assert not frozen.truth["active"][closed].any()
    assert not seen_on.between("2020-12-09", "2021-04-30").any()
    assert (seen_on < "2020-12-09").any()
    assert not frozen.frames["attendance"]["week"].between("2020-W51", "2020-W53").any()


def test_a_quarter_of_the_criteria_are_not_seen_and_a_third_of_the_weeks_not_recorded(town):
    assert town.frames["ratings"]["step"].isna().mean() == pytest.approx(0.25, abs=0.03)

    always = replace(SHIPPED_WORLD, silent_share=0.0, fading_share=0.0, guide_share=0.0, mentor_share=0.0)
    steady = simulate(newcomers=300, weeks=40, seed=2, end=END, world=always)
    entries = steady.frames["observations"]["replaces"].isna().sum()
    assert entries / steady.truth["active"].sum() == pytest.approx(0.65, abs=0.04)


def test_ratings_follow_the_true_level(rated):
    per_entry = rated.groupby("observation_id").agg(step=("step", "mean"), level=("level", "first")).dropna()

    assert 0.5 < np.corrcoef(per_entry["step"], per_entry["level"])[0, 1] < 0.9


def test_hard_criteria_get_lower_steps_than_easy_ones(rated):
    step = rated.groupby("criterion")["step"].mean()

    assert step[["phone", "writing", "customers"]].max() < step[["safety", "instructions"]].min()


def test_observers_differ_in_how_strict_they_are():
    fair = replace(SHIPPED_WORLD, severity_sd_logit=0.0, drift_sd_logit_per_week=0.0)
    spread = {world: spread_of_observers(simulate(400, 52, 20, END, world=world)) for world in (SHIPPED_WORLD, fair)}

    assert spread[SHIPPED_WORLD] ** 2 - spread[fair] ** 2 > 0.25**2


def spread_of_observers(town) -> float:
    """The sd between observers of the mean step above what the true level would say."""
    ratings = with_truth(town).dropna(subset="step")
    line = np.polynomial.Polynomial.fit(ratings["level"], ratings["step"], 1)
    surplus = (ratings["step"] - line(ratings["level"])).groupby(ratings["observer_id"]).agg(["mean", "size"])
    return float(surplus[surplus["size"] >= 40]["mean"].std())


def test_a_few_observers_always_tap_the_same_step(rated):
    steps = rated.dropna(subset="step").groupby("observer_id")["step"].agg(["nunique", "size"])
    regular = steps[steps["size"] >= 20]

    assert 0.01 < (regular["nunique"] == 1).mean() < 0.15


def test_only_culture_guides_rate_unwritten_rules_and_joining_in(rated):
    of_guides = rated["criterion"].isin(["unwritten_rules", "joining_in"])

    assert of_guides.any()
    assert set(rated[of_guides]["role"]) == {"kulturguide"}
    assert set(rated["role"]) == {"sprogmakker", "kulturguide", "sprogmentor"}


def test_an_entry_rates_three_to_six_criteria_and_the_next_one_goes_on(town):
    per_entry = town.frames["ratings"].groupby("observation_id").size()

    assert per_entry.min() == 3
    assert per_entry.max() == 6


def test_silence_is_commoner_in_a_stall_but_happens_in_good_weeks_too(rated):
    entries = rated.drop_duplicates("observation_id").dropna(subset="talk_minutes")
    silent = entries["talk_minutes"] == "0"
    by_placement = entries["cause"] == "placement"

    assert silent[by_placement].mean() > 2 * silent[~entries["stalled"]].mean()
    assert silent[~entries["stalled"]].mean() > 0.05
    assert entries[silent]["stalled"].mean() < 0.5


def test_some_people_change_buddy_have_two_observers_or_two_placements(town):
    assignments, observers = town.frames["assignments"], town.frames["observers"]
    with_role = assignments.merge(observers, on="observer_id")
    buddies = with_role[with_role["role"] == "sprogmakker"].groupby("placement_id")["observer_id"].nunique()

    assert 0.05 < (buddies == 2).mean() < 0.35
    assert with_role.groupby("placement_id")["role"].nunique().max() > 1
    assert town.frames["placements"].groupby("newcomer_id").size().max() == 2
    assert town.frames["placements"].groupby("workplace_id")["newcomer_id"].nunique().max() > 2


def test_placements_are_of_every_kind_and_of_the_lengths_in_use(town):
    placements = town.frames["placements"]
    weeks = ((placements["ends_on"] - placements["started_on"]).dt.days / 7).round()

    assert set(placements["kind"]) == {"praktik", "loentilskud", "igu", "fritidsjob", "ordinaer"}
    assert {4, 13, 26, 104} <= set(weeks.dropna())
    assert placements.loc[placements["kind"] == "igu", "hours_per_week"].min() >= 25


def test_tests_are_mostly_passed_and_modules_move_on(town):
    results = town.frames["results"]
    module_tests = results[(results["kind"] == "modultest") & (results["part"] == "samlet")]
    modules = town.frames["enrolments"].groupby("newcomer_id")["module"].nunique()

    assert 0.75 < (module_tests["passed"] == "ja").mean() < 0.97
    assert {"PD1", "PD2", "PD3", "fvu"} <= set(results["kind"])
    assert (results["passed"] == "fritaget").any()
    assert modules.max() >= 3
    exams = results[results["kind"].str.startswith("PD")]
    assert set(exams["taken_on"].dt.month) <= {5, 6, 11, 12}


def test_people_who_are_faster_in_truth_pass_more_tests(town):
    passed = town.frames["results"].query("part == 'samlet' and passed == 'ja'").groupby("newcomer_id").size()
    newcomer = town.frames["placements"].set_index("placement_id")["newcomer_id"]
    pace = town.truth.groupby(town.truth["placement_id"].map(newcomer))["pace"].mean()

    both = pd.DataFrame({"passed": passed, "pace": pace}).fillna({"passed": 0}).dropna()
    assert both.corr().loc["passed", "pace"] > 0.3
