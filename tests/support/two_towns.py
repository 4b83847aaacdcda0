"""Two towns with everybody in them: who is whose is written here by hand, so that a right can be held against it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.decision import Outcome, View
from assessment.domain.message import Message, MessageKind
from assessment.storage import messages
from assessment.storage.ledger import Ledger
from assessment.use_cases.deliver_as_provider import deliver_as_provider
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.score_placements import score_placements
from support.small_bundle import SmallBundle, weekly
from support.three_people import FIRST_MONDAY, TODAY, at, climbing, flat
from support.whole_life import add_account, cheap_passwords, deliver

NOW = at(TODAY, 12)
TOWNS = ("461", "851")


@dataclass(frozen=True)
class Person:
    """A newcomer in one placement, and whose they are. ``former`` are buddies whose assignment has ended."""

    name: str
    town: str
    buddies: frozenset[str]
    former: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()

    @property
    def placement_id(self) -> str:
        return f"forloeb-{self.name}"

    @property
    def alias(self) -> str:
        return f"Kaldenavn{self.name.capitalize()}"


def _one(name: str, town: str, buddies: str, former: str = "", providers: str = "") -> Person:
    sets = (frozenset(names.split()) for names in (buddies, former, providers))
    return Person(name, town, *sets)


PEOPLE = (
    _one("amina", "461", "mia gry", providers="nordskolen"),
    _one("yusuf", "461", "mia", providers="nordskolen sydskolen"),
    _one("olena", "461", "kaj", former="mia", providers="sydskolen"),
    _one("farid", "461", "", former="kaj"),
    _one("selam", "851", "bo", providers="nordskolen"),
    _one("rahel", "851", "bo eva", former="mia", providers="sydskolen"),
    _one("dmytro", "851", "eva", providers="nordskolen"),
    _one("hodan", "851", "", former="bo"),
)
WHO = {person.name: person for person in PEOPLE}

ACTORS = {
    "ejer": Actor(user="ejer", role=Role.OWNER),
    "karen": Actor(user="karen", role=Role.CASEWORKER, municipality="461"),
    "aage": Actor(user="aage", role=Role.CASEWORKER, municipality="851"),
    "nord": Actor(user="nord", role=Role.PROVIDER, provider_id="nordskolen"),
    "syd": Actor(user="syd", role=Role.PROVIDER, provider_id="sydskolen"),
    "mia": Actor(user="mia", role=Role.OBSERVER, observer_id="mia"),
    "gry": Actor(user="gry", role=Role.OBSERVER, observer_id="gry"),
    "kaj": Actor(user="kaj", role=Role.OBSERVER, observer_id="kaj"),
    "bo": Actor(user="bo", role=Role.OBSERVER, observer_id="bo"),
    "eva": Actor(user="eva", role=Role.OBSERVER, observer_id="eva"),
}
GUIDES = {"gry", "eva"}


@dataclass(frozen=True)
class Secret:
    """A text that stands in the facts, and the only people who may ever be sent it."""

    text: str
    kind: str
    readers: frozenset[str]


@dataclass
class TwoTowns:
    """The database's content: what there is to ask for, and who may be told what."""

    secrets: list[Secret] = field(default_factory=list)
    batches: dict[str, str] = field(default_factory=dict)


def caseworkers_of(town: str) -> frozenset[str]:
    return frozenset(user for user, actor in ACTORS.items() if actor.municipality == town)


def observers_among(names: frozenset[str]) -> frozenset[str]:
    return frozenset(user for user, actor in ACTORS.items() if actor.observer_id in names)


def providers_among(names: frozenset[str]) -> frozenset[str]:
    return frozenset(user for user, actor in ACTORS.items() if actor.provider_id in names)


def build(ledger: Ledger, folder: Path) -> TwoTowns:
    """Fill the ledger with both towns, scored, with views, decisions and letters."""
    towns = TwoTowns()
    towns.batches["municipality"] = deliver(ledger, _bundle(towns), folder / "towns", now=at(TODAY, 7))
    for town in TOWNS:
        register_gate(ledger, SYSTEM, town, GateChange(synthetic=True), now=at(TODAY, 8))
    score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 8))
    for person in PEOPLE:
        _casework(ledger, person, towns)
    for user in ("nord", "syd"):
        towns.batches[user] = _delivered_by(ledger, user)
    with cheap_passwords():
        for actor in ACTORS.values():
            add_account(ledger, actor)
    return towns


def _delivered_by(ledger: Ledger, user: str) -> str:
    """A provider's own delivery: a week of class for everybody whom it teaches."""
    provider = ACTORS[user].provider_id or ""
    taught = [f"hold-{person.name}-{provider};2026-W16;15;9" for person in PEOPLE if provider in person.providers]
    rows = "\n".join(["enrolment_id;week;lessons_offered;lessons_attended", *taught])
    delivered = deliver_as_provider(
        ledger,
        ACTORS[user],
        [("attendance.csv", rows.encode())],
        said={},
        delivery_id=str(uuid5(NAMESPACE_URL, user)),
        now=at(TODAY, 11),
    )
    assert delivered.outcome is not None
    assert delivered.outcome.refused == ()
    return str(delivered.outcome.batch_id)


