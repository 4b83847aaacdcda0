"""What a stall model must beat: four plain ways to say who may be stalled, each a number for every placement."""

import numpy as np

from assessment.measurement.trend import probability_below
from assessment.reference.tracks import module_norm
from assessment.stalling.columns import Ints
from assessment.stalling.course import NEVER
from assessment.stalling.evaluation.ordering import Bools, Floats
from assessment.stalling.growth import Growth, growth_of, usable_entries, weeks_seen
from assessment.stalling.judgement import last_of_each, picked
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot

FOUR_POINT, FOUR_POINT_RULE = "four_point", "four_point_rule"
TREND_LINE, TREND_LINE_RULE = "trend_line", "trend_line_rule"
GROWTH, COURSE = "growth_posterior", "course_results"
PROBABILITIES = frozenset({GROWTH})
"""Those that are probabilities; the others only put placements in order."""
_BELOW, _TREND, _START = 4, 10, 3
_LESSONS_A_WEEK, _TEACHING_WEEKS_A_YEAR, _WEEKS_A_YEAR = 12, 44, 52
"""Usual teaching; as in the simulated municipality, where the source is named."""


def baselines_of(facts: Snapshot, engine: RulesEngine, growth: Growth | None = None) -> dict[str, Floats]:
    """How likely each baseline holds it that each placement is stalled.

    Parameters
    ----------
    facts : Snapshot
        What was known on a day.
    engine : RulesEngine
        Of its numbers only which entries can be used, how many are too few, and what a stall is.
    growth : Growth, optional
        Where it is known already.

    Returns
    -------
    dict of str to array of shape (n_placements,)
        By name, larger where a stall is more likely, NaN where there is too little to go by; see the functions for
        what each says. Those that end in ``_rule`` are 1 where the rule itself says stalled, else 0.
    """
    four_point, below_all = four_point_rule(facts, engine)
    trend, slower = trend_line_rule(facts, engine)
    return {
        FOUR_POINT: four_point,
        FOUR_POINT_RULE: below_all,
        TREND_LINE: trend,
        TREND_LINE_RULE: slower,
        GROWTH: growth_posterior(facts, engine, growth),
        COURSE: course_results(facts),
    }


def four_point_rule(facts: Snapshot, engine: RulesEngine) -> tuple[Floats, Floats]:
    """How far the last 4 observations lie below the aim line on average, in logits, and whether all of them do.

    The aim line starts at the median of the first 3 usable observations, in the middle week of theirs, and rises at
    the pace expected of the track. NaN with fewer than 7 usable observations. Observers are not told apart.

    References
    ----------
    Ardoin, S. P. et al. (2013). A systematic review and summarization of the recommendations and research surrounding
    curriculum-based measurement of oral reading fluency decision rules. *Journal of School Psychology*, 51(1), 1-18.
    """
    usable = usable_entries(facts.observed, engine)
    last = last_of_each(facts.observed.placement, usable, len(facts.rows), _BELOW)
    first = _first_of_each(facts.observed.placement, usable, len(facts.rows), _START)
    enough = (last >= 0).all(axis=1) & (first >= 0).all(axis=1) & (first[:, -1] < last[:, 0])
    week, measure = weeks_seen(facts).astype(np.float64), facts.observed.measure
    began, level = (np.median(picked(values, first, 0.0), axis=1) for values in (week, measure))
    aim = level[:, None] + facts.rows.expected_logit[:, None] * (picked(week, last, 0.0) - began[:, None])
    shortfall = aim - picked(measure, last, 0.0)
    return _where(enough, shortfall.mean(axis=1)), _where(enough, np.asarray((shortfall > 0).all(axis=1)))


def trend_line_rule(facts: Snapshot, engine: RulesEngine) -> tuple[Floats, Floats]:
    """How much of the expected pace is missing, as a share of it, and whether any is.

    The pace is the slope of a least-squares line through the last 10 usable observations, whoever made them. NaN with
    fewer than the 4 that a state takes too, or all of them in one week.
    """
    usable = usable_entries(facts.observed, engine)
    window = last_of_each(facts.observed.placement, usable, len(facts.rows), _TREND)
    seen = window >= 0
    count = np.maximum(seen.sum(axis=1), 1)
    week, measure = (
        np.where(seen, picked(values, window, 0.0), 0.0)
        for values in (weeks_seen(facts).astype(np.float64), facts.observed.measure)
    )
    apart = np.where(seen, week - (week.sum(axis=1) / count)[:, None], 0.0)
    spread = (apart**2).sum(axis=1)
    enough = (seen.sum(axis=1) >= engine.minimum_observations) & (spread > 0)
    slope = (apart * measure).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    missing = 1 - slope / facts.rows.expected_logit
    return _where(enough, missing), _where(enough, missing > 0)


def growth_posterior(facts: Snapshot, engine: RulesEngine, growth: Growth | None = None) -> Floats:
    """The probability that mean pace over the last 8 active weeks is below a stall's share of the expected.

    As the growth filter has it from ratings and tests, with nothing learned of stalls and none of the rules' caps. NaN
    with fewer usable observations than a state takes.
    """
    known = growth_of(facts, engine) if growth is None else growth
    usable = usable_entries(facts.observed, engine)
    count = np.bincount(facts.observed.placement[usable], minlength=len(facts.rows))
    probability = probability_below(engine.stall_pace_share * known.expected_pace, known.pace, known.pace_se)
    return _where(count >= engine.minimum_observations, probability)


def course_results(facts: Snapshot) -> Floats:
    """How long ago the last test was passed, in times the weeks the person's module usually takes: from 1 on, late.

    A module takes the weeks in which its lessons are usually offered, holidays included. NaN for who has passed
    nothing yet, or whose module is not known.
    """
    rows = facts.rows
    lessons = np.array(
        [
            np.nan if (norm := module_norm(track, module)) is None else norm.lessons_offered
            for track, module in zip(rows.track.tolist(), rows.module.tolist(), strict=True)
        ],
        dtype=np.float64,
    )
    usual_weeks = lessons / _LESSONS_A_WEEK * _WEEKS_A_YEAR / _TEACHING_WEEKS_A_YEAR
    return _where(rows.passed_on > NEVER, (facts.today - rows.passed_on) / 7 / usual_weeks)


def _where(enough: Bools, values: Floats | Bools) -> Floats:
    return np.where(enough, np.asarray(values, dtype=np.float64), np.nan)


def _first_of_each(placement: Ints, usable: Bools, n_placements: int, most: int) -> Ints:
    """Positions of each placement's first ``most`` usable entries, -1 where there are fewer."""
    at = np.flatnonzero(usable)
    whose = placement[at]
    place = np.arange(at.size) - np.searchsorted(whose, whose, side="left")
    kept = place < most
    first = np.full((n_placements, most), -1, dtype=np.int64)
    first[whose[kept], place[kept]] = at[kept]
    return first
