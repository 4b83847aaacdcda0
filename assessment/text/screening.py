"""What every note passes before it is compared, stored or logged: CPR numbers, telephones and e-mail are taken out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.text.cpr import cpr_spans
from assessment.text.digits import LOOK_ALIKES, holds_a_number
from assessment.text.emails import email_spans
from assessment.text.phones import phone_spans
from assessment.text.shadow import FILLERS, Shadow, Span, walled

REMOVED = "[fjernet]"
"""What stands where something was taken out."""

Kind = Literal["cpr", "phone", "email"]

_EIGHT_DIGITS = re.compile(rf"\d(?:[\W_{FILLERS}]*+[\d{LOOK_ALIKES}]){{7}}")
_BRACKETED_AT = re.compile(r"[(\[{<（［｛＜][\W_]{0,4}[aAａＡ][\W_tTｔＴlL]")
_SIGNS = ("@", "%40", "&#64;", "＠", "﹫")
_WORDS = ("snabel", "dot", "punktum", "prik")
_ANNOUNCED = re.compile(r"\W*(?:(?:cpr|c\.p\.r|personnummer|personnr)\W*(?:nr|nummer)?\W*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A note that may be kept.

    Attributes
    ----------
    text : str
        The note with ``[fjernet]`` for each find; every other character is the one that was written.
    removed : int
        How many finds were taken out.
    kinds : tuple of str
        Which kinds they were, each once, in the order ``"cpr"``, ``"phone"``, ``"email"``.
    """

    text: str
    removed: int = 0
    kinds: tuple[Kind, ...] = ()


def clean(text: str) -> Cleaned:
    """``text`` without CPR numbers, telephone numbers and e-mail addresses.

    Cleaning twice changes nothing more, and no text makes it fail.

    Parameters
    ----------
    text : str
        A note as it was written, of any length.

    Returns
    -------
    Cleaned
        The note that may be kept, and what was taken out.

    Examples
    --------
    >>> clean("Amina (610190-1234) ringer fra 87 65 43 21 kl. 10.30.")
    Cleaned(text='Amina ([fjernet]) ringer fra [fjernet] kl. 10.30.', removed=2, kinds=('cpr', 'phone'))
    >>> clean("Taler mere ved pauserne, uge 34.").removed
    0
    """
    removed, kinds = 0, set[Kind]()
    while finds := _finds(text):  # a find taken out may leave a number standing alone that was part of a row
        parts, done = [], 0
        for (start, end), kind in finds:
            parts += [text[done:start], REMOVED]
            done = end
            kinds.add(kind)
        text = "".join([*parts, text[done:]])
        removed += len(finds)
    return (
        Cleaned(text, removed, tuple(kind for kind in ("cpr", "phone", "email") if kind in kinds))
        if removed
        else Cleaned(text)
    )


def clean_many(texts: Sequence[str | None]) -> tuple[list[str | None], int]:
    """Many notes cleaned, and how many finds were taken out in all; None stays None.

    Examples
    --------
    >>> clean_many(["Hilste selv.", None, "navn@firma.dk og 87654321"])
    (['Hilste selv.', None, '[fjernet] og [fjernet]'], 2)
    """
    kept: list[str | None] = []
    removed = 0
    for text in texts:
        if text is None or not _is_worth_a_look(text):
            kept.append(text)
            continue
        cleaned = clean(text)
        kept.append(cleaned.text)
        removed += cleaned.removed
    return kept, removed


def is_cpr(text: str) -> bool:
    """Whether the whole text, an id for instance, is one CPR number in any writing.

    Examples
    --------
    >>> is_cpr(" 61.01.90 – 1234"), is_cpr("CPR: 6101901234"), is_cpr("P-2026-0017")
    (True, True, False)
    """
    seen = Shadow.of(text).text
    return any(
        _ANNOUNCED.fullmatch(seen[:start]) and not re.search(r"\w", seen[end:]) for start, end in cpr_spans(seen)
    )


def _is_worth_a_look(text: str) -> bool:
    """Whether anything could be found: enough digits, or a sign of an address."""
    if _EIGHT_DIGITS.search(text) or _BRACKETED_AT.search(text):
        return True
    return any(map(text.__contains__, _SIGNS)) or any(map(text.lower().__contains__, _WORDS))


def _finds(text: str) -> list[tuple[Span, Kind]]:
    """What is to be taken out of ``text``, in order: addresses first, so that no number is cut out of one."""
    if not _is_worth_a_look(text):
        return []
    shadow = Shadow.of(text)
    seen, finds = shadow.text, list[tuple[Span, Kind]]()
    for kind, spans_in in _SEARCHES if holds_a_number(seen) else _SEARCHES[:1]:
        spans = spans_in(seen)
        finds += [(shadow.in_the_note(span), kind) for span in spans]
        seen = walled(seen, spans)
    return sorted(finds)


_SEARCHES: tuple[tuple[Kind, Callable[[str], list[Span]]], ...] = (
    ("email", email_spans),
    ("cpr", cpr_spans),
    ("phone", phone_spans),
)
