"""Say again, in the reader's language, a sentence that was stored in Danish with its values in it.

What is stored is everybody's, so it is Danish whoever had it computed. A reader of English is told the same sentence
from the catalogue: the one whose Danish words are all in what was stored. What stands between them is said again too.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from string import Formatter

from assessment.i18n.words import Language, _, current_language, day_in_words, read_catalogue

_DAY = re.compile(r"(\d{1,2})\. (\w+) (\d{4})")
_DECIMAL = re.compile(r"(\d+),(\d+)")


def said_again(told: str) -> str:
    """``told``, a Danish sentence of ours with its values filled in, in the current language.

    What fits no sentence of the catalogue is somebody's own words and is left as it is.

    Examples
    --------
    >>> from assessment.i18n.words import in_language
    >>> stored = "Den seneste beståede prøve, der er meldt, er fra 4. maj 2026."
    >>> said_again(stored) == stored
    True
    >>> with in_language("en"):
    ...     said_again(stored)
    'The latest passed test that has been reported is from 4 May 2026.'
    """
    language = current_language()
    if language == "da":
        return told
    if (whole := _(told)) != told:
        return whole  # nothing was filled in, whatever longer sentence it would fit too
    by_length = sorted((form for form in _forms(language) if form[0] in told), key=lambda form: -len(form[0]))
    for _anchor, danish, translated in by_length:
        if fits := _pattern(danish).fullmatch(told):
            return translated.format(**{name: _value(text) for name, text in fits.groupdict().items()})
    return told


@cache
def _forms(language: Language) -> tuple[tuple[str, str, str], ...]:
    """Each sentence with values in it: its longest run of Danish words, the sentence, and the translation."""

    def both() -> Iterator[tuple[str, str]]:
        for entry in read_catalogue(language):
            if entry.id and entry.string:
                yield from zip(_as_forms(entry.id), _as_forms(entry.string), strict=True)

    anchored = ((max(_literals(danish), key=len, default=""), danish, translated) for danish, translated in both())
    return tuple(form for form in anchored if form[0] and "{" in form[1])


def _as_forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _literals(sentence: str) -> list[str]:
    return [literal for literal, *_rest in Formatter().parse(sentence)]


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """What ``sentence`` looks like with its values filled in; a value that stands twice is the same both times."""
    pieces, known = [], set[str]()
    for literal, name, _spec, _conversion in Formatter().parse(sentence):
        pieces.append(re.escape(literal))
        if name:
            pieces.append(f"(?P={name})" if name in known else f"(?P<{name}>.+?)")
            known.add(name)
    return re.compile("".join(pieces), re.DOTALL)


def _value(text: str) -> str:
    """A value as the reader writes it: a day, a number with decimals, a word of ours, or as it is."""
    if day := _DAY.fullmatch(text):
        number = _months().get(day[2])
        return day_in_words(date(int(day[3]), number, int(day[1]))) if number else text
    if decimal := _DECIMAL.fullmatch(text):
        return f"{decimal[1]}.{decimal[2]}"
    return _(text)


@cache
def _months() -> dict[str, int]:
    from babel.dates import get_month_names

    return {name: number for number, name in get_month_names("wide", locale="da").items()}
