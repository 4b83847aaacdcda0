"""Which model is in use: the one promoted here, else the one that ships; a death or a second writer changes neither."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.small_model import ORIGIN, OWN, write_small

from assessment import settings
from assessment.settings import resource
from assessment.stalling.current_model import current_model_folder, local_models, promote
from assessment.stalling.model_artefact import ModelRefused, look_at_model
from assessment.stalling.model_files import CARD

PROMOTES = """
import sys
from pathlib import Path
from assessment.stalling.current_model import promote
for turn in range(15):
    promote(Path(sys.argv[1 + turn % 2]))
"""
DIES_AT_EACH_STEP = """
import os, shutil, signal, sys
from itertools import count
from pathlib import Path
from assessment.stalling.current_model import current_model_folder, local_models, promote
from assessment.stalling.model_artefact import look_at_model

first, second = map(Path, sys.argv[1:])
kept, settle = local_models() / look_at_model(second).identity, os.fsync
for step in count(1):
    promote(first)
    shutil.rmtree(kept, ignore_errors=True)
    child = os.fork()
    if child == 0:
        left = count(1)
        os.fsync = lambda file: os.kill(os.getpid(), signal.SIGKILL) if next(left) == step else settle(file)
        promote(second)
        os._exit(0)
    ended = os.waitpid(child, 0)[1]
    print(look_at_model(current_model_folder()).identity, flush=True)
    if ended == 0:
        break
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own, in which nothing was trained, and an installation with which no model ships."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(settings, "resource", lambda name: _nothing(name) if "current" in name else resource(name))
    return tmp_path / "home"


def _nothing(name: str) -> Path:
    raise FileNotFoundError(name)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two models, one of invented people and one of a municipality's own."""
    write_small(tmp_path / "first")
    write_small(tmp_path / "second", origin=replace(ORIGIN, learned_from=OWN))
    return tmp_path / "first", tmp_path / "second"


def in_use() -> str:
    folder = current_model_folder()
    assert folder is not None
    return look_at_model(folder).identity


@pytest.mark.usefixtures("home")
def test_where_none_ships_and_none_was_trained_there_is_none() -> None:
    assert current_model_folder() is None
    assert not local_models().exists()


def test_the_one_that_ships_is_in_use_until_another_is_promoted(
    home: Path, two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "current").write_text("first\n", encoding="utf-8")
    monkeypatch.setattr(
        settings, "resource", lambda name: tmp_path / "current" if "current" in name else resource(name)
    )

    assert current_model_folder() == two[0]
    promoted = promote(two[1])
    assert current_model_folder() == home / "models" / promoted.identity
    assert (tmp_path / "current").read_text("utf-8") == "first\n"


def test_earlier_models_are_kept_and_can_be_promoted_again(home: Path, two: tuple[Path, Path]) -> None:
    first, second = (promote(folder).identity for folder in two)
    assert in_use() == second
    assert promote(home / "models" / first).identity == in_use() == first
    assert {path.name for path in (home / "models").iterdir()} == {first, second, "current", ".lock"}
    assert {path.name: path.read_bytes() for path in (home / "models" / second).iterdir()} == {
        path.name: path.read_bytes() for path in two[1].iterdir()
    }


def test_a_model_that_would_be_refused_is_not_promoted(home: Path, two: tuple[Path, Path]) -> None:
    promote(two[0])
    (two[1] / CARD).write_text("en anden", encoding="utf-8")

    with pytest.raises(ModelRefused, match=r"card\.md er ændret"):
        promote(two[1])
    assert in_use() == look_at_model(two[0]).identity
    assert len(list((home / "models").glob("model-*"))) == 1


def test_a_copy_that_was_damaged_is_replaced_when_the_model_is_promoted_again(
    home: Path, two: tuple[Path, Path]
) -> None:
    place = home / "models" / promote(two[0]).identity
    (place / CARD).unlink()

    assert promote(two[0]).identity == in_use() == place.name
    promote(two[1])
    assert list((home / "models").glob(".new-*")) == []


@pytest.mark.parametrize("named", ["", "../first", "/etc", "model-000000000000", "a\0b", "x" * 500, "første"])
def test_a_file_that_names_no_model_is_a_refusal_and_never_another_model(
    home: Path, two: tuple[Path, Path], named: str
) -> None:
    promote(two[0])
    (home / "models" / "current").write_text(named, encoding="utf-8")

    with pytest.raises(ModelRefused) as refused:
        current_model_folder()
    assert str(refused.value) == (
        f"{home / 'models' / 'current'} peger ikke på en model, der findes. Slet filen, eller træn modellen igen."
    )


@pytest.mark.usefixtures("home")
def test_two_who_promote_at_once_leave_one_of_theirs_and_whoever_asks_meanwhile_gets_a_whole_one(
    two: tuple[Path, Path],
) -> None:
    identities = {promote(folder).identity for folder in two}
    commands = [[sys.executable, "-c", PROMOTES, *map(str, order)] for order in (two, two[::-1])]
    at_work = [subprocess.Popen(command) for command in commands]
    seen = set()
    while any(one.poll() is None for one in at_work):
        seen.add(in_use())

    assert [one.wait() for one in at_work] == [0, 0]
    assert seen <= identities
    assert in_use() in identities


def test_whoever_is_killed_at_any_step_of_promoting_leaves_the_earlier_model_or_the_new_one(
    home: Path, two: tuple[Path, Path]
) -> None:
    """A child dies at the first thing it puts on the disk, the next at the second, until one gets to the end."""
    first, second = (look_at_model(folder).identity for folder in two)
    command = [sys.executable, "-c", DIES_AT_EACH_STEP, *map(str, two)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    *died, lived = done.stdout.split()

    assert len(died) > 10
    assert set(died) <= {first, second}
    assert died[0] == first
    assert lived == second
    assert list((home / "models").glob(".new-*")) == []
