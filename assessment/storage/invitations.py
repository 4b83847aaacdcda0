"""Invitations: a link that makes one account, or a new password, once, within a day. Only its token's hash is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from assessment.access.actor import Actor, Role
from assessment.storage.desk_tables import invitations


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the person who follows the link will be able to do.

    ``for_user`` is set where the link lets somebody who has an account choose a new password. ``invitation_id`` is
    made by whoever asks for the link; links of before there were such ids have none.
    """

    role: Role
    municipality: str | None
    provider_id: str | None
    observer_id: str | None
    expires_at: datetime
    invitation_id: str | None = None
    for_user: str | None = None

    def as_actor(self, user: str) -> Actor:
        """The person, once they have chosen a name."""
        return Actor(
            user=user,
            role=self.role,
            municipality=self.municipality,
            provider_id=self.provider_id,
            observer_id=self.observer_id,
        )


def add(
    connection: Connection, invitation: Invitation, *, token_hash: str, created_at: datetime, created_by: str
) -> None:
    """Store an invitation."""
    fields = {name: getattr(invitation, name) for name in Invitation.__dataclass_fields__}
    values = {**fields, "role": invitation.role.value, "created_at": created_at, "created_by": created_by}
    connection.execute(insert(invitations).values(token_hash=token_hash, **values))


def find(connection: Connection, token_hash: str, *, now: datetime) -> Invitation | None:
    """The invitation behind a token; None where it was used or withdrawn, has expired or never was."""
    row = connection.execute(select(invitations).where(invitations.c.token_hash == token_hash)).one_or_none()
    if row is None or row.used_at is not None or row.ended_at is not None or row.expires_at <= now:
        return None
    return _invitation(row)


def use(connection: Connection, token_hash: str, *, now: datetime) -> None:
    """Note that the invitation has been used."""
    connection.execute(update(invitations).where(invitations.c.token_hash == token_hash).values(used_at=now))


def pending(connection: Connection, *, now: datetime) -> list[tuple[Invitation, str]]:
    """The invitations that can still be used, oldest first, each with the name of who made it."""
    query = select(invitations).where(*_is_open(), invitations.c.expires_at > now)
    rows = connection.execute(query.order_by(invitations.c.created_at, invitations.c.token_hash))
    return [(_invitation(row), row.created_by) for row in rows]


def by_id(connection: Connection, invitation_id: str) -> tuple[Invitation, str] | None:
    """The invitation of that id, whatever became of it, with who made it; None where there is none."""
    row = connection.execute(select(invitations).where(invitations.c.invitation_id == invitation_id)).one_or_none()
    return (_invitation(row), row.created_by) if row else None


def give_new_token(connection: Connection, invitation_id: str, *, token_hash: str) -> bool:
    """Let an open invitation answer to another token, its first one no more; whether there was such a one."""
    renewed = update(invitations).where(*_is_open(), invitations.c.invitation_id == invitation_id)
    return connection.execute(renewed.values(token_hash=token_hash)).rowcount == 1


def withdraw(connection: Connection, invitation_id: str, *, now: datetime) -> bool:
    """End an open invitation; whether there was one."""
    ended = update(invitations).where(*_is_open(), invitations.c.invitation_id == invitation_id)
    return connection.execute(ended.values(ended_at=now)).rowcount == 1


def withdraw_links_of(connection: Connection, user: str, *, now: datetime) -> None:
    """End every open link to a new password for that user."""
    connection.execute(update(invitations).where(*_is_open(), invitations.c.for_user == user).values(ended_at=now))


def withdraw_made_by(connection: Connection, user: str, *, now: datetime) -> int:
    """End every open link that ``user`` made, to whom it may be; how many there were."""
    ended = update(invitations).where(*_is_open(), invitations.c.created_by == user)
    return connection.execute(ended.values(ended_at=now)).rowcount


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return invitations.c.used_at.is_(None), invitations.c.ended_at.is_(None)


def _invitation(row: Row[Any]) -> Invitation:
    fields = {name: getattr(row, name) for name in Invitation.__dataclass_fields__}
    return Invitation(**{**fields, "role": Role(row.role)})
