"""A PDF that can be read aloud: tagged, in its language, its fonts inside, and the same bytes each time."""

import io
from dataclasses import replace
from functools import partial
from pathlib import Path

import outloud
import page
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from support import invented_reports
from support.hostile_cells import HOSTILE_CELLS
from support.invented_reports import left_out, line
from support.read_back import fonts, printed, structure

from assessment.i18n.words import in_language
from assessment.reports.printable import NO_SIGN, TYPESET, covered, printable
from assessment.reports.report_pdf import first_page_png, report_pdf

MEANT_FOR_US = [text for text in HOSTILE_CELLS if text[:1] in ("=", "#", "$", "\\", "{", "\u202e")]
"""The texts that begin as a typesetter's own words do, or turn the line around."""

FONTS = ("-Regular", "-SemiBold", "Arabic-Regular")
MADE = {
    "a full page": invented_reports.rising,
    "nothing came on": invented_reports.flat,
    "too little to go on": invented_reports.too_little,
    "forty people": invented_reports.cohort,
    "a municipality": invented_reports.municipality,
    "a list of several pages": partial(invented_reports.municipality, 110),
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Each kind of report once, and one in English."""
    made = {name: report_pdf(make()) for name, make in MADE.items()}
    with in_language("en"):
        return {**made, "in English": report_pdf(invented_reports.rising())}


@pytest.mark.parametrize("name", [*MADE, "in English"])
def test_two_checkers_that_know_nothing_of_each_other_find_no_fault(files, tmp_path: Path, name):
    (tmp_path / "report.pdf").write_bytes(files[name])
    heard = outloud.check(str(tmp_path / "report.pdf"))
    validated = page.validate_pdf_bytes(files[name], profile=page.ValidationProfile.PDF_UA_1)

    assert (heard.error, [f"{one.rule} {one.message}" for one in heard.findings]) == (None, [])
    assert validated.failures == []
    assert validated.rules.total > 50


def test_one_person_is_told_in_an_order_that_can_be_listened_to(files):
    told = structure(files["a full page"])
    kinds = [kind for kind, _alt in told]
    (alt,) = [alt for kind, alt in told if kind == "Figure"]

    assert kinds[0] == "Document"
    assert kinds.count("Table") == kinds.count("THead") == kinds.count("TBody") == 3
    assert kinds.count("H1") == 8
    assert {"H2", "H3"} & set(kinds) == set()
    assert kinds.index("H1") < kinds.index("Figure") < kinds.index("Table")
    assert kinds.count("Caption") == 4
    assert alt == (
        "Kurve fra trin 1,1 (10. maj 2026) til trin 2,4 (25. oktober 2026); ved slutningen mellem 2,1 og 2,8. "
        "Forventet på forløbet ved slutningen: mellem 1,5 og 2,6. 2 pauser er vist som lyse felter. "
        "Under kurven: 2 bestået (flag), 1 ikke bestået (ring), 1 fritaget (streg)."
    )


def test_in_a_list_of_forty_every_figure_has_its_heading(files):
    kinds = [kind for kind, _alt in structure(files["forty people"])]

    assert kinds.count("TD") == 40 * 16 + 4 * 8 + 2 * 3
    assert kinds.count("TH") == (4 + 16) + 8 + 3
    assert printed(files["forty people"]).count("Person Gange Først Sidst") == 2
    assert len(PdfReader(io.BytesIO(files["forty people"])).pages) == 2


@pytest.mark.parametrize(("name", "language"), [("a full page", "da"), ("in English", "en")])
def test_a_reader_is_told_title_and_language_and_nobodys_name(files, name, language):
    reader = PdfReader(io.BytesIO(files[name]))
    root, told = reader.trailer["/Root"], reader.metadata

    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert told.author is None
    assert "S-0412" in told.title
    assert str(told.creation_date).startswith("2026-11-21")


def test_one_person_fits_on_one_page(files):
    assert {
        name: len(PdfReader(io.BytesIO(files[name])).pages) for name in ("a full page", "nothing came on", "in English")
    } == {"a full page": 1, "nothing came on": 1, "in English": 1}


def test_every_font_is_inside_the_file_and_is_ours(files):
    found = {name: inside for content in files.values() for name, inside in fonts(content).items()}

    assert all(found.values())
    assert {name.split("+")[1].split("-")[0] for name in found} == {"IBMPlexSans"}


def test_the_same_report_is_the_same_bytes(files):
    assert report_pdf(invented_reports.rising()) == files["a full page"]
    assert report_pdf(invented_reports.cohort()) == files["forty people"]


def test_hostile_texts_are_printed_and_nothing_of_them_is_run():
    people = tuple(line(text) if number % 2 else left_out(text) for number, text in enumerate(MEANT_FOR_US))
    report = replace(invented_reports.cohort(1), lines=people, provider_id="#panic()", made_by="$x$ *y*")
    content = report_pdf(report)
    text = printed(content).replace(" ", "")  # a long id is broken where its column ends

    assert page.is_pdf_compliant_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    for told in (
        "#emph[x]",
        "Alle kursister hos #panic()",
        "af $x$ *y*.",
        "=1+1",
        "\\a;b",
        '#import "@preview/x:1.0.0"',
    ):
        assert told.replace(" ", "") in text


def test_what_has_no_sign_in_our_fonts_is_shown_to_be_missing():
    assert printable("Amal مرحبا Ж ø") == "Amal مرحبا Ж ø"
    assert printable("漢😀\x00\ud800") == NO_SIGN * 4
    assert printable("a\u200bb\u202ec\u2028d\u200fe") == NO_SIGN.join("abcde")


def test_the_list_of_signs_is_that_of_the_fonts():
    plain, firm, arabic = (set(TTFont(TYPESET / "fonts" / f"IBMPlexSans{name}.ttf").getBestCmap()) for name in FONTS)
    signs = sorted((plain & firm) | arabic)
    starts = [sign for sign in signs if sign - 1 not in set(signs)]
    ends = [sign for sign in signs if sign + 1 not in set(signs)]
    runs = [f"{start:04X}-{end:04X}" for start, end in zip(starts, ends, strict=True)]

    assert (TYPESET / "fonts" / "coverage.txt").read_text("ascii").split() == runs
    assert set(range(0x20, 0x7F)) | set(map(ord, "æøåÆØÅéüЖم–»«±")) <= covered()


def test_the_preview_is_a_picture_of_the_first_page():
    picture = first_page_png(invented_reports.cohort())
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))

    assert picture.startswith(b"\x89PNG\r\n")
    assert 1200 < width < 1400
    assert round(width / height, 2) == 1.41  # an A4 page on its side


def test_a_report_nobody_has_made_yet_says_no_day():
    report = replace(invented_reports.rising(), made_at=None)

    assert "Lavet" not in printed(report_pdf(report))
    assert report_pdf(report) == report_pdf(report)
