"""The words of the domain as a caseworker reads them: one table per list, Danish marked for the catalogue."""

import re
from datetime import date

from assessment.domain.decision import Outcome, View
from assessment.domain.placement_state import LooksLike, State
from assessment.i18n.state_words import state_word
from assessment.i18n.words import LOCALES, N_, _, _n, current_language, day_in_words, number_in_words

SHAPES: dict[State, str] = {
    State.PROGRESSING: "▲",
    State.UNCLEAR: "●",
    State.POSSIBLE_STALL: "◆",
    State.TOO_LITTLE_EVIDENCE: "○",
    State.CLOCK_STOPPED: "‖",
    State.GOAL_REACHED: "★",
}
SAID_OF_STATES: dict[State, str] = {
    State.PROGRESSING: N_("Der ses fremgang i de observationer, vi har."),
    State.UNCLEAR: N_("De observationer, vi har, peger ikke tydeligt i én retning."),
    State.POSSIBLE_STALL: N_("Der ses ikke tydelig fremgang i de observationer, vi har."),
    State.TOO_LITTLE_EVIDENCE: N_("Der er for få observationer til at sige noget om fremgangen."),
    State.CLOCK_STOPPED: N_("Uret er stoppet. Tiden lige nu tæller ikke med."),
    State.GOAL_REACHED: N_("Målet er nået på det, der er set."),
}
LOOKS_LIKE: dict[LooksLike, str] = {
    "placement": N_("At det går langsomt, ses mest på arbejdspladsen."),
    "person": N_("At det går langsomt, ses også uden for arbejdspladsen."),
    "rater": N_("At det går langsomt, kan hænge sammen med skift af makker."),
    "unclear": N_("Det kan ikke afgøres, hvor det viser sig."),
}
VIEWS: dict[View, str] = {
    View.PROGRESSING: N_("Der er fremgang"),
    View.STALLED: N_("Det står stille"),
    View.CANNOT_SAY: N_("Jeg kan ikke sige det"),
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.OFFER_SUPPORT: N_("Tilbyde støtte"),
    Outcome.CHANGE_PLACEMENT_CONDITIONS: N_("Ændre noget på arbejdspladsen: opgaver, makker, tid"),
    Outcome.ASK_FOR_OBSERVATION: N_("Bede om en observation"),
    Outcome.TALK_WITH_NEWCOMER: N_("Tale med borgeren"),
    Outcome.NOT_STALLED: N_("Fortsætte: det står ikke stille"),
    Outcome.DATA_ERROR: N_("Få rettet en fejl i oplysningerne"),
}
KINDS = {
    "praktik": N_("praktik"),
    "loentilskud": N_("løntilskud"),
    "igu": N_("IGU"),
    "fritidsjob": N_("fritidsjob"),
    "ordinaer": N_("ordinære timer"),
}
ROLES = {"sprogmakker": N_("sprogmakker"), "kulturguide": N_("kulturguide"), "sprogmentor": N_("sprogmentor")}
MODES = {"in_person": N_("set på stedet"), "phone": N_("over telefon"), "video": N_("over video")}
TALK_MINUTES = {
    "0": N_("ingen samtale på dansk"),
    "lt10": N_("under 10 minutter på dansk"),
    "10to30": N_("10 til 30 minutter på dansk"),
    "gt30": N_("over 30 minutter på dansk"),
}
TALK_PARTNERS = {
    "0": N_("med ingen"),
    "1": N_("med 1 person"),
    "2to3": N_("med 2 til 3 personer"),
    "4plus": N_("med 4 eller flere"),
}
PAUSES = {"agreed": N_("aftalt"), "closure": N_("lukket"), "holiday": N_("ferie")}


_FILES = (N_("udbyder"), N_("indmeldelser"), N_("fremmøde"), N_("resultater"), N_("fil"))
_WORD = re.compile(rf"\b(?:{'|'.join(_FILES)})\b")


def kinds_of_files(source: str) -> str:
    """What the files of a provider's delivery held, as it was stored, in the reader's language.

    Examples
    --------
    >>> kinds_of_files("resultater (csv), fremmøde (fil)")
    'resultater (csv), fremmøde (fil)'
    """
    return _WORD.sub(lambda found: _(found[0]), source)


def word(table: dict[str, str], code: str) -> str:
    """The word for a code, the code itself where the table does not know it."""
    return _(table[code]) if code in table else code


def state_in_words(state: State) -> str:
    """Shape and word, such as ``◆ mulig stagnation``.

    Examples
    --------
    >>> state_in_words(State.PROGRESSING)
    '▲ i fremgang'
    """
    return f"{SHAPES[state]} {state_word(state)}"


def weeks_left_in_words(weeks: int | None, ends_on: date | None, today: date) -> str:
    """How much of a placement is left, or when it ended.

    Examples
    --------
    >>> weeks_left_in_words(9, date(2026, 5, 1), date(2026, 3, 2)), weeks_left_in_words(None, None, date(2026, 3, 2))
    ('9 uger tilbage', 'uden slutdato')
    >>> weeks_left_in_words(0, date(2026, 3, 1), date(2026, 3, 2))
    'sluttede 1. marts 2026'
    """
    if weeks is None or ends_on is None:
        return _("uden slutdato")
    if ends_on < today:
        return _("sluttede {day}").format(day=day_in_words(ends_on))
    if weeks <= 0:
        return _("slutter i dag")
    return _n("{n} uge tilbage", "{n} uger tilbage", weeks).format(n=weeks)


def last_seen_in_words(last_seen_on: date | None, today: date) -> str:
    """How long ago somebody last saw the person.

    Examples
    --------
    >>> last_seen_in_words(date(2026, 3, 1), date(2026, 3, 5))
    'sidst set for 4 dage siden'
    """
    if last_seen_on is None:
        return _("ikke set endnu")
    days = (today - last_seen_on).days
    if days <= 0:
        return _("sidst set i dag")
    if days == 1:
        return _("sidst set i går")
    return _n("sidst set for {n} dag siden", "sidst set for {n} dage siden", days).format(n=days)


def steps_in_words(value: float) -> str:
    """A number of steps with its sign, never ``-0,0``.

    Examples
    --------
    >>> steps_in_words(-0.21), steps_in_words(-0.01)
    ('−0,2', '0,0')
    """
    text = number_in_words(abs(value))
    return f"−{text}" if value < 0 and text.strip("0,.") else text


def short_day(day: date) -> str:
    """A day without its year.

    Examples
    --------
    >>> short_day(date(2026, 8, 13))
    '13. august'
    """
    from babel.dates import format_date

    return format_date(day, "d. MMMM" if current_language() == "da" else "d MMMM", locale=LOCALES[current_language()])
