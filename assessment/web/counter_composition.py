"""The course provider's use cases, bound to the ledger and the clock."""

from collections.abc import Callable
from datetime import datetime

from assessment.storage.ledger import Ledger
from assessment.web.doors import CounterDoors


def counter_doors(ledger: Ledger, clock: Callable[[], datetime]) -> CounterDoors:
    """What a course provider can do over ``ledger``."""
    return CounterDoors()
