"""The rights matrix: everybody tries everything on everybody's facts; and no filter can be taken away unseen."""

from itertools import product
from pathlib import Path

import pytest
from support.matrix import Act, attempts, everybody
from support.rights_of_the_house import acts_on_the_house
from support.rights_of_work import ACTS_ON_PEOPLE
from support.two_towns import TwoTowns

from assessment.access import policy
from assessment.access.actor import Role
from assessment.access.policy import FILTERS, POLICY, Scope, Verb
from assessment.storage.ledger import Ledger

FEWEST_ATTEMPTS = 2_000


@pytest.fixture
def acts(filled: tuple[Path, TwoTowns]) -> tuple[Act, ...]:
    """Everything that anybody can try."""
    return (*ACTS_ON_PEOPLE, *acts_on_the_house(filled[1]))


def test_everybody_can_do_what_is_theirs_to_everybody_who_is_theirs_and_nothing_else(
    towns: Ledger, acts: tuple[Act, ...]
) -> None:
    tried = list(attempts(towns, acts, everybody()))

    assert [wrong for wrong in tried if wrong] == []
    assert len(tried) >= FEWEST_ATTEMPTS


@pytest.mark.parametrize(("role", "verb"), list(product(Role, Verb)))
def test_no_right_can_be_given_or_taken_without_the_matrix_seeing_it(
    towns: Ledger, acts: tuple[Act, ...], role: Role, verb: Verb, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = dict(POLICY)
    if rights.pop((role, verb), None) is None:
        rights[role, verb] = Scope.EVERYTHING
    monkeypatch.setattr(policy, "POLICY", rights)

    concerned = {user: actor for user, actor in everybody().items() if actor.role is role}
    assert any(attempts(towns, (act for act in acts if act.verb is verb), concerned))


SCOPED = sorted(
    (scope, verb) for (_, verb), scope in POLICY.items() if scope not in (Scope.EVERYTHING, Scope.INSTALLATION)
)
INSIDE_ITS_OWN_LISTS = {
    Verb.READ_QUEUE,
    Verb.SEARCH_NOTES,
    Verb.READ_OWN_PEOPLE,
    Verb.READ_DELIVERIES,
    Verb.DELIVER,
    Verb.RATE_CASE,
    Verb.READ_OWN_READING,
}
"""Verbs that name nobody when they are asked for: what they reach is held by the filters of `test_lists.py`."""


@pytest.mark.parametrize(("scope", "verb"), [pair for pair in SCOPED if pair[1] not in INSIDE_ITS_OWN_LISTS])
def test_no_scope_can_be_opened_without_the_matrix_seeing_it(
    towns: Ledger, acts: tuple[Act, ...], scope: Scope, verb: Verb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FILTERS, scope, lambda _actor, _whose: True)

    concerned = {user: actor for user, actor in everybody().items() if POLICY.get((actor.role, verb)) is scope}
    assert any(attempts(towns, (act for act in acts if act.verb is verb), concerned))
