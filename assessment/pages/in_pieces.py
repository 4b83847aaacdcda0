"""A long list in pieces: what is drawn now, and a button for the next, so that no page grows with the years."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import streamlit as st

from assessment.i18n.words import _

ROWS_A_PIECE = 50
_Row = TypeVar("_Row")


def in_pieces(rows: Sequence[_Row], name: str, *, piece: int = ROWS_A_PIECE) -> Iterator[_Row]:
    """Give the rows that are to be drawn now, and draw a button under them where there are more.

    Each tap shows as many again as are shown, so that the end of thousands is a few taps away. ``name`` is what the
    list is remembered by in the session.
    """
    shown = int(st.session_state.get(f"shown-{name}", piece))
    yield from rows[:shown]
    if (hidden := len(rows) - shown) > 0:
        st.button(
            _("Vis {n} til").format(n=min(hidden, shown)),
            key=f"more-{name}",
            on_click=_show,
            args=(f"shown-{name}", 2 * shown),
        )


def _show(key: str, rows: int) -> None:
    st.session_state[key] = rows
