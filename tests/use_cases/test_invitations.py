"""An invitation makes one account, once, within a day, bound to what the role is bound to."""

from datetime import timedelta

import pytest
from support.three_people import TODAY, at
from support.whole_life import CASEWORKER

from assessment.access.actor import SYSTEM, Actor, Role
from assessment.domain.errors import CallerCanMend, InvalidValue, NotAllowed
from assessment.storage import journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.accept_invitation import accept_invitation, invitation_stands
from assessment.use_cases.invite_user import Invited, end_user, invite_user, list_users
from assessment.use_cases.sign_in import actor_of, sign_in

NOW = at(TODAY)
PASSWORD = "en lang adgangskode"


@pytest.fixture
def invited(ledger: Ledger) -> Invited:
    return invite_user(ledger, SYSTEM, role=Role.CASEWORKER, municipality="461", now=NOW)


def test_whoever_follows_the_link_is_signed_in_as_what_they_were_invited_to(ledger: Ledger, invited: Invited) -> None:
    token = accept_invitation(ledger, invited.token, user=" mette ", password=PASSWORD, now=NOW)

    assert actor_of(ledger, token, now=NOW) == Actor(user="mette", role=Role.CASEWORKER, municipality="461")
    assert sign_in(ledger, "mette", PASSWORD, now=NOW)


def test_a_link_works_once(ledger: Ledger, invited: Invited) -> None:
    accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)

    assert not invitation_stands(ledger, invited.token, now=NOW)
    with pytest.raises(NotAllowed, match="Linket virker ikke mere"):
        accept_invitation(ledger, invited.token, user="mads", password=PASSWORD, now=NOW)
    assert [person["user"] for person in list_users(ledger, SYSTEM)] == ["mette"]


def test_a_link_lasts_a_day(ledger: Ledger, invited: Invited) -> None:
    too_late = NOW + timedelta(hours=24)

    assert invitation_stands(ledger, invited.token, now=too_late - timedelta(seconds=1))
    assert not invitation_stands(ledger, invited.token, now=too_late)
    with pytest.raises(NotAllowed, match="Linket virker ikke mere"):
        accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=too_late)


@pytest.mark.parametrize(("user", "password"), [("", PASSWORD), ("mette", "elleve tegn"), ("me\ntte", PASSWORD)])
def test_a_name_or_password_that_will_not_do_leaves_the_link_as_it_was(ledger, invited, user, password):
    with pytest.raises(InvalidValue):
        accept_invitation(ledger, invited.token, user=user, password=password, now=NOW)

    assert invitation_stands(ledger, invited.token, now=NOW)


def test_a_name_that_is_taken_stays_with_its_owner(ledger: Ledger, invited: Invited) -> None:
    accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)
    second = invite_user(ledger, SYSTEM, role=Role.CASEWORKER, municipality="851", now=NOW)

    with pytest.raises(InvalidValue, match="taget"):
        accept_invitation(ledger, second.token, user="mette", password="en anden adgangskode", now=NOW)
    assert sign_in(ledger, "mette", PASSWORD, now=NOW)


@pytest.mark.parametrize(
    ("role", "bound_to"),
    [
        (Role.CASEWORKER, {}),
        (Role.CASEWORKER, {"municipality": "46"}),
        (Role.CASEWORKER, {"municipality": "461", "provider_id": "sc"}),
        (Role.PROVIDER, {"provider_id": "ukendt"}),
        (Role.OBSERVER, {"observer_id": "ukendt"}),
        (Role.OWNER, {"municipality": "461"}),
        (Role.SYSTEM, {}),
    ],
)
def test_a_role_is_bound_to_just_what_belongs_to_it(ledger, role, bound_to):
    with pytest.raises(CallerCanMend):
        invite_user(ledger, SYSTEM, role=role, now=NOW, **bound_to)


def test_nobody_but_the_machine_itself_invites_or_ends(ledger: Ledger) -> None:
    with pytest.raises(NotAllowed):
        invite_user(ledger, CASEWORKER, role=Role.OWNER, now=NOW)
    with pytest.raises(NotAllowed):
        end_user(ledger, CASEWORKER, "mette", now=NOW)


def test_an_ended_account_is_out_at_the_next_click(ledger: Ledger, invited: Invited) -> None:
    token = accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)

    end_user(ledger, SYSTEM, "mette", now=NOW)

    assert actor_of(ledger, token, now=NOW) is None
    with pytest.raises(NotAllowed):
        sign_in(ledger, "mette", PASSWORD, now=NOW)
    with pytest.raises(CallerCanMend, match="Der er ingen bruger"):
        end_user(ledger, SYSTEM, "ukendt", now=NOW)


def test_the_links_token_stands_nowhere_and_every_step_is_in_the_journal(ledger: Ledger, invited: Invited) -> None:
    accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)

    with ledger.reading() as transaction:
        lines = journal.lines(transaction)
    assert [line.act for line in lines] == ["invite", "accept_invitation"]
    assert invited.token not in str(lines)
    file = ledger.embedded_file
    assert all(invited.token.encode() not in part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
