"""The buddy's page around the tablet form."""

import streamlit as st

from assessment.access.actor import Actor
from assessment.i18n.words import _
from assessment.pages.top import top
from assessment.web.doors import Doors


def draw_buddy(doors: Doors, actor: Actor) -> None:
    """Draw the page that a buddy or guide asked for."""
    page = st.navigation([st.Page(lambda: None, title=_("Mine kolleger"), default=True)], position="hidden")
    top(user=actor.user, home=None)
    page.run()
