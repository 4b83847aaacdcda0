"""`train --simulated` learns from invented towns and writes a model that can be used, and says what it learned from."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
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


def test_in_one_of_three_towns_nobody_reads_the_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the model also holds where there is no language model."""

    def rows(town: SimulatedTown, _engine: Any, *, read: Any) -> pd.DataFrame:
        return pd.DataFrame({"judged": [True], "seed": [town.seed], "is_read": [read is not None]})

    monkeypatch.setattr(train_model, "simulated_rows", rows)
    towns = [SimulatedTown("shipped", 10, seed) for seed in range(6)]
    notes = train_model.Notes(read=lambda _notes: np.zeros((0, 8)), encoder="e", signals="s")

    assert train_model._judged(towns, notes, some_unread=True)["is_read"].tolist() == [True, False, True] * 2
    assert train_model._judged(towns, notes)["is_read"].all()
    assert not train_model._judged(towns, None, some_unread=True)["is_read"].any()


def test_a_model_that_had_its_notes_read_looks_at_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever they add among the invented: decision 0016."""
    towns = tuple(SimulatedTown("shipped", 60, seed, weeks=26) for seed in (1, 2))
    monkeypatch.setattr(train_model, "CALIBRATED_ON", towns[1:])
    monkeypatch.setattr(train_model, "THRESHOLD_FROM", towns[1:])
    draws = np.random.default_rng(1)
    notes = train_model.Notes(
        read=lambda told: draws.normal(0, 0.3, (len(told), 8)), encoder="e" * 64, signals="s" * 64
    )

    trained = train_model.train_on_simulated(notes, command="sprogspor train --simulated", towns=towns)

    assert list(trained.classifier.feature_names_in_) == [one.name for one in FEATURES]
    assert (trained.made_of.encoder, trained.made_of.signals) == ("e" * 64, "s" * 64)


@pytest.mark.parametrize(("right", "threshold"), [({0.4, 0.82, 0.92, 0.97}, 0.8), ({0.92, 0.97}, 0.85), (set(), 0.95)])
def test_the_threshold_is_as_agreed_and_higher_where_too_few_would_be_right(
    right: set[float], threshold: float
) -> None:
    class Says:
        feature_names_in_ = ("said",)

        def predict_proba(self, rows: pd.DataFrame) -> Any:
            return np.column_stack([1 - rows["said"], rows["said"]])

    said = np.repeat([0.4, 0.82, 0.92, 0.97], 10)
    rows = pd.DataFrame({"said": said, "stalled": np.isin(said, list(right))})

    assert train_model.threshold_mostly_right(Says(), rows) == threshold  # type: ignore[arg-type]  # it only has to say
