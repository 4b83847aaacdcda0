"""What one rerun draws: who it is, looked up again, and the pages that their role may see."""

import streamlit as st

from assessment.access.actor import Role
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import in_language
from assessment.pages.look import set_the_look
from assessment.pages.top import say_signed_out
from assessment.web.buddy_desk import draw_buddy
from assessment.web.caseworker_desk import draw_caseworker
from assessment.web.cookies import SESSION, language_of
from assessment.web.counter_desk import draw_counter
from assessment.web.doors import doors_in_use
from assessment.web.owner_desk import draw_owner

_DESKS = {
    Role.CASEWORKER: draw_caseworker,
    Role.OBSERVER: draw_buddy,
    Role.PROVIDER: draw_counter,
    Role.OWNER: draw_owner,
}


_WHOSE = "whose-desk"


def draw_desk() -> None:
    """Look up who it is, again at every rerun, and draw the page they asked for."""
    doors = doors_in_use()
    cookies = st.context.cookies
    with in_language(language_of(cookies)):
        set_the_look()
        token = cookies.get(SESSION)
        try:
            actor = doors.actor_of(token) if token else None
        except SprogsporError as problem:  # the database is gone or busy: nobody is let in, and nothing is forgotten
            st.error(str(problem))
            return
        _forget_somebody_else(actor.user if actor else None)
        if actor is None:
            say_signed_out()
        else:
            _DESKS[actor.role](doors, actor)


def _forget_somebody_else(user: str | None) -> None:
    """Empty what the browser's window kept here, unless it is the same person's.

    A window that lost its line comes back to the same state for a quarter of an hour, with whatever cookie it has by
    then: on a shared machine that may be a colleague's.
    """
    if st.session_state.get(_WHOSE) != user:
        st.session_state.clear()
    if user is not None:
        st.session_state[_WHOSE] = user
