"""What a deliverer is in the middle of: held in memory for a while, for them alone, so that a reload is harmless."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock
from time import monotonic

from assessment.exchange.own_csv import Said
from assessment.use_cases.deliver_as_provider import Delivered

KEPT_SECONDS = 30 * 60
MOST_KEPT = 40
MOST_WITH_FILES = 6
"""How many deliveries, and how many with their files (20 MB at most each), are kept for everybody together."""


@dataclass(frozen=True, slots=True)
class Held:
    """One delivery in the making: the files while they are needed, what was said of them, and what became of it."""

    files: tuple[tuple[str, bytes], ...]
    delivered: Delivered
    dry_run: bool
    mark: str
    said: Mapping[str, Said] = field(default_factory=dict)
    undone: bool = False

    @property
    def is_stored(self) -> bool:
        """Whether it was taken in."""
        return self.delivered.outcome is not None and self.delivered.outcome.batch_id is not None


def mark_of(files: tuple[tuple[str, bytes], ...]) -> str:
    """A mark by which the same files are known again."""
    told = sha256()
    for name, content in files:
        told.update(sha256(name.encode("utf-8", "replace")).digest() + sha256(content).digest())
    return told.hexdigest()


class WaitingRoom:
    """The deliveries in the making, each for one user."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._held: OrderedDict[tuple[str, str], tuple[float, Held]] = OrderedDict()
        self._lock = Lock()

    def find(self, user: str, number: str) -> Held | None:
        """What this user is in the middle of under that number; None where there is nothing, or nothing any more."""
        with self._lock:
            self._forget_the_old()
            found = self._held.get((user, number))
        return found[1] if found else None

    def keep(self, user: str, number: str, held: Held) -> None:
        """Keep it for a while; the oldest make room."""
        with self._lock:
            self._held[user, number] = (self._seconds(), held)
            self._held.move_to_end((user, number))
            self._forget_the_old()
            with_files = [key for key, (_since, one) in self._held.items() if one.files]
            for key in with_files[:-MOST_WITH_FILES]:
                since, one = self._held[key]
                self._held[key] = (since, replace(one, files=()))

    def _forget_the_old(self) -> None:
        too_old = self._seconds() - KEPT_SECONDS
        for key in [key for key, (since, _held) in self._held.items() if since < too_old]:
            del self._held[key]
        while len(self._held) > MOST_KEPT:
            self._held.popitem(last=False)
