"""The course provider's pages, each with its use cases."""

import streamlit as st

from assessment.access.actor import Actor
from assessment.i18n.words import _
from assessment.pages.top import top
from assessment.web.doors import Doors


def draw_counter(doors: Doors, actor: Actor) -> None:
    """Draw the page that a course provider asked for."""
    page = st.navigation([st.Page(lambda: None, title=_("Leveringer"), default=True)], position="hidden")
    top(user=actor.user, home=None)
    page.run()
