"""How far people came in a period, how fast, and how sure that is: the growth filter asked about many at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.growth_filter import GrowthFilter

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FEWEST_OBSERVERS = 2
"""From so many on a level does not rest on how strict one person is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The usable observations of the period, one row each, in any order. All of shape (n_entries,).

    Attributes
    ----------
    person, observer : Ints
        Of whom, by their position, and by whom.
    week : Ints
        The person's active weeks at work through the week in which it was seen.
    """

    person: Ints
    observer: Ints
    week: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where each person was, where they are, and how fast they went. All of shape (n_people,).

    What the rules engine would say at the end of the period if it knew the observations of the period, all of them and
    no others (for a state it looks at the last ten, at one placement), and the tests that the report may rest on. The
    clock runs over *active* weeks at work, one clock through all placements, and each observer's severity is a
    person's own, wherever they met: a stricter buddy is not mistaken for a change in the person's Danish.

    All figures are in logits of the rubric's calibration, the scale of the states; NaN where nothing is measured.

    Attributes
    ----------
    pace, pace_se : Floats
        Mean over the last 8 active weeks of the period, per active week, and its standard error.
    level_start : Floats
        In the week in which the person was first seen in the period, as seen from its end (smoothed). Not before it:
        there is no column for the error of a guess backwards.
    level_end, level_se : Floats
        At the end of the period, and its standard error, which holds the unknown severity of the observers; that is in
        every level, but hardly in a pace or in the difference of the two levels.
    linked : Bools
        Whether the level is anchored: by a test, or by a second observer.
    measured, silent : Bools
        Whether the observations say anything about pace at the end; ``silent`` where they do not because nobody looked
        in the last active weeks.
    """

    pace: Floats
    pace_se: Floats
    level_start: Floats
    level_end: Floats
    level_se: Floats
    linked: Bools
    measured: Bools
    silent: Bools


def progress(
    seen: Seen,
    frames: Mapping[str, pd.DataFrame],
    growth: GrowthFilter,
    *,
    tested: Bools,
    silence_weeks: float,
) -> Progress:
    """The progress of everybody in ``frames``.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What ``growth`` takes; ``person`` is the position.
    tested : ndarray of shape (n_people,)
        Who has a test that anchors the level, whether or not it is known where that test lies.
    silence_weeks : float
        Where nobody looked in so many active weeks, what was seen before says nothing of the end.
    """
    found, smoothed = growth.filter(**frames).table, growth.smooth(**frames)
    n, now = len(found), found["active_week"].to_numpy(dtype=np.int64)
    first, last = np.where(np.bincount(seen.person, minlength=n) > 0, now, 0), np.full(n, -1, dtype=np.int64)
    np.minimum.at(first, seen.person, seen.week)
    np.maximum.at(last, seen.person, seen.week)
    silent = now - last >= silence_weeks
    observers, apart = _observers(seen, n)
    measured = apart & ~silent
    then = smoothed["level"].to_numpy()[np.cumsum(now + 1) - (now + 1) + first]

    def known(values: Floats) -> Floats:
        return np.where(measured, values, np.nan)

    return Progress(
        pace=known(found["mean_pace"].to_numpy()),
        pace_se=known(found["mean_pace_se"].to_numpy()),
        level_start=known(then),
        level_end=known(found["level"].to_numpy()),
        level_se=known(found["level_se"].to_numpy()),
        linked=found["level_linked"].to_numpy(dtype=bool) | tested | (observers >= FEWEST_OBSERVERS),
        measured=measured,
        silent=silent,
    )


def _observers(seen: Seen, n_people: int) -> tuple[Ints, Bools]:
    """How many observers each person has, and whether one of them looked in two different weeks.

    Who is stricter than another cannot be told from growth, so two looks of two observers say nothing of pace.
    """
    pairs, pair = np.unique(np.stack([seen.person, seen.observer]), axis=1, return_inverse=True)
    first, last = np.full(pairs.shape[1], np.iinfo(np.int64).max), np.full(pairs.shape[1], -1, dtype=np.int64)
    np.minimum.at(first, pair.ravel(), seen.week)
    np.maximum.at(last, pair.ravel(), seen.week)
    apart = np.zeros(n_people, dtype=bool)
    apart[pairs[0, last > first]] = True
    return np.bincount(pairs[0], minlength=n_people).astype(np.int64), apart
