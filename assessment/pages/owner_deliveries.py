"""The owner's page of deliveries: what was taken in when and by whom, and the way back."""

from collections.abc import Callable, Sequence

import streamlit as st

from assessment.domain.delivery_record import DeliveryRecord
from assessment.domain.errors import SprogsporError
from assessment.domain.installation import SMALLEST_GROUP
from assessment.i18n.words import _
from assessment.pages.in_pieces import in_pieces
from assessment.pages.look import ask, plain
from assessment.pages.owner_words import asked_first, moment_in_words, say_later, say_what_was_done, user_in_words


def deliveries_page(*, look: Callable[[], Sequence[DeliveryRecord]], undo: Callable[[str], None]) -> None:
    """Draw the deliveries, newest first, in numbers of rows and never with what is in them."""
    st.title(_("Leveringer"), anchor=False)
    say_what_was_done()
    try:
        deliveries = look()
    except SprogsporError as refused:
        ask(str(refused))
        return
    if not deliveries:
        st.write(_("Der er ikke taget nogen levering ind endnu."))
        return
    st.caption(_("De nyeste står øverst. En levering, der fortrydes, tæller ikke mere, men står her stadig."))
    for delivery in in_pieces(deliveries, "deliveries"):
        with st.container(key=f"entry-delivery-{delivery.batch_id}"):
            _draw_delivery(delivery, undo)


def _draw_delivery(delivery: DeliveryRecord, undo: Callable[[str], None]) -> None:
    st.markdown(f"**{plain(moment_in_words(delivery.received_at))}**, {plain(user_in_words(delivery.received_by))}")
    st.markdown(plain(_rows(delivery)))
    st.caption(_("Nummer {batch}").format(batch=plain(delivery.batch_id)))
    if delivery.undone_at is not None:
        st.markdown(plain(_("‖ Fortrudt {moment}").format(moment=moment_in_words(delivery.undone_at))))
        return
    if not asked_first(
        f"undo-{delivery.batch_id}",
        _("Fortryd levering"),
        questions=[
            _("Så tæller leveringen ikke mere, og det, der er regnet ud fra den, gælder ikke. Vil du fortryde?")
        ],
        yes=_("Ja, fortryd leveringen"),
    ):
        return
    try:
        undo(delivery.batch_id)
    except SprogsporError as refused:
        ask(str(refused), key=f"ask-undo-{delivery.batch_id}")
    else:
        say_later(_("Leveringen er fortrudt."))
        st.rerun()


def _rows(delivery: DeliveryRecord) -> str:
    counts = [
        (_("nye rækker: {n}"), delivery.added),
        (_("ændrede: {n}"), delivery.changed),
        (_("uændrede: {n}"), delivery.unchanged),
    ]
    return " · ".join(told.format(n=_shown(count)) for told, count in counts)


def _shown(count: int) -> str:
    """A number of rows; a small one may stand for one person, and is not told."""
    return str(count) if count == 0 or count >= SMALLEST_GROUP else _("færre end {n}").format(n=SMALLEST_GROUP)
