"""The course provider's pages, each with its use cases."""

from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.i18n.words import _
from assessment.pages.counter import counter
from assessment.pages.provider_report import provider_report
from assessment.pages.top import top
from assessment.web.doors import Doors


def draw_counter(doors: Doors, actor: Actor) -> None:
    """Draw the page that a course provider asked for."""
    deliveries_page = st.Page(
        lambda: counter(
            list_deliveries=partial(doors.counter.list_deliveries, actor),
            undo_delivery=partial(doors.counter.undo_delivery, actor),
        ),
        title=_("Leveringer"),
        url_path="leveringer",
        default=True,
    )
    reports_page = st.Page(
        lambda: provider_report(
            make_report=partial(doors.counter.make_report, actor),
            report_classes=partial(doors.counter.report_classes, actor),
            today=_today,
        ),
        title=_("Rapporter"),
        url_path="rapporter",
    )
    page = st.navigation([deliveries_page, reports_page], position="hidden")
    top(user=actor.user, home=None)
    with st.container(horizontal=True, key="counter-pages"):
        st.page_link(deliveries_page)
        st.page_link(reports_page)
    page.run()


def _today() -> date:
    return danish_day(datetime.now(UTC))
