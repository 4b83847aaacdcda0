"""Every named world differs from the shipped one where its name says so, and shows it in what is recorded."""

import re
from dataclasses import fields, replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from support.simulated_labels import labels_follow_from_levels

from assessment.domain.errors import CallerCanMend
from assessment.exchange.writing import bundle_texts
from assessment.simulation.municipality import SimulatedMunicipality, simulate
from assessment.simulation.notes_table import situations
from assessment.simulation.truth import truth_text
from assessment.simulation.world import SHIPPED_WORLD, World
from assessment.simulation.worlds import WORLDS, world_named

END = date(2026, 6, 28)


@cache
def town(name: str) -> SimulatedMunicipality:
    """A year of 300 newcomers in the world of that name."""
    return simulate(300, 52, 20, END, world=WORLDS[name])


def entries_with_truth(name: str) -> pd.DataFrame:
    """What observers recorded, each with the truth of its week; corrections left out."""
    entries = town(name).frames["observations"]
    entries = entries[entries["replaces"].isna()].copy()
    entries["week_start_on"] = entries["seen_on"] - pd.to_timedelta(entries["seen_on"].dt.day_of_week, unit="D")
    return entries.merge(town(name).truth, on=["placement_id", "week_start_on"])


def entries_per_active_week(name: str) -> float:
    return len(entries_with_truth(name)) / float(town(name).truth["active"].sum())


def share_silent(name: str, *, stalled: bool) -> float:
    """The share of answers of 0 minutes of Danish, in stalls by the placement or where nothing is stalled."""
    said = entries_with_truth(name).dropna(subset="talk_minutes")
    chosen = said[said["cause"] == "placement"] if stalled else said[~said["stalled"]]
    return float((chosen["talk_minutes"] == "0").mean())


def test_there_are_the_worlds_that_were_asked_for():
    assert set(WORLDS) == {
        "shipped", "fewer_stalls", "counted_talk", "drift_doubled", "biweekly", "silent_buddies",
        "lying_notes", "no_notes", "silence_without_stall",
        "other_norm", "other_rating",
    }  # fmt: skip
    assert WORLDS["shipped"] == SHIPPED_WORLD
    assert len(set(WORLDS.values())) == len(WORLDS)


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_gives_the_same_bytes_for_the_same_seed_and_labels_that_follow_from_the_levels(name):
    one, same = (simulate(70, 40, 8, END, world=WORLDS[name]) for _ in range(2))

    assert bundle_texts(one.frames) == bundle_texts(same.frames)
    assert truth_text(one.truth) == truth_text(same.truth)
    assert labels_follow_from_levels(one, WORLDS[name]) > 300


def test_where_drift_is_doubled_observers_change_twice_as_much():
    steady, shipped, doubled = (
        change_of_observers(world)
        for world in (replace(SHIPPED_WORLD, drift_sd_logit_per_week=0.0), SHIPPED_WORLD, WORLDS["drift_doubled"])
    )

    assert len(shipped) > 40
    assert 1.5 < (doubled - steady).std() / (shipped - steady).std() < 2.5


def change_of_observers(world: World) -> pd.Series:
    """The slope over weeks of what each regular observer gives beyond what the true level would say."""
    town = simulate(250, 70, 20, END, world=replace(world, note_share=0.0))
    seen = town.frames["observations"][["observation_id", "placement_id", "observer_id", "seen_on"]].copy()
    seen["week_start_on"] = seen["seen_on"] - pd.to_timedelta(seen["seen_on"].dt.day_of_week, unit="D")
    seen = seen.merge(town.truth[["placement_id", "week_start_on", "week", "level"]])
    rated = town.frames["ratings"].dropna(subset="step").merge(seen, on="observation_id")
    beyond = rated["step"] - np.polynomial.Polynomial.fit(rated["level"], rated["step"], 1)(rated["level"])
    weeks = rated["week"] - rated.groupby("observer_id")["week"].transform("mean")
    sums = pd.DataFrame({"up": beyond * weeks, "along": weeks**2, "n": 1}).groupby(rated["observer_id"]).sum()
    return (sums["up"] / sums["along"])[(sums["n"] >= 60) & (sums["along"] / sums["n"] > 36)]


