"""How often the growth filter's 90 % intervals hold the truth, and which of its parameters may be off."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from assessment.measurement.growth_filter import GrowthFilter, Spread
from assessment.measurement.growth_parameters import SHIPPED_GROWTH, GrowthParameters
from assessment.simulation.municipality import simulate
from assessment.simulation.world import World

from .growth_town import growth_town
from .growth_worlds import GrowthWorld

TO_95_PERCENT = 1.6448536269514722
SPREAD = "pace_sd_factor"
"""How unlike people's paces are: what is wrong about it cannot be seen in one person, only in many."""
DOUBTFUL = (
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
"""The other parameters that nobody knows well."""


def percent_covered(table: pd.DataFrame, truths: Mapping[str, np.ndarray | pd.Series]) -> dict[str, float]:
    """Percent of people whose truth lies within the 90 % interval, by what is estimated."""
    return {
        name: 100 * float(np.mean(np.abs(table[name] - truth) <= TO_95_PERCENT * table[f"{name}_se"]))
        for name, truth in truths.items()
    }


def off_by(factor: float, *names: str) -> GrowthParameters:
    """The shipped parameters, those ``names`` times ``factor``."""
    return replace(SHIPPED_GROWTH, **{name: factor * getattr(SHIPPED_GROWTH, name) for name in names})


def all_ways_off(factor: float) -> Iterator[tuple[str, GrowthParameters]]:
    """Each parameter that nobody knows well times ``factor``, one at a time, then all of them at once."""
    for name in (SPREAD, *DOUBTFUL):
        yield name, off_by(factor, name)
    yield "all at once", off_by(factor, SPREAD, *DOUBTFUL)


def covered_in_world(world: GrowthWorld, parameters: GrowthParameters, spread: Spread = "learned") -> dict[str, float]:
    """Level, pace and mean pace, in a world where the filter's model is right."""
    last, rows = world.people["active_week"].to_numpy(), np.arange(len(world.people))
    truths = {"level": world.level[rows, last], "pace": world.pace[rows, last], "mean_pace": world.mean_pace()}
    return percent_covered(GrowthFilter(parameters, spread=spread).filter(**world.frames()).table, truths)


def covered_in_town(world: World, seed: int) -> dict[str, float]:
    """Level and mean pace in a simulated municipality, which follows other laws than the filter's."""
    known = growth_town(simulate(800, 60, seed, date(2026, 6, 28), world=world), world, last_week=59)
    table = GrowthFilter().filter(**known.frames()).table
    return percent_covered(table, {"level": known.truth["level"], "mean_pace": known.truth["pace"].fillna(0)})
