"""The files are the same wherever and however the command is run."""

import os
import subprocess
import sys
from datetime import date

import pytest

from assessment.domain.errors import CallerCanMend
from assessment.simulation.worlds import WORLDS
from assessment.use_cases.simulate_municipality import simulate_municipality

SMALL = {"newcomers": 8, "weeks": 20, "seed": 5, "end": date(2026, 6, 28)}


def files(folder) -> dict[str, bytes]:
    """What was written, truth included."""
    both = (folder, folder.with_name(f"{folder.name}_truth"))
    return {file.name: file.read_bytes() for one in both for file in sorted(one.iterdir())}


def simulated_elsewhere(out, hash_seed: str, **machine: str) -> dict[str, bytes]:
    """The files of the command, run by itself on a machine with another hash seed, language and time zone."""
    arguments = ["simulate", out, "--newcomers", "8", "--weeks", "20", "--seed", "5", "--world", "drawn:3"]
    subprocess.run(
        [sys.executable, "-m", "assessment", *map(str, arguments)],
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONHASHSEED": hash_seed} | machine,
    )
    return files(out)


def test_neither_hash_seed_nor_language_nor_time_zone_changes_a_byte(tmp_path):
    simulate_municipality(tmp_path / "here", **SMALL, world="drawn:3")
    elsewhere = simulated_elsewhere(tmp_path / "elsewhere", "2", LC_ALL="C", TZ="America/New_York")

    assert elsewhere == files(tmp_path / "here")


def test_the_world_is_the_shipped_one_unless_another_is_named(tmp_path):
    simulate_municipality(tmp_path / "unnamed", **SMALL)
    simulate_municipality(tmp_path / "shipped", **SMALL, world="shipped")
    simulate_municipality(tmp_path / "biweekly", **SMALL, world="biweekly")

    assert files(tmp_path / "unnamed") == files(tmp_path / "shipped")
    assert files(tmp_path / "unnamed")["observations.csv"] != files(tmp_path / "biweekly")["observations.csv"]


def test_nothing_is_written_for_a_world_that_is_not_there(tmp_path):
    with pytest.raises(CallerCanMend, match="silent_buddies"):
        simulate_municipality(tmp_path / "out", **SMALL, world="silent")

    assert not list(tmp_path.iterdir())
    assert "silent" not in WORLDS
