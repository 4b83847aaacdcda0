"""What was thought and decided about a case, newest first."""

import streamlit as st

from assessment.domain.case import Case
from assessment.domain.days import danish_day
from assessment.i18n.words import _, day_in_words, quoted
from assessment.pages.in_pieces import in_pieces
from assessment.pages.look import plain
from assessment.pages.words import OUTCOMES, VIEWS


def draw_history(case: Case) -> None:
    """Draw the own view and the decisions; nothing at all where there is neither."""
    lines = _lines(case)
    if not lines:
        return
    st.header(_("Historik"), anchor=False)
    for line in in_pieces(lines, f"history-{case.header.placement_id}"):
        st.markdown(line)


def _lines(case: Case) -> list[str]:
    moments = []
    if view := case.own_view:
        text = _("Eget syn: {view}").format(view=_(VIEWS[view.view]))
        moments.append((view.recorded_at, view.user, text, view.line))
    for decision in case.decisions:
        text = _("Beslutning: {outcome}").format(outcome=_(OUTCOMES[decision.outcome]))
        if decision.follow_up_on is not None:
            text += ". " + _("Ses igen {day}").format(day=day_in_words(decision.follow_up_on))
        moments.append((decision.recorded_at, decision.user, text, decision.reason))
    return [
        f"**{day_in_words(danish_day(moment))}** · {plain(user)}  \n{plain(text)}"
        + (f"  \n{plain(quoted(words))}" if words else "")
        for moment, user, text, words in sorted(moments, key=lambda entry: entry[0], reverse=True)
    ]
