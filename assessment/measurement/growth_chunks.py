"""People with equally many observers, laid out week by week so that all of them are filtered at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assessment.measurement.growth_batch import Bools, GrowthBatch, Pairs, Seen, changes, rank_in_group
from assessment.measurement.growth_frames import Floats, Ints
from assessment.measurement.growth_parameters import GrowthParameters

LEVEL, PACE, FIRST_OFFSET = 0, 1, 2
"""Where the level, the own pace and the offsets of the observers stand in the state; the clones come after them."""
_NUMBERS_A_CHUNK = 32_768  # of a covariance: a quarter of a megabyte stays near the processor
_FEWEST, _MOST = 64, 4096
_NOBODY = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Sat:
    """The results of one turn in one week: whose (position in the chunk), cut, noise variance and outcome (+1, -1)."""

    position: Ints
    cut: Floats
    noise: Floats
    passed: Floats


@dataclass(frozen=True, slots=True)
class Asked:
    """The posteriors wanted, sorted by person and week: position, week, clone, weeks back, and the rows they answer."""

    position: Ints
    week: Ints
    clone: Ints
    span: Ints
    row: Ints


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some people, those with the longest clock first, all with ``observers`` observers.

    Attributes
    ----------
    people : ndarray of shape (k,)
        Positions among the people of the batch.
    alive : list of int
        How many of them have reached each week, by week.
    measure, noise : ndarray of shape (weeks, observers, k)
        What was seen and its variance, infinite where nothing was.
    repeated : ndarray of shape (k,)
        Log-likelihood of repeated measures around their mean, which stands for them in ``measure``.
    offset, offset_variance, first_seen : ndarray of shape (observers, k)
        Prior of each observer's severity, and the week from which it wanders.
    exposed : ndarray of shape (weeks, k) or None
        What exposure adds to the expected pace, as a share of it.
    sat : dict of int to list of Sat
        Results by week, turn by turn.
    clones : int
        How many levels of earlier weeks are carried along.
    """

    people: Ints
    last_week: Ints
    alive: list[int]
    observers: int
    pace: Floats
    pace_sd: Floats
    goal: Floats
    start: Floats
    start_variance: Floats
    measure: Floats
    noise: Floats
    repeated: Floats
    offset: Floats
    offset_variance: Floats
    first_seen: Ints
    exposed: Floats | None
    sat: dict[int, list[Sat]]
    clones: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class _Places:
    """In which chunk each person is and where in it, and for a kind of rows which belong to which chunk."""

    chunk: Ints
    position: Ints

    def rows(self, person: Ints) -> tuple[Ints, Ints]:
        """Rows in the order of chunks, and where each chunk's begin."""
        of = self.chunk[person]
        order = np.argsort(of, kind="stable")
        return order, np.searchsorted(of[order], np.arange(self.chunk.max(initial=-1) + 2))


