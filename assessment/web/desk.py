"""What one rerun draws: whose desk it is, and the pages that this role may see, each with its use cases."""

from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from assessment.access.actor import Actor, Role
from assessment.domain.days import danish_day
from assessment.i18n.words import _, in_language
from assessment.pages.case import case
from assessment.pages.look import set_the_look
from assessment.pages.queue import queue
from assessment.pages.top import say_signed_out, top
from assessment.reference.rubric import load_rubric
from assessment.web.cookies import SESSION, language_of
from assessment.web.doors import Doors, doors_in_use


def draw_desk() -> None:
    """Look up who it is, again at every rerun, and draw the page they asked for."""
    doors = doors_in_use()
    cookies = st.context.cookies
    with in_language(language_of(cookies)):
        set_the_look()
        token = cookies.get(SESSION)
        actor = doors.actor_of(token) if token else None
        if actor is None:
            say_signed_out()
        elif actor.role is Role.CASEWORKER:
            _draw_caseworker(doors, actor)
        else:
            _draw_others(actor)


def _draw_caseworker(doors: Doors, actor: Actor) -> None:
    case_page = st.Page(
        lambda: case(
            placement_id=st.query_params.get("id", ""),
            rubric=load_rubric(),
            open_case=partial(doors.open_case, actor),
            record_own_view=partial(doors.record_own_view, actor),
            record_decision=partial(doors.record_decision, actor),
        ),
        title=_("Sag"),
        url_path="sag",
    )
    queue_page = st.Page(
        lambda: queue(open_queue=partial(doors.open_queue, actor), case_page=case_page, today=_today),
        title=_("Sager"),
        url_path="sager",
        default=True,
    )
    page = st.navigation([queue_page, case_page], position="hidden")
    top(user=actor.user, home=queue_page)
    page.run()


def _draw_others(actor: Actor) -> None:
    page = st.navigation(
        [st.Page(_nothing_yet, title=_("Velkommen"), url_path="velkommen", default=True)], position="hidden"
    )
    top(user=actor.user, home=None)
    page.run()


def _nothing_yet() -> None:
    st.title(_("Velkommen"), anchor=False)
    st.write(_("Der er ingen sider til din rolle endnu. Du kan trygt logge ud."))


def _today() -> date:
    return danish_day(datetime.now(UTC))
