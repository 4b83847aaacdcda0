"""The caseworker's reports: everybody in the municipality, or the one whose case they come from."""

from datetime import date

import pytest
from invented_desk import a_case
from invented_report import make_report
from streamlit.testing.v1 import AppTest

from assessment.access.actor import Actor, Role
from assessment.domain.errors import NotAllowed

ANNA = Actor(user="anna", role=Role.CASEWORKER, municipality="461")
PERIOD = {"from_on": date(2026, 7, 1), "to_on": date(2026, 9, 30)}


class Office:
    """Makes the invented reports, or refuses, and remembers what was asked for."""

    def __init__(self, refuses=None):
        self.refuses, self.asked = refuses, []

    def make(self, report_id, wish, tell):
        self.asked.append(wish)
        if self.refuses is not None:
            raise self.refuses
        return make_report(ANNA, report_id, wish, tell)


def _page(make, language):
    from datetime import date

    from assessment.i18n.words import in_language
    from assessment.pages.municipality_report import municipality_report

    with in_language(language):
        municipality_report(make_report=make, today=lambda: date(2026, 11, 21))


@pytest.fixture
def show():
    def run(office, *, came_from="", language="da"):
        page = AppTest.from_function(_page, kwargs={"make": office.make, "language": language}, default_timeout=30)
        if came_from:
            page.query_params["borger"] = came_from
        return page.run()

    return run


def tap(page, label="Lav rapport"):
    next(button for button in page.button if button.label == label).click()
    page.run()
    while "report-work" in page.session_state:
        assert page.session_state["report-work"].is_over(within=60)
        page.run()
    return page


def text_of(page):
    return "\n".join(str(piece.value) for piece in [*page.markdown, *page.caption]).replace("\\", "")


def test_everybody_in_the_municipality_is_one_tap(show):
    office = Office()
    page = tap(show(office))

    (wish,) = office.asked
    assert (wish.newcomer_id, wish.track, wish.from_on, wish.to_on) == (None, "", *PERIOD.values())
    assert "2 personer, 1 med beregnet udvikling" in text_of(page)
    assert page.expander[0].table[0].value.columns[0] == "Borger"
    assert not page.exception


def test_whoever_comes_from_a_case_has_chosen_its_newcomer_and_may_choose_another(show):
    office = Office()
    page = show(office, came_from="n412")
    assert page.text_input[0].value == "n412"

    tap(page)
    page.text_input[0].set_value("n413")
    tap(page)

    assert [wish.newcomer_id for wish in office.asked] == ["n412", "n413"]
    assert not page.exception


def test_somebody_of_another_municipality_is_not_said_to_be_there(show):
    page = tap(show(Office(NotAllowed("Det har du ikke adgang til.")), came_from="n999"))

    assert "Kommunen har ingen borger med id »n999«." in text_of(page)
    assert not page.get("download_button")
    assert not page.exception


def test_a_case_leads_to_a_report_of_its_newcomer():
    page = AppTest.from_function(_a_case_with_the_link, kwargs={"shown": a_case()}, default_timeout=30).run()

    (link,) = page.get("page_link")
    assert link.label == "Lav rapport"
    assert link.proto.query_string == "borger=n412"
    assert not page.exception


def _a_case_with_the_link(shown):
    import streamlit as st

    from assessment.pages.municipality_report import draw_link_to_report

    report_page = st.Page(lambda: None, title="Rapporter", url_path="rapporter")
    front = st.Page(lambda: draw_link_to_report(shown, report_page=report_page), title="Sag", default=True)
    st.navigation([front, report_page], position="hidden").run()


def test_the_page_speaks_english_beside_danish(show):
    page = tap(show(Office(), language="en"), "Make report")

    assert "2 people, 1 with computed progress" in text_of(page)
    assert not page.exception
