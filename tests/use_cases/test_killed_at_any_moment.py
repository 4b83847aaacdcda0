"""Whatever dies or fails in the middle of an act: nothing acknowledged is lost, nothing is half, it can be done again.

A few kills of each act and two faults of the ground; ``make chaos`` does each a hundred times, with every fault.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

CHECKOUT = Path(__file__).parents[2]
ACTS = ("import", "save", "flag", "undo", "migrate-0001")
FELL = re.compile(
    r"(\d+) before anything, (\d+) in the act, (\d+) committed without acknowledgement, (\d+) acknowledged"
)
KILLS = 2
FAULTS = ("disk full", "file moved away")
CHAOS = [sys.executable, "-m", "tests.support.chaos", "--count", str(KILLS), "--newcomers", "4", "--on", "sqlite"]


def lines_of(*only: str) -> list[str]:
    """What a run of chaos prints; it ends by itself at the first promise that is broken, and says which."""
    ran = subprocess.run([*CHAOS, "--only", ",".join(only)], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout.splitlines()


def test_an_act_that_is_killed_is_there_whole_or_not_at_all_and_can_be_done_again() -> None:
    lines = lines_of(*ACTS)

    assert [line.split(", ")[1] for line in lines] == list(ACTS)
    fell = [[int(kills) for kills in FELL.search(line).groups()] for line in lines]
    assert [sum(kills) for kills in fell] == [KILLS] * len(ACTS)
    assert sum(inside for _before, inside, _untold, _told in fell) >= 2, "no kill came inside an act"


def test_on_bad_ground_every_door_says_so_in_danish_and_nothing_is_acknowledged() -> None:
    told = lines_of(*FAULTS)

    assert len(told) == len(FAULTS)
    for fault in FAULTS:
        (line,) = [line for line in told if line.startswith(f"sqlite, {fault}")]
        tried, said = map(int, re.search(r"(\d+) doors tried, (\d+) sentences", line).groups())
        assert tried == said >= 8, line
