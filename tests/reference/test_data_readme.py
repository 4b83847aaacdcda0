"""The page about the data names every file, with the number of rows it really has."""

import re
from pathlib import Path

import pytest
import yaml

from assessment.reference.tables import table_rows
from assessment.settings import resource

DATA = resource("data/README.md").parent
LINES = re.findall(
    r"^\| `(?P<file>[^`]+)` \|(?P<rest>.*)\|$", (DATA / "README.md").read_text(encoding="utf-8"), re.MULTILINE
)
DESCRIBED = {file: [cell.strip() for cell in rest.split("|")] for file, rest in LINES}


def rows_in(file: Path) -> int:
    if file.suffix == ".csv":
        return len(table_rows(file.stem, file.parent.name))
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return len(content.get("criteria") or content.get("cases") or content)


def test_every_file_that_ships_is_described_and_every_described_file_ships() -> None:
    shipped = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()} - {"README.md"}
    assert shipped == set(DESCRIBED)


@pytest.mark.parametrize("file", DESCRIBED)
def test_the_page_says_how_many_rows_a_file_has(file: str) -> None:
    assert DESCRIBED[file][1] == str(rows_in(DATA / file))


@pytest.mark.parametrize("file", DESCRIBED)
def test_source_unit_licence_and_date_are_given_for_every_file(file: str) -> None:
    what, _rows, unit, source, licence, day = DESCRIBED[file]
    assert all((what, unit, source, licence))
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)
