"""The fields that the forms of registering share, and how they say what will not do. Every value is kept as typed."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date

import streamlit as st

from assessment.domain.bundle import OBSERVER_ROLES, PLACEMENT_KINDS, TRACKS
from assessment.domain.field_error import FieldError
from assessment.domain.registration import BuddyForm, Choices, KnownObserver, PlacementForm, ReferralForm
from assessment.i18n.words import N_, _, quoted
from assessment.pages.decision import NotADay, parse_day
from assessment.pages.look import plain
from assessment.pages.words import KINDS, ROLES, word

_NAMES = {
    "alias": N_("Kaldenavn"),
    "resident_since": N_("I Danmark siden"),
    "workplace_id": N_("Arbejdsplads"),
    "workplace_name": N_("Ny arbejdsplads"),
    "trade": N_("Fag"),
    "kind": N_("Slags forløb"),
    "started_on": N_("Begynder"),
    "ends_on": N_("Slutter"),
    "hours_per_week": N_("Timer om ugen"),
    "received_on": N_("Modtaget i kommunen"),
    "observer_id": N_("Makker"),
    "observer_name": N_("Ny makker"),
    "role": N_("Rolle"),
    "from_on": N_("Fra"),
    "to_on": N_("Til og med"),
    "last_on": N_("Sidste dag"),
    "provider_id": N_("Sprogcenter"),
    "enrolment_id": N_("Henvisning"),
    "provider_name": N_("Nyt sprogcenter"),
    "track": N_("Uddannelse"),
    "module": N_("Modul"),
    "code": N_("Hvorfor"),
    "criterion": N_("Område"),
    "text": N_("Din tekst"),
}
_NAME_MAX_LENGTH, _DAY_MAX_LENGTH = 100, 20


def say_what_is_wrong(errors: Sequence[FieldError]) -> None:
    """Every field that will not do, with its value and the cure; nothing that was typed is lost."""
    lines = [_("Det er ikke gemt endnu, men alt, du har skrevet, står her stadig.")]
    for error in errors:
        value = f" {plain(quoted(error.value))}" if error.value else ""
        lines.append(f"**{word(_NAMES, error.field)}**{value}: {plain(error.message)}")
    with st.container(key="ask"):
        st.markdown("  \n".join(lines))


def text_field(label: str, key: str, *, max_chars: int = _NAME_MAX_LENGTH) -> str:
    """One line of text."""
    return st.text_input(label, key=key, max_chars=max_chars, autocomplete="off")


def day_field(label: str, key: str, *, stands: date | None = None) -> str:
    """A day as people write it, a month's name read; ``stands`` is what is written there at first."""
    written = st.text_input(
        label,
        value=stands.strftime("%d-%m-%Y") if stands else "",
        key=key,
        max_chars=_DAY_MAX_LENGTH,
        autocomplete="off",
        placeholder=_("dag-måned-år"),
    )
    try:
        return parse_day(written).isoformat() if any(sign.isalpha() for sign in written) else written
    except NotADay:
        return written  # as it stands, so that what is said of it names what was written


def placement_fields(choices: Choices, draft: str) -> PlacementForm:
    """Where, what kind, from when and until when; the rest is folded."""
    workplace_id = ""
    if choices.workplaces:
        names = {one.workplace_id: one.name for one in choices.workplaces}
        workplace_id = _pick(_("Arbejdsplads"), names, f"workplace-{draft}")
    with _new(_("Ikke på listen? Skriv en ny arbejdsplads"), is_open=not choices.workplaces):
        left, right = st.columns(2)
        with left:
            workplace_name = text_field(_("Navn på arbejdspladsen"), f"workplace-name-{draft}")
        with right:
            trade = text_field(_("Fag, fx lager eller køkken (valgfri)"), f"trade-{draft}")
    kind = st.segmented_control(
        _("Slags forløb"),
        PLACEMENT_KINDS,
        format_func=lambda kind: word(KINDS, kind),
        key=f"kind-{draft}",
        width="stretch",
    )
    left, right = st.columns(2)
    with left:
        started_on = day_field(_("Begynder"), f"started-{draft}")
    with right:
        ends_on = day_field(_("Slutter (tom, hvis åben)"), f"ends-{draft}")
    return PlacementForm(
        workplace_id=workplace_id,
        workplace_name=workplace_name,
        trade=trade,
        kind=kind or "",
        started_on=started_on,
        ends_on=ends_on,
    )


def buddy_fields(choices: Choices, draft: str, *, label: str) -> BuddyForm:
    """Who observes: one of the list, or a new one."""
    observer_id = ""
    if choices.observers:
        names = {one.observer_id: _observer(one) for one in choices.observers}
        observer_id = _pick(label, names, f"observer-{draft}")
    with _new(_("Ikke på listen? Skriv en ny makker"), is_open=not choices.observers):
        observer_name = text_field(_("Makkerens navn, uden efternavn"), f"observer-name-{draft}")
        role = st.segmented_control(
            _("Rolle"),
            OBSERVER_ROLES,
            format_func=lambda role: word(ROLES, role),
            key=f"role-{draft}",
            width="stretch",
        )
    return BuddyForm(observer_id=observer_id, observer_name=observer_name, role=role or "")


def referral_fields(choices: Choices, draft: str) -> ReferralForm:
    """To which course provider, on which track, from when."""
    provider_id = ""
    if choices.providers:
        names = {one.provider_id: one.name for one in choices.providers}
        provider_id = _pick(_("Sprogcenter"), names, f"provider-{draft}")
    with _new(_("Ikke på listen? Skriv et nyt sprogcenter"), is_open=not choices.providers):
        provider_name = text_field(_("Navn på sprogcentret"), f"provider-name-{draft}")
    track = st.segmented_control(_("Uddannelse"), TRACKS, key=f"track-{draft}", width="stretch")
    left, right = st.columns(2)
    with left:
        module = text_field(_("Modul (valgfri)"), f"module-{draft}")
    with right:
        started_on = day_field(_("Begynder"), f"referral-started-{draft}")
    return ReferralForm(
        provider_id=provider_id,
        provider_name=provider_name,
        track=track or "",
        module=module,
        started_on=started_on,
    )


def _pick(label: str, names: dict[str, str], key: str) -> str:
    """The id that is chosen in a list of names; empty where nothing is."""
    chosen = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda one: names.get(one, one),
        key=key,
        placeholder=_("Vælg i listen"),
    )
    return chosen or ""


def _new(label: str, *, is_open: bool) -> AbstractContextManager[object]:
    return st.expander(label, expanded=is_open, type="compact")


def _observer(one: KnownObserver) -> str:
    where = f", {one.workplace}" if one.workplace else ""
    return f"{one.name} ({word(ROLES, one.role)}){where}"
