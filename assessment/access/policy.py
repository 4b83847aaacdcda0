"""The policy table: who may do what, to whose facts. The one place where a right is given, and the one that filters."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from assessment.access.actor import Actor, Role
from assessment.domain.errors import NotAllowed
from assessment.i18n.words import _


class Verb(StrEnum):
    """What can be done. One use case asks for one verb."""

    DELIVER = "deliver"
    READ_DELIVERIES = "read_deliveries"
    UNDO_DELIVERY = "undo_delivery"
    EXPORT = "export"
    REPORT = "report"
    REGISTER_GATE = "register_gate"
    SCORE = "score"
    REPLAY = "replay"
    TRAIN = "train"
    EMBED_NOTES = "embed_notes"
    MANAGE_USERS = "manage_users"
    BACK_UP = "back_up"
    RESTORE = "restore"
    MIGRATE = "migrate"
    READ_INSTALLATION = "read_installation"
    READ_TRACK_RECORD = "read_track_record"
    READ_QUEUE = "read_queue"
    READ_CASE = "read_case"
    SEARCH_NOTES = "search_notes"
    RECORD_VIEW = "record_view"
    DECIDE = "decide"
    REGISTER_FACTS = "register_facts"
    WRITE_TO_BUDDY = "write_to_buddy"
    READ_OWN_PEOPLE = "read_own_people"
    LOG_OBSERVATION = "log_observation"
    RATE_CASE = "rate_case"
    READ_OWN_READING = "read_own_reading"
    READ_RATERS = "read_raters"


class Scope(StrEnum):
    """To whose facts a right applies."""

    EVERYTHING = "everything"
    INSTALLATION = "installation"
    OWN_MUNICIPALITY = "own_municipality"
    OWN_ENROLMENTS = "own_enrolments"
    OWN_ASSIGNMENTS = "own_assignments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose facts an act is about: the municipality, the providers and the observers that they belong to."""

    municipality: str | None = None
    providers: frozenset[str] = frozenset()
    observers: frozenset[str] = frozenset()


FILTERS: dict[Scope, Callable[[Actor, Whose], bool]] = {
    Scope.EVERYTHING: lambda _actor, _whose: True,
    Scope.INSTALLATION: lambda _actor, _whose: True,
    Scope.OWN_MUNICIPALITY: lambda actor, whose: bool(actor.municipality) and actor.municipality == whose.municipality,
    Scope.OWN_ENROLMENTS: lambda actor, whose: bool(actor.provider_id) and actor.provider_id in whose.providers,
    Scope.OWN_ASSIGNMENTS: lambda actor, whose: bool(actor.observer_id) and actor.observer_id in whose.observers,
}
"""Whether facts are within a scope. ``INSTALLATION`` is for verbs that tell nothing about any one person."""

_ON_THE_MACHINE = frozenset(
    {
        Verb.DELIVER,
        Verb.READ_DELIVERIES,
        Verb.UNDO_DELIVERY,
        Verb.EXPORT,
        Verb.REPORT,
        Verb.REGISTER_GATE,
        Verb.SCORE,
        Verb.REPLAY,
        Verb.TRAIN,
        Verb.EMBED_NOTES,
        Verb.MANAGE_USERS,
        Verb.BACK_UP,
        Verb.RESTORE,
        Verb.MIGRATE,
        Verb.READ_INSTALLATION,
        Verb.READ_TRACK_RECORD,
        Verb.READ_RATERS,
    }
)
_OWNERSHIP = frozenset(
    {
        Verb.READ_DELIVERIES,
        Verb.UNDO_DELIVERY,
        Verb.REGISTER_GATE,
        Verb.SCORE,
        Verb.TRAIN,
        Verb.MANAGE_USERS,
        Verb.BACK_UP,
        Verb.READ_INSTALLATION,
        Verb.READ_TRACK_RECORD,
        Verb.READ_RATERS,
    }
)
_CASEWORK = frozenset(
    {
        Verb.READ_QUEUE,
        Verb.READ_CASE,
        Verb.SEARCH_NOTES,
        Verb.RECORD_VIEW,
        Verb.DECIDE,
        Verb.REGISTER_FACTS,
        Verb.WRITE_TO_BUDDY,
        Verb.READ_RATERS,
        Verb.REPORT,
    }
)
_COUNTER = frozenset({Verb.DELIVER, Verb.READ_DELIVERIES, Verb.UNDO_DELIVERY, Verb.REPORT})
_BUDDY = frozenset({Verb.READ_OWN_PEOPLE, Verb.LOG_OBSERVATION, Verb.RATE_CASE, Verb.READ_OWN_READING})

POLICY: dict[tuple[Role, Verb], Scope] = {
    **{(Role.SYSTEM, verb): Scope.EVERYTHING for verb in _ON_THE_MACHINE},
    **{(Role.OWNER, verb): Scope.INSTALLATION for verb in _OWNERSHIP},
    **{(Role.CASEWORKER, verb): Scope.OWN_MUNICIPALITY for verb in _CASEWORK},
    **{(Role.PROVIDER, verb): Scope.OWN_ENROLMENTS for verb in _COUNTER},
    **{(Role.OBSERVER, verb): Scope.OWN_ASSIGNMENTS for verb in _BUDDY},
}
"""A pair that is not here is refused."""


def scope_of(actor: Actor, verb: Verb) -> Scope | None:
    """How far the actor's right to the verb reaches; None where there is no such right."""
    return POLICY.get((actor.role, verb))


def may(actor: Actor, verb: Verb, whose: Whose) -> bool:
    """Whether the actor may do ``verb`` to the facts of ``whose``."""
    scope = scope_of(actor, verb)
    return scope is not None and FILTERS[scope](actor, whose)


def require(
    actor: Actor,
    verb: Verb,
    *,
    municipality: str | None = None,
    providers: Collection[str] = (),
    observers: Collection[str] = (),
) -> None:
    """Raise NotAllowed unless the actor may do ``verb`` to facts that belong to these."""
    whose = Whose(municipality=municipality, providers=frozenset(providers), observers=frozenset(observers))
    if not may(actor, verb, whose):
        raise NotAllowed(_("Det har du ikke adgang til."))
