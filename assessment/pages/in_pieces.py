"""A long list in pieces: what is drawn now, and a button for the next, so that no page grows with the years."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import streamlit as st

from assessment.i18n.words import _

ROWS_A_PIECE = 50
_Row = TypeVar("_Row")


def in_pieces(rows: Sequence[_Row], name: str, *, piece: int = ROWS_A_PIECE, of: int | None = None) -> Iterator[_Row]:
    """Give the rows that are to be drawn now, and draw a button under them where there are more.

    Each tap shows as many again as are shown, so that the end of thousands is a few taps away. ``name`` is what the
    list is remembered by in the session; ``of`` how many rows there are where only the first were fetched, which must
    be as many as `rows_shown` says.
    """
    shown = rows_shown(name, piece=piece)
    yield from rows[:shown]
    if (hidden := (len(rows) if of is None else of) - shown) > 0:
        st.button(
            _("Vis {n} til").format(n=min(hidden, shown)),
            key=f"more-{name}",
            on_click=_show,
            args=(f"shown-{name}", 2 * shown),
        )


def rows_shown(name: str, *, piece: int = ROWS_A_PIECE) -> int:
    """How many rows of a list are to be drawn now, for whoever fetches no more than these."""
    return int(st.session_state.get(f"shown-{name}", piece))


def begin_again(name: str) -> None:
    """Show the first piece of a list alone, because it holds something else now."""
    st.session_state.pop(f"shown-{name}", None)


def _show(key: str, rows: int) -> None:
    st.session_state[key] = rows
