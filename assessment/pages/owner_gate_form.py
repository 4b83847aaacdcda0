"""The form in which a legal basis is registered: what stands is in it, and all that is wrong is said at once."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import streamlit as st

from assessment.access.gate import (
    CAPACITIES,
    FIELD_WORDS,
    THRESHOLDS,
    GateChange,
    GateEngine,
    GateEntry,
    GateSeen,
    PointsAt,
    of_a_hundred,
)
from assessment.domain.bundle import NOTE_MAX_LENGTH
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import N_, _, day_in_words
from assessment.pages.decision import NotADay, parse_day
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.look import ask
from assessment.pages.owner_words import say_later

_CHOICES: dict[GateEngine, str] = {
    GateEngine.OFF: N_("Slukket: der regnes ikke"),
    GateEngine.RULES: N_("De faste regler"),
    GateEngine.MODEL: N_("Modellen (hvor den ikke kan bruges: de faste regler)"),
}


BELOW_THE_FORM = "-below-gate-form"
"""Where what was registered is said: whoever taps the button stands there, a page below the title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWritten:
    """The fields of the form as they were left."""

    engine: GateEngine
    legal_basis: str
    purpose: str
    dpia: str
    dpia_on: str
    signed_by: str
    expires_on: str
    points_from: str
    points_at_most: str
    training: bool
    synthetic: bool


def draw_gate_form(one: GateSeen, register: Callable[[str, str, GateChange], GateEntry]) -> None:
    """Draw the form and register what it says; each problem is named, and nothing that was typed is lost."""
    draft = draft_id("gate", one.municipality)
    written = _fields(one, draft)
    if written is None:
        return
    change, problems = read_gate_form(written, one)
    if not problems:
        try:
            register(draft, one.municipality, change)
        except SprogsporError as refused:
            problems = [str(refused)]
    if problems:
        for number, problem in enumerate(problems):
            ask(problem, key=f"ask-gate-{number}")
        st.write(_("Intet er registreret endnu. Det, du har skrevet, er bevaret."))
        return
    close_draft("gate", one.municipality)
    say_later(_("Ændringen er registreret."), BELOW_THE_FORM)
    st.rerun()


def _fields(one: GateSeen, draft: str) -> GateWritten | None:
    standing = one.entry
    with st.form(f"gate-{draft}", border=False):
        engine = st.radio(
            _("Hvad må der regnes med?"),
            list(_CHOICES),
            index=list(_CHOICES).index(standing.engine if standing else GateEngine.OFF),
            format_func=lambda choice: _(_CHOICES[choice]),
            key=f"engine-{draft}",
        )
        written = GateWritten(
            engine=engine,
            legal_basis=_text(_("Hjemmel, fx integrationsloven"), _standing(standing, "legal_basis"), "basis", draft),
            purpose=_text(_("Formål, med få ord"), _standing(standing, "purpose"), "purpose", draft),
            dpia=_text(_("Konsekvensanalysens nummer eller titel"), _standing(standing, "dpia"), "dpia", draft),
            dpia_on=_text(
                _("Konsekvensanalysens dato, fx 21-11-2026"), _standing(standing, "dpia_on"), "dpia-on", draft
            ),
            signed_by=_text(_("Godkendt af"), _standing(standing, "signed_by"), "signed", draft),
            expires_on=_text(_("Gælder til og med, fx 21-11-2027"), _standing(standing, "expires_on"), "until", draft),
            points_from=_text(
                _(
                    "Modellen peger, når sandsynligheden er mindst (af 100: {least} til {most}; tomt: dens egen grænse)"
                ).format(**_ends(THRESHOLDS)),
                _as_typed(standing.threshold if standing else None),
                "points-from",
                draft,
            ),
            points_at_most=_text(
                _(
                    "Eller på højst så mange af 100 aktive forløb, de mest sandsynlige først ({least} til {most})"
                ).format(**_ends(CAPACITIES)),
                _as_typed(standing.capacity if standing else None),
                "points-at-most",
                draft,
            ),
            training=st.checkbox(
                _("Oplysningerne må bruges til at træne en model"),
                value=bool(standing and standing.training),
                key=f"training-{draft}",
            ),
            synthetic=st.checkbox(
                _("Alle personer er opdigtede (så skal der ikke et grundlag til)"),
                value=bool(standing and standing.synthetic),
                key=f"synthetic-{draft}",
            ),
        )
        tapped = st.form_submit_button(_("Registrér"), type="primary", key=f"register-{draft}")
    return written if tapped else None


