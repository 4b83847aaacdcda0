"""Who can come in: the people with an account, the links that wait for somebody, and what a role can be bound to."""

from dataclasses import dataclass
from datetime import datetime

from assessment.access.actor import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account.

    Attributes
    ----------
    user_id, user, role
        The account's id, the name they sign in with, and what they may do.
    bound_to : str
        The name of the municipality, provider or observer that the role is bound to; empty for an owner.
    is_signed_in : bool
        Whether a session is open now.
    last_seen_at, locked_until, ended_at : datetime or None
        When they were last here, until when wrong passwords keep them out, and when their access was ended.
    is_asking : bool
        Whether it is the person who is looking.
    is_last_owner : bool
        Whether nobody else could manage users.
    """

    user_id: str
    user: str
    role: Role
    bound_to: str
    is_signed_in: bool
    last_seen_at: datetime | None
    locked_until: datetime | None
    ended_at: datetime | None
    is_asking: bool
    is_last_owner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLink:
    """A link that nobody has followed yet; ``for_user`` where it gives a known person a new password.

    ``invitation_id`` is None for a link of before links had ids: it can only be waited out.
    """

    invitation_id: str | None
    role: Role
    bound_to: str
    for_user: str | None
    expires_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody who can come in, and what a new person could be bound to: names by id, for each role that needs one."""

    persons: tuple[Person, ...]
    pending: tuple[PendingLink, ...]
    choices: dict[Role, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Invited:
    """A link's token, shown once and stored nowhere, and when it stops working."""

    token: str
    expires_at: datetime
