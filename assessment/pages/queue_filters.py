"""What the queue is narrowed by: facts that a caseworker picks, and one line that says what is picked."""

from collections.abc import Sequence

import streamlit as st

from assessment.domain.case import Queue, QueueWish
from assessment.i18n.words import _, quoted
from assessment.pages.look import plain
from assessment.pages.words import KINDS, word

FIND, TRADE, KIND, NEW, CHANGED = "filter-find", "filter-trade", "filter-kind", "filter-new", "filter-changed"
_NOTHING_PICKED: dict[str, str | bool] = {FIND: "", TRADE: "", KIND: "", NEW: False, CHANGED: False}
_FIND_MAX_LENGTH = 80
_REMEMBERED = "queue-filters"


def picked_filters() -> QueueWish:
    """What is picked, also after a visit to another page; rows are left to the caller."""
    picked = {**_NOTHING_PICKED, **st.session_state.get(_REMEMBERED, {})}
    picked |= {key: st.session_state[key] for key in _NOTHING_PICKED if key in st.session_state}
    st.session_state[_REMEMBERED] = picked
    return QueueWish(
        find=" ".join(str(picked[FIND] or "").split()),
        trade=str(picked[TRADE] or ""),
        kind=str(picked[KIND] or ""),
        only_new=bool(picked[NEW]),
        only_buddy_changed=bool(picked[CHANGED]),
    )


def draw_find() -> None:
    """Draw the field in which a person is looked for; it holds what was written before a visit to a case."""
    st.session_state.setdefault(FIND, st.session_state[_REMEMBERED][FIND])
    st.text_input(_("Find navn eller nummer"), key=FIND, max_chars=_FIND_MAX_LENGTH, autocomplete="off")


def draw_filters(desk: Queue, wish: QueueWish) -> None:
    """Draw the button that opens the choices."""
    for key, value in st.session_state[_REMEMBERED].items():
        st.session_state.setdefault(key, value)
    with st.popover(_("Filtre"), key="filters", width="stretch"):
        _choice(TRADE, _("Fag"), desk.trades, wish.trade, {})
        _choice(KIND, _("Slags forløb"), desk.kinds, wish.kind, KINDS)
        st.checkbox(_("Kun ny siden sidst"), key=NEW)
        st.checkbox(_("Kun makker skiftet"), key=CHANGED)


def say_what_is_picked(desk: Queue, wish: QueueWish) -> None:
    """One line that says what is shown and out of how many, with the way back; nothing where nothing is picked."""
    picked = [
        quoted(wish.find) if wish.find else "",
        wish.trade,
        word(KINDS, wish.kind),
        _("ny siden sidst") if wish.only_new else "",
        _("makker skiftet") if wish.only_buddy_changed else "",
    ]
    if not any(picked):
        return
    with st.container(key="picked"):
        said, way_back = st.columns([8, 2], vertical_alignment="center")
        told = _("Viser kun: {what}.") if wish.find else _("Viser kun: {what}. {n} af {total} sager.")
        said.markdown(plain(told.format(what=", ".join(filter(None, picked)), n=desk.listed, total=desk.cases)))
        way_back.button(_("Vis alle"), key="show-all", on_click=_pick_nothing, width="stretch")


def _choice(key: str, label: str, found: Sequence[str], picked: str, words: dict[str, str]) -> None:
    options = ["", *sorted({*found, *filter(None, [picked])})]
    st.selectbox(
        label, options, key=key, format_func=lambda code: word(words, code) if code else _("alle"), filter_mode=None
    )


def _pick_nothing() -> None:
    st.session_state.update(_NOTHING_PICKED)
