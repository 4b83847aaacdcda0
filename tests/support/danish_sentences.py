"""Whether a sentence is one that we wrote: Danish, whole, and with nothing of the machine's own in it."""

import re
from functools import cache, lru_cache
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

import assessment.i18n

FROM_THE_MACHINE = re.compile(
    r"Traceback|Errno|\b\w+(?:Error|Exception)\b|<class|\bobject at\b|\bsqlite|psycopg|sqlalchemy|\bSELECT\b|\bINSERT\b"
    r"|\b(?:the|is|not|to|no|was|failed|connection|server|database|disk|file|directory|device|permission|denied|space"
    r"|table|transaction|column|constraint|malformed|read-only|readonly|timeout)\b",
    re.IGNORECASE,
)
"""What a driver, an operating system or Python says in its own words."""
TOLD_BY_A_MACHINE = {"why"}
"""The places of our sentences that are filled with what something else complained of."""


@lru_cache(maxsize=10_000)
def what_is_wrong_with(sentence: str) -> str:
    """Why ``sentence`` is none that a person should be given; empty where it is one of ours.

    Examples
    --------
    >>> what_is_wrong_with("Disken er fuld. Gør plads, og prøv igen. Intet er gemt.")
    ''
    >>> what_is_wrong_with("Databasen kan ikke nås: No space left on device. Intet er gemt.")
    'says in the words of a machine: No space left on device'
    >>> what_is_wrong_with("KeyError: None")
    'is no sentence of ours'
    """
    if not sentence.endswith(".") or not (sentence[0].isupper() or sentence[0] in "«{"):
        return "is no sentence of ours"
    found = [
        match
        for begins, pattern in _our_sentences()
        if sentence.startswith(begins) and (match := pattern.fullmatch(sentence))
    ]
    if not found:
        return "is no sentence of ours"
    closest = max(found, key=lambda match: len(sentence) - sum(len(part or "") for part in match.groups()))
    for place, filled in closest.groupdict().items():
        if place in TOLD_BY_A_MACHINE and FROM_THE_MACHINE.search(filled):
            return f"says in the words of a machine: {filled}"
    return ""


@cache
def _our_sentences() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every sentence of the catalogue that ends in a full stop: how it begins, and all of it with its places open."""
    with (Path(assessment.i18n.__file__).parent / "en.po").open("rb") as source:
        ids = [message.id for message in read_po(source) if message.id]
    texts = {text for one in ids for text in ((one,) if isinstance(one, str) else one)}
    whole = [text for text in sorted(texts) if text.endswith(".") and len(re.sub(r"{\w+}", "", text)) > 8]
    return tuple((text.partition("{")[0], _pattern(text)) for text in whole)


def _pattern(text: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for literal, place, _form, _conversion in Formatter().parse(text):
        parts.append(re.escape(literal))
        if place is not None:
            parts.append(f"(?P={place})" if place in seen else f"(?P<{place}>.*?)")
            seen.add(place)
    return re.compile("".join(parts), re.DOTALL)
