"""The provider's reports: chosen in three fields, made by one tap, and nothing that was typed is lost."""

import gc
from datetime import date
from threading import Event

import pytest
from invented_report import a_line, a_picture
from streamlit.testing.v1 import AppTest

from assessment.domain.errors import NotAllowed
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.pages.report_form import last_quarter, last_weeks
from assessment.reports.asked_for import ReportClass, ReportWish
from assessment.reports.making import Step
from assessment.reports.report import Report, ReportFile

TODAY = date(2026, 11, 21)


class School:
    """Makes a report of given lines, or refuses, and remembers what was asked for.

    ``goes_on`` is awaited between two steps: until it is set the report is not made.
    """

    def __init__(self, *lines, refuses=None, preview=b"", synthetic=False):
        self.synthetic = synthetic
        self.lines, self.refuses, self.preview, self.asked = lines, refuses, preview, []
        self.goes_on, self.is_over = Event(), Event()
        self.goes_on.set()

    def make(self, report_id, wish, tell):
        self.asked.append((report_id, wish))
        try:
            tell(Step.READ)
            assert self.goes_on.wait(60)
            tell(Step.WRITE)
            if self.refuses is not None:
                raise self.refuses
            days = {"from_on": wish.from_on, "to_on": wish.to_on}
            return ReportFile(
                report_id=report_id,
                report=Report(
                    provider_id="s1", newcomer_id=wish.newcomer_id, lines=self.lines, synthetic=self.synthetic, **days
                ),
                content=b"a;b\r\n",
                file_name=f"fremskridt.{wish.to_format}",
                preview=self.preview,
            )
        finally:
            self.is_over.set()


def _page(make, classes, today, language):
    from assessment.i18n.words import in_language
    from assessment.pages.provider_report import provider_report

    with in_language(language):
        provider_report(make_report=make, report_classes=lambda: classes, today=lambda: today)


@pytest.fixture
def show():
    """Run the page for a school."""

    def run(school, language="da", classes=()):
        kwargs = {"make": school.make, "classes": classes, "today": TODAY, "language": language}
        return AppTest.from_function(_page, kwargs=kwargs, default_timeout=30).run()

    return run


def tap(page, label="Lav rapport"):
    """Tap, and look again once the report that was begun is over."""
    return settle(begin(page, label))


def settle(page):
    while "report-work" in page.session_state:
        assert page.session_state["report-work"].is_over(within=60)
        page.run()
    return page


def begin(page, label="Lav rapport"):
    button(page, label).click()
    return page.run()


def button(page, label):
    return next(button for button in page.button if button.label == label)


def fetching(page):
    (found,) = page.get("download_button")
    return found


def choose(page, what, value):
    """Choose in one of the segmented controls: ``whom`` or ``format``."""
    next(one for one in page.button_group if one.key == f"report-{what}").set_value(value)
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
    assert fields_of(page) == ["1-7-2026", "30-9-2026"]

    tap(page)

    ((_report_id, wish),) = school.asked
    assert wish == ReportWish(from_on=date(2026, 7, 1), to_on=date(2026, 9, 30), to_format="pdf")
    assert "1 person, 1 med beregnet udvikling" in text_of(page)
    assert fetching(page).label == "Hent rapporten (PDF)"
    assert not page.exception


def test_a_report_of_invented_people_says_so_beside_the_file(show):
    assert "Opdigtede personer." in text_of(tap(show(School(a_line(), synthetic=True))))
    assert "Opdigtede personer." not in text_of(tap(show(School(a_line()))))


def test_a_report_that_is_there_says_whom_it_is_about_and_steps_back_when_something_else_is_chosen(show):
    page = tap(show(School(a_line())))
    assert [button(page, "Lav rapport").proto.type, page.get("download_button")[0].proto.type] == [
        "secondary",
        "primary",
    ]

    choose(page, "whom", "one")

    assert "Alle kursister hos s1, 1. juli 2026 til 30. september 2026" in text_of(page)
    assert [button(page, "Lav rapport").proto.type, page.get("download_button")[0].proto.type] == [
        "primary",
        "secondary",
    ]
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
    assert "4 personer, 1 med beregnet udvikling" in text
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
        (("n1", "32-1-2026", "30-9-2026"), ["»32-1-2026« er ikke en dag"]),
        (("", "", ""), ["Skriv det id", "Den første dag mangler", "Den sidste dag mangler"]),
        (("n1", "i dag", "i går"), ["»i dag« er ikke en dag", "»i går« er ikke en dag"]),
        (("n1", "32-1-2026", "1-1-2027"), ["»32-1-2026« er ikke en dag", "1. januar 2027 ligger i fremtiden"]),
        ((" ", "1-2-2027", "1-1-2027"), ["Skriv det id", "1. februar 2027 ligger i fremtiden", "går baglæns"]),
    ],
)
def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_stands(show, typed, said):
    school = School(a_line())
    page = choose(show(school), "whom", "one")
    write(page, *typed)

    tap(page)

    asked = text_of(page)
    assert all(part in asked for part in said)
    assert fields_of(page) == list(typed)
    assert school.asked == []
    assert not page.get("download_button")
    assert not page.exception


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (NotAllowed("Det har du ikke adgang til."), "I har ingen kursist med id »n9«"),
        (InvalidFields((FieldError("newcomer_id", "n9", "n9 var ikke tilmeldt."),)), "n9 var ikke tilmeldt."),
    ],
)
def test_a_refusal_is_a_sentence_and_the_choice_stands(show, refusal, said):
    page = choose(show(School(refuses=refusal)), "whom", "one")
    write(page, " n9 ", "1-1-2026", "31-3-2026")

    tap(page)

    assert said in text_of(page)
    assert fields_of(page) == [" n9 ", "1-1-2026", "31-3-2026"]
    assert not page.exception


