"""The whole story once more, with nothing invented but the people: files in, a link, a browser, a decision."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.browser import chromium, free_port, served
from support.three_people import three_people

from assessment.domain.days import monday_of

TABLET = {"width": 768, "height": 1024}
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
    """A municipality's machine: its own database, and the command that it types."""
    return Municipality(tmp_path)


class Municipality:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "SPROGSPOR_HOME": str(folder / "home")}

    def types(self, *words: str) -> dict:
        command = [sys.executable, "-m", "assessment", *words, "--format", "json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def test_from_the_municipalitys_files_to_a_decision_on_the_page(municipality, tmp_path):
    monday = monday_of(date.today())
    bundle = three_people(first_monday=monday - timedelta(weeks=14)).write(tmp_path / "levering")

    # The municipality delivers its files, registers its legal basis, and scores.
    assert municipality.types("import", str(bundle))["refused"] == []
    municipality.types("gate", "--municipality", "461", *[word for pair in BASIS.items() for word in pair])
    scored = municipality.types("flag", "--as-of", (monday - timedelta(days=1)).isoformat())
    assert {place["placement_id"]: place["state"] for place in scored["placements"]} == {
        "forloeb-amina": "possible_stall",
        "forloeb-yusuf": "progressing",
        "forloeb-olena": "too_little_evidence",
    }

    port = free_port()
    serve = ["assessment", "serve", "--port", str(port)]
    with (
        served(serve, folder=tmp_path, port=port, environment=municipality.environment) as address,
        chromium() as browser,
    ):
        page = browser.new_context(viewport=TABLET, locale="da-DK").new_page()
        frames = _everything_sent_to(page)

        # A caseworker follows the link, chooses a name, and sees who waits to be looked at.
        invited = municipality.types("user", "add", "--role", "caseworker", "--municipality", "461", "--url", address)
        page.goto(invited["link"])
        page.get_by_label("Brugernavn").fill("mette")
        page.get_by_label("Adgangskode").fill("en lang adgangskode")
        page.get_by_role("button", name="Opret adgang").click()
        page.get_by_role("heading", name="Til gennemsyn").wait_for()
        assert page.evaluate("document.documentElement.lang") == "da"

        # She opens Amina's case and reads what was seen. What the system makes of it has not left the server.
        page.get_by_role("link", name="Amina").click()
        page.get_by_role("heading", name="Hvad ser du?").wait_for()
        assert page.get_by_text("Mia").first.is_visible()
        amina = next(place for place in scored["placements"] if place["placement_id"] == "forloeb-amina")
        unsaid = [*(reason["text"] for reason in amina["reasons"]), amina["would_clear"]["text"], "mulig stagnation"]
        assert not [text for text in unsaid if any(_is_in(text, frame) for frame in frames)]

        # She says what she sees herself; only then comes the state, with its reasons.
        page.get_by_text("Det står stille").click()
        page.get_by_role("button", name="Gem mit syn").click()
        page.get_by_role("heading", name="Hvad systemet peger på").wait_for()
        assert [text for text in unsaid if not any(_is_in(text, frame) for frame in frames)] == []
        assert page.get_by_text("mulig stagnation").first.is_visible()
        assert page.get_by_text("kun til støtte").first.is_visible()

        # She decides in her own words, and it is still there tomorrow.
        page.get_by_test_id("stRadioOption").filter(has_text="Tilbyde støtte").click()
        page.get_by_label("Hvorfor, med dine egne ord?").fill("Flere at tale med i pausen.")
        page.get_by_role("button", name="Gem beslutning").click()
        page.get_by_text("Beslutningen er gemt kl.").wait_for()
        page.reload()
        page.get_by_text("Flere at tale med i pausen.").wait_for()


def _everything_sent_to(page):
    """Every websocket frame and response body that reaches the browser, as it arrives."""
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    return frames


def _is_in(text, frame):
    """Whether a frame says ``text``; what Markdown would read as a sign of its own is sent with a backslash."""
    said = frame if isinstance(frame, bytes) else frame.encode()
    return text.encode() in said.replace(b"\\", b"")
