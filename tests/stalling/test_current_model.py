"""Which model is in use: the one promoted here, else the one that ships; a death or a second writer changes neither."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.small_model import ORIGIN, OWN, write_small

from assessment import settings
from assessment.settings import resource
from assessment.stalling.current_model import current_model_folder, local_models, municipalities_with_own, promote
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
    """Two models of invented people."""
    write_small(tmp_path / "first")
    write_small(tmp_path / "second", origin=replace(ORIGIN, seed=7))
    return tmp_path / "first", tmp_path / "second"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A model that was learned from the people of municipality 461."""
    write_small(tmp_path / "own", origin=replace(ORIGIN, learned_from=OWN))
    return tmp_path / "own"


def in_use(municipality: str | None = None) -> str:
    folder = current_model_folder(municipality)
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


def test_a_municipalitys_own_model_is_used_there_and_everybody_elses_stays(
    home: Path, two: tuple[Path, Path], own: Path
) -> None:
    everybodys, theirs = promote(two[0]).identity, promote(own).identity

    assert [in_use(code) for code in ("461", "851", None)] == [theirs, everybodys, everybodys]
    assert municipalities_with_own() == ["461"]
    later = promote(two[1]).identity
    assert [in_use(code) for code in ("461", "851")] == [theirs, later]
    (home / "models" / "current-461").unlink()
    assert in_use("461") == later
    assert municipalities_with_own() == []


@pytest.mark.usefixtures("home")
def test_where_only_a_municipality_has_a_model_no_other_has_one(own: Path) -> None:
    theirs = promote(own).identity

    assert in_use("461") == theirs
    assert [current_model_folder(code) for code in ("851", None, "../461", "4610")] == [None] * 4


def test_what_served_everybody_before_serves_the_municipality_it_was_learned_from(
    home: Path, two: tuple[Path, Path], own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file written when there was one for all: it is read as it was meant, and gives way to a newer one."""
    (tmp_path / "current").write_text("first\n", encoding="utf-8")
    monkeypatch.setattr(
        settings, "resource", lambda name: tmp_path / "current" if "current" in name else resource(name)
    )
    before = promote(own).identity
    (home / "models" / "current-461").rename(home / "models" / "current")

    assert in_use("461") == before
    assert [current_model_folder(code) for code in ("851", None)] == [two[0], two[0]]
    assert municipalities_with_own() == ["461"]
    write_small(tmp_path / "newer", origin=replace(ORIGIN, learned_from=OWN, seed=8))
    newer = promote(tmp_path / "newer").identity
    assert in_use("461") == newer != before


def test_a_file_that_names_another_municipalitys_model_is_a_refusal(
    home: Path, two: tuple[Path, Path], own: Path
) -> None:
    promote(two[0])
    promote(own)
    (home / "models" / "current-851").write_bytes((home / "models" / "current-461").read_bytes())

    with pytest.raises(ModelRefused) as refused:
        current_model_folder("851")
    assert str(refused.value) == (
        f"{home / 'models' / 'current-851'} peger på en model, der er lært af kommune 461. "
        "Slet filen, eller træn modellen igen."
    )
    assert municipalities_with_own() == ["461", "851"]


@pytest.mark.parametrize(("broken", "stands"), [("current-461", None), ("current", "461")])
def test_nobody_gets_anothers_model_where_the_file_of_their_own_is_broken(
    home: Path, two: tuple[Path, Path], own: Path, broken: str, stands: str | None
) -> None:
    promoted = {None: promote(two[0]).identity, "461": promote(own).identity}
    (home / "models" / broken).write_text("væk\n", encoding="utf-8")

    with pytest.raises(ModelRefused, match="peger ikke på en model, der findes"):
        current_model_folder("461" if stands is None else None)
    assert in_use(stands) == promoted[stands]
    assert municipalities_with_own() == ["461"]
