"""Taking turns at the door: what a password costs must not take the threads that everybody already inside needs."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _

AT_ONCE = 2
MAY_WAIT = 20
_T = TypeVar("_T")


class ManyAtTheDoor(SprogsporError):
    """So many are signing in that one more would only wait; nothing was looked at."""


class _Turns:
    """Those who are being let in and those who wait, counted before the first of them gets to its thread."""

    def __init__(self) -> None:
        self.limiter = CapacityLimiter(AT_ONCE)
        self.here = 0


_turns: RunVar[_Turns] = RunVar("sprogspor_sign_in_turns")


async def in_turn(work: Callable[..., _T], *arguments: str) -> _T:
    """Do ``work``, which looks at a password, on one of the door's own threads.

    All doors share them: a password is 64 MiB and a good part of a core. Raises :class:`ManyAtTheDoor` at once where
    too many wait already.
    """
    turns = _turns_here()
    if turns.here >= AT_ONCE + MAY_WAIT:
        raise ManyAtTheDoor(_("Der er mange, der logger ind lige nu. Prøv igen om lidt."))
    turns.here += 1
    try:
        return await to_thread.run_sync(work, *arguments, limiter=turns.limiter)
    finally:
        turns.here -= 1


def _turns_here() -> _Turns:
    """The turns of this event loop; a process that serves has one."""
    try:
        return _turns.get()
    except LookupError:
        _turns.set(turns := _Turns())
        return turns
