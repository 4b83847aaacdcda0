"""Small builders for what pages are given: a queue, a case, and doors that remember what was handed over."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from invented_owner import invented_owner
from invented_raters import a_comparison
from invented_report import make_report
from invented_search import found_by_meaning, found_by_words

from assessment.access.actor import Actor, Role
from assessment.domain.buddy import CheckedNote, Colleague, Kept, OwnEntry, OwnPeople
from assessment.domain.calibration import KeptCase
from assessment.domain.case import (
    QUEUE_PARTS,
    BuddyEntry,
    Case,
    CaseHeader,
    EngineView,
    EnrolmentEntry,
    PauseEntry,
    Queue,
    QueueRow,
    QueueWish,
    ResultEntry,
    SeenEntry,
)
from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.domain.errors import InvalidValue, NotAllowed
from assessment.domain.letters import Letter, Letters, Recipient
from assessment.domain.message import Message, MessageKind
from assessment.domain.observer_comparison import OwnReading
from assessment.domain.placement_state import PlacementState, Reason, Scale, State, WouldClear
from assessment.domain.registration import Choices, KnownObserver, Provider, Registered, Workplace
from assessment.reports.asked_for import ReportClass
from assessment.use_cases.deliver_as_provider import Delivered
from assessment.use_cases.undo_import import Undone
from assessment.web.doors import BuddyDoors, CaseworkDoors, CounterDoors, Doors, OwnerDoors, RegisteringDoors

TODAY = date(2026, 7, 30)
NOW = datetime(2026, 7, 30, 8, 42, tzinfo=UTC)
CASEWORKER = Actor(user="anna", role=Role.CASEWORKER, municipality="461")
TRADES = ("lager", "køkken", "rengøring", "gartneri")
NAMES = ("Selam", "Yusuf", "Oksana", "Amina", "Farid", "Luwam", "Rahel", "Dmytro")


def a_header(number: int = 412, **changes: Any) -> CaseHeader:
    header = CaseHeader(
        placement_id=f"S-{number:04d}",
        newcomer_id=f"n{number}",
        alias=NAMES[number % len(NAMES)],
        municipality="461",
        municipality_name="Odense",
        workplace="Fjordens Lager",
        trade=TRADES[number % len(TRADES)],
        kind="praktik",
        started_on=date(2026, 3, 2),
        ends_on=date(2026, 9, 27),
        weeks_left=9,
        last_seen_on=TODAY - timedelta(days=4),
        track="DU2",
        module="3",
    )
    return replace(header, **changes)


def an_entry(week: int, **changes: Any) -> SeenEntry:
    seen_on = date(2026, 3, 6) + timedelta(weeks=week)
    entry = SeenEntry(
        observation_id=f"o{week:02d}",
        seen_on=seen_on,
        recorded_at=datetime(2026, 3, 6, 14, tzinfo=UTC) + timedelta(weeks=week),
        observer_id="m1",
        observer="Bent",
        role="sprogmakker",
        mode="in_person",
        talk_minutes="10to30",
        talk_partners="2to3",
        note="Svarer, når hun bliver spurgt om weekenden.",
        ratings={"small_talk": 1 + week % 2, "instructions": 2, "phone": None},
        withdrawn=False,
        replaced=False,
        usable=True,
    )
    return replace(entry, **changes)


def a_state(state: State = State.POSSIBLE_STALL, **changes: Any) -> PlacementState:
    said = PlacementState(
        placement_id="S-0412",
        newcomer_id="n412",
        municipality="461",
        engine="rules",
        state=state,
        stall_probability=0.83,
        pace_per_week=0.004,
        pace_se=0.012,
        expected_pace_per_week=0.041,
        level=1.6,
        level_se=0.24,
        level_linked=True,
        active_weeks=14,
        observations=11,
        last_seen_on=TODAY - timedelta(days=4),
        looks_like="placement",
        reasons=(
            Reason("flat_ratings", "De seneste fire observationer ligger på samme trin som de første.", ("o12", "o11")),
            Reason("few_partners", "Der tales dansk med få på en vagt.", ("o10",)),
        ),
        would_clear=WouldClear(
            "To observationer mere på trin 3 i småsnak inden den 13. august 2026 ville give et andet billede.",
            TODAY + timedelta(days=14),
            {},
        ),
        state_id="t1",
    )
    return replace(said, **changes)


def an_own_view(view: View = View.STALLED) -> OwnView:
    return OwnView(
        view_id="v1", placement_id="S-0412", user="anna", view=view, line="Han taler mest med én.", recorded_at=NOW
    )


def a_decision(**changes: Any) -> Decision:
    decision = Decision(
        decision_id="d1",
        placement_id="S-0412",
        user="anna",
        outcome=Outcome.CHANGE_PLACEMENT_CONDITIONS,
        reason="En makker mere om fredagen.",
        follow_up_on=TODAY + timedelta(weeks=4),
        recorded_at=NOW,
        state_id="t1",
    )
    return replace(decision, **changes)


def a_case(**changes: Any) -> Case:
    seen = tuple(an_entry(week) for week in (0, 1, 2, 4, 5, 6, 8, 9)) + tuple(
        an_entry(
            week,
            observer_id="g1",
            observer="Grethe",
            role="kulturguide",
            note="",
            ratings={"small_talk": 2, "joining_in": 3 if week == 19 else 2, "phone": None},
        )
        for week in (10, 11, 12, 19)
    )
    case = Case(
        header=a_header(),
        buddies=(
            BuddyEntry(
                observer_id="m1",
                observer="Bent",
                role="sprogmakker",
                from_on=date(2026, 3, 2),
                to_on=date(2026, 5, 10),
                derived=False,
            ),
            BuddyEntry(
                observer_id="g1",
                observer="Grethe",
                role="kulturguide",
                from_on=date(2026, 5, 11),
                to_on=None,
                derived=True,
            ),
        ),
        seen=seen,
        results=(
            ResultEntry(
                result_id="r1",
                provider="Sprogcenter Fyn",
                kind="modultest",
                part="samlet",
                track="DU2",
                module="2",
                taken_on=date(2026, 4, 22),
                reported_on=date(2026, 4, 29),
                passed="ja",
                grade="",
            ),
        ),
        enrolments=(
            EnrolmentEntry(
                enrolment_id="e1",
                provider="Sprogcenter Fyn",
                track="DU2",
                module="3",
                started_on=date(2026, 4, 30),
                ended_on=None,
                lessons_offered=96.0,
                lessons_attended=61.0,
            ),
        ),
        pauses=(PauseEntry(from_on=date(2026, 6, 8), to_on=date(2026, 6, 28), code="agreed"),),
        own_view=None,
        engine_waits=True,
        engine_view=None,
        decisions=(),
        synthetic=True,
        read_on=TODAY,
    )
    return replace(case, **changes)


def an_engine_view(state: PlacementState | None = None) -> EngineView:
    return EngineView(as_of=TODAY, stored_at=NOW, basis="b1", scale=Scale.LOGIT, state=state or a_state())


def an_opened_case(**changes: Any) -> Case:
    """A case whose own view is stored, so that the engine's is there."""
    return a_case(**{"own_view": an_own_view(), "engine_view": an_engine_view(), "engine_waits": False, **changes})


