"""An invitation makes one account, once, within a day, bound to what the role is bound to."""

from datetime import timedelta

import pytest
from argon2 import Type
from support.three_people import TODAY, at
from support.whole_life import CASEWORKER, PASSWORDS_AS_SHIPPED, passwords_as_shipped

from assessment.access import passwords
from assessment.access.actor import SYSTEM, Actor, Role
from assessment.access.sessions import ATTEMPTS_BEFORE_LOCK
from assessment.domain.errors import CallerCanMend, InvalidValue, NotAllowed
from assessment.storage import accounts, journal
from assessment.storage.ledger import Ledger
from assessment.use_cases.accept_invitation import accept_invitation, invitation_stands, invited_user
from assessment.use_cases.invite_user import Invited, end_user, invite_user, list_users
from assessment.use_cases.manage_users import (
    give_new_link,
    lift_lock,
    look_at_people,
    sign_out_user,
    withdraw_invitation,
)
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


def test_asking_twice_for_one_invitation_makes_one_and_only_the_last_link_works(ledger: Ledger) -> None:
    wanted = {"role": Role.CASEWORKER, "municipality": "461", "invitation_id": "i1"}
    first = invite_user(ledger, SYSTEM, now=NOW, **wanted)
    second = invite_user(ledger, SYSTEM, now=NOW, **wanted)

    assert len(look_at_people(ledger, SYSTEM, now=NOW).pending) == 1
    assert not invitation_stands(ledger, first.token, now=NOW)
    assert invitation_stands(ledger, second.token, now=NOW)


def test_an_invitations_id_cannot_be_used_again_for_something_else(ledger: Ledger) -> None:
    made = invite_user(ledger, SYSTEM, role=Role.CASEWORKER, municipality="461", invitation_id="i1", now=NOW)

    with pytest.raises(CallerCanMend, match="Linket er lavet før"):
        invite_user(ledger, SYSTEM, role=Role.OWNER, invitation_id="i1", now=NOW)
    accept_invitation(ledger, made.token, user="mette", password=PASSWORD, now=NOW)
    with pytest.raises(CallerCanMend, match="Linket er lavet før"):
        invite_user(ledger, SYSTEM, role=Role.CASEWORKER, municipality="461", invitation_id="i1", now=NOW)


def test_a_withdrawn_invitation_lets_nobody_in(ledger: Ledger) -> None:
    made = invite_user(ledger, SYSTEM, role=Role.OWNER, invitation_id="i1", now=NOW)

    withdraw_invitation(ledger, SYSTEM, "i1", now=NOW)
    withdraw_invitation(ledger, SYSTEM, "i1", now=NOW)

    assert not invitation_stands(ledger, made.token, now=NOW)
    with pytest.raises(NotAllowed, match="Linket virker ikke mere"):
        accept_invitation(ledger, made.token, user="mette", password=PASSWORD, now=NOW)
    assert look_at_people(ledger, SYSTEM, now=NOW).pending == ()
    assert acts(ledger) == ["invite", "withdraw_invitation"]


def test_whoever_forgot_the_password_chooses_a_new_one_once_and_is_out_everywhere_else(
    ledger: Ledger, invited: Invited
) -> None:
    elsewhere = accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)
    link = give_new_link(ledger, SYSTEM, "mette", invitation_id="i2", now=NOW)
    assert invited_user(ledger, link.token, now=NOW) == "mette"

    here = accept_invitation(ledger, link.token, user="en anden", password="en helt ny adgangskode", now=NOW)

    assert actor_of(ledger, elsewhere, now=NOW) is None
    assert actor_of(ledger, here, now=NOW) == Actor(user="mette", role=Role.CASEWORKER, municipality="461")
    assert sign_in(ledger, "mette", "en helt ny adgangskode", now=NOW)
    with pytest.raises(NotAllowed):
        sign_in(ledger, "mette", PASSWORD, now=NOW)
    with pytest.raises(NotAllowed, match="Linket virker ikke mere"):
        accept_invitation(ledger, link.token, user="", password="endnu en adgangskode", now=NOW)
    assert [person["user"] for person in list_users(ledger, SYSTEM)] == ["mette"]


def test_a_new_password_lifts_the_lock(ledger: Ledger, invited: Invited) -> None:
    accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)
    lock(ledger, "mette")
    link = give_new_link(ledger, SYSTEM, "mette", invitation_id="i2", now=NOW)

    accept_invitation(ledger, link.token, user="", password="en helt ny adgangskode", now=NOW)

    assert sign_in(ledger, "mette", "en helt ny adgangskode", now=NOW)


