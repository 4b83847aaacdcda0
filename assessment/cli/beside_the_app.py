"""The worker as a process beside the app, that ends with it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from assessment import settings

_LAST_SECONDS = 5


@contextmanager
def worker_beside(database_url: str, lang: str) -> Iterator[None]:
    """Have the notes read and the nights scored while the app is served, unless that is done elsewhere.

    The address goes in the environment, for a command line can be read by others on the machine. The worker holds the
    other end of a pipe, and ends when ours is closed: by us, or by the machine if we are killed.
    """
    if not settings.has_worker():
        yield
        return
    command = [sys.executable, "-m", "assessment", "work", "--beside-the-app", "--lang", lang]
    environment = {**os.environ, settings.DATABASE_VARIABLE: database_url}
    behind = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows has no nice
    with subprocess.Popen(  # noqa: S603 - our own command, in words that we chose
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment, creationflags=behind
    ) as worker:
        try:
            yield
        finally:
            if worker.stdin is not None:
                worker.stdin.close()
            try:
                worker.wait(_LAST_SECONDS)
            except subprocess.TimeoutExpired:
                worker.kill()
