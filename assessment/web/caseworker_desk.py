"""The caseworker's pages, each with its use cases."""

from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from assessment.access.actor import Actor
from assessment.domain.days import danish_day
from assessment.i18n.words import _
from assessment.pages.case import case
from assessment.pages.queue import queue
from assessment.pages.top import top
from assessment.reference.rubric import load_rubric
from assessment.web.doors import Doors


def draw_caseworker(doors: Doors, actor: Actor) -> None:
    """Draw the page that a caseworker asked for."""
    case_page = st.Page(
        lambda: case(
            placement_id=st.query_params.get("id", ""),
            rubric=load_rubric(),
            open_case=partial(doors.casework.open_case, actor),
            record_own_view=partial(doors.casework.record_own_view, actor),
            record_decision=partial(doors.casework.record_decision, actor),
        ),
        title=_("Sag"),
        url_path="sag",
    )
    queue_page = st.Page(
        lambda: queue(open_queue=partial(doors.casework.open_queue, actor), case_page=case_page, today=_today),
        title=_("Sager"),
        url_path="sager",
        default=True,
    )
    page = st.navigation([queue_page, case_page], position="hidden")
    top(user=actor.user, home=queue_page)
    page.run()


def _today() -> date:
    return danish_day(datetime.now(UTC))
