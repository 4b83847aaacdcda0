"""The provider's front page: deliver a file, and the earlier deliveries with the way back."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from assessment.domain.days import danish_day
from assessment.domain.delivery_record import DeliveryRecord
from assessment.domain.errors import SprogsporError, StillInUse
from assessment.i18n.words import _, day_in_words
from assessment.pages.in_pieces import in_pieces
from assessment.pages.look import ask, plain, say_saved
from assessment.pages.owner_words import moment_in_words, user_in_words
from assessment.pages.words import kinds_of_files

_ASKED, _SAID = "counter-asked", "counter-said"
_WIDTHS = [37, 36, 27]


def counter(*, list_deliveries: Callable[[], Sequence[DeliveryRecord]], undo_delivery: Callable[[str], object]) -> None:
    """Draw the page: what to do next, then the provider's own deliveries, newest first."""
    st.title(_("Leveringer"), anchor=False)
    if said := st.session_state.pop(_SAID, ""):
        say_saved(plain(said))
    st.write(_("Lever resultater, fremmøde og indmeldelser. I ser med det samme, hvad der er taget ind."))
    deliver = escape(_("Lever en fil"))
    st.html(f'<a class="deliver" href="/levering" target="_self">{deliver}</a>')
    try:
        deliveries = list_deliveries()
    except SprogsporError as refused:
        ask(str(refused))
        return
    st.header(_("Tidligere leveringer"), anchor=False)
    if not deliveries:
        st.write(_("I har ikke leveret noget endnu. Når I har, står det her."))
        return
    named = {one.batch_id: _named(one) for one in deliveries}
    with st.container(key="rows-deliveries"):
        for one in in_pieces(deliveries, "deliveries"):
            _draw_delivery(one, undo_delivery, named)


def _draw_delivery(one: DeliveryRecord, undo_delivery: Callable[[str], object], named: dict[str, str]) -> None:
    with st.container(key=f"row-delivery-{one.batch_id}"):
        when, what, counts = st.columns(_WIDTHS, vertical_alignment="center")
        when.markdown(f"{plain(moment_in_words(one.received_at))}  \n{plain(user_in_words(one.received_by))}")
        what.markdown(f"{plain(kinds_of_files(one.source))}  \n**{plain(_state(one))}**")
        counts.markdown(plain(_counts(one)))
        is_asked = st.session_state.get(_ASKED) == one.batch_id
        if one.undone_at is None and not is_asked:
            key = f"undo-{one.batch_id}"
            counts.button(_("Fortryd levering"), key=key, type="tertiary", on_click=_ask_about, args=(one.batch_id,))
        elif one.undone_at is None:
            _draw_question(one, undo_delivery, named)


def _draw_question(one: DeliveryRecord, undo_delivery: Callable[[str], object], named: dict[str, str]) -> None:
    """The question before anything happens."""
    st.markdown(
        _("Det, leveringen bragte, gælder så ikke mere. Den bliver stående her, og I kan levere igen. Vil du fortryde?")
    )
    with st.container(horizontal=True, key=f"sure-{one.batch_id}"):
        st.button(_("Behold leveringen"), key=f"keep-{one.batch_id}", on_click=_ask_about, args=(None,))
        sure = st.button(_("Ja, fortryd leveringen"), key=f"undo-sure-{one.batch_id}")
    if not sure:
        return
    try:
        undo_delivery(one.batch_id)
    except StillInUse as refused:
        ask(_("Leveringen kan ikke fortrydes endnu, for andet bygger på den."), key="unsaved")
        for reason in refused.reasons:
            st.markdown(f"- {plain(_with_names(reason, named))}")
    except SprogsporError as refused:
        ask(str(refused), key="unsaved")
    else:
        st.session_state[_SAID] = _("Leveringen er fortrudt.")
        _ask_about(None)
        st.rerun()


def _ask_about(batch_id: str | None) -> None:
    st.session_state[_ASKED] = batch_id


def _counts(one: DeliveryRecord) -> str:
    told = [
        (_("taget ind {n}"), one.added),
        (_("ændret {n}"), one.changed),
        (_("uændret {n}"), one.unchanged),
    ]
    return " · ".join(sentence.format(n=n) for sentence, n in told if n) or _("ingen rækker")


def _state(one: DeliveryRecord) -> str:
    """A shape and words: it counts, or it was undone."""
    if one.undone_at is None:
        return _("● gælder")
    return _("‖ fortrudt {day}").format(day=day_in_words(danish_day(one.undone_at)))


def _named(one: DeliveryRecord) -> str:
    return _("fra {moment} med {source}").format(
        moment=moment_in_words(one.received_at), source=kinds_of_files(one.source)
    )


def _with_names(reason: str, named: dict[str, str]) -> str:
    """The reason with each delivery called by its day and file where it is one of their own."""
    for batch_id, name in named.items():
        reason = reason.replace(batch_id, name)
    return reason
