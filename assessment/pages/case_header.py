"""Who a case is about, where they are, how long is left, and who sees them there."""

from collections.abc import Iterable

import streamlit as st

from assessment.domain.case import BuddyEntry, Case, CaseHeader, EnrolmentEntry
from assessment.i18n.words import _, day_in_words, number_in_words
from assessment.pages.look import plain
from assessment.pages.words import KINDS, ROLES, last_seen_in_words, weeks_left_in_words, word


def draw_header(case: Case) -> None:
    """Draw the first part of a case."""
    header = case.header
    name = f"{header.alias} ({header.placement_id})" if header.alias else header.placement_id
    st.title(plain(name), anchor=False)
    st.markdown("  \n".join(_lines(case)))


def _lines(case: Case) -> Iterable[str]:
    header = case.header
    facts = [header.workplace, header.trade, word(KINDS, header.kind)]
    yield plain(", ".join(fact for fact in facts if fact))
    last_seen = last_seen_in_words(header.last_seen_on, case.read_on)
    left = weeks_left_in_words(header.weeks_left, header.ends_on, case.read_on)
    yield f"**{plain(left)}** · {last_seen} · {plain(_period(header))}"
    if case.buddies:
        yield plain(_("Set af {people}").format(people=", ".join(_buddy(buddy) for buddy in case.buddies)))
    else:
        yield _("Ingen makker er knyttet til forløbet. Uden en makker kommer der ingen observationer.")
    for enrolment in _current(case.enrolments):
        yield plain(_enrolment(enrolment))


def _current(enrolments: tuple[EnrolmentEntry, ...]) -> tuple[EnrolmentEntry, ...]:
    """Those that have not ended; the newest where all have."""
    ongoing = tuple(enrolment for enrolment in enrolments if enrolment.ended_on is None)
    return ongoing or tuple(sorted(enrolments, key=lambda enrolment: enrolment.started_on)[-1:])


def _period(header: CaseHeader) -> str:
    start = day_in_words(header.started_on)
    if header.ends_on is None:
        return _("begyndt {start}").format(start=start)
    return _("{start} til {end}").format(start=start, end=day_in_words(header.ends_on))


def _buddy(buddy: BuddyEntry) -> str:
    name = buddy.observer or buddy.observer_id
    text = f"{name} ({word(ROLES, buddy.role)})"
    if buddy.to_on is not None:
        return _("{buddy} til {day}").format(buddy=text, day=day_in_words(buddy.to_on))
    return text


def enrolment_in_words(enrolment: EnrolmentEntry) -> str:
    """Where somebody is taught, such as ``Sprogcenter Fyn, DU2, modul 3``."""
    module = _("modul {module}").format(module=enrolment.module) if enrolment.module else ""
    return ", ".join(part for part in (enrolment.provider, enrolment.track, module) if part)


def _enrolment(enrolment: EnrolmentEntry) -> str:
    where = enrolment_in_words(enrolment)
    if not enrolment.lessons_offered:
        return _("Undervisning: {where}").format(where=where)
    return _("Undervisning: {where}, {attended} af {offered} lektioner").format(
        where=where,
        attended=number_in_words(enrolment.lessons_attended, 0),
        offered=number_in_words(enrolment.lessons_offered, 0),
    )