def _bundle(towns: TwoTowns) -> SmallBundle:
    bundle = SmallBundle()
    for provider in ("nordskolen", "sydskolen"):
        bundle.add("providers", provider_id=provider, name=provider.capitalize())
    for person in PEOPLE:
        everybody = sorted(person.buddies | person.former)
        workplace = f"vaerk-{person.town}"
        first_buddy = everybody[0]
        bundle.person(
            person.name, started_on=FIRST_MONDAY, municipality=person.town, workplace=workplace, buddy=first_buddy
        )
        newcomer = {**bundle.rows["newcomers"][-1], "alias": person.alias}
        bundle.rows["newcomers"][-1] = newcomer
        towns.secrets.append(
            Secret(person.alias, "alias", caseworkers_of(person.town) | observers_among(person.buddies))
        )
        for buddy in everybody:
            _assigned(bundle, person, buddy, workplace)
            _seen(bundle, person, buddy, towns)
        for provider in sorted(person.providers):
            _taught(bundle, person, provider, towns)
    return bundle


def _assigned(bundle: SmallBundle, person: Person, buddy: str, workplace: str) -> None:
    known = {row["observer_id"] for row in bundle.rows["observers"]}
    if buddy not in known:
        role = "kulturguide" if buddy in GUIDES else "sprogmakker"
        bundle.add("observers", observer_id=buddy, role=role, workplace_id=workplace, name=buddy.capitalize())
    bundle.add(
        "assignments",
        assignment_id=f"aftale-{person.name}-{buddy}",
        placement_id=person.placement_id,
        observer_id=buddy,
        from_on=FIRST_MONDAY,
        to_on=TODAY - timedelta(days=1) if buddy in person.former else None,
    )


def _seen(bundle: SmallBundle, person: Person, buddy: str, towns: TwoTowns) -> None:
    """Fourteen weeks of entries, the buddies of a person by turns; now and then with a note."""
    step = climbing if person.name in ("yusuf", "dmytro") else flat
    authors = observers_among(frozenset({buddy})) if buddy in person.buddies else frozenset()
    turn = sorted(person.buddies | person.former).index(buddy) % 2
    for week, monday in enumerate(weekly(FIRST_MONDAY, 14)):
        if week % 2 != turn:
            continue
        note = f"Hemmelig note om {person.name} af {buddy} i uge {week}" if week in (3, 4, 9, 10) else ""
        bundle.seen(person.name, monday, step(week), by=buddy, note=note, talk_minutes="lt10")
        if note:
            towns.secrets.append(Secret(note, "note", caseworkers_of(person.town) | authors))


def _taught(bundle: SmallBundle, person: Person, provider: str, towns: TwoTowns) -> None:
    enrolment = f"hold-{person.name}-{provider}"
    result = f"proeve-{person.name}-{provider}"
    module = f"modul-{person.name}-{provider}"
    bundle.add(
        "enrolments",
        enrolment_id=enrolment,
        newcomer_id=person.name,
        provider_id=provider,
        track="DU2",
        module=module,
        started_on=FIRST_MONDAY,
    )
    for number in range(10, 16):
        bundle.add(
            "attendance", enrolment_id=enrolment, week=f"2026-W{number}", lessons_offered=15, lessons_attended=12
        )
    bundle.add(
        "results",
        result_id=result,
        newcomer_id=person.name,
        provider_id=provider,
        kind="modultest",
        track="DU2",
        module=module,
        taken_on=date(2026, 5, 4),
        reported_on=date(2026, 5, 11),
        passed="ja",
        grade="7",
    )
    readers = caseworkers_of(person.town) | providers_among(frozenset({provider}))
    towns.secrets.extend(Secret(text, "course", readers) for text in (enrolment, result, module))


def _casework(ledger: Ledger, person: Person, towns: TwoTowns) -> None:
    """A colleague's view and decision on every case, and a letter to each buddy."""
    colleague = Actor(user=f"kollega-{person.town}", role=Role.CASEWORKER, municipality=person.town)
    readers = caseworkers_of(person.town)
    line, reason = f"Syn på {person.name}, ikke til andre", f"Begrundelse om {person.name}, kun i sagen"
    record_own_view(
        ledger,
        colleague,
        view_id=f"syn-{person.name}",
        placement_id=person.placement_id,
        view=View.CANNOT_SAY,
        line=line,
        now=at(TODAY, 9),
    )
    record_decision(
        ledger,
        colleague,
        decision_id=f"beslutning-{person.name}",
        placement_id=person.placement_id,
        outcome=Outcome.OFFER_SUPPORT,
        reason=reason,
        follow_up_on=None,
        now=at(TODAY, 9, 5),
    )
    towns.secrets.append(Secret(line, "view", frozenset()))
    towns.secrets.append(Secret(reason, "decision", readers))
    for buddy in sorted(person.buddies | person.former):
        text = f"Tak til {buddy} for noten om {person.name}"
        sent_to = observers_among(frozenset({buddy})) if buddy in person.buddies else frozenset()
        towns.secrets.append(Secret(text, "letter", readers | sent_to))
        with ledger.writing() as transaction:
            messages.add(
                transaction,
                Message(
                    message_id=f"brev-{person.name}-{buddy}",
                    kind=MessageKind.THANKS,
                    placement_id=person.placement_id,
                    observer_id=buddy,
                    criterion=None,
                    text=text,
                    sent_by=colleague.user,
                    sent_at=at(TODAY, 10),
                ),
            )
