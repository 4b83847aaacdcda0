"""The curve of a case: what was seen, by whom and when, and one sentence that says what it shows."""

from collections import Counter
from collections.abc import Set
from datetime import date, timedelta
from statistics import fmean
from typing import Any

import streamlit as st

from assessment.domain.case import Case, Curve, ResultEntry, SeenEntry
from assessment.i18n.words import LOCALES, N_, _, _n, current_language, day_in_words, number_in_words
from assessment.pages.chart import curve_spec
from assessment.pages.timeline import result_in_words
from assessment.pages.words import ROLES, short_day, word

FEWEST_FOR_A_DIRECTION = 4  # as many as the engine needs before it speaks
_ROOM = 0.03
_MARKS = {
    "ja": N_("{n} bestået (flag)"),
    "nej": N_("{n} ikke bestået (ring)"),
    "fritaget": N_("{n} fritaget (streg)"),
}
_SHORT_STEPS = (N_("slet ikke endnu"), N_("med gestik"), N_("med hjælp"), N_("selv"), N_("selv, også nyt"))


def draw_curve(case: Case, marked: Set[str]) -> None:
    """Draw the curve and its sentence; a case without usable observations gets the sentence alone."""
    st.header(_("Kurven"), anchor=False)
    points = [seen for seen in case.seen if _counts(seen)]
    results = [result for result in case.results if case.header.started_on <= result.taken_on]
    first, last, is_over = _span(case, points, results)
    pauses = _pauses(case, first, last)
    sentence = " ".join(filter(None, [curve_in_words(points, results, len(pauses)), band_in_words(case.curve)]))
    if points:
        days = {**_with_room(first, last), "today": None if is_over else case.read_on}
        spec = curve_spec(_rows(points, marked), _marks(results), pauses, days, _axis_labels(), _band(case.curve))
        st.vega_lite_chart(spec=spec, width="stretch", alt=sentence, key=f"curve-{case.header.placement_id}")
    st.write(sentence)


def curve_in_words(points: list[SeenEntry], results: list[ResultEntry], pauses: int) -> str:
    """What the curve shows, in words: the observations, and which marks stand for results and pauses."""
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
    if results:
        sentence.append(_results_in_words(results))
    if pauses:
        sentence.append(_("De grå felter er pauser."))
    return " ".join(sentence)


def band_in_words(curve: Curve) -> str:
    """What the band says and does not say; empty where there is none."""
    if not curve.points:
        return ""
    now = curve.points[-1]
    told = _(
        "Linjen er det niveau, som observationerne tilsammen peger på, rettet for hvor svære områderne er og for hvem "
        "der så det; båndet viser, hvor det sandsynligvis ligger: nu mellem trin {low} og {high}."
    ).format(low=number_in_words(now.low), high=number_in_words(now.high))
    if curve.is_anchored:
        return told
    return told + " " + _("Niveauet er ikke forankret endnu: ingen prøve og ingen anden, der observerer, har vist det.")


def _band(curve: Curve) -> list[dict[str, Any]]:
    return [
        {
            "day": point.day.isoformat(),
            "level": round(point.level, 3),
            "low": round(point.low, 3),
            "high": round(point.high, 3),
        }
        for point in curve.points
    ]


def _results_in_words(results: list[ResultEntry]) -> str:
    outcomes = Counter(result.passed for result in results)
    told = [_(_MARKS[passed]).format(n=outcomes[passed]) for passed in _MARKS if outcomes[passed]]
    return _("Nederst står resultater fra undervisningen: {what}.").format(what=", ".join(told))


def _counts(seen: SeenEntry) -> bool:
    return seen.usable and seen.mean_step is not None


def _mean(points: list[SeenEntry]) -> str:
    return number_in_words(fmean(seen.mean_step or 0.0 for seen in points))


def _span(case: Case, points: list[SeenEntry], results: list[ResultEntry]) -> tuple[date, date, bool]:
    """The first and the last day to be shown, and whether the placement is over: silence is as long as it was."""
    header = case.header
    is_over = header.ends_on is not None and header.ends_on < case.read_on
    ends = header.ends_on if is_over and header.ends_on else case.read_on
    known = [*(seen.seen_on for seen in points), *(result.taken_on for result in results)]
    last = max([ends, *known])
    return min([header.started_on, *known]), last, is_over and last < case.read_on


def _with_room(first: date, last: date) -> dict[str, date | None]:
    """The days of the axis, with a little room so that nothing is cut at its ends."""
    room = timedelta(days=max(1, round((last - first).days * _ROOM)))
    return {"first": first - room, "last": last + room}


def _observers(points: list[SeenEntry]) -> dict[str, str]:
    """What each observer is called on the curve; two of one name are told apart by their number."""
    names = {seen.observer_id: f"{seen.observer or seen.observer_id} ({word(ROLES, seen.role)})" for seen in points}
    same = Counter(names.values())
    return {key: name if same[name] == 1 else f"{name}, {key}" for key, name in names.items()}


def _rows(points: list[SeenEntry], marked: Set[str]) -> list[dict[str, Any]]:
    rows = []
    names = _observers(points)
    for seen in sorted(points, key=lambda seen: seen.seen_on):
        who = names[seen.observer_id]
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


def _marks(results: list[ResultEntry]) -> list[dict[str, Any]]:
    return [
        {
            "day": result.taken_on.isoformat(),
            "passed": result.passed,
            "said": f"{day_in_words(result.taken_on)}: {result_in_words(result)}",
        }
        for result in results
    ]


def _pauses(case: Case, first: date, last: date) -> list[dict[str, Any]]:
    return [
        {
            "start": max(pause.from_on, first).isoformat(),
            "end": min(pause.to_on, last).isoformat(),
            "said": _("Uret er stoppet {start} til {end}").format(
                start=short_day(pause.from_on), end=short_day(pause.to_on)
            ),
        }
        for pause in case.pauses
        if pause.to_on >= first and pause.from_on <= last
    ]


def _axis_labels() -> dict[str, Any]:
    from babel.dates import format_date

    months = [format_date(date(2026, month, 1), "LLL", locale=LOCALES[current_language()]) for month in range(1, 13)]
    return {
        "steps": [_(step) for step in _SHORT_STEPS],
        "results": _("prøver"),
        "today": _("i dag"),
        "months": months,
        "after_day": ". " if current_language() == "da" else " ",
        "seen_by": _("Set af"),
        "ink": _ink(),
    }


def _ink() -> str:
    """The colour of the words on the axes: quiet, and readable on the theme the device has chosen."""
    return "#C8CDD1" if st.context.theme.type == "dark" else "#454545"
