"""Somebody comes to the door: let in, recognised at every step, locked out, forgotten when the time is up."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from support.three_people import TODAY, at
from support.whole_life import CASEWORKER, PASSWORD, add_account

from assessment.access import passwords
from assessment.access.actor import Actor, Role
from assessment.access.sessions import token_hash
from assessment.domain.errors import NotAllowed
from assessment.storage import journal
from assessment.storage.desk_tables import accounts as accounts_table
from assessment.storage.desk_tables import metadata, sessions
from assessment.storage.ledger import Ledger
from assessment.use_cases.sign_in import actor_of, sign_in, sign_out

NOW = at(TODAY)
OBSERVER = Actor(user="mia", role=Role.OBSERVER, observer_id="mia")
REFUSED = "Navn og adgangskode passer ikke sammen, eller der er prøvet for mange gange. Vent i så fald et kvarter."


@pytest.fixture
def door(ledger: Ledger) -> Ledger:
    """A database with a caseworker and an observer who can sign in."""
    add_account(ledger, CASEWORKER)
    add_account(ledger, OBSERVER)
    return ledger


def refusal(ledger: Ledger, user: str, password: str, *, now: datetime = NOW) -> str:
    """The sentence that somebody gets who is not let in."""
    with pytest.raises(NotAllowed) as refused:
        sign_in(ledger, user, password, now=now)
    return str(refused.value)


def test_the_right_password_lets_in_and_the_token_says_who_it_is(door: Ledger) -> None:
    token = sign_in(door, "karen", PASSWORD, now=NOW)
    assert actor_of(door, token, now=NOW) == CASEWORKER
    assert actor_of(door, token + "x", now=NOW) is None
    assert actor_of(door, "", now=NOW) is None


def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(door: Ledger) -> None:
    sentences = {
        refusal(door, *words) for words in (("karen", "forkert"), ("ingen", PASSWORD), ("", ""), ("karen\0", PASSWORD))
    }
    assert sentences == {REFUSED}


def test_an_account_that_was_ended_lets_nobody_in_and_its_sessions_end_at_the_next_click(door: Ledger) -> None:
    token = sign_in(door, "karen", PASSWORD, now=NOW)
    with door.writing() as transaction:
        transaction.execute(update(accounts_table).where(accounts_table.c.user == "karen").values(ended_at=NOW))

    assert actor_of(door, token, now=NOW) is None
    assert refusal(door, "karen", PASSWORD) == REFUSED


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(door: Ledger) -> None:
    for _ in range(5):
        assert refusal(door, "karen", "forkert") == REFUSED
    assert refusal(door, "karen", PASSWORD, now=NOW + timedelta(minutes=14)) == REFUSED
    assert refusal(door, "mia", "forkert") == REFUSED, "somebody else is not locked out"

    assert sign_in(door, "karen", PASSWORD, now=NOW + timedelta(minutes=15))
    with door.reading() as transaction:
        assert [line.act for line in journal.lines(transaction, subject="karen")] == ["locked", "sign_in"]


def test_nobody_can_tell_a_locked_or_an_ended_account_from_a_name_that_does_not_exist(
    door: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        refusal(door, "karen", "forkert")
    add_account(door, Actor(user="ebbe", role=Role.OWNER))
    with door.writing() as transaction:
        transaction.execute(update(accounts_table).where(accounts_table.c.user == "ebbe").values(ended_at=NOW))
    passwords.verify_nobody("what stands for nobody is made once")
    looked_at: list[str] = []

    def verify(hashed: str, password: str) -> bool:
        looked_at.append(password)
        return really(hashed, password)

    really = passwords.verify
    monkeypatch.setattr(passwords, "verify", verify)
    tries = [("karen", PASSWORD), ("karen", "forkert"), ("ebbe", PASSWORD), ("ingen", PASSWORD), ("mia", "forkert")]
    for number, (user, password) in enumerate(tries, start=1):
        assert refusal(door, user, password) == REFUSED, user
        assert len(looked_at) == number, f"{user}: one look at a password, no more and no less"


def test_a_name_that_does_not_exist_takes_no_turn_from_whoever_is_writing(door: Ledger) -> None:
    with door.writing():
        assert refusal(door, "ingen", PASSWORD) == REFUSED


@pytest.mark.parametrize("typed", ["karen", " KAREN ", "Karen", "\uff2b\uff41\uff52\uff45\uff4e"])
def test_a_name_is_found_however_it_is_typed(door: Ledger, typed: str) -> None:
    assert actor_of(door, sign_in(door, typed, PASSWORD, now=NOW), now=NOW) == CASEWORKER


def test_aase_comes_in_from_a_device_that_sends_the_ring_by_itself(door: Ledger) -> None:
    add_account(door, Actor(user="Åse", role=Role.OWNER))
    actor = actor_of(door, sign_in(door, "A\u030ase", PASSWORD, now=NOW), now=NOW)
    assert actor is not None
    assert actor.user == "Åse"


def test_two_names_from_before_that_differ_by_case_alone_are_each_let_in_as_themselves(door: Ledger) -> None:
    add_account(door, Actor(user="Karen", role=Role.OWNER), password="en gul cykel")

    assert actor_of(door, sign_in(door, "karen", PASSWORD, now=NOW), now=NOW) == CASEWORKER
    assert refusal(door, "Karen", PASSWORD) == REFUSED
    assert refusal(door, "KAREN", PASSWORD) == REFUSED, "nobody is guessed at"


def test_the_right_password_forgets_the_wrong_ones_before_it(door: Ledger) -> None:
    for _ in range(2):
        for _ in range(4):
            refusal(door, "karen", "forkert")
        assert sign_in(door, "karen", PASSWORD, now=NOW)


def test_somebody_already_at_work_is_not_thrown_out_by_a_stranger_who_guesses(door: Ledger) -> None:
    token = sign_in(door, "karen", PASSWORD, now=NOW)
    for _ in range(5):
        refusal(door, "karen", "forkert")
    assert actor_of(door, token, now=NOW) == CASEWORKER


@pytest.mark.parametrize(("actor", "minutes"), [(CASEWORKER, 30), (OBSERVER, 15)], ids=["caseworker", "observer"])
def test_whoever_is_idle_too_long_is_signed_out_and_a_shared_tablet_sooner(
    door: Ledger, actor: Actor, minutes: int
) -> None:
    token = sign_in(door, actor.user, PASSWORD, now=NOW)
    last_click = NOW + timedelta(minutes=minutes)
    assert actor_of(door, token, now=last_click) == actor
    assert actor_of(door, token, now=last_click + timedelta(minutes=minutes)) == actor
    assert actor_of(door, token, now=last_click + timedelta(minutes=2 * minutes, seconds=1)) is None
    assert actor_of(door, token, now=last_click) is None, "an ended session does not come back"


def test_after_eight_hours_everybody_signs_in_again_however_busy_they_are(door: Ledger) -> None:
    token = sign_in(door, "karen", PASSWORD, now=NOW)
    for quarter in range(1, 33):
        assert actor_of(door, token, now=NOW + quarter * timedelta(minutes=15)) == CASEWORKER
    assert actor_of(door, token, now=NOW + timedelta(hours=8, seconds=1)) is None


def test_signing_out_holds_in_every_window_at_the_next_click_and_for_that_session_alone(door: Ledger) -> None:
    here, elsewhere = (sign_in(door, "karen", PASSWORD, now=NOW) for _ in range(2))
    assert here != elsewhere
    sign_out(door, here, now=NOW)
    sign_out(door, here, now=NOW)

    assert actor_of(door, here, now=NOW) is None
    assert actor_of(door, elsewhere, now=NOW) == CASEWORKER


def test_neither_token_nor_password_stands_anywhere_in_the_database(door: Ledger) -> None:
    token = sign_in(door, "karen", PASSWORD, now=NOW)
    with door.reading() as transaction:
        everything = [str(row) for table in metadata.sorted_tables for row in transaction.execute(select(table))]
        hashes = transaction.execute(select(sessions.c.token_hash)).scalars().all()
        passwords = transaction.execute(select(accounts_table.c.password_hash)).scalars().all()

    assert not [row for row in everything if token in row or PASSWORD in row]
    assert hashes == [token_hash(token)]
    assert all(hashed.startswith("$argon2id$") for hashed in passwords)
    assert len(set(passwords)) == 2, "the same password has two salts"


def test_a_click_is_noted_at_most_once_a_minute(door: Ledger) -> None:
    token = sign_in(door, "karen", PASSWORD, now=NOW)

    def noted(moment: datetime) -> datetime:
        actor_of(door, token, now=moment)
        with door.reading() as transaction:
            return transaction.execute(select(sessions.c.seen_at)).scalar_one()

    assert noted(NOW + timedelta(seconds=59)) == NOW
    assert noted(NOW + timedelta(seconds=61)) == NOW + timedelta(seconds=61)


def test_the_night_when_the_clocks_go_back_gives_nobody_an_extra_hour(door: Ledger) -> None:
    before = at(date(2026, 10, 25), 2, 50).replace(fold=0)
    token = sign_in(door, "karen", PASSWORD, now=before)
    after = at(date(2026, 10, 25), 2, 50).replace(fold=1)
    assert actor_of(door, token, now=after) is None
