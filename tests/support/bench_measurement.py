"""RatingModel measured against a plain SciPy likelihood, and on 12 million ratings; see ``tests/bench.py``.

``python -m support.bench_measurement HOW MILLIONS`` fits so many ratings in a process of its own, because a peak is of
a whole process. ``whole``: eight criteria in each observation, a quarter of them not seen; ``scattered``: every rating
has a person, a rater and a criterion by chance, the hardest case for what is reduced to observations.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from assessment.measurement import RatingModel
from support.measured import Measured, peak_mb
from support.rating_oracle import RatingOracle
from support.simulated_ratings import sparsely_overlapping

PEOPLE, RATERS, CRITERIA, STEPS = 100_000, 12_000, 8, 5
Line = tuple[str, float, str, float, str]


def rating_lines(millions: int) -> Iterator[Line]:
    """Lines of moderate data against the oracle, and of millions against the time it takes to count their steps."""
    rated = sparsely_overlapping(1, people=200, raters=10, twice=0.4).ratings
    began = time.perf_counter()
    oracle = RatingOracle(rated, partial_credit=False, points=41).fitted()
    theirs = time.perf_counter() - began
    began = time.perf_counter()
    model = RatingModel(severity="fixed").fit(rated)
    ours = time.perf_counter() - began
    away = model.log_likelihood_ - oracle.log_likelihood
    yield "rating model", ours, "plain SciPy", theirs, f"log-likelihood {away:+.4f}, {len(rated)} ratings, 10 raters"
    for how in ("whole", "scattered"):
        ran = subprocess.run(
            [sys.executable, "-m", "support.bench_measurement", how, str(millions)],
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=True,
        )
        whole = json.loads(ran.stdout)
        rest = f"processor {whole['cpu_seconds']:6.2f} s, peak {whole['peak_mb']:5.0f} MB ({whole['told']})"
        yield f"{millions} million, {how}", whole["seconds"], "pandas mean", whole["peer"], rest


def millions_of_ratings(how: str, millions: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Categorical ratings of 100,000 people by 12,000 raters, and the true severities."""
    random = np.random.default_rng(1)
    size = millions * 1_000_000
    observations = size if how == "scattered" else size // CRITERIA
    each = size // observations
    person = np.repeat(random.integers(0, PEOPLE, observations, dtype=np.int32), each)
    rater = np.repeat(random.integers(0, RATERS, observations, dtype=np.int32), each)
    criterion = (
        random.integers(0, CRITERIA, size, dtype=np.int8)
        if how == "scattered"
        else np.tile(np.arange(CRITERIA, dtype=np.int8), observations)
    )
    ability, severity = random.normal(0, 1.5, PEOPLE), random.normal(0, 0.6, RATERS)
    cost = np.r_[0, np.cumsum([-1.5, -0.5, 0.5, 1.5])].astype(np.float32)
    step = np.empty(size)
    for begin in range(0, size, 1_000_000):
        at = slice(begin, begin + 1_000_000)
        distance = ability[person[at]] - severity[rater[at]] - np.linspace(-1, 1, CRITERIA)[criterion[at]]
        chance = np.exp(distance.astype(np.float32)[:, None] * np.arange(STEPS, dtype=np.float32) - cost).cumsum(axis=1)
        step[at] = (random.random((len(chance), 1)) * chance[:, -1:] > chance).sum(axis=1)
    step[random.random(size) < 0.25] = np.nan
    coded = {
        name: pd.Categorical.from_codes(code, [f"{name}{number:06d}" for number in range(many)])
        for name, code, many in (
            ("person", person, PEOPLE),
            ("rater", rater, RATERS),
            ("criterion", criterion, CRITERIA),
        )
    }
    return pd.DataFrame({**coded, "step": step}), severity


def _main(how: str, millions: str) -> None:
    rated, severity = millions_of_ratings(how, int(millions))
    began = time.perf_counter()
    rated.groupby("rater", observed=True)["step"].mean()
    peer = time.perf_counter() - began
    began, began_cpu = time.perf_counter(), time.process_time()
    model = RatingModel().fit(rated)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - began_cpu
    agreement = np.corrcoef(model.severity_, severity)[0, 1]
    told = f"{model.method_}, r {agreement:.3f} with the true severities"
    print(json.dumps({**asdict(Measured(seconds, cpu_seconds, peak_mb(), told)), "peer": peer}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
