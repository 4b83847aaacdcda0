"""What was stored in Danish is told to a reader of English in English, and what somebody wrote is left alone."""

import re
from dataclasses import replace
from datetime import date
from inspect import getsource

import pytest
from stall_cases import PROFILE, Town, known_by, week
from support.model_engines import every_feature_counts
from support.three_people import TODAY, at
from support.two_towns import ACTORS

from assessment.i18n.said_again import said_again
from assessment.i18n.words import in_language
from assessment.simulation.municipality import simulate
from assessment.stalling import reasons
from assessment.stalling.assess import assess
from assessment.stalling.rules import RulesEngine
from assessment.storage import states
from assessment.storage.ledger import Ledger
from assessment.use_cases.score_placements import score_placements

END = date(2026, 6, 28)
CODES = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', getsource(reasons)))
"""What the kinds of reason are called where they are made."""


def told(frames, day, engine=None):
    """Every sentence about everybody, in both languages, with what kind of sentence it is."""
    found = {}
    for language in ("da", "en"):
        with in_language(language):
            for state in assess(frames, day, engine or RulesEngine()).states:
                for reason in state.reasons:
                    found.setdefault((state.placement_id, reason.code), {})[language] = reason.text
                if state.would_clear:
                    found.setdefault((state.placement_id, "would_clear"), {})[language] = state.would_clear.text
    return found


def told_by_a_model():
    """Some of whom little is known, and one of whom less Danish is talked than before."""
    town = Town()
    for name, started in (("rated", 0), ("taught", 0), ("quiet", -16)):
        town.place(name, started=week(started, day=0))
    town.flat("rated", [11])
    town.flat("quiet", range(-5, 9), talk_minutes="10to30")
    town.flat("quiet", range(10, 13), talk_minutes="lt10")
    for name in ("taught", "quiet"):
        lessons = {"enrolment_id": f"e-{name}", "lessons_offered": 9, "lessons_attended": 3}
        for number in range(38, 48):
            town.add("attendance", week=f"2025-W{number}", **lessons)
    return town


def every_stall():
    return replace(every_feature_counts(), stall_probability_threshold=0.0)


def no_stall():
    return replace(every_feature_counts(), stall_probability_threshold=1.1)


@pytest.fixture(scope="module")
def everything_told():
    """What is said of an invented municipality on some days, and of two who stand still."""
    frames = simulate(250, 70, 1, END).frames
    found = [told(known_by(frames, day), day) for day in (date(2025, 9, 3), date(2026, 1, 7), date(2026, 4, 26), END)]
    town = Town()
    town.stalled("p1")
    town.sinking("p3", newcomer="n3")
    town.sinking("p2", range(-30, 0), newcomer="n2", observer="first")
    for number, high in zip(range(3, 7), range(4), strict=True):
        rising = {name: PROFILE[name] - 1 + (place < high) for place, name in enumerate(PROFILE)}
        town.see("p2", week(number), rising, observer="early")
    for number, low in zip(range(7, 13), (0, 2, 3, 5, 6, 8), strict=True):
        sinking = {name: 4 - (place < low) - (place + 4 < low) for place, name in enumerate(PROFILE)}
        town.see("p2", week(number), sinking, observer="late")
    found.append(told(town.frames(), week(13)))
    lenient = replace(RulesEngine(), goal_probability_threshold=0.05, active_weeks_after_pause=6)
    found.append(told(known_by(frames, END), END, lenient))
    found += [told(told_by_a_model().frames(), week(13), engine) for engine in (every_stall(), no_stall())]
    return [(code, texts) for part in found for (_who, code), texts in part.items()]


def test_whoever_reads_english_is_told_exactly_what_would_have_been_said_in_english(everything_told):
    with in_language("en"):
        wrong = [one for one in everything_told if said_again(one[1]["da"]) != one[1]["en"]]

    assert wrong == []
    assert len(everything_told) > 500


def test_every_kind_of_reason_was_told(everything_told):
    by_a_model = {"less_talk", "low_attendance"}
    assert {code for code, _texts in everything_told} == CODES | by_a_model | {"would_clear"}


def test_what_is_computed_in_english_is_stored_in_danish_for_everybody(scored: Ledger):
    with in_language("en"):
        score_placements(scored, ACTORS["ejer"], as_of=TODAY, now=at(TODAY, 9))
    with scored.reading() as transaction:
        run = states.latest_run(transaction, "461")
        stored = [reason.text for one in states.of_run(transaction, run) for reason in one.state.reasons]

    assert run.made_at == at(TODAY, 9)
    assert len(stored) >= 3
    assert [text for text in stored if re.search(r"\b(?:the|of|at)\b", text)] == []


@pytest.mark.parametrize(
    "own", ["", "Han taler mest med én.", "Hun kom 4. maj 2026.", "100 % {sikker}", "noget: (andet)"]
)
def test_what_somebody_wrote_is_left_as_it_is(own):
    with in_language("en"):
        assert said_again(own) == own
