"""The words of the owner's pages, and what all of them draw: facts, and a question before an act."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from assessment.access.actor import MACHINE, SYSTEM, Role
from assessment.access.people import Person
from assessment.domain.days import danish_day
from assessment.domain.installation import SMALLEST_GROUP
from assessment.i18n.words import N_, _, day_in_words, number_in_words, time_in_words
from assessment.pages.look import ask, plain, say_saved

ROLE_WORDS: dict[Role, str] = {
    Role.CASEWORKER: N_("sagsbehandler"),
    Role.OBSERVER: N_("makker eller guide"),
    Role.PROVIDER: N_("udbyder af danskundervisning"),
    Role.OWNER: N_("ejer af systemet"),
}
"""The roles that a person can be invited to, in the order in which they are offered."""
_SAID = "owner-said"


def moment_in_words(moment: datetime) -> str:
    """A day and a time in Denmark.

    Examples
    --------
    >>> from datetime import UTC
    >>> moment_in_words(datetime(2026, 11, 21, 9, 5, tzinfo=UTC))
    '21. november 2026 kl. 10.05'
    """
    return _("{day} kl. {time}").format(day=day_in_words(danish_day(moment)), time=time_in_words(moment))


def user_in_words(user: str) -> str:
    """Who did it: the name somebody signs in with, or the machine or the command line in the reader's language.

    Examples
    --------
    >>> user_in_words("ove"), user_in_words(SYSTEM.user)
    ('ove', 'kommandolinjen')
    """
    if user == MACHINE.user:
        return _("maskinen")
    return _("kommandolinjen") if user == SYSTEM.user else user


def role_in_words(role: Role, bound_to: str) -> str:
    """What somebody may do and where.

    Examples
    --------
    >>> role_in_words(Role.CASEWORKER, "Odense (461)")
    'sagsbehandler, Odense (461)'
    """
    return ", ".join(filter(None, [_(ROLE_WORDS[role]), bound_to]))


def presence_in_words(person: Person) -> str:
    """Whether somebody is here, was here, or cannot come in."""
    if person.ended_at is not None:
        return _("lukket {moment}").format(moment=moment_in_words(person.ended_at))
    if person.locked_until is not None:
        return _("spærret til {moment}").format(moment=moment_in_words(person.locked_until))
    if person.is_signed_in:
        return _("● logget ind nu")
    if person.last_seen_at is not None:
        return _("○ sidst her {moment}").format(moment=moment_in_words(person.last_seen_at))
    return _("○ har ikke været her endnu")


def count_in_words(count: int | None) -> str:
    """How many there are, as it is told of people: rounded down, and a small group not at all.

    Examples
    --------
    >>> count_in_words(55), count_in_words(None)
    ('mindst 55', 'færre end 5')
    """
    if count is None:
        return _("færre end {n}").format(n=SMALLEST_GROUP)
    return _("mindst {n}").format(n=count)


def size_in_words(size: int) -> str:
    """How much room something takes.

    Examples
    --------
    >>> size_in_words(5_400_000), size_in_words(41_000_000_000)
    ('5,4 MB', '41,0 GB')
    """
    if size >= 1_000_000_000:
        return f"{number_in_words(size / 1_000_000_000)} GB"
    return f"{number_in_words(size / 1_000_000)} MB"


def draw_facts(name: str, rows: Sequence[tuple[str, str]]) -> None:
    """What is known, one line a fact: its name, and what it is."""
    lines = [f"| **{plain(label)}** | {plain(value)} |" for label, value in rows]
    with st.container(key=f"facts-{name}"):
        st.markdown("\n".join(["| | |", "|---|---|", *lines]))


def say_later(sentence: str, where: str = "") -> None:
    """Keep a sentence for the next time the page is drawn: for its top, or for the place that is called ``where``."""
    st.session_state[_SAID + where] = sentence


def say_what_was_done(where: str = "") -> None:
    """The sentence that was kept for here, once."""
    if said := st.session_state.pop(_SAID + where, None):
        say_saved(plain(said))


def asked_first(name: str, label: str, *, questions: Sequence[str], yes: str) -> bool:
    """A button, and after it each question in turn; True once the last one is answered with yes."""
    key = f"asked-{name}"
    step = st.session_state.get(key, 0)
    if step == 0:
        st.button(label, key=f"{key}-0", on_click=st.session_state.update, args=({key: 1},))
        return False
    if step > len(questions):
        st.session_state.pop(key)
        return True
    with st.container(key=f"question-{name}"):
        ask(questions[step - 1], key=f"ask-{name}")
        with st.container(horizontal=True):
            agree = yes if step == len(questions) else _("Ja, fortsæt")
            st.button(agree, key=f"{key}-{step}-yes", on_click=st.session_state.update, args=({key: step + 1},))
            st.button(_("Nej, lad det være"), key=f"{key}-{step}-no", on_click=st.session_state.pop, args=(key, None))
    return False
