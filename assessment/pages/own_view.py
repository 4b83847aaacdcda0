"""What do you see? The caseworker's own view: one tap and a line, before anything of the engine's is sent."""

from collections.abc import Callable

import streamlit as st

from assessment.domain.bundle import NOTE_MAX_LENGTH
from assessment.domain.case import Case
from assessment.domain.decision import OwnView, View
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.look import ask, plain
from assessment.pages.words import VIEWS


def draw_own_view(case: Case, save: Callable[[str, str, View, str], OwnView]) -> None:
    """Draw the question, and the answer where one is given; again where a newer state waits for a newer view."""
    st.header(_("Hvad ser du?"), anchor=False)
    if case.own_view is not None:
        line = f": »{plain(case.own_view.line)}«" if case.own_view.line else ""
        st.markdown(f"**{_(VIEWS[case.own_view.view])}**{line}")
        if not case.engine_waits:
            return
        st.write(_("Sagen er gjort op igen, siden du så på den. Hvad ser du nu?"))
    placement_id = case.header.placement_id
    draft = draft_id("view", placement_id)
    with st.form(f"choice-view-{draft}", border=False):
        view = st.segmented_control(
            _("Dit eget syn på forløbet lige nu"),
            list(View),
            format_func=lambda view: _(VIEWS[view]),
            key=f"view-{draft}",
            width="stretch",
        )
        line = st.text_input(
            _("En linje om, hvad du lægger vægt på (valgfri)"),
            max_chars=NOTE_MAX_LENGTH,
            key=f"line-{draft}",
            autocomplete="off",
        )
        tapped_save = st.form_submit_button(_("Gem mit syn"), type="primary", key=f"save-view-{draft}")
    if not tapped_save:
        if case.engine_waits:
            st.caption(_("Når dit syn er gemt, kan du se, hvad systemet peger på og hvorfor."))
        return
    if view is None:
        ask(_("Vælg et af de tre svar. Din linje er bevaret."))
        return
    try:
        save(draft, placement_id, view, line.strip())
    except SprogsporError as refused:
        ask(str(refused))
        return
    close_draft("view", placement_id)
    st.rerun()
