"""The owner's page of the legal basis: what each municipality has registered, what is missing, and a change to it."""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.navigation.page import Page

from assessment.access.gate import GateChange, GateEngine, GateEntry, GateSeen, points_at_in_words
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import N_, _, day_in_words
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.look import ask, plain
from assessment.pages.owner_gate_form import BELOW_THE_FORM, draw_gate_form
from assessment.pages.owner_words import (
    asked_first,
    draw_facts,
    moment_in_words,
    say_later,
    say_what_was_done,
    user_in_words,
)

ENGINES: dict[GateEngine, str] = {
    GateEngine.OFF: N_("slukket: der regnes ikke"),
    GateEngine.RULES: N_("de faste regler"),
    GateEngine.MODEL: N_("modellen, hvor den kan bruges, ellers de faste regler"),
}
_WIDTHS = [22, 30, 30]

Register = Callable[[str, str, GateChange], GateEntry]
"""Registers a change: the id of the entry, the municipality, and what is to stand."""


def gates_page(*, look: Callable[[str], Sequence[GateSeen]], gate_page: Page) -> None:
    """Draw every municipality; each row, and the code of one that is new here, leads to ``gate_page``."""
    st.title(_("Grundlag"), anchor=False)
    try:
        seen = look("")
    except SprogsporError as refused:
        ask(str(refused))
        return
    st.write(_("Systemet regner kun for en kommune, når dens grundlag er registreret og gælder."))
    with st.container(key="rows-gates"):
        for one in seen:
            _draw_row(one, gate_page)
    if not seen:
        st.write(_("Der er ingen kommune endnu."))
    st.header(_("En kommune mere"), anchor=False)
    with st.form("another", border=False):
        code = st.text_input(_("Kommunekode, tre cifre, fx 461"), max_chars=3, key="another-code", autocomplete="off")
        if not st.form_submit_button(_("Åbn")):
            return
    if not (len(code) == 3 and code.isascii() and code.isdigit()):
        ask(_("En kommunekode har tre cifre, fx 461."))
        return
    st.switch_page(gate_page, query_params={"kode": code})


def _draw_row(one: GateSeen, gate_page: Page) -> None:
    with st.container(key=f"row-gate-{one.municipality}"):
        name, engine, state = st.columns(_WIDTHS, vertical_alignment="center")
        label = plain(f"{one.name} ({one.municipality})")
        name.page_link(gate_page, label=label, query_params={"kode": one.municipality})
        engine.markdown(plain(_(ENGINES[one.entry.engine])) if one.entry else _("intet registreret"))
        state.markdown(plain(_standing(one)))


def gate_page(
    *, look: Callable[[str], Sequence[GateSeen]], register: Register, gates_page: Page, municipality: str
) -> None:
    """Draw the municipality of that code with a form; what was typed stays where it is refused."""
    try:
        chosen = [one for one in look(municipality) if one.municipality == municipality]
    except SprogsporError as refused:
        st.title(_("Grundlag"), anchor=False)
        ask(str(refused))
        return
    if chosen:
        _draw_one(chosen[0], register, gates_page)
    else:
        st.page_link(gates_page, label=_("Alle kommuner"))
        st.title(_("Grundlag"), anchor=False)
        ask(_("En kommunekode har tre cifre, fx 461."))


def _standing(one: GateSeen) -> str:
    if one.entry and one.expires_soon and one.entry.expires_on:
        return _("◆ udløber snart: {day}").format(day=day_in_words(one.entry.expires_on))
    if one.is_open:
        return _("✓ gælder")
    return _("○ mangler: {what}").format(what=", ".join(one.missing))


def _draw_one(one: GateSeen, register: Register, page: Page) -> None:
    st.page_link(page, label=_("Alle kommuner"))
    st.title(_("Grundlag for {name} ({code})").format(name=one.name, code=one.municipality), anchor=False)
    say_what_was_done()
    if one.entry and one.expires_soon and one.entry.expires_on:
        told = _("Grundlaget udløber {day}. Registrér et nyt inden da, ellers slukkes der for beregning.")
        ask(told.format(day=day_in_words(one.entry.expires_on)))
    if one.missing:
        st.write(plain(_("Der kan ikke regnes: {what}.").format(what=", ".join(one.missing))))
    else:
        st.write(_("✓ Der kan regnes."))
    if one.entry:
        draw_facts("gate", _facts(one.entry))
        if one.entry.engine is not GateEngine.OFF and asked_first(
            "gate-off",
            _("Sluk for beregning"),
            questions=[_("Så regnes der ikke mere for {name}. Grundlaget bliver stående.").format(name=one.name)],
            yes=_("Ja, sluk"),
        ):
            _turn_off(one, register)
    with st.expander(_("Registrér en ændring"), expanded=one.entry is None, key="section-gate-form", type="compact"):
        draw_gate_form(one, register)
    say_what_was_done(BELOW_THE_FORM)
    if one.history:
        with st.expander(_("Tidligere ({n})").format(n=len(one.history)), key="section-gate-history", type="compact"):
            draw_facts(
                "gate-history",
                [(moment_in_words(entry.registered_at), _in_short(entry)) for entry in one.history],
            )


def _turn_off(one: GateSeen, register: Register) -> None:
    try:
        register(draft_id("gate-off", one.municipality), one.municipality, GateChange(engine=GateEngine.OFF))
    except SprogsporError as refused:
        ask(str(refused))
        return
    close_draft("gate-off", one.municipality)
    say_later(_("Der er slukket for beregning."))
    st.rerun()


def _facts(entry: GateEntry) -> list[tuple[str, str]]:
    unknown = _("ikke registreret")
    yes, no = _("ja"), _("nej")
    return [
        (_("Der regnes med"), _(ENGINES[entry.engine])),
        (_("Opdigtede personer"), yes if entry.synthetic else no),
        (_("Hjemmel"), entry.legal_basis or unknown),
        (_("Formål"), entry.purpose or unknown),
        (_("Konsekvensanalyse"), entry.dpia or unknown),
        (_("Konsekvensanalysens dato"), day_in_words(entry.dpia_on) if entry.dpia_on else unknown),
        (_("Godkendt af"), entry.signed_by or unknown),
        (_("Udløber"), day_in_words(entry.expires_on) if entry.expires_on else unknown),
        (_("Må bruges til at træne en model"), yes if entry.training else no),
        (_("Modellen peger på"), points_at_in_words(entry) or _("så mange, som modellens egen grænse giver")),
        (_("Registreret"), _who_and_when(entry)),
    ]


def _who_and_when(entry: GateEntry) -> str:
    moment, user = moment_in_words(entry.registered_at), user_in_words(entry.registered_by)
    return _("{moment} af {user}").format(moment=moment, user=user)


def _in_short(entry: GateEntry) -> str:
    until = _("til {day}").format(day=day_in_words(entry.expires_on)) if entry.expires_on else ""
    basis = _("opdigtede personer") if entry.synthetic else entry.legal_basis or ""
    pointing = points_at_in_words(entry)
    told = [user_in_words(entry.registered_by), _(ENGINES[entry.engine]), basis, until, pointing]
    return ", ".join(filter(None, told))
