"""What a cell says: each distinct text is read once, and what cannot be read gets a sentence with the cure."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from assessment.domain.bundle import GRADES, ID_MAX_LENGTH, NOTE_MAX_LENGTH, TEXT_MAX_LENGTH, BundleColumn, Kind
from assessment.domain.days import monday_of_week
from assessment.exchange.formulas import unguarded
from assessment.i18n.words import _
from assessment.measurement.typed_frames import typed_series
from assessment.text.screening import clean, is_cpr

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DANISH_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""The signs of Unicode's category Cc, but for line breaks and tabs."""
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,6})?", re.ASCII)
_LOOKS_WRITTEN = re.compile(r"@|(?<![0-9A-Fa-f])\d{6}[^0-9A-Za-z]{0,3}\d{4}(?![0-9A-Fa-f])")
"""An e-mail, or a number by itself: the digits inside a random hexadecimal id are nobody's."""
_PASSED = {
    "ja": "ja",
    "true": "ja",
    "bestået": "ja",
    "nej": "nej",
    "false": "nej",
    "ikke bestået": "nej",
    "fritaget": "fritaget",
}
_WORDS = frozenset({"id", "text", "note", "choice"})
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class Unreadable(ValueError):
    """The sentence that says why a cell cannot be read and what to write instead."""


def read_column(
    column: BundleColumn, cells: list[str], criteria: frozenset[str]
) -> tuple[pd.Series, dict[int, str], int]:
    """Read a column of text.

    Parameters
    ----------
    column : BundleColumn
        What the column holds.
    cells : list of str
        Stripped text, one cell a row; empty where nothing stands.
    criteria : frozenset of str
        The criterion codes of the rubric.

    Returns
    -------
    values : Series
        One value a row, with the dtype that ``domain.bundle.Kind`` promises; missing where empty or unreadable.
    problems : dict of int to str
        Row number to the sentence that says what is wrong.
    redacted : int
        Rows in which something was replaced by ``[fjernet]``.
    """
    codes, distinct = pd.factorize(np.array(cells, dtype=object))
    readings: list[Any] = []
    wrong: dict[int, str] = {}
    cleaned: set[int] = set()
    for code, cell in enumerate(distinct):
        text = cell or column.default
        value: Any = None
        try:
            value, was_cleaned = _read_cell(column, text, criteria)
            if was_cleaned:
                cleaned.add(code)
        except Unreadable as problem:
            wrong[code] = str(problem)
        readings.append(value)
    values = typed_series(column.kind, readings, column.name).take(codes).reset_index(drop=True)
    problems = {int(row): wrong[codes[row]] for row in np.flatnonzero(np.isin(codes, list(wrong)))} if wrong else {}
    return values, problems, int(np.isin(codes, list(cleaned)).sum()) if cleaned else 0


def _read_cell(column: BundleColumn, text: str, criteria: frozenset[str]) -> tuple[Any, bool]:
    if not text:
        if column.required:
            raise Unreadable(_("Feltet er tomt, men skal være udfyldt."))
        return None, False
    _refuse_control_characters(text)
    if column.kind in _WORDS:
        text = unguarded(text).strip()
    if column.kind in ("note", "text"):
        cleaned = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
        limit = NOTE_MAX_LENGTH if column.kind == "note" else TEXT_MAX_LENGTH
        if len(cleaned.text) > limit:
            raise Unreadable(
                _("Teksten er på {found} tegn; der må være {limit}. Kort den af.").format(
                    found=len(cleaned.text), limit=limit
                )
            )
        return cleaned.text, cleaned.removed > 0
    if column.kind == "choice":
        return _choice(text, column.choices), False
    if column.kind == "criterion":
        return _criterion(text, criteria), False
    if column.kind == "step":
        return _step(text, required=column.required), False
    return _READERS[column.kind](text), False


def _refuse_control_characters(text: str) -> None:
    if _CONTROL.search(text):
        raise Unreadable(_("Feltet har et usynligt styretegn. Skriv teksten om."))


