"""What was seen: observations, results and pauses in one line of time, newest first."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from assessment.domain.case import Case, PauseEntry, ResultEntry, SeenEntry
from assessment.domain.rubric import Rubric
from assessment.i18n.result_words import PARTS, PASSED, RESULT_KINDS
from assessment.i18n.words import _, current_language, day_in_words, number_in_words, quoted
from assessment.pages.case_header import enrolment_in_words
from assessment.pages.look import plain
from assessment.pages.words import MODES, PAUSES, ROLES, TALK_MINUTES, TALK_PARTNERS, word

SHOWN_AT_FIRST, SHOWN_EACH_TAP = 4, 100


@dataclass(frozen=True, slots=True)
class _Moment:
    """One entry in the line of time."""

    on: date
    entry_id: str
    text: Callable[[], str]


def draw_timeline(case: Case, rubric: Rubric, marked: Set[str]) -> None:
    """Draw the line of time; entries in ``marked`` are the ones an open reason points at."""
    st.header(_("Hvad er set"), anchor=False)
    moments = _moments(case, rubric)
    if not moments:
        st.write(_("Ingen har skrevet noget om forløbet endnu. Bed makkeren om en første observation."))
        return
    remembered = f"older-shown-{case.header.placement_id}"
    shown = st.session_state.get(remembered, SHOWN_AT_FIRST)
    for moment in moments[:shown]:
        _draw(moment, is_marked=moment.entry_id in marked)
    if (hidden := len(moments) - shown) > 0:
        label = _("Vis {n} ældre").format(n=min(hidden, SHOWN_EACH_TAP))
        if st.button(label, key=f"older-{case.header.placement_id}"):
            st.session_state[remembered] = shown + SHOWN_EACH_TAP
            st.rerun()


def entry_in_short(case: Case, entry_id: str) -> str | None:
    """The entry of that id as one short piece of Markdown, None where the case holds no such entry."""
    for seen in case.seen:
        if seen.observation_id == entry_id:
            return _seen_in_short(seen)
    for result in case.results:
        if result.result_id == entry_id:
            return _result(result)
    for enrolment in case.enrolments:
        if enrolment.enrolment_id == entry_id:
            return plain(_("Undervisning: {where}").format(where=enrolment_in_words(enrolment)))
    return None


def _draw(moment: _Moment, *, is_marked: bool) -> None:
    with st.container(key=f"entry-{'marked-' if is_marked else ''}{moment.entry_id}"):
        if is_marked:
            st.caption(_("Nævnt i den begrundelse, du har åbnet"))
        st.markdown(moment.text())


def _moments(case: Case, rubric: Rubric) -> list[_Moment]:
    moments = [
        *(_Moment(seen.seen_on, seen.observation_id, partial(_seen, seen, rubric)) for seen in case.seen),
        *(_Moment(result.taken_on, result.result_id, partial(_result, result)) for result in case.results),
        *(
            _Moment(pause.from_on, f"pause-{pause.from_on}-{pause.code}", partial(_pause, pause))
            for pause in case.pauses
        ),
    ]
    return sorted(moments, key=lambda moment: (moment.on, moment.entry_id), reverse=True)


def _seen(entry: SeenEntry, rubric: Rubric) -> str:
    who = f"{entry.observer or entry.observer_id}, {word(ROLES, entry.role)}"
    lines = [f"**{day_in_words(entry.seen_on)}** · {plain(who)}{_standing(entry)}"]
    if entry.note:
        lines.append(plain(quoted(entry.note)))
    lines += _ratings(entry, rubric)
    talk = [word(MODES, entry.mode), " ".join(filter(None, [word(TALK_MINUTES, entry.talk_minutes), _partners(entry)]))]
    if quiet := ", ".join(part for part in talk if part):
        lines.append(plain(quiet[0].upper() + quiet[1:]))
    return "  \n".join(lines)


def _seen_in_short(entry: SeenEntry) -> str:
    head = f"**{day_in_words(entry.seen_on)}** · {plain(entry.observer or entry.observer_id)}"
    if entry.mean_step is not None:
        head += " · " + _("cirka trin {step}").format(step=number_in_words(entry.mean_step))
    return head + (f"  \n{plain(quoted(entry.note))}" if entry.note else "")


def _standing(entry: SeenEntry) -> str:
    if entry.withdrawn:
        return " · " + _("trukket tilbage")
    if entry.replaced:
        return " · " + _("rettet i en senere observation")
    return "" if entry.usable else " · " + _("tæller ikke med i kurven: under to kriterier er set")


def _partners(entry: SeenEntry) -> str:
    return "" if entry.talk_minutes == "0" else word(TALK_PARTNERS, entry.talk_partners)


def _ratings(entry: SeenEntry, rubric: Rubric) -> list[str]:
    steps = rubric.step_names if current_language() == "da" else rubric.step_names_en
    rated = {code: step for code, step in entry.ratings.items() if step is not None}
    lines = [
        f"{plain(criterion_name(rubric, code))}: **{plain(steps[step][0].lower() + steps[step][1:])}**"
        for code, step in rated.items()
    ]
    if unseen := [criterion_name(rubric, code) for code, step in entry.ratings.items() if step is None]:
        lines.append(plain(_("Ikke set: {names}").format(names=", ".join(unseen))))
    return lines


def criterion_name(rubric: Rubric, code: str) -> str:
    """The name of a criterion in the reader's language; the code itself where this rubric does not hold it."""
    if code not in rubric.codes:
        return code
    criterion = rubric.criterion(code)
    return criterion.name if current_language() == "da" else criterion.name_en


def result_in_words(result: ResultEntry) -> str:
    """A course result in a few words, such as ``Modultest, DU2, modul 3: bestået``."""
    part = word(PARTS, result.part) if result.part in PARTS else ""
    module = _("modul {module}").format(module=result.module) if result.module else ""
    what = ", ".join(piece for piece in (word(RESULT_KINDS, result.kind), part, result.track, module) if piece)
    outcome = word(PASSED, result.passed)
    return f"{what}: {outcome}" + (", " + _("karakter {grade}").format(grade=result.grade) if result.grade else "")


def _result(result: ResultEntry) -> str:
    where = f" · {plain(result.provider)}" if result.provider else ""
    return f"**{day_in_words(result.taken_on)}**{where}  \n⚑ {plain(result_in_words(result))}"


def _pause(pause: PauseEntry) -> str:
    period = _("{start} til {end}").format(start=day_in_words(pause.from_on), end=day_in_words(pause.to_on))
    return f"**{period}**  \n‖ " + plain(_("Uret er stoppet: {why}").format(why=word(PAUSES, pause.code)))
