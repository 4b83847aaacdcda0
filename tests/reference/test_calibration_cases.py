"""The calibration cases: plain situations that spread over the steps, and never changed behind anyone's back."""

import hashlib
import re
import shutil

import pytest
from support.reading_ease import LIX_CEILING, lix

from assessment.domain.bundle import OBSERVER_ROLES
from assessment.reference.calibration_cases import CURRENT_VERSION, load_cases, read_cases
from assessment.reference.rubric import InvalidRubric, load_rubric
from assessment.settings import resource
from assessment.simulation.world import SHIPPED_WORLD

CASES = load_cases().cases


@pytest.fixture
def own_folder(tmp_path):
    return shutil.copytree(resource("data/rubric"), tmp_path / "rubric")


def test_there_are_eight_and_every_observer_is_asked_about_everything_in_them() -> None:
    asked = {criterion for case in CASES for criterion in case.criteria}

    assert len(CASES) == len({case.case_id for case in CASES}) == 8
    assert all(1 <= len(case.criteria) <= 3 for case in CASES)
    assert len(asked) >= 8
    for role in OBSERVER_ROLES:
        assert asked <= {criterion.code for criterion in load_rubric().criteria_for(role)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case_id)
def test_a_busy_colleague_can_read_a_case_that_tells_no_age_sex_or_level(case) -> None:
    told, told_en = f"{case.place}. {case.text}", f"{case.place_en}. {case.text_en}"
    sentences = len(re.findall(r"[.!?]+(?=\W|$)", case.text))

    assert 2 <= sentences <= 4
    assert lix(case.text) <= LIX_CEILING
    assert not re.search(r"\b(han|hun|hans|hendes|ham|hende|[ABC][12]|år)\b", told, re.IGNORECASE)
    assert not re.search(r"\b(he|she|his|her|him|hers|[ABC][12]|years?)\b", told_en, re.IGNORECASE)
    assert len({text for text in (case.place, case.place_en, case.text, case.text_en) if text.strip() == text}) == 4


def test_a_case_with_one_byte_changed_is_refused_with_a_sentence(own_folder) -> None:
    assert read_cases(own_folder, CURRENT_VERSION) == load_cases()
    file = own_folder / f"{CURRENT_VERSION}.yaml"
    file.write_bytes(file.read_bytes().replace(b"vaskeri", b"Vaskeri", 1))

    with pytest.raises(InvalidRubric, match="er ændret, siden det blev udgivet"):
        read_cases(own_folder, CURRENT_VERSION)


@pytest.mark.parametrize(
    ("published", "other"),
    [(b"initiative]", b"singing]"), (b"id: school", b"id: laundry"), (b"[phone, writing]", b"[]")],
)
def test_cases_that_are_not_whole_are_refused_even_when_published(own_folder, published, other) -> None:
    file = own_folder / f"{CURRENT_VERSION}.yaml"
    content = file.read_bytes().replace(published, other, 1)
    file.write_bytes(content)
    hashes = own_folder / "hashes.yaml"
    hashes.write_text(hashes.read_text().replace(load_cases().sha256, hashlib.sha256(content).hexdigest()))

    with pytest.raises(InvalidRubric, match="ikke hele"):
        read_cases(own_folder, CURRENT_VERSION)


def test_the_simulator_knows_a_level_for_every_case_from_little_to_much() -> None:
    levels = [one.logit for one in SHIPPED_WORLD.case_levels]

    assert tuple(one.case_id for one in SHIPPED_WORLD.case_levels) == load_cases().case_ids
    assert levels == sorted(levels)
