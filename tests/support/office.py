"""Open a report's files in LibreOffice with Danish settings, and compare every cell: ``make office``.

Not part of CI: it takes the whole of LibreOffice. The workbook is opened and written again, the CSV is opened as a
double click would, and what the cells show is compared with what a Danish reader should see.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from assessment.exchange.formulas import guarded
from assessment.exchange.report_csv import report_csv
from assessment.reports.report import COLUMNS, Report
from assessment.reports.report_xlsx import cell_text, report_xlsx

from . import invented_reports
from .hostile_cells import HOSTILE_CELLS
from .invented_reports import left_out
from .read_back import sheets

DANISH = 1030
READ_CSV = f"CSV:59,34,76,1,,{DANISH},false,true"
SHOWN_CSV = f"csv:Text - txt - csv (StarCalc):59,34,76,1,,{DANISH},false,true,true,false,false,2"
"""Semicolons, UTF-8, cells as they are shown, and of the workbook its second sheet."""

LOOKS_LIKE_A_NUMBER = {start + text for start in ("", " ", "\n") for text in ("1e5", "true", "2026-01-02", "0045")}
"""A CSV has no types: a spreadsheet takes such a text for a number. In the workbook they are texts."""

NO_SIGNS = set("\x00\ufffe\uffff")
"""No program shows these alike; in the workbook they are replaced."""

SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>da-DK</value></prop></item></oor:items>
"""


def main() -> int:
    """Compare, say what differs, and give back whether anything did."""
    office = shutil.which("soffice")
    if office is None:
        print(
            "LibreOffice is not installed, so nothing was compared. On Debian: apt-get install libreoffice-calc-nogui"
        )
        return 0
    differing = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        for title, report in _reports().items():
            compared, wrong = _compare(office, folder, title, report)
            differing += len(wrong)
            print(f"{title}: {compared} cells compared, {len(wrong)} differ")
            for line in wrong[:20]:
                print(f"  {line}")
    return 1 if differing else 0


def _reports() -> dict[str, Report]:
    hostile = tuple(left_out(text, why=text) for text in HOSTILE_CELLS if "\ud800" not in text)
    return {
        "one person": invented_reports.rising(),
        "forty people": invented_reports.cohort(),
        "a municipality": invented_reports.municipality(),
        "hostile texts": replace(invented_reports.cohort(1), lines=hostile),
    }


def _compare(office: str, folder: Path, title: str, report: Report) -> tuple[int, list[str]]:
    stem = title.replace(" ", "-")
    book, table = folder / f"{stem}.xlsx", folder / f"{stem}-csv.csv"
    book.write_bytes(report_xlsx(report))
    table.write_bytes(report_csv(COLUMNS, [line.cells() for line in report.lines]))
    ours = sheets(book.read_bytes())
    again = sheets(_converted(office, folder, book, "xlsx:Calc MS Excel 2007 XML"))
    opened = sheets(_converted(office, folder, table, "xlsx:Calc MS Excel 2007 XML", READ_CSV))
    compared, wrong = 0, []
    for name, rows in ours.items():
        compared += _differing(f"{title}, workbook, {name}", rows, again.get(name, []), wrong)
    (read,) = opened.values()
    wanted = [list(COLUMNS), *([_in_csv(cell) for cell in line.cells()] for line in report.lines)]
    compared += _differing(f"{title}, CSV", wanted, read, wrong)
    if "hostile" not in title:
        compared += _shown(_converted(office, folder, book, SHOWN_CSV), report, wrong)
    return compared, wrong


def _in_csv(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    return round(cell, 4) if isinstance(cell, float) else cell


def _differing(where: str, ours: list[list[Any]], theirs: list[list[Any]], wrong: list[str]) -> int:
    """Compare two tables; empty cells at the end of a row or of the table say nothing."""
    for number in range(max(len(ours), len(theirs))):
        left, right = (_trimmed(rows[number]) if number < len(rows) else [] for rows in (ours, theirs))
        for column in range(max(len(left), len(right))):
            one, other = (row[column] if column < len(row) else "" for row in (left, right))
            if _plain(one) != _plain(other) and not (where.endswith("CSV") and _means_nothing(one)):
                wrong.append(f"{where}, row {number + 1}, column {column + 1}: {one!r} became {other!r}")
    return sum(map(len, ours))


def _means_nothing(cell: Any) -> bool:
    return isinstance(cell, str) and (cell in LOOKS_LIKE_A_NUMBER or bool(NO_SIGNS & set(cell)))


def _trimmed(row: list[Any]) -> list[Any]:
    return row if row and row[-1] != "" else _trimmed(row[:-1]) if row else []


def _plain(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell_text(cell).replace("\r\n", "\n").replace("\r", "\n")
    return float(cell) if isinstance(cell, int | float) else cell


def _shown(content: bytes, report: Report, wrong: list[str]) -> int:
    """What a Danish reader sees: commas, and days as 21-11-2026."""
    lines = content.decode("utf-8-sig").splitlines()[2:]
    for line, told in zip(report.lines, lines, strict=True):
        wanted = [line.newcomer_id, _day(line.from_on), _day(line.to_on), str(line.observations)]
        if line.level_start is not None:
            wanted.append(f"{line.level_start:.4f}".replace(".", ","))
        if not told.startswith(";".join(wanted)):
            wrong.append(f"shown: {told!r} does not begin with {wanted!r}")
    return 5 * len(lines)


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _converted(office: str, folder: Path, source: Path, target: str, infilter: str = "") -> bytes:
    """What LibreOffice writes after it has opened a file."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--norestore", *([f"--infilter={infilter}"] if infilter else [])]
    command += ["--convert-to", target, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    (made,) = out.iterdir()
    return made.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
