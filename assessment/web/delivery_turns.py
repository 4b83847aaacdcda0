"""Whose turn it is at the counter: one delivery of a user at a time, few at once, and no thread spent on waiting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import CapacityLimiter, Lock, to_thread

from assessment.i18n.words import _
from assessment.web.delivery_upload import NotReceived

AT_ONCE = 2
"""How many deliveries are read and taken in at the same time; the threads of everybody else stay free."""
MOST_OF_A_USER = 2
"""One that runs and one that waits: a double tap is met by what became of the first."""

_T = TypeVar("_T")


@dataclass(slots=True)
class _Line:
    lock: Lock = field(default_factory=Lock)
    people: int = 0


class Turns:
    """The deliveries that are on their way in. Only ever asked in the event loop, so it needs no lock of its own."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._threads = CapacityLimiter(AT_ONCE)

    @contextmanager
    def in_line(self, user: str) -> Iterator[Lock]:
        """A place in the user's own line, and the lock that is held while it is their turn.

        Raises
        ------
        NotReceived
            429 where one of the user's deliveries runs already and another waits.
        """
        line = self._lines.setdefault(user, _Line())
        if line.people >= MOST_OF_A_USER:
            said = _("Vi er ved at tage jeres forrige levering ind. Vent et øjeblik, og lever så igen.")
            raise NotReceived(429, said)
        line.people += 1
        try:
            yield line.lock
        finally:
            line.people -= 1
            if not line.people:
                del self._lines[user]

    async def deliver(self, work: Callable[[], _T]) -> _T:
        """Do the reading and taking in, in one of the threads that are kept for it."""
        return await to_thread.run_sync(work, limiter=self._threads)
