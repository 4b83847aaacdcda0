"""Say it in the reader's language: Danish is the language of the source, English a catalogue beside it."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from assessment.domain.days import COPENHAGEN

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

Language = Literal["da", "en"]
CATALOGUES = Path(__file__).parent
LOCALES: dict[Language, str] = {"da": "da_DK", "en": "en_GB"}
"""How days are written: English as in Europe, with the day before the month."""
_language: ContextVar[Language] = ContextVar("language", default="da")


def _(text: str) -> str:
    """``text`` (written in Danish) in the current language."""
    if not text:  # the key of the catalogue's own header
        return text
    return text if _language.get() == "da" else _catalogue(_language.get()).gettext(text)


def _n(one: str, many: str, count: int) -> str:
    """``one`` or ``many`` by ``count``, in the current language."""
    return (
        (one if count == 1 else many)
        if _language.get() == "da"
        else _catalogue(_language.get()).ngettext(one, many, count)
    )


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """Mark ``text`` for the catalogue without translating it yet."""
    return text


def current_language() -> Language:
    """The language in which sentences are made now."""
    return _language.get()


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Speak ``language`` inside the block; ValueError where we do not know it.

    Examples
    --------
    >>> with in_language("en"):
    ...     _("uafklaret")
    'unclear'
    """
    if language not in get_args(Language):
        raise ValueError(f"no such language: {language}")
    token = _language.set(language)  # type: ignore[arg-type]  # checked on the line above
    try:
        yield
    finally:
        _language.reset(token)


def day_in_words(day: date) -> str:
    """A day as it is written on a screen.

    Examples
    --------
    >>> day_in_words(date(2026, 11, 21))
    '21. november 2026'
    """
    from babel.dates import format_date  # 60 ms that most commands never need

    return format_date(day, "long", locale=LOCALES[current_language()])


def time_in_words(moment: datetime) -> str:
    """The time of day in Denmark.

    Examples
    --------
    >>> from datetime import UTC
    >>> time_in_words(datetime(2026, 11, 21, 9, 5, tzinfo=UTC))
    '10.05'
    """
    here = moment.astimezone(COPENHAGEN)
    return f"{here:%H.%M}" if current_language() == "da" else f"{here:%H:%M}"


def quoted(text: str) -> str:
    """What somebody wrote, in the quotation marks of the language.

    Examples
    --------
    >>> quoted("Hun spurgte selv.")
    '»Hun spurgte selv.«'
    """
    return f"»{text}«" if current_language() == "da" else f"“{text}”"


def number_in_words(value: float, decimals: int = 1) -> str:
    """A number with a decimal comma in Danish.

    Examples
    --------
    >>> number_in_words(2.5)
    '2,5'
    """
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if current_language() == "da" else text


@cache
def read_catalogue(language: Language) -> "Catalog":
    """Every sentence with its translation, as the catalogue is written."""
    from babel.messages.pofile import read_po  # only English needs it

    with (CATALOGUES / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    """The catalogue of one language, compiled in memory so that no compiled file can be stale."""
    from babel.messages.mofile import write_mo  # only English needs it

    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
