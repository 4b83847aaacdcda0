"""`check` tells which model is in use and whom it was learned from, or what is wrong with it and what helps."""

from dataclasses import replace
from pathlib import Path

import pytest
from support.small_model import ORIGIN, OWN, write_small

from assessment import settings
from assessment.cli.main import main
from assessment.settings import resource
from assessment.stalling.current_model import promote
from assessment.stalling.model_files import METRICS


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of one's own, and an installation with which no model ships."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(settings, "resource", lambda name: _nothing(name) if "current" in name else resource(name))


def _nothing(name: str) -> Path:
    raise FileNotFoundError(name)


def told(capsys: pytest.CaptureFixture[str], *words: str, of: str = "model") -> tuple[int, str]:
    """How `check` ended, and what it said of a model."""
    with pytest.raises(SystemExit) as ended:
        main(["check", *words])
    parts = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    return int(ended.value.code or 0), parts[of]


def test_where_there_is_no_model_it_is_optional(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys) == (0, "mangler (valgfri) - der regnes med de faste regler")


def test_each_model_in_use_is_named_with_whom_it_was_learned_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_small(tmp_path / "invented")
    write_small(tmp_path / "own", origin=replace(ORIGIN, learned_from=OWN))

    invented = promote(tmp_path / "invented").identity
    assert told(capsys) == (0, f"ok - {invented}, lært af 400 opdigtede personer og ingen rigtige")
    own = promote(tmp_path / "own").identity
    assert told(capsys) == (0, f"ok - {invented}, lært af 400 opdigtede personer og ingen rigtige")
    assert told(capsys, of="model i kommune 461") == (0, f"ok - {own}, lært af 380 personer i kommune 461")
    english = told(capsys, "--lang", "en", of="model in municipality 461")
    assert english == (0, f"ok - {own}, learned from 380 people in municipality 461")


def test_a_municipalitys_own_model_that_is_gone_is_a_fault_though_everybodys_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_small(tmp_path / "invented")
    promote(tmp_path / "invented")
    file = tmp_path / "home" / "models" / "current-461"
    file.write_text("model-gone\n", encoding="utf-8")

    code, why = told(capsys, of="model i kommune 461")
    assert (code, why.startswith(f"fejl - {file} peger ikke på en model")) == (1, True)
    assert told(capsys)[1].startswith("ok - ")


def test_a_model_that_was_touched_is_a_fault_with_its_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_small(tmp_path / "model")
    folder = tmp_path / "home" / "models" / promote(tmp_path / "model").identity
    (folder / METRICS).write_bytes((folder / METRICS).read_bytes().replace(b"0.8714", b"0.9714"))

    assert told(capsys) == (
        1,
        f"fejl - Modellen i {folder} kan ikke bruges: metrics.json er ændret, siden den blev lavet. "
        "Træn den igen, eller installér Sprogspor igen.",
    )


def test_a_pointer_to_nothing_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    current = tmp_path / "home" / "models" / "current"
    current.parent.mkdir(parents=True)
    current.write_text("væk\n", encoding="utf-8")

    assert told(capsys) == (
        1,
        f"fejl - {current} peger ikke på en model, der findes. Slet filen, eller træn modellen igen.",
    )
