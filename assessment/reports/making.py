"""How far a report has come while it is made, so that whoever waits can see it, and can say stop between two steps."""

from collections.abc import Callable
from enum import StrEnum

from assessment.i18n.words import N_, _


class Step(StrEnum):
    """What is being done just now, in the order in which it is done."""

    WAIT = "wait"
    READ = "read"
    COMPUTE = "compute"
    WRITE = "write"
    DRAW = "draw"
    FINISH = "finish"


Tell = Callable[[Step], None]
"""Is told of each step as it begins; what it raises ends the making, and then no report was made."""

SHARE_DONE: dict[Step, float] = {
    Step.WAIT: 0.02,
    Step.READ: 0.1,
    Step.COMPUTE: 0.35,
    Step.WRITE: 0.65,
    Step.DRAW: 0.85,
    Step.FINISH: 0.95,
}
"""About how much of the time has gone when a step begins, as a share from 0 to 1; measured on 500 learners."""

_SENTENCES: dict[Step, str] = {
    Step.WAIT: N_("Venter på, at en anden rapport bliver færdig ..."),
    Step.READ: N_("Læser observationer, lektioner og prøver ..."),
    Step.COMPUTE: N_("Regner på udviklingen ..."),
    Step.WRITE: N_("Skriver filen ..."),
    Step.DRAW: N_("Tegner den første side ..."),
    Step.FINISH: N_("Skriver i journalen ..."),
}


def step_in_words(step: Step) -> str:
    """What is being done, as it is told to whoever waits.

    Examples
    --------
    >>> step_in_words(Step.WRITE)
    'Skriver filen ...'
    """
    return _(_SENTENCES[step])


def tell_nobody(step: Step) -> None:
    """For whoever makes a report that nobody waits for."""
