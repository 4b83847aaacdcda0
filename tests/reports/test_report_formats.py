"""PDF, Excel and CSV say the same of everybody: read back out of each, the figures are equal."""

import re
from dataclasses import replace

import pytest
from support import invented_reports
from support.read_back import csv_rows, printed, printed_lines, printed_value, sheet_rows, sheets

from assessment.exchange.report_csv import report_csv
from assessment.reports.person_page import CriterionRow
from assessment.reports.report import COLUMNS, Report
from assessment.reports.report_pdf import report_pdf
from assessment.reports.report_xlsx import report_xlsx

PRINTED = ("observations", *COLUMNS[4:13])
"""The columns of the CSV that are printed beside each id."""

ROW = re.compile(r"(?P<who>S-\d{4}) (?P<cells>.*\d|.*–)")
CELL = re.compile(r"-?[\d,]+ til -?[\d,]+|\d+\. \w+\.? \d{4}|-?[\d,]+|–")
REPORTS = [
    invented_reports.rising,
    invented_reports.flat,
    invented_reports.too_little,
    invented_reports.cohort,
    invented_reports.municipality,
]


def as_csv(report: Report) -> bytes:
    return report_csv(COLUMNS, [line.cells() for line in report.lines])


def danish(value) -> str:
    return "–" if value is None else f"{value:.1f}".replace(".", ",")


@pytest.mark.parametrize("made", REPORTS)
def test_excel_and_csv_hold_the_same_lines_cell_by_cell(made):
    report = made()

    assert sheet_rows(report_xlsx(report), "Fremgang") == csv_rows(as_csv(report))


def test_what_is_printed_beside_each_of_forty_people_is_what_the_csv_says_of_them():
    report = invented_reports.cohort()
    read = {}
    for line in printed_lines(report_pdf(report)):
        if found := ROW.fullmatch(line):
            cells = CELL.findall(found["cells"])
            assert len(cells) == 1 + 5 + 9
            read[found["who"]] = [printed_value(cell) for cell in (cells[0], *cells[6:])]

    assert read == {row["newcomer_id"]: [row[name] for name in PRINTED] for row in csv_rows(as_csv(report))}
    assert len(read) == 40


def test_the_steps_printed_beside_each_are_those_of_the_workbook():
    report = invented_reports.cohort()
    text = printed(report_pdf(report))
    rows = sheet_rows(report_xlsx(report), "I trin")
    told = [{name: danish(value) for name, value in row.items() if name != "newcomer_id"} for row in rows]

    assert len(rows) == 32
    assert [
        row["newcomer_id"]
        for row, said in zip(rows, told, strict=True)
        if "{who} 14 {steps_start} {steps_end} {steps_low} til {steps_high} {steps_pace} {steps_pace_low} til "
        "{steps_pace_high} ".format(who=row["newcomer_id"], **said)
        not in text
    ] == []


@pytest.mark.parametrize("made", [invented_reports.rising, invented_reports.flat])
def test_one_persons_figures_and_criteria_are_printed_as_the_workbook_holds_them(made):
    report = made()
    text, content = printed(report_pdf(report)), report_xlsx(report)
    (figures,) = sheet_rows(content, "Fremgang")
    first = f"{figures['observations']:.0f} {figures['level_start']:.4f} {figures['level_end']:.4f} "
    then = f"{figures['level_se']:.4f} {figures['pace_per_week']:.4f} {figures['pace_se']:.4f} "
    missing = [
        row["criterion"]
        for row in sheet_rows(content, "Kriterier")
        if " ".join(
            (
                row["criterion"],
                danish(row["step_start"]),
                danish(row["step_now"]),
                f"{danish(row['step_low'])} til {danish(row['step_high'])}" if row["step_low"] is not None else "–",
                f"{row['times_seen']:.0f} {row['seen_by']:.0f}",
            )
        )
        not in text
    ]

    assert (first + then).replace(".", ",") in text
    assert missing == []


@pytest.mark.parametrize(
    ("now", "se", "told"),
    [(2.0, 0.5, "1,0 til 3,0"), (3.8, 0.25, "3,3 til 4,0"), (0.2, 0.5, "0,0 til 1,2"), (2.0, 0.0, "2,0 til 2,0")],
)
def test_between_is_where_the_step_lies_95_times_in_100_and_never_off_the_scale(now, se, told):
    row = CriterionRow(criterion="phone", step_start=1.0, step_now=now, step_se=se, times_seen=9, seen_by=2)
    report = invented_reports.rising()
    report = replace(report, page=replace(report.page, criteria=(row,)))

    assert f"Telefon og samtaleanlæg 1,0 {danish(now)} {told} 9 2" in printed(report_pdf(report))


def test_a_report_with_too_little_to_go_on_says_why_and_gives_no_figures():
    report = invented_reports.too_little()
    text = printed(report_pdf(report))
    (row,) = sheet_rows(report_xlsx(report), "Fremgang")

    assert invented_reports.TOO_LITTLE in text
    assert "3 – – – – – 40 36 0 –" in text
    assert row["not_included_because"] == invented_reports.TOO_LITTLE
    assert {row[name] for name in COLUMNS if name.startswith(("level", "pace"))} == {None}


def test_whoever_is_left_out_is_named_with_the_reason_in_each_format():
    report = invented_reports.cohort()
    text = printed(report_pdf(report))

    assert f"{invented_reports.TOO_LITTLE} 4 S-0005, S-0015, S-0025, S-0035" in text
    assert f"{invented_reports.NOBODY_LOOKED} 4 S-0010, S-0020, S-0030, S-0040" in text
    assert [tuple(row.values()) for row in sheet_rows(report_xlsx(report), "Ikke med")] == [
        (who, why) for why, people in report.left_out.items() for who in people
    ]


def test_what_a_group_is_too_small_for_is_a_dash_on_paper_and_an_empty_cell_in_the_workbook():
    report = invented_reports.municipality()
    text = printed(report_pdf(report))
    overview = {row[0]: row[1:] for row in _summary(report) if row}

    assert "DU3 – – – – – – –" in text
    assert "Alle 40 32 0,0412 0,0068 8832 5808,5 64" in text
    assert [value for value in overview["DU3"] if value != ""] == []
    assert overview["Alle"][:7] == [40, 32, 0.0412, 0.0068, 8832, 5808.5, 64]


def test_states_are_never_shown_without_what_they_may_not_be_used_for():
    told = "må ikke indgå i sanktion, ydelse, opholds- eller statsborgerskabssag"
    with_states, without = invented_reports.municipality(), invented_reports.cohort()

    assert printed(report_pdf(with_states)).count(told) == 5  # beside both tables, and at the foot of three pages
    assert any(told in str(cell) for row in _summary(with_states) for cell in row)
    assert told not in printed(report_pdf(without))
    assert not any(told in str(cell) for row in _summary(without) for cell in row)


def _summary(report: Report) -> list[list]:
    return sheets(report_xlsx(report))["Oversigt"]
