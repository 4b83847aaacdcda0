"""Write to the buddy: ask for an observation or say thanks, and what was written before."""

from collections.abc import Callable

import streamlit as st

from assessment.domain.bundle import NOTE_MAX_LENGTH
from assessment.domain.case import Case
from assessment.domain.days import danish_day
from assessment.domain.errors import SprogsporError
from assessment.domain.field_error import InvalidFields
from assessment.domain.letters import Letter, Letters, Recipient
from assessment.domain.message import Message, MessageKind
from assessment.domain.rubric import Rubric
from assessment.i18n.words import N_, _, day_in_words, quoted, time_in_words
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.in_pieces import in_pieces
from assessment.pages.look import ask, plain, say_saved
from assessment.pages.register_fields import say_what_is_wrong
from assessment.pages.timeline import criterion_name
from assessment.pages.words import ROLES, word
from assessment.text.screening import REMOVED

WriteToBuddy = Callable[[str, str, str, MessageKind, str | None, str], Message]
KINDS: dict[MessageKind, str] = {
    MessageKind.ASK: N_("Bed om en observation"),
    MessageKind.THANKS: N_("Sig tak"),
}
_PROMPTS: dict[MessageKind, str] = {
    MessageKind.ASK: N_("Hvad vil du gerne høre om, med dine egne ord? (valgfri, når et område er valgt)"),
    MessageKind.THANKS: N_("Hvad takker du for, med dine egne ord?"),
}


def draw_letters(case: Case, rubric: Rubric, *, read: Callable[[str], Letters], write: WriteToBuddy) -> None:
    """Draw the folded section; what is folded asks the database for nothing.

    Parameters
    ----------
    case : Case
        The case; nothing of the engine's view is used.
    rubric : Rubric
        What each role can be asked about.
    read : callable
        Gives to whom may be written about a placement, and what was written.
    write : callable
        Sends under an id made here, so that a double tap sends once.
    """
    placement_id = case.header.placement_id
    name = f"beside-letters-{placement_id}"
    with st.expander(_("Skriv til makkeren"), key=name, on_change="rerun", type="compact") as section:
        if not section.open:
            return
        try:
            letters = read(placement_id)
        except SprogsporError as refused:
            ask(str(refused))
            return
        if saved := st.session_state.pop(_saved_key(placement_id), None):
            say_saved(saved)
        if letters.recipients:
            _draw_form(placement_id, letters, rubric, write)
        else:
            st.write(_("Ingen er makker i forløbet lige nu. Tilføj en under »Ret eller tilføj«."))
        _draw_written(placement_id, letters, rubric)


def _draw_form(placement_id: str, letters: Letters, rubric: Rubric, write: WriteToBuddy) -> None:
    kind = st.segmented_control(
        _("Hvad vil du?"),
        list(KINDS),
        default=MessageKind.ASK,
        required=True,
        format_func=lambda kind: _(KINDS[kind]),
        key=f"kind-letter-{placement_id}",
        label_visibility="collapsed",
        width="stretch",
    )
    to = _recipient(placement_id, letters.recipients)
    if to is None or kind is None:
        return
    draft = draft_id(f"letter-{kind}", placement_id)
    with st.form(f"letter-{draft}", border=False, enter_to_submit=False):
        criterion = _criterion(rubric, to, draft) if kind is MessageKind.ASK else None
        text = st.text_area(_(_PROMPTS[kind]), height=100, max_chars=NOTE_MAX_LENGTH, key=f"text-{draft}")
        st.caption(
            _("Makkeren ser kun det, du skriver her. Det, der er tænkt og besluttet i sagen, hører ikke til her.")
        )
        tapped_send = st.form_submit_button(_("Send til {name}").format(name=plain(to.name)), key=f"send-{draft}")
    if not tapped_send:
        return
    try:
        sent = write(draft, placement_id, to.observer_id, kind, criterion, text.strip())
    except InvalidFields as wrong:
        say_what_is_wrong(wrong.errors)
        return
    except SprogsporError as refused:
        ask(str(refused))
        return
    said = _("Sendt kl. {time}. {name} ser det på sin side.").format(
        time=time_in_words(sent.sent_at), name=plain(to.name)
    )
    if REMOVED in sent.text and REMOVED not in text:
        said += " " + _("Et nummer eller en adresse blev taget ud, før det blev sendt.")
    st.session_state[_saved_key(placement_id)] = said
    close_draft(f"letter-{kind}", placement_id)
    st.rerun()


def _recipient(placement_id: str, recipients: tuple[Recipient, ...]) -> Recipient | None:
    """To whom: chosen among several, said where there is one."""
    if len(recipients) == 1:
        st.markdown(plain(_("Til {name}").format(name=_named(recipients[0]))))
        return recipients[0]
    by_id = {one.observer_id: one for one in recipients}
    chosen = st.segmented_control(
        _("Til hvem?"), list(by_id), format_func=lambda one: plain(_named(by_id[one])), key=f"to-{placement_id}"
    )
    return by_id.get(chosen or "")


def _criterion(rubric: Rubric, to: Recipient, draft: str) -> str | None:
    asked = [criterion.code for criterion in rubric.criteria_for(to.role)]
    return st.selectbox(
        _("Område (valgfri)"),
        asked,
        index=None,
        format_func=lambda code: criterion_name(rubric, code),
        key=f"criterion-{to.role}-{draft}",
        placeholder=_("Vælg i listen"),
        filter_mode=None,
    )


def _draw_written(placement_id: str, letters: Letters, rubric: Rubric) -> None:
    if not letters.written:
        return
    st.subheader(_("Skrevet før"), anchor=False)
    for letter in in_pieces(letters.written, f"letters-{placement_id}"):
        with st.container(key=f"entry-letter-{letter.message.message_id}"):
            st.markdown("  \n".join(_lines(letter, rubric)))


def _lines(letter: Letter, rubric: Rubric) -> list[str]:
    message = letter.message
    what = _("bad om en observation") if message.kind is MessageKind.ASK else _("sagde tak")
    if message.criterion:
        what += f": {criterion_name(rubric, message.criterion)}"
    day = day_in_words(danish_day(message.sent_at))
    to = _("til {name}").format(name=letter.to)
    lines = [f"**{day}** · {plain(to)} · {plain(what)}"]
    if message.text:
        lines.append(plain(quoted(message.text)))
    if message.kind is MessageKind.ASK:
        answered = letter.answered_at
        lines.append(
            _("Svaret: der kom en observation {day}.").format(day=day_in_words(danish_day(answered)))
            if answered
            else _("Ikke besvaret endnu.")
        )
    return lines


def _named(one: Recipient) -> str:
    return f"{one.name} ({word(ROLES, one.role)})"


def _saved_key(placement_id: str) -> str:
    return f"saved-letter-{placement_id}"
