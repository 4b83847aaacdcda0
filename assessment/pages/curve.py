"""The curve of a case: what was seen, by whom and when, and one sentence that says what it shows."""

from collections.abc import Set
from datetime import date
from statistics import fmean
from typing import Any

import streamlit as st

from assessment.domain.case import Case, SeenEntry
from assessment.i18n.words import N_, _, _n, current_language, day_in_words, number_in_words
from assessment.pages.chart import curve_spec
from assessment.pages.timeline import result_in_words
from assessment.pages.words import ROLES, short_day, word

FEWEST_FOR_A_DIRECTION = 4  # as many as the engine needs before it speaks
_SHORT_STEPS = (N_("slet ikke endnu"), N_("med gestik"), N_("med hjælp"), N_("selv"), N_("selv, også nyt"))


def draw_curve(case: Case, marked: Set[str]) -> None:
    """Draw the curve and its sentence; a case without usable observations gets the sentence alone."""
    st.header(_("Kurven"), anchor=False)
    points = [seen for seen in case.seen if _counts(seen)]
    flags, pauses = _flags(case), _pauses(case)
    sentence = curve_in_words(points, len(flags), len(pauses))
    if points:
        spec = curve_spec(_rows(points, marked), flags, pauses, _axis_labels())
        st.vega_lite_chart(spec=spec, width="stretch", alt=sentence, key=f"curve-{case.header.placement_id}")
    st.write(sentence)


def curve_in_words(points: list[SeenEntry], flags: int, pauses: int) -> str:
    """What the curve shows, in words, from the observations alone."""
    if not points:
        return _("Der er ingen kurve endnu: ingen observation rummer to kriterier eller flere.")
    ordered = sorted(points, key=lambda seen: seen.seen_on)
    people = len({seen.observer_id for seen in points})
    sentence = [
        _n("{n} observation", "{n} observationer", len(points)).format(n=len(points))
        + " "
        + _n("af {n} person", "af {n} personer", people).format(n=people)
        + ", "
        + _("{start} til {end}").format(start=day_in_words(ordered[0].seen_on), end=day_in_words(ordered[-1].seen_on))
        + "."
    ]
    if len(points) < FEWEST_FOR_A_DIRECTION:
        sentence.append(_("Det er for få til at sige noget om en retning."))
    elif people > 1:
        sentence.append(_("Ikke alle ser lige strengt på det, så sammenlign kun punkter fra den samme."))
    else:
        third = max(2, len(ordered) // 3)
        sentence.append(
            _("De første {n} ligger i gennemsnit cirka på trin {early}, de seneste {n} cirka på trin {late}.").format(
                n=third, early=_mean(ordered[:third]), late=_mean(ordered[-third:])
            )
        )
    if flags:
        sentence.append(_("Flag på aksen er resultater fra undervisningen."))
    if pauses:
        sentence.append(_("De grå felter er pauser."))
    return " ".join(sentence)


def _counts(seen: SeenEntry) -> bool:
    return seen.usable and seen.mean_step is not None


def _mean(points: list[SeenEntry]) -> str:
    return number_in_words(fmean(seen.mean_step or 0.0 for seen in points))


def _rows(points: list[SeenEntry], marked: Set[str]) -> list[dict[str, Any]]:
    rows = []
    for seen in sorted(points, key=lambda seen: seen.seen_on):
        who = f"{seen.observer or seen.observer_id} ({word(ROLES, seen.role)})"
        step = seen.mean_step or 0.0
        said = _("{day}: trin {step}, {who}").format(
            day=day_in_words(seen.seen_on), step=number_in_words(step), who=who
        )
        rows.append(
            {
                "day": seen.seen_on.isoformat(),
                "step": round(step, 3),
                "who": who,
                "said": said,
                "marked": seen.observation_id in marked,
            }
        )
    return rows


def _flags(case: Case) -> list[dict[str, Any]]:
    return [
        {"day": result.taken_on.isoformat(), "said": f"{day_in_words(result.taken_on)}: {result_in_words(result)}"}
        for result in case.results
        if result.taken_on >= case.header.started_on
    ]


def _pauses(case: Case) -> list[dict[str, Any]]:
    started = case.header.started_on
    last = case.read_on
    return [
        {
            "start": max(pause.from_on, started).isoformat(),
            "end": min(pause.to_on, last).isoformat(),
            "said": _("Uret er stoppet {start} til {end}").format(
                start=short_day(pause.from_on), end=short_day(pause.to_on)
            ),
        }
        for pause in case.pauses
        if pause.to_on >= started and pause.from_on <= last
    ]


def _axis_labels() -> dict[str, Any]:
    from babel.dates import format_date

    months = [format_date(date(2026, month, 1), "LLL", locale=current_language()) for month in range(1, 13)]
    return {"steps": [_(step) for step in _SHORT_STEPS], "months": months, "seen_by": _("Set af"), "ink": _ink()}


def _ink() -> str:
    """The colour of the words on the axes: quiet, and readable on the theme the device has chosen."""
    return "#C8CDD1" if st.context.theme.type == "dark" else "#454545"
