"""A delivery is understood in whatever encoding, separator, language and wrapping it comes."""

import codecs

import pytest
from support.deliveries import SMALL, cells_of, current_texts, deliver, spoiled, text_of, write_folder, zip_bytes

from assessment.domain.bundle import BUNDLE
from assessment.reference.header_aliases import published_aliases
from assessment.storage.ledger import open_ledger


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What stands when the small delivery is taken as it is."""
    place = tmp_path_factory.mktemp("plain")
    plain = open_ledger(f"sqlite:///{place / 'plain.db'}")
    assert deliver(plain, write_folder(place / "levering", SMALL)).refused == ()
    texts = current_texts(plain)
    plain.close()
    return texts


ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "cp1252": lambda text: text.encode("cp1252"),
    "UTF-16 little-endian": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 big-endian": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-16 little-endian without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-16 big-endian without a mark": lambda text: text.encode("utf-16-be"),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_danish_letters_arrive_in_every_encoding(take, ledger, expected, encoding):
    outcome = take({name: ENCODINGS[encoding](text) for name, text in SMALL.items()})

    assert outcome.refused == ()
    assert current_texts(ledger) == expected
    assert "Bageriet Ærø" in expected["workplaces.csv"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_separator_and_line_end_says_the_same(take, ledger, expected, separator, line_end):
    files = {name: text_of(cells_of(text), separator=separator, line_end=line_end) for name, text in SMALL.items()}

    assert take(files).refused == ()
    assert current_texts(ledger) == expected


def test_a_delivery_may_mix_encodings_and_separators_between_its_files(take, ledger, expected):
    encode = list(ENCODINGS.values())
    files = {
        name: encode[number % len(encode)](text_of(cells_of(text), separator=";,\t"[number % 3]))
        for number, (name, text) in enumerate(SMALL.items())
    }

    assert take(files).refused == ()
    assert current_texts(ledger) == expected


@pytest.mark.parametrize("written", ["02-03-2026", "2-3-2026", "02.03.2026", "02/03/2026", "2026-03-02", "2026-3-2"])
def test_a_date_may_be_written_the_danish_way(take, ledger, expected, written):
    assert take(spoiled("observations.csv", "o1;2026-03-02;", f"o1;{written};")).refused == ()
    assert current_texts(ledger) == expected


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_decimal_may_have_a_comma(take, ledger, expected, separator):
    files = spoiled("placements.csv", "37.5", "37,5")
    files["placements.csv"] = files["placements.csv"].replace(";", separator)

    assert take(files).refused == ()
    assert current_texts(ledger) == expected


def test_a_decimal_comma_in_a_comma_separated_file_is_quoted(take, ledger, expected):
    files = {**SMALL, "placements.csv": SMALL["placements.csv"].replace(";", ",").replace("37.5", '"37,5"')}

    assert take(files).refused == ()
    assert current_texts(ledger) == expected


def test_a_decimal_comma_that_is_not_quoted_is_refused_with_that_cure(take):
    files = {**SMALL, "attendance.csv": SMALL["attendance.csv"].replace(";", ",").replace("4.5", "4,5")}

    (refused,) = take(files).refused

    assert (refused.file, refused.line) == ("attendance.csv", 3)
    assert "anførselstegn" in refused.message


@pytest.mark.parametrize("variant", range(9))
def test_every_published_danish_header_is_understood(take, ledger, expected, variant):
    danish = {}
    for name, text in SMALL.items():
        header, *body = cells_of(text)
        danish[name] = text_of([[_alias(name.removesuffix(".csv"), column, variant) for column in header], *body])

    outcome = take(danish)

    assert outcome.refused == ()
    assert outcome.ignored == ()
    assert current_texts(ledger) == expected


def test_nine_variants_are_all_the_danish_headers_there_are():
    assert max(map(len, published_aliases().values())) == 9


def _alias(stem: str, column: str, variant: int) -> str:
    aliases = published_aliases().get((stem, column), (column,))
    alias = aliases[variant % len(aliases)]
    return alias.upper().replace("_", " ") if variant % 2 else alias


def test_danish_and_true_false_answers_are_one(take, ledger, expected):
    assert take(spoiled("results.csv", ";ja;", ";TRUE;")).refused == ()
    assert current_texts(ledger) == expected


def test_columns_may_stand_in_any_order(take, ledger, expected):
    assert take({name: text_of(row[::-1] for row in cells_of(text)) for name, text in SMALL.items()}).refused == ()
    assert current_texts(ledger) == expected


@pytest.mark.parametrize("inside", ["", "levering/"])
def test_a_zip_says_what_the_folder_says(ledger, expected, tmp_path, inside):
    path = tmp_path / "levering.zip"
    path.write_bytes(zip_bytes(SMALL, inside=inside))

    assert deliver(ledger, path).refused == ()
    assert current_texts(ledger) == expected


def test_file_names_are_known_in_capitals_and_blank_lines_are_passed_over(take, ledger, expected):
    shouted = {name.upper(): f"\n{text}\n;;;\n\n" for name, text in SMALL.items()}

    assert take(shouted).refused == ()
    assert current_texts(ledger) == expected


def test_a_file_may_be_absent_and_one_with_a_header_alone_says_nothing(take, ledger, expected):
    headers = {name: text.split("\n")[0] + "\n" for name, text in SMALL.items()}

    assert take(headers).refused == ()
    assert take({name: SMALL[name] for name in ("newcomers.csv", "workplaces.csv")}).refused == ()
    assert {
        name: len(text.splitlines()) - 1 for name, text in current_texts(ledger).items() if len(text.splitlines()) > 1
    } == {
        "newcomers.csv": 2,
        "workplaces.csv": 2,
    }


def test_unknown_files_and_columns_are_passed_over_and_listed(take, ledger, expected):
    files = spoiled(
        "providers.csv", "provider_id;name\ns1;Sprogcenter Øst", "provider_id;farve;name\ns1;blå;Sprogcenter Øst"
    )

    outcome = take({**files, "noter.txt": "hej", "skemaer.csv": "a;b\n1;2\n"})

    assert outcome.refused == ()
    assert outcome.ignored == ("noter.txt", "providers.csv: farve", "skemaer.csv")
    assert current_texts(ledger) == expected


def test_every_known_file_stands_in_the_counts(take):
    outcome = take(SMALL).as_json()

    for counts in (outcome["added"], outcome["changed"], outcome["unchanged"]):
        assert list(counts) == [file.filename for file in BUNDLE]
    assert outcome["added"]["ratings.csv"] == 4
