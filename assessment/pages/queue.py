"""The caseworker's queue: whom to look at next, by facts alone."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.navigation.page import Page

from assessment.domain.case import Queue, QueueRow
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _, day_in_words
from assessment.pages.look import ask, plain, say_synthetic
from assessment.pages.words import KINDS, last_seen_in_words, state_in_words, weeks_left_in_words, word

SHOWN_AT_FIRST = 20
_WIDTHS = [23, 20, 16, 28]


def queue(*, open_queue: Callable[[], Queue], case_page: Page, today: Callable[[], date]) -> None:
    """Draw the queue; each row leads to ``case_page``.

    A row says what is known, never what the engine made of it, until this caseworker's own view is stored.
    """
    try:
        desk = open_queue()
    except SprogsporError as refused:
        st.title(_("Sager"), anchor=False)
        ask(str(refused))
        return
    if desk.synthetic:
        say_synthetic()
    st.title(_("Sager i {municipality}").format(municipality=desk.municipality_name), anchor=False)
    if desk.why_empty:
        ask(desk.why_empty)
        return
    if desk.as_of is not None:
        st.caption(_("Opgjort {day}.").format(day=day_in_words(desk.as_of)))

    draw = partial(_draw_rows, case_page=case_page, today=today())
    st.header(_("Til gennemsyn ({n})").format(n=len(desk.to_review)), anchor=False)
    draw(
        desk.to_review,
        name="review",
        lead=_(
            "Kortest tid tilbage står øverst. Nogle er her, fordi systemet peger på dem, andre er valgt tilfældigt."
        ),
        empty=_("Der er ingen sager til gennemsyn lige nu. Nye kommer til, når observationerne gøres op igen."),
    )
    with _section("reviewed", _("Set af dig ({n})").format(n=len(desk.reviewed)), is_open=True) as part:
        if part.open:
            draw(desk.reviewed, name="reviewed", empty=_("Når du har gemt dit eget syn på en sag, står den her."))
    with _section("too-little", _("For lidt grundlag ({n})").format(n=len(desk.too_little))) as part:
        if part.open:
            draw(
                desk.too_little,
                name="too-little",
                lead=_("Billigste næste skridt: bed makkeren om en observation af småsnak i pausen."),
                empty=_("Alle sager har nok observationer til at blive set på."),
            )
    with _section("others", _("Øvrige ({n})").format(n=len(desk.others))) as part:
        if part.open:
            draw(desk.others, name="others", empty=_("Der er ingen andre sager."))


def _section(name: str, title: str, *, is_open: bool = False) -> ExpanderContainer:
    """A part of the queue that can be folded; what is folded is not drawn."""
    return st.expander(title, expanded=is_open, key=f"section-{name}", on_change="rerun", type="compact")


def _draw_rows(
    rows: Sequence[QueueRow], *, name: str, empty: str, case_page: Page, today: date, lead: str = ""
) -> None:
    """The rows of one part, a long one in pieces."""
    if not rows:
        st.write(empty)
        return
    if lead:
        st.caption(lead)
    shown = st.session_state.get(f"shown-{name}", SHOWN_AT_FIRST)
    with st.container(key=f"rows-{name}"):
        for row in rows[:shown]:
            _draw_row(row, case_page=case_page, today=today)
    if (hidden := len(rows) - shown) > 0:
        more = min(hidden, SHOWN_AT_FIRST)
        if st.button(_("Vis {n} til").format(n=more), key=f"more-{name}"):
            st.session_state[f"shown-{name}"] = shown + SHOWN_AT_FIRST
            st.rerun()


def _draw_row(row: QueueRow, *, case_page: Page, today: date) -> None:
    header = row.header
    with st.container(key=f"row-{header.placement_id}"):
        name, where, left, seen = st.columns(_WIDTHS, vertical_alignment="center")
        label = f"{header.alias} ({header.placement_id})" if header.alias else header.placement_id
        name.page_link(case_page, label=plain(label), query_params={"id": header.placement_id})
        where.markdown(plain(", ".join(part for part in (header.trade, word(KINDS, header.kind)) if part)))
        left.markdown(weeks_left_in_words(header.weeks_left))
        seen.markdown("  \n".join([last_seen_in_words(header.last_seen_on, today), *_news(row)]))


def _news(row: QueueRow) -> list[str]:
    facts = []
    if row.state is not None:
        facts.append(f"**{state_in_words(row.state.state)}**")
    if row.new_since_last:
        facts.append(_("ny siden sidst"))
    if row.buddy_changed:
        facts.append(_("makker skiftet"))
    return facts
