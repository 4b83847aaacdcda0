"""Whatever a cell may not say is refused with its file, line, column and value, and a Danish sentence with the cure."""

import pytest
from support.deliveries import FIRST_ID, SECOND_ID, SMALL, TEST_CPR, spoiled, with_row, write_folder

from assessment.exchange.delivery import read_delivery
from assessment.exchange.package import open_package
from assessment.reference.rubric import load_rubric

UNUSED_ID = "6e0f9f6a-1111-4222-8333-444455556666"


@pytest.fixture
def read(tmp_path):
    """Read files by name as one delivery, without a database."""
    criteria = frozenset(load_rubric().codes)
    return lambda files: read_delivery(open_package(write_folder(tmp_path / "levering", files)), criteria)


MOMENT = "2026-03-10T08:00:00+01:00"
BAD_CELLS = [
    # file, what stands there, what is written instead, line, column, the word that carries the cure
    ("newcomers.csv", "n2;461;", ";461;", 3, "newcomer_id", "skal være udfyldt"),
    ("newcomers.csv", "n2;461;", f"{'n' * 65};461;", 3, "newcomer_id", "højst 64 tegn"),
    ("newcomers.csv", "n2;461;", '"n\n2";461;', 3, "newcomer_id", "linjeskift"),
    ("newcomers.csv", "n2;461;", "n2;46;", 3, "municipality", "tre cifre"),
    ("newcomers.csv", "n2;461;", "n2;٤٦١;", 3, "municipality", "tre cifre"),
    ("newcomers.csv", "Oleh", "O" * 201, 3, "alias", "Kort den af"),
    ("newcomers.csv", "Oleh", "Ol\x1beh", 3, "alias", "styretegn"),
    ("newcomers.csv", "Oleh", "Ol\x00eh", 3, "alias", "styretegn"),
    ("newcomers.csv", ";m;", ";mand;", 3, "gender", "f, m, x"),
    ("newcomers.csv", ";1990;", ";90;", 2, "birth_year", "1985"),
    ("newcomers.csv", ";1990;", ";1899;", 2, "birth_year", "1985"),
    ("newcomers.csv", ";1990;", ";²000;", 2, "birth_year", "1985"),
    ("newcomers.csv", "2024-08-06", "2024-02-30", 2, "resident_since", "findes ikke"),
    ("newcomers.csv", "2024-08-06", "08/2024", 2, "resident_since", "2026-03-02"),
    ("newcomers.csv", "2024-08-06", "6. august 2024", 2, "resident_since", "dag-måned-år"),
    ("newcomers.csv", "2024-08-06", "0024-08-06", 2, "resident_since", "1900 og 2199"),
    ("newcomers.csv", "2024-08-06", "2024-08-06 13:00", 2, "resident_since", "2026-03-02"),
    ("placements.csv", ";praktik;", ";job;", 2, "kind", "praktik, loentilskud"),
    ("placements.csv", ";25;", ";tredive;", 2, "hours_per_week", "7,5"),
    ("placements.csv", ";25;", ";-25;", 2, "hours_per_week", "negativt"),
    ("placements.csv", ";25;", ";1e5;", 2, "hours_per_week", "7,5"),
    ("placements.csv", ";25;", ";1.000,5;", 2, "hours_per_week", "7,5"),
    ("placements.csv", ";25;", ";99999999999999999999;", 2, "hours_per_week", "7,5"),
    ("placements.csv", ";25;", ";nan;", 2, "hours_per_week", "7,5"),
    ("observers.csv", ";kulturguide;", ";chef;", 3, "role", "sprogmakker, kulturguide"),
    ("observations.csv", f"{SECOND_ID};p1", "o-17;p1", 4, "observation_id", "UUID"),
    ("observations.csv", f"{SECOND_ID};p1", f"{{{SECOND_ID}}};p1", 4, "observation_id", "UUID"),
    ("observations.csv", MOMENT, "2026-03-10T08:00:00", 4, "recorded_at", "zone"),
    ("observations.csv", MOMENT, "10-03-2026 08:00", 4, "recorded_at", "T10:42:00+01:00"),
    ("observations.csv", MOMENT, "2026-03-10T25:00:00+01:00", 4, "recorded_at", "T10:42:00+01:00"),
    ("observations.csv", ";phone;", ";mail;", 4, "mode", "in_person, phone, video"),
    ("observations.csv", ";10to30;", ";15;", 4, "talk_minutes", "0, lt10, 10to30, gt30"),
    ("observations.csv", ";2to3;", ";3;", 4, "talk_partners", "0, 1, 2to3, 4plus"),
    ("observations.csv", "Ringede til lageret.", "x" * 501, 4, "note", "501 tegn; der må være 500"),
    ("ratings.csv", f"{SECOND_ID};phone;1", f"{SECOND_ID};singing;1", 5, "criterion", "small_talk"),
    ("ratings.csv", f"{SECOND_ID};phone;1", f"{SECOND_ID};phone;5", 5, "step", "0, 1, 2, 3 eller 4"),
    ("ratings.csv", f"{SECOND_ID};phone;1", f"{SECOND_ID};phone;2,5", 5, "step", "ikke er set"),
    ("enrolments.csv", ";DU2;", ";DU4;", 2, "track", "DU1, DU2, DU3, FVU"),
    ("attendance.csv", "2026-W11", "2026-W54", 3, "week", "2026-W12"),
    ("attendance.csv", "2026-W11", "uge 11", 3, "week", "2026-W12"),
    ("results.csv", ";ja;", ";måske;", 2, "passed", "ja, nej eller fritaget"),
    ("results.csv", ";02\n", ";13\n", 3, "grade", "-3, 00, 02"),
    ("results.csv", ";PD2;", ";PD4;", 3, "kind", "modultest, PD1"),
    ("results.csv", ";mundtlig;", ";sang;", 3, "part", "samlet, laesning"),
    ("pauses.csv", ";holiday", ";syg", 2, "code", "agreed, closure, holiday"),
    ("calibrations.csv", "initiative;0;", "initiative;;", 3, "step", "skal være udfyldt"),
    ("calibrations.csv", "initiative;0;", "initiative;5;", 3, "step", "Et trin er 0, 1, 2, 3 eller 4."),
    ("calibrations.csv", ";initiative;", ";singing;", 3, "criterion", "small_talk"),
    ("calibrations.csv", "0;2026-02-02T09:00:00+01:00", "0;2026-02-02T09:00:00", 3, "rated_at", "zone"),
    ("calibrations.csv", "k2;o1;laundry", "k2;o1;", 3, "case_id", "skal være udfyldt"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "line", "column", "cure"), BAD_CELLS)
