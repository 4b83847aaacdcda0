"""From a file's bytes to columns of text with line numbers: encodings, separators, headers, ragged rows."""

import codecs
import csv
import io
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from assessment.domain.bundle import BundleFile
from assessment.exchange.refusals import Refusal, refusal, shown
from assessment.i18n.words import _
from assessment.reference.header_aliases import canonical_header
from assessment.reference.refused_columns import why_refused

DELIMITERS = ";,\t"
CELL_MAX_LENGTH = 10_000
ROWS_AT_A_TIME = 10_000
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
    lines : array of int
        Line of each row in the file, counted from 1.
    """

    file: BundleFile
    columns: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    lines: "array[int]" = field(default_factory=lambda: array("q"))
    ignored: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def read_table(file: BundleFile, content: bytes, meaning: Meaning = canonical_header) -> TextTable:
    """Read one file of a delivery; whatever is wrong with it stands in ``refused``, all of it."""
    table = TextTable(file)
    encoding = _encoding_of(table, content)
    if encoding is None:
        return table
    rows = _rows(table, content, encoding, meaning)
    first = next(rows, None)
    if first is None:
        if not table.refused:
            table.refused.append(
                refusal(file.filename, _("Filen er tom. Lever den med en overskrift, eller lad den være ude."))
            )
        return table
    header_line, header = first
    places = _read_header(table, header, header_line, meaning)
    _read_body(table, places, len(header), rows)
    return table


def header_of(file: BundleFile, content: bytes, meaning: Meaning = canonical_header) -> tuple[str, ...]:
    """The header cells of a file that may be ``file``, as they were typed; empty where there is none to read."""
    table = TextTable(file)
    encoding = _encoding_of(table, content)
    first = next(_rows(table, content, encoding, meaning), None) if encoding else None
    return tuple(cell.strip() for cell in first[1]) if first else ()


def _encoding_of(table: TextTable, content: bytes) -> str | None:
    """How the file's text is written: UTF-16 by its mark, else UTF-8 with or without one, else cp1252."""
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
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    table.refused.append(
        refusal(table.file.filename, _("Filens tegn kan ikke læses. Gem den som CSV UTF-8 og prøv igen."))
    )
    return None


def _lines(content: bytes, encoding: str) -> io.TextIOWrapper:
    """The file's lines, decoded as they are asked for: half a gigabyte of text is never held at once."""
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _rows(table: TextTable, content: bytes, encoding: str, meaning: Meaning) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the line it began on; where quotes do not match, that ends it."""
    delimiter = _delimiter_of(table.file, _lines(content, encoding), meaning)
    reader = csv.reader(_lines(content, encoding), delimiter=delimiter, strict=True)
    begins_on = 1
    try:
        for row in reader:
            if any(row):
                yield begins_on, row
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


def _delimiter_of(file: BundleFile, lines: Iterable[str], meaning: Meaning) -> str:
    """The separator under which the header names most columns we know."""
    first = next((line for line in lines if line.strip()), "").strip("\r\n")

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


def _read_body(table: TextTable, places: dict[str, int], width: int, body: Iterator[tuple[int, list[str]]]) -> None:
    columns: dict[str, list[str]] = {name: [] for name in places}
    one_of_each: dict[str, str] = {}  # an id that stands in five rows is held once
    while block := list(islice(body, ROWS_AT_A_TIME)):
        whole = [row for line, row in block if _is_whole(table, line, row, width)]
        for name, place in places.items():
            cells = [row[place].strip() for row in whole]
            columns[name].extend(map(one_of_each.setdefault, cells, cells))
    table.columns = columns


def _is_whole(table: TextTable, line: int, row: list[str], width: int) -> bool:
    """Whether a row can be read cell by cell; if not it is refused, else its line is kept."""
    if len(row) != width and (len(row) < width or any(cell.strip() for cell in row[width:])):
        message = _(
            "Rækken har {found} felter, men overskriften har {expected}. "
            "Ret rækken, eller sæt tekst med skilletegn i anførselstegn."
        ).format(found=len(row), expected=width)
    elif len(max(row, key=len)) > CELL_MAX_LENGTH:
        message = _("Et felt er på over {limit} tegn. Kort det af.").format(limit=CELL_MAX_LENGTH)
    else:
        table.lines.append(line)
        return True
    table.refused.append(refusal(table.file.filename, message, line=line))
    return False