def _standing(entry: GateEntry | None, name: str) -> str:
    """A field of the entry in force as it would be typed; empty where nothing stands."""
    value = getattr(entry, name, None)
    return value.strftime("%d-%m-%Y") if isinstance(value, date) else value or ""


def _ends(between: tuple[float, float]) -> dict[str, str]:
    """The ends of what may be typed, of a hundred."""
    return {"least": f"{100 * between[0]:.0f}", "most": f"{100 * between[1]:.0f}"}


def _text(label: str, standing: str, name: str, draft: str) -> str:
    return st.text_input(
        label, value=standing, max_chars=NOTE_MAX_LENGTH, key=f"{name}-{draft}", autocomplete="off"
    ).strip()


def read_gate_form(written: GateWritten, one: GateSeen) -> tuple[GateChange, list[str]]:
    """What the form asks to be registered, and a sentence for each thing in it that cannot be."""
    problems: list[str] = []
    days = {name: _day(written, name, one.entry, problems) for name in ("dpia_on", "expires_on")}
    if (dpia_on := days["dpia_on"]) and dpia_on > one.read_on:
        problems.append(_("Konsekvensanalysens dato ({day}) ligger i fremtiden.").format(day=day_in_words(dpia_on)))
    points_at = _points_at(written, one.entry, problems)
    if written.synthetic:
        if one.entry is not None and one.entry.legal_basis:
            problems.append(_("Kommunen har et registreret grundlag, så dens personer er ikke opdigtede."))
        invented = GateChange(engine=written.engine, training=written.training, synthetic=True, points_at=points_at)
        return invented, problems
    change = GateChange(
        engine=written.engine,
        legal_basis=written.legal_basis,
        purpose=written.purpose,
        dpia=written.dpia,
        dpia_on=days["dpia_on"],
        signed_by=written.signed_by,
        expires_on=days["expires_on"],
        training=written.training,
        synthetic=False,
        points_at=points_at,
    )
    if written.engine is not GateEngine.OFF:
        wanting = [_(word) for name, word in FIELD_WORDS.items() if not getattr(written, name)]
        if wanting:
            problems.append(_("For at der kan regnes, mangler: {what}.").format(what=", ".join(wanting)))
        if (expires_on := days["expires_on"]) and expires_on < one.read_on:
            problems.append(_("Udløbsdatoen ({day}) er gået.").format(day=day_in_words(expires_on)))
    return change, problems


def _day(written: GateWritten, name: str, standing: GateEntry | None, problems: list[str]) -> date | None:
    text, word = getattr(written, name), _(FIELD_WORDS[name])
    if not text:
        if standing is not None and getattr(standing, name) and not written.synthetic:
            problems.append(_("En dato, der står, kan ikke slettes ({what}). Skriv en anden.").format(what=word))
        return None
    try:
        return parse_day(text)
    except NotADay:
        told = _("»{text}« er ingen dato ({what}). Skriv dag-måned-år, fx 21-11-2026.")
        problems.append(told.format(text=text, what=word))
        return None


def _points_at(written: GateWritten, standing: GateEntry | None, problems: list[str]) -> PointsAt:
    """Whom the model is to point at; two empty fields leave it to the model's own threshold."""
    stands = (standing.threshold, standing.capacity) if standing else (None, None)
    threshold = _share(written.points_from, stands[0], _("sandsynlighed"), THRESHOLDS, problems)
    capacity = _share(written.points_at_most, stands[1], _("aktive forløb"), CAPACITIES, problems)
    if written.points_from and written.points_at_most:
        problems.append(_("Udfyld kun ét af de to felter: sandsynligheden eller antallet. Tøm det andet."))
        return PointsAt()
    return PointsAt(threshold=threshold, capacity=capacity)


def _as_typed(share: float | None) -> str:
    """A share that stands, as its field shows it; it may have more decimals than that."""
    return of_a_hundred(share) if share else ""


def _share(
    text: str, stands: float | None, what: str, between: tuple[float, float], problems: list[str]
) -> float | None:
    if text == _as_typed(stands):
        return stands  # nobody touched it
    if not text:
        return None
    try:
        share = round(float(text.removesuffix("%").strip().replace(",", ".")) / 100, 6)
    except ValueError:
        share = math.nan
    if between[0] <= share <= between[1]:
        return share
    told = _("»{text}« ({what}): skriv et tal fra {least} til {most}, eller lad feltet stå tomt.")
    problems.append(told.format(text=text, what=what, **_ends(between)))
    return None
