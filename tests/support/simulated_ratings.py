"""Ratings whose true severities are known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class KnownRatings:
    """Ratings, anchors, and the truth they were drawn from."""

    ratings: pd.DataFrame
    anchors: pd.DataFrame
    severity: pd.Series
    ability: pd.Series
    difficulty: pd.Series


def drawn(
    seed: int,
    pairs: list[tuple[int, int]],
    *,
    criteria: int = 6,
    thresholds: tuple[float, ...] = (-1.5, -0.5, 0.5, 1.5),
    severity_sd: float = 0.6,
    ability_sd: float = 1.2,
    halo_sd: float = 0.0,
    missing: float = 0.2,
    anchor_se: float = 0.5,
) -> KnownRatings:
    """One observation for each pair of person and rater."""
    random = np.random.default_rng(seed)
    person, rater = np.array(pairs).T
    ability, severity = random.normal(0, ability_sd, person.max() + 1), random.normal(0, severity_sd, rater.max() + 1)
    difficulty = random.normal(0, 0.5, criteria)
    distance = ability[person] - severity[rater] + random.normal(0, halo_sd, person.size)
    cost = np.r_[0, np.cumsum(thresholds)]
    exponent = (distance[:, None] - difficulty)[..., None] * np.arange(cost.size) - cost
    chance = np.exp(exponent - exponent.max(axis=2, keepdims=True)).cumsum(axis=2)
    step = (random.random((*chance.shape[:2], 1)) * chance[..., -1:] > chance).sum(axis=2).astype(float)
    step[random.random(step.shape) < missing] = np.nan
    names = {
        "person": np.repeat(person, criteria),
        "rater": np.repeat(rater, criteria),
        "observation": np.repeat(np.arange(person.size), criteria),
        "criterion": np.tile([f"c{number}" for number in range(criteria)], person.size),
    }
    people = np.arange(ability.size)
    rated = pd.DataFrame({**names, "step": step.ravel()})
    return KnownRatings(
        rated,
        pd.DataFrame(
            {"person": people, "measure": ability + random.normal(0, anchor_se, people.size), "se": anchor_se}
        ),
        pd.Series(severity),
        pd.Series(ability),
        pd.Series(difficulty, [f"c{number}" for number in range(criteria)]),
    )


def own_newcomers(seed: int, *, raters: int = 30, each: int = 10, times: int = 1, **how: float) -> KnownRatings:
    """Every observer sees some newcomers of their own, so many times, and nobody else sees them."""
    pairs = [(rater * each + one, rater) for rater in range(raters) for one in range(each) for _time in range(times)]
    return drawn(seed, pairs, **how)  # type: ignore[arg-type]  # numbers are numbers


def sparsely_overlapping(seed: int, *, people: int = 400, raters: int = 30, twice: float = 0.09) -> KnownRatings:
    """Most people are rated once; the share ``twice`` by a second rater."""
    random = np.random.default_rng(seed + 1_000)
    first = random.integers(0, raters, people)
    again = np.flatnonzero(random.random(people) < twice)
    second = (first[again] + random.integers(1, raters, again.size)) % raters
    pairs = [*zip(range(people), first, strict=True), *zip(again, second, strict=True)]
    return drawn(seed, [(int(person), int(rater)) for person, rater in pairs], criteria=4, missing=0.0)
