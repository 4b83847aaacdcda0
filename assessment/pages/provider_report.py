"""The provider's reports: who, which days, and the file; and whoever is not in the computed part, with the reason."""

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import streamlit as st

from assessment.domain.bundle import ID_MAX_LENGTH
from assessment.domain.errors import SprogsporError
from assessment.domain.field_error import InvalidFields
from assessment.i18n.words import _, _n, day_in_words, number_in_words
from assessment.measurement.level_scale import LevelScale, level_scale
from assessment.pages.decision import NotADay, parse_day
from assessment.pages.drafts import draft_id
from assessment.pages.engine_view import HALF_WIDTH_OF_95_PERCENT
from assessment.pages.look import plain, say_saved
from assessment.pages.words import steps_in_words
from assessment.reports.asked_for import period_mistakes
from assessment.reports.report import ReportFile, ReportLine
from assessment.stalling.rubric_calibration import shipped_calibration

Make = Callable[[str, str | None, date, date], ReportFile]
SHOWN = 10
NAMED = 100
WEEKS_OF_A_GLANCE = 8
_FROM, _TO, _WHO, _MADE = "report-from", "report-to", "report-who", "report-made"


def provider_report(*, make_report: Make, today: Callable[[], date]) -> None:
    """Draw the page. ``make_report`` is given the report's id, one learner or None for all, and the period."""
    now = today()
    st.title(_("Rapporter"), anchor=False)
    st.write(
        _(
            "Se, hvordan det er gået jeres kursister i en periode: det, makkerne på arbejdspladserne har set, og de "
            "lektioner og prøver, I selv har leveret."
        )
    )
    _keep_what_was_chosen(now)
    _draw_usual_periods(now)
    with st.form("report-form", border=False, enter_to_submit=False):
        first, last = st.columns(2)
        first.text_input(_("Fra og med, fx 1-7-2026"), max_chars=20, key=_FROM, autocomplete="off")
        last.text_input(_("Til og med"), max_chars=20, key=_TO, autocomplete="off")
        st.text_input(
            _("Én kursists id (lad feltet stå tomt for alle jeres kursister)"),
            max_chars=ID_MAX_LENGTH,
            key=_WHO,
            autocomplete="off",
        )
        st.caption(_("Rapporten bliver en CSV-fil, der åbner i Excel."))
        tapped = st.form_submit_button(_("Lav rapport"), type="primary", key="make-report")
    if tapped:
        _make(make_report, now)
    made = st.session_state.get(_MADE)
    if made is not None:
        _draw_made(made)


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
    """Keep the fields while another page is open, too; at first they say the last quarter."""
    first, last = last_quarter(now)
    for key, usual in ((_FROM, _written(first)), (_TO, _written(last)), (_WHO, "")):
        st.session_state[key] = st.session_state.get(key, usual)


def _draw_usual_periods(now: date) -> None:
    periods = {
        _("Sidste hele kvartal"): last_quarter(now),
        _n("Sidste hele uge", "Sidste {n} hele uger", WEEKS_OF_A_GLANCE).format(n=WEEKS_OF_A_GLANCE): last_weeks(now),
    }
    with st.container(horizontal=True, key="report-periods"):
        for number, (name, (first, last)) in enumerate(periods.items()):
            st.button(name, key=f"report-period-{number}", on_click=_choose, args=(_written(first), _written(last)))


def _choose(first: str, last: str) -> None:
    st.session_state[_FROM], st.session_state[_TO] = first, last


