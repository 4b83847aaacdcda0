"""The command that judges the model: one document, progress on stderr, a sentence where it cannot."""

import json
from pathlib import Path

import pytest
from support.invented_model import write_invented

from assessment.cli import evaluate_command
from assessment.cli.main import main
from assessment.stalling.model_artefact import read_model
from assessment.use_cases import evaluate_model

DONE, CALLER_CAN_MEND = 0, 2


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command in a home of its own; give back its code and what it printed."""
    monkeypatch.setenv("SPROGSPOR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SPROGSPOR_DATABASE", raising=False)

    def run_it(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["evaluate", *map(str, arguments)])
        return int(ended.value.code or 0), *capsys.readouterr()

    return run_it


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model."""
    made = tmp_path_factory.mktemp("model")
    write_invented(made)
    return made


def test_the_document_stands_alone_on_stdout(run, folder: Path) -> None:
    asked = ("--model", folder, "--world", "silence_without_stall", "--newcomers", 40, "--without-notes", "--simulated")
    code, out, err = run(*asked, "--format", "json")

    document = json.loads(out)
    assert code == DONE
    assert document["rows"] > 0
    assert {line["method"] for line in document["tables"]["hard_overall"]} >= {"model", "rules", "growth_posterior"}
    assert err.startswith("Verdenen silence_without_stall: 40 opdigtede borgere ...\n")


def test_as_many_newcomers_are_judged_on_as_the_evaluation_has_by_itself() -> None:
    assert evaluate_command.NEWCOMERS == evaluate_model.NEWCOMERS


def test_for_a_person_it_is_said_in_words_and_in_one_table(run, folder: Path) -> None:
    code, out, _err = run("--model", folder, "--world", "lying_notes", "--newcomers", 40, "--lang", "en")

    assert code == DONE
    assert "learned from 150 invented people and no real ones" in out
    assert "WHERE THE SIGNS DECEIVE" in out
    assert "\nthe model " in out


def test_where_there_is_no_such_model_or_world_the_cure_is_named(run, folder: Path, tmp_path: Path) -> None:
    code, out, err = run("--model", tmp_path / "ingen")
    assert (code, out) == (CALLER_CAN_MEND, "")
    assert "Modellen i" in err

    code, out, err = run("--simulated", "--municipality", "461")
    assert (code, out) == (CALLER_CAN_MEND, "")
    assert "Vælg den ene" in err

    code, out, err = run("--model", folder, "--world", "månen")
    assert (code, out) == (CALLER_CAN_MEND, "")
    assert "silence_without_stall" in err


def test_the_figures_go_into_the_card_of_a_copy_that_is_the_same_model_to_the_byte(
    run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "judged"
    asked = ("--model", folder, "--world", "no_notes", "--newcomers", 40, "--without-notes")
    code, told, err = run(*asked, "--write-to", out)

    assert code == DONE
    assert (out / "model.skops").read_bytes() == (folder / "model.skops").read_bytes()
    copy, source = read_model(out), read_model(folder)
    assert f"Modellen {source.identity}\n" in told
    assert err.endswith(f"Modellen med disse tal i modelkortet ligger i {out} og hedder {copy.identity}.\n")
    assert copy.identity != source.identity
    assert {**copy.manifest, "files": None, "sha256": None} == {**source.manifest, "files": None, "sha256": None}
    card = (out / "card.md").read_text("utf-8")
    assert "measured with `sprogspor evaluate --world no_notes --newcomers 40 --without-notes`" in card

    kept = (folder / "manifest.json").read_bytes()
    for where, others in ((out, ()), (folder, ()), (tmp_path / "new", ("--municipality", "461"))):
        code, told, err = run("--model", folder, "--write-to", where, *others)
        assert (code, told) == (CALLER_CAN_MEND, "")
        assert "findes allerede. Vælg et andet navn." in err or "--write-to og --municipality" in err
    assert (folder / "manifest.json").read_bytes() == kept
    assert not (tmp_path / "new").exists()
