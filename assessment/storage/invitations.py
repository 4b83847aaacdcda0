"""Invitations: a link that makes one account, once, within a day. Only the hash of its token is stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from assessment.access.actor import Actor, Role
from assessment.storage.desk_tables import invitations


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What the person who follows the link will be able to do."""

    role: Role
    municipality: str | None
    provider_id: str | None
    observer_id: str | None
    expires_at: datetime

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
    """The invitation behind a token; None where it was used, has expired or never was."""
    row = connection.execute(select(invitations).where(invitations.c.token_hash == token_hash)).one_or_none()
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    fields = {name: getattr(row, name) for name in Invitation.__dataclass_fields__}
    return Invitation(**{**fields, "role": Role(row.role)})


def use(connection: Connection, token_hash: str, *, now: datetime) -> None:
    """Note that the invitation has been used."""
    connection.execute(update(invitations).where(invitations.c.token_hash == token_hash).values(used_at=now))
