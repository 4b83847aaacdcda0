"""How long a session lasts, and how many wrong passwords lock an account."""

import hashlib
import secrets
from datetime import datetime, timedelta

from assessment.access.actor import Role

IDLE_LIMIT = {Role.OBSERVER: timedelta(minutes=15)}
IDLE_LIMIT_OF_STAFF = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=8)
ATTEMPTS_BEFORE_LOCK = 5
LOCK_TIME = timedelta(minutes=15)
_TOKEN_BYTES = 32


def new_token() -> str:
    """A token that cannot be guessed; only its hash is ever stored."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_over(role: Role, *, started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session has been idle for too long or has simply lasted too long.

    Examples
    --------
    >>> noon = datetime(2026, 3, 2, 12)
    >>> is_over(Role.CASEWORKER, started_at=noon, seen_at=noon, now=noon + timedelta(minutes=29))
    False
    >>> is_over(Role.OBSERVER, started_at=noon, seen_at=noon, now=noon + timedelta(minutes=29))
    True
    """
    return now - seen_at > IDLE_LIMIT.get(role, IDLE_LIMIT_OF_STAFF) or now - started_at > ABSOLUTE_LIMIT
