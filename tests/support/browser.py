"""A real Chromium and a real server, or the sentence why there is none."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without a window first: it draws the same and asks for two thirds of the processor."""
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def chromium() -> Iterator[object]:
    """A browser; the test is skipped where the machine has none, and fails where everything must be tried."""
    if CHROMIUM is None:
        why = "no Chromium on this machine: the pages were not tried in a browser"
        if os.environ.get("SPROGSPOR_ALL") == "1":
            pytest.fail(why)
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(
    command: Sequence[str],
    *,
    folder: Path,
    port: int,
    environment: dict[str, str],
    python: Path = Path(sys.executable),
) -> Iterator[str]:
    """A server started by ``python -m ...`` in ``folder``; its address, once it answers."""
    log = (folder / "log.txt").open("wb")
    server = subprocess.Popen([str(python), "-m", *command], cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/readyz", server)
        yield address
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_for(address: str, server: "subprocess.Popen[bytes]", seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310 - our own server on this machine
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the application did not start")
