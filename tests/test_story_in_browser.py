"""The whole story, nothing invented but the people: a tablet, a scoring, a case, a decision, a report, a thank-you."""

import io
import json
import os
import re
import sqlite3
from contextlib import closing, redirect_stdout
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.browser import chromium, free_port, served
from support.three_people import three_people

from assessment.cli.main import main
from assessment.domain.days import monday_of

TABLET = {"width": 768, "height": 1024}
SEEN = "Peger på kassen og siger ordet efter."
BASIS = {
    "--engine": "rules",
    "--legal-basis": "Integrationsloven, prøvedrift",
    "--purpose": "støtte i forløbet",
    "--dpia": "DPIA-1",
    "--dpia-on": "2026-01-05",
    "--signed-by": "Afdelingschefen",
    "--expires-on": "2199-12-31",
}


@pytest.fixture
def municipality(tmp_path):
    """A municipality's machine: its own database, and the command that it types.

    That the command is a program of its own is held where it delivers; here it is called as that program calls it.
    """
    return Municipality(tmp_path)


class Municipality:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "SPROGSPOR_HOME": str(folder / "home")}

    def types(self, *words: str) -> dict:
        printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
            patch.setenv("SPROGSPOR_HOME", self.environment["SPROGSPOR_HOME"])
            with pytest.raises(SystemExit) as ended:
                main([*words, "--format", "json"])
        assert ended.value.code == 0
        printed.seek(0)
        return json.load(printed)


def test_four_people_at_the_door(municipality, tmp_path):
    monday = monday_of(date.today())
    bundle = three_people(first_monday=monday - timedelta(weeks=14)).write(tmp_path / "levering")

    # The municipality delivers its files and registers its legal basis.
    assert municipality.types("import", str(bundle))["refused"] == []
    municipality.types("gate", "--municipality", "461", *[word for pair in BASIS.items() for word in pair])

    port = free_port()
    serve = ["assessment", "serve", "--port", str(port)]
    with (
        served(serve, folder=tmp_path, port=port, environment=municipality.environment) as address,
        chromium() as browser,
    ):
        house = House(municipality, browser, address)
        tablet = _a_buddy_logs_what_she_sees(house)
        scored = municipality.types("flag", "--as-of", date.today().isoformat())
        states = {place["placement_id"]: place["state"] for place in scored["placements"]}
        assert states["forloeb-amina"] == "possible_stall"
        assert states["forloeb-yusuf"] == "progressing"
        assert states["forloeb-olena"] == "too_little_evidence"
        amina = next(place for place in scored["placements"] if place["placement_id"] == "forloeb-amina")
        _a_caseworker_looks_decides_and_says_thanks(house, amina)
        _a_provider_takes_out_a_report(house, amina, tmp_path)

        # The buddy, still signed in, sees the thanks; nothing of what was computed or decided.
        tablet.reload()
        tablet.get_by_text("Tak, det hjælper os i samtalen.").wait_for()
        seen = tablet.locator("body").inner_text()
        assert not [text for text in (*_unsaid(amina), "Flere at tale med") if text in seen]


class House:
    """The served municipality, and a browser at each person's desk."""

    def __init__(self, municipality, browser, address):
        self.municipality, self.browser, self.address = municipality, browser, address

    def lets_in(self, user, *role):
        """A person follows their link at a window of their own, and chooses a name."""
        page = self.browser.new_context(viewport=TABLET, locale="da-DK", accept_downloads=True).new_page()
        frames = _everything_sent_to(page)
        invited = self.municipality.types("user", "add", "--role", *role, "--url", self.address)
        page.goto(invited["link"])
        page.get_by_label("Brugernavn").fill(user)
        page.get_by_label("Adgangskode").fill("en lang adgangskode")
        page.get_by_role("button", name="Opret adgang").click()
        return page, frames

    def rows(self, note):
        """How many observations with that note are stored."""
        file = self.municipality.folder / "home" / "sprogspor.db"
        with closing(sqlite3.connect(file)) as database:
            return database.execute("SELECT count(*) FROM observations WHERE note = ?", (note,)).fetchone()[0]


