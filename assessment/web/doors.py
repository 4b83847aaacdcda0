"""What the routes and the pages are given instead of a database: the use cases, with clock and ledger inside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assessment.access.actor import Actor
from assessment.domain.case import Case, Queue
from assessment.domain.decision import Decision, Outcome, OwnView, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Everything that the web asks of the product; the clock and the ledger are already inside.

    ``answers`` is True where the database does. The rest are the use cases of the same names.
    """

    answers: Callable[[], bool]
    sign_in: Callable[[str, str], str]
    actor_of: Callable[[str], Actor | None]
    sign_out: Callable[[str], None]
    invitation_stands: Callable[[str], bool]
    accept_invitation: Callable[[str, str, str], str]
    open_queue: Callable[[Actor], Queue]
    open_case: Callable[[Actor, str], Case]
    record_own_view: Callable[[Actor, str, str, View, str], OwnView]
    record_decision: Callable[[Actor, str, str, Outcome, str, date | None], Decision]


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
