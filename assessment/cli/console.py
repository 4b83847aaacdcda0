"""What a command prints where: one document on stdout, everything else on stderr, and the right exit code."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from assessment import settings
from assessment.domain.errors import CallerCanMend, SprogsporError
from assessment.i18n.system_words import why
from assessment.i18n.words import _, in_language
from assessment.storage.ledger import Ledger, open_ledger

_T = TypeVar("_T")
DONE, FAILED, CALLER_CAN_MEND = 0, 1, 2
DEBUG_VARIABLE = "SPROGSPOR_DEBUG"

Lang = Annotated[str, typer.Option("--lang", help="Sprog: da eller en.")]
Format = Annotated[str, typer.Option("--format", help="text eller json.")]
Database = Annotated[str | None, typer.Option("--database", help="Databasens adresse.")]


def now() -> datetime:
    """The clock, read here and nowhere below."""
    return datetime.now(UTC)


@contextmanager
def speaking(lang: str, form: str = "text") -> Iterator[None]:
    """Run a command in a language; whatever goes wrong becomes a sentence on stderr and an exit code."""
    with in_language(lang if lang in ("da", "en") else "da"):
        try:
            _require_known(lang, form)
            yield
        except CallerCanMend as problem:
            stop(str(problem), CALLER_CAN_MEND)
        except SprogsporError as problem:
            stop(str(problem), FAILED)
        except (typer.Exit, KeyboardInterrupt, SystemExit):
            raise
        except BrokenPipeError:
            os._exit(FAILED)
        except OSError as problem:
            stop(_("Det lykkedes ikke: {why}.").format(why=why(problem)), FAILED)
        except Exception as problem:
            if os.environ.get(DEBUG_VARIABLE):
                traceback.print_exc()
            stop(
                _(
                    "Der er en fejl i Sprogspor ({kind}). Intet er gemt. Kør igen med SPROGSPOR_DEBUG=1 for at se hvor."
                ).format(kind=type(problem).__name__),
                FAILED,
            )


@contextmanager
def opened(database: str | None, *, create: bool = True) -> Iterator[Ledger]:
    """The ledger that a command works on."""
    ledger = open_ledger(database or settings.database_url(), create=create)
    try:
        yield ledger
    finally:
        ledger.close()


def _require_known(lang: str, form: str) -> None:
    if lang not in ("da", "en"):
        raise CallerCanMend(_("Sproget {lang} kendes ikke. Vælg da eller en.").format(lang=lang))
    if form not in ("text", "json"):
        raise CallerCanMend(_("Formatet {form} kendes ikke. Vælg text eller json.").format(form=form))


def print_document(document: Mapping[str, Any] | list[Any]) -> None:
    """One JSON document on stdout."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a test may put a plain buffer there
    print(json.dumps(document, ensure_ascii=False, allow_nan=False), flush=True)


def print_lines(*lines: str) -> None:
    """Lines for a person, on stdout."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a test may put a plain buffer there
    for line in lines:
        print(line, flush=True)


def tell(message: str) -> None:
    """A message or progress, on stderr."""
    print(message, file=sys.stderr, flush=True)


def stop(message: str, code: int) -> NoReturn:
    """Say why, and end with the exit code."""
    tell(message)
    raise typer.Exit(code)


def read_day(text: str, option: str) -> date:
    """A day given on the command line."""
    return _read(text, option, _day, _("en dato som 2026-03-02 eller 02-03-2026"))


def _day(text: str) -> date:
    day, dash, rest = text.partition("-")
    month, other_dash, year = rest.partition("-")
    is_danish = dash and other_dash and len(year) == 4
    return date(int(year), int(month), int(day)) if is_danish else date.fromisoformat(text)


def read_switch(text: str, option: str) -> bool:
    """An ``on`` or ``off`` given on the command line."""
    return _read(text, option, {"on": True, "off": False}.__getitem__, _("on eller off"))


def read_number(text: str, option: str) -> float:
    """A number given on the command line, with a decimal point or comma."""
    return _read(text.replace(",", "."), option, float, _("et tal som 0.7"))


def _read(text: str, option: str, read: Callable[[str], _T], wanted: str) -> _T:
    try:
        return read(text)
    except (ValueError, KeyError):
        raise CallerCanMend(
            _("{option} kan ikke læses: {text}. Skriv {wanted}.").format(option=option, text=text, wanted=wanted)
        ) from None
