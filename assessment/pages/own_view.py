"""What do you see? The caseworker's own view: one tap and a line, before anything of the engine's is sent."""

from collections.abc import Callable

import streamlit as st

from assessment.domain.bundle import NOTE_MAX_LENGTH
from assessment.domain.case import Case
from assessment.domain.days import COPENHAGEN
from assessment.domain.decision import OwnView, View
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _, day_in_words, quoted, time_in_words
from assessment.pages.drafts import close_draft, draft_id, open_draft
from assessment.pages.look import ask, plain
from assessment.pages.words import VIEWS


def draw_own_view(case: Case, save: Callable[[str, str, View, str], OwnView]) -> None:
    """Draw the question, and the answer where one is given; again where a newer state waits for a newer view."""
    placement_id = case.header.placement_id
    st.header(_("Hvad ser du?"), anchor=False)
    if case.own_view is not None and not case.engine_waits:
        line = f": {plain(quoted(case.own_view.line))}" if case.own_view.line else ""
        st.markdown(f"**{_(VIEWS[case.own_view.view])}**{line}")
        _keep_what_another_window_forestalled(case.own_view)
        _say_what_is_not_saved(placement_id)
        return
    if case.own_view is not None:
        st.write(_("Sagen er gjort op igen, siden du så på den. Hvad ser du nu?"))
        _say_the_last_view(case.own_view)
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


def _say_the_last_view(own_view: OwnView) -> None:
    """One quiet line of what the same caseworker saw last; what the engine made of it then is out of date."""
    told = _("Dit syn {day}: {view}.").format(
        day=day_in_words(own_view.recorded_at.astimezone(COPENHAGEN).date()), view=_(VIEWS[own_view.view])
    )
    st.caption(plain(f"{told} {quoted(own_view.line)}" if own_view.line else told))


def _keep_what_another_window_forestalled(stored: OwnView) -> None:
    """Hold on to a draft whose form is not drawn any more because a view is already stored; its widgets go now."""
    draft = open_draft("view", stored.placement_id)
    if draft is None:
        return
    view, line = st.session_state.get(f"view-{draft}"), st.session_state.get(f"line-{draft}", "")
    close_draft("view", stored.placement_id)
    written = ": ".join(filter(None, [view and _(VIEWS[view]), line.strip()]))
    if written and draft != stored.view_id:
        st.session_state[_unsaved(stored.placement_id)] = _(
            "Du havde allerede gemt dit syn i et andet vindue kl. {time}. Det, du skrev her, er ikke gemt: {text}"
        ).format(time=time_in_words(stored.recorded_at), text=quoted(written))


def _say_what_is_not_saved(placement_id: str) -> None:
    """Say it until the person has put it away."""
    key = _unsaved(placement_id)
    if key in st.session_state:
        ask(st.session_state[key], key="unsaved")
        st.button(_("Jeg har set det"), key=f"seen-{key}", on_click=st.session_state.pop, args=(key, None))


def _unsaved(placement_id: str) -> str:
    return f"unsaved-view-{placement_id}"
