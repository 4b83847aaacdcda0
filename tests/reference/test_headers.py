"""Headers: Danish ones are understood, and what must never be delivered is refused with the reason."""

import unicodedata

import pytest

from assessment.domain.bundle import BUNDLE
from assessment.reference import refused_columns
from assessment.reference.header_aliases import canonical_header, published_aliases
from assessment.reference.header_words import spellings, squeezed
from assessment.reference.refused_columns import why_refused
from assessment.reference.tables import table_rows

COLUMNS = [(file.stem, name) for file in BUNDLE for name in file.column_names]
ALIASES = [(stem, name, header) for (stem, name), headers in published_aliases().items() for header in headers]
REFUSED = {
    "cpr": "cpr CPR cpr_nr CPR-nummer cprNummer CPRnummer borgerCPR c.p.r. personnummer person_nummer ＣＰＲ c\u200bpr"
    " ssn",
    "surname": "borgerLastName efternavn Efternavne lastName last_name borger_last_name surname family_name fulde_navn"
    " full_name",
    "nationality": "nationalitet nationality statsborgerskab stats_borgerskab citizenship oprindelsesland origin"
    " country_of_birth fødeland foedeland fodeland etnicitet ethnic_group",
    "religion": "religion religiøs religioes tro trosretning faith",
    "health": "helbred helbredsoplysninger diagnose diagnosis diagnosekode sygdom sygemeldt health_status handicap",
    "benefit": "ydelse ydelsestype kontanthjælp kontanthjaelp Kontant-hjælp benefit benefit_type welfare forsørgelse",
    "absence": "fravær fravaer fravar Fravær_pct sygefravær fraværstimer absence lessons_absent udeblivelser",
    "sanction": "sanktion sanktioner Sanktionsdato sanction sanctions ydelsesnedsættelse",
}
HARMLESS = (
    "kommentar telefon_bemaerkning lokation begivenhed betydelse_for_os retning vejledning topic_primary citizen_id"
    " topicPrimary p_nummer pnr presence sprog land startdato mødested kontaktperson stilling afdeling beskrivelse"
    " hylde trofast oprettet nation_wide_id origin_file til_rådighed"
)


@pytest.mark.parametrize(
    ("header", "category"), [(header, category) for category, headers in REFUSED.items() for header in headers.split()]
)
def test_what_may_never_be_known_about_a_person_is_refused(header: str, category: str) -> None:
    refused = why_refused(header)
    assert refused is not None
    assert refused.category == category
    assert "Slet kolonnen" in refused.reason


@pytest.mark.parametrize("header", HARMLESS.split())
def test_a_harmless_column_does_not_stop_a_delivery(header: str) -> None:
    assert why_refused(header) is None


@pytest.mark.parametrize(("stem", "name"), COLUMNS)
def test_no_column_of_the_bundle_is_refused(stem: str, name: str) -> None:
    assert why_refused(name) is None
    assert [header for header in published_aliases()[stem, name] if why_refused(header)] == []


@pytest.mark.parametrize("header", ["", " ", "___", "2026", "\ufeff"])
def test_a_header_without_words_is_not_refused(header: str) -> None:
    assert why_refused(header) is None


def test_every_refused_word_is_published_once_with_the_reason_that_is_given() -> None:
    rows = table_rows("refused_columns")
    assert len({(row["word"], row["language"]) for row in rows}) == len(rows)
    assert {row["match"] for row in rows} == {"word", "stem", "whole"}
    for row in rows:
        refused = why_refused(row["word"])
        assert refused is not None, row
        assert (refused.category, refused.reason) == (row["category"], row["reason"])


def test_both_languages_are_published_for_every_kind_of_information() -> None:
    published = {(row["category"], row["language"]) for row in table_rows("refused_columns")}
    both = {(category, language) for category in refused_columns._WHY for language in ("da", "en")}
    assert published == both


@pytest.mark.parametrize(("stem", "name"), COLUMNS)
def test_every_column_has_a_danish_header_and_means_itself(stem: str, name: str) -> None:
    assert published_aliases()[stem, name]
    assert canonical_header(stem, name) == name
    assert canonical_header(stem, f"\ufeff {name.upper().replace('_', '-')} ") == name


@pytest.mark.parametrize(("stem", "name", "header"), ALIASES)
def test_a_danish_header_is_understood_however_it_is_typed(stem: str, name: str, header: str) -> None:
    ascii_twin = header.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    decomposed = unicodedata.normalize("NFD", header)
    dashed, spaced = header.replace("_", "-"), header.replace("_", " ")
    for typed in (header, ascii_twin, header.upper(), dashed, spaced, f" {header} ", decomposed):
        assert canonical_header(stem, typed) == name


def test_no_header_means_two_columns_of_one_file() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for stem, name in COLUMNS:
        for header in (name, *published_aliases()[stem, name]):
            for spelling in spellings(header):
                meanings.setdefault((stem, spelling), set()).add(name)
    assert {key: names for key, names in meanings.items() if len(names) > 1} == {}


def test_the_table_names_only_columns_that_exist_and_no_header_twice() -> None:
    assert {(stem, name) for stem, name, _ in ALIASES} == set(COLUMNS)
    assert len({(stem, squeezed(header)) for stem, _, header in ALIASES}) == len(ALIASES)


@pytest.mark.parametrize(
    ("stem", "header", "name"),
    [
        ("newcomers", "kaldenavn", "alias"),
        ("newcomers", "Køn", "gender"),
        ("newcomers", "fodselsar", "birth_year"),
        ("placements", "Timer pr. uge", "hours_per_week"),
        ("placements", "slutdato", "ends_on"),
        ("enrolments", "slutdato", "ended_on"),
        ("attendance", "lektioner fremmødt", "lessons_attended"),
        ("attendance", "uge", "week"),
        ("results", "bestået", "passed"),
        ("results", "bestaaet", "passed"),
        ("observations", "bemærkning", "note"),
        ("ratings", "trin", "step"),
        ("pauses", "fra", "from_on"),
    ],
)
def test_the_headers_danish_offices_use_are_understood(stem: str, header: str, name: str) -> None:
    assert canonical_header(stem, header) == name


def test_a_header_belongs_to_its_own_file_and_a_name_is_no_alias() -> None:
    assert canonical_header("ratings", "kommune") is None
    assert canonical_header("newcomers", "navn") is None
    assert canonical_header("newcomers", "skostørrelse") is None
    assert canonical_header("shoes", "kommune") is None