def test_a_second_tap_on_the_same_choice_is_the_same_report_and_another_choice_another(show):
    school = School(a_line())
    page = tap(tap(show(school)))
    tap(choose(page, "format", "csv"))
    choose(page, "whom", "one")
    write(page, " n1 ", "1-7-2026", "30-9-2026")
    tap(page)

    (first, _), (second, _), (as_csv, _), (of_one, wish) = school.asked
    assert first == second
    assert len({first, as_csv, of_one}) == 3
    assert (wish.newcomer_id, wish.to_format) == ("n1", "csv")
    assert not page.exception


def test_a_class_is_chosen_among_those_the_school_has(show):
    school = School(a_line())
    page = choose(show(school, classes=[ReportClass("DU2", None), ReportClass("DU2", 3)]), "whom", "class")
    assert page.selectbox[0].options == ["DU2, alle moduler", "DU2, modul 3"]

    tap(page)
    page.selectbox[0].select_index(1)
    tap(page)

    assert [(wish.track, wish.module, wish.newcomer_id) for _id, wish in school.asked] == [
        ("DU2", None, None),
        ("DU2", 3, None),
    ]
    assert not page.exception


def test_a_school_without_classes_is_not_asked_for_one(show):
    page = show(School())

    assert next(one for one in page.button_group if one.key == "report-whom").options == [
        "Alle kursister",
        "Én kursist",
    ]


def test_while_a_report_is_made_the_page_says_what_is_being_done_and_a_second_tap_begins_no_other(show):
    school = School(a_line())
    school.goes_on.clear()
    page = begin(show(school))

    assert page.get("progress")[0].proto.text == "Læser observationer, lektioner og prøver ..."
    tapped_before_it_was_disabled = button(page, "Lav rapport")
    assert tapped_before_it_was_disabled.disabled
    tapped_before_it_was_disabled.proto.disabled = False
    begin(page)
    assert len(school.asked) == 1
    school.goes_on.set()
    settle(page)
    assert "er klar" in text_of(page)
    assert not page.get("progress")
    assert not button(page, "Lav rapport").disabled
    assert not page.exception


def test_a_report_that_is_stopped_keeps_nothing_and_what_was_chosen_stands(show):
    school = School(a_line())
    page = tap(show(school))
    school.goes_on.clear()
    begin(page)
    assert not page.get("download_button"), "the report that was there is gone as soon as another is asked for"

    begin(page, "Afbryd")
    assert page.get("progress")[0].proto.text == "Afbryder ..."
    assert button(page, "Afbryd").disabled
    school.goes_on.set()
    settle(page)

    assert "Rapporten er afbrudt. Der er ikke lavet nogen fil." in text_of(page)
    assert not page.get("download_button")
    assert fields_of(page) == ["1-7-2026", "30-9-2026"]
    tap(page)
    assert page.get("download_button")
    assert not page.exception


def test_what_is_wrong_with_the_system_is_not_said_to_be_a_report(show):
    page = tap(show(School(refuses=ZeroDivisionError("a bug"))))

    assert page.exception
    assert "er klar" not in text_of(page)
    page.run()
    assert not page.exception


def test_whoever_signs_out_has_stopped_the_report(show):
    school = School(a_line())
    school.goes_on.clear()
    page = begin(show(school))
    stopped = page.session_state["report-work"]._state

    del page.session_state["report-work"]
    gc.collect()
    school.goes_on.set()

    assert stopped.over.wait(60)
    assert stopped.made is None


@pytest.mark.parametrize(("form", "said"), [("pdf", "PDF"), ("xlsx", "XLSX"), ("csv", "CSV")])
def test_the_first_page_is_shown_with_words_for_whoever_cannot_see_it(show, form, said):
    page = tap(choose(show(School(a_line(), preview=a_picture())), "format", form))

    (picture,) = page.get("image")[0].proto.imgs
    assert picture.alt.startswith("Et billede af rapportens første side")
    assert fetching(page).label == f"Hent rapporten ({said})"
    assert list(page.expander[0].table[0].value.iloc[:, 0]) == ["n1"]
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

    assert "1 person, 1 with computed progress" in text_of(page)
    assert not page.exception
