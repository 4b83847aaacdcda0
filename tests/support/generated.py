"""Small valid deliveries of every odd but legal kind, for hypothesis to choose from."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from assessment.domain.bundle import GRADES, BundleColumn, BundleFile
from assessment.domain.days import danish_day
from assessment.reference.calibration_cases import load_cases
from assessment.text.screening import clean, is_cpr

Rows = list[dict[str, str]]
_ODD = (
    "=1+1",
    "-x",
    "@x",
    "+45",
    "'x",
    "'=x",
    "''=x",
    '"',
    '""',
    "'",
    "; , \t;",
    "a\nb",
    "a\n\n;b",
    "=a\nb",
    "ja",
    "None",
    "nan",
    "NULL",
    "#N/A",
    "0012",
    "1e5",
    "\ufeffx",
    "😀👩🏽‍🍳",
    "é",
    "e\u0301",
    "\u202eabc",
    "[fjernet]",
    "<b>",
    "\\N",
    "x" * 64,
)
_FIRST, _LAST = date(2019, 1, 1), date(2027, 12, 31)
_FORMULA = re.compile(r"'+[=+\-@\t\r]")


def _is_plain(text: str) -> bool:
    return bool(text) and text == text.strip() and clean(text).removed == 0 and not is_cpr(text)


def _texts(longest: int) -> st.SearchStrategy[str]:
    signs = st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t;,\"'=-+@ ")
    free = st.text(signs, min_size=1, max_size=12).map(str.strip)
    return (st.sampled_from(_ODD) | free | free.map(lambda text: unicodedata.normalize("NFD", text))).filter(
        lambda text: len(text) <= longest and _is_plain(text)
    )


ids = _texts(64).filter(lambda text: not re.search(r"[\n\r\t]", text))
days = st.dates(_FIRST, _LAST)
moments = st.datetimes(
    datetime(2019, 1, 1),
    datetime(2027, 12, 31),
    timezones=st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours))),
)
numbers = st.integers(0, 99).map(str) | st.decimals(0, 99, places=3).map(lambda number: f"{number.normalize():f}")


def _value(draw: st.DrawFn, column: BundleColumn, criteria: list[str]) -> str:
    """A value as an export writes it, before the guard against formulas."""
    if not column.required and not column.default and draw(st.booleans()):
        return ""
    if column.choices:
        return draw(st.sampled_from(column.choices))
    made: dict[str, Any] = {
        "uuid": st.uuids().map(str),
        "text": _texts(200),
        "note": _texts(500),
        "day": days.map(date.isoformat),
        "moment": moments.map(lambda moment: moment.astimezone(UTC).isoformat()),
        "week": st.integers(1, 52).map(lambda week: f"2026-W{week:02d}"),
        "municipality": st.integers(100, 999).map(str),
        "step": st.sampled_from("01234"),
        "number": numbers,
        "year": st.integers(1900, 2026).map(str),
        "grade": st.sampled_from(list(GRADES.values())),
        "criterion": st.sampled_from(criteria),
        "id": ids,
    }
    return draw(made[column.kind])


@st.composite
def bundles(draw: st.DrawFn, files: tuple[BundleFile, ...], criteria: list[str]) -> dict[str, Rows]:
    """Rows of every file that together break no rule."""
    made: dict[str, Rows] = {}
    for file in files:
        rows: dict[tuple[str, ...], dict[str, str]] = {}
        for _ in range(draw(st.integers(0, 3))):
            row = _row(draw, file, made, criteria)
            if row is not None:
                rows[tuple(row[name] for name in file.key)] = row
        made[file.stem] = list(rows.values())
    return made


def _row(draw: st.DrawFn, file: BundleFile, made: dict[str, Rows], criteria: list[str]) -> dict[str, str] | None:
    row: dict[str, str] = {}
    for column in file.columns:
        if column.refers_to:
            known = [other[next(iter(other))] for other in made.get(column.refers_to, [])]
            if column.required and not known:
                return None
            row[column.name] = draw(st.sampled_from(known if column.required else [*known, ""])) if known else ""
        else:
            row[column.name] = _value(draw, column, criteria)
    for first, last in file.periods:
        if row[last] and row[first] > row[last]:
            row[first], row[last] = row[last], row[first]
    if file.stem == "calibrations":
        case = draw(st.sampled_from(load_cases().cases))
        row["case_id"], row["criterion"] = case.case_id, draw(st.sampled_from(case.criteria))
    if file.stem == "observations":
        row["seen_on"] = min(row["seen_on"], danish_day(datetime.fromisoformat(row["recorded_at"])).isoformat())
        row["withdrawn_at"] = max(row["withdrawn_at"], row["recorded_at"]) if row["withdrawn_at"] else ""
    return row


def guarded(text: str, *, always: bool) -> str:
    """Text as a careful (``always``) or a careless sender writes it, so that it is read back as itself."""
    needed = _FORMULA.match(text) or (always and text[:1] in ("=", "+", "-", "@"))
    return f"'{text}" if needed else text
