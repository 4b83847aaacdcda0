"""A provider's own CSV: told by its headers, whatever the file is called and however it was saved."""

import pytest

from assessment.exchange.own_csv import KINDS, OWN_FORMS, WHOLE_FILE_LEFT_OUT, Recognised, Said, own_meaning, recognise
from assessment.reference.header_aliases import published_aliases

RESULTS = "Kursistnr;Prøve;Prøvedato;Resultat;Karakter;Hold"
ATTENDANCE = "Kursist;Uge;Udbudte;Mødt"
ENROLMENTS = "Kursist;Danskuddannelse;Modul;Startdato;Slutdato"


def look_at(header: str, *, said: Said | None = None, encoding: str = "utf-8") -> Recognised:
    """What becomes of a file of that header and one empty row."""
    content = f"{header}\n{';' * header.count(';')}x\n".encode(encoding)
    return recognise([("Udtræk uge 34.csv", content)], {"Udtræk uge 34.csv": said} if said else {})


@pytest.mark.parametrize(
    ("header", "stem"), [(RESULTS, "results"), (ATTENDANCE, "attendance"), (ENROLMENTS, "enrolments")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_what_a_file_holds_is_told_by_its_headers(header: str, stem: str, encoding: str, separator: str) -> None:
    found = look_at(header.replace(";", separator), encoding=encoding)

    assert [(file.name, file.stem) for file in found.files] == [("Udtræk uge 34.csv", stem)]
    assert (found.unrecognised, found.refused, found.ignored) == ([], [], [])


@pytest.mark.parametrize("stem", KINDS)
def test_the_bundles_own_headers_are_told_by_themselves_too(stem: str) -> None:
    assert [file.stem for file in look_at(";".join(OWN_FORMS[stem].column_names)).files] == [stem]


@pytest.mark.parametrize("stem", KINDS)
def test_every_danish_header_means_the_same_to_a_provider(stem: str) -> None:
    for (file, column), headers in published_aliases().items():
        if file == stem:
            assert {own_meaning(stem, header) for header in headers} == {column}


def test_a_file_that_could_be_two_things_is_asked_about() -> None:
    found = look_at("Kursist;Danskuddannelse;Startdato;Prøve;Prøvedato;Resultat")

    assert found.files == []
    assert [one.name for one in found.unrecognised] == ["Udtræk uge 34.csv"]


def test_what_is_missing_is_named_and_what_is_understood_is_chosen_beforehand() -> None:
    (one,) = look_at("Kursist;Uge;Udbudte;Været her").unrecognised

    assert (one.stem, one.missing) == ("attendance", ("lessons_attended",))
    assert one.meanings == {"Kursist": "newcomer_id", "Uge": "week", "Udbudte": "lessons_offered", "Været her": ""}


def test_where_nothing_is_understood_nothing_is_guessed() -> None:
    (one,) = look_at("a;b;c").unrecognised

    assert (one.stem, one.missing) == ("", ())
    assert set(one.meanings.values()) == {""}


def test_a_choice_that_lacks_something_is_asked_about_again_with_the_choice_kept() -> None:
    (one,) = look_at("a;b;c", said=Said("results", {"a": "newcomer_id", "b": "kind", "c": ""})).unrecognised

    assert (one.stem, one.missing) == ("results", ("taken_on", "passed"))
    assert one.meanings == {"a": "newcomer_id", "b": "kind", "c": ""}


def test_columns_alone_can_say_what_the_file_holds() -> None:
    said = Said("", {"a": "newcomer_id", "b": "kind", "c": "taken_on", "d": "passed"})

    assert [file.stem for file in look_at("a;b;c;d", said=said).files] == ["results"]


@pytest.mark.parametrize("column", ["municipality", "alias", "opfundet", "week"])
def test_a_choice_can_only_be_one_of_that_files_columns(column: str) -> None:
    said = Said("results", {"a": "newcomer_id", "b": "kind", "c": "taken_on", "d": column})

    assert [one.missing for one in look_at("a;b;c;d", said=said).unrecognised] == [("passed",)]


def test_a_file_can_be_left_out() -> None:
    found = look_at("a;b;c", said=Said(WHOLE_FILE_LEFT_OUT, {}))

    assert (found.files, found.unrecognised, found.ignored) == ([], [], ["Udtræk uge 34.csv"])


@pytest.mark.parametrize("header", ["CPR-nr.;Prøve;Prøvedato;Resultat", "Nationalitet;a;b", "Kursist;Fravær;Uge"])
def test_what_may_never_be_delivered_is_refused_before_anybody_is_asked(header: str) -> None:
    found = look_at(header)

    assert (found.files, found.unrecognised) == ([], [])
    assert len(found.refused) == 1
    assert "Slet kolonnen" in found.refused[0].message


def test_two_files_of_one_kind_are_not_mixed() -> None:
    content = f"{RESULTS}\n".encode()
    found = recognise([("a.csv", content), ("results.csv", content)], {})

    assert [file.name for file in found.files] == ["a.csv"]
    assert found.refused[0].message.startswith("Filerne »a.csv« og »results.csv« holder det samme slags rækker.")


def test_two_files_of_one_name_in_a_zip_are_not_mixed() -> None:
    content = f"{RESULTS}\n".encode()
    found = recognise([("results.csv", content), ("results.csv", content)], {})

    assert [file.name for file in found.files] == ["results.csv"]
    assert found.refused[0].message == "Der er to filer, der hedder »results.csv«. Behold den ene, og lever igen."


def test_enrolments_are_read_before_the_lessons_that_rest_on_them() -> None:
    files = [
        (f"{number}.csv", f"{header}\n".encode()) for number, header in enumerate((RESULTS, ATTENDANCE, ENROLMENTS))
    ]

    assert [file.stem for file in recognise(files, {}).files] == ["enrolments", "attendance", "results"]
