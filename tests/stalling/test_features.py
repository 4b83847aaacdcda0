"""What the stall model looks at: shares of active time and distances from what is expected, never who somebody is."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from stall_cases import PROFILE, week

from assessment.simulation.known_by import known_by
from assessment.simulation.municipality import simulate
from assessment.stalling.features import FEATURES, features, has_leading_sign
from assessment.stalling.growth import growth_of
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.observed import SIGNAL_COLUMN
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import snapshot
from assessment.text.labelled_notes import SIGNALS

DAY = date(2026, 6, 28)
ENGINE = RulesEngine()
NOTES = [f"note_{name}" for name in SIGNALS]


@pytest.fixture(scope="module")
def frames():
    return known_by(simulate(80, 40, 4, DAY).frames, DAY)


def looked_at(frames, day=DAY):
    """The features of each placement by its id."""
    facts = snapshot(frames, day, ENGINE, NationalCalendar())
    return features(facts, growth_of(facts, ENGINE), ENGINE).set_index(facts.rows.placement_id)


def test_each_feature_is_a_column_of_numbers_and_knows_something_of_somebody(frames):
    table = looked_at(frames)
    assert list(table.columns) == [one.name for one in FEATURES]
    known = table.notna().any()
    assert sorted(known.index[~known]) == sorted(NOTES)  # nobody read the notes
    assert not np.isinf(table.to_numpy()).any()


def test_a_stricter_observer_moves_no_gain_of_what_was_seen(frames):
    facts = snapshot(frames, DAY, ENGINE, NationalCalendar())
    growth = growth_of(facts, ENGINE)
    strict = facts.observed.observer == np.bincount(facts.observed.observer).argmax()
    assert strict.sum() > 5
    moved = replace(facts, observed=replace(facts.observed, measure=facts.observed.measure - 0.7 * strict))

    before, after = features(facts, growth, ENGINE), features(moved, growth, ENGINE)

    pd.testing.assert_frame_equal(before[["gain_8", "gain_24"]], after[["gain_8", "gain_24"]])


def test_a_placement_has_the_same_features_alone_as_among_all(frames):
    facts = snapshot(frames, DAY, ENGINE, NationalCalendar())
    growth = growth_of(facts, ENGINE)
    every = features(facts, growth, ENGINE)
    some = np.arange(0, len(facts.rows), 7)

    alone = features(facts.of(some), growth.of(some), ENGINE)

    pd.testing.assert_frame_equal(alone, every.iloc[some].reset_index(drop=True))


def test_the_order_of_rows_changes_nothing(frames):
    turned = {stem: frame.sample(frac=1, random_state=1) for stem, frame in frames.items()}
    pd.testing.assert_frame_equal(looked_at(turned), looked_at(frames), rtol=1e-9)


def test_a_note_counts_for_sixteen_active_weeks_and_one_that_nobody_has_read_is_not_known(town):
    town.place(started=week(-12, day=0))
    entries = town.flat("p1", range(-10, 13))
    frames = town.frames()
    seen = frames["observations"]

    def said(entry):
        """What is made of a town in which that note alone was read."""
        columns = {f"{SIGNAL_COLUMN}{name}": np.where(seen["observation_id"] == entry, 0.8, np.nan) for name in SIGNALS}
        return looked_at(frames | {"observations": seen.assign(**columns)}, week(12)).loc["p1", NOTES]

    counted = [said(entry).eq(0.8).all() for entry in entries]

    assert counted == [False] * 7 + [True] * 16
    assert said(entries[0]).isna().all()


def test_little_talk_is_a_share_of_the_entries_that_say_how_much_was_talked(town):
    town.place(started=week(-12, day=0))
    for number, minutes in enumerate(("gt30", "0", "lt10", None, "10to30", None, "lt10", "gt30", "10to30", "gt30")):
        town.see("p1", week(3 + number), PROFILE, talk_minutes=minutes)
    table = looked_at(town.frames(), week(12)).loc["p1"]

    assert table["little_talk_12"] == 3 / 8
    assert table["little_talk_8"] == 2 / 6


def test_whoever_is_not_taught_and_of_whom_nobody_says_how_much_is_talked_gives_no_leading_sign(frames):
    silent = {
        **frames,
        "attendance": frames["attendance"].iloc[:0],
        "observations": frames["observations"].assign(talk_minutes=None, talk_partners=None),
    }
    assert has_leading_sign(looked_at(frames)).any()
    assert not has_leading_sign(looked_at(silent)).any()


def test_lessons_lately_are_told_as_a_share_and_against_earlier(frames):
    facts = snapshot(frames, DAY, ENGINE, NationalCalendar())
    table = looked_at(frames)
    share = table["attended_share_8"].dropna()
    assert len(share) > 10
    assert share.between(0, 1).all()
    row = facts.rows.placement_id.tolist().index(share.index[0])
    mine = facts.lessons.owner == facts.rows.newcomer[row]
    this_week = (facts.today + 3) // 7
    recent = mine & (facts.lessons.week < this_week) & (facts.lessons.week >= this_week - 8)
    assert share.iloc[0] == facts.lessons.attended[recent].sum() / facts.lessons.offered[recent].sum()
