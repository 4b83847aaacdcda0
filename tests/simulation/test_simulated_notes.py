"""Notes read as a colleague's, and name nobody."""

import re

import pandas as pd

from assessment.simulation.names import ALIASES, OBSERVER_NAMES
from assessment.simulation.notes import TONES, situations
from assessment.simulation.notes_by_trade import BY_TRADE
from assessment.simulation.notes_everywhere import BY_GUIDES, EVERYWHERE
from assessment.simulation.workplaces import TRADES

PRIVATE = re.compile(
    r"\bsyg|diagnos|læge|hospital|medicin|graviditet|allergi|muslim|kristen|moske|kirke|ramadan|bøn\b|cpr|kontanthjælp",
    re.I,
)


def test_there_are_at_least_120_distinct_situations():
    assert len(situations()) >= 120


def test_no_situation_is_written_twice():
    pools = (texts for by_tone in (EVERYWHERE, BY_GUIDES, *BY_TRADE.values()) for texts in by_tone.values())
    written = [text for pool in pools for text in pool]

    assert len({text.casefold().rstrip(".") for text in written}) == len(written)


def test_every_trade_has_notes_of_every_tone():
    assert set(BY_TRADE) == {trade.name for trade in TRADES}
    for by_tone in (EVERYWHERE, BY_GUIDES, *BY_TRADE.values()):
        assert set(by_tone) == set(TONES)


def test_two_in_five_observations_have_a_note_and_hundreds_differ(town):
    notes = town.frames["observations"]["note"]

    assert 0.35 < notes.notna().mean() < 0.47
    assert notes.nunique() > 200


def test_no_placeholder_is_left_unfilled(town):
    assert not town.frames["observations"]["note"].dropna().str.contains(r"[{}]").any()


def test_notes_hold_no_digits_addresses_names_or_private_matters(town):
    notes = town.frames["observations"]["note"].dropna()
    names = {name for group in ALIASES.values() for name in group} | set(OBSERVER_NAMES)
    words = set(re.findall(r"\w+", " ".join(situations())))

    assert not notes.str.contains(r"\d").any()
    assert not notes.str.contains("@").any()
    assert not [text for text in situations() if PRIVATE.search(text)]
    assert not words & names


def test_the_tone_leans_on_the_truth_but_is_often_wrong(town):
    seen = town.frames["observations"].dropna(subset="note").copy()
    seen["week_start_on"] = seen["seen_on"] - pd.to_timedelta(seen["seen_on"].dt.day_of_week, unit="D")
    told = seen.merge(town.truth, on=["placement_id", "week_start_on"])
    sounds_stalled = told["note"].isin(tone_texts("stall"))
    sounds_good = told["note"].isin(tone_texts("progress"))

    assert sounds_stalled[told["stalled"]].mean() > 2 * sounds_stalled[~told["stalled"]].mean()
    assert sounds_good[told["stalled"]].any()
    assert sounds_stalled[~told["stalled"]].mean() > 0.03


def tone_texts(tone: str) -> set[str]:
    return {text for by_tone in (EVERYWHERE, *BY_TRADE.values()) for text in by_tone[tone]}
