"""Drafts: the id of what is being written is made here, so that a second tap saves the same thing."""

from uuid import uuid4

import streamlit as st


def draft_id(kind: str, placement_id: str) -> str:
    """The id of the draft of that kind for that placement: the same until it is closed."""
    return str(st.session_state.setdefault(_key(kind, placement_id), str(uuid4())))


def open_draft(kind: str, placement_id: str) -> str | None:
    """The id of the draft that is open, None where none is."""
    draft = st.session_state.get(_key(kind, placement_id))
    return None if draft is None else str(draft)


def close_draft(kind: str, placement_id: str) -> None:
    """Forget the draft, once what it held is saved."""
    st.session_state.pop(_key(kind, placement_id), None)


def _key(kind: str, placement_id: str) -> str:
    return f"draft-{kind}-{placement_id}"
