"""The policy table in full: for every role, verb and municipality, who is let through and who is not."""

from itertools import product

import pytest

from assessment.access.actor import Actor, Role
from assessment.access.policy import POLICY, Scope, Verb, require, scope_of
from assessment.domain.errors import NotAllowed

OWN, OTHER = "461", "851"
ON_THE_MACHINE = {
    Verb.DELIVER, Verb.UNDO_DELIVERY, Verb.EXPORT, Verb.REGISTER_GATE, Verb.SCORE, Verb.MANAGE_USERS, Verb.BACK_UP,
}  # fmt: skip
AT_THE_DESK = {Verb.READ_QUEUE, Verb.READ_CASE, Verb.RECORD_VIEW, Verb.DECIDE}


def is_let_through(role: Role, verb: Verb, municipality: str | None) -> bool:
    """The rights of this version in words of their own: the machine runs it, a caseworker works on their own cases."""
    if role is Role.SYSTEM:
        return verb in ON_THE_MACHINE
    return role is Role.CASEWORKER and verb in AT_THE_DESK and municipality == OWN


@pytest.mark.parametrize(("role", "verb", "municipality"), list(product(Role, Verb, (OWN, OTHER, None, ""))))
def test_what_is_not_in_the_table_is_refused(role: Role, verb: Verb, municipality: str | None) -> None:
    actor = Actor(user="x", role=role, municipality=OWN)
    if is_let_through(role, verb, municipality):
        require(actor, verb, municipality=municipality)
    else:
        with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
            require(actor, verb, municipality=municipality)


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("bound_to", [None, ""])
def test_a_caseworker_without_a_municipality_reaches_nobody(verb: Verb, bound_to: str | None) -> None:
    nowhere = Actor(user="x", role=Role.CASEWORKER, municipality=bound_to)
    for municipality in (None, OWN):
        with pytest.raises(NotAllowed):
            require(nowhere, verb, municipality=municipality)


def test_every_verb_is_somebodys_and_the_table_holds_no_other_rights() -> None:
    assert {verb for _, verb in POLICY} == set(Verb)
    assert {role for role, _ in POLICY} == {Role.SYSTEM, Role.CASEWORKER}
    assert scope_of(Actor(user="x", role=Role.OBSERVER, observer_id="mia"), Verb.READ_CASE) is None
    assert {POLICY[Role.CASEWORKER, verb] for verb in AT_THE_DESK} == {Scope.OWN_MUNICIPALITY}


@pytest.mark.parametrize("verb", Verb)
def test_no_verb_is_about_sanctions_benefits_or_absence(verb: Verb) -> None:
    assert not [word for word in ("sanction", "benefit", "absence", "availability") if word in verb.value]
