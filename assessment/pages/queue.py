"""The caseworker's queue: whom to look at next, by facts alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.navigation.page import Page

from assessment.domain.case import QUEUE_PARTS, Queue, QueuePart, QueueRow, QueueWish
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _, day_in_words
from assessment.pages.look import ask, plain, say_learned_from_invented, say_synthetic
from assessment.pages.queue_filters import draw_filters, draw_find, picked_filters, say_what_is_picked
from assessment.pages.words import KINDS, last_seen_in_words, state_in_words, weeks_left_in_words, word

SHOWN_AT_FIRST = 20
_WIDTHS = [23, 20, 16, 28]
_OPEN_AT_FIRST: tuple[QueuePart, ...] = ("to_review", "reviewed")
_OPENED = "queue-opened"


def queue(*, open_queue: Callable[[QueueWish], Queue], case_page: Page, today: Callable[[], date]) -> None:
    """Draw the queue; each row leads to ``case_page``.

    A row says what is known, never what the engine made of it, until this caseworker's own view is stored. Only the
    rows that are drawn are asked for.
    """
    picked = picked_filters()
    wish = replace(picked, rows={part: _shown(part) for part in QUEUE_PARTS if picked.find or _is_open(part)})
    try:
        desk = open_queue(wish)
    except SprogsporError as refused:
        st.title(_("Sager"), anchor=False)
        ask(str(refused))
        return
    if desk.synthetic:
        say_synthetic()
    st.title(_("Sager i {municipality}").format(municipality=desk.municipality_name), anchor=False)
    if desk.why_empty:
        ask(desk.why_empty)
    elif desk.as_of is not None:
        sentence = _("Opgjort {day} med modellen.") if desk.is_by_model else _("Opgjort {day}.")
        st.caption(sentence.format(day=day_in_words(desk.as_of)))
        if desk.is_learned_from_invented:
            say_learned_from_invented()
    draw_find()
    draw = partial(_draw_rows, desk, case_page=case_page, today=today(), searching=bool(wish.find))
    if wish.find:
        _draw_found(desk, wish, draw, today())
    elif not desk.why_empty:
        _draw_lists(desk, wish, draw)


def _draw_found(desk: Queue, wish: QueueWish, draw: Callable[..., None], today: date) -> None:
    """Everybody who is looked for, under the name of the list they stand in; a list without any is not named."""
    with st.container(key="queue-heading"):
        heading, filters = st.columns([8, 2], vertical_alignment="center")
        heading.header(_("Fundet ({n})").format(n=sum(desk.counts.values())), anchor=False)
        with filters:
            draw_filters(desk, wish)
    say_what_is_picked(desk, wish)
    if not any(desk.counts.values()):
        st.write(_("Ingen passer til det, du har skrevet. Prøv med en del af navnet eller nummeret."))
    is_over = all(_is_over_or_coming(row, today) for row in desk.elsewhere)
    titles: dict[QueuePart, str] = {
        "to_review": _("Til gennemsyn ({n})"),
        "reviewed": _("Set af dig ({n})"),
        "too_little": _("For lidt grundlag ({n})"),
        "others": _("Øvrige ({n})"),
        "elsewhere": _("Afsluttede og kommende ({n})") if is_over else _("Uden for listerne ({n})"),
    }
    for part, title in titles.items():
        if desk.counts[part]:
            st.subheader(title.format(n=desk.counts[part]), anchor=False)
            draw(part, empty="")


def _is_over_or_coming(row: QueueRow, today: date) -> bool:
    header = row.header
    return header.started_on > today or (header.ends_on is not None and header.ends_on < today)


def _draw_lists(desk: Queue, wish: QueueWish, draw: Callable[..., None]) -> None:
    """Whom to look at first, and then the parts that can be folded."""
    _draw_heading(desk, wish)
    draw(
        "to_review",
        lead=_(
            "Kortest tid tilbage står øverst. Nogle er her, fordi systemet peger på dem, andre er valgt tilfældigt."
        ),
        empty=_("Der er ingen sager til gennemsyn lige nu. Nye kommer til, når observationerne gøres op igen."),
    )
    with _section("reviewed", _("Set af dig ({n})").format(n=desk.counts["reviewed"])) as part:
        if part.open:
            draw("reviewed", empty=_("Når du har gemt dit eget syn på en sag, står den her."))
    with _section("too_little", _("For lidt grundlag ({n})").format(n=desk.counts["too_little"])) as part:
        if part.open:
            draw(
                "too_little",
                lead=_("Nemmeste næste skridt: bed makkeren om en observation af småsnak i pausen."),
                empty=_("Alle sager har nok observationer til at blive set på."),
            )
    with _section("others", _("Øvrige ({n})").format(n=desk.counts["others"])) as part:
        if part.open:
            draw("others", empty=_("Der er ingen andre sager."))


def _draw_heading(desk: Queue, wish: QueueWish) -> None:
    """How many wait, how many of them have news, and what the queue is narrowed by."""
    with st.container(key="queue-heading"):
        heading, news, filters = st.columns([5, 3, 2], vertical_alignment="center")
        heading.header(_("Til gennemsyn ({n})").format(n=desk.counts["to_review"]), anchor=False)
        if desk.new_to_review:
            news.markdown(_("Siden sidst: {n} nye").format(n=desk.new_to_review))
        with filters:
            draw_filters(desk, wish)
    say_what_is_picked(desk, wish)


def _section(part: QueuePart, title: str) -> ExpanderContainer:
    """A part of the queue that can be folded; what is folded is not drawn, and stays so after a visit to a case."""
    key = f"section-{part}"
    is_open = _is_open(part)
    st.session_state.setdefault(key, is_open)
    st.session_state[_OPENED] = {**st.session_state.get(_OPENED, {}), part: is_open}
    return st.expander(title, expanded=part in _OPEN_AT_FIRST, key=key, on_change="rerun", type="compact")


def _is_open(part: QueuePart) -> bool:
    remembered = st.session_state.get(_OPENED, {}).get(part, part in _OPEN_AT_FIRST)
    return bool(st.session_state.get(f"section-{part}", remembered))


def _shown(part: QueuePart) -> int:
    return int(st.session_state.get(f"shown-{part}", SHOWN_AT_FIRST))


def _draw_rows(
    desk: Queue,
    part: QueuePart,
    *,
    empty: str,
    case_page: Page,
    today: date,
    lead: str = "",
    searching: bool = False,
) -> None:
    """The rows of one part, a long one in pieces."""
    rows: Sequence[QueueRow] = getattr(desk, part)
    if not rows:
        st.write(empty if desk.listed == desk.cases else _("Ingen her passer til det, du har valgt."))
        return
    if lead:
        st.caption(lead)
    with st.container(key=f"rows-{part}"):
        for row in rows:
            _draw_row(row, case_page=case_page, today=today, searching=searching)
    if (hidden := desk.counts[part] - len(rows)) > 0:
        more = min(hidden, SHOWN_AT_FIRST)
        if st.button(_("Vis {n} til").format(n=more), key=f"more-{part}"):
            st.session_state[f"shown-{part}"] = _shown(part) + SHOWN_AT_FIRST
            st.rerun()


def _draw_row(row: QueueRow, *, case_page: Page, today: date, searching: bool) -> None:
    """One row. Who begins later has no case to open yet; a workplace is named where somebody looks for it."""
    header = row.header
    with st.container(key=f"row-{header.placement_id}"):
        name, where, left, seen = st.columns(_WIDTHS, vertical_alignment="center")
        label = f"{header.alias} ({header.placement_id})" if header.alias else header.placement_id
        place = header.workplace if searching else ""
        where.markdown(plain(", ".join(part for part in (place, header.trade, word(KINDS, header.kind)) if part)))
        if header.started_on > today:
            name.markdown(plain(label))
            left.markdown(plain(_("begynder {day}").format(day=day_in_words(header.started_on))))
            seen.markdown(_("Sagen kan åbnes fra den dag."))
            return
        name.page_link(case_page, label=plain(label), query_params={"id": header.placement_id})
        left.markdown(plain(weeks_left_in_words(header.weeks_left, header.ends_on, today)))
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
