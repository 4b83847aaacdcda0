"""A buddy at a tablet with a poor line: what is typed is never lost, and what is saved is stored once."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from support.bakery import GRETHE, MIA, Bakery, sign_in
from support.browser import chromium

from assessment.domain.receipt import receipt_of

PORTRAIT, LANDSCAPE, PHONE, NARROW = (768, 1024), (1024, 768), (390, 844), (360, 640)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """[...document.querySelectorAll('a, button, summary, label.choice, textarea, input[type=date]')]
    .filter(box => box.offsetParent && box.getBoundingClientRect().height < 55.5).map(box => box.outerHTML)"""
SMALL_LETTERS = """[...document.querySelectorAll('main *')].filter(box => box.offsetParent && box.innerText)
    .filter(box => parseFloat(getComputedStyle(box).fontSize) < 16).map(box => box.outerHTML)"""
NOT_SENT = "Ikke sendt endnu. Det, du har skrevet, er gemt her og bliver sendt af sig selv."
RECEIVED = re.compile(r"^Modtaget kl\. \d\d\.\d\d, nr\. ([2-9A-HJ-NP-Z]{4})$")


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def bakery(tmp_path_factory):
    bakery = Bakery(tmp_path_factory.mktemp("bakery"))
    yield bakery
    bakery.kill()


@pytest.fixture
def tablet(browser, bakery):
    """A tablet at the bakery with nobody signed in; what its console complained of fails the test."""
    bakery.start()
    width, height = PORTRAIT
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="da-DK", base_url=bakery.address, reduced_motion="reduce"
    )
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    page.goto("/log-ind")
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def mia(tablet):
    """The tablet in the hands of the buddy."""
    sign_in(tablet, MIA)
    return tablet


def open_form(page, alias="Amina"):
    page.locator(".entries").wait_for(state="detached")  # what was written names them too
    page.get_by_role("link", name=alias).click()
    page.get_by_role("button", name="Gem", exact=True).wait_for()


def area(page, place=0):
    return page.locator("fieldset.criterion").nth(place)


def write(page, note):
    page.get_by_label("En linje om, hvad der skete").fill(note)


def save(page):
    page.get_by_role("button", name="Gem", exact=True).click()


def receipt(page):
    line = page.get_by_text(RECEIVED)
    line.wait_for()
    return RECEIVED.match(line.inner_text()).group(1)


def test_a_buddy_logs_what_was_seen_and_reads_a_receipt(tablet, bakery):
    tablet.clock.set_fixed_time("2031-01-01T12:00:00Z")  # a tablet whose clock is wrong
    before = datetime.now(UTC) - timedelta(seconds=1)
    sign_in(tablet, MIA)
    assert tablet.url.endswith("/felt")
    assert tablet.evaluate("document.documentElement.lang") == "da"
    assert tablet.title() == "Mine kolleger"

    open_form(tablet)
    area(tablet, 0).get_by_text("Med gentagelse eller hjælp").click()
    area(tablet, 1).get_by_text("Ikke set i dag").click()
    area(tablet, 2).get_by_text("Slet ikke endnu").click()
    area(tablet, 2).get_by_text("Slet ikke endnu").click()  # a second tap lets go of it
    tablet.get_by_text("2 af 5").wait_for()
    tablet.get_by_role("group", name="Hvornår?").get_by_text("i går").click()
    tablet.get_by_role("group", name="Dansk i dag").get_by_text("10-30 min").click()
    tablet.get_by_role("group", name="Med hvor mange?").get_by_text("2-3").click()
    write(tablet, "Taler med i pausen.")
    assert tablet.get_by_role("heading", level=1).inner_text() == "Amina · i går"
    save(tablet)

    number = receipt(tablet)
    assert tablet.get_by_text("Gemt her ✓").is_visible()
    (stored,) = bakery.entries("Taler med i pausen.")
    assert number == receipt_of(stored["observation_id"])
    assert before <= stored["recorded_at"] <= datetime.now(UTC)
    assert sorted(stored["ratings"].values(), key=str) == [2, None]
    assert stored["observer_id"] == MIA
    assert stored["placement_id"] == "forloeb-amina"
    assert (stored["mode"], stored["talk_minutes"], stored["talk_partners"]) == ("in_person", "10to30", "2to3")

    tablet.get_by_role("link", name="Tilbage til mine kolleger").click()
    tablet.get_by_role("link", name="Det har jeg skrevet").click()
    newest = tablet.locator(".entries > li").first
    assert number in newest.inner_text()
    assert "Taler med i pausen." in newest.inner_text()


@pytest.mark.parametrize("taps", [2, 3])
def test_a_double_or_triple_tap_stores_one_row(mia, bakery, taps):
    note = f"Trykkede {taps} gange."
    sent = []
    mia.on("request", lambda request: sent.append(request) if request.url.endswith("/observations") else None)
    open_form(mia)
    write(mia, note)

    mia.get_by_role("button", name="Gem", exact=True).click(click_count=taps)

    receipt(mia)
    assert len(sent) == 1
    assert len(bakery.entries(note)) == 1


def test_a_reload_in_the_middle_keeps_the_draft_and_the_form(mia, bakery):
    open_form(mia, "Yusuf")
    area(mia, 1).get_by_text("Selv, i en kendt situation").click()
    mia.get_by_role("group", name="Hvordan?").get_by_text("telefon").click()
    write(mia, "Midt i en sætning, og så")
    area(mia, 0).locator("legend").click()  # a tap elsewhere

    mia.reload()

    mia.get_by_text("Gemt her ✓").wait_for()
    assert mia.get_by_label("En linje om").input_value() == "Midt i en sætning, og så"
    assert area(mia, 1).get_by_label("Selv, i en kendt situation").is_checked()
    assert mia.get_by_label("telefon").is_checked()
    save(mia)
    receipt(mia)
    (stored,) = bakery.entries("Midt i en sætning, og så")
    assert (list(stored["ratings"].values()), stored["mode"]) == ([3], "phone")
    mia.get_by_role("link", name="Tilbage til mine kolleger").click()
    open_form(mia, "Yusuf")
    assert mia.get_by_label("En linje om").input_value() == ""


def test_a_server_killed_in_the_middle_loses_nothing(mia, bakery):
    open_form(mia, "Yusuf")
    write(mia, "Strømmen gik.")
    bakery.kill()
    area(mia, 0).get_by_text("Kun med gestik").click()
    bakery.start()

    mia.reload()

    mia.get_by_text("Gemt her ✓").wait_for()
    assert mia.get_by_label("En linje om").input_value() == "Strømmen gik."
    save(mia)
    receipt(mia)
    (stored,) = bakery.entries("Strømmen gik.")
    assert list(stored["ratings"].values()) == [1]


def test_with_the_line_cut_it_says_so_and_is_sent_by_itself_later(mia, bakery):
    open_form(mia)
    write(mia, "Uden forbindelse.")
    bakery.kill()

    save(mia)

    mia.get_by_text(NOT_SENT).wait_for()
    assert mia.get_by_text("Gemt her ✓").is_visible()
    assert not mia.get_by_label("En linje om").is_enabled()
    mia.get_by_role("link", name="Tilbage til mine kolleger").click()
    mia.get_by_text("1 ikke sendt endnu").first.wait_for()
    bakery.start()
    mia.get_by_text(re.compile(r"Amina: modtaget kl\. ")).wait_for()
    assert mia.get_by_text("ikke sendt endnu").count() == 0
    assert len(bakery.entries("Uden forbindelse.")) == 1


def test_a_name_in_what_was_sent_when_the_line_came_back_is_told_of_and_can_be_mended(mia, bakery):
    open_form(mia)
    write(mia, "Talte længe med Jensen i pausen.")
    bakery.kill()
    save(mia)
    mia.get_by_text(NOT_SENT).wait_for()

    held = []  # a line so slow that the list has not come when the link is tapped
    mia.route("**/api/v1/me/felt", lambda route: held.append(route))
    bakery.start()

    mia.get_by_text("Der står måske et navn i noten: Jensen.").wait_for()
    mia.get_by_role("link", name="Ret noten").click()
    mia.wait_for_url("**/felt#ret/*")
    for waiting in held:
        waiting.continue_()
    mia.unroute("**/api/v1/me/felt")
    write(mia, "Talte længe med en kollega i pausen.")
    save(mia)
    receipt(mia)
    (first,) = bakery.entries("Talte længe med Jensen i pausen.")
    (second,) = bakery.entries("Talte længe med en kollega i pausen.")
    assert second["replaces"] == first["observation_id"]


def test_what_was_not_sent_is_sent_when_the_page_is_opened_again(mia, bakery):
    open_form(mia)
    write(mia, "Lukkede tabletten.")
    mia.route("**/api/v1/observations", lambda route: route.abort())
    save(mia)
    mia.get_by_text(NOT_SENT).wait_for()
    mia.unroute("**/api/v1/observations")

    mia.goto("/felt")

    mia.get_by_text(re.compile(r"Amina: modtaget kl\. ")).wait_for()
    assert len(bakery.entries("Lukkede tabletten.")) == 1


def test_an_answer_that_is_lost_after_storing_gives_the_same_receipt_and_one_row(mia, bakery):
    answers = []

    def lose_the_first(route):
        answer = route.fetch()
        answers.append(answer.json()["receipt"])
        route.abort() if len(answers) == 1 else route.fulfill(response=answer)

    mia.route("**/api/v1/observations", lose_the_first)
    open_form(mia)
    write(mia, "Svaret gik tabt.")
    save(mia)
    mia.get_by_text(NOT_SENT).wait_for()

    number = receipt(mia)  # nobody touched anything

    assert answers == [number, number]
    assert len(bakery.entries("Svaret gik tabt.")) == 1


def test_what_is_changed_after_an_uncertain_sending_can_be_saved_as_a_correction(mia, bakery):
    def store_and_lose(route):
        route.fetch()
        route.abort()

    mia.route("**/api/v1/observations", store_and_lose)
    open_form(mia)
    write(mia, "Først sådan.")
    save(mia)
    mia.get_by_text(NOT_SENT).wait_for()
    mia.get_by_role("button", name="Ret i det").click()
    mia.unroute("**/api/v1/observations")
    write(mia, "Så sådan.")
    save(mia)
    mia.get_by_text("allerede modtaget med et andet indhold").wait_for()

    mia.get_by_role("button", name="Gem som rettelse").click()

    receipt(mia)
    (first,), (second,) = bakery.entries("Først sådan."), bakery.entries("Så sådan.")
    assert second["replaces"] == first["observation_id"]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, "content_type": "text/html", "body": "<h1>Bad Gateway</h1>"},
        {"status": 200, "content_type": "text/html", "body": "<p>Log på hotellets net</p>"},
        {"status": 503, "content_type": "application/json", "body": '{"errors": []}'},
    ],
)
def test_an_answer_that_is_not_ours_is_no_receipt(mia, bakery, answer):
    note = f"Svar {answer['status']}."
    open_form(mia)
    write(mia, note)
    mia.route("**/api/v1/observations", lambda route: route.fulfill(**answer))
    save(mia)
    mia.get_by_text(NOT_SENT).wait_for()

    mia.unroute("**/api/v1/observations")

    receipt(mia)
    assert len(bakery.entries(note)) == 1


def test_one_need_not_wait_for_the_next_try(mia, bakery):
    open_form(mia)
    write(mia, "Prøvede selv igen.")
    mia.route("**/api/v1/observations", lambda route: route.abort())
    mia.clock.install()
    mia.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))  # no try comes by itself
    save(mia)
    mia.get_by_text(NOT_SENT).wait_for()
    mia.clock.run_for(700)
    mia.unroute("**/api/v1/observations")

    mia.get_by_role("button", name="Prøv igen").click()

    receipt(mia)
    assert len(bakery.entries("Prøvede selv igen.")) == 1


def test_a_refusal_is_shown_and_never_sent_again_by_itself(mia, bakery):
    sent = []
    mia.on("request", lambda request: sent.append(request) if request.url.endswith("/observations") else None)
    open_form(mia)
    write(mia, "For længe siden.")
    mia.get_by_role("group", name="Hvornår?").get_by_text("en anden dag").click()
    mia.get_by_label("Vælg dagen").fill("2020-01-06")
    save(mia)

    mia.get_by_text("Forløbet begyndte først den").wait_for()
    mia.clock.install()
    mia.clock.run_for(120_000)
    assert len(sent) == 1
    assert mia.get_by_label("En linje om").input_value() == "For længe siden."
    mia.get_by_role("group", name="Hvornår?").get_by_text("i dag", exact=True).click()
    save(mia)
    receipt(mia)
    assert len(bakery.entries("For længe siden.")) == 1


def test_signed_out_in_the_middle_one_signs_in_again_and_nothing_is_lost(mia, bakery):
    open_form(mia)
    write(mia, "Var logget ud.")
    mia.context.clear_cookies(name="sprogspor")

    save(mia)

    mia.get_by_text("Du er logget ud. Det, du har skrevet, er gemt her.").wait_for()
    mia.get_by_role("link", name="Log ind igen").click()
    sign_in(mia, MIA)
    mia.get_by_text(re.compile(r"Amina: modtaget kl\. ")).wait_for()
    assert len(bakery.entries("Var logget ud.")) == 1


def test_another_observer_on_the_same_tablet_sees_no_draft(mia):
    open_form(mia)
    write(mia, "Mias egne ord.")
    mia.get_by_role("link", name="Tilbage til mine kolleger").click()
    mia.get_by_text("Kladde gemt her").wait_for()
    mia.get_by_text("Mere", exact=True).click()
    mia.get_by_role("button", name="Log ud", exact=True).click()

    sign_in(mia, GRETHE)

    assert mia.get_by_text("Kladde gemt her").count() == 0
    open_form(mia)
    assert mia.get_by_label("En linje om").input_value() == ""
    mia.context.clear_cookies(name="sprogspor")
    mia.goto("/felt")
    sign_in(mia, MIA)
    open_form(mia)
    assert mia.get_by_label("En linje om").input_value() == "Mias egne ord."


def test_a_page_left_open_does_not_send_in_the_next_persons_name(mia, bakery):
    open_form(mia)
    write(mia, "Skrevet af en anden.")
    other = mia.context.new_page()
    mia.context.clear_cookies(name="sprogspor")
    other.goto("/log-ind")
    sign_in(other, GRETHE)

    save(mia)

    mia.get_by_text("Du er logget ud. Det, du har skrevet, er gemt her.").wait_for()
    assert bakery.entries("Skrevet af en anden.") == []


def test_signing_out_waits_for_what_is_not_sent(mia, bakery):
    open_form(mia)
    write(mia, "Ikke sendt, da jeg gik.")
    mia.route("**/api/v1/observations", lambda route: route.abort())
    save(mia)
    mia.get_by_text(NOT_SENT).wait_for()
    mia.get_by_text("Mere", exact=True).click()
    mia.get_by_role("button", name="Log ud", exact=True).click()

    mia.get_by_text("Vent lidt med at logge ud.").wait_for()
    mia.unroute("**/api/v1/observations")
    receipt(mia)
    assert mia.url.startswith(f"{bakery.address}/felt")


def test_a_culture_guide_is_asked_what_a_guide_is_asked(tablet):
    sign_in(tablet, GRETHE)
    assert tablet.get_by_role("link", name="Yusuf").count() == 0

    asked = tablet.evaluate("fetch('/api/v1/me/felt').then(answer => answer.json()).then(told => told.rubric.criteria)")
    assert {"unwritten_rules", "joining_in"} <= set(asked)
    for _ in range(3):  # five at a time, those not seen for longest first
        open_form(tablet)
        names = [area(tablet, place).locator("legend b").inner_text() for place in range(5)]
        if "Være med" in names:
            break
        for place in range(5):
            area(tablet, place).get_by_text("Selv, i en kendt situation").click()
        save(tablet)
        tablet.get_by_text("Tip til næste vagt med Amina:").wait_for()  # the server has told what is next
        tablet.get_by_role("link", name="Tilbage til mine kolleger").click()
    assert {"Uskrevne regler", "Være med"} <= set(names)


def test_whoever_has_nobody_gets_one_friendly_sentence(tablet):
    sign_in(tablet, "ny")

    assert tablet.get_by_text("Her er ingen kolleger lige nu. Sig det til den, der inviterede dig").is_visible()


def test_an_empty_form_is_refused_kindly(mia):
    sent = []
    mia.on("request", lambda request: sent.append(request) if request.url.endswith("/observations") else None)
    open_form(mia)
    area(mia, 0).get_by_text("Ikke set i dag").click()

    save(mia)

    mia.get_by_text("Her er ikke noget at gemme endnu.").wait_for()
    area(mia, 0).get_by_text("Med gentagelse").click()
    mia.get_by_text("Her er ikke noget at gemme endnu.").wait_for(state="hidden")
    assert sent == []


@pytest.mark.parametrize(
    ("answer", "kept"), [("Brug forslaget", "Ring på [fjernet] om vagten."), ("Behold teksten", "Hun hedder nu noget.")]
)
def test_what_should_not_be_in_a_note_is_proposed_away_before_it_is_saved(mia, bakery, answer, kept):
    proposal = {"note": "Ring på [fjernet] om vagten.", "found": [{"text": "20304050", "kind": "phone"}]}
    mia.route("**/api/v1/notes/check", lambda route: route.fulfill(json={**proposal, "health": True}))
    open_form(mia)
    write(mia, "Hun hedder nu noget.")
    save(mia)
    mia.get_by_text("Ring på [fjernet] om vagten.").wait_for()
    assert mia.get_by_text("Skriv helst om dansk, ikke om helbred.").is_visible()
    assert bakery.entries("Hun hedder nu noget.") == []

    mia.get_by_role("button", name=answer).click()

    receipt(mia)
    assert len(bakery.entries(kept)) == 1


def test_a_note_is_saved_although_nobody_could_look_at_it(mia, bakery):
    mia.route("**/api/v1/notes/check", lambda route: route.abort())
    open_form(mia)
    write(mia, "Uset note, cpr 010190-1234.".replace("010190", "610190"))

    save(mia)

    receipt(mia)
    assert len(bakery.entries("Uset note, cpr [fjernet].")) == 1


def test_an_entry_of_today_can_be_put_right(mia, bakery):
    open_form(mia, "Yusuf")
    seen, unseen = (area(mia, place).locator("legend b").inner_text() for place in (0, 1))
    area(mia, 0).get_by_text("Slet ikke endnu").click()
    area(mia, 1).get_by_text("Ikke set i dag").click()
    write(mia, "Skal rettes.")
    save(mia)
    receipt(mia)
    mia.get_by_role("link", name="Tilbage til mine kolleger").click()
    mia.get_by_role("link", name="Det har jeg skrevet").click()
    newest = mia.locator(".entries > li", has_text="Skal rettes.")
    newest.get_by_role("link", name="Ret observationen om Yusuf").click()
    assert mia.get_by_role("group", name=unseen).get_by_label("Ikke set i dag").is_checked()
    assert mia.get_by_role("group", name=seen).get_by_label("Slet ikke endnu").is_checked()
    mia.get_by_role("group", name=seen).get_by_text("Kun med gestik").click()
    write(mia, "Er rettet.")

    save(mia)

    receipt(mia)
    (first,), (second,) = bakery.entries("Skal rettes."), bakery.entries("Er rettet.")
    assert second["replaces"] == first["observation_id"]
    assert second["ratings"] == {
        **first["ratings"],
        **{code: 1 for code, step in first["ratings"].items() if step == 0},
    }
    mia.get_by_role("link", name="Tilbage til mine kolleger").click()
    mia.get_by_role("link", name="Det har jeg skrevet").click()
    assert "Du har rettet den senere." in mia.locator(".entries > li", has_text="Skal rettes.").inner_text()


def test_a_tablet_that_cannot_keep_anything_says_so_and_sends_all_the_same(mia, bakery):
    mia.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    mia.reload()
    open_form(mia)

    write(mia, "Ingen plads på tabletten.")

    mia.get_by_text("Tabletten kan ikke gemme en kladde. Tryk Gem, før du lukker siden.").wait_for()
    assert mia.get_by_text("Gemt her ✓").count() == 0
    save(mia)
    receipt(mia)
    assert len(bakery.entries("Ingen plads på tabletten.")) == 1


def test_a_draft_is_thrown_away_only_when_asked_twice(mia):
    open_form(mia)
    write(mia, "Fortrudt.")
    mia.get_by_role("button", name="Slet kladden").click()
    mia.get_by_role("button", name="Behold den").click()
    assert mia.get_by_label("En linje om").input_value() == "Fortrudt."
    mia.get_by_role("button", name="Slet kladden").click()
    mia.get_by_role("button", name="Ja, slet den").click()

    open_form(mia)
    assert mia.get_by_label("En linje om").input_value() == ""


def test_the_keyboard_alone_is_enough(mia, bakery):
    def tab_to(wanted):
        for _ in range(60):
            mia.keyboard.press("Tab")
            if mia.evaluate(wanted):
                return
        pytest.fail(f"the keyboard never came to {wanted}")

    tab_to("document.activeElement.matches('a.person')")
    mia.keyboard.press("Enter")
    mia.get_by_role("button", name="Gem", exact=True).wait_for()
    tab_to("document.activeElement.name?.startsWith('step-')")
    mia.keyboard.press("Space")
    mia.keyboard.press("ArrowRight")
    mia.keyboard.press("ArrowRight")
    ring = "getComputedStyle(document.activeElement.closest('label')).outline"
    assert "3px" in mia.evaluate(ring)
    tab_to("document.activeElement.id === 'note'")
    mia.keyboard.type("Kun med tasterne.")
    tab_to("document.activeElement.matches('.save')")
    mia.keyboard.press("Enter")

    receipt(mia)
    (stored,) = bakery.entries("Kun med tasterne.")
    assert list(stored["ratings"].values()) == [2]


@pytest.mark.parametrize(
    ("size", "light"), [(PORTRAIT, "light"), (LANDSCAPE, "dark"), (PHONE, "dark"), (NARROW, "light")]
)
def test_nothing_scrolls_sideways_and_every_target_takes_a_thumb(mia, size, light, tmp_path):
    width, height = size
    mia.set_viewport_size({"width": width, "height": height})
    mia.emulate_media(color_scheme=light)

    def looks_right(name):
        mia.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        assert mia.evaluate(SIDEWAYS) <= 0, name
        assert mia.evaluate(SMALL_TARGETS) == [], name
        assert mia.evaluate(SMALL_LETTERS) == [], name

    looks_right("colleagues")
    mia.get_by_role("link", name="Det har jeg skrevet").click()
    mia.locator(".entries > li").first.wait_for()
    looks_right("history")
    mia.get_by_role("link", name="Mine kolleger").click()
    open_form(mia)
    area(mia, 0).get_by_text("Med gentagelse").click()
    assert mia.get_by_text("»").first.is_visible()
    looks_right("form")
    button = mia.get_by_role("button", name="Gem", exact=True).bounding_box()
    assert button["y"] + button["height"] <= height
    steps = [area(mia, 0).locator(".steps label").nth(place).bounding_box()["y"] for place in range(5)]
    if width >= 768:
        assert len(set(steps)) == 1


def test_in_english_everything_is_english(mia):
    mia.get_by_text("Mere", exact=True).click()
    mia.get_by_role("link", name="English").click()

    mia.get_by_role("link", name="What I have written").wait_for()
    assert mia.evaluate("document.documentElement.lang") == "en"
    assert mia.url.endswith("/felt")
    mia.get_by_role("link", name="Amina").click()
    mia.get_by_role("button", name="Save").wait_for()
    assert area(mia, 0).get_by_text("With repetition or help").is_visible()
    mia.context.clear_cookies(name="sprog")


def test_the_streamlit_page_shows_the_same_form_in_a_frame(mia, bakery):
    mia.goto("/")
    frame = mia.frame_locator("iframe[title='Mine kolleger']")
    frame.get_by_role("link", name="Amina").click()
    frame.get_by_label("En linje om").fill("Skrevet i rammen.")
    assert frame.locator("#top").is_hidden()
    assert mia.get_by_role("link", name="Åbn siden for sig selv").is_visible()
    box = mia.locator("iframe").bounding_box()
    assert box["y"] + box["height"] <= PORTRAIT[1]

    frame.get_by_role("button", name="Gem", exact=True).click()

    frame.get_by_text(RECEIVED).wait_for()
    assert len(bakery.entries("Skrevet i rammen.")) == 1
