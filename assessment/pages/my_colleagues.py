"""A buddy's own page: the tablet form in a frame that is as tall as the screen, and the way to open it alone."""

from html import escape

import streamlit as st

from assessment.i18n.words import _


def my_colleagues(*, form: str) -> None:
    """Show the form at the address ``form``, which is on this same site."""
    with st.container(key="felt"):
        alone = escape(_("Åbn siden for sig selv"))
        st.html(f'<a href="{escape(form)}" target="_self">{alone}</a>')
        st.iframe(form, height=800, alt=_("Mine kolleger"))
