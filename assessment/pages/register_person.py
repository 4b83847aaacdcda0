"""A new person: the few fields that are needed first, the rest folded; for those who come with no delivery."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.navigation.page import Page

from assessment.domain.errors import SprogsporError
from assessment.domain.field_error import InvalidFields
from assessment.domain.registration import Choices, NewcomerForm, Registered
from assessment.i18n.words import _, day_in_words, time_in_words
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.look import ask, plain, say_saved
from assessment.pages.register_fields import (
    buddy_fields,
    day_field,
    placement_fields,
    say_what_is_wrong,
    text_field,
)

_RECEIPT = "registered-person"


def register_person(
    *,
    choices: Callable[[], Choices],
    register_newcomer: Callable[[str, NewcomerForm], Registered],
    case_page: Page,
    today: Callable[[], date],
) -> None:
    """Draw the page.

    Parameters
    ----------
    choices : callable
        Gives what may be chosen from.
    register_newcomer : callable
        Saves under an id made here, so that a double tap saves once.
    case_page : Page
        Where the new case is read.
    today : callable
        Gives the Danish day: a case opens on the first day of its placement.
    """
    st.title(_("Ny person"), anchor=False)
    try:
        offered = choices()
    except SprogsporError as refused:
        ask(str(refused))
        return
    if receipt := st.session_state.get(_RECEIPT):
        _say_what_next(*receipt, case_page=case_page, today=today())
        st.header(_("Endnu en person"), anchor=False)
    st.caption(_("Til personer, der ikke kommer med en levering. Efternavn og CPR-nummer skal ikke med."))
    draft = draft_id("person", "")
    form, tapped_save = _form(offered, draft)
    if not tapped_save:
        return
    try:
        saved = register_newcomer(draft, form)
    except InvalidFields as wrong:
        say_what_is_wrong(wrong.errors)
        return
    except SprogsporError as refused:
        ask(str(refused))
        return
    st.session_state[_RECEIPT] = (form.alias.strip(), saved)
    close_draft("person", "")
    st.rerun()


def _form(offered: Choices, draft: str) -> tuple[NewcomerForm, bool]:
    """The form as it is filled in just now, and whether it was sent."""
    with st.form(f"person-{draft}", border=False, enter_to_submit=False):
        alias = text_field(_("Hvad kalder kollegerne personen?"), f"alias-{draft}")
        placement = placement_fields(offered, draft)
        buddy = buddy_fields(offered, draft, label=_("Makker (kan også vælges senere)"))
        with st.expander(_("Mere (valgfrit)"), type="compact"):
            left, middle, right = st.columns(3)
            with left:
                hours_per_week = text_field(_("Timer om ugen"), f"hours-{draft}", max_chars=6)
            with middle:
                received_on = day_field(_("Modtaget i kommunen"), f"received-{draft}")
            with right:
                resident_since = day_field(_("I Danmark siden"), f"resident-{draft}")
        tapped_save = st.form_submit_button(_("Gem"), type="primary", key=f"save-person-{draft}")
    placement = replace(placement, hours_per_week=hours_per_week, received_on=received_on)
    return NewcomerForm(alias=alias, placement=placement, buddy=buddy, resident_since=resident_since), tapped_save


def _say_what_next(alias: str, saved: Registered, *, case_page: Page, today: date) -> None:
    """What was saved, and the next steps: the case, and a way in for the buddy."""
    said = _("Gemt kl. {time}: {alias}").format(time=time_in_words(saved.stored_at), alias=plain(alias))
    begins = _("forløbet begynder {day}").format(day=day_in_words(saved.begins_on)) if saved.begins_on else ""
    say_saved(", ".join(filter(None, [said, begins])) + ".")
    if saved.begins_on is not None and saved.begins_on > today:
        st.write(_("Sagen kan åbnes fra den dag."))
    else:
        label = plain(_("Åbn sagen om {alias}").format(alias=alias))
        st.page_link(case_page, label=label, query_params={"id": saved.placement_id})
    st.markdown(next_step_for_buddy(saved))


def next_step_for_buddy(saved: Registered) -> str:
    """How the buddy gets in, as Markdown: an access is the owner's to give."""
    if not saved.observer_id:
        return _("Der er ingen makker endnu. Tilføj en under »Ret eller tilføj« i sagen.")
    name = plain(saved.observer)
    if saved.needs_access:
        return _(
            "**Næste skridt:** Bed systemets ejer om et link til {name}, som ikke kan logge ind endnu. "
            "Makkerens id er **{id}**."
        ).format(name=name, id=plain(saved.observer_id))
    return _("{name} kan logge ind og se personen i forløbets dage.").format(name=name)
