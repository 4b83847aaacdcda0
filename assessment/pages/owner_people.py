"""The owner's page of people: who can come in, which links wait, and the invitation of one more."""

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.navigation.page import Page

from assessment.access.actor import Role
from assessment.access.people import Invited, PendingLink, People, Person
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.in_pieces import ROWS_A_PIECE, in_pieces
from assessment.pages.look import ask, plain
from assessment.pages.owner_person import PeopleActs, draw_person
from assessment.pages.owner_words import (
    ROLE_WORDS,
    asked_first,
    moment_in_words,
    presence_in_words,
    role_in_words,
    say_later,
    say_what_was_done,
    user_in_words,
)

_WIDTHS = [20, 34, 26]
_LINK = "owner-link"


def people_page(*, look: Callable[[], People], acts: PeopleActs, address: str, person_page: Page) -> None:
    """Draw everybody; each row leads to ``person_page``. A link that was made is shown once, from ``address``."""
    st.title(_("Brugere"), anchor=False)
    try:
        people = look()
    except SprogsporError as refused:
        ask(str(refused))
        return
    say_what_was_done()
    _show_link(address, "")
    made = _draw_invitation(people, acts)
    _draw_persons(people.persons, person_page)
    _draw_pending(people.pending, acts)
    _keep_link(made, "")


def person_page(*, look: Callable[[], People], acts: PeopleActs, address: str, people_page: Page, user_id: str) -> None:
    """Draw the one person of ``user_id``, with what can be done, and the way back to ``people_page``."""
    try:
        people = look()
    except SprogsporError as refused:
        st.title(_("Brugere"), anchor=False)
        ask(str(refused))
        return
    st.page_link(people_page, label=_("Alle brugere"))
    chosen = next((person for person in people.persons if person.user_id == user_id), None)
    if chosen is None:
        st.title(_("Brugere"), anchor=False)
        ask(_("Vælg en bruger på listen."))
        return
    st.title(plain(chosen.user), anchor=False)
    say_what_was_done()
    _show_link(address, user_id)
    _keep_link(draw_person(chosen, acts), user_id)


def _keep_link(made: Invited | None, user_id: str) -> None:
    """Draw again with the link that was just made."""
    if made is not None:
        st.session_state[_LINK] = (made.token, user_id)
        st.rerun()


def forget_link() -> None:
    """Put away a link that was shown: whoever comes back to the page must make a new one."""
    st.session_state.pop(_LINK, None)


def _show_link(address: str, user_id: str) -> None:
    """The link that was just made here, until it is put away."""
    token, made_for = st.session_state.get(_LINK, ("", None))
    if made_for != user_id:
        forget_link()
        return
    with st.container(key="entry-marked-link"):
        st.text_input(
            _("Send dette link til personen, og kun til den person"),
            value=f"{address}/velkommen?kode={token}",
            key=f"link-{token[:8]}",
            autocomplete="off",
        )
        st.write(_("Linket virker i 24 timer og kun én gang. Det vises kun her og kun nu."))
        st.button(_("Jeg har kopieret linket"), key="link-seen", on_click=forget_link)


def _draw_invitation(people: People, acts: PeopleActs) -> Invited | None:
    with st.expander(_("Invitér en person"), key="section-invite", type="compact"):
        draft = draft_id("invitation", "")
        role = st.radio(
            _("Hvad skal personen kunne?"),
            list(ROLE_WORDS),
            index=None,
            format_func=lambda role: _(ROLE_WORDS[role]),
            key=f"role-{draft}",
        )
        bound_to = _draw_choice(people, role, draft) if role is not None else None
        if not st.button(_("Lav link"), type="primary", key=f"invite-{draft}"):
            return None
        if role is None:
            ask(_("Vælg, hvad personen skal kunne."))
            return None
        if bound_to is None:
            ask(_("Vælg også, hvor personen hører til."))
            return None
        try:
            made = acts.invite(draft, role, bound_to)
        except SprogsporError as refused:
            ask(str(refused))
            return None
        close_draft("invitation", "")
        return made


