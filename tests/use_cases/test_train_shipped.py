"""`train --simulated` learns from invented towns and writes a model that can be used, and says what it learned from."""

import json
from pathlib import Path
from typing import Any

import pytest

from assessment.cli.main import main
from assessment.stalling.features import FEATURES
from assessment.stalling.model_artefact import read_model
from assessment.use_cases import train_model, train_shipped
from assessment.use_cases.simulated_rows import SimulatedTown

pytestmark = pytest.mark.long


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command printed; the towns are two small ones, for sixteen large ones take long."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    towns = tuple(SimulatedTown("shipped", 60, seed, weeks=26) for seed in (1, 2))
    monkeypatch.setattr(train_shipped, "LEARNED_FROM", towns)
    monkeypatch.setattr(train_model, "CALIBRATED_ON", towns[1:])
    monkeypatch.setattr(train_model, "THRESHOLD_FROM", towns[1:])

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["train", *words])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


def test_a_model_is_learned_from_invented_people_and_can_be_used(say: Any, tmp_path: Path) -> None:
    folder = tmp_path / "model"

    code, out, err = say("--simulated", "--towns", "1", "--without-notes", "--out", str(folder), "--format", "json")

    told, model = json.loads(out), read_model(folder, expected_features=[one.name for one in FEATURES])
    assert code == 0
    assert (told["identity"], told["method"]) == (model.identity, model.classifier.method_)
    assert told["rows"] == model.manifest["learned_from"]["rows"] > 0
    assert told["threshold"] == model.threshold
    assert not told["reads_notes"]
    assert [one["candidate"] for one in told["scores"] if one["chosen"]] == [model.classifier.method_]
    assert model.manifest["command"] == "sprogspor train --simulated --towns 1 --without-notes"
    assert model.manifest["learned_from"]["worlds"] == ["shipped"]
    assert err == f"Der læres af {told['rows']} rækker om {told['newcomers']} opdigtede personer.\n"


def test_without_an_encoder_and_with_towns_that_are_not_there_a_sentence_says_what_helps(say: Any) -> None:
    assert say("--simulated") == (
        2,
        "",
        "Noter kan ikke læses: slået fra (SPROGSPOR_ENCODER=off). Træn uden dem med --without-notes.\n",
    )
    assert say("--simulated", "--towns", "3") == (2, "", "--towns er 3. Skriv et tal fra 1 til 2.\n")


def test_options_of_the_other_kind_of_training_are_all_named_at_once(say: Any) -> None:
    either = "Skriv enten --simulated eller --municipality.\n"

    assert say()[2] == say("--simulated", "--municipality", "461")[2] == either
    assert say("--simulated", "--wrong", "0.1", "--dry-run") == (
        2,
        "",
        "--wrong, --dry-run hører ikke til --simulated. Lad det være ude.\n",
    )
    assert say("--municipality", "461", "--towns", "1", "--without-notes")[2] == (
        "--towns, --without-notes hører ikke til --municipality. Lad det være ude.\n"
    )
