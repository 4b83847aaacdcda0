"""Accounts and sessions. A session is looked up at every call, so ending it works at the next click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from assessment.access.actor import Actor, Role
from assessment.access.user_names import name_key
from assessment.storage.desk_tables import accounts, sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who can sign in."""

    account_seq: int
    actor: Actor
    password_hash: str
    ended_at: datetime | None
    failed_attempts: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in session of an account."""

    account: Account
    started_at: datetime
    seen_at: datetime


def create(connection: Connection, actor: Actor, *, password_hash: str, created_at: datetime) -> None:
    """Add an account; the user name must be new."""
    connection.execute(
        insert(accounts).values(
            user=actor.user,
            role=actor.role.value,
            municipality=actor.municipality,
            provider_id=actor.provider_id,
            observer_id=actor.observer_id,
            password_hash=password_hash,
            created_at=created_at,
            failed_attempts=0,
        )
    )


def find(connection: Connection, user: str) -> Account | None:
    """The account of that user name, whatever its case; None where there is none, or more than one that reads so."""
    found = find_all(connection, user)
    return found[0] if len(found) == 1 else None


def find_all(connection: Connection, user: str) -> list[Account]:
    """The account of just that name, else each whose name reads the same; more than one only of before names were one.

    Compared here and not by the database, which knows the case of no letter beyond z.
    """
    named = connection.execute(select(accounts.c.account_seq, accounts.c.user)).all()
    key = name_key(user)
    alike = [row.account_seq for row in named if row.user == user] or [
        row.account_seq for row in named if name_key(row.user) == key
    ]
    rows = connection.execute(
        select(accounts).where(accounts.c.account_seq.in_(alike)).order_by(accounts.c.account_seq)
    )
    return [_account(row) for row in rows]


def everybody(connection: Connection) -> list[Account]:
    """Every account, oldest first, ended ones too."""
    return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.account_seq))]


def is_last_owner(everybody: Sequence[Account], account: Account) -> bool:
    """Whether the account is an owner's, and no other owner is left."""
    left = [one.account_seq for one in everybody if one.actor.role is Role.OWNER and one.ended_at is None]
    return left == [account.account_seq]


def end(connection: Connection, account: Account, *, now: datetime) -> None:
    """End an account and every session of it."""
    ended = update(accounts).where(accounts.c.account_seq == account.account_seq, accounts.c.ended_at.is_(None))
    connection.execute(ended.values(ended_at=now))
    end_sessions_of(connection, account, now=now)


def end_sessions_of(connection: Connection, account: Account, *, now: datetime) -> None:
    """End every session of an account; the account stays."""
    is_open = (sessions.c.account_seq == account.account_seq, sessions.c.ended_at.is_(None))
    connection.execute(update(sessions).where(*is_open).values(ended_at=now))


def set_password(connection: Connection, account: Account, *, password_hash: str) -> None:
    """Give an account another password."""
    act = update(accounts).where(accounts.c.account_seq == account.account_seq)
    connection.execute(act.values(password_hash=password_hash))


def note_attempt(
    connection: Connection, account: Account, *, failed_attempts: int, locked_until: datetime | None
) -> None:
    """Note how many wrong passwords in a row, and until when the account is locked."""
    values = {"failed_attempts": failed_attempts, "locked_until": locked_until}
    connection.execute(update(accounts).where(accounts.c.account_seq == account.account_seq).values(**values))


def start_session(connection: Connection, account: Account, *, token_hash: str, now: datetime) -> None:
    """Open a session."""
    connection.execute(
        insert(sessions).values(token_hash=token_hash, account_seq=account.account_seq, started_at=now, seen_at=now)
    )


def session(connection: Connection, token_hash: str) -> Session | None:
    """The open session behind a token, with its account; None where it was ended or never was."""
    query = (
        select(sessions.c.started_at, sessions.c.seen_at, accounts)
        .join(accounts, sessions.c.account_seq == accounts.c.account_seq)
        .where(sessions.c.token_hash == token_hash, sessions.c.ended_at.is_(None))
    )
    row = connection.execute(query).one_or_none()
    return Session(account=_account(row), started_at=row.started_at, seen_at=row.seen_at) if row else None


def open_sessions(connection: Connection) -> list[Session]:
    """Every session that nobody ended; one that was idle for too long is among them until it is looked up."""
    query = (
        select(sessions.c.started_at, sessions.c.seen_at, accounts)
        .join(accounts, sessions.c.account_seq == accounts.c.account_seq)
        .where(sessions.c.ended_at.is_(None))
    )
    return [
        Session(account=_account(row), started_at=row.started_at, seen_at=row.seen_at)
        for row in connection.execute(query)
    ]


def last_seen(connection: Connection) -> dict[int, datetime]:
    """When each account was last in use, by ``account_seq``; whoever never signed in is not in it."""
    query = select(sessions.c.account_seq, func.max(sessions.c.seen_at).label("seen_at")).group_by(
        sessions.c.account_seq
    )
    return {row.account_seq: row.seen_at for row in connection.execute(query)}


def touch(connection: Connection, token_hash: str, *, now: datetime) -> None:
    """Note that the session is in use."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=now))


def end_session(connection: Connection, token_hash: str, *, now: datetime) -> None:
    """End a session; ending it twice changes nothing."""
    connection.execute(
        update(sessions).where(sessions.c.token_hash == token_hash, sessions.c.ended_at.is_(None)).values(ended_at=now)
    )


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        account_seq=row.account_seq,
        actor=Actor(
            user=row.user,
            role=Role(row.role),
            municipality=row.municipality,
            provider_id=row.provider_id,
            observer_id=row.observer_id,
        ),
        password_hash=row.password_hash,
        ended_at=row.ended_at,
        failed_attempts=row.failed_attempts,
        locked_until=row.locked_until,
    )
