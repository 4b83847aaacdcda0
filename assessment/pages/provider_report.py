"""The provider's reports: everybody, a class or one learner; which days; and the file, with whoever is not in it."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _
from assessment.pages.look import ask
from assessment.pages.report_form import Whom
from assessment.pages.report_made import Readers
from assessment.pages.report_page import Make, draw_reports
from assessment.reports.asked_for import ReportClass


def provider_report(
    *, make_report: Make, report_classes: Callable[[], Sequence[ReportClass]], today: Callable[[], date]
) -> None:
    """Draw the page.

    Parameters
    ----------
    make_report : callable
        Makes the report, and tells of each step.
    report_classes : callable
        Gives the classes that the provider has now.
    today : callable
        Gives the Danish day.
    """
    st.title(_("Rapporter"), anchor=False)
    st.write(
        _(
            "Se, hvordan det er gået jeres kursister i en periode: det, makkerne på arbejdspladserne har set, og de "
            "lektioner og prøver, I selv har leveret."
        )
    )
    try:
        classes = tuple(report_classes())
    except SprogsporError as refused:
        ask(str(refused))
        return
    whom = Whom(
        everybody=_("Alle kursister"),
        one=_("Én kursist"),
        asks_for_one=_("Kursistens id"),
        where_to_find_one=_("Som det står i jeres levering"),
        not_theirs=_("I har ingen kursist med id »{who}«. Se efter, om det er skrevet rigtigt."),
        classes=classes,
    )
    readers = Readers(nobody=_("Ingen var tilmeldt hos jer fra {period}."), who=_("Kursist"))
    draw_reports(make_report, whom=whom, readers=readers, today=today())