def a_row(number: int, state: PlacementState | None = None, **changes: Any) -> QueueRow:
    row = QueueRow(
        header=a_header(number, weeks_left=number % 40 + 1, last_seen_on=TODAY - timedelta(days=number % 17)),
        new_since_last=number % 3 == 0,
        buddy_changed=number % 4 == 0,
        state=state,
    )
    return replace(row, **changes)


def a_queue(**changes: Any) -> Queue:
    states = list(State)
    queue = Queue(
        municipality="461",
        municipality_name="Odense",
        as_of=TODAY,
        synthetic=True,
        why_empty="",
        to_review=tuple(a_row(number) for number in range(1, 13)),
        reviewed=tuple(a_row(290 + number, a_state(states[number])) for number in range(6)),
        too_little=tuple(a_row(500 + number) for number in range(14)),
        others=tuple(a_row(600 + number) for number in range(45)),
        counts={},
        cases=0,
        new_to_review=0,
        trades=tuple(sorted(TRADES)),
        kinds=("igu", "praktik"),
    )
    return as_wished(replace(queue, **changes), QueueWish())


def as_wished(queue: Queue, wish: QueueWish) -> Queue:
    """The rows of an invented queue that are wished for, and the counts of all."""
    found: dict[Any, tuple[QueueRow, ...]] = {
        part: tuple(
            row
            for row in getattr(queue, part)
            if wish.trade in ("", row.header.trade)
            and wish.kind in ("", row.header.kind)
            and (wish.find.casefold() in f"{row.header.alias} {row.header.placement_id}".casefold())
            and (row.new_since_last or not wish.only_new)
            and (row.buddy_changed or not wish.only_buddy_changed)
        )
        for part in QUEUE_PARTS
    }
    wanted = {part: None if wish.rows is None else wish.rows.get(part, 0) for part in QUEUE_PARTS}
    return replace(
        queue,
        **{part: rows[: wanted[part]] for part, rows in found.items()},
        counts={part: len(rows) for part, rows in found.items()},
        cases=sum(len(getattr(queue, part)) for part in QUEUE_PARTS if part != "elsewhere"),
        new_to_review=sum(row.new_since_last for row in found["to_review"]),
    )


