"""The owner of the installation: people, basis, copies and numbers, and never a newcomer."""

import json
from collections.abc import Callable
from dataclasses import astuple
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from support.small_bundle import SmallBundle
from support.three_people import TODAY, at
from support.whole_life import add_account, deliver, live

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.gate import GateChange, GateEngine
from assessment.domain.errors import CallerCanMend, NotAllowed, StillInUse
from assessment.domain.installation import shown_count
from assessment.storage import journal
from assessment.storage.desk_tables import journal as journal_table
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.back_up import back_up_here, copies_in
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.invite_user import end_user, invite_user
from assessment.use_cases.list_deliveries import list_deliveries
from assessment.use_cases.look_at_installation import DEEDS, compute_now, look_at_installation
from assessment.use_cases.manage_users import (
    give_new_link,
    lift_lock,
    look_at_people,
    sign_out_user,
    withdraw_invitation,
)
from assessment.use_cases.register_gate import look_at_gates, register_gate
from assessment.use_cases.sign_in import actor_of, sign_in
from assessment.use_cases.undo_import import undo_import

NOW = at(TODAY)
OWNER = Actor(user="ove", role=Role.OWNER)
SECOND_OWNER = Actor(user="ebbe", role=Role.OWNER)
OTHERS = [
    Actor(user="karen", role=Role.CASEWORKER, municipality="461"),
    Actor(user="s", role=Role.PROVIDER, provider_id="sprogcenter"),
    Actor(user="m", role=Role.OBSERVER, observer_id="mia"),
]
ACTS: list[Callable[[Ledger, Actor, Path], Any]] = [
    lambda ledger, actor, folder: look_at_installation(ledger, actor, now=NOW, copies=folder),
    lambda ledger, actor, _: compute_now(ledger, actor, municipality=None, now=NOW),
    lambda ledger, actor, _: compute_now(ledger, actor, municipality="461", now=NOW),
    lambda ledger, actor, folder: back_up_here(ledger, actor, now=NOW, folder=folder / actor.user),
    lambda ledger, actor, _: look_at_people(ledger, actor, now=NOW),
    lambda ledger, actor, _: invite_user(ledger, actor, role=Role.OWNER, now=NOW),
    lambda ledger, actor, _: give_new_link(ledger, actor, "ebbe", invitation_id=actor.user, now=NOW),
    lambda ledger, actor, _: withdraw_invitation(ledger, actor, "i1", now=NOW),
    lambda ledger, actor, _: sign_out_user(ledger, actor, "ebbe", now=NOW),
    lambda ledger, actor, _: lift_lock(ledger, actor, "ebbe", now=NOW),
    lambda ledger, actor, _: end_user(ledger, actor, "ebbe", now=NOW),
    lambda ledger, actor, _: look_at_gates(ledger, actor, now=NOW),
    lambda ledger, actor, _: register_gate(ledger, actor, "461", GateChange(training=False), now=NOW),
    lambda ledger, actor, _: list_deliveries(ledger, actor),
]


@pytest.fixture
def owned(scored: Ledger) -> Ledger:
    """The three people, delivered and scored, and two owners."""
    add_account(scored, OWNER)
    add_account(scored, SECOND_OWNER)
    return scored


@pytest.mark.parametrize("act", ACTS)
def test_the_owner_may_and_nobody_else_who_can_sign_in(act: Callable[..., Any], owned: Ledger, tmp_path: Path) -> None:
    for other in OTHERS:
        if other.role is Role.PROVIDER and act is ACTS[-1]:
            continue  # a provider sees their own deliveries
        with pytest.raises(NotAllowed, match="Det har du ikke adgang til"):
            act(owned, other, tmp_path)
    act(owned, OWNER, tmp_path)


def test_the_last_owner_cannot_end_themselves_and_one_of_two_can(owned: Ledger) -> None:
    end_user(owned, OWNER, "ebbe", now=NOW)

    assert [person.is_last_owner for person in look_at_people(owned, OWNER, now=NOW).persons] == [True, False]
    with pytest.raises(CallerCanMend, match="Den sidste ejer kan ikke lukkes"):
        end_user(owned, OWNER, "ove", now=NOW)
    assert sign_in(owned, "ove", "en blå cykel", now=NOW)


def test_a_user_whose_name_is_anothers_number_is_not_ended_in_their_place(owned: Ledger) -> None:
    add_account(owned, Actor(user="2", role=Role.CASEWORKER, municipality="461"))

    with pytest.raises(CallerCanMend, match="2 kan være flere"):
        end_user(owned, OWNER, "2", now=NOW)
    end_user(owned, OWNER, "3", now=NOW)

    ended = {person.user: person.ended_at is not None for person in look_at_people(owned, OWNER, now=NOW).persons}
    assert ended == {"ove": False, "ebbe": False, "2": True}


