"""One person who can come in: a new link, out everywhere, a lock lifted, and the end of their access."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from assessment.access.actor import Role
from assessment.access.people import Invited, Person
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.look import ask
from assessment.pages.owner_words import (
    asked_first,
    draw_facts,
    presence_in_words,
    role_in_words,
    say_later,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleActs:
    """What can be done to people from here; each is the use case of the same name."""

    invite: Callable[[str, Role, str], Invited]
    new_link: Callable[[str, str], Invited]
    withdraw: Callable[[str], None]
    end_user: Callable[[str], None]
    sign_out_user: Callable[[str], None]
    lift_lock: Callable[[str], None]


def draw_person(person: Person, acts: PeopleActs) -> Invited | None:
    """Draw what is known of the person and what can be done; a link where one was just made."""
    draw_facts(
        "person",
        [(_("Rolle"), role_in_words(person.role, person.bound_to)), (_("Lige nu"), presence_in_words(person))],
    )
    if person.ended_at is not None:
        st.write(_("Adgangen er lukket. Skal personen ind igen, så invitér på ny."))
        return None
    if person.locked_until is not None:
        st.write(_("Adgangskoden er skrevet forkert for mange gange. Du kan åbne igen nu."))
        if st.button(_("Åbn igen"), key="lift-lock"):
            _do(acts.lift_lock, person.user, _("{user} kan prøve igen nu.").format(user=person.user))
    made = _draw_new_link(person, acts)
    st.header(_("Log ud"), anchor=False)
    st.write(_("Fx når en tablet er blevet væk. Personen kan logge ind igen."))
    if st.button(_("Log ud på alle enheder"), key="sign-out"):
        _do(acts.sign_out_user, person.user, _("{user} er logget ud på alle enheder.").format(user=person.user))
    _draw_end(person, acts)
    return made


def _draw_new_link(person: Person, acts: PeopleActs) -> Invited | None:
    st.header(_("Glemt adgangskode"), anchor=False)
    st.write(
        _(
            "Giv personen et nyt link. Med det vælges en ny adgangskode; navn og rolle bliver, "
            "og alle andre steder bliver personen logget ud."
        )
    )
    if not st.button(_("Lav nyt link"), type="primary", key="new-link"):
        return None
    try:
        made = acts.new_link(person.user, draft_id("new-link", person.user_id))
    except SprogsporError as refused:
        ask(str(refused))
        return None
    close_draft("new-link", person.user_id)
    return made


def _draw_end(person: Person, acts: PeopleActs) -> None:
    st.header(_("Luk adgangen"), anchor=False)
    if person.role is Role.OWNER and person.is_last_owner:
        st.write(_("Den sidste ejer kan ikke lukkes. Invitér først en ny ejer."))
        return
    st.write(_("Det virker ved næste klik. Skal personen have en anden rolle, så luk her, og invitér på ny."))
    questions = [_("Skal {user} ikke kunne logge ind mere?").format(user=person.user)]
    if person.is_asking:
        questions.append(_("Det er dig selv, og du kommer ikke ind igen. Er du sikker?"))
    if asked_first(f"end-user-{person.user_id}", _("Luk adgangen"), questions=questions, yes=_("Ja, luk adgangen")):
        _do(acts.end_user, person.user, _("Adgangen for {user} er lukket.").format(user=person.user))


def _do(act: Callable[[str], None], user: str, said: str) -> None:
    try:
        act(user)
    except SprogsporError as refused:
        ask(str(refused))
    else:
        say_later(said)
        st.rerun()
