"""Whose desk is drawn, looked up again at every rerun."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.web.server.app_discovery import discover_asgi_app

from assessment.web import streamlit_options
from assessment.web.application import PAGE_SCRIPT
from assessment.web.doors import put_in_use


@pytest.fixture
def show_desk(doors, monkeypatch):
    """Run the page script as somebody who carries a token."""

    def show(token):
        put_in_use(doors.doors())
        monkeypatch.setattr(type(st.context), "cookies", {"sprogspor": token} if token else {})
        return AppTest.from_file(str(PAGE_SCRIPT), default_timeout=30).run()

    return show


def test_a_caseworker_gets_the_queue(show_desk):
    page = show_desk("anna-token")

    assert page.title[0].value == "Sager i Odense"
    assert not page.exception


def test_the_owner_gets_the_state_of_the_system_and_their_six_pages(show_desk):
    page = show_desk("ove-token")

    assert page.title[0].value == "Drift"
    assert [link.label for link in page.get("page_link")] == [
        "Drift",
        "Brugere",
        "Grundlag",
        "Leveringer",
        "Fælles målestok",
        "Modellens spor",
    ]
    assert not page.exception


@pytest.mark.parametrize("token", [None, "somebody-else"])
def test_nobody_gets_nothing_but_the_way_in(show_desk, token):
    page = show_desk(token)

    assert page.title[0].value == "Du er logget ud"
    assert 'href="/log-ind"' in "".join(piece.value for piece in page.get("html"))
    assert not page.page_link
    assert not page.exception


def test_signing_out_elsewhere_ends_the_session_at_the_next_rerun(show_desk, doors):
    page = show_desk("anna-token")
    doors.people.clear()

    page.run()

    assert page.title[0].value == "Du er logget ud"
    assert not page.page_link
    assert not page.exception


def test_streamlit_is_set_whichever_folder_it_is_started_from(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    streamlit_options.apply()

    assert all(st.get_option(name) == value for name, value in streamlit_options.OPTIONS.items())


def test_streamlit_run_starts_the_gated_application_and_not_a_bare_page():
    found = discover_asgi_app(Path(__file__).parents[2] / "app.py")

    assert found.is_asgi_app
    assert found.app_name == "app"


def test_a_window_that_comes_back_with_another_persons_cookie_has_forgotten_the_first(show_desk, doors, monkeypatch):
    page = show_desk("anna-token")
    page.session_state["report-made"] = "Annas"
    page.run()
    assert "report-made" in page.session_state

    monkeypatch.setattr(type(st.context), "cookies", {"sprogspor": "ove-token"})
    page.run()

    assert "report-made" not in page.session_state
    assert not page.exception
