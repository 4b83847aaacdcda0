"""A provider takes out a report in a browser: sees how far it is, stops one, fetches another, taps once too often."""

import re
from contextlib import closing

import pytest
from invented_report import PDF, SLOW
from support.browser import chromium
from support.invented_house import invented_house

from assessment.web.cookies import SESSION

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """[...document.querySelector('[data-testid=stMain]')
    .querySelectorAll('button, [data-testid=stTextInputRootElement]')]
    .filter(box => box.offsetParent && box.getBoundingClientRect().height < 47.5).map(box => box.outerHTML)"""
WIDTH_OF_BAR = "parseFloat(document.querySelector('[role=progressbar]').getAttribute('aria-valuenow'))"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The page of reports, at the desk of a provider."""
    with invented_house(tmp_path_factory.mktemp("served")) as address, chromium() as browser:
        window = {"width": 768, "height": 1024}
        context = browser.new_context(viewport=window, locale="da-DK", base_url=address, accept_downloads=True)
        context.add_cookies([{"name": SESSION, "value": "nord-token", "url": address}])
        yield context
        context.close()


@pytest.mark.long
def test_what_is_told_while_a_report_is_made_is_in_the_readers_language(desk):
    with closing(desk.new_page()) as page:
        page.goto("/sprog/en")
        page.goto("/rapporter")
        page.get_by_text("One learner").click()
        page.get_by_label("The learner's id").fill(SLOW)
        page.get_by_role("button", name="Make report").click()
        page.get_by_text("Reading observations, lessons and tests ...").wait_for()
        page.get_by_text("Computing the progress ...").wait_for()  # drawn without the rest of the page
        page.get_by_role("button", name="Stop").click()
        page.get_by_text("The report was stopped.").wait_for()
        page.goto("/sprog/da")


def test_a_provider_sees_how_far_a_report_is_stops_it_and_fetches_another(desk, tmp_path):
    with closing(desk.new_page()) as page:
        page.goto("/rapporter")
        page.get_by_text("Én kursist").click()
        page.get_by_label("Kursistens id").fill(SLOW)
        page.get_by_role("button", name="Lav rapport").dblclick()  # a second tap begins no other
        page.get_by_text("Læser observationer, lektioner og prøver ...").wait_for()
        began = page.evaluate(WIDTH_OF_BAR)
        page.get_by_text("Regner på udviklingen ...").wait_for()
        assert page.evaluate(WIDTH_OF_BAR) > began
        assert page.get_by_role("button", name="Lav rapport").is_disabled()
        assert page.evaluate(SMALL_TARGETS) == []

        page.get_by_role("button", name="Afbryd").click()
        page.get_by_text("Rapporten er afbrudt. Der er ikke lavet nogen fil.").wait_for()
        assert page.get_by_label("Kursistens id").input_value() == SLOW
        assert page.get_by_role("button", name="Hent").count() == 0

        page.get_by_text("Alle kursister").click()
        page.get_by_role("button", name="Lav rapport").click()
        picture = page.get_by_role("img", name="Et billede af rapportens første side")
        picture.wait_for()
        page.wait_for_function("document.querySelector('[data-testid=stImage] img').naturalWidth > 0")
        page.get_by_text("Ikke med i beregningen, fordi ...").wait_for()
        with page.expect_download() as started:
            page.get_by_role("button", name="Hent rapporten (PDF)").click()
        name = started.value.suggested_filename
        assert re.fullmatch(r"fremskridt_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.pdf", name)
        started.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes() == PDF
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(SMALL_TARGETS) == []
