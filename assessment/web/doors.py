"""What the routes and the pages are given instead of a database: the use cases, with clock and ledger inside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assessment.access.actor import Actor
from assessment.domain.buddy import Kept, OwnPeople
from assessment.domain.case import Case, Queue
from assessment.domain.decision import Decision, Outcome, OwnView, View


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseworkDoors:
    """What a caseworker can do; each is the use case of the same name."""

    open_queue: Callable[[Actor], Queue]
    open_case: Callable[[Actor, str], Case]
    record_own_view: Callable[[Actor, str, str, View, str], OwnView]
    record_decision: Callable[[Actor, str, str, Outcome, str, date | None], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuddyDoors:
    """What a buddy or guide can do; ``log_observation`` is given the entry as the device sent it."""

    own_people: Callable[[Actor], OwnPeople]
    log_observation: Callable[[Actor, object], Kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterDoors:
    """What a course provider can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerDoors:
    """What the owner of the installation can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Everything that the web asks of the product; the clock and the ledger are already inside.

    ``answers`` is True where the database does. The rest are the use cases of the same names, those of one role
    together.
    """

    answers: Callable[[], bool]
    sign_in: Callable[[str, str], str]
    actor_of: Callable[[str], Actor | None]
    sign_out: Callable[[str], None]
    sign_out_everywhere: Callable[[str], None]
    invitation_stands: Callable[[str], bool]
    accept_invitation: Callable[[str, str, str], str]
    casework: CaseworkDoors
    buddy: BuddyDoors
    counter: CounterDoors
    ownership: OwnerDoors


_in_use: Doors | None = None


def put_in_use(doors: Doors) -> None:
    """Make ``doors`` the ones that the page script of this process is given."""
    global _in_use
    _in_use = doors


def doors_in_use() -> Doors:
    """The doors of this process; RuntimeError where no application was built."""
    if _in_use is None:
        raise RuntimeError("no application was built in this process: call build_application first")
    return _in_use
