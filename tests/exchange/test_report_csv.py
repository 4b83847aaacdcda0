"""A report's file is what Danish Excel takes for the same rows: text as text, numbers as numbers, days as days."""

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.exchange.formulas import unguarded
from assessment.exchange.report_csv import report_csv

HOSTILE = ["=1+1", "@x", "\tx", "+45", "-1", '=HYPERLINK("http://x";"y")', "'=1", "a;b", 'a"b', "a\nb", "a\r\n=1"]
CELLS = st.one_of(
    st.none(), st.text(), st.sampled_from(HOSTILE), st.integers(0, 10**9), st.floats(-1e9, 1e9), st.dates()
)


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_file_begins_with_the_mark_by_which_excel_knows_utf8_and_ends_each_line_as_windows_does():
    content = report_csv(["newcomer_id", "level_end"], [["Æble", 1.5]])

    assert content == "\ufeffnewcomer_id;level_end\r\nÆble;1,5\r\n".encode()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.23456789, "1,2346"),
        (-0.0123, "-0,0123"),
        (-0.00001, "0"),
        (1234567.5, "1234567,5"),
        (0.0, "0"),
        (276.0, "276"),
        (12, "12"),
        (date(2026, 3, 2), "2026-03-02"),
        (None, ""),
        ("", ""),
    ],
)
def test_numbers_have_a_comma_and_nothing_between_thousands_and_days_cannot_be_turned_around(value, written):
    assert rows_of(report_csv(["a"], [[value, "x"]]))[1][0] == written


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_id_that_a_spreadsheet_would_run_is_only_text(hostile):
    (_header, row) = rows_of(report_csv(["newcomer_id", "level_end"], [[hostile, 1.5]]))

    assert not re.match(r"[=+\-@\t\r]", row[0])
    assert unguarded(row[0]) == hostile
    assert row[1] == "1,5"


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_every_cell_comes_back_in_its_own_place_whatever_is_in_it(rows):
    """Property: quotes, separators and line breaks in a text move nothing, and text is never a formula."""
    _header, *read = rows_of(report_csv(["a", "b", "c"], rows))

    assert len(read) == len(rows)
    for row, cells in zip(rows, read, strict=True):
        assert len(cells) == 3
        for value, cell in zip(row, cells, strict=True):
            if isinstance(value, str):
                assert unguarded(cell) == value
                assert cell[:1] not in tuple("=+-@\t\r") or not cell
            elif isinstance(value, float):
                assert float(cell.replace(",", ".")) == pytest.approx(value, abs=5.1e-5)
