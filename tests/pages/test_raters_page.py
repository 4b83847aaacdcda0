"""The page on observers: by name and never a ranking, in words that can be said, and for the owner nobody's alias."""

from collections.abc import Callable

import pytest
from invented_raters import a_comparison, an_observer
from streamlit.testing.v1 import AppTest
from test_owner_pages import button, everything_on

from assessment.pages.rater_words import said_to_the_observer


def _page(found, language, towns, refused):
    import streamlit as st

    from assessment.domain.errors import CallerCanMend
    from assessment.i18n.words import in_language
    from assessment.pages.raters import owner_raters_page, raters_page

    def look(code=None):
        if refused:
            raise CallerCanMend(refused)
        return found[code] if towns else found

    with in_language(language):
        if towns:
            owner_raters_page(municipalities=lambda: towns, look=look)
        else:
            raters_page(look=look)
    assert st


@pytest.fixture
def show() -> Callable[..., AppTest]:
    """Run the page with a comparison; with ``towns`` it is the owner's."""

    def run(found, *, language: str = "da", towns: dict | None = None, refused: str = "") -> AppTest:
        kwargs = {"found": found, "language": language, "towns": towns, "refused": refused}
        return AppTest.from_function(_page, kwargs=kwargs, default_timeout=30).run()

    return run


def test_observers_stand_by_name_each_with_an_interval_and_a_sentence(show):
    page = show(a_comparison())
    text = everything_on(page)

    assert [one.value for one in page.header] == [
        "På samme skala (2)",
        "Vælger næsten altid det samme trin (1)",
        "Kan ikke sammenlignes endnu (1)",
    ]
    assert text.index("**Kirsten**") < text.index("**Mia**")
    assert "»Du ligger cirka et halvt trin strengere end andre, plus/minus et kvart.«" in text
    assert "»Dine trin ligner andres.«" in text
    assert 'role=\\"img\\" aria-label=\\"0,5 trin, sandsynligvis mellem 0,3 og 0,8' in text.replace("\\\\", "\\")
    assert "Du vælger næsten altid det samme trin" in text
    assert not page.exception


def test_who_is_not_linked_is_told_what_would_link_them(show):
    text = everything_on(show(a_comparison()))

    assert "Det kan ikke vides endnu, om du er strengere eller mildere" in text
    assert "Giv trin til et eksempel på tabletten, fx »På et lager«" in text
    assert "Lad også Mia se Selam en gang" in text


def test_the_owner_chooses_a_municipality_and_reads_no_newcomer_and_no_count(show):
    towns = {"461": a_comparison(knows_newcomers=False), "851": a_comparison(an_observer("Ib", newcomers=None))}
    page = show(towns, towns={"461": "Odense", "851": "Aalborg"})
    text = everything_on(page)

    assert "Lad også Mia se en af de borgere, som makkeren følger" in text
    assert not [word for word in ("Selam", "n412", "Bygger på") if word in text]
    page.selectbox[0].set_value("851").run()
    assert "**Ib**" in everything_on(page)
    assert not page.exception


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"severity": 0.85}, "cirka et halvt trin strengere end andre, plus/minus et kvart."),
        ({"severity": -0.85}, "cirka et halvt trin mildere end andre, plus/minus et kvart."),
        ({"severity": 1.7}, "cirka et helt trin strengere"),
        ({"severity": 2.5}, "cirka halvandet trin strengere"),
        ({"severity": 9.0}, "cirka et og trekvart trin strengere"),
        ({"severity": 0.4}, "Dine trin ligner andres."),
        ({"severity": 0.4, "severity_se": 0.9}, "for usikkert"),
        ({"severity": 0.9, "linked": False}, "Det kan ikke vides endnu"),
        ({"severity": None}, "for få observationer"),
        ({"same_step_share": 0.97}, "næsten altid det samme trin"),
        ({"same_step_share": 1.0, "ratings": 4}, "Dine trin ligner andres."),
    ],
)
def test_severity_is_said_in_quarters_of_a_step_and_never_surer_than_it_is(changes, said):
    assert said in said_to_the_observer(an_observer("Bo", **changes), 0.6)


def test_nobody_one_and_many_are_drawn(show):
    from dataclasses import replace

    nobody = show(replace(a_comparison(), observers=()))
    assert "Der er ingen makkere eller guider endnu" in everything_on(nobody)
    one = show(a_comparison(an_observer("Bo <b>*fed*</b>")), language="en")
    assert "Your steps are like those of others" in everything_on(one)
    many = show(a_comparison(*(an_observer(f"Nr{number:02d}") for number in range(50))))
    assert "**Nr20**" not in everything_on(many)
    button(many, "Vis 20 til").click().run()
    assert "**Nr20**" in everything_on(many)
    assert [page.exception for page in (nobody, one, many) if page.exception] == []


def test_what_is_refused_is_said(show):
    page = show(a_comparison(), refused="Kalibreringen mangler.")

    assert "Kalibreringen mangler" in everything_on(page)
    assert not page.exception
