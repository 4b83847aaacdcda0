"""The list of refused rows as a file that a Danish spreadsheet opens: byte order mark, semicolons, no formulas."""

import codecs
import csv
import io
from collections.abc import Iterable

from assessment.exchange.formulas import guarded
from assessment.exchange.refusals import Refusal
from assessment.i18n.words import _


def refusals_as_csv(refused: Iterable[Refusal]) -> bytes:
    r"""The refusals, one a row, in the current language.

    Examples
    --------
    >>> refusals_as_csv([Refusal("a.csv", 3, "uge", "=1+1", "Ret ugen.")]).decode("utf-8-sig").splitlines()
    ['Fil;Linje;Kolonne;Værdi;Hvad der skal rettes', "a.csv;3;uge;'=1+1;Ret ugen."]
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Fil"), _("Linje"), _("Kolonne"), _("Værdi"), _("Hvad der skal rettes")])
    for one in refused:
        cells = (one.file, "" if one.line is None else str(one.line), one.column or "", one.value or "", one.message)
        writer.writerow([guarded(cell) for cell in cells])
    return codecs.BOM_UTF8 + out.getvalue().encode()
