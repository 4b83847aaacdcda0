"""Groups of digits in a shadow, and what stands between them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assessment.text.shadow import WALL

GAP = r"(?:[ \n./_:,;*+()'|\\~-]{1,8}+)"
"""What may stand between two digits of one number, as a pattern."""

LOOK_ALIKES = "OoIlОоІΟο"
"""Letters that pass for 0 and 1."""


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
    """Whether a shadow holds eight digits near enough to be one number (letters read as digits may follow the first).

    Examples
    --------
    >>> holds_a_number("kl. 07.00, 87 65"), holds_a_number("kl. 07.00 - 87 65")
    (True, True)
    >>> holds_a_number("fra kl. 07.00 til kl. 15.30")
    False
    """
    return _EIGHT.search(text) is not None


def numbers_in(text: str) -> list[Number]:
    r"""The groups of digits in a shadow, in order.

    Examples
    --------
    >>> [(number.digits, number.gap) for number in numbers_in("kl. 10.30 i 2026")]
    [('10', '\x01'), ('30', '.'), ('2026', '\x01')]
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
