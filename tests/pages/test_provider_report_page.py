"""The provider's reports: chosen in three fields, made by one tap, and nothing that was typed is lost."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assessment.domain.errors import NotAllowed
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.pages.report_form import last_quarter, last_weeks
from assessment.reports.report import Report, ReportFile, ReportLine

TODAY = date(2026, 11, 21)


def a_line(newcomer_id="n1", why="", **changes):
    known = not why
    return ReportLine(
        **{
            "newcomer_id": newcomer_id,
            "from_on": date(2026, 7, 1),
            "to_on": date(2026, 9, 30),
            "observations": 11 if known else 2,
            "level_start": -1.2 if known else None,
            "level_end": -0.4 if known else None,
            "level_se": 0.5 if known else None,
            "pace_per_week": 0.06 if known else None,
            "pace_se": 0.02 if known else None,
            "level_linked": known,
            "lessons_offered": 144.0,
            "lessons_attended": 121.0,
            "results_passed": 1,
            "last_result_on": date(2026, 8, 3),
            "not_included_because": why,
            **changes,
        }
    )


class School:
    """Makes a report of given lines, or refuses, and remembers what was asked for."""

    def __init__(self, *lines, refuses=None):
        self.lines, self.refuses, self.asked = lines, refuses, []

    def make(self, report_id, newcomer_id, from_on, to_on):
        self.asked.append((report_id, newcomer_id, from_on, to_on))
        if self.refuses is not None:
            raise self.refuses
        report = Report(provider_id="s1", newcomer_id=newcomer_id, from_on=from_on, to_on=to_on, lines=self.lines)
        return ReportFile(report_id=report_id, report=report, content=b"a;b\r\n", file_name="fremskridt.csv")


def _page(make, today, language):
    from assessment.i18n.words import in_language
    from assessment.pages.provider_report import provider_report

    with in_language(language):
        provider_report(make_report=make, today=lambda: today)


@pytest.fixture
def show():
    """Run the page for a school."""

    def run(school, language="da"):
        kwargs = {"make": school.make, "today": TODAY, "language": language}
        return AppTest.from_function(_page, kwargs=kwargs, default_timeout=30).run()

    return run


def tap(page, label="Lav rapport"):
    next(button for button in page.button if button.label == label).click()
    return page.run()


def text_of(page):
    """What is read: Markdown's own signs are written with a backslash, which nobody sees."""
    pieces = [*page.title, *page.header, *page.markdown, *page.caption]
    return "\n".join(str(piece.value) for piece in pieces).replace("\\", "")


def fields_of(page):
    return [field.value for field in page.text_input]


def write(page, *texts):
    for field, text in zip(page.text_input, texts, strict=True):
        field.set_value(text)


def test_the_last_full_quarter_is_suggested_and_one_tap_makes_the_report_of_everybody(show):
    school = School(a_line())
    page = show(school)
    assert fields_of(page) == ["1-7-2026", "30-9-2026", ""]

    tap(page)

    ((_report_id, who, first, last),) = school.asked
    assert (who, first, last) == (None, date(2026, 7, 1), date(2026, 9, 30))
    assert "er klar: 1 kursist, 1 med beregnet udvikling" in text_of(page)
    assert page.get("download_button")
    assert not page.exception


def test_of_hundreds_who_are_left_out_the_first_are_named_and_the_rest_are_in_the_file(show):
    page = tap(show(School(*(a_line(f"n{number:03}", why="For lidt grundlag.") for number in range(130)))))

    said = text_of(page)
    assert "n099. Og 30 til. De står i filen." in said
    assert "n100" not in said
    assert not page.exception


def test_the_last_eight_weeks_are_one_tap_away(show):
    page = tap(show(School(a_line())), "Sidste 8 hele uger")

    assert fields_of(page)[:2] == ["21-9-2026", "15-11-2026"]
    assert not page.exception


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 1, 1), (date(2025, 10, 1), date(2025, 12, 31))),
        (date(2026, 3, 31), (date(2025, 10, 1), date(2025, 12, 31))),
        (date(2026, 4, 1), (date(2026, 1, 1), date(2026, 3, 31))),
        (date(2026, 12, 31), (date(2026, 7, 1), date(2026, 9, 30))),
    ],
)
def test_a_suggested_period_is_over(today, quarter):
    assert last_quarter(today) == quarter
    assert last_weeks(today)[1] < today


def test_figures_are_told_in_words_with_their_error(show):
    page = tap(show(School(a_line())))

    row = page.table[0].value.iloc[0]
    assert list(row[1:]) == ["11", "1,1 til 1,7 (mellem 1,0 og 2,5)", "0,4 (mellem 0,1 og 0,6)", "121 af 144", "1"]
    assert not page.exception


