"""Who is at the door: a role, and the one municipality, provider or observer it is bound to."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles a person can have. ``system`` is the command line on the machine itself."""

    OWNER = "owner"
    CASEWORKER = "caseworker"
    PROVIDER = "provider"
    OBSERVER = "observer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who is signed in, as looked up at every call.

    Attributes
    ----------
    user : str
        The name they sign in with.
    role : Role
        What they may do.
    municipality, provider_id, observer_id : str or None
        What they may do it to; the one that belongs to the role is set.
    """

    user: str
    role: Role
    municipality: str | None = None
    provider_id: str | None = None
    observer_id: str | None = None


SYSTEM = Actor(user="kommandolinjen", role=Role.SYSTEM)
MACHINE = Actor(user="maskinen", role=Role.SYSTEM)
"""The worker, in what it does of itself."""