def test_where_the_cadence_is_biweekly_there_are_half_as_many_entries():
    assert entries_per_active_week("biweekly") == pytest.approx(0.5 * entries_per_active_week("shipped"), rel=0.1)


def test_where_buddies_are_silent_many_placements_hear_nothing():
    heard = {
        name: town(name).frames["placements"]["placement_id"].isin(entries_with_truth(name)["placement_id"]).mean()
        for name in ("shipped", "silent_buddies")
    }

    assert 1 - heard["silent_buddies"] > 1.8 * (1 - heard["shipped"])
    assert entries_per_active_week("silent_buddies") < 0.65 * entries_per_active_week("shipped")


def test_where_notes_lie_two_in_three_of_those_that_take_sides_are_right():
    right = {name: share_of_sided_notes_that_are_right(name) for name in ("shipped", "lying_notes")}

    assert right["lying_notes"] < right["shipped"] - 0.08
    assert right["lying_notes"] <= 0.70


def share_of_sided_notes_that_are_right(name: str) -> float:
    """Of notes that say progress or stall in known words, those that fit the truth; both kinds of weeks count alike."""
    told = entries_with_truth(name).dropna(subset="note")
    good, bad = (told["note"].str.contains(known_words(tone)) for tone in ("progress", "stall"))
    right_when_moving = good[~told["stalled"]].sum() / (good | bad)[~told["stalled"]].sum()
    right_when_stalled = bad[told["stalled"]].sum() / (good | bad)[told["stalled"]].sum()
    return float((right_when_moving + right_when_stalled) / 2)


@cache
def known_words(tone: str) -> str:
    """A pattern of the situations of a tone that stand in a note as they are, but for their first letter."""
    plain = [one.text.removeprefix("~") for one in situations() if one.tone == tone]
    return "|".join(re.escape(text[1:].removesuffix(".")) for text in plain if not set(text) & set("{["))


def test_where_there_are_no_notes_nothing_else_is_changed():
    without, shipped = town("no_notes"), town("shipped")

    assert without.frames["observations"]["note"].isna().all()
    assert shipped.frames["observations"]["note"].notna().any()
    assert truth_text(without.truth) == truth_text(shipped.truth)
    pd.testing.assert_frame_equal(without.frames["ratings"], shipped.frames["ratings"])


def test_where_silence_comes_without_a_stall_it_tells_nothing():
    good_weeks, in_stalls = (share_silent("silence_without_stall", stalled=stalled) for stalled in (False, True))

    assert good_weeks > 0.15
    assert good_weeks > 2 * share_silent("shipped", stalled=False)
    assert in_stalls < 1.4 * good_weeks
    assert share_silent("shipped", stalled=True) > 2 * share_silent("shipped", stalled=False)


def test_in_the_shipped_world_silence_comes_in_good_weeks_too_and_in_spells():
    entries = entries_with_truth("shipped").dropna(subset="talk_minutes")
    silent = entries["talk_minutes"] == "0"

    assert 0.04 < share_silent("shipped", stalled=False) < 0.15
    assert entries["stalled"][silent].mean() < 0.5


def test_under_another_norm_people_are_expected_to_move_slower_and_the_mix_is_another():
    track, pace, lessons = {}, {}, {}
    for name in ("shipped", "other_norm"):
        frames = town(name).frames
        track[name] = frames["enrolments"].drop_duplicates("newcomer_id").set_index("newcomer_id")["track"]
        newcomer = frames["placements"].set_index("placement_id")["newcomer_id"]
        of_row = town(name).truth["placement_id"].map(newcomer).map(track[name])
        pace[name] = town(name).truth.groupby(of_row)["expected_pace"].mean()
        lessons[name] = frames["attendance"]["lessons_offered"].mean()

    assert (pace["other_norm"] < 0.95 * pace["shipped"]).all()
    assert (track["other_norm"] == "DU3").mean() > (track["shipped"] == "DU3").mean() + 0.1
    assert lessons["other_norm"] < lessons["shipped"] - 1


