"""The rubric: the criteria the contract names, in plain Danish, and never changed behind anyone's back."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from support.reading_ease import LIX_CEILING, lix

from assessment.domain.bundle import OBSERVER_ROLES
from assessment.domain.rubric import Criterion
from assessment.i18n.words import in_language
from assessment.reference.rubric import InvalidRubric, load_rubric, read_rubric
from assessment.settings import resource

CONTRACT_CODES = (
    "instructions safety asking_help reporting small_talk phone reading writing trade_words intelligibility initiative"
    " customers unwritten_rules joining_in"
)
VERSION = "workplace-da-v1"


def danish(criterion: Criterion) -> str:
    return " ".join([criterion.name, criterion.question, *criterion.anchors, criterion.example])


def english(criterion: Criterion) -> str:
    return " ".join([criterion.name_en, criterion.question_en, *criterion.anchors_en, criterion.example_en])


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resource("data/rubric"), tmp_path / "rubric"))


def test_lix_is_counted_as_its_inventor_did() -> None:
    assert lix("Hun går en tur. Bibliotekaren læser højt.") == pytest.approx(7 / 2 + 100 / 7)


def test_the_criteria_are_those_of_the_contract_in_its_order() -> None:
    assert list(load_rubric(VERSION).codes) == CONTRACT_CODES.split()


def test_only_culture_guides_are_asked_about_unwritten_rules_and_joining_in() -> None:
    rubric = load_rubric(VERSION)
    asked = {role: [criterion.code for criterion in rubric.criteria_for(role)] for role in OBSERVER_ROLES}
    assert asked == {
        "sprogmakker": CONTRACT_CODES.split()[:12],
        "kulturguide": CONTRACT_CODES.split(),
        "sprogmentor": CONTRACT_CODES.split()[:12],
    }


@pytest.mark.parametrize("code", CONTRACT_CODES.split())
def test_every_step_of_a_criterion_says_what_is_seen_in_both_languages(code: str) -> None:
    criterion = load_rubric(VERSION).criterion(code)
    for anchors in (criterion.anchors, criterion.anchors_en):
        assert len(anchors) == 5
        assert len(set(anchors)) == 5
        assert all(anchor.strip() == anchor and anchor.endswith(".") for anchor in anchors)
    for text in (criterion.name, criterion.name_en, criterion.example, criterion.example_en):
        assert text
    for question in (criterion.question, criterion.question_en):
        assert question.count("?") == 1
        assert question.endswith("?")


@pytest.mark.parametrize("code", CONTRACT_CODES.split())
def test_every_first_step_says_not_yet_in_the_same_words(code: str) -> None:
    criterion = load_rubric(VERSION).criterion(code)
    assert "endnu ikke " in criterion.anchors[0]
    assert criterion.anchors_en[0].rstrip(".").count(" yet") == 1


def test_the_five_steps_have_names_in_both_languages() -> None:
    rubric = load_rubric(VERSION)
    assert len(rubric.step_names) == len(rubric.step_names_en) == 5
    assert rubric.step_names[0] == "Slet ikke endnu"


@pytest.mark.parametrize("code", CONTRACT_CODES.split())
def test_a_busy_colleague_can_read_a_criterion(code: str) -> None:
    assert lix(danish(load_rubric(VERSION).criterion(code))) <= LIX_CEILING


def test_a_busy_colleague_can_read_the_whole_rubric() -> None:
    assert lix(" ".join(danish(criterion) for criterion in load_rubric(VERSION).criteria)) <= LIX_CEILING


def test_nobody_is_called_he_or_she_or_given_a_level() -> None:
    for criterion in load_rubric(VERSION).criteria:
        assert not re.search(r"\b(han|hun|hans|hendes|ham|hende|[ABC][12])\b", danish(criterion), re.IGNORECASE)
        assert not re.search(r"\b(he|she|his|her|him|hers|[ABC][12])\b", english(criterion), re.IGNORECASE)


def test_the_published_rubric_carries_the_hash_of_its_bytes() -> None:
    assert load_rubric(VERSION).sha256 in resource("data/rubric/hashes.yaml").read_text(encoding="utf-8")


def test_a_rubric_read_elsewhere_is_the_same(own_folder: Path) -> None:
    assert read_rubric(own_folder, VERSION) == load_rubric(VERSION)


def test_a_rubric_with_one_byte_changed_is_refused_with_a_sentence(own_folder: Path) -> None:
    file = own_folder / f"{VERSION}.yaml"
    content = bytearray(file.read_bytes())
    place = content.index(b"endnu")
    content[place] ^= 0x20
    file.write_bytes(bytes(content))
    with pytest.raises(InvalidRubric, match="er ændret, siden det blev udgivet"):
        read_rubric(own_folder, VERSION)


def test_a_rubric_nobody_published_is_refused(own_folder: Path) -> None:
    shutil.copy(own_folder / f"{VERSION}.yaml", own_folder / "my-own-v1.yaml")
    with pytest.raises(InvalidRubric, match="kender ikke bedømmelsesskemaet my-own-v1"):
        read_rubric(own_folder, "my-own-v1")


@pytest.mark.parametrize(("published", "changed"), [("    - Not yet\n", ""), (f"version: {VERSION}", "version: other")])
def test_a_rubric_that_is_not_whole_is_refused_even_when_published(
    own_folder: Path, published: str, changed: str
) -> None:
    file = own_folder / f"{VERSION}.yaml"
    content = file.read_bytes().replace(published.encode(), changed.encode(), 1)
    file.write_bytes(content)
    (own_folder / "hashes.yaml").write_text(f"{VERSION}: {hashlib.sha256(content).hexdigest()}\n", encoding="utf-8")
    with pytest.raises(InvalidRubric, match="ikke helt"):
        read_rubric(own_folder, VERSION)


def test_an_unknown_criterion_is_no_criterion() -> None:
    with pytest.raises(KeyError):
        load_rubric(VERSION).criterion("character")


def test_the_language_of_the_reader_does_not_change_the_rubric() -> None:
    with in_language("en"):
        assert load_rubric(VERSION) == read_rubric(resource("data/rubric"), VERSION)
