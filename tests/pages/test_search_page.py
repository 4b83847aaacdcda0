"""The page of the search keeps apart what stands there word for word and what a machine thinks means the same."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from invented_search import a_hit, found_by_meaning, found_by_words
from streamlit.testing.v1 import AppTest
from test_owner_pages import everything_on

from assessment.domain.errors import CallerCanMend, InvalidValue
from assessment.domain.note_search import FoundByMeaning


def _page(by_words, by_meaning, language):
    import streamlit as st

    from assessment.i18n.words import in_language
    from assessment.pages.search import search_page

    with in_language(language):
        case_page = st.Page(lambda: None, title="Sag", url_path="sag")
        front = st.Page(
            lambda: search_page(by_words=by_words, by_meaning=by_meaning, case_page=case_page), title="S", default=True
        )
        st.navigation([front, case_page], position="hidden").run()


@pytest.fixture
def search() -> Callable[..., AppTest]:
    """Open the page and search for something; what was asked is in ``search.asked``."""

    def run(question: str, *, count: int = 1, alike: FoundByMeaning | None = None, language: str = "da") -> AppTest:
        def by_words(asked: str, rows: int) -> Any:
            run.asked.append((asked, rows))
            if run.refused:
                raise run.refused
            return found_by_words(count, rows)

        def by_meaning(asked: str, is_asked_now: bool) -> Any:
            run.asked.append((asked, is_asked_now))
            return alike or found_by_meaning()

        kwargs = {"by_words": by_words, "by_meaning": by_meaning, "language": language}
        page = AppTest.from_function(_page, kwargs=kwargs, default_timeout=30).run()
        assert not run.asked, "nothing is searched for before somebody asks"
        page.text_input[0].input(question)
        return page.button[0].click().run()

    run.asked, run.refused = [], None
    return run


def links_on(page: AppTest) -> list[str]:
    return [link.label.replace("\\", "") for link in page.page_link]


def tap(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_the_two_lists_stand_apart_and_each_note_leads_to_its_case(search):
    page = search("alene")
    text = everything_on(page)

    assert [one.value for one in page.header] == ["Ordret (1)", "Samme mening"]
    assert "»Sidder **alene** i frokostpausen.«" in text
    assert "»Taler ikke med nogen.«" in text
    assert "1. juli 2026 · sprogmakker" in text
    assert links_on(page) == ["Amina (S-0000)", "Amina (S-0900)"]
    assert page.page_link[0].proto.query_string == "id=S-0000"
    assert text.count("sprogmakker · ikke ordret") == 1
    assert "Opdigtede personer" in text
    assert not page.exception


def test_nothing_on_it_says_what_the_engine_made_of_anybody(search):
    text = everything_on(search("alene"))

    assert not any(shape in text for shape in "▲●◆○‖★")


def test_a_long_list_comes_in_pieces_and_nobody_is_asked_to_wait_again(search):
    page = search("alene", count=70, alike=found_by_meaning(15))
    assert len(page.page_link) == 20 + 10

    page = tap(tap(page, "Vis 20 til"), "Vis 5 til")

    assert len(page.page_link) == 40 + 15
    assert search.asked == [
        ("alene", 20), ("alene", True), ("alene", 40), ("alene", False), ("alene", 40), ("alene", False)
    ]  # fmt: skip
    page.text_input[0].input("pause")
    page.button[0].click().run()
    assert search.asked[-2:] == [("pause", 20), ("pause", True)], "another question begins at its newest"
    assert not page.exception


def test_without_the_machine_the_exact_list_stands_alone_and_says_so(search):
    page = search("alene", alike=FoundByMeaning(why_none="Sproglæseren svarer ikke lige nu."))

    assert links_on(page) == ["Amina (S-0000)"]
    assert "Sproglæseren svarer ikke lige nu." in everything_on(page)
    assert not page.exception


def test_where_nothing_is_found_both_lists_say_so_in_a_sentence(search):
    page = search("kvantemekanik", count=0, alike=replace(found_by_meaning(0), unread=3))
    text = everything_on(page)

    assert "Ingen note har alle ordene. Prøv med færre ord" in text
    assert "Det betyder ikke, at ingen har set det." in text
    assert "3 noter er ikke læst af sproglæseren endnu" in text
    assert not page.page_link
    assert not page.exception


@pytest.mark.parametrize(
    ("refused", "asked_again"), [(InvalidValue("Skriv mere."), False), (CallerCanMend("X."), True)]
)
def test_what_will_not_do_is_said_and_not_remembered(search, refused, asked_again):
    search.refused = refused
    page = search("x")

    assert str(refused).rstrip(".") in everything_on(page)
    assert not page.header
    assert ("search-asked" in page.session_state) is asked_again
    assert not page.exception


def test_what_stands_in_a_note_is_never_formatting(search):
    sly = a_hit(1, note="# Hej *alene* <b>nu</b>", marks=((7, 12),))
    page = search("alene", alike=FoundByMeaning(hits=(sly,)))

    assert "»\\# Hej \\***alene**\\* \\<b\\>nu\\</b\\>«" in [piece.value for piece in page.markdown]
    assert not page.exception


def test_the_search_reads_in_english(search):
    page = search("alene", language="en")

    assert page.title[0].value == "Search in notes"
    assert [one.value for one in page.header] == ["Word for word (1)", "Same meaning"]
    assert "language buddy · not word for word" in everything_on(page)
    assert not page.exception
