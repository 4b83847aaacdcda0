"""The policy table in full: for every role, verb and owner of facts, who is let through and who is not."""

from itertools import product

import pytest

from assessment.access.actor import Actor, Role
from assessment.access.policy import FILTERS, POLICY, Scope, Verb, Whose, may, require, scope_of
from assessment.domain.errors import NotAllowed

OWN, OTHER = "own", "other"
EVERYBODYS = {
    Role.SYSTEM: "deliver read_deliveries undo_delivery export report register_gate score manage_users back_up "
    "restore migrate read_installation read_track_record read_raters embed_notes replay train",
    Role.OWNER: "read_deliveries undo_delivery register_gate score manage_users back_up read_installation "
    "read_track_record read_raters train",
    Role.CASEWORKER: "read_queue read_case search_notes record_view decide register_facts write_to_buddy read_raters "
    "report",
    Role.PROVIDER: "deliver read_deliveries undo_delivery report",
    Role.OBSERVER: "read_own_people log_observation rate_case read_own_reading",
}
"""The rights of this version, written out a second time by hand."""
BOUND_BY = {Role.CASEWORKER: "municipality", Role.PROVIDER: "providers", Role.OBSERVER: "observers"}
WHOSE = list(product((None, "", OWN, OTHER), repeat=3))


def somebody(role: Role, bound_to: str | None = OWN) -> Actor:
    """Somebody of the role, bound to ``bound_to`` by whatever binds that role."""
    return Actor(user="x", role=role, municipality=bound_to, provider_id=bound_to, observer_id=bound_to)


def facts_of(municipality: str | None, provider: str | None, observer: str | None) -> dict:
    """Whose the facts are, as use cases say it."""
    return {
        "municipality": municipality,
        "providers": () if provider is None else (provider,),
        "observers": () if observer is None else (observer,),
    }


def is_let_through(role: Role, verb: Verb, facts: dict) -> bool:
    """What the rights above mean for these facts."""
    if verb.value not in EVERYBODYS[role].split():
        return False
    bound_by = BOUND_BY.get(role)
    return bound_by is None or facts[bound_by] == OWN or facts[bound_by] == (OWN,)


@pytest.mark.parametrize(("role", "verb"), list(product(Role, Verb)))
def test_what_is_not_in_the_table_is_refused_whosever_the_facts_are(role: Role, verb: Verb) -> None:
    for municipality, provider, observer in WHOSE:
        facts = facts_of(municipality, provider, observer)
        if is_let_through(role, verb, facts):
            require(somebody(role), verb, **facts)
        else:
            with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
                require(somebody(role), verb, **facts)


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("bound_to", [None, ""])
@pytest.mark.parametrize("role", BOUND_BY)
def test_who_is_bound_to_nothing_reaches_nobody(role: Role, bound_to: str | None, verb: Verb) -> None:
    for whose in WHOSE:
        with pytest.raises(NotAllowed):
            require(somebody(role, bound_to), verb, **facts_of(*whose))


def test_every_verb_is_somebodys_and_every_role_has_its_own_reach() -> None:
    assert {verb for _, verb in POLICY} == set(Verb)
    assert {role: {scope for (whose, _), scope in POLICY.items() if whose is role} for role in Role} == {
        Role.SYSTEM: {Scope.EVERYTHING},
        Role.OWNER: {Scope.INSTALLATION},
        Role.CASEWORKER: {Scope.OWN_MUNICIPALITY},
        Role.PROVIDER: {Scope.OWN_ENROLMENTS},
        Role.OBSERVER: {Scope.OWN_ASSIGNMENTS},
    }
    assert set(FILTERS) == set(Scope)
    assert scope_of(somebody(Role.OBSERVER), Verb.READ_CASE) is None
    assert not may(somebody(Role.OBSERVER), Verb.READ_CASE, Whose(observers=frozenset({OWN})))


@pytest.mark.parametrize("verb", Verb)
def test_no_verb_is_about_sanctions_benefits_or_absence(verb: Verb) -> None:
    assert not [word for word in ("sanction", "benefit", "absence", "availability") if word in verb.value]
