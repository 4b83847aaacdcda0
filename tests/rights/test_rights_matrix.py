"""The rights matrix: everybody tries everything on everybody's facts; and no filter can be taken away unseen."""

from itertools import product

import pytest
from support.rights import ACTS, attempts, everybody

from assessment.access import policy
from assessment.access.actor import Role
from assessment.access.policy import FILTERS, POLICY, Scope, Verb
from assessment.storage.ledger import Ledger

FEWEST_ATTEMPTS = 1_000


def test_everybody_can_do_what_is_theirs_to_everybody_who_is_theirs_and_nothing_else(towns: Ledger) -> None:
    tried, wrong = attempts(towns, ACTS, everybody())

    assert wrong == []
    assert tried >= FEWEST_ATTEMPTS


@pytest.mark.parametrize(("role", "verb"), list(product(Role, Verb)))
def test_no_right_can_be_given_or_taken_without_the_matrix_seeing_it(
    towns: Ledger, role: Role, verb: Verb, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = dict(POLICY)
    if rights.pop((role, verb), None) is None:
        rights[role, verb] = Scope.EVERYTHING
    monkeypatch.setattr(policy, "POLICY", rights)

    concerned = {user: actor for user, actor in everybody().items() if actor.role is role}
    _, wrong = attempts(towns, tuple(act for act in ACTS if act.verb is verb), concerned)

    assert wrong != []


@pytest.mark.parametrize("scope", [Scope.OWN_MUNICIPALITY, Scope.OWN_ENROLMENTS, Scope.OWN_ASSIGNMENTS])
def test_no_filter_can_be_taken_away_without_the_matrix_seeing_it(
    towns: Ledger, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FILTERS, scope, lambda _actor, _whose: True)

    verbs = {verb for (_, verb), reach in POLICY.items() if reach is scope}
    concerned = {user: actor for user, actor in everybody().items() if (actor.role, min(verbs)) in POLICY}
    _, wrong = attempts(towns, tuple(act for act in ACTS if act.verb in verbs), concerned)

    assert {cell.act for cell in wrong} >= {act.name for act in ACTS if act.verb in verbs and len(act.on) > 1}
