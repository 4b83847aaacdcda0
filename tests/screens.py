"""The pictures of the README, taken of the demonstration: ``python tests/screens.py docs/screens``."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from support.browser import chromium, free_port, served

WIDTH, HEIGHT = 768, 1024
A_MISTAKE = "kursist;prøve;prøvedato;meldt;resultat\nukendt;modultest;i foråret;2026-02-02;bestået\n"


def main() -> None:
    """Fill a demonstration, sign in as each of its people in turn, and take their pages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SPROGSPOR_HOME": folder}
        fill = [sys.executable, "-m", "assessment", "demo", "--no-serve", "--format", "json"]
        filled = json.loads(subprocess.run(fill, env=environment, capture_output=True, check=True).stdout)
        read = [sys.executable, "-m", "assessment", "work", "--once"]
        subprocess.run(read, env=environment, capture_output=True, check=True)
        port = free_port()
        serve = ["assessment", "serve", "--port", str(port)]
        with served(serve, folder=Path(folder), port=port, environment=environment) as address, chromium() as browser:
            people = {account["user"]: account["password"] for account in filled["accounts"]}
            house = House(browser, address, people, out)
            _buddy(house)
            _caseworker(house)
            _provider(house)
            _owner(house)


class House:
    """The served demonstration, and who can come in."""

    def __init__(self, browser, address, people, out):
        self.browser, self.address, self.people, self.out = browser, address, people, out

    @contextmanager
    def somebody(self, user):
        """A tablet in that person's hands, signed in."""
        context = self.browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="da-DK", base_url=self.address, reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto("/log-ind")
        page.get_by_label("Brugernavn").fill(user)
        page.get_by_label("Adgangskode").fill(self.people[user])
        page.get_by_role("button", name="Log ind").click()
        yield page
        context.close()

    def desk(self, page, name):
        """The whole page: Streamlit scrolls inside a box, so the window is made as tall as what is in it."""
        page.wait_for_timeout(1_500)
        tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, tall)})
        page.wait_for_timeout(1_000)
        page.screenshot(path=self.out / name)
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})

    def plain(self, page, name, *, whole=True):
        """A plain page, from top to bottom or as the tablet shows it."""
        page.wait_for_timeout(500)
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=self.out / name, full_page=whole)


def _buddy(house):
    with house.somebody("makker") as page:
        page.get_by_role("heading", name="Mine kolleger").wait_for()
        house.plain(page, "felt.png")
        page.get_by_text("Godt tidspunkt nu").first.click()
        page.get_by_role("button", name="Gem", exact=True).wait_for()
        page.locator("fieldset.criterion").nth(0).get_by_text("Selv, i en kendt situation").click()
        page.locator("fieldset.criterion").nth(1).get_by_text("Med gentagelse eller hjælp").click()
        page.locator("fieldset.criterion").nth(2).get_by_text("Ikke set i dag").click()
        house.plain(page, "felt-form.png", whole=False)  # the foot with "Gem" stays where the hand is
        page.get_by_role("button", name="Gem", exact=True).click()
        page.get_by_text("Modtaget kl.").wait_for()
        house.plain(page, "felt-receipt.png")


def _caseworker(house):
    with house.somebody("sagsbehandler") as page:
        page.get_by_role("heading", name="Til gennemsyn").wait_for()
        house.desk(page, "queue.png")
        page.goto("/ny")
        page.get_by_role("heading", name="Ny person").wait_for()
        house.desk(page, "new-person.png")
        page.goto("/")
        rows = page.locator("[class*=st-key-row-] a")
        rows.first.wait_for()
        for row in range(rows.count()):
            page.goto("/")
            rows.nth(row).click()
            page.get_by_role("heading", name="Hvad ser du?").wait_for()
            if page.locator(".vega-embed").count() == 0:
                page.wait_for_timeout(3_000)  # it is drawn late, and of who was never seen not at all
            house.desk(page, "case.png")
            page.get_by_text("Det står stille").click()
            page.get_by_role("button", name="Gem mit syn").click()
            page.get_by_role("heading", name="Hvad systemet peger på").wait_for()
            house.desk(page, "case-after.png")
            if page.get_by_text("mulig stagnation").count():
                return


def _provider(house):
    with house.somebody("sprogcenter") as page:
        page.get_by_role("heading", name="Leveringer", exact=True).wait_for()
        house.desk(page, "counter.png")
        page.goto("/levering")
        page.locator("input[type=file]").set_input_files(
            {"name": "prøver.csv", "mimeType": "text/csv", "buffer": A_MISTAKE.encode()}
        )
        page.get_by_role("button", name="Lever", exact=True).click()
        page.get_by_role("heading", level=1).wait_for()
        house.plain(page, "delivery.png")
        page.goto("/rapporter")
        page.get_by_role("button", name="Lav rapport").click()
        page.get_by_role("button", name="Hent").wait_for()
        house.desk(page, "report.png")


def _owner(house):
    with house.somebody("ejer") as page:
        for path, heading, name in (
            ("/", "Drift", "owner.png"),
            ("/brugere", "Brugere", "owner-people.png"),
            ("/kommune?kode=999", "Demokommunen", "owner-gate.png"),
        ):
            page.goto(path)
            page.get_by_role("heading", name=heading).first.wait_for()
            house.desk(page, name)


if __name__ == "__main__":
    main()
