"""Learning the growth parameters from data: maximum likelihood, shrunk to what was assumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from assessment.measurement.growth_batch import GrowthBatch, growth_batch
from assessment.measurement.growth_chunks import chunks
from assessment.measurement.growth_frames import Floats
from assessment.measurement.growth_parameters import GrowthParameters
from assessment.measurement.growth_sample import sample
from assessment.measurement.mean_pace import forward

SPREAD = "pace_sd_factor"
ON_LOG_SCALE: Mapping[str, float] = MappingProxyType(
    {
        SPREAD: 0.35,
        "pace_memory_weeks": 0.7,
        "level_walk_sd_logit_per_week": 0.7,
        "measure_extra_sd_logit": 0.7,
        "severity_sd_logit": 0.7,
        "severity_walk_sd_logit_per_week": 0.7,
        "result_sd_logit": 0.7,
    }
)
"""Spreads, and how far the data may carry them: the sd of the log of what is learned over what was assumed (assumed, so
wide that some hundred people settle it; how unlike people are, which few data tell, less wide: 30 % off is usual)."""
AS_THEY_ARE: Mapping[str, float] = MappingProxyType({"lessons_effect": 0.15, "talk_effect": 0.15})
"""Effects of exposure, and the sd of their departure from what was assumed (assumed)."""
TRACKS, PROVIDERS = "pace_factor_by_track", "leniency_by_provider"
TRACK_LOG_SD = 0.25
"""How unlike the shipped norm a track's pace may be: the sd of the log of its factor (assumed)."""
ESTIMATED = (*ON_LOG_SCALE, *AS_THEY_ARE, TRACKS, PROVIDERS)
"""The names that ``fit`` can estimate. The severity walk only on demand: apart from the level's own ups and downs it is
known only where observers overlap for long."""

FEWEST_LEARNERS, FEWEST_MEASURES = 300, 6
"""So many people, each with so many measures, say how unlike people's paces are; fewer keep what was assumed."""
_MOST_LEARNERS = 2000  # know it to about 3 %, in half a second
_FEWEST = 30  # people (or results) that can say something of a spread
_STEP, _NEWTON_STEPS, _LENIENCY_STEP_LOGIT = 1e-4, 3, 0.05
_FARTHEST, _NEAR_ENOUGH = 4.0, 0.02  # of those sds


@dataclass(frozen=True, slots=True)
class _Coordinate:
    """One number that is searched: a parameter, or the factor of a track, and the sd of what it may depart by."""

    name: str
    track: str
    sd: float


def log_likelihoods(batch: GrowthBatch, parameters: GrowthParameters) -> Floats:
    """The log-likelihood of everything seen of each person, shape (people,)."""
    found = np.empty(len(batch.people.person))
    for chunk in chunks(batch, parameters, clones=False):
        found[chunk.people] = forward(chunk, parameters)[0].log_likelihood
    return found


def fitted(
    parameters: GrowthParameters,
    people: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    results: pd.DataFrame | None,
    severities: pd.DataFrame | None,
    exposure: pd.DataFrame | None,
    estimate: Sequence[str] | None,
    at_most_people: int,
) -> tuple[GrowthParameters, float]:
    """The parameters that make what was seen most likely, and how likely; see :meth:`GrowthFilter.fit`.

    Raises
    ------
    ValueError
        For names that cannot be estimated, fewer than one person, or frames that cannot be used.
    """
    unknown = sorted(set(estimate or ()) - set(ESTIMATED))
    if unknown or at_most_people < 1:
        wrong = [f"estimate names {', '.join(unknown)}: choose from {', '.join(ESTIMATED)}"] if unknown else []
        wrong += [f"at_most_people is {at_most_people}: give at least 1"] if at_most_people < 1 else []
        raise ValueError("\n".join(wrong))
    everybody = growth_batch(parameters, people, measures, results=results, severities=severities, exposure=exposure)
    batch = sample(everybody, fewest_measures=1, at_most=at_most_people)
    if not len(batch.people.person):
        raise ValueError("measures: nobody in people was seen: there is nothing to learn from")
    names = _telling(batch) if estimate is None else frozenset(estimate)
    learned = _searched(batch, parameters, names)
    if PROVIDERS in names:
        learned = replace(learned, leniency_by_provider=_leniencies(batch, learned))
    return learned, float(log_likelihoods(batch, learned).sum())


def with_spread_learned(batch: GrowthBatch, parameters: GrowthParameters) -> tuple[GrowthParameters, int]:
    """How unlike are the paces of these people? The parameters with ``pace_sd_factor`` learned, and from how many.

    Maximum likelihood, shrunk to what was assumed; ``parameters`` themselves and 0 where too few were seen often enough
    or nobody's pace departs from the expected one. Some hundred people settle it: more are thinned.
    """
    learners = sample(batch, fewest_measures=FEWEST_MEASURES, at_most=_MOST_LEARNERS)
    count = len(learners.people.person)
    if count < FEWEST_LEARNERS or not np.any(learners.people.pace_sd * parameters.pace_sd_factor):
        return parameters, 0
    return _searched(learners, parameters, frozenset({SPREAD})), count


