"""No page keeps anybody out: axe-core finds no serious fault on any of them, in daylight and in the dark."""

import re
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import pytest
from invented_report import SLOW
from support.axe import faults_on, tablet_to_examine
from support.browser import chromium
from support.invented_house import invented_house


@dataclass(frozen=True)
class Visit:
    """A page to look at: its address, the heading that says it is there, who looks, and what is done on it next."""

    path: str
    heading: str
    token: str = ""
    then: tuple[Callable[[Any], None], ...] = ()


def open_the_filters(page: Any) -> None:
    page.get_by_role("button", name="Filtre").click()
    page.get_by_text("Kun ny siden sidst").click()
    page.get_by_text("Viser kun: ny siden sidst").wait_for()


def unfold_the_rest(page: Any) -> None:
    page.get_by_text("Øvrige").click()
    page.get_by_role("button", name="Vis 20 til").wait_for()


def say_what_you_see(page: Any) -> None:
    if page.get_by_role("button", name="Gem mit syn").count():
        page.get_by_text("Det står stille").click()
        page.get_by_role("button", name="Gem mit syn").click()
    page.get_by_role("heading", name="Hvad systemet peger på").wait_for()


def open_the_form(page: Any) -> None:
    page.get_by_role("link", name="Yusuf").click()
    page.locator("fieldset.criterion").first.get_by_text("Med gentagelse eller hjælp").click()


def search_for_something(page: Any) -> None:
    page.get_by_label("Hvad leder du efter?").fill("alene")
    page.get_by_role("button", name="Søg", exact=True).click()
    page.get_by_role("heading", name="Samme mening").wait_for()


def begin_a_report(page: Any) -> None:
    page.get_by_text("Én kursist").click()
    page.get_by_label("Kursistens id").fill(SLOW)
    page.get_by_role("button", name="Lav rapport").click()
    page.get_by_role("button", name="Afbryd").wait_for()


def make_a_report(page: Any) -> None:
    page.get_by_role("button", name="Afbryd").click()
    page.get_by_text("Rapporten er afbrudt").wait_for()
    page.get_by_text("Et hold").click()
    page.get_by_role("button", name="Lav rapport").click()
    page.get_by_role("img", name="Et billede af rapportens første side").wait_for()


def open_an_example(page: Any) -> None:
    page.goto("/felt#eksempel")
    page.reload()
    page.locator("fieldset.criterion").first.get_by_text("Med gentagelse eller hjælp").click()


def read_what_was_written(page: Any) -> None:
    page.goto("/felt#skrevet")
    page.reload()
    page.get_by_role("link", name="Det har jeg skrevet").click()
    page.get_by_text("Spørger selv.").wait_for()


VISITS = {
    "sign-in": Visit("/log-ind", "Sprogspor"),
    "welcome": Visit("/velkommen?kode=god-kode", "Velkommen"),
    "queue": Visit("/", "Til gennemsyn", "anna-token", (unfold_the_rest, open_the_filters)),
    "case": Visit("/sag?id=S-0412", "Kurven", "anna-token", (say_what_you_see,)),
    "new person": Visit("/ny", "Ny person", "anna-token"),
    "search": Visit("/soeg", "Søg i noter", "anna-token", (search_for_something,)),
    "tablet": Visit("/felt", "Mine kolleger", "mia-token", (open_the_form, open_an_example, read_what_was_written)),
    "counter": Visit("/", "Leveringer", "nord-token"),
    "deliver": Visit("/levering", "Lever en fil", "nord-token"),
    "report": Visit("/rapporter", "Rapporter", "nord-token", (begin_a_report, make_a_report)),
    "the caseworker's report": Visit("/rapporter?borger=n412", "Rapporter", "anna-token"),
    "installation": Visit("/", "Drift", "ove-token"),
    "people": Visit("/brugere", "Brugere", "ove-token"),
    "legal basis": Visit("/grundlag", "Grundlag", "ove-token"),
    "deliveries": Visit("/leveringer", "Leveringer", "ove-token"),
    "yardstick": Visit("/maalestok", "Fælles målestok", "anna-token"),
    "the model's track": Visit("/model", "Modellens spor", "ove-token"),
    "the owner's yardstick": Visit("/maalestok", "Fælles målestok", "ove-token"),
}
"""Every page of the product; a new one is a line here."""


@pytest.fixture(scope="module")
def browser():
    """Chromium, or the sentence why this cannot be tried here."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the application is."""
    with invented_house(tmp_path_factory.mktemp("served")) as here:
        yield here


@pytest.fixture(scope="module")
def tablets(browser, address):
    """A tablet for each person, taken out once: what it has fetched of the application it keeps."""
    with ExitStack() as stack:
        taken = {}

        def tablet_of(token):
            if token not in taken:
                taken[token] = stack.enter_context(tablet_to_examine(browser, address, token=token))
            return taken[token]

        yield tablet_of


@pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS)
def test_nothing_on_the_page_keeps_anybody_out(tablets, visit):
    with closing(tablets(visit.token).new_page()) as page:
        page.goto(visit.path)
        page.get_by_role("heading", name=visit.heading).first.wait_for()
        for act in (None, *visit.then):
            if act is not None:
                act(page)
            for light in ("light", "dark"):
                page.emulate_media(color_scheme=light)
                settle(page)
                assert is_dark(page) == (light == "dark")
                assert faults_on(page, of_colours=light == "dark") == []


def test_the_check_finds_what_it_is_there_to_find(tablets):
    with closing(tablets("").new_page()) as page:
        page.goto("/log-ind")
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<main><img src=\"/favicon.png\">"
            '<p style="color: #aaa; background: #fff">Grå på hvid</p></main>\')'
        )

        assert {"image-alt", "color-contrast"} <= {fault.rule for fault in faults_on(page)}
        assert {fault.rule for fault in faults_on(page, of_colours=True)} == {"color-contrast"}


def is_dark(page: Any) -> bool:
    """Whether the page is drawn on a dark ground."""
    seen = page.evaluate("getComputedStyle(document.querySelector('.stApp') || document.body).backgroundColor")
    red, green, blue = (int(part) for part in re.findall(r"\d+", seen)[:3])
    return red + green + blue < 3 * 128


def settle(page: Any) -> None:
    """Wait until Streamlit has drawn all it was going to draw."""
    page.wait_for_function("!document.querySelector('[data-test-script-state=running], [data-stale=true]')")
    page.wait_for_timeout(400)
