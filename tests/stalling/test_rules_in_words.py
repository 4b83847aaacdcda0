"""The published rules are the rules that execute."""

from dataclasses import fields, replace
from datetime import date

import pytest

from assessment.i18n.words import in_language
from assessment.reference.rubric import load_rubric
from assessment.stalling.rules import CRITERION_OFFSETS, RulesEngine
from assessment.stalling.rules_in_words import rules_in_words

NUMBERS = [field.name for field in fields(RulesEngine) if field.name not in {"criterion_offsets", "norms"}]


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


def test_the_usual_offsets_are_named_and_cancel_out():
    told = rules_in_words(RulesEngine())

    assert sum(CRITERION_OFFSETS.values()) == pytest.approx(0)
    assert all(load_rubric().criterion(code).name in told for code in CRITERION_OFFSETS)
    assert "Telefon og samtaleanlæg: −0,71" in told


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_words_of_statisticians_stand_under_a_title_of_their_own(language):
    titles = {"da": "For fagfolk", "en": "For specialists"}
    learned = {
        "da": ("frihedsgrader", "varians", "standardfejl"),
        "en": ("degrees of freedom", "variance", "standard error"),
    }
    with in_language(language):
        sections = rules_in_words(RulesEngine()).split("\n\n")

    (technical,) = [section for section in sections if section.startswith(f"{titles[language]}\n")]
    everyone = [section for section in sections if section != technical]
    assert all(word in technical for word in learned[language])
    assert not any(word in section for word in learned[language] for section in everyone)


def test_before_anything_is_seen_nothing_is_decided():
    """The prior alone says neither stall nor progress, on any track."""
    from assessment.measurement.trend import probability_below

    engine = RulesEngine()
    for norm in engine.norms.values():
        g, spread = norm.pace_per_week, max(engine.expected_pace_sd_share * norm.pace_per_week, norm.pace_sd)
        assert probability_below(engine.stall_pace_share * g, g, spread) < engine.stall_probability_threshold
        assert 1 - probability_below(engine.progress_pace_share * g, g, spread) < engine.progress_probability_threshold
