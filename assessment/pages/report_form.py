"""What is chosen before a report is made: who, which days, and what kind of file. Nothing that was typed is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from assessment.domain.bundle import ID_MAX_LENGTH
from assessment.i18n.words import _, _n
from assessment.pages.decision import NotADay, parse_day
from assessment.reports.asked_for import FORMATS, ReportClass, ReportWish, period_mistakes

ALL, CLASS, ONE = "all", "class", "one"
WEEKS_OF_A_GLANCE = 8
FROM, TO, WHOM, WHICH_CLASS, WHO, FORMAT = (
    "report-from",
    "report-to",
    "report-whom",
    "report-class",
    "report-who",
    "report-format",
)
_FORMAT_NAMES = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}


Chosen = tuple[str, str]
"""Everybody, a class or one; and what kind of file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Who can be chosen: the words for everybody and for one, how one is asked for, and the classes there are.

    ``not_theirs`` is what is said of one (``{who}``) who is not theirs to ask for, there or not.
    """

    everybody: str
    one: str
    asks_for_one: str
    where_to_find_one: str
    not_theirs: str
    classes: tuple[ReportClass, ...] = ()


def draw_form(whom: Whom, now: date, *, is_ready: bool, made_with: Chosen | None) -> bool:
    """Draw the choices; whether the report is asked for just now.

    ``is_ready`` is False while a report is being made; ``made_with`` is what the report that is there was made with:
    until something else is chosen it is first to be fetched.
    """
    _keep_what_was_chosen(now)
    named = {ALL: whom.everybody, CLASS: _("Et hold"), ONE: whom.one}
    kinds = [kind for kind in named if kind != CLASS or whom.classes]
    if st.session_state[WHOM] not in kinds:
        st.session_state[WHOM] = ALL
    with st.container(horizontal=True, key="report-choices"):
        chosen = st.segmented_control(_("Hvem"), kinds, format_func=named.__getitem__, key=WHOM, required=True)
        st.segmented_control(_("Fil"), FORMATS, format_func=_FORMAT_NAMES.__getitem__, key=FORMAT, required=True)
    with st.form("report-form", border=False, enter_to_submit=False):
        if chosen == ONE:
            st.text_input(
                whom.asks_for_one,
                max_chars=ID_MAX_LENGTH,
                key=WHO,
                autocomplete="off",
                placeholder=whom.where_to_find_one,
            )
        if chosen == CLASS:
            _draw_classes(whom.classes)
        first, last = st.columns(2)
        first.text_input(_("Fra og med, fx 1-7-2026"), max_chars=20, key=FROM, autocomplete="off")
        last.text_input(_("Til og med"), max_chars=20, key=TO, autocomplete="off")
        _draw_usual_periods(now)
        return st.form_submit_button(
            _("Lav rapport"),
            type="secondary" if chosen_now() == made_with else "primary",
            key="make-report",
            disabled=not is_ready,
        )


def chosen_now() -> Chosen:
    """Whom and what kind of file the segmented controls stand on."""
    return st.session_state[WHOM], st.session_state[FORMAT]


def choose_one(newcomer_id: str) -> None:
    """Choose a report of one newcomer, before the form is drawn."""
    st.session_state[WHOM], st.session_state[WHO] = ONE, newcomer_id


def wish(now: date, wrong: list[str]) -> ReportWish | None:
    """What is asked for; None where something will not do, which is then all in ``wrong``."""
    kind, newcomer_id = st.session_state[WHOM], st.session_state[WHO].strip()
    if kind == ONE and not newcomer_id:
        wrong.append(_("Skriv det id, rapporten skal handle om."))
    first, last = _day(FROM, wrong), _day(TO, wrong)
    wrong += [mistake.message for mistake in period_mistakes(first, last, now)]
    if wrong or first is None or last is None:
        return None
    chosen: ReportClass | None = st.session_state[WHICH_CLASS] if kind == CLASS else None
    return ReportWish(
        newcomer_id=newcomer_id if kind == ONE else None,
        track=chosen.track if chosen else "",
        module=chosen.module if chosen else None,
        from_on=first,
        to_on=last,
        to_format=st.session_state[FORMAT],
    )


def last_quarter(today: date) -> tuple[date, date]:
    """The first and last day of the last quarter that is over.

    Examples
    --------
    >>> last_quarter(date(2026, 11, 21))
    (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
    """
    this_one = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last_day = this_one - timedelta(days=1)
    return date(last_day.year, last_day.month - 2, 1), last_day


def last_weeks(today: date) -> tuple[date, date]:
    """The first and last day of the last eight whole weeks, which end on a Sunday.

    Examples
    --------
    >>> last_weeks(date(2026, 11, 21))
    (datetime.date(2026, 9, 21), datetime.date(2026, 11, 15))
    """
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=WEEKS_OF_A_GLANCE), monday - timedelta(days=1)


def _keep_what_was_chosen(now: date) -> None:
    """Keep the fields while another page is open, too; at first they say the last quarter, as a file to read."""
    first, last = last_quarter(now)
    at_first = {FROM: _written(first), TO: _written(last), WHOM: ALL, WHO: "", WHICH_CLASS: None, FORMAT: FORMATS[0]}
    for key, usual in at_first.items():
        st.session_state[key] = st.session_state.get(key, usual)


def _draw_classes(classes: Sequence[ReportClass]) -> None:
    if st.session_state[WHICH_CLASS] not in classes:
        st.session_state[WHICH_CLASS] = classes[0]
    st.selectbox(_("Hold"), classes, format_func=_class_in_words, key=WHICH_CLASS)


def _class_in_words(one: ReportClass) -> str:
    if one.module is None:
        return _("{track}, alle moduler").format(track=one.track)
    return _("{track}, modul {module}").format(track=one.track, module=one.module)


def _draw_usual_periods(now: date) -> None:
    periods = {
        _("Sidste hele kvartal"): last_quarter(now),
        _n("Sidste hele uge", "Sidste {n} hele uger", WEEKS_OF_A_GLANCE).format(n=WEEKS_OF_A_GLANCE): last_weeks(now),
    }
    with st.container(horizontal=True, key="report-periods"):
        for number, (name, (first, last)) in enumerate(periods.items()):
            st.form_submit_button(
                name, key=f"report-period-{number}", on_click=_choose, args=(_written(first), _written(last))
            )


def _choose(first: str, last: str) -> None:
    st.session_state[FROM], st.session_state[TO] = first, last


def _written(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


def _day(key: str, wrong: list[str]) -> date | None:
    written = st.session_state[key].strip()
    if not written:
        wrong.append(
            _("Den første dag mangler. Skriv den som dag-måned-år.")
            if key == FROM
            else _("Den sidste dag mangler. Skriv den som dag-måned-år.")
        )
        return None
    try:
        return parse_day(written)
    except NotADay:
        wrong.append(_("»{text}« er ikke en dag. Skriv dag-måned-år, fx 21-11-2026.").format(text=written))
        return None
