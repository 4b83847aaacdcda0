"""The owner's front page: is the installation whole, what did it last do, and the copy that must be kept safe."""

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.navigation.page import Page

from assessment.domain.errors import SprogsporError
from assessment.domain.installation import Computed, Copy, Deed, Installation, MunicipalitySeen, PartSeen
from assessment.domain.placement_state import State
from assessment.i18n.words import N_, _, day_in_words
from assessment.pages.look import ask, plain, say_learned_from_invented, say_notice
from assessment.pages.owner_words import (
    count_in_words,
    draw_facts,
    moment_in_words,
    say_later,
    say_what_was_done,
    size_in_words,
    user_in_words,
)
from assessment.pages.words import state_in_words

COPIES_SHOWN = 10
VERDICTS = {"ok": N_("✓ hel"), "mangler (valgfri)": N_("○ mangler, men kan undværes"), "fejl": N_("✕ fejl")}
DATABASES = {"sqlite": N_("SQLite, en fil på serveren"), "postgresql": N_("PostgreSQL, en server for sig")}
DEEDS: dict[str, str] = {
    "accept_invitation": N_("tog imod en invitation"),
    "backup": N_("tog en sikkerhedskopi"),
    "end_user": N_("lukkede adgangen for {subject}"),
    "export": N_("tog en udskrift af oplysningerne"),
    "flag": N_("lod systemet regne"),
    "flag_dry_run": N_("prøvede at lade systemet regne"),
    "gate": N_("registrerede grundlag for kommune {subject}"),
    "import": N_("tog en levering ind"),
    "invite": N_("lavede en invitation"),
    "lift_lock": N_("åbnede igen for {subject}"),
    "locked": N_("skrev forkert adgangskode for mange gange"),
    "new_password": N_("valgte en ny adgangskode"),
    "new_password_link": N_("lavede et nyt link til {subject}"),
    "restore": N_("lagde en kopi ind"),
    "sign_out_everywhere": N_("loggede ud på alle enheder"),
    "sign_out_user": N_("loggede {subject} ud på alle enheder"),
    "undo_import": N_("fortrød en levering"),
    "withdraw_invitation": N_("trak et link tilbage"),
}
"""What the owner reads of the journal; no act in it is about a newcomer."""


def installation_page(
    *,
    look: Callable[[], Installation],
    compute: Callable[[str | None], Computed],
    back_up: Callable[[], Copy],
    gate_page: Page,
) -> None:
    """Draw the state of the installation; what is computed or copied from here comes back as counts and names only."""
    st.title(_("Drift"), anchor=False)
    say_what_was_done()
    try:
        seen = look()
    except SprogsporError as refused:
        ask(str(refused))
        return
    faults = [part for part in seen.parts if part.verdict == "fejl"]
    if faults:
        ask(_("Noget skal ses efter: {what}.").format(what="; ".join(f"{part.name}: {part.why}" for part in faults)))
    else:
        st.write(_("✓ Alle dele er i orden."))
    _draw_computing(seen.municipalities, compute, gate_page)
    _draw_now(seen)
    _draw_copies(seen, back_up)
    with st.expander(_("Dele og version"), expanded=bool(faults), key="section-parts", type="compact"):
        _draw_parts(seen)
    with st.expander(_("Hvem gjorde hvad ved systemet"), key="section-deeds", type="compact"):
        st.caption(_("De seneste {n} gange. Intet her handler om en borger.").format(n=len(seen.deeds)))
        draw_facts("deeds", [(moment_in_words(deed.at), _told(deed)) for deed in seen.deeds])


def _draw_parts(seen: Installation) -> None:
    size = size_in_words(seen.database_bytes) if seen.database_bytes is not None else _("ukendt størrelse")
    free = size_in_words(seen.free_bytes) if seen.free_bytes is not None else _("kan ikke ses herfra")
    kind = _(DATABASES[seen.database]) if seen.database in DATABASES else seen.database
    rows = [(part.name[:1].upper() + part.name[1:], _verdict(part)) for part in seen.parts]
    rows += [
        (_("Version"), seen.version or _("ukendt")),
        (_("Databasens slags"), kind),
        (_("Databasens størrelse"), size),
        (_("Ledig plads på disken"), free),
        (_("Linjer i journalen"), str(seen.journal_lines)),
    ]
    draw_facts("parts", rows)


def _verdict(part: PartSeen) -> str:
    word = _(VERDICTS[part.verdict]) if part.verdict in VERDICTS else part.verdict
    return f"{word}: {part.why}" if part.why else word