def chunks(batch: GrowthBatch, parameters: GrowthParameters, *, clones: bool = True) -> Iterator[Chunk]:
    """The people of ``batch`` in chunks; ``clones`` says whether mean paces are wanted."""
    people, last = batch.people, batch.people.last_week
    observers = np.bincount(batch.pairs.person, minlength=len(last))
    order = np.lexsort((-last, observers))
    size = np.clip(_NUMBERS_A_CHUNK // (observers[order] + 3) ** 2, _FEWEST, _MOST)
    new = changes(observers[order])
    new |= rank_in_group(new) % np.maximum(size, 1) == 0
    number = np.cumsum(new) - 1
    chunk, position = np.empty_like(order), np.empty_like(order)
    chunk[order], position[order] = number, rank_in_group(new)
    places = _Places(chunk, position)

    seen, repeated = _combined(batch.seen, parameters, len(last))
    noise = batch.results.cut_variance + parameters.result_sd_logit**2
    leniency, doubt = _leniency(batch, parameters)
    noise = (noise + doubt) / batch.results.weight
    cut = batch.results.cut - leniency
    seen_rows, pair_rows, sat_rows, exposed_rows, asked_rows = (
        places.rows(person)
        for person in (seen.person, batch.pairs.person, batch.results.person, batch.exposure.person, batch.asked_person)
    )
    factor = np.array(
        [parameters.pace_factor_by_track.get(str(track), 1.0) for track in people.track], dtype=np.float64
    )
    first = np.flatnonzero(new)
    for one, members in enumerate(np.split(order, first[1:]) if order.size else ()):
        weeks, count = int(last[members[0]]) + 1, int(observers[members[0]])
        shape = (weeks, count, len(members))
        measure, noises = _laid_out(seen, _of(seen_rows, one), position, shape)
        offset, variance, first_seen = _offsets(batch.pairs, _of(pair_rows, one), noises, position, parameters)
        asked, carried = _asked(batch, _of(asked_rows, one), position, parameters, clones=clones)
        yield Chunk(
            people=members,
            last_week=last[members],
            alive=np.searchsorted(-last[members], -np.arange(weeks), side="right").tolist(),
            observers=count,
            pace=people.pace[members] * factor[members],
            pace_sd=people.pace_sd[members] * parameters.pace_sd_factor,
            goal=people.goal[members],
            start=people.start[members],
            start_variance=people.start_sd[members] ** 2,
            measure=measure,
            noise=noises,
            repeated=repeated[members],
            offset=offset,
            offset_variance=variance,
            first_seen=first_seen,
            exposed=_exposed(batch, _of(exposed_rows, one), position, weeks, parameters),
            sat=_sat(batch, _of(sat_rows, one), position, cut, noise),
            clones=carried,
            asked=asked,
        )


def _of(rows: tuple[Ints, Ints], chunk: int) -> Ints:
    order, begins = rows
    return order[begins[chunk] : begins[chunk + 1]]


def _combined(seen: Seen, parameters: GrowthParameters, people: int) -> tuple[Seen, Floats]:
    """Several measures of one observer in one week as one, and the log-likelihood that is theirs beside it."""
    variance = seen.variance + parameters.measure_extra_sd_logit**2
    if seen.new.all():
        return Seen(seen.person, seen.slot, seen.week, seen.measure, variance, seen.new), np.zeros(people)
    first = np.flatnonzero(seen.new)
    precision = np.add.reduceat(1 / variance, first)
    mean = np.add.reduceat(seen.measure / variance, first) / precision
    group = np.cumsum(seen.new) - 1
    terms = np.log(2 * np.pi * variance) + (seen.measure - mean[group]) ** 2 / variance
    spread = np.add.reduceat(terms, first) + np.log(precision / (2 * np.pi))
    several = np.add.reduceat(np.ones(len(group)), first) > 1
    person = seen.person[first]
    repeated = np.zeros(people)
    np.add.at(repeated, person[several], -0.5 * spread[several])
    return Seen(person, seen.slot[first], seen.week[first], mean, 1 / precision, seen.new[first]), repeated


def _leniency(batch: GrowthBatch, parameters: GrowthParameters) -> tuple[Floats, Floats]:
    """What is known of the leniency of each result's provider, and the variance of what is not."""
    unknown = (0.0, parameters.provider_sd_logit)
    told = [parameters.leniency_by_provider.get(str(provider), unknown) for provider in batch.results.provider]
    both = np.array(told, dtype=np.float64).reshape(-1, 2)
    return both[:, 0], both[:, 1] ** 2


def _laid_out(seen: Seen, rows: Ints, position: Ints, shape: tuple[int, int, int]) -> tuple[Floats, Floats]:
    measure, noise = np.zeros(shape), np.full(shape, np.inf)
    where = (seen.week[rows], seen.slot[rows], position[seen.person[rows]])
    measure[where], noise[where] = seen.measure[rows], seen.variance[rows]
    return measure, noise


def _offsets(
    pairs: Pairs, rows: Ints, noise: Floats, position: Ints, parameters: GrowthParameters
) -> tuple[Floats, Floats, Ints]:
    """The prior of each observer's severity, and when each observer is first heard of."""
    offset, variance = np.zeros(noise.shape[1:]), np.zeros(noise.shape[1:])
    where = pairs.slot[rows], position[pairs.person[rows]]
    unknown = np.isnan(pairs.severity[rows])
    offset[where] = np.where(unknown, 0.0, pairs.severity[rows])
    variance[where] = np.where(unknown, parameters.severity_sd_logit, pairs.se[rows]) ** 2
    return offset, variance, np.isfinite(noise).argmax(axis=0)


def _exposed(batch: GrowthBatch, rows: Ints, position: Ints, weeks: int, parameters: GrowthParameters) -> Floats | None:
    if not rows.size:
        return None
    exposure = batch.exposure
    told: Bools = exposure.week[rows] < weeks
    rows = rows[told]
    size = int(position[exposure.person[rows]].max(initial=0)) + 1
    added = np.zeros((weeks, max(size, 1)))
    added[exposure.week[rows], position[exposure.person[rows]]] = (
        parameters.lessons_effect * exposure.lessons[rows] + parameters.talk_effect * exposure.talk[rows]
    )
    return added


def _sat(batch: GrowthBatch, rows: Ints, position: Ints, cut: Floats, noise: Floats) -> dict[int, list[Sat]]:
    """Results by week; one person's several results of a week come in turns."""
    results = batch.results
    rows = rows[np.lexsort((results.turn[rows], results.week[rows]))]
    by_week: dict[int, list[Sat]] = {}
    turns = np.flatnonzero(changes(results.week[rows], results.turn[rows]))
    for part in np.split(rows, turns[1:]) if rows.size else ():
        sat = Sat(position[results.person[part]], cut[part], noise[part], results.passed[part])
        by_week.setdefault(int(results.week[part[0]]), []).append(sat)
    return by_week


def _asked(
    batch: GrowthBatch, rows: Ints, position: Ints, parameters: GrowthParameters, *, clones: bool
) -> tuple[Asked, int]:
    """When posteriors are wanted, and in which clone the level of some weeks before is kept for each.

    A clone is free again once its posterior is read, so that weekly questions need no more clones than weeks back.
    """
    rows = rows[np.lexsort((batch.asked_week[rows], position[batch.asked_person[rows]]))]
    where, week = position[batch.asked_person[rows]], batch.asked_week[rows]
    span = np.minimum(week, parameters.mean_pace_weeks)
    if not clones:
        return Asked(_NOBODY, _NOBODY, _NOBODY, _NOBODY, _NOBODY), 0
    again = ~changes(where, week)
    turn = np.cumsum(~again) - 1
    turn -= turn[np.searchsorted(where, where)]
    once = np.flatnonzero(~again)
    needed = 1
    while once.size > needed:
        before, after = once[:-needed], once[needed:]
        if not np.any((where[before] == where[after]) & (week[before] > week[after] - span[after])):
            break
        needed += 1
    return Asked(where, week, turn % needed, span, rows), needed
