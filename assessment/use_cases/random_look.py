"""Which cases somebody looks at though nothing points at them, and how many cases a look therefore stands for."""

import hmac
from datetime import timedelta

from assessment.domain.placement_state import State
from assessment.storage.states import FlagRun

SHARE = 0.1
"""Of the cases that nothing points at; without them nobody would see what the engine misses."""
STANDS_FOR_DAYS = timedelta(days=28)
DRAWN_FROM = frozenset({State.PROGRESSING, State.UNCLEAR})


def is_drawn(run: FlagRun, secret: str, placement_id: str) -> bool:
    """A draw that is the same for everybody, that nobody can steer, and that nobody can do over at home.

    It stands for four weeks, as a case that the engine points at may do: what stays from one scoring to the next says
    nothing of why it is there.
    """
    period = run.as_of.toordinal() // STANDS_FOR_DAYS.days
    digest = hmac.digest(secret.encode(), f"{period}|{placement_id}".encode(), "sha256")
    return int.from_bytes(digest[:8], "big") < SHARE * 2**64


def stands_for(state: State | None, run: FlagRun, secret: str, placement_id: str) -> float | None:
    """How many cases one look at this one stands for: all that are pointed at are looked at, of the others a share.

    None where it was not to be looked at: whoever looked chose it themselves, and it stands for nothing but itself.
    """
    if state is State.POSSIBLE_STALL:
        return 1.0
    return 1 / SHARE if state in DRAWN_FROM and is_drawn(run, secret, placement_id) else None
