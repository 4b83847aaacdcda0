"""What the routes and the pages are given instead of a database: the use cases, with clock and ledger inside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.access.actor import Actor, Role
from assessment.access.gate import GateChange, GateEntry, GateSeen
from assessment.access.people import Invited, People
from assessment.domain.buddy import CheckedNote, Kept, OwnPeople
from assessment.domain.calibration import KeptCase
from assessment.domain.case import Case, Queue, QueueWish
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.domain.delivery_record import DeliveryRecord
from assessment.domain.installation import Computed, Copy, Installation
from assessment.domain.letters import Letters
from assessment.domain.message import Message, MessageKind
from assessment.domain.model_record import ModelRecord
from assessment.domain.note_search import FoundByMeaning, FoundByWords
from assessment.domain.observer_comparison import ObserverComparison, OwnReading
from assessment.domain.registration import (
    BuddyForm,
    Choices,
    NewcomerForm,
    PauseForm,
    PlacementForm,
    ReferralForm,
    Registered,
)
from assessment.exchange.own_csv import Said
from assessment.reports.asked_for import ReportClass, ReportWish
from assessment.reports.making import Tell
from assessment.reports.report import ReportFile
from assessment.use_cases.deliver_as_provider import Delivered
from assessment.use_cases.undo_import import Undone

MakeReport = Callable[[Actor, str, ReportWish, Tell], ReportFile]
"""Given the report's id, what is asked for, and whom to tell how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteringDoors:
    """What a caseworker can register; each is the use case of the same name.

    After the actor comes the id of the draft, so that what is sent twice is stored once.
    """

    register_choices: Callable[[Actor, str], Choices]
    register_newcomer: Callable[[Actor, str, NewcomerForm], Registered]
    register_placement: Callable[[Actor, str, str, PlacementForm, BuddyForm], Registered]
    register_placement_end: Callable[[Actor, str, str, str], Registered]
    register_assignment: Callable[[Actor, str, str, BuddyForm], Registered]
    register_assignment_end: Callable[[Actor, str, str, str, str], Registered]
    register_pause: Callable[[Actor, str, str, PauseForm], Registered]
    register_referral: Callable[[Actor, str, str, ReferralForm], Registered]
    register_referral_end: Callable[[Actor, str, str, str, str], Registered]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseworkDoors:
    """What a caseworker can do; each is the use case of the same name."""

    open_queue: Callable[[Actor, QueueWish], Queue]
    open_case: Callable[[Actor, str], Case]
    search_by_words: Callable[[Actor, str, int], FoundByWords]
    search_by_meaning: Callable[[Actor, str, bool], FoundByMeaning]
    record_own_view: Callable[[Actor, str, str, View, str], OwnView]
    record_decision: Callable[[Actor, str, str, Outcome, str, date | None], Decision]
    read_letters: Callable[[Actor, str], Letters]
    write_to_buddy: Callable[[Actor, str, str, str, MessageKind, str | None, str], Message]
    look_at_raters: Callable[[Actor], ObserverComparison]
    make_report: MakeReport
    registering: RegisteringDoors


@dataclass(frozen=True, slots=True, kw_only=True)
class BuddyDoors:
    """What a buddy or guide can do; all but the first two are given the fields as the device sent them."""

    own_people: Callable[[Actor], OwnPeople]
    look_at_own_reading: Callable[[Actor], OwnReading]
    check_note: Callable[[Actor, object], CheckedNote]
    log_observation: Callable[[Actor, object], Kept]
    rate_case: Callable[[Actor, object], KeptCase]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterDoors:
    """What a course provider can do.

    ``deliver`` is given the files, what was said of those not recognised, the id that the form was opened with, and
    whether it is only to be tried.
    """

    deliver: Callable[[Actor, Sequence[tuple[str, bytes]], Mapping[str, Said], str, bool], Delivered]
    list_deliveries: Callable[[Actor], tuple[DeliveryRecord, ...]]
    undo_delivery: Callable[[Actor, str], Undone]
    make_report: MakeReport
    report_classes: Callable[[Actor], tuple[ReportClass, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerDoors:
    """What the owner of the installation can do, and what the owner is told: never anything about a newcomer.

    ``invite`` is given the id of the invitation, the role, and what it is bound to; ``gates``
    the code of one more municipality to look at; ``register_gate`` the id of the
    entry, the municipality, and the change. What is asked for twice with the same id is done once.
    """

    look: Callable[[Actor], Installation]
    compute: Callable[[Actor, str | None], Computed]
    back_up: Callable[[Actor], Copy]
    people: Callable[[Actor], People]
    invite: Callable[[Actor, str, Role, str], Invited]
    new_link: Callable[[Actor, str, str], Invited]
    withdraw: Callable[[Actor, str], None]
    end_user: Callable[[Actor, str], None]
    sign_out_user: Callable[[Actor, str], None]
    lift_lock: Callable[[Actor, str], None]
    gates: Callable[[Actor, str], tuple[GateSeen, ...]]
    register_gate: Callable[[Actor, str, str, GateChange], GateEntry]
    deliveries: Callable[[Actor], tuple[DeliveryRecord, ...]]
    municipalities_to_compare: Callable[[Actor], dict[str, str]]
    look_at_raters: Callable[[Actor, str | None], ObserverComparison]
    look_at_model: Callable[[Actor], ModelRecord]
    undo: Callable[[Actor, str], None]


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
    invited_user: Callable[[str], str]
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
