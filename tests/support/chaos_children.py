"""A child that does one act and tells how far it has come, so that it can be killed anywhere on the way."""

import json
import os
import pickle
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

Tell = Callable[[str, Any], None]
BEGUN, WRITING, COMMITTING, ACKNOWLEDGED, REFUSED = "begun", "writing", "committing", "acknowledged", "refused"
"""What a child tells, in this order; the middle ones once for each transaction that writes."""


class ChildFailed(AssertionError):
    """A child that should have come through did not."""


@dataclass
class Child:
    """A process that was forked off to do one act; ``heard`` is what it has told, each with the moment it came."""

    pid: int
    ear: int
    heard: list[tuple[str, Any, float]] = field(default_factory=list)
    has_ended: bool = False
    _rest: bytes = b""

    def listen(self, until: float, *, for_what: str = "", times: int = 1) -> None:
        """Hear what is told until a moment of the monotonic clock, or until ``for_what`` was told so many times."""
        while not self.has_ended and len(self.told(for_what)) < times:
            left = until - time.monotonic()
            if left <= 0:
                return
            if select.select([self.ear], [], [], left)[0]:
                self._hear()

    def kill(self) -> None:
        """End it without warning, and hear out what it had told before."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self, seconds: float = 120) -> None:
        """Hear it to the end; one that never ends is a failure of its own."""
        self.listen(time.monotonic() + seconds, for_what="nothing that is ever told")
        is_late = not self.has_ended
        if is_late:
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.ear)
        if is_late:
            raise ChildFailed(f"a child had not ended after {seconds:.0f} s")

    def told(self, what: str) -> list[Any]:
        """The details of everything that it told under that word."""
        return [detail for said, detail, _at in self.heard if said == what]

    def moments(self, what: str) -> list[float]:
        """When it told it."""
        return [at for said, _detail, at in self.heard if said == what]

    def _hear(self) -> None:
        """Take in what lies in the pipe; nothing does once the other end is closed."""
        found = os.read(self.ear, 1 << 16)
        at = time.monotonic()
        self.has_ended = not found
        *whole, self._rest = (self._rest + found).split(b"\n")
        for line in whole:
            what, detail = json.loads(line)
            self.heard.append((what, detail, at))


def start(act: Callable[[Tell], None]) -> Child:
    """Fork a child that does ``act`` and tells on the way; its statements and commits are told too."""
    ear, mouth = os.pipe()
    pid = os.fork()
    if pid:
        os.close(mouth)
        return Child(pid, ear)
    os.close(ear)
    code = 1
    try:
        _run(act, lambda what, detail: _say(mouth, what, detail))
        code = 0
    finally:
        os._exit(code)


def come_through(work: Callable[[], Any]) -> Any:
    """What ``work`` gives, done in a child, so that this process never opens a database; raises what it raised."""
    ear, mouth = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(ear)
        try:
            found: tuple[str, Any] = ("gave", work())
        except BaseException as problem:
            found = ("raised", (f"{type(problem).__name__}: {problem}", traceback.format_exc()))
        with os.fdopen(mouth, "wb") as out:
            pickle.dump(found, out)
        os._exit(0)
    os.close(mouth)
    with os.fdopen(ear, "rb") as told:
        content = told.read()
    os.waitpid(pid, 0)
    if not content:
        raise ChildFailed("a child ended without a word")
    how, what = pickle.loads(content)  # noqa: S301 - our own child wrote it a moment ago
    if how == "raised":
        raise ChildFailed(f"{what[0]}\n{what[1]}")
    return what


def _run(act: Callable[[Tell], None], tell: Tell) -> None:
    def tell_of_the_writer(connection: Any) -> None:
        if connection.get_execution_options().get("writes", False):
            tell(WRITING, None)

    def tell_of_the_commit(connection: Any) -> None:
        if connection.get_execution_options().get("writes", False):
            tell(COMMITTING, None)

    event.listen(Engine, "begin", tell_of_the_writer)
    event.listen(Engine, "commit", tell_of_the_commit)
    try:
        act(tell)
    except Exception as problem:
        tell(REFUSED, [type(problem).__name__, str(problem), traceback.format_exc()])


def _say(mouth: int, what: str, detail: Any) -> None:
    os.write(mouth, json.dumps([what, detail]).encode() + b"\n")
