"""A newcomer's curve as shares of a drawing, and in words for those who do not see it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from assessment.domain.reported_figures import STEP_DECIMALS
from assessment.i18n.words import LOCALES, N_, _, _n, current_language, day_in_words, number_in_words
from assessment.reports.person_page import CurvePoint, PersonPage

HIGHEST_STEP = 4.0
MOST_MONTHS = 8
_FEW_DAYS = 75
_SHORT_STEPS = (N_("slet ikke endnu"), N_("med gestik"), N_("med hjælp"), N_("selv"), N_("selv, også nyt"))
_MARKS = {
    "ja": N_("{n} bestået (flag)"),
    "nej": N_("{n} ikke bestået (ring)"),
    "fritaget": N_("{n} fritaget (streg)"),
}


def curve_drawing(page: PersonPage, from_on: date, to_on: date) -> dict[str, Any]:
    """What is drawn: points are pairs of shares, from the period's first day to its last and from step 0 to step 4.

    Keys: ``line``, ``band`` and ``expected`` (closed outlines), ``edges`` (of what is expected), ``pauses`` (spans),
    ``results`` (where and which outcome), ``days`` (ticks with their words), ``steps``, ``keys`` (what the signs mean).
    """

    def across(day: date) -> float:
        return min(1.0, max(0.0, (day - from_on).days / max(1, (to_on - from_on).days)))

    def line(values: Iterable[tuple[date, float]]) -> list[tuple[float, float]]:
        return [(round(across(on), 4), round(min(1.0, max(0.0, step / HIGHEST_STEP)), 4)) for on, step in values]

    points = page.curve
    expected_low = line((point.on, point.expected_low) for point in points)
    expected_high = line((point.on, point.expected_high) for point in points)
    return {
        "line": line((point.on, point.level) for point in points),
        "band": line((point.on, point.high) for point in points)
        + line((point.on, point.low) for point in reversed(points)),
        "expected": expected_high + expected_low[::-1],
        "edges": [expected_high, expected_low],
        "pauses": [
            (across(span.from_on), across(min(span.to_on + timedelta(days=1), to_on)))
            for span in page.pauses
            if span.to_on >= from_on and span.from_on <= to_on
        ],
        "results": [
            {"at": across(result.taken_on), "passed": result.passed}
            for result in page.results
            if from_on <= result.taken_on <= to_on
        ],
        "days": [{"at": across(day), "said": said} for day, said in _days(from_on, to_on)],
        "steps": [f"{_(name)} {step}" for step, name in enumerate(_SHORT_STEPS)],
        "keys": _keys(page),
    }


def curve_in_words(page: PersonPage) -> str:
    """What the curve shows, from its own figures: the text for those who do not see it."""
    first, last = page.curve[0], page.curve[-1]
    said = [
        _(
            "Kurve fra trin {first} ({first_day}) til trin {last} ({last_day}); ved slutningen mellem {low} og {high}."
        ).format(
            first=_step(first.level),
            first_day=day_in_words(first.on),
            last=_step(last.level),
            last_day=day_in_words(last.on),
            low=_step(last.low),
            high=_step(last.high),
        ),
        _expected_in_words(last),
    ]
    if page.pauses:
        said.append(
            _n("{n} pause er vist som et lyst felt.", "{n} pauser er vist som lyse felter.", len(page.pauses)).format(
                n=len(page.pauses)
            )
        )
    if page.results:
        said.append(_("Under kurven: {what}.").format(what=results_in_words(page)))
    return " ".join(said)


def what_the_curve_says(page: PersonPage) -> str:
    """The sentence below the curve."""
    first, last = page.curve[0], page.curve[-1]
    said = _("Fra trin {first} til trin {last}, der sandsynligvis ligger mellem {low} og {high}.")
    return said.format(first=_step(first.level), last=_step(last.level), low=_step(last.low), high=_step(last.high))


def results_in_words(page: PersonPage) -> str:
    """How many results of each outcome, with the sign each has under the curve."""
    counts = Counter(result.passed for result in page.results)
    return ", ".join(_(_MARKS[passed]).format(n=counts[passed]) for passed in _MARKS if counts[passed])


def _expected_in_words(last: CurvePoint) -> str:
    said = _("Forventet på forløbet ved slutningen: mellem {low} og {high}.")
    return said.format(low=_step(last.expected_low), high=_step(last.expected_high))


def _keys(page: PersonPage) -> list[dict[str, str]]:
    """What each sign of the drawing means; only the signs that are drawn."""
    keys = [
        {"sign": "line", "said": _("niveauet uge for uge")},
        {"sign": "band", "said": _("her ligger det sandsynligvis")},
        {"sign": "expected", "said": _("her ville 90 af 100 på forløbet ligge")},
    ]
    if page.pauses:
        keys.append({"sign": "pause", "said": _("pause")})
    outcomes = {result.passed for result in page.results}
    words = (("ja", _("prøve bestået")), ("nej", _("ikke bestået")), ("fritaget", _("fritaget")))
    return [*keys, *({"sign": passed, "said": said} for passed, said in words if passed in outcomes)]


def _days(from_on: date, to_on: date) -> list[tuple[date, str]]:
    """The days that are named under the curve: Mondays of a short period, else the first of a month."""
    if (to_on - from_on).days < _FEW_DAYS:
        monday = from_on + timedelta(days=-from_on.weekday() % 7)
        weeks = range((to_on - monday).days // 7 + 1)
        every = 1 + len(weeks) // MOST_MONTHS
        return [
            (day, _formatted(day, "d. MMM" if current_language() == "da" else "d MMM"))
            for day in (monday + timedelta(weeks=week) for week in weeks[::every])
        ]
    months = [
        date(year, month, 1)
        for year in range(from_on.year, to_on.year + 1)
        for month in range(1, 13)
        if from_on <= date(year, month, 1) <= to_on
    ]
    every = 1 + (len(months) - 1) // MOST_MONTHS
    return [
        (day, _formatted(day, "MMM y" if number == 0 or day.month <= every else "MMM"))
        for number, day in enumerate(months[::every])
    ]


def _formatted(day: date, form: str) -> str:
    from babel.dates import format_date  # 60 ms that most commands never need

    return format_date(day, form, locale=LOCALES[current_language()])


def _step(value: float) -> str:
    return number_in_words(value, STEP_DECIMALS)
