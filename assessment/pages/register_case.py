"""Correct or add: a buddy, a pause, a referral, the last day, a further placement. Folded until it is needed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import streamlit as st

from assessment.domain.case import Case
from assessment.domain.errors import SprogsporError
from assessment.domain.field_error import InvalidFields
from assessment.domain.registration import BuddyForm, Choices, PauseForm, PlacementForm, ReferralForm, Registered
from assessment.i18n.words import N_, _, day_in_words, time_in_words
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.look import ask, plain, say_saved
from assessment.pages.register_fields import (
    buddy_fields,
    day_field,
    placement_fields,
    referral_fields,
    say_what_is_wrong,
)
from assessment.pages.register_person import next_step_for_buddy
from assessment.pages.words import PAUSES, ROLES, word


class Part(StrEnum):
    """What can be corrected or added in a case."""

    BUDDY = "buddy"
    PAUSE = "pause"
    REFERRAL = "referral"
    END = "end"
    PLACEMENT = "placement"


PARTS: dict[Part, str] = {
    Part.BUDDY: N_("Makker"),
    Part.PAUSE: N_("Pause"),
    Part.REFERRAL: N_("Sprogcenter"),
    Part.END: N_("Slutdato"),
    Part.PLACEMENT: N_("Nyt forløb"),
}
_PLANNED = {
    "placements": N_("Nyt forløb: {name}"),
    "assignments": N_("Makker: {name}"),
    "enrolments": N_("Undervisning: {name}"),
    "pauses": N_("Pause: {name}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseActs:
    """What can be registered from a case; each is the use case of the same name, and takes the draft's id first."""

    choices: Callable[[str], Choices]
    register_placement: Callable[[str, str, PlacementForm, BuddyForm], Registered]
    register_placement_end: Callable[[str, str, str], Registered]
    register_assignment: Callable[[str, str, BuddyForm], Registered]
    register_assignment_end: Callable[[str, str, str, str], Registered]
    register_pause: Callable[[str, str, PauseForm], Registered]
    register_referral: Callable[[str, str, ReferralForm], Registered]
    register_referral_end: Callable[[str, str, str, str], Registered]


def draw_corrections(case: Case, acts: CaseActs) -> None:
    """Draw the folded section; what is folded asks the database for nothing."""
    placement_id = case.header.placement_id
    name = f"beside-register-{placement_id}"
    with st.expander(_("Ret eller tilføj"), key=name, on_change="rerun", type="compact") as section:
        if not section.open:
            return
        try:
            choices = acts.choices(placement_id)
        except SprogsporError as refused:
            ask(str(refused))
            return
        if saved := st.session_state.pop(_saved_key(placement_id), None):
            say_saved(saved)
        _draw_planned(choices)
        part = st.segmented_control(
            _("Hvad vil du rette eller tilføje?"),
            list(PARTS),
            format_func=lambda part: _(PARTS[part]),
            key=f"part-{placement_id}",
            width="stretch",
        )
        if part is None:
            return
        _FORMS[part](case, choices, acts)
        st.caption(_("Kom oplysningen med en levering, kan den næste levering ændre den tilbage."))


def _draw_planned(choices: Choices) -> None:
    if not choices.planned:
        return
    lines = [
        plain(
            _("{what}, fra {day}").format(
                what=_(_PLANNED[one.kind]).format(name=word(PAUSES, one.name) if one.kind == "pauses" else one.name),
                day=day_in_words(one.from_on),
            )
        )
        for one in choices.planned
    ]
    st.markdown(_("Registreret, men begynder senere:") + "\n" + "\n".join(f"- {line}" for line in lines))


def _buddy(case: Case, choices: Choices, acts: CaseActs) -> None:
    placement_id = case.header.placement_id
    draft = draft_id("buddy", placement_id)
    with st.form(f"buddy-{draft}", border=False, enter_to_submit=False):
        buddy = buddy_fields(choices, draft, label=_("Tilføj en makker"))
        left, right = st.columns(2)
        with left:
            from_on = day_field(_("Fra (tom: fra i dag)"), f"buddy-from-{draft}")
        with right:
            to_on = day_field(_("Til og med (valgfri)"), f"buddy-to-{draft}")
        tapped_save = st.form_submit_button(_("Gem makker"), key=f"save-buddy-{draft}")
    if tapped_save:
        form = replace(buddy, from_on=from_on, to_on=to_on)
        _save("buddy", case, lambda: acts.register_assignment(draft, placement_id, form), next_step_for_buddy)
    _buddy_end(case, acts)


def _buddy_end(case: Case, acts: CaseActs) -> None:
    placement_id = case.header.placement_id
    present = {
        buddy.observer_id: f"{buddy.observer} ({word(ROLES, buddy.role)})"
        for buddy in case.buddies
        if buddy.to_on is None or buddy.to_on >= case.read_on
    }
    if not present:
        return
    draft = draft_id("buddy-end", placement_id)
    with st.form(f"buddy-end-{draft}", border=False, enter_to_submit=False):
        leaving = st.radio(
            _("Eller afslut en makker"),
            list(present),
            index=None,
            format_func=lambda one: plain(present[one]),
            key=f"leaving-{draft}",
        )
        last_on = day_field(_("Sidste dag (tom: adgangen lukkes med det samme)"), f"last-{draft}")
        tapped_end = st.form_submit_button(_("Afslut makker"), key=f"save-end-{draft}")
    if tapped_end:
        _save(
            "buddy-end",
            case,
            lambda: acts.register_assignment_end(draft, placement_id, leaving or "", last_on),
            lambda saved: _gone(saved, last_on),
        )


