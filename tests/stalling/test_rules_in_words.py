"""The published rules are the rules that execute."""

from dataclasses import fields, replace
from datetime import date

import pytest
from stall_cases import week

from assessment.domain.placement_state import State
from assessment.i18n.words import in_language
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.reference.rubric import load_rubric
from assessment.stalling.judgement import judge
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.rules import CRITERION_OFFSETS, RulesEngine
from assessment.stalling.rules_in_words import rules_in_words
from assessment.stalling.snapshot import snapshot

NOT_GONE_BY = {
    "expected_pace_logit_per_week",  # every track has its own
    "lessons_usual_per_week",  # lessons are not looked at
    "lessons_effect",
    "linked_severity_se_logit",  # no severity is known yet
    "pace_factor_by_track",  # nothing is learned in use
    "leniency_by_provider",
}
NUMBERS = [
    field.name
    for field in fields(RulesEngine)
    if field.name not in {"criterion_offsets", "norms", "growth", "calibration"}
]
ASSUMED = [field.name for field in fields(GrowthParameters) if field.name not in NOT_GONE_BY]


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_that_executes_is_in_the_published_rules(name):
    engine = RulesEngine()
    value = getattr(engine, name)
    other = (
        date(2019, 7, 7) if isinstance(value, date) else value + (5 if isinstance(value, int) or value >= 2 else 0.015)
    )

    changed = replace(engine, **{name: other})

    assert rules_in_words(changed).splitlines()[1:] != rules_in_words(engine).splitlines()[1:]
    assert changed.identity != engine.identity


@pytest.mark.parametrize("name", ASSUMED)
def test_every_assumption_of_the_growth_filter_that_executes_is_in_the_published_rules(name):
    engine = RulesEngine()
    changed = replace(engine, growth=replace(engine.growth, **{name: getattr(engine.growth, name) + 1}))

    assert rules_in_words(changed).splitlines()[1:] != rules_in_words(engine).splitlines()[1:]
    assert changed.identity != engine.identity


def test_another_calibration_is_another_engine_and_is_named():
    engine = RulesEngine()
    changed = replace(engine, calibration=replace(engine.calibration, halo_variance=0.5, origin="another town"))

    assert changed.identity != engine.identity
    assert changed.identity in rules_in_words(changed)
    assert replace(engine, calibration=replace(engine.calibration, halo_variance=0.5)).identity != engine.identity


def test_the_usual_offsets_are_named_and_cancel_out():
    told = rules_in_words(RulesEngine())

    assert sum(CRITERION_OFFSETS.values()) == pytest.approx(0)
    assert all(load_rubric().criterion(code).name in told for code in CRITERION_OFFSETS)
    assert "Telefon og samtaleanlæg: −0,71" in told


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_words_of_statisticians_stand_under_a_title_of_their_own(language):
    titles = {"da": "For fagfolk", "en": "For specialists"}
    learned = {
        "da": ("frihedsgrader", "standardafvigelser", "standardfejl"),
        "en": ("degrees of freedom", "standard deviations", "standard error"),
    }
    with in_language(language):
        sections = rules_in_words(RulesEngine()).split("\n\n")

    (technical,) = [section for section in sections if section.startswith(f"{titles[language]}\n")]
    everyone = [section for section in sections if section != technical]
    assert all(word in technical for word in learned[language])
    assert not any(word in section for word in learned[language] for section in everyone)


def test_before_anything_is_seen_nothing_is_decided(town):
    """What is assumed says neither stall nor progress, on any track."""
    engine = RulesEngine()
    for track in engine.norms:
        name = town.place(f"p-{track}", track=track)
        town.flat(name, range(1))
    facts = snapshot(town.frames(), week(8), engine, NationalCalendar())
    judged = judge(facts, replace(engine, minimum_observations=0, minimum_criteria=0))

    assert len(judged.state) == 5
    assert (judged.stall_probability < engine.stall_probability_threshold).all()
    assert not (judged.holds(State.POSSIBLE_STALL) | judged.holds(State.PROGRESSING)).any()
