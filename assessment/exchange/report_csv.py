"""A report as a file that Danish Excel opens with a double click: one line for each row, every cell as it is meant.

A byte order mark tells Excel that the text is UTF-8; a semicolon is the separator, and a comma the decimal sign, of a
computer with Danish settings. Days are written 2026-03-02: Excel reads that as a day whatever the computer's settings,
and shows it in the Danish way, while 02-03-2026 becomes the third of February on a computer with American settings.
There are no thousands separators, and no text that a spreadsheet would run.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from assessment.domain.reported_figures import reported
from assessment.exchange.formulas import guarded
from assessment.exchange.writing import number_text


def report_csv(columns: Sequence[str], rows: Iterable[Sequence[str | int | float | date | None]]) -> bytes:
    r"""The bytes of the file; None is an empty cell.

    Examples
    --------
    >>> report_csv(["newcomer_id", "level_end"], [["=1+1", 1.5], ["n2", None]]).decode("utf-8-sig")
    "newcomer_id;level_end\r\n'=1+1;1,5\r\nn2;\r\n"
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: str | int | float | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, date):
        return value.isoformat()
    return number_text(reported(value)).replace(".", ",")
