"""The policy table: who may do what, to whose facts. The one place where a right is given."""

from enum import StrEnum

from assessment.access.actor import Actor, Role
from assessment.domain.errors import NotAllowed
from assessment.i18n.words import _


class Verb(StrEnum):
    """What can be done. One use case asks for one verb."""

    DELIVER = "deliver"
    UNDO_DELIVERY = "undo_delivery"
    EXPORT = "export"
    REGISTER_GATE = "register_gate"
    SCORE = "score"
    CREATE_ACCOUNT = "create_account"
    BACK_UP = "back_up"
    READ_QUEUE = "read_queue"
    READ_CASE = "read_case"
    RECORD_VIEW = "record_view"
    DECIDE = "decide"


class Scope(StrEnum):
    """To whose facts a right applies."""

    EVERYTHING = "everything"
    OWN_MUNICIPALITY = "own_municipality"


_ON_THE_MACHINE = frozenset(
    {Verb.DELIVER, Verb.UNDO_DELIVERY, Verb.EXPORT, Verb.REGISTER_GATE, Verb.SCORE, Verb.CREATE_ACCOUNT, Verb.BACK_UP}
)
_CASEWORK = frozenset({Verb.READ_QUEUE, Verb.READ_CASE, Verb.RECORD_VIEW, Verb.DECIDE})

POLICY: dict[tuple[Role, Verb], Scope] = {
    **{(Role.SYSTEM, verb): Scope.EVERYTHING for verb in _ON_THE_MACHINE},
    **{(Role.CASEWORKER, verb): Scope.OWN_MUNICIPALITY for verb in _CASEWORK},
}
"""A pair that is not here is refused: owners, providers and observers have no page yet, and so no right."""


def scope_of(actor: Actor, verb: Verb) -> Scope | None:
    """How far the actor's right to the verb reaches; None where there is no such right."""
    return POLICY.get((actor.role, verb))


def require(actor: Actor, verb: Verb, *, municipality: str | None = None) -> None:
    """Raise NotAllowed unless the actor may do ``verb`` to facts of ``municipality`` (None: of every one)."""
    scope = scope_of(actor, verb)
    if scope is Scope.EVERYTHING:
        return
    if scope is Scope.OWN_MUNICIPALITY and municipality is not None and municipality == actor.municipality:
        return
    raise NotAllowed(_("Det har du ikke adgang til."))
