"""The growth filter measured against one person at a time by statsmodels, in one run; see ``tests/bench.py``.

``python -m support.bench_growth PEOPLE`` filters so many newcomers, 60 weeks each, in a process of its own, because a
peak is of a whole process.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.measurement.growth_filter import GrowthFilter
from support.growth_peers import by_pykalman, by_statsmodels
from support.measured import peak_mb

WEEKS = 60
CASES_A_TOWN = 600
SAMPLE = 200
Line = tuple[str, float, str, float, str]


def growth_lines(people: int) -> Iterator[Line]:
    """Lines of a nation filtered, smoothed, and of one municipality after a day's observations."""
    ran = subprocess.run(
        [sys.executable, "-m", "support.bench_growth", str(people)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    whole = json.loads(ran.stdout)
    each = whole["seconds"] / people
    by_person = dict(iter(a_nation(SAMPLE)["measures"].groupby("person")))
    for peer, filtered in (("statsmodels", by_statsmodels), ("pykalman", by_pykalman)):
        theirs = _seconds(lambda filtered=filtered: [filtered(WEEKS, rows) for rows in by_person.values()])
        rest = f"{theirs / SAMPLE / each:.0f} times as fast a person, frames and all; {whole['cost']}"
        yield f"filter {people} x {WEEKS}", whole["seconds"], f"{peer}, {SAMPLE}", theirs, rest

    town, growth = a_nation(CASES_A_TOWN), GrowthFilter(spread="given")  # as the states of a municipality use it
    new = town["measures"].sample(CASES_A_TOWN // 5, random_state=1).assign(active_week=WEEKS, measure=0.0)
    after = town | {"measures": pd.concat([town["measures"], new])}
    daily = f"({len(new)} observations more, all {CASES_A_TOWN} people anew)"
    yield "a day of a municipality", _seconds(lambda: growth.filter(**after)), f"{peer}, {SAMPLE}", theirs, daily
    yield f"curves of {CASES_A_TOWN}", _seconds(lambda: growth.smooth(**town)), f"{peer}, {SAMPLE}", theirs, ""


def a_nation(people: int) -> dict[str, pd.DataFrame]:
    """Newcomers seen in two of three weeks, a quarter of whom change their observer once."""
    rng = np.random.default_rng(1)
    person, week = np.nonzero(rng.random((people, WEEKS)) < 0.65)
    changes = np.where(rng.random(people) < 0.25, rng.integers(13, 40, people), WEEKS)
    second = week >= changes[person]
    names = np.array([f"n{number:06}" for number in range(people)], dtype=object)
    raters = np.array([f"o{number:06}" for number in range(2 * people)], dtype=object)
    return {
        "people": pd.DataFrame({"person": names, "active_week": WEEKS}),
        "measures": pd.DataFrame(
            {
                "person": names[person],
                "rater": raters[person + people * second],
                "active_week": week + 1,
                "measure": -2 + 0.04 * week + 0.5 * second + rng.normal(0, 0.6, week.size),
                "se": rng.uniform(0.4, 0.8, week.size),
            }
        ),
    }


def _seconds(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    nation = a_nation(int(sys.argv[1]))
    began_cpu = time.process_time()
    seconds = _seconds(lambda: GrowthFilter().filter(**nation))
    cost = f"processor {time.process_time() - began_cpu:.2f} s, peak {peak_mb():.0f} MB"
    print(json.dumps({"seconds": seconds, "cost": cost}))
