"""The line at the top of every page: home, who you are, the other language, and the way out."""

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.navigation.page import Page

from assessment.i18n.words import _, current_language


def top(*, user: str, home: Page | None, links: Sequence[Page] = ()) -> None:
    """Draw the line; ``home`` is the page that the name of the product leads to, None where there is none.

    ``links`` are the pages of this role, where there is more than one.
    """
    with st.container(key="top"):
        left, right = st.columns([3, 8], vertical_alignment="center")
        if home is not None:
            left.page_link(home, label=_("Sprogspor: alle sager"))
        else:
            left.markdown("Sprogspor")
        right.html(_way_out(user))
        if links:
            with st.container(key="top-links", horizontal=True):
                for page in links:
                    st.page_link(page, label=page.title)


def say_signed_out() -> None:
    """Say that the session is over, and where to sign in again."""
    st.title(_("Du er logget ud"), anchor=False)
    st.write(_("Det, du har gemt, er bevaret. Log ind igen for at fortsætte."))
    sign_in = escape(_("Log ind"))
    st.html(f'<a href="/log-ind" target="_self">{sign_in}</a>')


def _way_out(user: str) -> str:
    other, name = ("en", "English") if current_language() == "da" else ("da", "Dansk")
    sign_out, everywhere = escape(_("Log ud")), escape(_("Log ud på alle enheder"))
    return (
        f'<div class="who"><span>{escape(user)}</span>'
        f'<a href="/sprog/{other}" target="_self" lang="{other}" hreflang="{other}">{name}</a>'
        '<form method="post" action="/log-ud" target="_self">'
        f'<button type="submit">{sign_out}</button></form>'
        '<form method="post" action="/log-ud" target="_self"><input type="hidden" name="alle" value="1">'
        f'<button type="submit">{everywhere}</button></form>'
        "</div>"
    )
