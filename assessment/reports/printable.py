"""What can be printed: a text with the signs our fonts have, and the fonts themselves."""

from functools import cache
from pathlib import Path

TYPESET = Path(__file__).parent / "typeset"
"""The template and the fonts, which travel in the package."""

NO_SIGN = "\N{REPLACEMENT CHARACTER}"
_FIRST_PRINTED = 0x20
_UNSEEN = frozenset(range(0x7F, 0xA0)) | frozenset(range(0x2000, 0x2010)) | {0x2028, 0x2029, 0x202F}


def printable(text: str) -> str:
    """``text`` with a stand-in for each sign that no font of ours has, or that would not be seen.

    A report is read aloud, too, and what cannot be seen (marks of direction, joiners, breaks) might say otherwise.

    Examples
    --------
    >>> printable("S-0412 æøå ا"), printable("a" + chr(0x202E) + "b") == f"a{NO_SIGN}b"
    ('S-0412 æøå ا', True)
    """
    known = covered()
    return "".join(sign if ord(sign) in known else NO_SIGN for sign in text)


@cache
def covered() -> frozenset[int]:
    """The code points that can be printed; the list beside the fonts is compared with them by a test."""
    runs = (TYPESET / "fonts" / "coverage.txt").read_text(encoding="ascii").split()
    points = (range(int(first, 16), int(last, 16) + 1) for first, last in (run.split("-") for run in runs))
    return frozenset(point for run in points for point in run if point >= _FIRST_PRINTED) - _UNSEEN
