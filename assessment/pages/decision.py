"""What do you do? A decision from the closed list, the reason in the person's own words, and when to look again."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from assessment.domain.bundle import NOTE_MAX_LENGTH
from assessment.domain.case import Case
from assessment.domain.decision import Decision, Outcome
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _, _n, time_in_words
from assessment.pages.drafts import close_draft, draft_id
from assessment.pages.look import ask, say_saved
from assessment.pages.words import OUTCOMES, short_day

WEEKS_AHEAD = (2, 4, 8)
_MONTHS = {
    name: str(number)
    for names in ("jan feb mar apr maj jun jul aug sep okt nov dec", "jan feb mar apr may jun jul aug sep oct nov dec")
    for number, name in enumerate(names.split(), start=1)
}


class NotADay(ValueError):
    """What was written is no day."""


class DayIsGone(ValueError):
    """What was written is a day before today."""


def draw_decision(case: Case, save: Callable[[str, str, Outcome, str, date | None], Decision]) -> None:
    """Draw the form. Nothing is chosen beforehand, and every outcome costs the same taps."""
    placement_id = case.header.placement_id
    st.header(_("Hvad gør du?"), anchor=False)
    draft = draft_id("decision", placement_id)
    with st.form(f"decision-{draft}", border=False):
        outcome = st.radio(
            _("Beslutning"),
            list(OUTCOMES),
            index=None,
            format_func=lambda choice: _(OUTCOMES[choice]),
            key=f"outcome-{draft}",
        )
        reason = st.text_area(
            _("Hvorfor, med dine egne ord?"), height=120, max_chars=NOTE_MAX_LENGTH, key=f"reason-{draft}"
        )
        weeks = st.segmented_control(
            _("Se på sagen igen"),
            WEEKS_AHEAD,
            format_func=lambda weeks: _weeks_ahead(case.read_on, weeks),
            key=f"weeks-{draft}",
            width="stretch",
        )
        written = st.text_input(
            _("Eller skriv en dag, fx 21-11-2026 (valgfri)"), max_chars=20, key=f"day-{draft}", autocomplete="off"
        )
        tapped_save = st.form_submit_button(_("Gem beslutning"), type="primary", key=f"save-decision-{draft}")
    if saved := st.session_state.pop(f"saved-{placement_id}", None):
        say_saved(saved)
    if not tapped_save:
        return
    if outcome is None:
        ask(_("Vælg en beslutning. Det, du har skrevet, er bevaret."))
        return
    if not reason.strip():
        ask(_("Skriv med dine egne ord, hvorfor. Dit valg er bevaret."))
        return
    try:
        follow_up_on = _follow_up(case.read_on, weeks, written)
        decision = save(draft, placement_id, outcome, reason.strip(), follow_up_on)
    except NotADay:
        ask(_("Skriv dagen som dag-måned-år, fx 21-11-2026."))
        return
    except DayIsGone:
        ask(_("Dagen er gået. Vælg i dag eller senere."))
        return
    except SprogsporError as refused:
        ask(str(refused))
        return
    st.session_state[f"saved-{placement_id}"] = _saved(decision)
    close_draft("decision", placement_id)
    st.rerun()


def parse_day(written: str) -> date:
    """A day as people write it, in figures or with the month's name; a year of two digits is in this century.

    Examples
    --------
    >>> parse_day("21-11-26"), parse_day("1.3.2026"), parse_day("1. december 2026")
    (datetime.date(2026, 11, 21), datetime.date(2026, 3, 1), datetime.date(2026, 12, 1))
    """
    numbers = [part for part in re.split(r"[\s./-]+", written.strip().casefold()) if part]
    try:
        day, month, year = (int(_MONTHS.get(part[:3], part)) for part in numbers)
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError as problem:
        raise NotADay(written) from problem


def _follow_up(today: date, weeks: int | None, written: str) -> date | None:
    if written.strip():
        day = parse_day(written.strip())
        if day < today:
            raise DayIsGone(written)
        return day
    return today + timedelta(weeks=weeks) if weeks else None


def _weeks_ahead(today: date, weeks: int) -> str:
    ahead = _n("om {n} uge", "om {n} uger", weeks).format(n=weeks)
    return f"{ahead} ({short_day(today + timedelta(weeks=weeks))})"


def _saved(decision: Decision) -> str:
    return _("Beslutningen er gemt kl. {time} og står i historikken.").format(time=time_in_words(decision.recorded_at))
