"""The page on which notes are searched: what stands there word for word, and beside it what means nearly the same."""

from collections.abc import Callable

import streamlit as st
from streamlit.navigation.page import Page

from assessment.domain.errors import InvalidValue, SprogsporError
from assessment.domain.note_search import FoundByMeaning, FoundByWords, NoteHit
from assessment.i18n.words import _, _n, day_in_words, quoted
from assessment.pages.in_pieces import begin_again, in_pieces, rows_shown
from assessment.pages.look import ask, escaped, plain, say_synthetic
from assessment.pages.words import ROLES, word

_WORDS, _MEANING = "words", "meaning"
_PIECE = 20
_NEAREST_FIRST = 10
_WIDTHS = [8, 12]
_BOX, _ASKED = "search-box", "search-asked"
_MOST_LETTERS = 1_000


def search_page(
    *,
    by_words: Callable[[str, int], FoundByWords],
    by_meaning: Callable[[str, bool], FoundByMeaning],
    case_page: Page,
) -> None:
    """Draw the box and what was found; each note leads to its case on ``case_page``.

    Parameters
    ----------
    by_words : callable
        Given the question and how many notes are to be drawn.
    by_meaning : callable
        Given the question and whether somebody asks just now; a page drawn again is kept waiting for nobody.
    case_page : Page
        Where a case is read.
    """
    banner = st.container()
    st.title(_("Søg i noter"), anchor=False)
    is_asked_now = _draw_box()
    asked = st.session_state.get(_ASKED)
    if asked is None:
        return
    try:
        found = by_words(asked, rows_shown(_WORDS, piece=_PIECE))
        if found.synthetic:
            with banner:
                say_synthetic()
        _draw_words(found, case_page)
        _draw_meaning(lambda: by_meaning(asked, is_asked_now), case_page)
    except SprogsporError as refused:
        if isinstance(refused, InvalidValue):
            del st.session_state[_ASKED]  # what may not be searched for is not remembered either
        ask(str(refused))


def _draw_box() -> bool:
    """The box with what was asked last, also after a visit to a case; whether it was sent just now."""
    st.session_state.setdefault(_BOX, st.session_state.get(_ASKED, ""))
    with st.form("search", border=False):
        box, button = st.columns([8, 2], vertical_alignment="bottom")
        question = box.text_input(
            _("Hvad leder du efter?"),
            key=_BOX,
            max_chars=_MOST_LETTERS,
            autocomplete="off",
            placeholder=_("Fx: alene i pausen"),
        )
        with button:
            is_asked_now = st.form_submit_button(_("Søg"), type="primary", key="search-now", width="stretch")
    st.caption(_("Der søges i det, makkere og guider har skrevet om jeres borgere. Søgningen skrives i journalen."))
    if is_asked_now:
        st.session_state[_ASKED] = question
        begin_again(_WORDS)
        begin_again(_MEANING)
    return is_asked_now


def _draw_words(found: FoundByWords, case_page: Page) -> None:
    st.header(_("Ordret ({n})").format(n=found.count), anchor=False)
    if not found.count:
        st.write(_("Ingen note har alle ordene. Prøv med færre ord, eller med begyndelsen af et ord."))
        return
    st.caption(_("Alle ordene står i noten. Nyeste øverst."))
    with st.container(key="rows-words"):
        for hit in in_pieces(found.hits, _WORDS, piece=_PIECE, of=found.count):
            _draw_hit(hit, _WORDS, case_page)


def _draw_meaning(search: Callable[[], FoundByMeaning], case_page: Page) -> None:
    st.header(_("Samme mening"), anchor=False)
    with st.spinner(_("Sproglæseren leder ...")):
        found = search()
    if found.why_none:
        ask(found.why_none)
        return
    if found.hits:
        st.caption(_("Fundet af sproglæseren og ikke ordret. Nærmeste øverst. Den kan tage fejl, så læs selv noten."))
    else:
        st.write(_("Ingen andre noter ligger tæt nok på i mening. Det betyder ikke, at ingen har set det."))
    with st.container(key="rows-meaning"):
        for hit in in_pieces(found.hits, _MEANING, piece=_NEAREST_FIRST):
            _draw_hit(hit, _MEANING, case_page)
    if found.unread:
        told = _n(
            "{n} note er ikke læst af sproglæseren endnu og kan kun findes ordret.",
            "{n} noter er ikke læst af sproglæseren endnu og kan kun findes ordret.",
            found.unread,
        )
        st.caption(told.format(n=found.unread))


def _draw_hit(hit: NoteHit, how: str, case_page: Page) -> None:
    """One note: about whom, when and by whom, and what it says, with the words that were looked for in bold."""
    with st.container(key=f"row-{how}-{hit.observation_id}"):
        who, said = st.columns(_WIDTHS, vertical_alignment="center")
        label = f"{hit.alias} ({hit.placement_id})" if hit.alias else hit.placement_id
        who.page_link(case_page, label=plain(label), query_params={"id": hit.placement_id})
        told = [day_in_words(hit.seen_on), word(ROLES, hit.role), _("ikke ordret") if how == _MEANING else ""]
        who.markdown(plain(" · ".join(filter(None, told))))
        said.markdown(quoted(_marked(hit)))


def _marked(hit: NoteHit) -> str:
    """The note as Markdown; every mark begins and ends with a letter, so that its stars are read as bold."""
    pieces, done = [], 0
    for start, end in hit.marks:
        pieces += [escaped(hit.note[done:start]), f"**{escaped(hit.note[start:end])}**"]
        done = end
    return "".join([*pieces, escaped(hit.note[done:])])
