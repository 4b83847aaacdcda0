"""Text that a spreadsheet would run as a formula is guarded on its way out, and read back as it was."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """``text`` with an apostrophe before what a spreadsheet would take for a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("Fint")
    ("'=1+1", 'Fint')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """What :func:`guarded` was given.

    Examples
    --------
    >>> unguarded(guarded("'=1"))
    "'=1"
    """
    return text[1:] if _GUARDED.match(text) else text
