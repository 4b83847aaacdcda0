"""A curve is drawn where its figures are, and said in words to whoever does not see it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.invented_reports import FROM, RESULTS, SCALE, TO, cohort, curve, left_out, line, rising

from assessment.i18n.words import in_language
from assessment.reports.curve_drawing import curve_drawing, curve_in_words
from assessment.reports.in_steps import in_steps
from assessment.reports.person_page import ResultMark, Span

PAGE = rising().page


def test_the_line_runs_from_the_first_point_to_the_last_and_the_band_around_it():
    drawn = curve_drawing(PAGE, FROM, TO)
    (x, y), last = drawn["line"][0], drawn["line"][-1]
    tops, bottoms = drawn["band"][: len(PAGE.curve)], drawn["band"][len(PAGE.curve) :][::-1]

    assert (x, y) == (round(6 / 174, 4), round(PAGE.curve[0].level / 4, 4))
    assert last == (1.0, round(PAGE.curve[-1].level / 4, 4))
    assert all(low[1] < at[1] < high[1] for low, at, high in zip(bottoms, drawn["line"], tops, strict=True))


def test_what_lies_outside_the_scale_or_the_period_is_drawn_at_its_edge_or_not_at_all():
    beyond = replace(PAGE.curve[3], high=4.7, low=-0.2)
    before = ResultMark(
        taken_on=FROM - timedelta(days=1), kind="fvu", part="", track="", module=None, passed="ja", grade=None
    )
    pauses = (Span(from_on=date(2026, 4, 1), to_on=date(2026, 5, 10)), Span(from_on=date(2026, 1, 1), to_on=FROM))
    page = replace(PAGE, curve=(beyond,), results=(before, *RESULTS), pauses=(*pauses, Span(from_on=TO, to_on=TO)))
    drawn = curve_drawing(page, FROM, TO)

    assert [point[1] for point in drawn["band"]] == [1.0, 0.0]
    assert len(drawn["results"]) == len(RESULTS)
    assert drawn["pauses"] == [(0.0, 7 / 174), (0.0, 1 / 174), (1.0, 1.0)]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (FROM, TO, ["jun. 2026", "jul.", "aug.", "sep.", "okt."]),
        (date(2026, 9, 22), date(2026, 10, 20), ["28. sep.", "5. okt.", "12. okt.", "19. okt."]),
        (date(2026, 10, 5), date(2026, 10, 5), ["5. okt."]),
        (date(2025, 2, 1), date(2026, 10, 1), ["feb. 2025", "maj", "aug.", "nov.", "feb. 2026", "maj", "aug."]),
    ],
)
def test_the_days_below_are_few_enough_to_be_read_and_name_the_year(first, last, expected):
    drawn = curve_drawing(PAGE, first, last)

    assert [day["said"] for day in drawn["days"]] == expected
    assert all(0 <= day["at"] <= 1 for day in drawn["days"])


def test_only_signs_that_are_drawn_are_explained():
    bare = replace(PAGE, pauses=(), results=RESULTS[3:])

    assert [key["sign"] for key in curve_drawing(bare, FROM, TO)["keys"]] == ["line", "band", "expected", "fritaget"]


def test_the_words_give_the_figures_of_the_two_ends_in_the_readers_language():
    page = replace(PAGE, curve=curve(1.0, 2.0, wave=0), pauses=(), results=())
    with in_language("en"):
        said = curve_in_words(page)

    assert said == (
        "Curve from step 1.0 (10 May 2026) to step 2.0 (25 October 2026); at the end between 1.6 and 2.4. "
        "Expected on the course at the end: between 1.4 and 2.5."
    )


def test_steps_beside_logits_are_those_of_the_scale_and_say_nothing_where_nothing_is_computed():
    known, unknown = in_steps(replace(cohort(1), lines=(line("a", -1.2, 0.3), left_out("b"))), SCALE).lines
    figures = known.in_steps

    assert SCALE.logits([figures.start, figures.end]).round(2).tolist() == [-1.2, 0.3]
    assert figures.low < figures.end < figures.high
    assert figures.pace_low < figures.pace < figures.pace_high
    assert figures.pace == pytest.approx(8 * known.pace_per_week * float(SCALE.steps_per_logit(0.3)))
    assert unknown.in_steps is None