def test_people_are_shown_with_the_names_of_what_they_are_bound_to(owned: Ledger) -> None:
    for other in OTHERS:
        add_account(owned, other)
    token = sign_in(owned, "karen", "en blå cykel", now=NOW)
    people = look_at_people(owned, OWNER, now=NOW)
    persons = {person.user: person for person in people.persons}

    assert persons["karen"].bound_to == "Odense (461)"
    assert (persons["s"].bound_to, persons["m"].bound_to, persons["ove"].bound_to) == ("Sprogcentret", "Mia", "")
    assert persons["karen"].is_signed_in
    assert not persons["ebbe"].is_signed_in
    assert persons["ove"].is_asking
    assert people.choices[Role.CASEWORKER] == {"461": "Odense (461)"}
    assert people.choices[Role.OBSERVER] == {"mia": "Mia"}
    later = NOW + timedelta(hours=1)
    assert not {person.user: person for person in look_at_people(owned, OWNER, now=later).persons}["karen"].is_signed_in
    assert actor_of(owned, token, now=later) is None


def test_groups_below_five_are_hidden_and_others_rounded(owned: Ledger, tmp_path: Path) -> None:
    look = look_at_installation(owned, OWNER, now=NOW, copies=tmp_path)
    assert (look.people, look.placements, look.observers) == (None, None, None)
    assert set(look.municipalities[0].counts.values()) == {None}

    more = SmallBundle()
    for name in ("a", "b", "c", "d", "e"):
        more.person(name, started_on=TODAY - timedelta(weeks=3))
    deliver(owned, more, tmp_path / "more", now=NOW)
    computed = compute_now(owned, OWNER, municipality="461", now=NOW)
    look = look_at_installation(owned, OWNER, now=NOW, copies=tmp_path)

    assert (look.people, look.placements) == (5, 5), "eight people"
    assert computed.municipalities == look.municipalities
    (counts,) = [one.counts for one in computed.municipalities]
    assert counts["active"] == 5
    assert counts["too_little_evidence"] == 5, "five or six of them"
    assert counts["possible_stall"] is None


def test_no_small_group_can_be_worked_out_from_the_sum() -> None:
    """Six states and their sum: whatever is shown, each hidden group may still be anything from none to four."""
    seen: dict[int | None, list[set[int]]] = {}
    for hidden in product(range(5), repeat=6):
        possible = seen.setdefault(shown_count(sum(hidden)), [set() for _ in hidden])
        for values, count in zip(possible, hidden, strict=True):
            values.add(count)

    assert len(seen) == 5
    assert all(values == set(range(5)) for possible in seen.values() for values in possible)


def test_computing_tells_nothing_about_any_one_placement(owned: Ledger) -> None:
    computed = compute_now(owned, OWNER, municipality=None, now=NOW)

    assert [one.as_of for one in computed.municipalities] == [TODAY]
    assert not [word for word in ("forloeb-", "amina", "yusuf", "olena") if word in repr(computed).lower()]


def test_where_the_basis_is_missing_computing_says_what_and_stores_nothing(owned: Ledger) -> None:
    register_gate(owned, OWNER, "461", GateChange(engine=GateEngine.OFF), now=NOW)
    before = look_at_installation(owned, OWNER, now=NOW, copies=Path()).municipalities[0].made_at

    (one,) = compute_now(owned, OWNER, municipality="461", now=NOW + timedelta(minutes=1)).municipalities

    assert one.missing == ("der er slukket for beregning",)
    assert one.made_at == before


def test_what_was_done_to_the_system_is_told_and_nothing_done_about_a_newcomer(ledger: Ledger, tmp_path: Path) -> None:
    live(ledger, tmp_path)
    invite_user(ledger, OWNER, role=Role.OWNER, now=NOW)
    with ledger.reading() as transaction:
        written = journal.lines(transaction)
    deeds = look_at_installation(ledger, OWNER, now=NOW, copies=tmp_path).deeds

    assert [deed.act for deed in deeds] == [line.act for line in reversed(written) if line.act in DEEDS]
    assert {"import", "undo_import", "gate", "flag", "invite"} <= {deed.act for deed in deeds}
    assert {line.act for line in written} - set(DEEDS) >= {"own_view", "decision"}
    assert {deed.subject for deed in deeds} <= {"", "461"}


