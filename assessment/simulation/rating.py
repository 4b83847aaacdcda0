"""Rating: which criteria an observer sees, and the step tapped for each."""

from dataclasses import dataclass

import numpy as np

from assessment.simulation.observers import GUIDE, Assignments, Observers
from assessment.simulation.observing import Entries
from assessment.simulation.steps import anchored, tapped
from assessment.simulation.weeks import Bools, Floats, Ints
from assessment.simulation.world import World

MISSING_WITHOUT_CUSTOMERS = 0.85  # share of *ikke set* for customers where there are hardly any; assumed


@dataclass(frozen=True, slots=True)
class Taps:
    """Ratings as arrays of shape (ratings,): positions of entry and criterion, and the step (NaN: not seen)."""

    entry: Ints
    criterion: Ints
    step: Floats


def rate(
    rng: np.random.Generator,
    world: World,
    entries: Entries,
    assignments: Assignments,
    observers: Observers,
    level: Floats,
    meets_customers: Bools,
) -> Taps:
    """Rate three to six criteria per entry, in rotation.

    ``level`` (newcomers, weeks) is the true level; ``meets_customers`` (entries,) says where there are any.
    """
    entry, criterion = _rotated(rng, world, entries, observers.role[assignments.observer] == GUIDE)
    observer = assignments.observer[entries.assignment[entry]]
    newcomer, week = entries.newcomer[entry], entries.week[entry]

    difficulty = np.array([one.logit for one in world.criteria])
    own_profile = rng.normal(0, world.person_criterion_sd_logit, (len(level), len(difficulty)))
    halo = rng.normal(0, world.halo_sd_logit, entries.count)
    strictness = observers.severity[observer] + observers.drift_per_week[observer] * week
    ability = level[newcomer, week] + own_profile[newcomer, criterion] + halo[entry]
    sharpness = np.array([one.discrimination for one in world.criteria])[criterion]
    logit = sharpness * (ability - difficulty[criterion] - strictness)
    step = tapped(rng, world, logit, observers.step_use[observer])
    unset_share = np.array([one.unset_share for one in world.criteria])[criterion]
    is_customers = np.array([one.criterion == "customers" for one in world.criteria])[criterion]
    unset_share = np.where(is_customers & ~meets_customers[entry], MISSING_WITHOUT_CUSTOMERS, unset_share)
    is_set = rng.random(len(step)) >= unset_share
    chain = entries.assignment[entry] * len(difficulty) + criterion
    step[is_set] = anchored(rng, world, chain[is_set], step[is_set])
    straight = observers.straight_step[observer]
    step = np.where(np.isnan(straight), step, straight)
    return Taps(entry, criterion, np.where(is_set, step, np.nan))


def _rotated(rng: np.random.Generator, world: World, entries: Entries, by_guide: Bools) -> tuple[Ints, Ints]:
    """The criteria shown in each entry: the next few of the assignment's own round."""
    how_many = rng.integers(*world.criteria_range, size=entries.count, endpoint=True)
    order = np.argsort(entries.assignment, kind="stable")
    before = np.cumsum(how_many[order]) - how_many[order]
    first = np.flatnonzero(np.diff(entries.assignment[order], prepend=-1))
    per_assignment = np.diff(np.append(first, entries.count))
    offset = np.empty(entries.count, dtype=np.int64)
    offset[order] = before - np.repeat(before[first], per_assignment)

    entry = np.repeat(np.arange(entries.count), how_many)
    place = np.arange(len(entry)) - np.repeat(np.cumsum(how_many) - how_many, how_many) + offset[entry]
    rounds, seen_by = _rounds(rng, world, by_guide)
    assignment = entries.assignment[entry]
    return entry, rounds[assignment, place % seen_by[assignment]]


def _rounds(rng: np.random.Generator, world: World, by_guide: Bools) -> tuple[Ints, Ints]:
    """Each assignment's own order of the criteria, and how many belong to it: guides see more than others."""
    guides_only = np.array([one.guides_only for one in world.criteria])
    chance = rng.random((len(by_guide), len(guides_only)))
    chance[np.ix_(~by_guide, guides_only)] = 2.0
    return chance.argsort(axis=1), np.where(by_guide, len(guides_only), np.sum(~guides_only))
