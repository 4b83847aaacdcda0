"""The municipalities: the 98 there are, by the codes they have."""

import pytest

from assessment.reference.municipalities import municipalities, municipality_name
from assessment.reference.tables import table_rows

SUM_OF_THE_OFFICIAL_CODES = 45_293


def test_denmark_has_98_municipalities_each_with_its_own_code_and_name() -> None:
    rows = table_rows("municipalities")
    assert len(rows) == len(municipalities()) == len({row["name"] for row in rows}) == 98
    assert all(len(code) == 3 and code.isdigit() for code in municipalities())
    assert list(municipalities()) == sorted(municipalities())


def test_the_codes_add_up_as_in_an_independent_list() -> None:
    assert sum(int(code) for code in municipalities()) == SUM_OF_THE_OFFICIAL_CODES


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("101", "København"),
        ("147", "Frederiksberg"),
        ("169", "Høje-Taastrup"),
        ("400", "Bornholm"),
        ("461", "Odense"),
        ("492", "Ærø"),
        ("751", "Aarhus"),
        ("825", "Læsø"),
        ("860", "Hjørring"),
    ],
)
def test_a_code_stands_for_the_municipality_people_know(code: str, name: str) -> None:
    assert municipality_name(code) == name


def test_christiansoe_is_no_municipality() -> None:
    assert "411" not in municipalities()


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert municipality_name("998") == "kommune 998"


def test_the_demonstration_has_a_name_of_its_own() -> None:
    assert municipality_name("999") == "Demokommunen"