def test_a_copy_restores_to_the_very_same_export(owned: Ledger, tmp_path: Path) -> None:
    copy = back_up_here(owned, OWNER, now=NOW, folder=tmp_path / "backups")

    assert copies_in(tmp_path / "backups") == [copy]
    assert copy.size > 0
    assert (tmp_path / "backups" / copy.name).stat().st_mode & 0o077 == 0, "nobody else on the server reads it"
    restored = open_ledger(f"sqlite:///{tmp_path / 'backups' / copy.name}")
    try:
        export_bundle(restored, SYSTEM, tmp_path / "restored", now=NOW)
    finally:
        restored.close()
    export_bundle(owned, SYSTEM, tmp_path / "living", now=NOW)
    living = {file.name: file.read_bytes() for file in (tmp_path / "living").iterdir()}
    assert living
    assert {file.name: file.read_bytes() for file in (tmp_path / "restored").iterdir()} == living


def test_two_taps_in_one_second_take_one_copy(owned: Ledger, tmp_path: Path) -> None:
    first = back_up_here(owned, OWNER, now=NOW, folder=tmp_path)
    assert back_up_here(owned, OWNER, now=NOW, folder=tmp_path) == first
    assert copies_in(tmp_path) == [first]


def test_a_broken_journal_is_named_on_the_running_system(owned: Ledger, tmp_path: Path) -> None:
    with owned.writing() as transaction:
        transaction.execute(update(journal_table).where(journal_table.c.seq == 2).values(actor="en anden"))

    parts = {part.name: part for part in look_at_installation(owned, OWNER, now=NOW, copies=tmp_path).parts}

    assert (parts["journal"].verdict, parts["journal"].why) == ("fejl", "kæden er brudt ved linje 2")
    assert parts["database"].verdict == "ok"


def test_a_basis_is_registered_once_however_often_it_is_sent_and_its_history_stays(ledger: Ledger) -> None:
    basis = {
        "engine": GateEngine.RULES,
        "legal_basis": "§ 16",
        "purpose": "støtte",
        "dpia": "17",
        "dpia_on": TODAY,
        "signed_by": "direktøren",
    }
    soon = GateChange(expires_on=TODAY + timedelta(days=60), **basis)
    for _tap in range(2):
        register_gate(ledger, OWNER, "461", soon, now=NOW, gate_id="g1")
    (seen,) = look_at_gates(ledger, OWNER, now=NOW)
    assert [entry.gate_id for entry in seen.history] == ["g1"]
    assert (seen.is_open, seen.expires_soon, seen.missing) == (True, True, ())

    later = GateChange(expires_on=TODAY + timedelta(days=61), **basis)
    register_gate(ledger, OWNER, "461", later, now=NOW, gate_id="g2")
    (seen,) = look_at_gates(ledger, OWNER, now=NOW)
    assert [entry.gate_id for entry in seen.history] == ["g2", "g1"]
    assert not seen.expires_soon
    (expired,) = look_at_gates(ledger, OWNER, now=at(TODAY + timedelta(days=62)))
    assert (expired.is_open, len(expired.missing)) == (False, 1)


def test_a_municipality_that_is_new_here_is_looked_at_by_its_code_and_nonsense_is_not(ledger: Ledger) -> None:
    assert [one.name for one in look_at_gates(ledger, OWNER, now=NOW, also="851")] == ["Aalborg"]
    assert look_at_gates(ledger, OWNER, now=NOW, also="<b>") == ()


def test_what_keeps_a_delivery_is_told_without_naming_a_case(ledger: Ledger, tmp_path: Path) -> None:
    live(ledger, tmp_path)
    first = list_deliveries(ledger, OWNER)[-1]

    with pytest.raises(StillInUse) as refused:
        undo_import(ledger, OWNER, first.batch_id, now=NOW)
    with pytest.raises(StillInUse, match="forloeb-amina"):
        undo_import(ledger, SYSTEM, first.batch_id, now=NOW)

    assert "arbejdet videre" in str(refused.value)
    assert "Fortryd først den" in str(refused.value)
    assert "forloeb-" not in str(refused.value)


def test_nothing_the_owner_is_given_holds_a_note_an_alias_or_an_id_of_a_newcomer(
    ledger: Ledger, tmp_path: Path
) -> None:
    live(ledger, tmp_path)
    given = [
        look_at_installation(ledger, OWNER, now=NOW, copies=tmp_path),
        compute_now(ledger, OWNER, municipality=None, now=NOW),
        look_at_people(ledger, OWNER, now=NOW),
        look_at_gates(ledger, OWNER, now=NOW),
    ]
    told = json.dumps(
        [astuple(one) if not isinstance(one, tuple) else list(map(astuple, one)) for one in given], default=str
    )

    words = ("amina", "yusuf", "olena", "forloeb-", "hold-", "bageri", "Lidt tale", "butikken")
    assert [word for word in words if word.lower() in told.lower()] == []
