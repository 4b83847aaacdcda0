"""The calibration cases on a tablet: offered quietly, never a test of the buddy, and no tap is lost."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from support.axe import faults_on
from support.bakery import GRETHE, MIA, Bakery, sign_in
from support.browser import chromium
from support.one_scale import STRICT, one_scale
from support.whole_life import add_account, cheap_passwords, deliver

from assessment.access.actor import Actor, Role
from assessment.domain.days import monday_of
from assessment.reference.calibration_cases import load_cases
from assessment.storage.ledger import open_ledger

CASES = load_cases().cases
PORTRAIT, NARROW = (768, 1024), (360, 640)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """[...document.querySelectorAll('a, button, summary, label.choice')]
    .filter(box => box.offsetParent && box.getBoundingClientRect().height < 55.5).map(box => box.outerHTML)"""
SMALL_LETTERS = """[...document.querySelectorAll('main *')].filter(box => box.offsetParent && box.innerText)
    .filter(box => parseFloat(getComputedStyle(box).fontSize) < 16).map(box => box.outerHTML)"""
STEPS = ("Slet ikke endnu", "Kun med gestik eller oversættelse", "Med gentagelse eller hjælp")
RECEIVED = re.compile(r"^Tak\. Eksemplet er modtaget kl\. \d\d\.\d\d\.$")
NOT_SENT = "Ikke sendt endnu. Dine trin er gemt her og bliver sendt af sig selv."


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def bakery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bakery")
    bakery = Bakery(folder)
    ledger = open_ledger(bakery.database)
    scale = one_scale(monday_of(date.today()) - timedelta(weeks=12))
    deliver(ledger, scale, folder / "scale", now=datetime.now(UTC))
    with cheap_passwords():
        add_account(ledger, Actor(user=STRICT, role=Role.OBSERVER, observer_id=STRICT))
    ledger.close()
    yield bakery
    bakery.kill()


@pytest.fixture
def tablet(browser, bakery):
    """A tablet at the bakery with nobody signed in; what its console complained of fails the test."""
    bakery.start()
    width, height = PORTRAIT
    window = {"width": width, "height": height}
    context = browser.new_context(
        viewport=window, locale="da-DK", base_url=bakery.address, reduced_motion="reduce", bypass_csp=True
    )  # without the policy, so that axe may run; what the policy forbids is tried with the form
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.goto("/log-ind")
    yield page
    context.close()
    assert complaints == []


def at_case(page, place):
    page.get_by_role("heading", level=1, name=place, exact=True).wait_for()


def choose(page, place, step):
    page.locator("fieldset.criterion").nth(place).get_by_text(STEPS[step], exact=True).click()


def save(page):
    page.get_by_role("button", name="Gem", exact=True).click()


def stored_once(case, step):
    return {f"{case.case_id}/{code}": [step] for code in case.criteria}


@pytest.mark.long
def test_a_buddy_goes_through_all_eight_and_is_left_alone_then(tablet, bakery):
    sign_in(tablet, MIA)
    offer = tablet.locator(".card", has_text="8 korte eksempler")
    assert "Der er ikke noget rigtigt svar." in offer.inner_text()
    offer.get_by_role("link", name="Se et eksempel").click()
    at_case(tablet, CASES[0].place)

    choose(tablet, 0, 1)
    save(tablet)
    tablet.get_by_text("Vælg et trin ved »Tage ordet selv«").wait_for()
    assert bakery.cases(MIA) == {}
    assert tablet.get_by_text("Ikke set i dag").count() == 0
    tablet.reload()  # and what was tapped stands there still
    tablet.get_by_text("1 af 2").wait_for()
    assert tablet.locator("fieldset.criterion").nth(0).get_by_role("radio", checked=True).count() == 1

    for number, case in enumerate(CASES):
        at_case(tablet, case.place)
        assert case.text in tablet.locator("main").inner_text()
        for place in range(len(case.criteria)):
            if not tablet.locator("fieldset.criterion").nth(place).get_by_role("radio", checked=True).count():
                choose(tablet, place, 1)
        if number == 3:
            tablet.get_by_role("link", name="Senere").click()
            tablet.locator(".card", has_text="5 korte eksempler").get_by_role("link").click()
            tablet.get_by_text("2 af 2").wait_for()
        save(tablet)
    tablet.get_by_role("link", name="Det har jeg skrevet").wait_for()

    assert tablet.get_by_text(RECEIVED).count() == 1
    assert tablet.get_by_text("Se et eksempel").count() == 0
    assert tablet.evaluate("Object.keys(localStorage).filter(key => key.startsWith('felt/'))") == []
    assert bakery.cases(MIA) == {key: steps for case in CASES for key, steps in stored_once(case, 1).items()}
    tablet.reload()
    tablet.get_by_role("link", name="Det har jeg skrevet").wait_for()
    assert tablet.get_by_text("Se et eksempel").count() == 0


def test_whatever_is_cut_off_in_the_middle_nothing_is_lost_and_nothing_is_stored_twice(tablet, bakery):
    first, second, third = CASES[:3]
    sign_in(tablet, GRETHE)
    tablet.get_by_role("link", name="Se et eksempel").click()
    at_case(tablet, first.place)
    for place in range(len(first.criteria)):
        choose(tablet, place, 2)
    bakery.kill()
    save(tablet)
    tablet.get_by_text(NOT_SENT).wait_for()
    tablet.get_by_role("link", name="Gå videre").click()
    at_case(tablet, second.place)
    choose(tablet, 0, 1)
    bakery.start()
    tablet.get_by_role("link", name="Senere").click()
    tablet.get_by_text(RECEIVED).wait_for()
    assert bakery.cases(GRETHE) == stored_once(first, 2)

    lost = []
    tablet.route("**/api/v1/calibrations", lambda route: (lost.append(route.fetch().status), route.abort()))
    tablet.get_by_role("link", name="Se et eksempel").click()
    at_case(tablet, second.place)
    choose(tablet, 1, 1)
    save(tablet)
    tablet.get_by_text(NOT_SENT).wait_for()  # it is stored, and no answer came
    tablet.get_by_role("link", name="Gå videre").click()
    at_case(tablet, third.place)
    choose(tablet, 0, 0)
    context = tablet.context
    tablet.close()  # the battery is flat

    again = context.new_page()
    again.goto("/felt")
    again.get_by_text(RECEIVED).wait_for()
    again.locator(".card", has_text="6 korte eksempler").get_by_role("link").click()
    at_case(again, third.place)
    again.get_by_text("1 af 2").wait_for()
    assert lost[0] == 201
    assert bakery.cases(GRETHE) == stored_once(first, 2) | stored_once(second, 1)


def test_an_answer_that_was_overtaken_does_not_bring_back_a_case_that_was_given(tablet, bakery):
    held = []
    given = {key.split("/")[0] for key in bakery.cases(GRETHE)}
    waiting = [case for case in CASES if case.case_id not in given]
    sign_in(tablet, GRETHE)
    tablet.get_by_role("link", name="Se et eksempel").click()
    at_case(tablet, waiting[0].place)
    tablet.route("**/api/v1/me/felt", lambda route: held.append((route, route.fetch())), times=1)
    for case in waiting[:2]:  # after the first of them the server is slow to tell what waits
        at_case(tablet, case.place)
        for place in range(len(case.criteria)):
            choose(tablet, place, 0)
        save(tablet)
    at_case(tablet, waiting[2].place)
    left = f"{len(waiting) - 2} korte eksempler"
    tablet.get_by_role("link", name="Senere").click()
    tablet.get_by_text(left).wait_for()

    (route, told), *_ = held
    with tablet.expect_event("requestfinished"):
        route.fulfill(response=told)

    tablet.wait_for_timeout(300)
    assert tablet.get_by_text(left).is_visible()
    tablet.get_by_role("link", name="Se et eksempel").click()
    at_case(tablet, waiting[2].place)


@pytest.mark.long
def test_once_the_cases_are_given_a_buddy_can_see_how_they_use_the_steps_and_nobody_is_made_to(tablet, bakery):
    asked = []
    tablet.on("request", lambda request: asked.append(request.url) if "/me/reading" in request.url else None)
    sign_in(tablet, STRICT)
    link = tablet.get_by_role("link", name="Se, hvordan du bruger trinene")
    link.wait_for()
    assert asked == []
    link.click()
    tablet.get_by_text("trin strengere end andre, plus/minus et").wait_for()
    tablet.get_by_text("Ingen læser trinene forkert").wait_for()
    assert tablet.evaluate("document.activeElement.textContent") == "Sådan bruger du trinene"
    examine(tablet)
    assert len(asked) == 1

    tablet.goto("/sprog/en?til=/felt")
    tablet.get_by_role("link", name="See how you use the steps").click()
    tablet.get_by_text("stricter than others, plus or minus").wait_for()
    assert tablet.get_by_text("Nobody reads the steps wrongly").is_visible()

    tablet.get_by_role("link", name="Back to my colleagues").click()
    bakery.kill()
    tablet.get_by_role("link", name="See how you use the steps").click()
    tablet.get_by_text("There is no connection right now.").wait_for()
    bakery.start()
    tablet.get_by_role("button", name="Try again").click()
    tablet.get_by_text("stricter than others").wait_for()
    assert tablet.evaluate("Object.values(localStorage).filter(kept => kept.includes('strict'))") == []
    tablet.context.clear_cookies()


def test_while_a_case_waits_the_page_leads_to_it_and_says_nothing_of_how_one_reads(tablet):
    sign_in(tablet, GRETHE)
    tablet.get_by_role("link", name="Se et eksempel").wait_for()
    assert tablet.get_by_text("Se, hvordan du bruger trinene").count() == 0
    tablet.goto("/felt#trin")
    tablet.reload()
    tablet.get_by_text("korte eksempler, der ligger klar").wait_for()
    assert tablet.get_by_text("andre").count() == 0
    tablet.get_by_role("link", name="Se et eksempel").click()
    tablet.get_by_role("link", name="Senere").wait_for()


@pytest.mark.long
def test_a_page_left_open_shows_nothing_to_whoever_signed_in_after(tablet):
    sign_in(tablet, STRICT)
    tablet.get_by_role("link", name="Se, hvordan du bruger trinene").wait_for()
    other = tablet.context.new_page()
    other.goto("/log-ind?til=/felt")
    tablet.context.clear_cookies(name="sprogspor")
    other.goto("/log-ind?til=/felt")
    sign_in(other, GRETHE)

    tablet.get_by_role("link", name="Se, hvordan du bruger trinene").click()

    tablet.get_by_text("korte eksempler, der ligger klar").wait_for()
    assert tablet.get_by_role("link", name="Se et eksempel").is_visible()
    other.close()


@pytest.mark.long
def test_a_case_can_be_read_and_tapped_by_anybody_in_both_languages(tablet):
    sign_in(tablet, "ny")  # somebody whom nobody has delivered is offered nothing
    assert tablet.get_by_text("Se et eksempel").count() == 0
    tablet.context.clear_cookies()
    tablet.goto("/log-ind")
    sign_in(tablet, GRETHE)

    for language, look in (("da", "Se et eksempel"), ("en", "See an example")):
        tablet.goto(f"/sprog/{language}?til=/felt")
        tablet.get_by_role("link", name=look).wait_for()
        examine(tablet)
        tablet.get_by_role("link", name=look).click()
        told = tablet.locator(".situation").inner_text()
        assert told in {case.text if language == "da" else case.text_en for case in CASES}
        examine(tablet)


def examine(page):
    """What is on the page fits it, is large enough for a finger and an eye, and keeps nobody out."""
    assert faults_on(page) == []
    for width, height in (NARROW, PORTRAIT):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate(SMALL_LETTERS) == []
