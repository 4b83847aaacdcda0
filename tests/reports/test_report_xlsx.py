"""A workbook holds texts as texts, numbers as numbers and days as days, whatever is in them."""

import csv
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from support import invented_reports
from support.hostile_cells import HOSTILE_CELLS, TOO_LONG
from support.invented_reports import left_out
from support.read_back import csv_rows, sheet_rows, sheets

from assessment.exchange.report_csv import report_csv
from assessment.i18n.words import in_language
from assessment.reports.report import COLUMNS, Report
from assessment.reports.report_xlsx import LONGEST_CELL, cell_text, report_xlsx

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
GONE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@pytest.fixture(scope="module")
def hostile() -> Report:
    """A report in which every id and every reason means no good."""
    lines = tuple(left_out(text, why=text) for text in HOSTILE_CELLS)
    return replace(invented_reports.cohort(1), lines=lines, made_by=HOSTILE_CELLS[0])


def parts(content: bytes, folder: str) -> dict[str, ET.Element]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = [name for name in packed.namelist() if name.startswith(folder) and name.endswith(".xml")]
        return {name: ET.fromstring(packed.read(name)) for name in names}  # noqa: S314 - our own writer's


def test_five_hundred_hostile_texts_are_the_same_texts_in_the_workbook(hostile):
    rows = sheet_rows(report_xlsx(hostile), "Fremgang")

    assert len(HOSTILE_CELLS) == len(set(HOSTILE_CELLS)) == 500
    for name in ("newcomer_id", "not_included_because"):
        wanted = [GONE.sub("\N{REPLACEMENT CHARACTER}", text) for text in HOSTILE_CELLS]
        assert [row[name].replace("\r\n", "\n") for row in rows] == [text.replace("\r\n", "\n") for text in wanted]


def test_nothing_in_a_workbook_is_a_formula_a_link_or_a_macro(hostile):
    content = report_xlsx(hostile)
    found = {element.tag for sheet in parts(content, "xl/worksheets/").values() for element in sheet.iter()}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()

    assert f"{MAIN}c" in found
    assert {f"{MAIN}f", f"{MAIN}hyperlinks", f"{MAIN}hyperlink"} & found == set()
    assert [name for name in names if "vba" in name.lower() or "external" in name.lower()] == []


def test_five_hundred_hostile_texts_are_inert_in_the_csv(hostile):
    texts = [text for text in HOSTILE_CELLS if "\ud800" not in text]
    lines = [line.cells() for line in hostile.lines if line.newcomer_id in texts]
    content = report_csv(COLUMNS, lines)
    cells = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))

    assert [row["newcomer_id"] for row in csv_rows(content)] == texts
    assert {cell[0] for row in cells for cell in (row[0], row[-1])} & set("=+-@\t\r") == set()
    assert {len(row) for row in cells} == {len(COLUMNS)}


@pytest.mark.parametrize("text", TOO_LONG)
def test_a_text_longer_than_a_cell_is_cut_with_a_sentence_that_says_so(text):
    held = cell_text(text)
    (row,) = sheet_rows(report_xlsx(replace(invented_reports.cohort(1), lines=(left_out(text),))), "Fremgang")

    assert row["newcomer_id"] == held
    assert held.endswith("(Teksten er afkortet, for en celle kan ikke rumme mere.)")
    assert LONGEST_CELL - 2 <= len(held.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert held[:1000] == text[:1000]


def test_numbers_are_numbers_days_are_days_and_what_is_not_known_is_no_cell():
    content = report_xlsx(invented_reports.cohort(6))
    first, *_others, fifth, sixth = sheets(content)["Fremgang"][2:]

    assert [type(value) for value in first[:13]] == [str, date, date, *[float] * 9, date]
    assert [type(value) for value in sixth[:13]] == [type(value) for value in first[:13]]
    assert fifth[:4] + fifth[11:12] == ["S-0005", invented_reports.FROM, invented_reports.TO, 3, 0]
    assert fifth[4:11] + fifth[12:13] == [""] * 8


def test_days_are_shown_as_in_denmark_and_levels_with_four_decimals():
    styles = parts(report_xlsx(invented_reports.rising()), "xl/styles")["xl/styles.xml"]

    assert {form.get("formatCode") for form in styles.iter(f"{MAIN}numFmt")} == {"dd-mm-yyyy", "0.0000", "0.0", "@"}


def test_both_rows_of_headings_stay_in_sight_and_the_filter_reaches_every_row():
    content = report_xlsx(invented_reports.cohort(40))
    sheet = parts(content, "xl/worksheets/")["xl/worksheets/sheet2.xml"]
    headings, names, *rows = sheets(content)["Fremgang"]

    assert sheet.find(f".//{MAIN}pane").attrib | {"topLeftCell": ""} == {
        "xSplit": "1", "ySplit": "2", "topLeftCell": "", "activePane": "bottomRight", "state": "frozen",
    }  # fmt: skip
    assert sheet.find(f"{MAIN}autoFilter").get("ref") == "A2:N42"
    assert tuple(names) == COLUMNS
    assert headings[4] == "Niveau først (logit)"
    assert len(rows) == 40


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (
            invented_reports.rising,
            ["Oversigt", "Fremgang", "I trin", "Kurven", "Kriterier", "Resultater", "Forklaring"],
        ),
        (invented_reports.too_little, ["Oversigt", "Fremgang", "Kriterier", "Resultater", "Ikke med", "Forklaring"]),
        (invented_reports.cohort, ["Oversigt", "Fremgang", "I trin", "Ikke med", "Forklaring"]),
    ],
)
def test_each_part_has_a_sheet_and_a_part_with_nothing_in_it_has_none(made, expected):
    assert list(sheets(report_xlsx(made()))) == expected


def test_the_same_report_is_the_same_bytes_with_a_title_a_language_and_nobodys_name():
    report = invented_reports.rising()
    content = report_xlsx(report)
    (core,) = parts(content, "docProps/core").values()
    told = {element.tag.split("}")[1]: element.text for element in core}

    assert content == report_xlsx(report)
    assert told == {
        "title": "Fremskridt i dansk på arbejdspladsen",
        "creator": None,
        "lastModifiedBy": None,
        "created": "2026-11-21T09:05:00Z",
        "modified": "2026-11-21T09:05:00Z",
        "language": "da-DK",
    }


def test_in_english_the_sheets_speak_english_and_the_names_of_the_columns_stand():
    with in_language("en"):
        read = sheets(report_xlsx(invented_reports.rising()))

    assert list(read) == ["Summary", "Progress", "In steps", "The curve", "Criteria", "Results", "Explanation"]
    assert tuple(read["Progress"][1]) == COLUMNS
    assert read["Criteria"][2][0] == "Understanding a task"
