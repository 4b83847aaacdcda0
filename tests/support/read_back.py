"""What a program reads out of a report's files: the figures of each format, and what a PDF says aloud."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import python_calamine
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from assessment.exchange.formulas import unguarded

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
Value = str | float | date | None


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """The rows of each sheet of a workbook, in order."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def sheet_rows(content: bytes, sheet: str) -> list[dict[str, Value]]:
    """The rows of a part by the contract's names of the columns; an empty cell is None."""
    _headings, names, *rows = sheets(content)[sheet]
    return [dict(zip(names, (value if value != "" else None for value in row), strict=True)) for row in rows]


def csv_rows(content: bytes) -> list[dict[str, Value]]:
    """The same of a CSV; days and numbers as what they are, by the name of the column."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    return [{name: _value(name, text) for name, text in row.items()} for row in rows]


def _value(name: str, text: str) -> Value:
    if not text:
        return None
    if name.endswith("_on"):
        return date.fromisoformat(text)
    if name in ("newcomer_id", "not_included_because"):
        return unguarded(text)
    return float(text.replace(",", "."))


def printed(content: bytes) -> str:
    """All that a PDF prints, in its own order, with one space between words."""
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def printed_lines(content: bytes) -> Iterator[str]:
    """The lines of a PDF as they are printed."""
    for page in PdfReader(io.BytesIO(content)).pages:
        yield from (re.sub(r"\s+", " ", line).strip() for line in page.extract_text().splitlines())


def printed_value(cell: str) -> Value:
    """What a cell of a printed table says."""
    if cell == "–":
        return None
    if found := re.fullmatch(r"(\d+)\. (\w+?)\.? (\d{4})", cell):
        return date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))
    return float(cell.replace(",", "."))


def structure(content: bytes) -> list[tuple[str, str]]:
    """Each element that a reader of a tagged PDF meets, in order, with its alternative text."""
    reader = PdfReader(io.BytesIO(content))
    return list(_elements(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))


def _elements(node: Any) -> Iterator[tuple[str, str]]:
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for part in node:
            yield from _elements(part)
    elif isinstance(node, DictionaryObject) and "/S" in node:
        yield str(node["/S"])[1:], str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _elements(node["/K"])


def fonts(content: bytes) -> dict[str, bool]:
    """The fonts of a PDF, and whether each is within it."""
    found: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            within = {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())
            found[str(inner["/BaseFont"])[1:]] = bool(within)
    return found