def test_a_cell_that_cannot_be_read_is_refused_where_it_stands_with_the_cure(read, name, old, new, line, column, cure):
    (refused,) = read(spoiled(name, old, new)).refused

    assert (refused.file, refused.line, refused.column) == (name, line, column)
    assert refused.value is not None
    assert refused.value.rstrip("…").replace("�", "") in new.replace("\x1b", "").replace("\x00", "")
    assert cure in refused.message
    assert refused.message.endswith(".")


def test_the_line_is_the_files_own_also_after_a_note_over_several_lines(read):
    files = spoiled("observations.csv", "Svarede selv;\n", "Svarede\nselv;\r\n\n\n")

    (refused,) = read(spoiled("observations.csv", ";phone;", ";mail;", files)).refused

    assert files["observations.csv"].split("\n")[refused.line - 1].startswith(SECOND_ID)
    assert refused.line == 7


def test_the_column_is_named_as_it_was_delivered(read):
    files = spoiled("newcomers.csv", "municipality", "Kommune kode")

    (refused,) = read(spoiled("newcomers.csv", "n2;461", "n2;Aarhus", files)).refused

    assert (refused.column, refused.value) == ("Kommune kode", "Aarhus")


@pytest.mark.parametrize(
    ("row", "found"), [("n3;461", 2), ("n3;461;Zahra;f;1985;;for meget", 7), ('n3;461;"Zahra";f;1985;;;;x', 9)]
)
def test_a_ragged_row_is_refused_with_how_many_fields_it_has(read, row, found):
    (refused,) = read(with_row("newcomers.csv", row)).refused

    assert (refused.file, refused.line) == ("newcomers.csv", 4)
    assert f"Rækken har {found} felter, men overskriften har 6." in refused.message


def test_empty_fields_after_the_last_column_are_no_fault(read):
    delivery = read(with_row("newcomers.csv", "n3;461;Zahra;f;1985;;;;"))

    assert delivery.refused == []
    assert delivery.files["newcomers"].rows["newcomer_id"].tolist() == ["n1", "n2", "n3"]


@pytest.mark.parametrize("row", ['"n3;461;Zahra;f;1985;', '"n3"x;461;Zahra;f;1985;'])
def test_a_lone_quotation_mark_is_refused_at_the_line_where_it_opens(read, row):
    (refused,) = read(with_row("newcomers.csv", row)).refused

    assert (refused.file, refused.line) == ("newcomers.csv", 4)
    assert refused.message.startswith("Anførselstegnene går ikke op fra denne linje")


@pytest.mark.parametrize("name", SMALL)
def test_every_required_column_that_is_missing_is_named(read, name):
    refused = read({**SMALL, name: "skostørrelse\n43\n"}).refused

    missing = [one for one in refused if one.message.startswith("Kolonnen ")]
    assert {one.column for one in missing} >= {SMALL[name].split(";")[0]}
    assert all(one.file == name and one.line == 1 and "mangler" in one.message for one in missing)


def test_a_column_that_stands_twice_is_refused(read):
    (refused,) = read({**SMALL, "providers.csv": "provider_id;name;Navn\ns1;a;b\n"}).refused

    assert (refused.line, refused.column, refused.message) == (
        1,
        "Navn",
        "Kolonnen name står to gange. Behold den ene.",
    )


