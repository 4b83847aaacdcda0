"""A receipt: four characters that a person can read aloud to say which entry they mean."""

import hashlib

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters; without 0, 1, I and O, which are mistaken for one another."""
LENGTH = 4


def receipt_of(observation_id: str) -> str:
    """The receipt of an entry: the same for the same id, however it is written, and made from nothing else.

    Examples
    --------
    >>> receipt_of("4f1c9e9a-5a39-4a63-93a5-0f4c07d4a1ce") == receipt_of("4F1C9E9A-5A39-4A63-93A5-0F4C07D4A1CE")
    True
    >>> len(receipt_of("4f1c9e9a-5a39-4a63-93a5-0f4c07d4a1ce"))
    4
    """
    digest = hashlib.sha256(observation_id.lower().encode()).digest()
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:LENGTH])
