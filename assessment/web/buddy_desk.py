"""The buddy's page around the tablet form."""

import streamlit as st

from assessment.access.actor import Actor
from assessment.i18n.words import _
from assessment.pages.my_colleagues import my_colleagues
from assessment.pages.top import top
from assessment.web.doors import Doors


def draw_buddy(doors: Doors, actor: Actor) -> None:  # noqa: ARG001 - every desk is called alike; this one asks by /api
    """Draw the page that a buddy or guide asked for; who they are the form's own calls say again."""
    front = st.Page(lambda: my_colleagues(form="/felt"), title=_("Mine kolleger"), default=True)
    page = st.navigation([front], position="hidden")
    top(user=actor.user, home=None)
    page.run()