def _pause(case: Case, _choices: Choices, acts: CaseActs) -> None:
    draft = draft_id("pause", case.header.placement_id)
    with st.form(f"pause-{draft}", border=False, enter_to_submit=False):
        left, right = st.columns(2)
        with left:
            from_on = day_field(_("Fra"), f"pause-from-{draft}")
        with right:
            to_on = day_field(_("Til og med"), f"pause-to-{draft}")
        code = st.segmented_control(
            _("Hvorfor"),
            list(PAUSES),
            format_func=lambda code: word(PAUSES, code),
            key=f"code-{draft}",
            width="stretch",
        )
        st.caption(_("I en pause er uret stoppet. Der står ikke mere om hvorfor end det, du vælger her."))
        tapped_save = st.form_submit_button(_("Gem pause"), key=f"save-pause-{draft}")
    if tapped_save:
        form = PauseForm(from_on=from_on, to_on=to_on, code=code or "")
        _save("pause", case, lambda: acts.register_pause(draft, case.header.newcomer_id, form))


def _referral(case: Case, choices: Choices, acts: CaseActs) -> None:
    draft = draft_id("referral", case.header.placement_id)
    with st.form(f"referral-{draft}", border=False, enter_to_submit=False):
        form = referral_fields(choices, draft)
        st.caption(_("Sprogcentret kan levere fremmøde og resultater om personen, når henvisningen er gemt."))
        tapped_save = st.form_submit_button(_("Henvis til sprogcenter"), key=f"save-referral-{draft}")
    if tapped_save:
        _save("referral", case, lambda: acts.register_referral(draft, case.header.newcomer_id, form))
    _referral_end(case, acts)


def _referral_end(case: Case, acts: CaseActs) -> None:
    running = {
        one.enrolment_id: _("{provider}, {track}, fra {day}").format(
            provider=one.provider, track=one.track, day=day_in_words(one.started_on)
        )
        for one in case.enrolments
        if one.ended_on is None or one.ended_on >= case.read_on
    }
    if not running:
        return
    draft = draft_id("referral-end", case.header.placement_id)
    with st.form(f"referral-end-{draft}", border=False, enter_to_submit=False):
        ending = st.radio(
            _("Eller afslut en henvisning"),
            list(running),
            index=None,
            format_func=lambda one: plain(running[one]),
            key=f"ending-{draft}",
        )
        last_on = day_field(_("Sidste dag (tom: henvisningen slutter med det samme)"), f"last-{draft}")
        tapped_end = st.form_submit_button(_("Afslut henvisning"), key=f"save-referral-end-{draft}")
    if tapped_end:
        _save(
            "referral-end",
            case,
            lambda: acts.register_referral_end(draft, case.header.newcomer_id, ending or "", last_on),
        )


def _end(case: Case, _choices: Choices, acts: CaseActs) -> None:
    placement_id = case.header.placement_id
    draft = draft_id("end", placement_id)
    with st.form(f"end-{draft}", border=False, enter_to_submit=False):
        written = day_field(_("Forløbet slutter (tom, hvis åben)"), f"end-day-{draft}", stands=case.header.ends_on)
        st.caption(
            _("At et forløb ændres eller slutter, besluttes og begrundes i jeres fagsystem. Her skriver du kun datoen.")
        )
        tapped_save = st.form_submit_button(_("Gem slutdato"), key=f"save-end-day-{draft}")
    if tapped_save:
        _save("end", case, lambda: acts.register_placement_end(draft, placement_id, written))


def _placement(case: Case, choices: Choices, acts: CaseActs) -> None:
    draft = draft_id("placement", case.header.placement_id)
    with st.form(f"placement-{draft}", border=False, enter_to_submit=False):
        form = placement_fields(choices, draft)
        buddy = buddy_fields(choices, draft, label=_("Makker (kan også vælges senere)"))
        tapped_save = st.form_submit_button(_("Gem nyt forløb"), key=f"save-placement-{draft}")
    if tapped_save:
        _save(
            "placement",
            case,
            lambda: acts.register_placement(draft, case.header.newcomer_id, form, buddy),
            _where_it_stands,
        )


def _gone(saved: Registered, last_on: str) -> str:
    if last_on.strip():
        return ""
    return _("{name} ser ikke personen mere.").format(name=plain(saved.observer))


def _where_it_stands(saved: Registered) -> str:
    day = day_in_words(saved.begins_on) if saved.begins_on else ""
    stands = _("Det nye forløb har sin egen sag fra {day}.").format(day=day)
    return f"{stands} {next_step_for_buddy(saved)}"


def _save(
    kind: str,
    case: Case,
    act: Callable[[], Registered],
    what_next: Callable[[Registered], str] = lambda _saved: "",
) -> None:
    """Save, say so once, and start over with an empty form; or say what will not do and keep what was typed."""
    placement_id = case.header.placement_id
    try:
        saved = act()
    except InvalidFields as wrong:
        say_what_is_wrong(wrong.errors)
        return
    except SprogsporError as refused:
        ask(str(refused))
        return
    said = [_("Gemt kl. {time}.").format(time=time_in_words(saved.stored_at)), what_next(saved)]
    st.session_state[_saved_key(placement_id)] = " ".join(filter(None, said))
    close_draft(kind, placement_id)
    st.rerun()


def _saved_key(placement_id: str) -> str:
    return f"saved-register-{placement_id}"


_FORMS: dict[Part, Callable[[Case, Choices, CaseActs], None]] = {
    Part.BUDDY: _buddy,
    Part.PAUSE: _pause,
    Part.REFERRAL: _referral,
    Part.END: _end,
    Part.PLACEMENT: _placement,
}
