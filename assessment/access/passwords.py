"""Passwords: kept as argon2id hashes, and checked in the same time whether or not the user exists."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of ``password``, with its salt and cost inside."""
    return _hasher.hash(password)


def verify(hashed: str, password: str) -> bool:
    """Whether ``password`` is the one behind ``hashed``; False too where ``hashed`` is no hash.

    Examples
    --------
    >>> verify(hash_password("blå cykel"), "blå cykel"), verify("no hash", "blå cykel")
    (True, False)
    """
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def verify_nobody(password: str) -> bool:
    """False, after the work of a real check: a name that does not exist takes as long as one that does."""
    verify(_hash_of_nobody(), password)
    return False


def needs_rehash(hashed: str) -> bool:
    """Whether ``hashed`` was made at another cost than today's, so that the next sign-in should renew it."""
    return _hasher.check_needs_rehash(hashed)


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("the password of nobody, who is never let in")