def test_under_the_other_rating_observers_lean_on_their_own_last_step():
    same, before = {}, {}
    for name in ("shipped", "other_rating"):
        steps = chained_steps(name)
        same[name] = (steps["step"] == steps["last"]).mean()
        before[name] = steps["step"].corr(steps["last"])

    assert same["other_rating"] > same["shipped"] + 0.1
    assert before["other_rating"] > before["shipped"]


def chained_steps(name: str) -> pd.DataFrame:
    """Steps with the one before by the same observer of the same person on the same criterion; no straight-liners."""
    frames = town(name).frames
    rated = frames["ratings"].dropna(subset="step").merge(frames["observations"], on="observation_id")
    rated = rated[rated.groupby("observer_id")["step"].transform("nunique") > 1].sort_values("seen_on", kind="stable")
    last = rated.groupby(["observer_id", "placement_id", "criterion"])["step"].shift()
    return rated.assign(last=last).dropna(subset="last")


def test_under_the_other_rating_observers_use_the_steps_in_their_own_way():
    assert spread_of_step_use("other_rating") > 1.15 * spread_of_step_use("shipped")


def spread_of_step_use(name: str) -> float:
    """How unlike observers are in the spread of the steps they tap."""
    frames = town(name).frames
    rated = frames["ratings"].dropna(subset="step").merge(frames["observations"], on="observation_id")
    use = rated.groupby("observer_id")["step"].agg(["std", "nunique", "size"])
    return float(use[(use["size"] >= 40) & (use["nunique"] > 1)]["std"].std())


def test_every_world_is_the_shipped_one_with_some_settings_changed():
    for name, world in WORLDS.items():
        changed = [one.name for one in fields(World) if getattr(world, one.name) != getattr(SHIPPED_WORLD, one.name)]
        assert bool(changed) == (name != "shipped")
        assert len(changed) <= 7


@pytest.mark.parametrize("name", ["", "Shipped", "drawn", "drawn:", "drawn:-1", "drawn:x", "drawn:²"])
def test_a_world_that_is_not_there_is_refused_with_the_names_of_those_that_are(name):
    with pytest.raises(CallerCanMend) as refused:
        world_named(name)

    assert all(known in str(refused.value) for known in (*WORLDS, "drawn:7"))


@pytest.mark.parametrize(
    "impossible",
    [
        {"women_share": 0.999},
        {"note_share": -0.1},
        {"missed_week_share": 1.01},
        {"lessons_shares": (0.5, 0.5, 0.1)},
        {"tracks": SHIPPED_WORLD.tracks[:2]},
        {"class_share_of_gain": 0.7},
        {"attendance_sd": 0.45},
        {"attendance_municipality_range": (0.8, 0.5)},
        {"step_thresholds_logit": (1.0, 0.0, 2.0, 3.0)},
        {"rating_process": "dice"},
        {"entries_every_weeks": 0},
        {"halo_sd_logit": -1.0},
    ],
)
def test_a_world_that_cannot_be_is_refused_by_the_name_of_its_setting(impossible):
    with pytest.raises(ValueError, match=next(iter(impossible))):
        replace(SHIPPED_WORLD, **impossible)


def test_how_much_is_usually_talked_at_a_place_is_mostly_taken_for_granted_by_who_ticks_it():
    """As in the delivery that others made: answers differ less between placements than the talk does."""
    apart = {}
    for share in (0.0, SHIPPED_WORLD.talk_usual_share):
        world = replace(SHIPPED_WORLD, talk_usual_share=share)
        said = simulate(200, 40, 5, END, world=world).frames["observations"].dropna(subset="talk_minutes")
        is_little = said["talk_minutes"].isin(["0", "lt10"])
        by_place = is_little.groupby(said["placement_id"]).agg(["mean", "size"])
        apart[share] = by_place["mean"][by_place["size"] >= 8].std()

    assert apart[SHIPPED_WORLD.talk_usual_share] < 0.85 * apart[0.0]