def _draw_computing(
    municipalities: Sequence[MunicipalitySeen], compute: Callable[[str | None], Computed], gate_page: Page
) -> None:
    st.header(_("Beregning"), anchor=False)
    if not municipalities:
        st.write(_("Der er ingen kommune endnu."))
        return
    st.caption(_("Grupper under 5 vises ikke, og andre tal er rundet ned, så ingen kan regnes ud."))
    for one in municipalities:
        with st.container(key=f"entry-municipality-{one.code}"):
            st.subheader(f"{one.name} ({one.code})", anchor=False)
            if one.as_of is None or one.made_at is None:
                st.write(_("Der er ikke regnet endnu."))
            else:
                told = _("Senest regnet for {day}, gjort {moment}.")
                st.write(told.format(day=day_in_words(one.as_of), moment=moment_in_words(one.made_at)))
                st.markdown("  \n".join(plain(line) for line in _counts(one)))
                if one.is_learned_from_invented:
                    say_learned_from_invented()
            if one.missing:
                st.write(plain(_("Der kan ikke regnes: {what}.").format(what=", ".join(one.missing))))
                st.page_link(gate_page, label=_("Se grundlaget"), query_params={"kode": one.code})
            elif st.button(_("Beregn nu"), key=f"compute-{one.code}"):
                _compute(compute, one.code)
    if len([one for one in municipalities if not one.missing]) > 1 and st.button(_("Beregn nu i alle"), key="compute"):
        _compute(compute, None)
    say_notice()


def _counts(one: MunicipalitySeen) -> list[str]:
    """How many active placements there are, how many in each state, and how many nothing is computed for."""
    return [
        _("aktive forløb: {n}").format(n=count_in_words(one.counts.get("active"))),
        *(f"{state_in_words(state)}: {count_in_words(one.counts.get(state.value))}" for state in State),
        _("med indsigelse: {n}").format(n=count_in_words(one.counts.get("objected"))),
    ]


def _compute(compute: Callable[[str | None], Computed], code: str | None) -> None:
    try:
        with st.spinner(_("Der regnes ...")):
            computed = compute(code)
    except SprogsporError as refused:
        ask(str(refused))
        return
    day = day_in_words(computed.as_of)
    done = [one.name for one in computed.municipalities if not one.missing]
    passed_over = [one.name for one in computed.municipalities if one.missing]
    said = _("Der er regnet for {day} i {where}.").format(day=day, where=", ".join(done))
    if passed_over:
        said += " " + _("Sprunget over: {where}.").format(where=", ".join(passed_over))
    say_later(said)
    st.rerun()


def _draw_now(seen: Installation) -> None:
    st.header(_("Lige nu"), anchor=False)
    rows = [
        (_("Seneste levering"), moment_in_words(seen.last_delivery_at) if seen.last_delivery_at else _("ingen endnu")),
        (
            _("Seneste observation modtaget"),
            moment_in_words(seen.last_observation_at) if seen.last_observation_at else _("ingen endnu"),
        ),
        (_("Borgere med et aktivt forløb"), count_in_words(seen.people)),
        (_("Aktive forløb"), count_in_words(seen.placements)),
        (_("Makkere og guider, der har skrevet de seneste 4 uger"), count_in_words(seen.observers)),
        (_("Logget ind nu"), str(seen.open_sessions)),
    ]
    draw_facts("now", rows)


def _draw_copies(seen: Installation, back_up: Callable[[], Copy]) -> None:
    st.header(_("Sikkerhedskopi"), anchor=False)
    st.write(
        _("En kopi holder alt, også det, du ikke selv kan se her. Den bliver på serveren og skal opbevares sikkert.")
    )
    if st.button(_("Tag sikkerhedskopi nu"), type="primary", key="back-up"):
        try:
            with st.spinner(_("Kopien tages og efterprøves ...")):
                copy = back_up()
        except SprogsporError as refused:
            ask(str(refused))
        else:
            say_later(_("Kopien {name} er taget og efterprøvet.").format(name=copy.name))
            st.rerun()
    if seen.copies:
        draw_facts(
            "copies",
            [
                (moment_in_words(copy.made_at), f"{copy.name}, {size_in_words(copy.size)}")
                for copy in seen.copies[:COPIES_SHOWN]
            ],
        )
    else:
        st.write(_("Der er ikke taget nogen kopi endnu."))


def _told(deed: Deed) -> str:
    user = user_in_words(deed.user)
    return f"{user} {_(DEEDS[deed.act]).format(subject=deed.subject)}" if deed.act in DEEDS else user
