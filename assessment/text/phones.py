"""Telephone numbers in a note.

Eight digits are a telephone number unless the word before, the unit after or the form itself says otherwise:
``ordre 12345678`` is an order, ``12345678 kr.`` an amount, ``21032026`` and ``2026-03-02`` days, ``2024-2026``
years, ``22 23 21 22`` degrees. A word such as *tlf.* or *ring* decides for the telephone.
Danish numbers never begin with 0; those with 1 are counted too, unless they read as a list.
"""

import re
from collections.abc import Sequence

from assessment.text.digits import Number, is_tight, numbers_in
from assessment.text.shadow import WALL, Span
from assessment.text.surroundings import has_a_unit, is_a_list, is_an_article, names_a_phone, names_something_else

_GAP = re.compile(r"[ ().\-/]{1,4}")
_LAYOUTS = ([4, 4], [3, 2, 3], [2, 3, 3], [3, 3, 2], [2, 2, 4], [4, 2, 2], [2, 6])
_DAY = re.compile(
    r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}|20[0-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
)
_YEARS = re.compile(r"20[0-4][0-9]20[0-4][0-9]")
_EVENING = re.compile(r"(?:[01][0-9]|2[0-4])[0-5][05](?:[01][0-9]|2[0-4])[0-5][05]")
_TIMES = re.compile(
    r"[0-2]?[0-9][.:][0-5][0-9] ?- ?[0-2]?[0-9][.:][0-5][0-9]|[0-2][0-9][.:][0-5][0-9](?: [0-2][0-9][.:][0-5][0-9])+"
)
_PLUS = re.compile(r"\(?\+ ?\Z")


def phone_spans(text: str) -> list[Span]:
    """Where telephone numbers stand in a shadow, in order and apart.

    Examples
    --------
    >>> phone_spans("Ring 87 65 43 21 eller (+45) 8765 4321")
    [(5, 16), (23, 38)]
    >>> phone_spans("Ordre 87654321 kom 02-03-2026 kl. 10.30-12.45")
    []
    """
    numbers, found, at = numbers_in(text), [], 0
    while at < len(numbers):
        totals = _linked(numbers, at, 17)
        if not totals or totals[-1] < 8:
            at += 1
            continue
        span, following = _abroad(text, numbers, at) or _announced(text, numbers, at) or _plain(text, numbers, at)
        if span:
            found.append(span)
        at = following
    return found


_Step = tuple[Span | None, int]
"""What was found, if anything, and the number to go on with."""


def _linked(numbers: Sequence[Number], first: int, most: int) -> list[int]:
    """How many digits there are after each further group that may belong to the number at ``first``."""
    totals: list[int] = []
    for at in range(first, min(first + most, len(numbers))):
        if at > first and not _GAP.fullmatch(numbers[at].gap):
            break
        totals.append((totals[-1] if totals else 0) + len(numbers[at].digits))
        if totals[-1] > most:
            totals.pop()
            break
    return totals


def _abroad(text: str, numbers: Sequence[Number], first: int) -> _Step | None:
    """A number with its country: ``+45``, ``(+45)``, ``0045``, ``+46 70 ...``."""
    start, digits = numbers[first].start, numbers[first].digits
    plus = _PLUS.search(text, max(0, start - 3), start)
    if plus and not text[max(0, plus.start() - 1) : plus.start()].isalnum():
        code, zeros = digits, 0
        start = (
            plus.start() if ")" in text[numbers[first].end : numbers[first].end + 2] else text.index("+", plus.start())
        )
    elif digits.startswith("00") and re.match(r"00[2-9]", digits):
        code, zeros = digits[2:], 2
        if text[max(0, start - 1) : start] == "(" and text[numbers[first].end : numbers[first].end + 1] == ")":
            start -= 1
    elif digits == "00" and first + 1 < len(numbers) and numbers[first + 1].digits == "45":
        code, zeros = "45", 2
    else:
        return None
    totals = [total - zeros for total in _linked(numbers, first, 15 + zeros)]
    if code.startswith("45") and 10 in totals:
        last = first + totals.index(10)
    elif totals and totals[-1] >= (10 if zeros else 8):
        last = first + len(totals) - 1
    else:
        return None
    groups = [number.digits for number in numbers[first : last + 1]]
    is_list = all(len(group) == 2 for group in groups) and is_a_list(groups)
    if is_list or has_a_unit(text, numbers[last].end) or (zeros and names_something_else(text, start)):
        return None
    return (start, numbers[last].end), last + 1


def _announced(text: str, numbers: Sequence[Number], first: int) -> _Step | None:
    """A number after *tlf.*, *mobil*, *ring til*: eight digits in any grouping, or a longer foreign one."""
    totals = _linked(numbers, first, 15)
    if not totals or totals[-1] < 8 or not names_a_phone(text, numbers[first].start):
        return None
    length = 10 if 10 in totals and numbers[first].digits.startswith("45") else 8
    is_danish = length in totals and not numbers[first].digits.startswith("0")
    last = first + (totals.index(length) if is_danish else len(totals) - 1)
    written = text[numbers[first].start : numbers[last].end]
    if _TIMES.match(written) or (last - first == 2 and _is_day(numbers, first, last)):
        return None
    if numbers[first].digits.startswith("0") and totals[-1] == 8:
        return None
    return (numbers[first].start, numbers[last].end), last + 1


