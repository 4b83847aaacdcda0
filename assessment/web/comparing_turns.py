"""Comparing observers takes a second of a core: one at a time, on no thread that those who write need."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

from assessment.access.actor import Actor

_T = TypeVar("_T")
_turn: RunVar[CapacityLimiter] = RunVar("sprogspor_comparing_turn")


async def one_at_a_time(work: Callable[[Actor], _T], actor: Actor) -> _T:
    """Do ``work`` for the actor once nobody else's is being done; whoever comes meanwhile waits without a thread."""
    try:
        limiter = _turn.get()
    except LookupError:
        _turn.set(limiter := CapacityLimiter(1))
    return await to_thread.run_sync(work, actor, limiter=limiter)
