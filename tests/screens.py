"""The pictures of the README, taken of the demonstration: ``python tests/screens.py docs/screens``."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from support.browser import chromium, free_port, served

WIDTH, HEIGHT = 768, 1024


def main() -> None:
    """Fill a demonstration, sign in as its caseworker, and take queue, case and engine's view."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SPROGSPOR_HOME": folder}
        fill = [sys.executable, "-m", "assessment", "demo", "--no-serve", "--format", "json"]
        filled = json.loads(subprocess.run(fill, env=environment, capture_output=True, check=True).stdout)
        port = free_port()
        serve = ["assessment", "serve", "--port", str(port)]
        with served(serve, folder=Path(folder), port=port, environment=environment) as address, chromium() as browser:
            page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="da-DK").new_page()
            _take(page, address, filled["accounts"][0], out)


def _take(page, address, account, out):
    page.goto(address)
    page.get_by_label("Brugernavn").fill(account["user"])
    page.get_by_label("Adgangskode").fill(account["password"])
    page.get_by_role("button", name="Log ind").click()
    page.get_by_role("heading", name="Til gennemsyn").wait_for()
    _picture(page, out / "queue.png")
    for row in range(page.locator("[class*=st-key-row-] a").count()):
        page.goto(address)
        page.locator("[class*=st-key-row-] a").nth(row).click()
        page.get_by_role("heading", name="Hvad ser du?").wait_for()
        page.locator(".vega-embed").wait_for()
        _picture(page, out / "case.png")
        page.get_by_text("Det står stille").click()
        page.get_by_role("button", name="Gem mit syn").click()
        page.get_by_role("heading", name="Hvad systemet peger på").wait_for()
        _picture(page, out / "case-after.png")
        if page.get_by_text("mulig stagnation").count():
            return


def _picture(page, path):
    """The whole page: Streamlit scrolls inside a box, so the window is made as tall as what is in it."""
    page.wait_for_timeout(1_000)
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, tall)})
    page.wait_for_timeout(1_000)
    page.screenshot(path=path)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


if __name__ == "__main__":
    main()