REFUSED_NAMES = {
    "CPR-nr.": "CPR-numre",
    "personnummer": "CPR-numre",
    "Efternavn": "Efternavne",
    "last_name": "Efternavne",
    "Nationalitet": "Nationalitet",
    "countryOfBirth": "Nationalitet",
    "religion": "tro",
    "Helbredsforhold": "helbred",
    "diagnose": "helbred",
    "Ydelsestype": "ydelser",
    "benefit": "ydelser",
    "Fravær": "Fravær",
    "fravaer_timer": "Fravær",
    "absence": "Fravær",
    "Sanktion": "Sanktioner",
    "sanction_date": "Sanktioner",
}


@pytest.mark.parametrize("header", REFUSED_NAMES)
def test_a_column_about_what_must_never_come_here_is_refused_with_the_reason(read, header):
    files = {**SMALL, "providers.csv": f"provider_id;name;{header}\ns1;Sprogcenter;hemmeligt\n"}

    (refused,) = read(files).refused

    assert (refused.file, refused.line, refused.column, refused.value) == ("providers.csv", 1, header, None)
    assert REFUSED_NAMES[header] in refused.message
    assert "Slet kolonnen" in refused.message


@pytest.mark.parametrize("header", [name for name in REFUSED_NAMES if "." not in name])
def test_a_file_about_what_must_never_come_here_is_refused_by_its_name(read, header):
    (refused,) = read({**SMALL, f"{header}.xlsx": b"PK"}).refused

    assert refused.file == f"{header}.xlsx"
    assert REFUSED_NAMES[header] in refused.message


@pytest.mark.parametrize("name", ["newcomers.csv", "placements.csv", "enrolments.csv"])
@pytest.mark.parametrize(
    "written", [TEST_CPR, "6101901234", "61.01.90 – 1234", "CPR: 610190 1234", "６１０１９０-1234"]
)
def test_a_personal_number_as_an_id_is_refused_and_never_repeated(read, name, written):
    row = {
        "newcomers.csv": f"{written};461;;;;",
        "placements.csv": f"p9;{written};w1;praktik;2026-01-01;;;",
        "enrolments.csv": f"{written};n1;s1;DU1;1;2026-01-01;",
    }[name]

    (refused,) = read(with_row(name, row)).refused

    assert "CPR-nummer" in refused.message
    assert "[fjernet]" in refused.value
    assert "1234" not in str(refused.as_json())


def test_a_file_without_its_header_never_shows_the_personal_numbers_in_its_first_row(read):
    delivery = read({"newcomers.csv": f"{TEST_CPR};461;Amina {TEST_CPR};cpr {TEST_CPR};1990;\n"})

    told = str([refused.as_json() for refused in delivery.refused] + delivery.ignored)
    assert len(delivery.refused) >= 2
    assert "1234" not in told


def test_personal_numbers_are_taken_out_of_every_free_text(read):
    files = spoiled("newcomers.csv", "Oleh", f"Oleh {TEST_CPR}")
    files = spoiled("workplaces.csv", "Lager Øst", f"Lager {TEST_CPR}", files)
    files = spoiled("enrolments.csv", ";3;", f";3 {TEST_CPR};", files)
    files = spoiled("observations.csv", "Ringede til", f"{TEST_CPR}, 87 65 43 21 og navn@firma.dk ringede til", files)

    delivery = read(files)

    assert delivery.refused == []
    assert delivery.redacted == 4
    assert delivery.files["observations"].rows["note"][1] == "[fjernet], [fjernet] og [fjernet] ringede til lageret."
    assert not any("1234" in str(file.rows.to_dict()) for file in delivery.files.values())


def test_a_note_is_measured_after_it_is_cleaned(read):
    assert read(spoiled("observations.csv", "Ringede til lageret.", "x" * 488 + f" {TEST_CPR}")).refused == []
    assert read(spoiled("observations.csv", "Ringede til lageret.", "æ" * 500)).refused == []


@pytest.mark.parametrize(("written", "meant"), [("'=1+1", "=1+1"), ("=1+1", "=1+1"), ("''-x", "'-x"), ("'hej", "'hej")])
def test_a_guard_against_formulas_is_taken_off_again(read, written, meant):
    assert read(spoiled("newcomers.csv", "Oleh", written)).files["newcomers"].rows["alias"][1] == meant


def test_only_a_whole_result_may_have_an_average_for_a_grade(read):
    assert read(with_row("results.csv", "r3;n1;s1;PD2;samlet;;;2026-05-20;2026-06-10;ja;7,4")).refused == []


def test_an_id_in_capitals_is_the_same_observation(read):
    delivery = read(
        with_row("observations.csv", f"{FIRST_ID.upper()};p1;o1;2026-03-02;2026-03-02T15:30:00+01:00;;;;;;")
    )

    (refused,) = delivery.refused
    assert refused.message == "Nøglen står allerede på linje 2. Behold den ene række."
    assert refused.line == 5
