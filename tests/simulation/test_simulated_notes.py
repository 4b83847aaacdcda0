"""Notes read as a colleague's, each colleague in their own way, and name nobody."""

import random
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assessment.reference.rubric import load_rubric
from assessment.simulation.names import ALIASES, OBSERVER_NAMES
from assessment.simulation.notes import TONES, write_notes
from assessment.simulation.notes_filled import PRONOUNS, filled, with_subject
from assessment.simulation.notes_habits import DIALECTS, REGISTERS, draw_habits
from assessment.simulation.notes_registers import in_register, respelled
from assessment.simulation.notes_table import EVERYWHERE, situations, slot_texts
from assessment.simulation.notes_typos import with_typos, without_danish_letters
from assessment.simulation.observers import BUDDY, GUIDE, MENTOR
from assessment.simulation.workplaces import TRADES
from assessment.simulation.world import SHIPPED_WORLD, World
from assessment.text.names import name_spans, warns_of_health
from assessment.text.screening import clean_many

PRIVATE = re.compile(
    r"\bsyg|diagnos|læge|hospital|medicin|graviditet|allergi|muslim|kristen|moske|kirke|ramadan|bøn\b|cpr|kontanthjælp"
    r"|familie|flygtning|statsborger|opholds|nationalitet|hjemland|doven|dum\b",
    re.I,
)
NEGATION = re.compile(r"\b(?:ikke|ik|ikk|ikek|ike|ikkke|it|ett|ek|ingen|intet|ingenting|aldrig|uden|hverken)\b", re.I)
COUNT, OBSERVERS = 5000, 250


def notes_in(world: World, seed: int = 1, **given: np.ndarray) -> np.ndarray:
    """5,000 notes by 250 observers, each of one role and at one workplace."""
    rng = np.random.default_rng(seed)
    observer = np.arange(COUNT) % OBSERVERS
    role = rng.choice([BUDDY, GUIDE, MENTOR], size=OBSERVERS, p=[0.8, 0.15, 0.05])
    trade = rng.choice(len(TRADES), size=OBSERVERS, p=[one.share for one in TRADES])
    asked = {
        "gender": rng.choice(np.array(["f", "m", "x"], dtype=object), size=COUNT, p=[0.48, 0.5, 0.02]),
        "trade": trade[observer],
        "role": role[observer],
        "observer": observer,
        "looks_flat": rng.random(COUNT) < 0.2,
        "chance": np.ones(COUNT),
    }
    return write_notes(rng, world, **(asked | given))


@pytest.fixture(scope="module")
def notes() -> np.ndarray:
    return notes_in(SHIPPED_WORLD)


@pytest.fixture(scope="module")
def every_filling() -> list[str]:
    """Every situation, about a woman, a man and somebody who is neither, in each trade it may happen in."""
    dice = random.Random(1)
    return [
        filled(dice, with_subject(dice, one.text, 0.5), gender, trade.name)
        for one in situations()
        for trade in TRADES
        if one.trade in (EVERYWHERE, trade.name)
        for gender in PRONOUNS
    ]


def test_there_are_at_least_450_situations_and_none_is_written_twice():
    texts = {re.sub(r"\W+", " ", one.text).strip().casefold() for one in situations()}

    assert len(texts) == len(situations()) >= 450


def test_every_situation_has_a_known_tone_trade_writer_and_area():
    areas = {criterion.code for criterion in load_rubric().criteria} | {""}

    assert {one.tone for one in situations()} == set(TONES)
    assert {one.trade for one in situations()} == {trade.name for trade in TRADES} | {EVERYWHERE}
    assert {one.by for one in situations()} == {"any", "guide", "mentor"}
    assert {one.area for one in situations()} == areas


def test_every_trade_and_every_writer_has_notes_of_every_tone():
    written = Counter((one.trade, one.by, one.tone) for one in situations())
    kinds = [(trade.name, "any") for trade in TRADES] + [(EVERYWHERE, by) for by in ("any", "guide", "mentor")]

    assert [(*kind, tone) for kind in kinds for tone in TONES if not written[*kind, tone]] == []


def test_every_area_of_the_rubric_is_told_of_well_and_badly():
    told = Counter((one.area, one.tone) for one in situations())
    areas = [criterion.code for criterion in load_rubric().criteria]

    assert [area for area in areas if told[area, "progress"] < 3 or told[area, "stall"] < 2] == []
    assert [area for area in areas if told[area, "quiet_but_fine"] + told[area, "lively_but_flat"] < 2] == []


def test_no_one_word_gives_the_tone_away():
    """A common word that stands nearly always in good situations, or nearly always in bad ones, would."""
    good, bad = ("progress", "quiet_but_fine"), ("stall", "lively_but_flat")
    seen: dict[str, Counter[bool]] = {}
    for one in situations():
        if one.tone in good + bad:
            for word in set(re.findall(r"\w+", re.sub(r"\{\w+\}", " ", one.text.casefold()))):
                seen.setdefault(word, Counter())[one.tone in good] += 1

    common = {word: count for word, count in seen.items() if count.total() >= 20}

    assert len(common) > 60
    assert {
        word: count for word, count in common.items() if min(count[True], count[False]) < 0.08 * count.total()
    } == {}


def test_every_situation_can_be_filled_in_every_trade_for_everybody(every_filling):
    assert [text for text in every_filling if re.search(r"[][{}~|]|  |\.\.| [,.]", text)] == []
    assert [text for text in every_filling if not text[0].isupper() and text != "ok"] == []
    assert max(map(len, every_filling)) < 300


def test_every_slot_has_something_to_say_in_every_trade():
    slots = {slot.casefold() for one in situations() for slot in re.findall(r"\{(\w+)\}", one.text)}
    from_the_table = slots - {"han", "ham", "hans", "ting"}

    assert [(slot, trade.name) for slot in from_the_table for trade in TRADES if not slot_texts(slot, trade.name)] == []


