"""How true is what is measured, where the truth is known: ``python tests/judge_measurement.py [--seeds N]``.

Severities by ``RatingModel`` and by the product's comparison of observers, level and pace by ``GrowthFilter``: how near
they come, and how often the 90 % intervals hold the truth. Never part of the tests.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from support.growth_town import growth_town
from support.growth_worlds import GrowthWorld, growth_world
from support.severities_told import severities_told
from support.simulated_ratings import own_newcomers

from assessment.measurement import GrowthFilter, RatingModel
from assessment.measurement.growth_parameters import SHIPPED_GROWTH, GrowthParameters
from assessment.simulation.municipality import simulate
from assessment.simulation.world import SHIPPED_WORLD

WITHIN = 1.6448536269514722
DOUBTFUL = (
    "pace_sd_factor",
    "pace_share_usual",
    "pace_memory_weeks",
    "lessons_effect",
    "talk_effect",
    "level_walk_sd_logit_per_week",
    "measure_extra_sd_logit",
    "severity_sd_logit",
    "severity_walk_sd_logit_per_week",
    "result_sd_logit",
    "provider_sd_logit",
)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    seeds = parser.parse_args().seeds
    print(f"RatingModel, {seeds} seeds, 30 observers with 10 newcomers each and one test a newcomer")
    for times in (1, 5):
        print(f"  {times} observations a newcomer: " + _severities(seeds, times))
    told = severities_told(range(1, 9))
    error = told["told"] - told["truth"]
    print(f"observers compared in 8 simulated municipalities, {len(told)} observers, in steps")
    print(
        f"  r {told['told'].corr(told['truth']):.3f}, error {np.sqrt((error**2).mean()):.2f} step, "
        f"90 % intervals hold {100 * (error.abs() <= WITHIN * told['se']).mean():.1f} %"
    )
    print("GrowthFilter, percent of 90 % intervals that hold the truth")
    table = pd.DataFrame(_covered(), columns=["where", "level", "pace", "mean pace over 8 weeks"])
    print(table.round(1).to_string(index=False))


def _severities(seeds: int, times: int) -> str:
    agreement, covered = [], []
    for seed in range(seeds):
        known = own_newcomers(seed, times=times)
        model = RatingModel().fit(known.ratings, known.anchors)
        agreement.append(np.corrcoef(model.severity_, known.severity)[0, 1])
        covered.append((np.abs(model.severity_ - known.severity) < WITHIN * model.severity_se_).mean())
    return f"mean r {np.mean(agreement):.3f}, 90 % intervals hold {100 * np.mean(covered):.1f} %"


def _covered() -> Iterator[tuple[str, float, float, float]]:
    world = growth_world(SHIPPED_GROWTH, seed=1, people=3000)
    yield "model right", *_in_world(world, SHIPPED_GROWTH)
    for name in DOUBTFUL:
        for factor in (0.7, 1.3):
            off = replace(SHIPPED_GROWTH, **{name: factor * getattr(SHIPPED_GROWTH, name)})
            yield f"{name} x {factor}", *_in_world(world, off)
    for seed in (1, 2, 3):
        town = simulate(800, 60, seed, date(2026, 6, 28), world=replace(SHIPPED_WORLD, note_share=0.0))
        known = growth_town(town, SHIPPED_WORLD, last_week=59)
        table = GrowthFilter().filter(**known.frames()).table
        level = _share(table, "level", known.truth["level"])
        yield (
            f"simulated town, seed {seed}",
            level,
            float("nan"),
            _share(table, "mean_pace", known.truth["pace"].fillna(0)),
        )


def _in_world(world: GrowthWorld, parameters: GrowthParameters) -> tuple[float, float, float]:
    last, rows = world.people["active_week"].to_numpy(), np.arange(len(world.people))
    table = GrowthFilter(parameters).filter(**world.frames()).table
    truths = {"level": world.level[rows, last], "pace": world.pace[rows, last], "mean_pace": world.mean_pace()}
    level, pace, mean_pace = (_share(table, name, truth) for name, truth in truths.items())
    return level, pace, mean_pace


def _share(table: pd.DataFrame, name: str, truth: np.ndarray | pd.Series) -> float:
    return 100 * float(np.mean(np.abs(table[name] - truth) <= WITHIN * table[f"{name}_se"]))


if __name__ == "__main__":
    main()
