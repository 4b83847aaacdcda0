"""CPR numbers in a note: six digits that are a day, four that follow, however they are written.

The day decides and the layout decides; modulus 11 is never asked, since numbers without it have been given out
since 2007.
A day from 61 to 91 (60 added) is a test or replacement number and counts like any other. 29 February is always
possible, because two digits do not tell the century.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.text.digits import GAP, LOOK_ALIKES, Number, is_tight, numbers_in, stands_alone
from assessment.text.shadow import WALL, Span, walled
from assessment.text.surroundings import has_a_unit, is_a_list, names_a_cpr, names_something_else

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PLAIN_DATES: tuple[set[int], ...] = (set(), {2, 4}, {4}, {2})
_DATE_GAP = re.compile(r" {1,2}|[ \n]{0,2}[./_-][ \n]{0,2}")
_JOINT = re.compile(
    r"[ \n]{1,6}|[ \n]{0,3}[-/_*|~\\]{1,2}[ \n]{0,3}|[ \n]{0,2}\.|[,:;+]|[ \n]{0,2}\(|\)[ \n]{0,2}-?[ \n]{0,2}"
)
_SERIAL_GAP = re.compile(r" {1,2}| ?[./-] ?")
_ISO = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9])")
_TEN_DIGITS = re.compile(rf"[0-9{LOOK_ALIKES}](?:{GAP}?+[0-9{LOOK_ALIKES}]){{9}}")
_ANNOUNCED = re.compile(r"[cC]\.?[pP]\.?[rR]|[pP][eE][rR][sS]|[fF][øØ][dD]")
_TRUE_DIGITS = 7
_LETTER_BESIDE = re.compile(rf"[0-9][{LOOK_ALIKES}]|[{LOOK_ALIKES}][0-9]")
_MIXED = re.compile(rf"(?<![^\W_])[0-9{LOOK_ALIKES}]{{1,12}}(?![^\W_])")
_LETTERS = str.maketrans("OoОоΟοIlІ", "000000111")


def cpr_spans(text: str) -> list[Span]:
    """Where CPR numbers stand in a shadow, in order and apart.

    Letters that look like 0 and 1 (``O``, ``l``) count as digits only in words that hold nothing else and at least
    one digit, and only where seven true digits remain.

    Examples
    --------
    >>> [tuple(span) for span in cpr_spans("cpr610190-1234x og 61 01 1990 / 1234")]
    [(3, 14), (19, 36)]
    >>> cpr_spans("610190-1234"), cpr_spans("6lO19O-1234"), cpr_spans("451290-1234")
    ([(0, 11)], [(0, 11)], [])
    """
    if not (_TEN_DIGITS.search(text) or _ANNOUNCED.search(text)):
        return []
    found = _spans(text)
    if _LETTER_BESIDE.search(text):
        rest = walled(text, found)
        read = _MIXED.sub(lambda word: word[0].translate(_LETTERS) if re.search("[0-9]", word[0]) else word[0], rest)
        found += [span for span in _spans(read) if sum(map(str.isdigit, rest[slice(*span)])) >= _TRUE_DIGITS]
    return sorted(found)


def _spans(text: str) -> list[Span]:
    """The CPR numbers written in digits only."""
    numbers, found, at = numbers_in(text), [], 0
    while at < len(numbers):
        last = _last_number(text, numbers, at)
        if last is None:
            at += 1
            continue
        start, end = numbers[at].start, numbers[last].end
        gaps = "".join(number.gap for number in numbers[at + 1 : last + 1])
        start -= ")" in gaps and text.endswith("(", 0, start)
        end += "(" in gaps and text.startswith(")", end)
        found.append((start, end))
        at = last + 1
    return found


def _last_number(text: str, numbers: Sequence[Number], first: int) -> int | None:
    """The index of the last group of the CPR number that begins with ``numbers[first]``, if one does."""
    digits = ""
    for last in range(first, min(first + 12, len(numbers))):
        if last > first and numbers[last].gap == WALL:
            return None
        digits += numbers[last].digits
        if len(digits) > 12 or (len(digits) >= 4 and not _is_day(digits[:2], digits[2:4])):
            break
        if len(digits) in (10, 12) and (len(digits) == 10 or digits[4:6] in ("19", "20")):
            writing = _Writing(text, numbers, first, last, digits)
            if writing.is_cpr() or names_a_cpr(text, numbers[first].start):
                return last
    return _last_of_short_date(text, numbers, first)


def _is_day(day: str, month: str) -> bool:
    """Whether two digits and two digits are a day of a year, or one with 60 added to the day."""
    number = int(day) - 60 if int(day) > 60 else int(day)
    return 1 <= int(month) <= 12 and 1 <= number <= _DAYS[int(month) - 1]


def _last_of_short_date(text: str, numbers: Sequence[Number], first: int) -> int | None:
    """The last of four groups where the word CPR stands before a day without leading zeros (``61/1-90 1234``)."""
    four = numbers[first : first + 4]
    lengths = [len(number.digits) for number in four]
    if lengths[2:] not in ([2, 4], [4, 4]) or max(lengths[:2]) > 2 or any(number.gap == WALL for number in four[1:]):
        return None
    if not _is_day(four[0].digits, four[1].digits) or not names_a_cpr(text, four[0].start):
        return None
    return first + 3


@dataclass(frozen=True, slots=True)
class _Writing:
    """Groups of digits that hold a day and four digits more, as one CPR number or only side by side."""

    text: str
    numbers: Sequence[Number]
    first: int
    last: int
    digits: str

    def is_cpr(self) -> bool:
        """Whether the layout is that of a CPR number and of nothing more likely."""
        breaks, total = dict[int, str](), 0
        for number in self.numbers[self.first : self.last]:
            total += len(number.digits)
            breaks[total] = self.numbers[self.first + len(breaks) + 1].gap
        birth = len(self.digits) - 4
        in_date = {at for at in breaks if at < birth}
        in_serial = {at - birth for at in breaks if at > birth}
        joint = breaks.get(birth)
        if not all(_DATE_GAP.fullmatch(breaks[at]) for at in in_date):
            return False
        if not all(_SERIAL_GAP.fullmatch(breaks[at + birth]) for at in in_serial):
            return False
        if joint is None:
            return (
                not in_serial
                and in_date in (set(), {2, 4})
                and (self._is_firm(in_date) or not self._is_something_else())
            )
        if not self._is_joint(joint) or self._has_a_plus() or self._begins_in_a_time():
            return False
        one_by_one = in_date == set(range(1, birth))
        if in_date not in _PLAIN_DATES and not one_by_one and in_date != {3}:
            return False
        if not in_serial:
            return not self._is_moment_or_amount(joint, in_date)
        if in_serial not in ({2}, {1, 2, 3}):
            return False
        return not self._is_list(joint, breaks, one_by_one)

    def _is_firm(self, in_date: set[int]) -> bool:
        """Whether an undivided serial makes it a CPR number whatever word stands before: ten digits in one."""
        return not in_date and len(self.digits) == 10

    def _is_joint(self, joint: str) -> bool:
        """Whether ``joint`` may stand between day and serial; a bracket must close after the serial."""
        if "(" in joint and not self.text.startswith(")", self.numbers[self.last].end):
            return False
        return bool(_JOINT.fullmatch(joint))

    def _has_a_plus(self) -> bool:
        """Whether a plus before it makes it a telephone number from abroad."""
        return self.text.endswith("+", 0, self.numbers[self.first].start)

    def _begins_in_a_time(self) -> bool:
        """Whether its day is the minutes of a time, or the end of a date, before it (``10.30 1234 5678``)."""
        start = self.numbers[self.first]
        return self._is_real_day() and len(start.digits) == 2 and start.gap in (".", ":")

    def _is_something_else(self) -> bool:
        """Whether the word before names an order, a week or the like."""
        return names_something_else(self.text, self.numbers[self.first].start)

    def _is_real_day(self) -> bool:
        """Whether the day can stand in a calendar, so that a date and something after it is possible."""
        return int(self.digits[:2]) <= 31

    def _is_moment_or_amount(self, joint: str, in_date: set[int]) -> bool:
        """Whether an undivided serial is a time span (``0700-1530``), an amount, or one of several years."""
        end = self.numbers[self.last].end
        years = [number.digits[:2] in ("19", "20") for number in self.numbers[self.first : self.last + 1]]
        if in_date == {4} and len(self.digits) == 12 and all(years):
            return True
        if not self._is_real_day() or not joint.isspace():
            return False
        until = re.match(r" ?- ?([0-9]{4})(?![0-9])", self.text[end : end + 8])
        return has_a_unit(self.text, end) or bool(until and _is_time(self.digits[-4:]) and _is_time(until[1]))

    def _is_list(self, joint: str, breaks: dict[int, str], one_by_one: bool) -> bool:
        """Whether a divided serial is a time after a date, hours, or numbers in a list."""
        if not stands_alone(self.numbers, self.first, self.last) or self._is_something_else():
            return True
        pieces = [number.digits for number in self.numbers[self.first : self.last + 1]]
        if self._is_real_day() and all(gap == " " for gap in breaks.values()):
            if one_by_one and max(self.digits) <= "4":
                return True
            if [len(piece) for piece in pieces] == [2] * 5 and is_a_list(pieces):
                return True
        is_iso = _ISO.match(self.text, self.numbers[self.first].start)
        in_serial = self.numbers[self.last].gap
        is_hours = len(pieces[-1]) == 2 and int(pieces[-2]) <= 24 and int(pieces[-1]) < 60
        return bool(is_iso) or (self._is_real_day() and is_hours and not is_tight(joint) and is_tight(in_serial))


def _is_time(digits: str) -> bool:
    """Whether four digits are a time of day."""
    return int(digits[:2]) <= 24 and int(digits[2:]) < 60