def test_no_note_holds_a_digit_an_address_a_name_or_anything_private(notes, every_filling):
    names = {name for group in ALIASES.values() for name in group} | set(OBSERVER_NAMES)
    written = [*notes, *every_filling[::3]]  # one gender: the others differ in a pronoun

    assert [text for text in written if re.search(r"[\d@{}]", text)] == []
    assert clean_many(written) == (written, 0)
    assert [text for text in every_filling if PRIVATE.search(text) or warns_of_health(text)] == []
    assert set(re.findall(r"\w+", " ".join(every_filling))) & names == set()


def test_almost_no_note_seems_to_name_somebody(notes):
    assert sum(bool(name_spans(note)) for note in notes) < 0.02 * COUNT


def test_seven_in_ten_of_five_thousand_notes_are_the_only_ones_of_their_wording(notes):
    assert len(set(notes)) > 0.7 * COUNT


def test_the_same_seed_writes_the_same_notes_and_another_does_not(notes):
    assert (notes_in(SHIPPED_WORLD) == notes).all()
    assert (notes_in(SHIPPED_WORLD, seed=2) != notes).mean() > 0.9


def test_colleagues_write_in_many_ways():
    habits = draw_habits(np.random.default_rng(3), SHIPPED_WORLD, np.repeat([BUDDY, GUIDE, MENTOR], 300))

    assert {habit.register for habit in habits} == set(REGISTERS)
    assert {habit.dialect for habit in habits} == {*DIALECTS, ""}
    assert {habit.register for habit in habits[600:]} == {"formal", "plain"}
    assert max(habit.typo_share for habit in habits) > 5 * min(habit.typo_share for habit in habits)


def test_an_observer_keeps_their_way_of_writing(notes):
    """Who writes as in a text message begins no note with a capital; all others begin every note with one."""
    begins_small = pd.Series([note[0].islower() for note in notes]).groupby(np.arange(COUNT) % OBSERVERS).mean()
    others = begins_small[begins_small < 0.5]

    assert 0.08 < (begins_small == 1).mean() < 0.25
    assert others.max() < 0.2  # nothing but "ok" and the like
    assert (others == 0).mean() > 0.75


def test_a_dialect_is_heard_in_most_of_its_writers_notes_and_in_nobody_elses():
    jysk_only = replace(SHIPPED_WORLD, dialect_share=1.0, register_shares=(1.0, 0, 0, 0, 0), typo_share=0.0)
    spoken = notes_in(jysk_only, role=np.full(COUNT, BUDDY))
    nobody = notes_in(replace(jysk_only, dialect_share=0.0), role=np.full(COUNT, BUDDY))
    heard = re.compile(r"\b(?:it|ett|ek|ik|ikk|å|møj|osse|æ|nåed|noed|te|mæ|ka|de|sgu|ha|no|sa|nowed)\b", re.I)

    assert np.mean([bool(heard.search(note)) for note in spoken]) > 0.5
    assert np.mean([bool(heard.search(note)) for note in nobody]) < 0.1


def test_no_dialect_register_or_typo_takes_a_no_away():
    dice = random.Random(4)
    changed = {
        **{name: lambda text, name=name: in_register(dice, text, name) for name in REGISTERS},
        **{name: lambda text, name=name: respelled(dice, text, name, 1.0) for name in DIALECTS},
        "typos": lambda text: with_typos(dice, text, 0.8),
        "keyboard": without_danish_letters,
    }
    told = [filled(dice, with_subject(dice, one.text, 0.5), "f", TRADES[-1].name) for one in situations()]

    for name, change in changed.items():
        lost = [(name, text) for text in told if len(NEGATION.findall(text)) != len(NEGATION.findall(change(text)))]
        assert lost == []


def test_a_careful_writer_makes_hardly_any_slips_and_a_sloppy_one_a_few(every_filling):
    dice = random.Random(5)

    def slips(share: float) -> float:
        pairs = [(text, with_typos(dice, text, share)) for text in every_filling[::7]]
        return sum(a != b for a, b in pairs) / sum(len(a.split()) for a, _ in pairs)

    assert slips(0.0) == 0
    assert slips(SHIPPED_WORLD.typo_share) == pytest.approx(0.6 * SHIPPED_WORLD.typo_share, rel=0.5)


def test_two_in_five_observations_have_a_note_and_hundreds_differ(town):
    written = town.frames["observations"]["note"]

    assert 0.35 < written.notna().mean() < 0.47
    assert written.nunique() > 0.6 * written.notna().sum()


def test_the_tone_leans_on_the_truth_but_is_often_wrong(town):
    seen = town.frames["observations"].dropna(subset="note").copy()
    seen["week_start_on"] = seen["seen_on"] - pd.to_timedelta(seen["seen_on"].dt.day_of_week, unit="D")
    told = seen.merge(town.truth, on=["placement_id", "week_start_on"])
    sounds_stalled, sounds_good = (sounds(told["note"], tone) for tone in ("stall", "progress"))

    assert sounds_stalled[told["stalled"]].mean() > 1.7 * sounds_stalled[~told["stalled"]].mean()
    assert sounds_good[told["stalled"]].any()
    assert sounds_stalled[~told["stalled"]].mean() > 0.02


def sounds(written: pd.Series, tone: str) -> pd.Series:
    """Which notes hold a situation of the tone, word for word but for the first letter."""
    plain = [
        one.text.removeprefix("~")[1:] for one in situations() if one.tone == tone and not set(one.text) & set("{[")
    ]
    return written.str.contains("|".join(re.escape(text.removesuffix(".")) for text in plain), regex=True)
