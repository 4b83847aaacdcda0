"""The shadow of a note: the same text as a reader sees it, with the way back to every character."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""Where something stands: first position, and the position after the last."""

WALL = "\x01"
"""Stands in the shadow where something was found: no number or address reaches across it."""

FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters of the Korean script that are not seen."""

_DROPPED = "\x00"
_SAME = {"−": "-", "⁃": "-", "˗": "-", "⁻": "-", "₋": "-", "➖": "-", "─": "-", "━": "-"}
_SAME |= {"·": ".", "∙": ".", "⋅": ".", "・": ".", "。": ".", "⁄": "/", "∕": "/", "⧸": "/", "\u2800": " "}
_LINE_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def _seen_as(char: str) -> str:
    """The one character a reader takes ``char`` for; ``_DROPPED`` where nothing is seen."""
    if char in _SAME:
        return _SAME[char]
    if char.isspace():
        return "\n" if char in _LINE_BREAKS else " "
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Mn", "Me") or char in FILLERS:
        return _DROPPED
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(char))
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and not plain.isdigit() and not plain.isspace() else char


class _Table(dict[int, str]):
    """What ``str.translate`` asks: Latin letters are remembered, the rest is worked out each time."""

    def __missing__(self, code: int) -> str:
        return _seen_as(chr(code))


_TABLE = _Table({code: _seen_as(chr(code)) for code in range(0x180)})


@dataclass(frozen=True, slots=True)
class Shadow:
    r"""A note with digits as 0 to 9, dashes as ``-``, blanks as spaces, and what is not seen left out.

    Attributes
    ----------
    text : str
        The shadow; never longer than the note.
    original : str
        The note itself, untouched.
    positions : sequence of int
        For each character of ``text``, where it stands in the note.

    Examples
    --------
    >>> note = "61\u200b01９０\u2011xxxx"
    >>> shadow = Shadow.of(note)
    >>> shadow.text
    '610190-xxxx'
    >>> note[slice(*shadow.in_the_note((4, 6)))]
    '９０'
    """

    text: str
    original: str
    positions: Sequence[int]

    @classmethod
    def of(cls, note: str) -> "Shadow":
        """The shadow of ``note``."""
        seen = note.translate(_TABLE)
        if _DROPPED not in seen:
            return cls(seen, note, range(len(note)))
        return cls(seen.replace(_DROPPED, ""), note, [at for at, char in enumerate(seen) if char != _DROPPED])

    def in_the_note(self, span: Span) -> Span:
        """Where a span of the shadow stands in the note, with the accents that sit on its last character."""
        end = self.positions[span[1] - 1] + 1
        while end < len(self.original) and unicodedata.category(self.original[end]) in ("Mn", "Me"):
            end += 1
        return self.positions[span[0]], end


def walled(text: str, spans: Sequence[Span]) -> str:
    """``text`` with walls where ``spans`` (ordered, apart) were; same length.

    Examples
    --------
    >>> walled("ab12cd", [(2, 4)]) == "ab" + WALL * 2 + "cd"
    True
    """
    parts, done = [], 0
    for start, end in spans:
        parts += [text[done:start], WALL * (end - start)]
        done = end
    return "".join([*parts, text[done:]])
