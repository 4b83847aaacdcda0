"""Say it in the reader's language: Danish is the language of the source, English a catalogue beside it."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

Language = Literal["da", "en"]
CATALOGUES = Path(__file__).parent
_language: ContextVar[Language] = ContextVar("language", default="da")


def _(text: str) -> str:
    """``text`` (written in Danish) in the current language."""
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

    return format_date(day, "long", locale=current_language())


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
def _catalogue(language: Language) -> gettext.NullTranslations:
    """The catalogue of one language, compiled in memory so that no compiled file can be stale."""
    from babel.messages.mofile import write_mo  # only English needs it
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
