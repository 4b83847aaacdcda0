"""Use case: somebody comes to the door, is let in, is recognised at every step, and leaves."""

from contextlib import suppress
from datetime import datetime, timedelta

from assessment.access import passwords
from assessment.access.actor import Actor
from assessment.access.sessions import ATTEMPTS_BEFORE_LOCK, LOCK_TIME, is_over, new_token, token_hash
from assessment.domain.errors import NotAllowed
from assessment.i18n.words import _
from assessment.storage import accounts, journal
from assessment.storage.accounts import Account
from assessment.storage.ledger import Busy, Ledger, Transaction

TOUCH_EVERY = timedelta(minutes=1)


def sign_in(ledger: Ledger, user: str, password: str, *, now: datetime) -> str:
    """A token for a new session; raises NotAllowed where name and password do not match or the account is closed.

    Whoever is refused hears one sentence, after the work of one look at a password: a name that does not exist, a
    wrong password and an account that is locked cannot be told apart from outside.
    """
    with ledger.reading() as transaction:
        account = accounts.find(transaction, user)
    checked = account.password_hash if account else ""
    fits = passwords.verify(checked, password) if account else passwords.verify_nobody(password)
    token = None
    if account is not None and not _is_closed(account, now):
        renewed = passwords.hash_password(password) if fits and passwords.needs_rehash(checked) else None
        token = _try_the_door(ledger, account, password, fits=fits, renewed=renewed, now=now)
    if token is None:
        raise NotAllowed(
            _("Navn og adgangskode passer ikke sammen, eller der er prøvet for mange gange. Vent i så fald et kvarter.")
        )
    return token


def actor_of(ledger: Ledger, token: str, *, now: datetime) -> Actor | None:
    """Who holds the token, looked up in the database at every call; None where the session is over or was ended."""
    hashed = token_hash(token)
    with ledger.reading() as transaction:
        session = accounts.session(transaction, hashed)
    if session is None or _is_closed(session.account, now, locked_counts=False):
        return None
    if is_over(session.account.actor.role, started_at=session.started_at, seen_at=session.seen_at, now=now):
        sign_out(ledger, token, now=now)
        return None
    if now - session.seen_at >= TOUCH_EVERY:
        # Whoever only looks is not turned away because somebody else is writing; the next call notes it.
        with suppress(Busy), ledger.writing() as transaction:
            accounts.touch(transaction, hashed, now=now)
    return session.account.actor


def sign_out(ledger: Ledger, token: str, *, now: datetime) -> None:
    """End the session behind the token, here and in every other window."""
    with ledger.writing() as transaction:
        accounts.end_session(transaction, token_hash(token), now=now)


def sign_out_everywhere(ledger: Ledger, token: str, *, now: datetime) -> None:
    """End every session of the person who holds the token, on every device; nothing happens where nobody does."""
    with ledger.writing() as transaction:
        session = accounts.session(transaction, token_hash(token))
        if session is not None:
            accounts.end_sessions_of(transaction, session.account, now=now)
            user = session.account.actor.user
            journal.write(transaction, at=now, actor=user, act="sign_out_everywhere", subject=user, detail={})


def _try_the_door(
    ledger: Ledger, seen: Account, password: str, *, fits: bool, renewed: str | None, now: datetime
) -> str | None:
    """A token where the account as it is now lets them in; else the attempt is counted.

    ``fits`` and ``renewed`` were worked out from the account as it was ``seen``, before it was this call's turn.
    """
    with ledger.writing() as transaction:
        account = accounts.find(transaction, seen.actor.user)
        if account is None or _is_closed(account, now):
            return None
        is_same = account.password_hash == seen.password_hash
        if not is_same:  # another password was chosen while this one was looked at
            fits = passwords.verify(account.password_hash, password)
        if not fits:
            _count_attempt(transaction, account, now)
            return None
        if renewed and is_same:
            accounts.set_password(transaction, account, password_hash=renewed)
        return _let_in(transaction, account, now)


def _let_in(transaction: Transaction, account: Account, now: datetime) -> str:
    token = new_token()
    accounts.note_attempt(transaction, account, failed_attempts=0, locked_until=None)
    accounts.start_session(transaction, account, token_hash=token_hash(token), now=now)
    journal.write(
        transaction,
        at=now,
        actor=account.actor.user,
        act="sign_in",
        subject=account.actor.user,
        detail={"role": account.actor.role.value},
    )
    return token


def _count_attempt(transaction: Transaction, account: Account, now: datetime) -> None:
    attempts = account.failed_attempts + 1
    locked = attempts >= ATTEMPTS_BEFORE_LOCK
    accounts.note_attempt(
        transaction,
        account,
        failed_attempts=0 if locked else attempts,
        locked_until=now + LOCK_TIME if locked else None,
    )
    if locked:
        journal.write(
            transaction, at=now, actor=account.actor.user, act="locked", subject=account.actor.user, detail={}
        )


def _is_closed(account: Account, now: datetime, *, locked_counts: bool = True) -> bool:
    locked = locked_counts and account.locked_until is not None and account.locked_until > now
    return locked or account.ended_at is not None