def _written(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


def _make(make_report: Make, now: date) -> None:
    """Make the report, or say everything that is in the way; what was chosen stands in either case."""
    st.session_state.pop(_MADE, None)
    wrong: list[str] = []
    first, last = _day(_FROM, wrong), _day(_TO, wrong)
    wrong += [mistake.message for mistake in period_mistakes(first, last, now)]
    if first is not None and last is not None and not wrong:
        who = st.session_state[_WHO].strip()
        # The same choice is the same report: a second tap makes no second one.
        report_id = draft_id("report", f"{who}-{first}-{last}")
        try:
            with st.spinner(_("Rapporten laves. Det tager som regel nogle få sekunder.")):
                st.session_state[_MADE] = make_report(report_id, who or None, first, last)
        except InvalidFields as refused:
            wrong += [error.message for error in refused.errors]
        except SprogsporError as refused:
            wrong.append(str(refused))
    if wrong:
        with st.container(key="ask"):
            for sentence in wrong:
                st.markdown(plain(sentence))


def _day(key: str, wrong: list[str]) -> date | None:
    written = st.session_state[key].strip()
    if not written:
        wrong.append(
            _("Den første dag mangler. Skriv den som dag-måned-år.")
            if key == _FROM
            else _("Den sidste dag mangler. Skriv den som dag-måned-år.")
        )
        return None
    try:
        return parse_day(written)
    except NotADay:
        wrong.append(_("»{text}« er ikke en dag. Skriv dag-måned-år, fx 21-11-2026.").format(text=written))
        return None


def _draw_made(made: ReportFile) -> None:
    report = made.report
    number, measured = len(report.lines), len(report.measured)
    period = _("{first} til {last}").format(first=day_in_words(report.from_on), last=day_in_words(report.to_on))
    if not number:
        with st.container(key="ask"):
            st.markdown(plain(_("Ingen var tilmeldt hos jer fra {period}.").format(period=period)))
        return
    people = _n("{n} kursist", "{n} kursister", number).format(n=number)
    say_saved(
        plain(
            _("Rapporten for {period} er klar: {people}, {measured} med beregnet udvikling.").format(
                period=period, people=people, measured=measured
            )
        )
    )
    st.download_button(
        _("Hent rapporten som CSV"),
        made.content,
        file_name=made.file_name,
        mime="text/csv",
        on_click="ignore",
        key="fetch-report",
    )
    _draw_first_lines(made)
    _draw_not_anchored(made)
    _draw_left_out(made)


def _draw_first_lines(made: ReportFile) -> None:
    lines = made.report.measured[:SHOWN]
    if not lines:
        return
    st.header(_("Sådan er det gået"), anchor=False)
    if len(made.report.measured) > SHOWN:
        st.caption(_("De første {n}. Resten står i filen.").format(n=SHOWN))
    st.table(
        {
            _("Kursist"): [plain(line.newcomer_id) for line in lines],
            _("Gange set"): [str(line.observations) for line in lines],
            _("Trin, først og sidst"): [_level(line) for line in lines],
            _("Trin på 8 uger"): [_pace(line) for line in lines],
            _("Lektioner"): [_lessons(line) for line in lines],
            _("Prøver bestået"): [str(line.results_passed) for line in lines],
        },
        hide_index=True,
        width="stretch",
    )
    st.caption(
        _(
            "Trin går fra 0 til 4 og siger, hvor lidt hjælp der skal til på arbejdspladsen. Alle tal er cirkatal: i "
            "parentes står, hvor det sidste tal sandsynligvis ligger. »Trin på 8 uger« er fremgangen i periodens "
            "seneste 8 aktive uger. I filen står niveau og fremgang i logit, den enhed, de regnes i."
        )
    )


def _draw_not_anchored(made: ReportFile) -> None:
    people = made.report.not_anchored
    if not people:
        return
    st.header(_("Niveauet er ikke forankret for ..."), anchor=False)
    st.caption(
        _(
            "Ingen prøve og ingen anden, der observerer, har vist niveauet. Så kan det ligge højere eller lavere, "
            "fordi makkeren ser mildt eller strengt på det. Fremgangen påvirkes næsten ikke af det."
        )
    )
    named = ", ".join(people[:NAMED])
    if len(people) > NAMED:
        named += ". " + _("Og {n} til.").format(n=len(people) - NAMED)
    st.markdown(plain(named))


def _level(line: ReportLine) -> str:
    """The level first and last with its error, in the steps that people know, and whether it is anchored."""
    if line.level_start is None or line.level_end is None or line.level_se is None:
        return ""
    reach = HALF_WIDTH_OF_95_PERCENT * line.level_se
    levels = np.array([line.level_start, line.level_end, line.level_end - reach, line.level_end + reach])
    first, last, low, high = (number_in_words(steps) for steps in _scale().steps(levels).tolist())
    told = _("{first} til {last} (mellem {low} og {high})").format(first=first, last=last, low=low, high=high)
    return told if line.level_linked else _("{level}, ikke forankret").format(level=told)


def _pace(line: ReportLine) -> str:
    """The pace over some weeks with its error: in so many steps as a logit is worth at the person's level."""
    if line.pace_per_week is None or line.pace_se is None or line.level_end is None:
        return ""
    steps = float(_scale().steps_per_logit(np.array([line.level_end]))[0]) * WEEKS_OF_A_GLANCE
    pace, reach = line.pace_per_week * steps, HALF_WIDTH_OF_95_PERCENT * line.pace_se * steps
    return _("{pace} (mellem {low} og {high})").format(
        pace=steps_in_words(pace), low=steps_in_words(pace - reach), high=steps_in_words(pace + reach)
    )


def _scale() -> LevelScale:
    return level_scale(shipped_calibration().calibration)


def _lessons(line: ReportLine) -> str:
    if line.lessons_offered is None or line.lessons_attended is None:
        return _("ikke oplyst")
    return _("{attended} af {offered}").format(
        attended=number_in_words(line.lessons_attended, 0), offered=number_in_words(line.lessons_offered, 0)
    )


def _draw_left_out(made: ReportFile) -> None:
    left_out = made.report.left_out
    if not left_out:
        return
    st.header(_("Ikke med i beregningen, fordi ..."), anchor=False)
    st.caption(_("De står i filen alligevel, med deres lektioner og prøver."))
    for why, people in left_out.items():
        named = ", ".join(people[:NAMED])
        if len(people) > NAMED:
            named += ". " + _("Og {n} til. De står i filen.").format(n=len(people) - NAMED)
        st.markdown(f"**{plain(why)}**  \n{plain(named)}")