REGISTERING = [field.name for field in fields(RegisteringDoors) if field.name != "register_choices"]
SOME_CHOICES = Choices(
    workplaces=(Workplace("w1", "Fjordens Lager"), Workplace("w2", "Køkken Syd")),
    observers=(KnownObserver("m1", "Bent", "sprogmakker", "Fjordens Lager"),),
    providers=(Provider("s1", "Sprogcenter Fyn"),),
)


def a_registered(**changes: Any) -> Registered:
    done = Registered(
        newcomer_id="B-23456789",
        placement_id="F-23456789",
        observer_id="M-23456789",
        observer="Bo",
        needs_access=True,
        begins_on=TODAY,
        stored_at=NOW,
        is_new=True,
    )
    return replace(done, **changes)


def a_message(**changes: Any) -> Message:
    message = Message(
        message_id="b1",
        kind=MessageKind.ASK,
        placement_id="S-0412",
        observer_id="g1",
        criterion="small_talk",
        text="Hvordan går det i pausen?",
        sent_by="anna",
        sent_at=NOW,
    )
    return replace(message, **changes)


def some_people(observer_id: str) -> OwnPeople:
    """What a buddy with two colleagues sees: one is asked about, one pauses; a thank-you, an entry and two cases."""
    asked = Message(
        message_id="b1",
        kind=MessageKind.ASK,
        placement_id="S-0412",
        observer_id=observer_id,
        criterion="phone",
        text="Ringer han selv?",
        sent_by="anna",
        sent_at=NOW,
    )
    colleague = Colleague(
        placement_id="S-0412",
        alias="Yusuf",
        workplace="Fjordens Lager",
        last_seen_on=TODAY - timedelta(days=9),
        due=True,
        paused=False,
        criteria=("phone", "small_talk", "instructions", "asking_help", "reporting"),
        tip="phone",
        asks=(asked,),
    )
    entry = OwnEntry(
        observation_id="4f1c9e9a-5a39-4a63-93a5-0f4c07d4a1ce",
        receipt="4F7K",
        placement_id="S-0412",
        alias="Yusuf",
        seen_on=TODAY,
        recorded_at=NOW,
        mode="in_person",
        talk_minutes="lt10",
        talk_partners="1",
        note="Spørger selv.",
        ratings={"phone": 2, "small_talk": None},
        replaced=False,
        withdrawn=False,
        may_be_replaced=True,
    )
    return OwnPeople(
        observer_id=observer_id,
        role="sprogmakker",
        colleagues=(
            colleague,
            replace(colleague, placement_id="S-0413", alias="Oksana", due=False, paused=True, asks=()),
        ),
        thanks=(replace(asked, message_id="b2", kind=MessageKind.THANKS, criterion=None, text="Tak for noten."),),
        entries=(entry,),
        read_on=TODAY,
        cases=("laundry", "school"),
    )