def _id(text: str) -> str:
    if len(text) > ID_MAX_LENGTH:
        raise Unreadable(_("Et id må være på højst {limit} tegn.").format(limit=ID_MAX_LENGTH))
    if any(sign in "\n\r\t" for sign in text):
        raise Unreadable(_("Et id må ikke have linjeskift eller tabulator."))
    if is_cpr(text) or (_LOOKS_WRITTEN.search(text) and {"cpr", "email"} & set(clean(text).kinds)):
        raise Unreadable(
            _(
                "Id'et ligner et CPR-nummer eller en e-mail, og dem tager Sprogspor ikke imod. "
                "Brug jeres eget løbenummer."
            )
        )
    return text


def _uuid(text: str) -> str:
    lowered = text.lower()
    if not _UUID.fullmatch(lowered):
        raise Unreadable(_("Skal være et UUID som 3f56cedc-2e82-44d8-bb89-f0fe83bd5296."))
    return lowered


def _day(text: str) -> np.datetime64:
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DANISH_DAY.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise Unreadable(_("Datoen kan ikke læses. Skriv den som 2026-03-02 eller 02-03-2026 (dag-måned-år)."))
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        raise Unreadable(_("Den dato findes ikke. Skriv den som 2026-03-02 eller 02-03-2026 (dag-måned-år).")) from None
    _refuse_far_years(read.year)
    return np.datetime64(read, "s")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(_("Tidspunktet kan ikke læses. Skriv det som 2026-03-02T10:42:00+01:00.")) from None
    if moment.tzinfo is None:
        raise Unreadable(_("Tidspunktet mangler sin zone. Skriv det som 2026-03-02T10:42:00+01:00."))
    _refuse_far_years(moment.year)
    return moment


def _refuse_far_years(year: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unreadable(_("Årstallet skal ligge mellem {first} og {last}.").format(first=_FIRST_YEAR, last=_LAST_YEAR))


def _week(text: str) -> str:
    found = _WEEK.fullmatch(text)
    week = f"{found[1]}-W{int(found[2]):02d}" if found else ""
    try:
        monday_of_week(week)
        _refuse_far_years(int(week[:4]))
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(_("Ugen findes ikke. Skriv den som 2026-W12.")) from None
    return week


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise Unreadable(_("Skal være et tal som 25 eller 7,5."))
    number = float(text.replace(",", "."))
    if number < 0:
        raise Unreadable(_("Tallet kan ikke være negativt."))
    return number


def _step(text: str, *, required: bool) -> float:
    if text not in ("0", "1", "2", "3", "4"):
        if required:
            raise Unreadable(_("Et trin er 0, 1, 2, 3 eller 4."))
        raise Unreadable(_("Et trin er 0, 1, 2, 3 eller 4; lad feltet være tomt, hvis det ikke er set."))
    return float(text)


def _year(text: str) -> float:
    if not (text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR):
        raise Unreadable(_("Skal være et årstal som 1985."))
    return float(text)


def _municipality(text: str) -> str:
    if not (len(text) == 3 and text.isascii() and text.isdigit()):
        raise Unreadable(_("En kommunekode har tre cifre, fx 461."))
    return text


def _passed(text: str) -> str:
    if (passed := _PASSED.get(text.casefold())) is None:
        raise Unreadable(_("Skriv ja, nej eller fritaget."))
    return passed


def _grade(text: str) -> float:
    lowest, highest = min(GRADES), max(GRADES)
    grade = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
    if grade is None or not lowest <= grade <= highest:
        raise Unreadable(_("Karakteren skal være -3, 00, 02, 4, 7, 10 eller 12; en samlet kan være et gennemsnit."))
    return grade


def _choice(text: str, choices: tuple[str, ...]) -> str:
    folded = _fold(text)
    for choice in choices:
        if _fold(choice) == folded:
            return choice
    raise Unreadable(_("Værdien kendes ikke. Skriv en af disse: {choices}.").format(choices=", ".join(choices)))


def _criterion(text: str, criteria: frozenset[str]) -> str:
    if text.lower() not in criteria:
        raise Unreadable(
            _("Kriteriet kendes ikke. Skriv et af disse: {choices}.").format(choices=", ".join(sorted(criteria)))
        )
    return text.lower()


def _fold(text: str) -> str:
    return text.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")


_READERS: dict[Kind, Callable[[str], Any]] = {
    "id": _id,
    "uuid": _uuid,
    "day": _day,
    "moment": _moment,
    "week": _week,
    "number": _number,
    "count": _number,
    "year": _year,
    "municipality": _municipality,
    "passed": _passed,
    "grade": _grade,
}
