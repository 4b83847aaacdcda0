"""How true is what is measured, where the truth is known: ``python tests/judge_measurement.py [--seeds N]``.

Severities by ``RatingModel`` and by the product's comparison of observers, level and pace by ``GrowthFilter``: how near
they come, and how often the 90 % intervals hold the truth: with the spread of paces learned from the people at hand, as
``GrowthFilter`` is delivered, and given, as the states use it. Never part of the tests.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from support.growth_covered import SPREAD, TO_95_PERCENT, all_ways_off, covered_in_town, covered_in_world
from support.growth_worlds import growth_world
from support.severities_told import severities_told
from support.simulated_ratings import own_newcomers

from assessment.measurement import RatingModel
from assessment.measurement.growth_parameters import SHIPPED_GROWTH
from assessment.simulation.world import SHIPPED_WORLD


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=80)
    seeds = parser.parse_args().seeds
    print(f"RatingModel, {seeds} seeds, 30 observers with 10 newcomers each and one test a newcomer")
    for times in (1, 5):
        print(f"  {times} observations a newcomer: " + _severities(seeds, times))
    told = severities_told(range(1, 9))
    error = told["told"] - told["truth"]
    print(f"observers compared in 8 simulated municipalities, {len(told)} observers, in steps")
    print(
        f"  r {told['told'].corr(told['truth']):.3f}, error {np.sqrt((error**2).mean()):.2f} step, "
        f"90 % intervals hold {100 * (error.abs() <= TO_95_PERCENT * told['se']).mean():.1f} %"
    )
    print("GrowthFilter, percent of 90 % intervals that hold the truth")
    print(pd.DataFrame(_covered()).round(1).to_string(index=False))


def _severities(seeds: int, times: int) -> str:
    agreement, covered = [], []
    for seed in range(seeds):
        known = own_newcomers(seed, times=times)
        model = RatingModel().fit(known.ratings, known.anchors)
        agreement.append(np.corrcoef(model.severity_, known.severity)[0, 1])
        covered.append((np.abs(model.severity_ - known.severity) < TO_95_PERCENT * model.severity_se_).mean())
    return f"mean r {np.mean(agreement):.3f}, 90 % intervals hold {100 * np.mean(covered):.1f} %"


def _covered() -> Iterator[dict[str, str | float]]:
    world = growth_world(SHIPPED_GROWTH, seed=1, people=3000)
    for spread in ("learned", "given"):
        yield {"where": "model right", SPREAD: spread, **covered_in_world(world, SHIPPED_GROWTH, spread)}
    for factor in (0.7, 1.3):
        for name, off in all_ways_off(factor):
            for spread in ("learned", "given"):
                yield {"where": f"{name} x {factor}", SPREAD: spread, **covered_in_world(world, off, spread)}
    for seed in (1, 2, 3):
        town = {"where": f"simulated town, seed {seed}", SPREAD: "learned"}
        yield town | covered_in_town(replace(SHIPPED_WORLD, note_share=0.0), seed)


if __name__ == "__main__":
    main()