class InventedDoors:
    """Doors without a database: one caseworker, one owner, one case, and a list of what was saved."""

    def __init__(self) -> None:
        self.people = {
            "anna-token": CASEWORKER,
            "ove-token": Actor(user="ove", role=Role.OWNER, municipality="461"),
            "mia-token": Actor(user="mia", role=Role.OBSERVER, observer_id="mia"),
            "nord-token": Actor(user="nord", role=Role.PROVIDER, provider_id="nord"),
        }
        self.views: list[OwnView] = []
        self.decisions: list[Decision] = []
        self.registered: list[tuple[Any, ...]] = []
        self.letters = Letters(
            recipients=(Recipient(observer_id="g1", name="Grethe", role="kulturguide"),),
            written=(),
        )
        self.answers = True
        self.asked_of_owner: list[tuple[Any, ...]] = []

    def doors(self) -> Doors:
        return Doors(
            answers=lambda: self.answers,
            sign_in=self.sign_in,
            actor_of=self.people.get,
            sign_out=lambda token: self.people.pop(token, None) and None,
            sign_out_everywhere=lambda token: self.people.pop(token, None) and None,
            invitation_stands=lambda code: code in ("god-kode", "glemt-kode"),
            invited_user=lambda code: "anna" if code == "glemt-kode" else "",
            accept_invitation=self.accept_invitation,
            casework=self.casework(),
            buddy=self.buddy(),
            counter=self.counter(),
            ownership=self.ownership(),
        )

    def casework(self) -> CaseworkDoors:
        return CaseworkDoors(
            open_queue=lambda _actor, wish: as_wished(a_queue(), wish),
            open_case=self.open_case,
            search_by_words=lambda _actor, _asked, rows: found_by_words(30, rows),
            search_by_meaning=lambda _actor, _asked, _now: found_by_meaning(3),
            record_own_view=self.record_own_view,
            record_decision=self.record_decision,
            read_letters=lambda _actor, _placement_id: self.letters,
            write_to_buddy=self.write_to_buddy,
            look_at_raters=lambda _actor: a_comparison(),
            make_report=make_report,
            registering=RegisteringDoors(
                register_choices=lambda _actor, _placement_id: SOME_CHOICES,
                **{act: partial(self.register, act) for act in REGISTERING},
            ),
        )

    def register(self, act: str, _actor: Actor, draft_id: str, *what: Any) -> Registered:
        self.registered.append((act, draft_id, *what))
        return a_registered()

    def write_to_buddy(
        self,
        actor: Actor,
        message_id: str,
        placement_id: str,
        observer_id: str,
        kind: MessageKind,
        criterion: str | None,
        text: str,
    ) -> Message:
        message = a_message(
            message_id=message_id,
            placement_id=placement_id,
            observer_id=observer_id,
            kind=kind,
            criterion=criterion,
            text=text,
            sent_by=actor.user,
        )
        letter = Letter(message=message, to="Grethe", answered_at=None)
        self.letters = replace(self.letters, written=(letter, *self.letters.written))
        return message

    def buddy(self) -> BuddyDoors:
        return BuddyDoors(
            own_people=lambda actor: some_people(actor.observer_id or ""),
            look_at_own_reading=lambda _actor: OwnReading(waiting=1),
            check_note=lambda _actor, _sent: CheckedNote(note="", found=(), health=False),
            log_observation=lambda _actor, _sent: Kept(observation_id="o1", receipt="4F7K", stored_at=NOW, is_new=True),
            rate_case=lambda _actor, _sent: KeptCase(case_id="laundry", stored_at=NOW, is_new=True),
        )

    def counter(self) -> CounterDoors:
        return CounterDoors(
            deliver=lambda _actor, _sent, _said, _number, _dry_run: Delivered(outcome=None),
            list_deliveries=lambda _actor: (),
            undo_delivery=lambda _actor, batch_id: Undone(batch_id, 0),
            make_report=make_report,
            report_classes=lambda _actor: (ReportClass("DU2", None), ReportClass("DU2", 3)),
        )

    def ownership(self) -> OwnerDoors:
        return invented_owner(self.asked_of_owner)

    def sign_in(self, user: str, password: str) -> str:
        if (user, password) != ("anna", "blå cykel"):
            raise NotAllowed("Navn og adgangskode passer ikke sammen.")
        self.people["anna-token"] = CASEWORKER
        return "anna-token"

    def accept_invitation(self, code: str, user: str, password: str) -> str:
        if code != "god-kode":
            raise NotAllowed("Linket virker ikke mere. Bed om et nyt.")
        if len(password) < 12:
            raise InvalidValue("Adgangskoden skal være på mindst 12 tegn.")
        self.people[f"{user}-token"] = CASEWORKER
        return f"{user}-token"

    def open_case(self, _actor: Actor, placement_id: str) -> Case:
        if placement_id == "S-9999":
            raise NotAllowed("Det har du ikke adgang til.")
        shown = an_opened_case(own_view=self.views[-1]) if self.views else a_case()
        return replace(shown, decisions=tuple(self.decisions))

    def record_own_view(self, actor: Actor, view_id: str, placement_id: str, view: View, line: str) -> OwnView:
        stored = OwnView(
            view_id=view_id, placement_id=placement_id, user=actor.user, view=view, line=line, recorded_at=NOW
        )
        self.views.append(stored)
        return stored

    def record_decision(
        self,
        actor: Actor,
        decision_id: str,
        placement_id: str,
        outcome: Outcome,
        reason: str,
        follow_up_on: date | None,
    ) -> Decision:
        stored = a_decision(
            decision_id=decision_id,
            placement_id=placement_id,
            user=actor.user,
            outcome=outcome,
            reason=reason,
            follow_up_on=follow_up_on,
        )
        self.decisions.append(stored)
        return stored
