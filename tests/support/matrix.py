"""Try acts on things as many people, and hold what was let through against who is whose."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.policy import Verb
from assessment.domain.errors import CallerCanMend, InvalidValue, NotAllowed
from assessment.storage import installation
from assessment.storage.ledger import Ledger
from support.two_towns import ACTORS

Allowed = frozenset[str]
REFUSED = "Det har du ikke adgang til."
_number = count()


@dataclass(frozen=True)
class Act:
    """One thing to try, on each of some things, and the users who may do it to each (``machine``: the machine too)."""

    name: str
    verb: Verb
    on: tuple[str, ...]
    who_may: Callable[[str], Allowed]
    do: Callable[[Ledger, Actor, str], object]
    machine: bool = False


@dataclass(frozen=True)
class Wrong:
    """One attempt that did not go as it should."""

    act: str
    user: str
    on: str
    was_let_through: bool
    said: str


def attempts(ledger: Ledger, acts: Iterable[Act], actors: Mapping[str, Actor]) -> Iterator[Wrong | None]:
    """Try everything, one thing at a time: None where it went as it should, else what was let through or said."""
    for act in acts:
        for on in act.on:
            allowed = act.who_may(on)
            for user, actor in actors.items():
                may = act.machine if actor is SYSTEM else user in allowed
                lines = _lines(ledger)
                let_through, said = _try(act, ledger, actor, on)
                left_a_trace = not let_through and _lines(ledger) != lines
                is_wrong = let_through != may or left_a_trace or said not in ("", REFUSED)
                yield Wrong(act.name, user, on, let_through, said) if is_wrong else None


def everybody() -> dict[str, Actor]:
    """Everybody in both towns, and the machine."""
    return {**ACTORS, "maskinen": SYSTEM}


def those_of(role: Role) -> Callable[[str], Allowed]:
    """Whoever has the role, whatever it is about."""
    return lambda _on: frozenset(user for user, actor in ACTORS.items() if actor.role is role)


def new_id() -> str:
    """An id that nothing has yet, the same in every run."""
    return str(uuid5(NAMESPACE_URL, f"rights/{next(_number)}"))


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
        return installation.journal_length(transaction)
