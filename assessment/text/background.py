"""What every note has in common: everyday sentences about work that say nothing of anybody's Danish."""

import hashlib

from assessment.reference.tables import table_rows

_TABLE = "neutral_sentences"


def neutral_sentences() -> list[str]:
    """Two hundred sentences of a working day, of our own writing. Their mean vector is the background.

    Vectors of e5 all point nearly the same way, so that any two notes have a cosine of .8 to .9. What is left when the
    background is taken away is what a note says; see `apart_from_background`. The background is shipped and not the
    mean of what a municipality holds, so that a vector means the same everywhere and on every day.
    """
    return [row["sentence"] for row in table_rows(_TABLE)]


def background_sha256() -> str:
    """The sha256 of the sentences; part of an encoder's identity."""
    return hashlib.sha256("\n".join(neutral_sentences()).encode("utf-8")).hexdigest()