def _telling(batch: GrowthBatch) -> frozenset[str]:
    """The names of which the data say something."""
    names = {SPREAD, "pace_memory_weeks", "level_walk_sd_logit_per_week", "measure_extra_sd_logit", TRACKS}
    observers = np.bincount(batch.pairs.person, minlength=len(batch.people.person))
    unknown = np.isnan(batch.pairs.se) & (observers[batch.pairs.person] > 1)
    if len(np.unique(batch.pairs.person[unknown])) >= _FEWEST:
        names.add("severity_sd_logit")
    if len(batch.results.person) >= _FEWEST:
        names |= {"result_sd_logit", PROVIDERS}
    names |= {"lessons_effect"} if np.any(batch.exposure.lessons != 0) else set()
    names |= {"talk_effect"} if np.any(batch.exposure.talk != 0) else set()
    return frozenset(names)


def _searched(batch: GrowthBatch, shipped: GrowthParameters, names: frozenset[str]) -> GrowthParameters:
    """The most likely parameters out of ``names``, shrunk to the shipped ones."""
    coordinates = [
        _Coordinate(name, "", sd) for name, sd in [*ON_LOG_SCALE.items(), *AS_THEY_ARE.items()] if name in names
    ]
    coordinates = [one for one in coordinates if one.name in AS_THEY_ARE or 0 < getattr(shipped, one.name) < np.inf]
    if TRACKS in names:
        tracks = sorted({str(track) for track in batch.people.track})
        coordinates += [_Coordinate(TRACKS, track, TRACK_LOG_SD) for track in tracks]
    if not coordinates:
        return shipped

    def unlikely(moved: NDArray[np.float64]) -> float:
        penalty = 0.5 * float(moved @ moved)
        return penalty - float(log_likelihoods(batch, _moved(shipped, coordinates, moved)).sum())

    if len(coordinates) == 1:
        one = minimize_scalar(
            lambda by: unlikely(np.array([by])),
            bounds=(-_FARTHEST, _FARTHEST),
            method="bounded",
            options={"xatol": _NEAR_ENOUGH},
        )
        return _moved(shipped, coordinates, np.array([one.x]))
    search = minimize(
        unlikely,
        np.zeros(len(coordinates)),
        method="L-BFGS-B",
        bounds=[(-_FARTHEST, _FARTHEST)] * len(coordinates),
        options={"eps": _STEP, "maxiter": 60, "ftol": 1e-8},
    )
    return _moved(shipped, coordinates, search.x)


def _moved(shipped: GrowthParameters, coordinates: list[_Coordinate], moved: Floats) -> GrowthParameters:
    """The parameters so many sds from the shipped ones."""
    numbers: dict[str, float] = {}
    factors = dict(shipped.pace_factor_by_track)
    for one, by in zip(coordinates, moved.tolist(), strict=True):
        if one.name == TRACKS:
            factors[one.track] = factors.get(one.track, 1.0) * float(np.exp(one.sd * by))
        elif one.name in AS_THEY_ARE:
            numbers[one.name] = getattr(shipped, one.name) + one.sd * by
        else:
            numbers[one.name] = getattr(shipped, one.name) * float(np.exp(one.sd * by))
    learned = {**numbers, TRACKS: MappingProxyType(factors)}
    return replace(shipped, **learned)  # type: ignore[arg-type]  # a mapping for the tracks, numbers else


def _leniencies(batch: GrowthBatch, parameters: GrowthParameters) -> Mapping[str, tuple[float, float]]:
    """How lenient each provider's tests are, with standard errors, shrunk to no difference.

    Newton's method on the log-likelihood of the people whose results all come from one provider: there each person's
    part tells of that provider alone.
    """
    provider = batch.results.provider.astype(str)
    names, code = np.unique(provider, return_inverse=True)
    people = len(batch.people.person)
    lowest, highest = np.full(people, len(names)), np.full(people, -1)
    np.minimum.at(lowest, batch.results.person, code)
    np.maximum.at(highest, batch.results.person, code)
    of_one = lowest == highest

    def by_provider(lenient: Floats) -> Floats:
        told = {name: (float(by), 0.0) for name, by in zip(names.tolist(), lenient, strict=True)}
        found = log_likelihoods(batch, replace(parameters, leniency_by_provider=told))
        total = np.zeros(len(names))
        np.add.at(total, lowest[of_one], found[of_one])
        return total

    lenient, precision = np.zeros(len(names)), 1 / max(parameters.provider_sd_logit, 1e-6) ** 2
    for _step in range(_NEWTON_STEPS):
        h = _LENIENCY_STEP_LOGIT
        below, here, above = by_provider(lenient - h), by_provider(lenient), by_provider(lenient + h)
        slope = (above - below) / (2 * h) - precision * lenient
        bend = np.maximum((2 * here - above - below) / h**2, 0.0) + precision
        lenient = lenient + slope / bend
    return MappingProxyType(
        {name: (float(by), float(se)) for name, by, se in zip(names.tolist(), lenient, 1 / np.sqrt(bend), strict=True)}
    )
