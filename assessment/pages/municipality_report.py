"""The caseworker's reports: the municipality's newcomers, all of them or one."""

from collections.abc import Callable
from datetime import date

import streamlit as st
from streamlit.navigation.page import Page

from assessment.domain.case import Case
from assessment.i18n.words import _
from assessment.pages.report_form import Whom, choose_one
from assessment.pages.report_made import Readers
from assessment.pages.report_page import Make, draw_reports

_CAME_WITH = "report-came-with"
ABOUT = "borger"
"""What the address calls the newcomer whom a case's link asks for."""


def municipality_report(*, make_report: Make, today: Callable[[], date]) -> None:
    """Draw the page; a link from a case has chosen its newcomer already.

    Parameters
    ----------
    make_report : callable
        Makes the report, and tells of each step.
    today : callable
        Gives the Danish day.
    """
    asked = st.query_params.get(ABOUT, "")
    if asked and st.session_state.get(_CAME_WITH) != asked:
        choose_one(asked)
    st.session_state[_CAME_WITH] = asked
    st.title(_("Rapporter"), anchor=False)
    st.write(
        _(
            "Se, hvordan det er gået kommunens borgere i en periode, eller lav én borgers side, som I kan læse sammen. "
            "Rapporten skrives i journalen."
        )
    )
    whom = Whom(
        everybody=_("Alle i kommunen"),
        one=_("Én borger"),
        asks_for_one=_("Borgerens id"),
        where_to_find_one=_("Vælg »Lav rapport« i sagen, så står det her"),
        not_theirs=_("Kommunen har ingen borger med id »{who}«. Se efter, om det er skrevet rigtigt."),
    )
    readers = Readers(nobody=_("Ingen havde et forløb fra {period}."), who=_("Borger"))
    draw_reports(make_report, whom=whom, readers=readers, today=today())


def draw_link_to_report(case: Case, *, report_page: Page) -> None:
    """Draw the way from a case to a report of its newcomer."""
    st.page_link(report_page, label=_("Lav rapport"), query_params={ABOUT: case.header.newcomer_id})