def _plain(text: str, numbers: Sequence[Number], first: int) -> _Step:
    """Eight digits with nothing that announces them."""
    number = numbers[first]
    if len(number.digits) == 2 and (step := _pairs(text, numbers, first)):
        return step
    lengths: list[int] = []
    for last in range(first, min(first + 3, len(numbers))):
        gaps = {numbers[at].gap.strip() for at in range(first + 1, last + 1)}
        if last > first and (len(gaps) > 1 or not _GAP.fullmatch(numbers[last].gap)):
            break
        lengths.append(len(numbers[last].digits))
        if (lengths == [8] or lengths in _LAYOUTS) and _is_phone(text, numbers, first, last):
            return (number.start, numbers[last].end), last + 1
    return None, first + 1


def _pairs(text: str, numbers: Sequence[Number], first: int) -> _Step | None:
    """Two digits four times (``87 65 43 21``), several such in a row, or five pairs that begin with 45."""
    end = first + 1
    while end < len(numbers) and len(numbers[end].digits) == 2 and _GAP.fullmatch(numbers[end].gap):
        if numbers[end].gap.strip() != numbers[first + 1].gap.strip():
            break
        end += 1
    pairs = [number.digits for number in numbers[first:end]]
    if len(pairs) < 4:
        return (None, end) if len(pairs) > 1 and is_tight(numbers[first + 1].gap) else None
    if len(pairs) == 5 and re.search(
        r"\b[kK]l(?:okken)?\.? \Z", text[max(0, numbers[first].start - 10) : numbers[first].start]
    ):
        return None, first + 1
    with_country = len(pairs) == 5 and pairs[0] == "45"
    if (len(pairs) % 4 and not with_country) or is_a_list(pairs) or not _is_phone(text, numbers, first, end - 1):
        return None, end
    last = end - 1 if with_country else first + 3
    return (numbers[first].start, numbers[last].end), last + 1


def _is_phone(text: str, numbers: Sequence[Number], first: int, last: int) -> bool:
    """Whether eight digits in a usual grouping are more likely a telephone number than anything else."""
    group = numbers[first]
    digits = "".join(number.digits for number in numbers[first : last + 1])
    gap = numbers[last].gap.strip() if last > first else ""
    if digits[0] == "0" or _is_piece(numbers, first, last) or has_a_unit(text, numbers[last].end):
        return False
    if _is_day(numbers, first, last) or (last == first and is_an_article(text, group.start)):
        return False
    if gap == "." and [len(number.digits) for number in numbers[first : last + 1]] == [2, 3, 3]:
        return False  # 22.334.455 is an amount
    if last - first == 1 and len(group.digits) == 4:
        is_span = gap == "-" and (_EVENING.fullmatch(digits) or digits[2:4] == digits[6:] == "00")
        if is_span or _YEARS.fullmatch(digits):
            return False
    return not names_something_else(text, group.start)


def _is_piece(numbers: Sequence[Number], first: int, last: int) -> bool:
    """Whether it hangs on to a number before it, or goes on in groups of the same kind."""
    if first > 0 and is_tight(numbers[first].gap) and numbers[first - 1].digits != "45":
        both_whole = len(numbers[first].digits) == len(numbers[first - 1].digits) == 8
        if not both_whole and set(numbers[first].gap) <= set("-./_:,"):
            return True
    if last == first:
        return False
    gap, size = numbers[last].gap.strip(), len(numbers[last].digits)
    if size == 2 and len(numbers[first].digits) == 2 and last - first >= 3:
        return False  # the row of pairs was measured as a whole
    before = numbers[first - 1] if first > 0 and numbers[first].gap != WALL else None
    after = numbers[last + 1] if last + 1 < len(numbers) and numbers[last + 1].gap != WALL else None
    same_before = before is not None and (len(before.digits), numbers[first].gap.strip()) == (
        len(numbers[first].digits),
        gap,
    )
    same_before = same_before and not (
        before is not None and is_tight(before.gap) and not gap
    )  # a time stands before it
    same_after = after is not None and len(after.digits) == size and after.gap.strip() == gap
    return same_before or same_after


def _is_day(numbers: Sequence[Number], first: int, last: int) -> bool:
    """Whether eight digits are a day with a year of four digits, as 02032026, 02-03-2026 or 2026-03-02."""
    lengths = [len(number.digits) for number in numbers[first : last + 1]]
    digits = "".join(number.digits for number in numbers[first : last + 1])
    return lengths in ([8], [2, 2, 4], [4, 2, 2]) and bool(_DAY.fullmatch(digits))
