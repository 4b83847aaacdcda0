"""Every act on everything by everybody: what is let through, held against who is whose in the two towns."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.policy import Verb
from assessment.domain.decision import Outcome, View
from assessment.domain.errors import CallerCanMend, InvalidValue, NotAllowed
from assessment.storage import journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.log_observation import log_observation
from assessment.use_cases.open_case import open_case
from assessment.use_cases.open_queue import open_queue
from assessment.use_cases.own_people import own_people
from assessment.use_cases.record_decision import record_decision
from assessment.use_cases.record_own_view import record_own_view
from support.three_people import TODAY, at
from support.two_towns import ACTORS, NOW, PEOPLE, TOWNS, WHO, Person, caseworkers_of, observers_among, providers_among

_number = count()
PERSONS = tuple(person.name for person in PEOPLE)
NOBODY = "findes-ikke"
"""An id that is nobody's: it must be refused in the same words as somebody else's."""


@dataclass(frozen=True)
class Act:
    """One thing to try, on each of some things, and the users who may do it to each (the machine aside)."""

    name: str
    verb: Verb
    on: tuple[str, ...]
    who_may: Callable[[str], frozenset[str]]
    do: Callable[[Ledger, Actor, str], object]
    machine: bool = False


@dataclass(frozen=True)
class Cell:
    """One attempt that did not go as it should."""

    act: str
    user: str
    on: str
    was_let_through: bool
    said: str


def attempts(ledger: Ledger, acts: tuple[Act, ...], actors: dict[str, Actor]) -> tuple[int, list[Cell]]:
    """Try everything; return how many attempts, and those in which a right was given or refused wrongly."""
    tried, wrong = 0, []
    for act in acts:
        for on in act.on:
            allowed = act.who_may(on)
            for user, actor in actors.items():
                may = act.machine if actor is SYSTEM else user in allowed
                lines = _lines(ledger)
                let_through, said = _try(act, ledger, actor, on)
                left_a_trace = not let_through and _lines(ledger) != lines
                tried += 1
                if let_through != may or left_a_trace or said not in ("", "Det har du ikke adgang til."):
                    wrong.append(Cell(act.name, user, on, let_through, said))
    return tried, wrong


def _try(act: Act, ledger: Ledger, actor: Actor, on: str) -> tuple[bool, str]:
    try:
        act.do(ledger, actor, on)
    except NotAllowed as refused:
        return False, str(refused)
    except (CallerCanMend, InvalidValue):
        return True, ""  # let through, and then told what else is wrong
    except Exception as broken:  # whatever else it is, it came after the door
        return True, f"{type(broken).__name__}: {broken}"
    return True, ""


def _lines(ledger: Ledger) -> int:
    with ledger.reading() as transaction:
        return len(journal.lines(transaction))


def _person(name: str) -> Person | None:
    return WHO.get(name)


def _caseworkers(name: str) -> frozenset[str]:
    person = _person(name)
    return caseworkers_of(person.town) if person else frozenset()


def _buddies(name: str) -> frozenset[str]:
    person = _person(name)
    return observers_among(person.buddies) if person else frozenset()


def _placement(name: str) -> str:
    return f"forloeb-{name}"


def _users(role: Role) -> Callable[[str], frozenset[str]]:
    return lambda _on: frozenset(user for user, actor in ACTORS.items() if actor.role is role)


def _new_id() -> str:
    return str(uuid5(NAMESPACE_URL, f"rights/{next(_number)}"))


def _log(ledger: Ledger, actor: Actor, name: str) -> object:
    sent = {
        "observation_id": _new_id(),
        "placement_id": _placement(name),
        "seen_on": TODAY.isoformat(),
        "ratings": {"small_talk": 2},
    }
    return log_observation(ledger, actor, sent, clock=lambda: NOW)


def _decide(ledger: Ledger, actor: Actor, name: str) -> object:
    return record_decision(
        ledger,
        actor,
        decision_id=_new_id(),
        placement_id=_placement(name),
        outcome=Outcome.OFFER_SUPPORT,
        reason="En makker mere.",
        follow_up_on=None,
        now=NOW,
    )


def _view(ledger: Ledger, actor: Actor, name: str) -> object:
    return record_own_view(
        ledger,
        actor,
        view_id=_new_id(),
        placement_id=_placement(name),
        view=View.STALLED,
        line="",
        now=NOW,
    )


ANYBODY = (*PERSONS, NOBODY)
ACTS: tuple[Act, ...] = (
    Act("open the queue", Verb.READ_QUEUE, ("*",), _users(Role.CASEWORKER), lambda l, a, _: open_queue(l, a, now=NOW)),
    Act(
        "open a case",
        Verb.READ_CASE,
        ANYBODY,
        _caseworkers,
        lambda l, a, name: open_case(l, a, _placement(name), now=NOW),
    ),
    Act("record a view", Verb.RECORD_VIEW, ANYBODY, _caseworkers, _view),
    Act("decide", Verb.DECIDE, ANYBODY, _caseworkers, _decide),
    Act(
        "see own people",
        Verb.READ_OWN_PEOPLE,
        ("*",),
        _users(Role.OBSERVER),
        lambda l, a, _: own_people(l, a, now=NOW),
    ),
    Act("log an observation", Verb.LOG_OBSERVATION, ANYBODY, _buddies, _log),
)


def everybody() -> dict[str, Actor]:
    """Everybody in both towns, and the machine."""
    return {**ACTORS, "maskinen": SYSTEM}
