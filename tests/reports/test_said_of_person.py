"""What a newcomer reads of their progress is carried by the figures, is no verdict, and is at most two sentences."""

from dataclasses import replace
from datetime import date
from math import nan

import numpy as np
import pytest

from assessment.i18n.words import in_language
from assessment.reports.criteria import Rated, criteria_seen
from assessment.reports.report import ReportLine
from assessment.reports.said_of_person import clearly_better, improved, not_known

LINE = ReportLine(
    newcomer_id="amina",
    from_on=date(2026, 1, 1),
    to_on=date(2026, 6, 28),
    observations=12,
    level_start=-0.5,
    level_end=0.2,
    level_se=0.5,
    pace_per_week=0.03,
    pace_se=0.02,
    level_linked=True,
    lessons_offered=100.0,
    lessons_attended=60.0,
    results_passed=0,
    last_result_on=None,
    not_included_because="",
)
UNMEASURED = replace(LINE, level_start=None, level_end=None, not_included_because="For lidt grundlag.")
BETTER, WORSE, STILL = [0, 0, 0, 1, 2, 2, 3, 3, 3], [3, 3, 3, 2, 2, 2, 1, 1, 1], [1, 2, 1, 2, 1, 2, 1, 2, 1]
TEST = "Du har bestået 1 prøve i perioden."


def seen(**steps):
    ratings = [Rated(criterion=name, step=step, observer="mia") for name, given in steps.items() for step in given]
    return criteria_seen(ratings, list(steps))


@pytest.mark.parametrize(
    ("rise", "criteria", "passed", "said"),
    [
        (2.0, seen(phone=BETTER), 0, ("nu end i begyndelsen.", "tydeligst her: Telefon og samtaleanlæg.")),
        (2.0, seen(phone=[1, 2, 2, 1, 2, 2]), 1, ("nu end i begyndelsen.", TEST)),
        (1.5, seen(phone=[1, 2, 2, 2, 2, 2]), 0, ("men det er ikke sikkert.",)),
        (0.2, seen(phone=BETTER), 0, ("i begyndelsen her: Telefon og samtaleanlæg.",)),
        (0.2, seen(phone=STILL), 1, (TEST, "ikke tydelig fremgang i de observationer, vi har.")),
        (
            0.2,
            seen(phone=STILL),
            0,
            ("ikke tydelig fremgang i de observationer, vi har.", "fordi vi har set for lidt."),
        ),
        (3.0, seen(phone=WORSE, reading=STILL), 1, (TEST, "ikke tydelig fremgang i de observationer, vi har.")),
        (2.0, (), 0, ("nu end i begyndelsen.",)),
    ],
)
def test_what_is_said_follows_from_the_figures(rise, criteria, passed, said):
    told = improved(LINE, criteria, passed=passed, rise_in_errors=rise)

    assert len(told) == len(said) <= 2
    for sentence, end in zip(told, said, strict=True):
        assert sentence.endswith(end)


def test_of_whom_nothing_is_computed_no_rise_is_told_however_the_steps_look():
    assert improved(UNMEASURED, seen(phone=BETTER), passed=1, rise_in_errors=nan) == (
        TEST,
        "Vi kan ikke sige endnu, hvad der er blevet bedre på arbejdet, og det siger ikke noget om dig.",
    )


def test_at_most_three_criteria_are_named_the_clearest_first():
    criteria = seen(phone=BETTER, reading=BETTER, writing=[0] * 4 + [4] * 5, small_talk=[0] * 6 + [4] * 6)

    (_, second) = improved(LINE, criteria, passed=0, rise_in_errors=3.0)

    assert second.startswith("Det ses tydeligst her: Småsnak, Skrive på jobbet og ")
    assert second.count(",") == 1


def test_of_people_who_stand_still_one_in_twenty_at_most_reads_that_something_is_better():
    rng = np.random.default_rng(7)
    names = [f"c{number}" for number in range(10)]
    claims = 0
    for _ in range(400):
        steps = np.clip(np.rint(2 + 0.7 * rng.normal(size=(10, 9))), 0, 4).astype(int)
        claims += bool(clearly_better(seen(**dict(zip(names, steps.tolist(), strict=True)))))

    assert claims <= 20


def test_what_is_not_known_is_told_with_its_counts():
    criteria = criteria_seen(
        [
            *(Rated(criterion="phone", step=1, observer="mia") for _ in range(3)),
            *(Rated(criterion="reading", step=1, observer=who) for who in "abcd"),
            *(Rated(criterion="writing", step=1, observer=who) for who in "aabb"),
        ],
        ["phone", "reading", "writing"],
    )
    said = not_known(replace(LINE, level_linked=False, lessons_offered=None), criteria, objects=False)

    assert [sentence.split(" er ")[0].split(":")[0] for sentence in said] == [
        "Niveauet",
        "1 kriterium",
        "1 kriterium",
        "1 kriterium",
        "Ingen har meldt lektioner ind for hele uger i perioden.",
    ]
    assert "set under 4 gange" in said[1]
    assert "så mange forskellige" in said[2]
    assert "af andre i begyndelsen end nu" in said[3]
    assert not_known(LINE, seen(phone=STILL), objects=False) == ()


def test_in_english_the_sentences_are_english():
    with in_language("en"):
        (first, second) = improved(LINE, seen(phone=BETTER), passed=0, rise_in_errors=2.0)

    assert first == "You need less help with Danish at work now than in the beginning."
    assert second == "It shows most clearly here: Phone and intercom."
