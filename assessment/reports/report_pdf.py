"""A report as a PDF that can be read aloud: tagged, in its language, its fonts inside, the same bytes each time."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import typst

from assessment.i18n.words import current_language
from assessment.reports.printable import TYPESET, printable
from assessment.reports.report import Report
from assessment.reports.report_blocks import report_blocks

if TYPE_CHECKING:
    from typst import OutputFormat, PDFStandard

STANDARD: "PDFStandard" = "ua-1"
DOTS_PER_INCH = 110
FEW_LINES, KEPT_FOR = 50, 10
_UNMADE = datetime(1980, 1, 1, tzinfo=UTC)


def report_pdf(report: Report) -> bytes:
    """The bytes of the PDF (PDF/UA-1); nothing is fetched, and no font of the machine is used."""
    return cast(bytes, _compiled(report, "pdf", [STANDARD]))


def first_page_png(report: Report) -> bytes:
    """The PDF's first page as a picture."""
    pages = _compiled(report, "png", [])
    return pages[0] if isinstance(pages, list) else pages


def _compiled(report: Report, form: "OutputFormat", standards: "list[PDFStandard]") -> bytes | list[bytes]:
    """The template set with the report's words, which reach it as data: no text of a report is ever run."""
    told = {**_with_known_signs(report_blocks(report)), "lang": current_language()}
    made = typst.compile(
        TYPESET / "report.typ",
        root=TYPESET,
        font_paths=_fonts(),
        format=form,
        ppi=DOTS_PER_INCH,
        sys_inputs={"report": json.dumps(told, ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=int((report.made_at or _UNMADE).timestamp()),  # it takes no zone that has summers
    )
    if len(report.lines) > FEW_LINES:
        _let_go()
    return cast("bytes | list[bytes]", made)


def _let_go() -> None:
    """Have Typst forget what it laid out, which it else keeps for so many compilations: 70 MB for 500 lines."""
    for _time in range(KEPT_FOR + 1):
        typst.compile(b"", font_paths=_fonts(), format="svg")


def _with_known_signs(told: Any) -> Any:
    """The same blocks, each text as it can be printed."""
    if isinstance(told, str):
        return printable(told)
    if isinstance(told, dict):
        return {key: _with_known_signs(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_with_known_signs(part) for part in told]
    return told


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(TYPESET / "fonts")])
