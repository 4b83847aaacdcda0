"""The calibration that ships is what the command makes, near the truth it was learned from, and refused if touched."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from assessment.cli.main import main
from assessment.reference.rubric import load_rubric
from assessment.settings import resource
from assessment.simulation.municipality import simulate
from assessment.simulation.world import SHIPPED_WORLD
from assessment.simulation.worlds import world_named
from assessment.stalling import rubric_calibration
from assessment.stalling.compared_ratings import compared_ratings
from assessment.stalling.rubric_calibration import (
    CALIBRATION,
    MANIFEST,
    InvalidCalibration,
    folder_name,
    read_calibration,
    shipped_calibration,
)
from assessment.use_cases.calibrate_rubric import END, NEWCOMERS, SEED, WEEKS, calibrate_rubric, hash_of, telling


def test_the_shipped_calibration_was_learned_from_the_data_it_names() -> None:
    """The municipality is simulated anew; learning from it takes a minute or two, and is tried below on a small one."""
    shipped = shipped_calibration()
    data = shipped.manifest["data"]
    ratings = telling(compared_ratings(simulate(NEWCOMERS, WEEKS, SEED, END, world=world_named(data["world"])).frames))

    assert (data["sha256"], data["ratings"]) == (hash_of(ratings), len(ratings))
    assert shipped.manifest["rubric_sha256"] == load_rubric().sha256
    assert set(shipped.calibration.criteria) == set(load_rubric().codes)


@pytest.mark.long
def test_the_same_command_makes_the_same_calibration(tmp_path: Path) -> None:
    small = {"newcomers": 40, "weeks": 30}
    made = [calibrate_rubric(tmp_path / name, **small) for name in ("one", "two")]

    assert made[0] == made[1]
    assert made[0]["calibration_sha256"] == read_calibration(tmp_path / "one" / folder_name("workplace-da-v1")).sha256


def test_difficulties_and_thresholds_are_near_those_of_the_simulated_municipality() -> None:
    """All are drawn a fifth towards the middle: people differ by criterion, which no Rasch model knows."""
    learned = shipped_calibration().calibration
    true = {one.criterion: one.logit for one in SHIPPED_WORLD.criteria}
    wanted = np.array([true[code] for code in learned.criteria])
    found = np.array(learned.difficulties)

    assert np.corrcoef(wanted, found)[0, 1] > 0.97
    assert np.abs((found - found.mean()) - (wanted - wanted.mean())).max() < 0.35
    assert np.abs(np.array(learned.thresholds[0]) - SHIPPED_WORLD.step_thresholds_logit).max() < 0.5
    assert abs(learned.severity_sd - SHIPPED_WORLD.severity_sd_logit) < 0.2


def test_a_calibration_that_was_touched_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], scored
) -> None:
    folder = tmp_path / "calibration"
    shutil.copytree(resource(f"models/{folder_name('workplace-da-v1')}"), folder)
    text = (folder / CALIBRATION).read_text("utf-8")
    (folder / CALIBRATION).write_text(text.replace("-0.", "0.", 1), "utf-8")
    monkeypatch.setattr(rubric_calibration, "resource", lambda _name: folder)
    shipped_calibration.cache_clear()
    try:
        with pytest.raises(SystemExit) as ended:
            main(["raters", "--database", str(scored.engine.url)])
    finally:
        shipped_calibration.cache_clear()

    assert ended.value.code == 2
    assert "er ændret, siden den blev lavet. Installér Sprogspor igen" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told | {"rubric_sha256": "0" * 64}, "hører til et andet skema"),
        (lambda _told: {}, "mangler eller kan ikke læses"),
        (lambda _told: [], "mangler eller kan ikke læses"),
    ],
)
def test_a_calibration_of_another_rubric_or_without_its_manifest_is_refused(tmp_path: Path, change, said) -> None:
    folder = tmp_path / "calibration"
    shutil.copytree(resource(f"models/{folder_name('workplace-da-v1')}"), folder)
    told = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(change(told)), "utf-8")

    with pytest.raises(InvalidCalibration, match=said):
        read_calibration(folder)