@pytest.mark.parametrize(("language", "said"), [("da", "ikke forankret"), ("en", "not anchored")])
def test_a_level_that_is_not_anchored_is_called_so_and_everybody_of_whom_it_holds_is_named(show, language, said):
    lines = [a_line(f"n{number:03}", level_linked=number % 2 == 0) for number in range(30)]
    button = {"da": "Lav rapport", "en": "Make report"}[language]
    page = tap(show(School(*lines, a_line("n999", "Intet forløb.")), language=language), button)

    levels = page.table[0].value.iloc[:, 2]
    assert [level.endswith(f", {said}") for level in levels] == [False, True] * 5
    assert "n001, n003, n005" in text_of(page)
    assert "n029" in text_of(page)
    assert "n028" not in text_of(page)
    assert not page.exception


def test_where_every_level_is_anchored_nothing_is_said_of_it(show):
    page = tap(show(School(a_line())))

    assert "forankret" not in text_of(page)


def test_whoever_is_not_computed_stands_there_by_the_reason(show):
    few = "For lidt grundlag: 2 observationer i perioden, der skal mindst 4 til."
    none = "Intet forløb på en arbejdsplads i perioden."
    page = tap(show(School(a_line("n1"), a_line("n2", few), a_line("n3", none), a_line("n4", few))))

    text = text_of(page)
    assert "er klar: 4 kursister, 1 med beregnet udvikling" in text
    assert "Ikke med i beregningen, fordi ..." in text
    assert f"**{few}**  \nn2, n4" in text
    assert f"**{none}**  \nn3" in text
    assert list(page.table[0].value.iloc[:, 0]) == ["n1"]
    assert not page.exception


def test_what_was_never_reported_is_said_as_such(show):
    page = tap(show(School(a_line(lessons_offered=None, lessons_attended=None))))

    assert "ikke oplyst" in list(page.table[0].value.iloc[0])
    assert not page.exception


def test_ten_lines_are_shown_and_the_rest_is_in_the_file(show):
    page = tap(show(School(*(a_line(f"n{number}") for number in range(12)))))

    assert len(page.table[0].value) == 10
    assert "De første 10" in text_of(page)
    assert not page.exception


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("32-1-2026", "30-9-2026", "n1"), ["»32-1-2026« er ikke en dag"]),
        (("", "", ""), ["Den første dag mangler", "Den sidste dag mangler"]),
        (("i dag", "i går", ""), ["»i dag« er ikke en dag", "»i går« er ikke en dag"]),
        (("32-1-2026", "1-1-2027", "n1"), ["»32-1-2026« er ikke en dag", "1. januar 2027 ligger i fremtiden"]),
        (("1-2-2027", "1-1-2027", ""), ["1. februar 2027 ligger i fremtiden", "går baglæns"]),
    ],
)
def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_stands(show, typed, said):
    school = School(a_line())
    page = show(school)
    write(page, *typed)

    tap(page)

    asked = text_of(page)
    assert all(part in asked for part in said)
    assert fields_of(page) == list(typed)
    assert school.asked == []
    assert not page.get("download_button")
    assert not page.exception


@pytest.mark.parametrize(
    "refusal",
    [
        NotAllowed("Det har du ikke adgang til."),
        InvalidFields((FieldError("newcomer_id", "n9", "n9 var ikke tilmeldt hos jer i perioden."),)),
    ],
)
def test_a_refusal_is_a_sentence_and_the_choice_stands(show, refusal):
    page = show(School(refuses=refusal))
    write(page, "1-1-2026", "31-3-2026", " n9 ")

    tap(page)

    assert str(refusal) in text_of(page)
    assert fields_of(page) == ["1-1-2026", "31-3-2026", " n9 "]
    assert not page.exception


def test_a_second_tap_on_the_same_choice_is_the_same_report_and_another_choice_another(show):
    school = School(a_line())
    page = tap(tap(show(school)))
    write(page, "1-7-2026", "30-9-2026", "n1")
    tap(page)

    first, second, other = school.asked
    assert first[0] == second[0] != other[0]
    assert other[1] == "n1"
    assert not page.exception


def test_a_period_in_which_nobody_was_enrolled_says_so_and_offers_no_file(show):
    page = tap(show(School()))

    assert "Ingen var tilmeldt hos jer" in text_of(page)
    assert not page.get("download_button")
    assert not page.exception


def test_an_id_is_never_formatting(show):
    page = tap(show(School(a_line("**n1**"), a_line("[x](http://y)", "Intet forløb."))))

    assert page.table[0].value.iloc[0, 0] == "\\*\\*n1\\*\\*"
    assert not any("[x](http" in str(piece.value) for piece in page.markdown)
    assert not page.exception


def test_the_page_speaks_english_beside_danish(show):
    page = tap(show(School(a_line()), language="en"), "Make report")

    assert "is ready: 1 learner, 1 with computed progress" in text_of(page)
    assert not page.exception
