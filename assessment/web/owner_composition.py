"""The owner's use cases, bound to the ledger and the clock."""

from collections.abc import Callable
from datetime import datetime

from assessment.storage.ledger import Ledger
from assessment.web.doors import OwnerDoors


def owner_doors(ledger: Ledger, clock: Callable[[], datetime]) -> OwnerDoors:
    """What the owner can do over ``ledger``."""
    return OwnerDoors()
