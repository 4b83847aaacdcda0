"""What the pages on reports share: one report at a time is made, shown while it is made, and kept until the next."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from assessment.domain.errors import NotAllowed, SprogsporError
from assessment.domain.field_error import InvalidFields
from assessment.i18n.words import _
from assessment.pages.drafts import draft_id
from assessment.pages.look import plain
from assessment.pages.report_form import Whom, chosen_now, draw_form, wish
from assessment.pages.report_made import Readers, draw_made
from assessment.pages.report_work import WORK, ReportWork, draw_progress
from assessment.reports.asked_for import ReportWish
from assessment.reports.making import Tell
from assessment.reports.report import ReportFile

Make = Callable[[str, ReportWish, Tell], ReportFile]
"""Given the report's id, what is asked for, and whom to tell how far it is."""
_MADE, _WRONG, _IS_STOPPED, _ABOUT, _MADE_WITH = (
    "report-made",
    "report-wrong",
    "report-is-stopped",
    "report-about",
    "report-made-with",
)
_SOON = 0.3
"""Seconds that a small report is waited for, so that it stands there without a bar having flashed by."""


def draw_reports(make_report: Make, *, whom: Whom, readers: Readers, today: date) -> None:
    """Draw what a report is chosen by, how far it has come, and the report that is there."""
    _take_what_is_over(whom)
    work: ReportWork | None = st.session_state.get(WORK)
    made: ReportFile | None = st.session_state.get(_MADE)
    made_with = st.session_state.get(_MADE_WITH) if made is not None else None
    tapped = draw_form(whom, today, is_ready=work is None, made_with=made_with)
    if tapped and work is None:  # of two taps the second comes while the first one's report is being made
        _begin(make_report, today)
        st.rerun()
    if work is not None:
        draw_progress()
    elif wrong := st.session_state.get(_WRONG):
        with st.container(key="ask"):
            for sentence in wrong:
                st.markdown(plain(sentence))
    elif st.session_state.get(_IS_STOPPED):
        with st.container(key="ask"):
            st.markdown(_("Rapporten er afbrudt. Der er ikke lavet nogen fil. Det, du valgte, står her stadig."))
    elif made is not None:
        draw_made(made, readers, is_first=chosen_now() == made_with)


def _begin(make_report: Make, today: date) -> None:
    """Begin to make the report, or remember everything that is in the way; the report that was there is gone."""
    for key in (_MADE, _WRONG, _IS_STOPPED):
        st.session_state.pop(key, None)
    wrong: list[str] = []
    asked = wish(today, wrong)
    if asked is None:
        st.session_state[_WRONG] = wrong
        return
    # The same choice is the same report: a second tap makes no second one.
    work = ReportWork(partial(make_report, draft_id("report", repr(asked)), asked))
    st.session_state.update({WORK: work, _ABOUT: asked.newcomer_id, _MADE_WITH: chosen_now()})
    work.is_over(within=_SOON)


def _take_what_is_over(whom: Whom) -> None:
    """Keep the report that was made, or what was in its way; a report that still is made is left alone."""
    work: ReportWork | None = st.session_state.get(WORK)
    if work is None or not work.is_over():
        return
    del st.session_state[WORK]
    try:
        made = work.made()
    except InvalidFields as refused:
        st.session_state[_WRONG] = [error.message for error in refused.errors]
    except NotAllowed as refused:
        who = st.session_state.get(_ABOUT)
        st.session_state[_WRONG] = [whom.not_theirs.format(who=who) if who else str(refused)]
    except SprogsporError as refused:
        st.session_state[_WRONG] = [str(refused)]
    else:
        st.session_state[_IS_STOPPED if made is None else _MADE] = True if made is None else made