def test_only_the_newest_link_to_a_new_password_works_and_none_after_the_end(ledger: Ledger, invited: Invited) -> None:
    accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)
    first = give_new_link(ledger, SYSTEM, "mette", invitation_id="i2", now=NOW)
    second = give_new_link(ledger, SYSTEM, "mette", invitation_id="i3", now=NOW)
    assert not invitation_stands(ledger, first.token, now=NOW)
    assert invitation_stands(ledger, second.token, now=NOW)

    end_user(ledger, SYSTEM, "mette", now=NOW)

    assert not invitation_stands(ledger, second.token, now=NOW)
    with pytest.raises(NotAllowed):
        accept_invitation(ledger, second.token, user="", password="en helt ny adgangskode", now=NOW)
    with pytest.raises(CallerCanMend, match="Adgangen er lukket"):
        give_new_link(ledger, SYSTEM, "mette", invitation_id="i4", now=NOW)


def test_a_short_new_password_leaves_link_lock_and_sessions_as_they_were(ledger: Ledger, invited: Invited) -> None:
    elsewhere = accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)
    link = give_new_link(ledger, SYSTEM, "mette", invitation_id="i2", now=NOW)

    with pytest.raises(InvalidValue, match="mindst 12 tegn"):
        accept_invitation(ledger, link.token, user="", password="kort", now=NOW)

    assert invitation_stands(ledger, link.token, now=NOW)
    assert actor_of(ledger, elsewhere, now=NOW) is not None


def test_a_lifted_lock_and_signing_out_everywhere_work_at_the_next_click(ledger: Ledger, invited: Invited) -> None:
    here = accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)
    lock(ledger, "mette")
    with pytest.raises(NotAllowed, match="kvarter"):
        sign_in(ledger, "mette", PASSWORD, now=NOW)
    (locked,) = look_at_people(ledger, SYSTEM, now=NOW).persons
    assert locked.locked_until is not None

    lift_lock(ledger, SYSTEM, "mette", now=NOW)
    there = sign_in(ledger, "mette", PASSWORD, now=NOW)
    sign_out_user(ledger, SYSTEM, "mette", now=NOW)

    assert [actor_of(ledger, token, now=NOW) for token in (here, there)] == [None, None]
    (person,) = look_at_people(ledger, SYSTEM, now=NOW).persons
    assert (person.locked_until, person.is_signed_in, person.last_seen_at) == (None, False, NOW)


def test_a_password_hashed_at_an_older_cost_is_renewed_at_the_next_sign_in(ledger: Ledger, invited: Invited) -> None:
    accept_invitation(ledger, invited.token, user="mette", password=PASSWORD, now=NOW)
    with passwords_as_shipped():
        with pytest.raises(NotAllowed):
            sign_in(ledger, "mette", "en forkert adgangskode", now=NOW)
        assert passwords.needs_rehash(hash_of(ledger, "mette"))

        sign_in(ledger, "mette", PASSWORD, now=NOW)

        assert not passwords.needs_rehash(hash_of(ledger, "mette"))
        assert sign_in(ledger, "mette", PASSWORD, now=NOW)


def test_a_password_costs_a_thief_what_is_recommended() -> None:
    """At least 19 MiB and two passes, as OWASP's cheat sheet on storing passwords asks of argon2id."""
    shipped = PASSWORDS_AS_SHIPPED

    assert shipped.type is Type.ID
    assert shipped.memory_cost >= 19 * 1024
    assert shipped.time_cost >= 2


def test_an_owner_who_was_stopped_does_not_come_back_by_a_link_of_their_own(ledger: Ledger) -> None:
    ove = owner(ledger, "ove")
    for_a_friend = invite_user(ledger, ove, role=Role.OWNER, now=NOW)
    owner(ledger, "mette")
    for_mette = give_new_link(ledger, ove, "mette", invitation_id="i2", now=NOW)
    from_the_machine = invite_user(ledger, SYSTEM, role=Role.OWNER, now=NOW)

    end_user(ledger, SYSTEM, "ove", now=NOW)

    stand = [invitation_stands(ledger, link.token, now=NOW) for link in (for_a_friend, for_mette, from_the_machine)]
    assert stand == [False, False, True]
    with ledger.reading() as transaction:
        assert journal.lines(transaction)[-1].detail == '{"links_withdrawn": 2}'