def _a_buddy_logs_what_she_sees(house):
    """Mia logs once with a double tap and once with a triple; each is one row with its receipt."""
    tablet, _ = house.lets_in("mia", "observer", "--observer", "mia")
    tablet.get_by_role("heading", name="Mine kolleger").wait_for()
    assert tablet.evaluate("document.documentElement.lang") == "da"
    for taps, note in ((2, SEEN), (3, "Spørger igen, når det går stærkt.")):
        tablet.get_by_role("link", name="Amina").click()
        for place in (0, 1):
            tablet.locator("fieldset.criterion").nth(place).get_by_text("Kun med gestik eller oversættelse").click()
        tablet.get_by_label("En linje om, hvad der skete").fill(note)
        tablet.get_by_role("button", name="Gem", exact=True).click(click_count=taps)
        tablet.get_by_text(re.compile(r"^Modtaget kl\. \d\d\.\d\d, nr\. \w{4}$")).wait_for()
        assert house.rows(note) == 1
        tablet.get_by_role("link", name="Tilbage til mine kolleger").click()
    return tablet


def _a_caseworker_looks_decides_and_says_thanks(house, amina):
    page, frames = house.lets_in("mette", "caseworker", "--municipality", "461")
    page.get_by_role("heading", name="Til gennemsyn").wait_for()
    assert page.evaluate("document.documentElement.lang") == "da"

    # She opens Amina's case and reads what Mia has just seen. What the system makes of it has not left the server.
    page.get_by_role("link", name="Amina").click()
    page.get_by_role("heading", name="Hvad ser du?").wait_for()
    page.get_by_text(SEEN).first.wait_for()
    assert not [text for text in _unsaid(amina) if any(_is_in(text, frame) for frame in frames)]

    # She says what she sees herself; only then comes the state, with its reasons.
    page.get_by_text("Det står stille").click()
    page.get_by_role("button", name="Gem mit syn").click()
    page.get_by_role("heading", name="Hvad systemet peger på").wait_for()
    assert [text for text in _unsaid(amina) if not any(_is_in(text, frame) for frame in frames)] == []
    assert page.get_by_text("mulig stagnation").first.is_visible()
    assert page.get_by_text("kun til støtte").first.is_visible()

    # She decides in her own words, and it is still there tomorrow.
    page.get_by_test_id("stRadioOption").filter(has_text="Tilbyde støtte").click()
    page.get_by_label("Hvorfor, med dine egne ord?").fill("Flere at tale med i pausen.")
    page.get_by_role("button", name="Gem beslutning").click()
    page.get_by_text("Beslutningen er gemt kl.").wait_for()
    page.reload()
    page.get_by_text("Flere at tale med i pausen.").wait_for()

    # She thanks Mia.
    page.get_by_text("Skriv til makkeren").click()
    page.get_by_text("Sig tak").click()
    page.get_by_label("Hvad takker du for, med dine egne ord?").fill("Tak, det hjælper os i samtalen.")
    page.get_by_role("button", name="Send").nth(1).wait_for(state="detached")  # of the request that was open before
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Tak, det hjælper os i samtalen.").first.wait_for()


def _a_provider_takes_out_a_report(house, amina, folder):
    page, frames = house.lets_in("skolen", "provider", "--provider", "sprogcenter")
    page.get_by_role("link", name="Rapporter").click()
    page.get_by_label("Fra og med").fill(f"{date.today() - timedelta(weeks=15):%d-%m-%Y}")
    page.get_by_label("Til og med").fill(f"{date.today():%d-%m-%Y}")
    for form in ("PDF", "CSV"):
        page.get_by_role("radio", name=form).click(force=True)  # its words lie over it
        page.get_by_role("button", name="Lav rapport").click()
        with page.expect_download() as started:
            page.get_by_role("button", name=f"Hent rapporten ({form})").click()
        started.value.save_as(folder / f"rapport.{form.lower()}")
        page.get_by_role("img", name="Et billede af rapportens første side").wait_for()
    assert (folder / "rapport.pdf").read_bytes().startswith(b"%PDF-")
    text = (folder / "rapport.csv").read_text(encoding="utf-8-sig")
    header, *lines = text.splitlines()
    assert header.startswith("newcomer_id;from_on;to_on;observations;level_start")
    assert sorted(line.partition(";")[0] for line in lines) == ["amina", "yusuf"]
    sent = [text.encode(), *frames]
    assert not [
        said for said in (*_unsaid(amina), SEEN, "Flere at tale med") if any(_is_in(said, part) for part in sent)
    ]


def _unsaid(place):
    """What the engine made of a placement, in the words that only an own view opens."""
    return [*(reason["text"] for reason in place["reasons"]), place["would_clear"]["text"], "mulig stagnation"]


def _everything_sent_to(page):
    """Every websocket frame and response body that reaches the browser, as it arrives."""
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    return frames


def _is_in(text, frame):
    """Whether a frame says ``text``; what Markdown would read as a sign of its own is sent with a backslash."""
    said = frame if isinstance(frame, bytes) else frame.encode()
    return text.encode() in said.replace(b"\\", b"")
