"""Tables for millions of ratings: what a pattern of criteria expects at each distance, computed once and looked up.

An observation enters the likelihood only through the sum of its steps, so the derivatives it needs are functions of one
number. They are tabulated every .02 logit and read by Taylor's formula around the nearest entry (error below 1e-6).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.measurement.rating_units import RatingUnits
from assessment.measurement.step_curves import Floats, step_probabilities

FARTHEST, SPACING = 18.0, 0.02
_UNITS_AT_ONCE = 262_144
_THREADS = 2


@dataclass(frozen=True, slots=True)
class PatternTables:
    """Tables of every pattern of criteria, at given costs.

    Attributes
    ----------
    rows : ndarray of shape (n_patterns * n_entries, 3)
        First three derivatives of the log normaliser: expected sum, information, third moment.
    log_z : ndarray of shape (n_patterns * n_entries,)
    chance : ndarray of shape (n_criteria, n_entries, n_steps)
    """

    rows: Floats
    log_z: Floats
    chance: Floats

    @classmethod
    def of(cls, cost: Floats, seen: Floats) -> "PatternTables":
        """Compute them for patterns ``seen``, shape (n_patterns, n_criteria)."""
        entries = round(2 * FARTHEST / SPACING)
        grid: Floats = np.linspace(-FARTHEST, FARTHEST, entries + 1, dtype=np.float64)
        chance, log_z = step_probabilities(cost, grid)
        step = np.arange(cost.shape[1])
        mean = chance @ step
        off = step - mean[..., None]
        squared = chance * off * off
        parts = (mean, squared.sum(axis=2), (squared * off).sum(axis=2))
        rows = np.stack([(seen @ part.T).ravel() for part in parts], axis=1)
        return cls(rows, (seen @ log_z.T).ravel(), np.moveaxis(chance, 1, 0))

    @property
    def n_entries(self) -> int:
        """Of each pattern."""
        return int(self.chance.shape[1])


@dataclass(frozen=True, slots=True)
class UnitSums:
    """One look at every unit.

    Attributes
    ----------
    pull : ndarray of shape (n_units,)
        Sum of steps minus what was expected, averaged over what is not known of the person.
    information : ndarray of shape (n_units,)
    used : ndarray of shape (3, n_patterns, n_entries)
        How many ratings lie around each entry, and the first two moments of how far; see :func:`expected_counts`.
    entry : ndarray of shape (n_units,)
        The entry that was read.
    """

    pull: Floats
    information: Floats
    used: Floats
    entry: NDArray[np.int32]


def looked_up(
    tables: PatternTables, units: RatingUnits, ability: Floats, severity: Floats, variance: Floats
) -> UnitSums:
    """Look up every unit at its person's ``ability`` (with ``variance``) and its rater's ``severity``."""
    n_units, size = units.person.size, units.seen.shape[0] * tables.n_entries
    pull, information, entries = np.empty(n_units), np.empty(n_units), np.empty(n_units, dtype=np.int32)

    def look(begin: int) -> Floats:
        at = slice(begin, begin + _UNITS_AT_ONCE)
        entry, off = _entries(tables, units, ability, severity, at)
        entries[at] = entry
        weight, spread = units.weight[at], variance[units.person[at]]
        row = tables.rows.take(entry, axis=0)
        beyond = (off * off + spread) / 2
        pull[at] = units.total[at] - weight * (row[:, 0] + off * row[:, 1] + beyond * row[:, 2])
        information[at] = weight * np.maximum(row[:, 1] + off * row[:, 2], 1e-9)
        parts = (weight, weight * off, weight * beyond)
        return np.stack([np.bincount(entry, weights=part, minlength=size) for part in parts])

    used = np.zeros((3, size))
    with ThreadPoolExecutor(_THREADS) as pool:  # NumPy lets go of the lock; the parts are added in their order
        for part in pool.map(look, range(0, n_units, _UNITS_AT_ONCE)):
            used += part
    return UnitSums(pull, information, used.reshape(3, units.seen.shape[0], -1), entries)


def pull_of_costs(tables: PatternTables, units: RatingUnits, sums: UnitSums, change: Floats) -> Floats:
    """How much more each unit pulls when the costs change by ``change``, shape (n_criteria, n_steps)."""
    step = np.arange(change.shape[1])
    off = step - (tables.chance @ step)[..., None]
    of_criterion = np.einsum("cek,ck->ce", tables.chance * off, change)
    return np.asarray(units.weight * (units.seen @ of_criterion).ravel().take(sums.entry))


def log_normalisers(tables: PatternTables, units: RatingUnits, ability: Floats, severity: Floats) -> Floats:
    """The log normaliser of every unit."""
    out = np.empty(units.person.size)
    for begin in range(0, out.size, _UNITS_AT_ONCE):
        at = slice(begin, begin + _UNITS_AT_ONCE)
        entry, off = _entries(tables, units, ability, severity, at)
        row = tables.rows.take(entry, axis=0)
        out[at] = units.weight[at] * (tables.log_z[entry] + off * (row[:, 0] + off * row[:, 1] / 2))
    return out


def expected_counts(tables: PatternTables, seen: Floats, used: Floats) -> tuple[Floats, Floats]:
    """How often each step is expected on each criterion, and the information on their costs.

    Returns
    -------
    counts : ndarray of shape (n_criteria, n_steps)
    information : ndarray of shape (n_criteria, n_steps, n_steps)
    """
    near, first, second = np.moveaxis(np.tensordot(used, seen, axes=(1, 0)), 2, 1)
    chance = tables.chance
    step = np.arange(chance.shape[2])
    off = step - (chance @ step)[..., None]
    variance = (chance * off * off).sum(axis=2, keepdims=True)
    bent = chance * (off * off - variance)
    counts = sum(
        np.einsum("ce,cek->ck", weight, curve)
        for weight, curve in ((near, chance), (first, chance * off), (second, bent))
    )
    weighed = near[..., None] * chance
    information = -np.einsum("cek,cel->ckl", weighed, chance)
    information[:, step, step] += weighed.sum(axis=1)
    return np.asarray(counts), information


def _entries(
    tables: PatternTables, units: RatingUnits, ability: Floats, severity: Floats, at: slice
) -> tuple[np.ndarray, Floats]:
    distance = ability[units.person[at]] - severity[units.rater[at]]
    place = (np.clip(distance, -FARTHEST, FARTHEST) + FARTHEST) / SPACING
    nearest = np.rint(place)
    off = (place - nearest) * SPACING
    return nearest.astype(np.int64) + units.pattern[at] * np.int64(tables.n_entries), off
