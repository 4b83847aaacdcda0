"""How a note is written for the encoder, and the name its vector is kept under."""

import hashlib
import unicodedata

LONGEST_READ = 1000
"""Characters of a note that are read. A note has at most 500; what was delivered before that rule may have more."""
READING = "nfc-one-space-1000"
"""The rule by which :func:`as_read` reads, part of every encoder's identity: another rule gives other vectors."""


def as_read(note: str | None) -> str:
    r"""The note as the encoder reads it: composed letters, single spaces, no space around it, at most 1,000 characters.

    What was taken out of it (``[fjernet]``) stays taken out. A note that is empty, or was never written, is ``""``.

    Examples
    --------
    >>> as_read("  Hilste   selv\n på kunden. ")
    'Hilste selv på kunden.'
    >>> as_read("Bla\u030abær"), as_read(None)
    ('Blåbær', '')
    """
    if not note:
        return ""
    return " ".join(unicodedata.normalize("NFC", note).split())[:LONGEST_READ].rstrip()


def content_hash(read: str) -> str:
    """The sha256 of what was read, 64 characters: two notes that read the same have one vector.

    Examples
    --------
    >>> content_hash(as_read("Hilste selv.")) == content_hash(as_read(" Hilste  selv. "))
    True
    """
    return hashlib.sha256(read.encode("utf-8")).hexdigest()