def _draw_choice(people: People, role: Role, draft: str) -> str | None:
    """What the role is bound to; empty for a role that is bound to nothing, None where nothing is chosen."""
    if role is Role.OWNER:
        st.caption(_("En ejer styrer brugere, grundlag og drift, og ser ingen sager."))
        return ""
    label, none_yet = {
        Role.CASEWORKER: (
            _("Kommune"),
            _("Der er ingen kommune endnu. Registrér først et grundlag, eller tag en levering ind."),
        ),
        Role.PROVIDER: (_("Udbyder"), _("Der er ingen udbydere endnu. Tag først en levering ind, hvor de står.")),
        Role.OBSERVER: (_("Makker eller guide"), _("Der er ingen makkere endnu. Tag først en levering ind.")),
    }[role]
    known = people.choices.get(role, {})
    if not known:
        st.write(none_yet)
        return None
    times = Counter(known.values())
    return st.selectbox(
        label,
        list(known),
        index=None,
        format_func=lambda key: f"{known[key]} ({key})" if times[known[key]] > 1 else known[key],
        placeholder=_("Vælg"),
        key=f"bound-{role.value}-{draft}",
    )


def _draw_persons(persons: Sequence[Person], page: Page) -> None:
    written = _looked_for(persons)
    found = [person for person in persons if any(written in told.casefold() for told in (person.user, person.bound_to))]
    if not found:
        st.write(_("Ingen passer til det, du har skrevet. Prøv med en del af navnet."))
    here = [person for person in found if person.ended_at is None]
    gone = [person for person in found if person.ended_at is not None]
    st.header(_("Har adgang ({n})").format(n=len(here)), anchor=False)
    _draw_rows(here, page, name="here")
    if gone:
        with st.expander(_("Lukket ({n})").format(n=len(gone)), key="section-ended", type="compact"):
            _draw_rows(gone, page, name="gone")


def _looked_for(persons: Sequence[Person]) -> str:
    """What is written in the field in which somebody is looked for; there is none where all are in sight."""
    if len(persons) <= ROWS_A_PIECE:
        return ""
    return st.text_input(_("Find en bruger"), key="find-person", max_chars=100, autocomplete="off").strip().casefold()


def _draw_rows(persons: Sequence[Person], page: Page, *, name: str) -> None:
    with st.container(key=f"rows-{name}"):
        for person in in_pieces(persons, name):
            with st.container(key=f"row-person-{person.user_id}"):
                who, what, when = st.columns(_WIDTHS, vertical_alignment="center")
                who.page_link(page, label=plain(person.user), query_params={"id": person.user_id})
                what.markdown(plain(role_in_words(person.role, person.bound_to)))
                when.markdown(plain(presence_in_words(person)))


def _draw_pending(pending: Sequence[PendingLink], acts: PeopleActs) -> None:
    if not pending:
        return
    st.header(_("Links, der venter ({n})").format(n=len(pending)), anchor=False)
    for link in in_pieces(pending, "pending"):
        with st.container(key=f"entry-link-{link.invitation_id or link.expires_at.timestamp()}"):
            st.markdown(f"**{plain(_for_whom(link))}**")
            told = _("Virker til {moment}. Lavet af {user}.")
            st.caption(plain(told.format(moment=moment_in_words(link.expires_at), user=user_in_words(link.made_by))))
            if link.invitation_id and asked_first(
                f"withdraw-{link.invitation_id}",
                _("Træk linket tilbage"),
                questions=[_("Så virker linket ikke mere. Vil du trække det tilbage?")],
                yes=_("Ja, træk det tilbage"),
            ):
                try:
                    acts.withdraw(link.invitation_id)
                except SprogsporError as refused:
                    ask(str(refused))
                else:
                    say_later(_("Linket er trukket tilbage."))
                    st.rerun()


def _for_whom(link: PendingLink) -> str:
    what = role_in_words(link.role, link.bound_to)
    if link.for_user:
        return _("Ny adgangskode til {user}, {what}").format(user=link.for_user, what=what)
    return _("Invitation: {what}").format(what=what)
