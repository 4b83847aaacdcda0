"""From a file's bytes to columns of text with line numbers: encodings, separators, headers, ragged rows."""

import codecs
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field

from assessment.domain.bundle import BundleFile
from assessment.exchange.refusals import Refusal, refusal, shown
from assessment.i18n.words import _
from assessment.reference.header_aliases import canonical_header
from assessment.reference.refused_columns import why_refused

DELIMITERS = ";,\t"
CELL_MAX_LENGTH = 10_000
Meaning = Callable[[str, str], str | None]
"""Which canonical column of a file (by its stem) a header means; None where it means none."""


@dataclass(slots=True)
class TextTable:
    """A file as text: the cells of each known column, stripped, and the line each row began on.

    Attributes
    ----------
    columns : dict of str to list of str
        Canonical column name to its cells, all of one length.
    headers : dict of str to str
        Canonical column name to the header as it was delivered.
    lines : list of int
        Line of each row in the file, counted from 1.
    """

    file: BundleFile
    columns: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def read_table(file: BundleFile, content: bytes, meaning: Meaning = canonical_header) -> TextTable:
    """Read one file of a delivery; whatever is wrong with it stands in ``refused``, all of it."""
    table = TextTable(file)
    text = _decode(table, content)
    if text is None:
        return table
    rows = _rows(table, text, meaning)
    if not rows:
        if not table.refused:
            table.refused.append(
                refusal(file.filename, _("Filen er tom. Lever den med en overskrift, eller lad den være ude."))
            )
        return table
    (header_line, header), *body = rows
    places = _read_header(table, header, header_line, meaning)
    _read_body(table, places, len(header), body)
    return table


def header_of(file: BundleFile, content: bytes, meaning: Meaning = canonical_header) -> tuple[str, ...]:
    """The header cells of a file that may be ``file``, as they were typed; empty where there is none to read."""
    table = TextTable(file)
    text = _decode(table, content)
    rows = _rows(table, text, meaning, at_most=1) if text is not None else []
    return tuple(cell.strip() for cell in rows[0][1]) if rows else ()


def _decode(table: TextTable, content: bytes) -> str | None:
    """The file's text: UTF-16 by its mark, else UTF-8 with or without one, else cp1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tries = ["utf-16"]
    elif content[1:2] == b"\0":
        tries = ["utf-16-le"]
    elif content[:1] == b"\0":
        tries = ["utf-16-be"]
    else:
        tries = ["utf-8-sig", "cp1252"]
    for encoding in tries:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    table.refused.append(
        refusal(table.file.filename, _("Filens tegn kan ikke læses. Gem den som CSV UTF-8 og prøv igen."))
    )
    return None


def _rows(table: TextTable, text: str, meaning: Meaning, *, at_most: int = -1) -> list[tuple[int, list[str]]]:
    """Every row that is not blank (or the first ``at_most``), with the line it began on."""
    delimiter = _delimiter_of(table.file, text, meaning)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins_on = 1
    try:
        for row in reader:
            if any(row):
                rows.append((begins_on, row))
            if len(rows) == at_most:
                break
            begins_on = reader.line_num + 1
    except csv.Error:
        table.refused.append(
            refusal(
                table.file.filename,
                _(
                    "Anførselstegnene går ikke op fra denne linje, så resten af filen kan ikke læses. "
                    "Sæt et tekstfelt i ét par anførselstegn."
                ),
                line=begins_on,
            )
        )
    return rows


def _delimiter_of(file: BundleFile, text: str, meaning: Meaning) -> str:
    """The separator under which the header names most columns we know."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        return sum(meaning(file.stem, cell.strip('" ')) is not None for cell in first.split(delimiter))

    return max(DELIMITERS, key=lambda delimiter: (known(delimiter), first.count(delimiter)))


def _read_header(table: TextTable, header: list[str], line: int, meaning: Meaning) -> dict[str, int]:
    """Where each canonical column stands; unknown ones are listed, forbidden and doubled ones refused."""
    places: dict[str, int] = {}
    filename = table.file.filename
    for place, cell in enumerate(header):
        name = cell.strip()
        canonical = meaning(table.file.stem, name)
        if canonical is None and (forbidden := why_refused(name)):
            table.refused.append(refusal(filename, forbidden.reason, line=line, column=name))
        elif canonical is None:
            if name:
                table.ignored.append(f"{filename}: {shown(name)}")
        elif canonical in places:
            table.refused.append(
                refusal(
                    filename,
                    _("Kolonnen {column} står to gange. Behold den ene.").format(column=canonical),
                    line=line,
                    column=name,
                )
            )
        else:
            places[canonical] = place
            table.headers[canonical] = name
    for column in table.file.columns:
        if column.required and column.name not in places:
            table.refused.append(
                refusal(
                    filename,
                    _("Kolonnen {column} mangler. Den skal være der.").format(column=column.name),
                    line=line,
                    column=column.name,
                )
            )
    return places


def _read_body(table: TextTable, places: dict[str, int], width: int, body: list[tuple[int, list[str]]]) -> None:
    filename = table.file.filename
    whole: list[list[str]] = []
    for line, row in body:
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            table.refused.append(
                refusal(
                    filename,
                    _(
                        "Rækken har {found} felter, men overskriften har {expected}. "
                        "Ret rækken, eller sæt tekst med skilletegn i anførselstegn."
                    ).format(found=len(row), expected=width),
                    line=line,
                )
            )
        elif any(len(cell) > CELL_MAX_LENGTH for cell in row):
            table.refused.append(
                refusal(
                    filename,
                    _("Et felt er på over {limit} tegn. Kort det af.").format(limit=CELL_MAX_LENGTH),
                    line=line,
                )
            )
        else:
            whole.append(row)
            table.lines.append(line)
    table.columns = {name: [row[place].strip() for row in whole] for name, place in places.items()}