def test_whoever_gets_a_new_password_is_rid_of_links_that_somebody_else_made_in_their_name(ledger: Ledger) -> None:
    ove = owner(ledger, "ove")
    by_a_stranger = invite_user(ledger, ove, role=Role.OWNER, now=NOW)
    own = give_new_link(ledger, ove, "ove", invitation_id="i2", now=NOW)

    here = accept_invitation(ledger, own.token, user="", password="en helt ny adgangskode", now=NOW)

    assert actor_of(ledger, here, now=NOW) == ove
    assert not invitation_stands(ledger, by_a_stranger.token, now=NOW)


@pytest.mark.parametrize("taken", ["mette", "Mette", "METTE ", "\uff4dette"])
def test_a_name_that_reads_like_another_is_taken(ledger: Ledger, invited: Invited, taken: str) -> None:
    owner(ledger, "mette")

    with pytest.raises(InvalidValue, match="taget"):
        accept_invitation(ledger, invited.token, user=taken, password=PASSWORD, now=NOW)
    assert invitation_stands(ledger, invited.token, now=NOW)


@pytest.mark.parametrize(
    ("user", "sentence"),
    [
        ("kommandolinjen", "taget"),
        (" KommandoLinjen", "taget"),
        ("3", "ikke kun være tal"),
        ("\uff13", "ikke kun være tal"),
        ("m" * 201, "højst være på 200 tegn"),
        ("\u200b", "Vælg et brugernavn"),
    ],
)
def test_nobody_takes_the_machines_name_or_a_number_for_a_name(
    ledger: Ledger, invited: Invited, user: str, sentence: str
) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        accept_invitation(ledger, invited.token, user=user, password=PASSWORD, now=NOW)


def test_a_name_is_kept_in_one_spelling_however_the_device_sent_it(ledger: Ledger, invited: Invited) -> None:
    accept_invitation(ledger, invited.token, user="A\u030ase ", password=PASSWORD, now=NOW)

    assert [person["user"] for person in list_users(ledger, SYSTEM)] == ["Åse"]
    assert sign_in(ledger, "åse", PASSWORD, now=NOW)


def test_a_link_asked_for_under_another_case_is_for_the_person_and_withdrawn_with_them(ledger: Ledger) -> None:
    owner(ledger, "Mette")
    link = give_new_link(ledger, SYSTEM, "mette", invitation_id="i2", now=NOW)
    assert invited_user(ledger, link.token, now=NOW) == "Mette"

    assert end_user(ledger, SYSTEM, "METTE", now=NOW)["user"] == "Mette"

    assert not invitation_stands(ledger, link.token, now=NOW)


def test_nobody_is_ended_on_a_guess_where_a_name_from_before_is_somebody_elses_id(ledger: Ledger) -> None:
    owner(ledger, "mette")
    with ledger.writing() as transaction:
        accounts.create(transaction, Actor(user="1", role=Role.OWNER), password_hash="x", created_at=NOW)

    with pytest.raises(CallerCanMend, match="1 kan være flere: 2 1, 1 mette"):
        end_user(ledger, SYSTEM, "1", now=NOW)
    assert [person["ended"] for person in list_users(ledger, SYSTEM)] == [False, False]
    assert end_user(ledger, SYSTEM, "2", now=NOW)["user"] == "1"


def test_a_password_is_kept_whole_and_one_that_is_too_long_is_said_to_be(ledger: Ledger, invited: Invited) -> None:
    with pytest.raises(InvalidValue, match="højst være på 200 tegn"):
        accept_invitation(ledger, invited.token, user="mette", password="å" * 201, now=NOW)
    accept_invitation(ledger, invited.token, user="mette", password="å" * 200, now=NOW)

    assert sign_in(ledger, "mette", "å" * 200, now=NOW)
    with pytest.raises(NotAllowed):
        sign_in(ledger, "mette", "å" * 201, now=NOW)


def owner(ledger: Ledger, user: str) -> Actor:
    """Somebody who came in as an owner."""
    link = invite_user(ledger, SYSTEM, role=Role.OWNER, now=NOW)
    accept_invitation(ledger, link.token, user=user, password=PASSWORD, now=NOW)
    return Actor(user=user, role=Role.OWNER)


def lock(ledger: Ledger, user: str) -> None:
    """Type a wrong password until the account is locked."""
    for _attempt in range(ATTEMPTS_BEFORE_LOCK):
        with pytest.raises(NotAllowed):
            sign_in(ledger, user, "en forkert adgangskode", now=NOW)


def hash_of(ledger: Ledger, user: str) -> str:
    with ledger.reading() as transaction:
        account = accounts.find(transaction, user)
    assert account is not None
    return account.password_hash


def acts(ledger: Ledger) -> list[str]:
    with ledger.reading() as transaction:
        return [line.act for line in journal.lines(transaction)]
