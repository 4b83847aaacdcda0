"""In a real browser, at the two sizes of a tablet, over an invented desk."""

import os
from pathlib import Path

import pytest
from support.browser import chromium, free_port, served

SIZES = {"portrait": (768, 1024), "landscape": (1024, 768)}
SIDEWAYS = """[...document.querySelectorAll('html, body, [data-testid=stMain], [data-testid=stAppViewContainer]')]
    .map(box => box.scrollWidth - box.clientWidth)"""
SMALL_TARGETS = """[...document.querySelectorAll(
    'button, summary, [data-testid=stRadioOption], .st-key-top a, [class*=st-key-row-]')]
    .filter(box => box.offsetParent && !box.closest('.vega-embed') && box.getBoundingClientRect().height < 47.5)
    .map(box => box.innerText)"""
CUT_ANSWERS = """[...document.querySelectorAll('[data-testid=stButtonGroup] :is(button, button *)')]
    .filter(box => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).display === 'block')
    .map(box => box.innerText)"""
WAY_PAST_THE_TOP = "getComputedStyle(document.querySelector('[data-testid=stSkipToContent]'), '::after').content"


@pytest.fixture(scope="module")
def browser():
    """Chromium, or the sentence why this cannot be tried here."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The application over invented doors, served from another folder than the checkout."""
    folder = tmp_path_factory.mktemp("served")
    pages, checkout = Path(__file__).parent.parent / "pages", Path(__file__).parent.parent.parent
    program = folder / "served_desk.py"
    program.write_text(
        "from invented_desk import InventedDoors\n"
        "from assessment.web.application import assemble\n"
        "app = assemble(InventedDoors().doors())\n",
        encoding="utf-8",
    )
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(pages), str(checkout)])}
    command = ["uvicorn", "served_desk:app", "--port", str(port), "--ws", "websockets-sansio"]
    with served(command, folder=folder, port=port, environment=environment) as here:
        yield here


@pytest.fixture(params=SIZES)
def tablet(request, browser, address):
    """A tablet in one of its two positions, signed in as the caseworker; what the console complained of is in it."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="da-DK", base_url=address)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    page.on("console", lambda said: page.complaints.append(said.text) if "Content Security" in said.text else None)
    page.goto("/sag?id=S-0412")
    page.get_by_label("Brugernavn").fill("anna")
    page.get_by_label("Adgangskode").fill("blå cykel")
    page.get_by_role("button", name="Log ind").click()
    page.get_by_role("heading", name="Hvad ser du?").wait_for()
    yield page
    assert page.complaints == []
    context.close()


def test_on_a_phone_no_answer_is_cut_and_the_way_past_the_top_is_in_danish(tablet):
    tablet.set_viewport_size({"width": 390, "height": 844})
    tablet.get_by_test_id("stButtonGroup").first.wait_for()
    tablet.wait_for_timeout(300)

    assert tablet.evaluate(CUT_ANSWERS) == []
    assert set(tablet.evaluate(SIDEWAYS)) == {0}
    assert tablet.evaluate(WAY_PAST_THE_TOP) == '"Gå til indholdet"'


def test_a_caseworker_reads_answers_and_decides(tablet, tmp_path):
    tablet.locator(".vega-embed").wait_for()
    _looks_right(tablet, tmp_path / "case.png")
    assert tablet.locator(".vega-embed[aria-label*='12 observationer af 2 personer']").count() >= 1

    tablet.get_by_role("link", name="Sprogspor: alle sager").click()
    tablet.get_by_role("heading", name="Til gennemsyn (12)").wait_for()
    _looks_right(tablet, tmp_path / "queue.png")
    tablet.get_by_role("link", name="Amina (S-0003)").click()
    tablet.get_by_role("heading", name="Hvad ser du?").wait_for()
    assert tablet.url.endswith("/sag?id=S-0003")
    tablet.reload()
    tablet.get_by_role("heading", name="Hvad ser du?").wait_for()

    if tablet.get_by_role("button", name="Gem mit syn").count():
        assert tablet.get_by_role("heading", name="Hvad systemet peger på").count() == 0
        tablet.get_by_text("Det står stille").click()
        tablet.get_by_role("button", name="Gem mit syn").click()
    tablet.get_by_role("heading", name="Hvad systemet peger på").wait_for()
    tablet.get_by_test_id("stRadioOption").filter(has_text="Tilbyde støtte").click()
    tablet.get_by_label("Hvorfor, med dine egne ord?").fill("Flere at tale med i pausen.")
    tablet.get_by_role("button", name="Gem beslutning").click()
    saved = tablet.get_by_text("Beslutningen er gemt kl.")
    saved.wait_for()
    tablet.wait_for_timeout(500)
    assert 0 <= saved.bounding_box()["y"] < tablet.viewport_size["height"]
    assert tablet.get_by_label("Hvorfor, med dine egne ord?").input_value() == ""
    _looks_right(tablet, tmp_path / "decided.png")


def test_signing_out_closes_the_desk(tablet):
    tablet.get_by_role("button", name="Log ud", exact=True).click()

    tablet.get_by_label("Adgangskode").wait_for()
    tablet.goto("/")
    assert tablet.url.endswith("/log-ind")


def _looks_right(page, picture):
    page.wait_for_timeout(300)
    page.screenshot(path=picture)
    assert page.evaluate("document.documentElement.lang") == "da"
    assert set(page.evaluate(SIDEWAYS)) == {0}
    assert page.evaluate(SMALL_TARGETS) == []
