"""A report as a workbook: a sheet for each part, every cell with its type, and no text that a spreadsheet would run."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from assessment.i18n.words import LOCALES, _, current_language
from assessment.reports import report_tables, report_words
from assessment.reports.report import Cell, Report
from assessment.reports.report_tables import Kind, ReportTable

LONGEST_CELL = 32_767
"""Signs in a cell, by the file format."""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER_FORMATS: dict[Kind, str] = {"count": "0", "logit": "0.0000", "step": "0.0", "day": "dd-mm-yyyy"}
_WIDTHS: dict[Kind, int] = {"text": 26, "day": 12}
_WIDTH, _WIDE, _TALL = 13, 110, 45
_A4 = 9
_UNMADE = datetime(1980, 1, 1)


def report_xlsx(report: Report) -> bytes:
    """The bytes of the workbook; the same report gives the same bytes.

    A sheet of a part has two rows of headings, the reader's words and below them the contract's names of the columns,
    which a program reads with ``header=1``. Both stay in sight, and the filter stands on the second. The decimal sign
    is that of the reader's computer: in Danish a comma.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": report_words.title_of(report), "created": _made(report)})
    formats = _formats(book)
    _write_overview(book, formats, report)
    for table in _parts(report):
        _write_table(_sheet(book, table.sheet), formats, table)
    _write_explanation(book, formats, report)
    book.close()
    return _in_language(out.getvalue())


def cell_text(text: str) -> str:
    """A text as a cell can hold it: signs that are none are shown as such, and what is too long is cut with a word.

    Examples
    --------
    >>> cell_text("=1+1"), cell_text("a" + chr(1))
    ('=1+1', 'a\N{REPLACEMENT CHARACTER}')
    """
    clean = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(clean.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return clean
    cut = " " + _("(Teksten er afkortet, for en celle kan ikke rumme mere.)")
    room = clean.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(cut))]
    return room.decode("utf-16-le", errors="ignore") + cut


def _parts(report: Report) -> list[ReportTable]:
    """The parts that have something in them; progress is always there."""
    always = report_tables.progress_table(report)
    others = (
        report_tables.steps_table(report),
        report_tables.curve_table(report),
        report_tables.criteria_table(report),
        report_tables.results_table(report),
        report_tables.standing_table(report),
        report_tables.left_out_table(report),
    )
    return [always, *(table for table in others if table.rows)]


def _sheet(book: Workbook, name: str) -> Worksheet:
    """A sheet that is printed as wide as an A4 page on its side, whatever its columns."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    return sheet


def _formats(book: Workbook) -> dict[str, Any]:
    kinds = {kind: book.add_format({"num_format": form}) for kind, form in _NUMBER_FORMATS.items()}
    return kinds | {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "part": book.add_format({"bold": True, "font_size": 12}),
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#F5F5F5"}),
        "name": book.add_format({"font_color": "#454545", "font_size": 9, "bottom": 1, "bg_color": "#F5F5F5"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@"}),
    }


def _write_table(sheet: Worksheet, formats: dict[str, Any], table: ReportTable, top: int = 0) -> int:
    """Write one part from row ``top`` on; the first row after it is given back."""
    for number, column in enumerate(table.columns):
        sheet.write_string(top, number, column.heading, formats["heading"])
        sheet.write_string(top + 1, number, column.name, formats["name"])
        for row, values in enumerate(table.rows, start=top + 2):
            _write_cell(sheet, row, number, values[number], formats.get(column.kind))
    sheet.set_row(top, _TALL)
    if top == 0:
        for number, column in enumerate(table.columns):
            wide = 60 if column.name == "not_included_because" else _WIDTHS.get(column.kind, _WIDTH)
            sheet.set_column(number, number, wide)
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, 1 + max(1, len(table.rows)), len(table.columns) - 1)
        sheet.repeat_rows(0, 1)
    return top + 2 + len(table.rows)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Cell, form: Any) -> None:
    """A text is written as a text, whatever it begins with; None is no cell at all."""
    if isinstance(value, str):
        _write_text(sheet, row, column, value, form)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), form)
    elif value is not None:
        sheet.write_number(row, column, value, form)


def _write_text(sheet: Worksheet, row: int, column: int, text: str, form: Any = None) -> None:
    """Write a text as it is; the library would take one that begins and ends as below for marked-up text of its own."""
    held = cell_text(text)
    if held.startswith("<r>") and held.endswith("</r>"):
        sheet.write_rich_string(row, column, held[0], held[1:3], held[3:], form)
    else:
        sheet.write_string(row, column, held, form)


def _write_overview(book: Workbook, formats: dict[str, Any], report: Report) -> None:
    sheet = _sheet(book, _("Oversigt"))
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 12, _WIDTH)
    sheet.write_string(0, 0, report_words.title_of(report), formats["title"])
    head = (report_words.about_whom(report), report_words.period_of(report), report_words.made_when(report))
    row = 1
    for text in [*head, report_words.counted(report)]:
        if text:
            _write_text(sheet, row, 0, text)
            row += 1
    for title, texts in _page_in_words(report):
        sheet.write_string(row + 1, 0, title, formats["part"])
        for number, text in enumerate(texts, start=row + 2):
            _write_text(sheet, number, 0, text)
        row += 2 + len(texts)
    for table in (report_tables.groups_table(report), report_tables.states_table(report)):
        if table.rows:
            sheet.write_string(row + 1, 0, table.title, formats["part"])
            sheet.write_string(row + 2, 0, table.told)
            row = _write_table(sheet, formats, table, row + 3)
    if notice := report_words.notice_of(report):
        sheet.write_string(row + 1, 0, notice)


def _page_in_words(report: Report) -> list[tuple[str, Sequence[str]]]:
    """What one newcomer's report says in sentences, under the headings of its page."""
    if report.page is None:
        return []
    said = (
        (_("Hvad er blevet bedre?"), report.page.improved),
        (_("Lektioner"), [report_words.lessons_in_words(line) for line in report.lines[:1]]),
        (_("Det ved vi ikke"), report.page.not_known),
    )
    return [(title, texts) for title, texts in said if texts]


def _write_explanation(book: Workbook, formats: dict[str, Any], report: Report) -> None:
    sheet = _sheet(book, _("Forklaring"))
    sheet.set_column(0, 0, _WIDE)
    steps = [f"{step}: {name}" for step, name in enumerate(report_words.step_names())]
    parts = [f"{table.sheet}: {table.told}" for table in _parts(report)]
    told = [
        report_words.about_steps(),
        *steps,
        report_words.about_levels(),
        report_words.about_errors(),
        report_words.about_logits(),
        report_words.not_anchored(report),
        *parts,
    ]
    for row, text in enumerate(text for text in told if text):
        _write_text(sheet, row, 0, text, formats["wrapped"])


def _made(report: Report) -> datetime:
    """When it was made, in UTC as the format asks."""
    return report.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0) if report.made_at else _UNMADE


def _in_language(content: bytes) -> bytes:
    """The same workbook with its language among its properties, which the library does not write."""
    tag = f"<dc:language>{LOCALES[current_language()].replace('_', '-')}</dc:language></cp:coreProperties>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in made.infolist():
            part = made.read(entry)
            if entry.filename == "docProps/core.xml":
                part = part.replace(b"</cp:coreProperties>", tag.encode())
            packed.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
