"""The buddy's use cases, bound to the ledger and the clock."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from assessment.storage.ledger import Ledger
from assessment.use_cases import check_note, log_observation, look_at_own_reading, own_people, rate_case
from assessment.use_cases.look_at_raters import Compared
from assessment.web.doors import BuddyDoors


def buddy_doors(ledger: Ledger, clock: Callable[[], datetime]) -> BuddyDoors:
    """What a buddy or guide can do over ``ledger``."""
    compared: Compared = OrderedDict()
    return BuddyDoors(
        own_people=lambda actor: own_people.own_people(ledger, actor, now=clock()),
        look_at_own_reading=lambda actor: look_at_own_reading.look_at_own_reading(
            ledger, actor, now=clock(), remembered=compared
        ),
        check_note=lambda actor, sent: check_note.check_note(ledger, actor, sent, now=clock()),
        log_observation=lambda actor, sent: log_observation.log_observation(ledger, actor, sent, clock=clock),
        rate_case=lambda actor, sent: rate_case.rate_case(ledger, actor, sent, clock=clock),
    )
