"""The case, top to bottom: the facts first, then your own view, and only then what the engine made of it."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from assessment.domain.case import Case
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.domain.errors import SprogsporError
from assessment.domain.rubric import Rubric
from assessment.i18n.words import _
from assessment.pages.case_header import draw_header
from assessment.pages.curve import draw_curve
from assessment.pages.decision import draw_decision
from assessment.pages.engine_view import draw_engine_view, entries_pointed_at
from assessment.pages.help import draw_help
from assessment.pages.history import draw_history
from assessment.pages.look import ask, say_notice, say_synthetic
from assessment.pages.own_view import draw_own_view
from assessment.pages.timeline import draw_timeline

SaveView = Callable[[str, str, View, str], OwnView]
SaveDecision = Callable[[str, str, Outcome, str, date | None], Decision]


def case(
    *,
    placement_id: str,
    rubric: Rubric,
    open_case: Callable[[str], Case],
    record_own_view: SaveView,
    record_decision: SaveDecision,
    draw_beside: Sequence[Callable[[Case], None]] = (),
) -> None:
    """Draw one case.

    Parameters
    ----------
    placement_id : str
        Whose case, from the address of the page; empty where the address names none.
    rubric : Rubric
        The names of criteria and steps.
    open_case : callable
        Gives the case of a placement. What it holds of the engine's view is already held back until the own view
        is stored, so nothing is hidden in the browser.
    record_own_view, record_decision : callable
        Save under an id made here, so that a double tap saves once.
    draw_beside : sequence of callable, default=()
        Draw what can be done beside reading, folded, below who and where; they are given the case.
    """
    if not placement_id:
        _nothing_here(_("Adressen nævner ingen sag. Vælg en sag i listen over alle sager."))
        return
    try:
        content = open_case(placement_id)
    except SprogsporError as refused:
        _nothing_here(str(refused))
        return
    if content.synthetic:
        say_synthetic()
    marked = entries_pointed_at(content)
    draw_header(content)
    if draw_beside:
        with st.container(key="besides"):
            for draw in draw_beside:
                draw(content)
    draw_timeline(content, rubric, marked)
    draw_curve(content, marked)
    draw_own_view(content, record_own_view)
    if content.own_view is not None:
        if not content.engine_waits:
            draw_engine_view(content)
        draw_help()
        draw_decision(content, record_decision)
    draw_history(content)
    st.divider()
    say_notice()


def _nothing_here(why: str) -> None:
    st.title(_("Sagen kan ikke vises"), anchor=False)
    ask(why)
