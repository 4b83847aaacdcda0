"""How far people came in a period: one straight line for each, with its error, many people at once."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from assessment.measurement.trend import Trend, mean_score_variance, observer_adjusted_trend, shrunk

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LOWEST_STEP, HIGHEST_STEP = 0.0, 4.0
_PAIRS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What is taken for known before anything is seen; each is a number of the rules, under the same name there."""

    item_noise_sd_steps: float
    halo_correlation: float
    full_degrees_of_freedom: float
    usual_noise_least_weight: float
    observer_severity_sd_steps: float
    silence_weeks: float
    pace_drift_share_per_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The usable observations of the period, one row each, in any order. All of shape (n_entries,).

    Attributes
    ----------
    person, placement, observer : Ints
        Whose it is, where, and by whom; ``person`` is a row of :class:`People`.
    week : Ints
        The person's active weeks at work through the week in which it was seen.
    score : Floats
        Mean of step minus the criterion's usual offset, in steps.
    criteria : Ints
        How many criteria have a step.
    """

    person: Ints
    placement: Ints
    observer: Ints
    week: Ints
    score: Floats
    criteria: Ints

    @property
    def offset(self) -> Ints:
        """A number for each observer at each workplace: whoever has one of their own in the line."""
        pairs = np.stack([self.placement, self.observer])
        return np.unique(pairs, axis=1, return_inverse=True)[1].reshape(-1).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody in the report. All of shape (n_people,).

    Attributes
    ----------
    now : Ints
        Active weeks at work through the week of the period's last day.
    expected_pace, expected_sd : Floats
        What their track leads one to expect before anything is seen, in steps per active week.
    """

    now: Ints
    expected_pace: Floats
    expected_sd: Floats

    def __len__(self) -> int:
        return int(self.now.size)

    def of(self, chosen: Ints) -> "People":
        """The people at these positions."""
        return People(**{entry.name: getattr(self, entry.name)[chosen] for entry in fields(People)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where each person was, where they are, and how fast they went. All of shape (n_people,).

    What the rules engine would say at the end of the period if it knew the observations of the period, all of them and
    no others (for a state it looks at the last ten, at one placement). The line is straight, goes through everything
    that was seen of the person, and runs over *active* weeks at work, one clock through all placements. Each observer
    at each placement has an offset of their own: nobody is compared with anybody, and neither a stricter buddy nor
    another kind of work is mistaken for a change in the person's Danish.

    Attributes
    ----------
    pace, pace_se : Floats
        The slope within observers, steps per active week, weighed against what the person's track leads one to expect
        (a prior so wide that a dozen observations outweigh it), and its standard error, which grows once the middle of
        the observations lies more than ``silence_weeks`` before the end. NaN where nothing about pace was seen.
    level_start : Floats
        The line in the week in which the person was first seen in the period, steps. Not before it: there is no column
        for the error of a guess backwards.
    level_end : Floats
        The line at the end of the period, steps; always less than ``silence_weeks`` after the last observation. Each
        observer weighs the same, however often they looked, because what is unknown is how strict each of them is.
    level_se : Floats
        Standard error of ``level_end``: noise, the error of the pace, and the unknown severity of the observers, which
        is in every level and in no pace, nor in the difference of the two levels of a line.
    measured, silent : Bools
        Whether the observations say anything about pace at the end; ``silent`` where they do not because nobody looked
        in the last ``silence_weeks`` active weeks. All figures are NaN where nothing is measured.
    """

    pace: Floats
    pace_se: Floats
    level_start: Floats
    level_end: Floats
    level_se: Floats
    measured: Bools
    silent: Bools


def progress(seen: Seen, people: People, basis: Basis) -> Progress:
    """The progress of each of ``people`` by what was ``seen`` of them."""
    n = len(people)
    found = Progress(
        **{name: np.full(n, np.nan) for name in ("pace", "pace_se", "level_start", "level_end", "level_se")},
        measured=np.zeros(n, dtype=bool),
        silent=np.zeros(n, dtype=bool),
    )
    offset = seen.offset
    for chosen, window in _blocks(seen.person, n):
        block = _progress_of_block(seen, offset, people.of(chosen), window, basis)
        for entry in fields(Progress):
            getattr(found, entry.name)[chosen] = getattr(block, entry.name)
    return found


def _blocks(person: Ints, n_people: int) -> Iterator[tuple[Ints, Ints]]:
    """People with about equally many entries, and the positions of their entries; -1 fills up.

    The trend compares every two entries of a person, so a block holds fewer people the more was seen of them.
    """
    order = np.argsort(person, kind="stable")
    counts = np.bincount(person, minlength=n_people).astype(np.int64)
    begins = np.cumsum(counts) - counts
    by_count = np.argsort(counts, kind="stable")
    by_count = by_count[counts[by_count] > 0]
    at = 0
    while at < by_count.size:
        size = 1
        while at + size < by_count.size and (size + 1) * counts[by_count[at + size]] ** 2 <= _PAIRS_AT_ONCE:
            size += 1
        chosen = by_count[at : at + size]
        slot = np.arange(int(counts[chosen].max()))
        held = slot < counts[chosen][:, None]
        places = np.minimum(begins[chosen][:, None] + slot, order.size - 1)
        yield chosen, np.where(held, order[places], -1)
        at += size


def _progress_of_block(seen: Seen, offset: Ints, people: People, window: Ints, basis: Basis) -> Progress:
    held = window >= 0
    week = np.where(held, seen.week[window], 0).astype(float)
    by_whom = np.where(held, offset[window], -1)
    variance = mean_score_variance(
        seen.criteria[window].astype(float), item_sd=basis.item_noise_sd_steps, halo=basis.halo_correlation
    )
    trend = observer_adjusted_trend(
        week,
        np.where(held, seen.score[window], 0.0),
        by_whom,
        held,
        usual_variance=np.where(held, variance, 0.0).sum(axis=1) / np.maximum(held.sum(axis=1), 1),
        full_df=basis.full_degrees_of_freedom,
        usual_least_df=basis.usual_noise_least_weight,
    )
    last_seen, first_seen = np.where(held, week, -np.inf).max(axis=1), np.where(held, week, np.inf).min(axis=1)
    now = people.now.astype(float)
    silent = now - last_seen >= basis.silence_weeks
    pace, pace_se = _pace(trend, people, now, basis, silent=silent)

    since = now - trend.centre_of_observers
    severity = basis.observer_severity_sd_steps**2 * _shared_severity(
        np.where(held, seen.observer[window], -1), by_whom
    )
    return Progress(
        pace=pace,
        pace_se=pace_se,
        level_start=_level(trend, pace, first_seen - trend.centre_of_observers),
        level_end=_level(trend, pace, since),
        level_se=np.sqrt(trend.noise_variance * trend.share_of_noise + (since * pace_se) ** 2 + severity),
        measured=np.isfinite(trend.slope) & ~silent,
        silent=silent,
    )


def _pace(trend: Trend, people: People, now: Floats, basis: Basis, *, silent: Bools) -> tuple[Floats, Floats]:
    """Pace at the end of the period and its error, as the rules engine reckons them; NaN where not measured."""
    slope = np.where(silent, np.nan, trend.slope)
    pace, se = shrunk(slope, trend.slope_se, people.expected_pace, people.expected_sd)
    long_ago = np.maximum(now - trend.centre - basis.silence_weeks, 0.0)
    drift = long_ago * (basis.pace_drift_share_per_week * people.expected_pace) ** 2
    measured = np.isfinite(slope)
    return np.where(measured, pace, np.nan), np.where(measured, np.sqrt(se**2 + drift), np.nan)


def _level(trend: Trend, pace: Floats, weeks: Floats) -> Floats:
    """The line ``weeks`` after the middle of the observers, within the steps there are."""
    return np.asarray(np.clip(trend.score_at_centre + pace * weeks, LOWEST_STEP, HIGHEST_STEP), dtype=float)


def _shared_severity(observer: Ints, offset: Ints) -> Floats:
    """How much of one observer's severity stays in the level, squared: somebody met at two workplaces is one person."""
    of_row: list[float] = []
    for observers, offsets in zip(observer, offset, strict=True):
        whose = observers[np.unique(offsets, return_index=True)[1]]
        times = np.unique(whose[whose >= 0], return_counts=True)[1]
        of_row.append(float(((times / times.sum()) ** 2).sum()))
    return np.array(of_row)
