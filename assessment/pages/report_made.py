"""A report that was made: the file to fetch, its first page, and whoever is not in the computed part, and why."""

from dataclasses import dataclass
from struct import unpack

import numpy as np
import streamlit as st

from assessment.domain.reported_figures import HALF_WIDTH_OF_95_PERCENT
from assessment.i18n.words import _, number_in_words
from assessment.measurement.level_scale import LevelScale, level_scale
from assessment.pages.look import plain, say_saved, say_synthetic
from assessment.pages.report_form import WEEKS_OF_A_GLANCE
from assessment.pages.words import steps_in_words
from assessment.reports.person_page import PersonPage
from assessment.reports.report import Report, ReportFile, ReportLine
from assessment.reports.report_words import about_whom, counted, period_of
from assessment.stalling.rubric_calibration import shipped_calibration

SHOWN = 10
NAMED = 100
_PAGE_WIDTH = 700
"""Pixels of the picture of a first page that stands."""
_MIMES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """The words that go with who reads: that nobody is in it (with ``{period}``), and what its people are called."""

    nobody: str
    who: str


def draw_made(made: ReportFile, readers: Readers, *, is_first: bool) -> None:
    """Draw what there is to say of the report, and the way to fetch it: what the page is for, where it ``is_first``."""
    report = made.report
    period = period_of(report)
    if not report.lines:
        with st.container(key="ask"):
            st.markdown(plain(readers.nobody.format(period=period)))
        return
    say_saved(plain(_is_ready(report, period)))
    ending = made.file_name.rpartition(".")[2]
    st.download_button(
        _("Hent rapporten ({form})").format(form=ending.upper()),
        made.content,
        file_name=made.file_name,
        mime=_MIMES[ending],
        on_click="ignore",
        type="primary" if is_first else "secondary",
        key="fetch-report",
    )
    if report.synthetic:
        say_synthetic()
    if made.preview:
        _draw_first_page(made.preview)
        with st.container(key="beside-report"), st.expander(_("Rapporten som tekst"), type="compact"):
            if report.page is not None:
                _draw_page(report.page)
            _draw_first_lines(report, readers)
        if report.page is not None:
            return
    elif report.measured:
        st.header(_("Sådan er det gået"), anchor=False)
        _draw_first_lines(report, readers)
    _draw_left_out(report)
    _draw_not_anchored(report)


def _is_ready(report: Report, period: str) -> str:
    """About whom, when, and how many: it may stand there after something else was chosen."""
    said = _("Rapporten er klar: {whom}, {period}.").format(whom=about_whom(report), period=period)
    return said if report.newcomer_id is not None else f"{said} {counted(report)}"


def _draw_first_page(preview: bytes) -> None:
    """A sheet of paper on the desk: one that lies is as wide as the page, and one that stands is all in sight."""
    width, height = unpack(">II", preview[16:24])  # where every PNG says it
    with st.container(key="report-first-page"):
        st.image(
            preview,
            width="stretch" if width > height else _PAGE_WIDTH,
            alt=_("Et billede af rapportens første side. Det, den siger, står i filen og som tekst nedenfor."),
        )


def _draw_page(page: PersonPage) -> None:
    """What the page of one newcomer says in sentences."""
    for title, sentences in ((_("Hvad er blevet bedre?"), page.improved), (_("Det ved vi ikke"), page.not_known)):
        if sentences:
            st.subheader(title, anchor=False)
            st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))


def _draw_first_lines(report: Report, readers: Readers) -> None:
    lines = report.measured[:SHOWN]
    if not lines:
        st.write(_("Der er ingen beregnet udvikling i rapporten."))
        return
    if len(report.measured) > SHOWN:
        st.caption(_("De første {n}. Resten står i filen.").format(n=SHOWN))
    st.table(
        {
            readers.who: [plain(line.newcomer_id) for line in lines],
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


def _draw_not_anchored(report: Report) -> None:
    people = report.not_anchored
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


def _draw_left_out(report: Report) -> None:
    left_out = report.left_out
    if not left_out:
        return
    st.header(_("Ikke med i beregningen, fordi ..."), anchor=False)
    st.caption(_("De står i filen alligevel, med deres lektioner og prøver."))
    for why, people in left_out.items():
        named = ", ".join(people[:NAMED])
        if len(people) > NAMED:
            named += ". " + _("Og {n} til. De står i filen.").format(n=len(people) - NAMED)
        st.markdown(f"**{plain(why)}**  \n{plain(named)}")
