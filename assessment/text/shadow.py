"""The shadow of a note: the same text as a reader sees it, with the way back to every character."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Span = tuple[int, int]
"""Where something stands: first position, and the position after the last."""

WALL = "\x01"
"""Stands in the shadow where something was found: no number or address reaches across it."""

GAP = r"(?:[ \n./_:,;*+()'|\\~-]{1,8}+)"
"""What may stand between two digits of one number, as a pattern."""

LOOK_ALIKES = "OoIlОоІΟο"
"""Letters that pass for 0 and 1."""

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
    """A note with digits as 0 to 9, dashes as ``-``, blanks as spaces, and what is not seen left out.

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
    >>> note = "61\\u200b01９０\\u2011xxxx"
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


class Number(NamedTuple):
    """A group of digits in a shadow.

    Attributes
    ----------
    start, end : int
        Where it stands.
    digits : str
        The digits.
    gap : str
        What stands between it and the number before, where that could be part of one writing (else ``WALL``).
    """

    start: int
    end: int
    digits: str
    gap: str


_DIGITS = re.compile(r"[0-9]+")
_GAP = re.compile(GAP)
_EIGHT = re.compile(rf"[0-9](?:{GAP}?+[0-9{LOOK_ALIKES}]){{7}}")


def holds_a_number(text: str) -> bool:
    """Whether a shadow holds eight digits (after the first also letters read as digits) near enough to be one number; quick.

    Examples
    --------
    >>> holds_a_number("kl. 07.00, 87 65"), holds_a_number("kl. 07.00 - 87 65")
    (True, True)
    >>> holds_a_number("fra kl. 07.00 til kl. 15.30")
    False
    """
    return _EIGHT.search(text) is not None


def numbers_in(text: str) -> list[Number]:
    """The groups of digits in a shadow, in order.

    Examples
    --------
    >>> [(number.digits, number.gap) for number in numbers_in("kl. 10.30 i 2026")]
    [('10', '\\x01'), ('30', '.'), ('2026', '\\x01')]
    """
    found: list[Number] = []
    for match in _DIGITS.finditer(text):
        gap = text[found[-1].end : match.start()] if found and match.start() - found[-1].end <= 8 else WALL
        found.append(Number(match.start(), match.end(), match[0], gap if _GAP.fullmatch(gap) else WALL))
    return found


def is_tight(gap: str) -> bool:
    """Whether ``gap`` is punctuation only, so that both sides are one writing (a time, a date, a decimal).

    Examples
    --------
    >>> is_tight("."), is_tight(" - ")
    (True, False)
    """
    return gap != WALL and not any(char.isspace() for char in gap)


def stands_alone(numbers: Sequence[Number], first: int, last: int) -> bool:
    """Whether ``numbers[first]`` to ``numbers[last]`` are no piece of a longer list, date or time.

    Examples
    --------
    >>> stands_alone(numbers_in("12 13 14 15 16"), 0, 3)
    False
    >>> stands_alone(numbers_in("kl. 10.30 12 34"), 2, 3)
    True
    """
    if first > 0 and (gap := numbers[first].gap) != WALL:
        before = numbers[first - 1]
        if is_tight(gap):
            return False
        if len(before.digits) == len(numbers[first].digits) and gap.isspace() and not is_tight(before.gap):
            return False
    if last + 1 < len(numbers) and (gap := numbers[last + 1].gap) != WALL:
        after = numbers[last + 1]
        if is_tight(gap):
            return False
        is_time = last + 2 < len(numbers) and is_tight(numbers[last + 2].gap)
        if len(after.digits) == len(numbers[last].digits) and gap.isspace() and not is_time:
            return False
    return True
