"""The line at the top of every page: home, who you are, the other language, and the way out."""

from html import escape

import streamlit as st
from streamlit.navigation.page import Page

from assessment.i18n.words import _, current_language


def top(*, user: str, home: Page | None) -> None:
    """Draw the line; ``home`` is the page that the name of the product leads to, None where there is none."""
    with st.container(key="top"):
        left, right = st.columns([1, 2], vertical_alignment="center")
        if home is not None:
            left.page_link(home, label=_("Sprogspor: alle sager"))
        else:
            left.markdown("Sprogspor")
        right.html(_way_out(user))


def say_signed_out() -> None:
    """Say that the session is over, and where to sign in again."""
    st.title(_("Du er logget ud"), anchor=False)
    st.write(_("Det, du har gemt, er bevaret. Log ind igen for at fortsætte."))
    sign_in = escape(_("Log ind"))
    st.html(f'<a href="/log-ind" target="_self">{sign_in}</a>')


def _way_out(user: str) -> str:
    other, name = ("en", "English") if current_language() == "da" else ("da", "Dansk")
    sign_out = escape(_("Log ud"))
    return (
        f'<div class="who"><span>{escape(user)}</span>'
        f'<a href="/sprog/{other}" target="_self" lang="{other}" hreflang="{other}">{name}</a>'
        '<form method="post" action="/log-ud" target="_self">'
        f'<button type="submit">{sign_out}</button></form>'
        "</div>"
    )
