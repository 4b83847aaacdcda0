"""How far and how fast each placement's newcomer is: the growth filter asked about a snapshot."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.active_weeks import week_of
from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.growth_posterior import GrowthPosterior
from assessment.measurement.level_scale import LevelScale
from assessment.stalling.columns import Ints
from assessment.stalling.course import CourseTests
from assessment.stalling.observed import Observed
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_FURTHEST_SD = 3.0
"""A further measure that lies further off is not foreseen: the filter would doubt it from 4 on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What is known of each placement's newcomer. All of shape (n_placements,); logits, logits per active week.

    Attributes
    ----------
    level, level_se : Floats
        At the end of this week.
    pace, pace_se : Floats
        Mean over the last 8 active weeks.
    expected_pace : Floats
        What is expected over the same weeks of the track at that level, however little Danish is talked.
    on_scale : Bools
        Whether a course result put the level on the common scale.
    level_with_pace : Floats
        Covariance of ``level`` and ``pace``.
    said, said_variance, level_with_said, pace_with_said : Floats
        What the usual observer would say next, its variance, and its covariance with level and pace.
    """

    level: Floats
    level_se: Floats
    pace: Floats
    pace_se: Floats
    expected_pace: Floats
    on_scale: Bools
    level_with_pace: Floats
    said: Floats
    said_variance: Floats
    level_with_said: Floats
    pace_with_said: Floats

    def of(self, chosen: Ints) -> "Growth":
        """The same of the placements at these positions."""
        return Growth(**{field.name: getattr(self, field.name)[chosen] for field in fields(Growth)})

    def replaced(self, chosen: Ints, by: "Growth") -> "Growth":
        """The same with what ``by`` knows of the placements at these positions."""
        values = {field.name: getattr(self, field.name).copy() for field in fields(Growth)}
        for name, kept in values.items():
            kept[chosen] = getattr(by, name)
        return Growth(**values)

    def with_measures(self, measure: Floats, se: Floats, count: int, engine: RulesEngine) -> tuple["Growth", Bools]:
        """What would be known if the usual observer said ``measure`` ``count`` times more this week.

        Returns
        -------
        Growth
            Of use for a state; what a still further measure would say is not worked out again.
        sure : Bools
            Whether the filter would take the measures as they are.
        """
        noise = (se**2 + engine.growth.measure_extra_sd_logit**2) / count
        surprise, variance = measure - self.said, self.said_variance + noise
        moved = {
            "level": self.level + self.level_with_said * surprise / variance,
            "pace": self.pace + self.pace_with_said * surprise / variance,
            "level_se": np.sqrt(np.maximum(self.level_se**2 - self.level_with_said**2 / variance, 0.0)),
            "pace_se": np.sqrt(np.maximum(self.pace_se**2 - self.pace_with_said**2 / variance, 0.0)),
        }
        kept = {field.name: getattr(self, field.name) for field in fields(Growth) if field.name not in moved}
        return Growth(**kept, **moved), np.abs(surprise) < _FURTHEST_SD * np.sqrt(variance)


def growth_of(facts: Snapshot, engine: RulesEngine) -> Growth:
    """What the growth filter makes of everything seen of each placement, and of the newcomer's tests.

    Of each by itself: how unlike people's paces are is taken as the engine says, not learned from who else is there.
    """
    # a person's state may not depend on who else is in the batch
    posterior = GrowthFilter(engine.growth, spread="given").filter(**filter_frames(facts, engine))
    table = {name: posterior.table[name].to_numpy() for name in ("level", "level_se", "mean_pace", "mean_pace_se")}
    return Growth(
        level=table["level"],
        level_se=table["level_se"],
        pace=table["mean_pace"],
        pace_se=table["mean_pace_se"],
        expected_pace=posterior.table["expected_pace"].to_numpy(),
        on_scale=posterior.table["level_linked"].to_numpy(dtype=bool),
        level_with_pace=posterior.foresight.level_with_pace,
        **_next_said(facts, engine, posterior),
    )


def filter_frames(facts: Snapshot, engine: RulesEngine) -> dict[str, pd.DataFrame]:
    """A snapshot as the frames of :meth:`GrowthFilter.filter`: a person for each placement, by its position."""
    rows = facts.rows
    people = pd.DataFrame(
        {
            "person": np.arange(len(rows)),
            "active_week": _week_now(facts),
            "expected_pace": rows.expected_logit,
            "goal_level": rows.goal_logit,
        }
    )
    return frames_of(people, facts.observed, weeks_seen(facts), _results(facts, engine), engine)


def frames_of(
    people: pd.DataFrame, entries: Observed, week: Ints, results: pd.DataFrame, engine: RulesEngine
) -> dict[str, pd.DataFrame]:
    """What was seen of anybody, as the frames of :meth:`GrowthFilter.filter`.

    Parameters
    ----------
    people, results : DataFrame
        As the filter takes them; ``person`` is the position.
    entries : Observed
        Of all of them, in order; ``placement`` is the person.
    week : ndarray of shape (n_entries,)
        The active week in which each entry was seen.
    """
    usable = informative_entries(entries, engine)
    measures = pd.DataFrame(
        {
            "person": entries.placement[usable],
            "rater": entries.observer[usable],
            "active_week": week[usable],
            "measure": entries.measure[usable],
            "se": entries.measure_se[usable],
        }
    )
    now = people["active_week"].to_numpy(dtype=np.int64)
    return {
        "people": people,
        "measures": measures,
        "results": results,
        "exposure": _exposure(entries, week, now, engine),
    }


def results_frame(person: Ints, week: Ints, tests: CourseTests, scale: LevelScale, engine: RulesEngine) -> pd.DataFrame:
    """Tests as the filter takes them: whose each is, in which active week it counts, and where it lies."""
    return pd.DataFrame(
        {
            "person": person,
            "active_week": week,
            "passed": tests.passed.astype(np.float64),
            "cut": scale.logits(tests.cut),
            "cut_se": engine.test_cut_se_logit,
        }
    )


def usable_entries(entries: Observed, engine: RulesEngine) -> Bools:
    """Which entries have enough criteria to count."""
    return (entries.criteria >= engine.minimum_criteria_per_observation) & np.isfinite(entries.measure)


def informative_entries(entries: Observed, engine: RulesEngine) -> Bools:
    """Which usable entries say something of growth.

    Not those of an observer who has tapped hardly anything but one step for a person, as often as it takes for a state:
    that cannot show whether there is progress.
    """
    usable = usable_entries(entries, engine)
    pair, given = steps_by_observer(entries, usable)
    looks = np.bincount(pair[usable], minlength=len(given))
    alike = given.max(axis=1, initial=0) >= engine.same_step_share * np.maximum(given.sum(axis=1), 1)
    tapped_alike: Bools = alike & (looks >= engine.minimum_observations)
    return np.asarray(usable & ~tapped_alike[pair], dtype=np.bool_)


def steps_by_observer(entries: Observed, chosen: Bools) -> tuple[Ints, Ints]:
    """The number of each entry's pair of placement and observer, and how often each pair gave each step.

    Only ``chosen`` entries are counted; shape (n_pairs, 5).
    """
    stride = int(entries.observer.max(initial=0)) + 1
    _pairs, pair = np.unique(entries.placement * stride + entries.observer, return_inverse=True)
    given = np.zeros((int(pair.max(initial=-1)) + 1, entries.steps_given.shape[1]), dtype=np.int64)
    for step in range(given.shape[1]):
        weights = entries.steps_given[:, step] * chosen
        given[:, step] = np.bincount(pair, weights=weights, minlength=len(given))
    return pair, given


def same_step_share(entries: Observed, chosen: Bools, n_placements: int) -> Floats:
    """How much of each placement's ``chosen`` ratings is their observer's commonest step; NaN without any.

    Each observer has a commonest step of their own.
    """
    pair, given = steps_by_observer(entries, chosen)
    placement = np.zeros(len(given), dtype=np.int64)
    placement[pair] = entries.placement
    commonest = np.bincount(placement, weights=given.max(axis=1, initial=0), minlength=n_placements)
    total = np.bincount(placement, weights=given.sum(axis=1), minlength=n_placements)
    return np.where(total > 0, commonest / np.maximum(total, 1), np.nan)


def weeks_seen(facts: Snapshot) -> Ints:
    """In which active week of its placement each entry was seen; what lies in a pause stands in the week before it."""
    seen_on = np.minimum(facts.observed.seen_on, facts.today)
    return _active_week(facts, facts.observed.placement, seen_on)


def _week_now(facts: Snapshot) -> Ints:
    n = len(facts.rows)
    return _active_week(facts, np.arange(n), np.full(n, facts.today))


def _active_week(facts: Snapshot, placement: Ints, day: Ints) -> Ints:
    rows = facts.rows
    return facts.weeks.through(
        rows.newcomer[placement], rows.started_on[placement], rows.ends_on[placement], week_of(day)
    )


def _results(facts: Snapshot, engine: RulesEngine) -> pd.DataFrame:
    """The tests taken during each placement or shortly before it, which count for its first week."""
    rows, tests = facts.rows, facts.tests
    order = np.argsort(rows.newcomer, kind="stable")
    first = np.searchsorted(rows.newcomer[order], tests.owner, side="left")
    count = np.searchsorted(rows.newcomer[order], tests.owner, side="right") - first
    test = np.repeat(np.arange(tests.owner.size), count)
    turn = np.arange(test.size) - np.repeat(np.cumsum(count) - count, count)
    placement = order[first[test] + turn].astype(np.int64)
    taken = tests.taken_on[test]
    counts = (taken >= rows.started_on[placement] - 7 * engine.result_weeks) & (taken <= facts.today)
    placement, test = placement[counts], test[counts]
    week = _active_week(facts, placement, taken[counts])
    return results_frame(placement, week, tests.where(test), facts.scale, engine)


def _exposure(entries: Observed, week: Ints, now: Ints, engine: RulesEngine) -> pd.DataFrame:
    """How much Danish was talked in each week: what was said of it last stands for some weeks."""
    says = np.flatnonzero(np.isfinite(entries.talk_minutes))
    placement, begins = entries.placement[says], week[says]
    last = np.ones(says.size, dtype=bool)  # of several in a week the last one stands; entries come in order
    last[:-1] = (placement[1:] != placement[:-1]) | (begins[1:] != begins[:-1])
    says, placement, begins = says[last], placement[last], begins[last]
    until = now[placement] + 1
    same = placement[1:] == placement[:-1]
    until[:-1] = np.where(same, begins[1:], until[:-1])
    begins_at = np.maximum(begins, 1)
    until = np.minimum(until, begins + int(engine.silence_weeks))
    weeks = np.maximum(until - begins_at, 0)
    which = np.repeat(np.arange(says.size), weeks)
    minutes = engine.talk_days_per_week * entries.talk_minutes[says]
    later = np.arange(which.size) - np.repeat(np.cumsum(weeks) - weeks, weeks)
    return pd.DataFrame(
        {
            "person": placement[which],
            "active_week": begins_at[which] + later,
            "talk_minutes": minutes[which],
        }
    )


def _next_said(facts: Snapshot, engine: RulesEngine, posterior: GrowthPosterior) -> dict[str, Floats]:
    """What the usual observer would say next: known from the pair's own history, or as of any observer."""
    rows, table, foresight = facts.rows, posterior.table, posterior.foresight
    level, variance = table["level"].to_numpy(copy=True), table["level_se"].to_numpy() ** 2
    said = {
        "said": level,
        "said_variance": variance + engine.growth.severity_sd_logit**2,
        "level_with_said": variance.copy(),
        "pace_with_said": foresight.level_with_pace.copy(),
    }
    person = posterior.observers["person"].to_numpy(dtype=np.int64)
    known = np.flatnonzero(posterior.observers["rater"].to_numpy() == rows.usual_observer[person])
    who = person[known]
    said["said"][who] -= posterior.observers["severity"].to_numpy()[known]
    said["said_variance"][who] = foresight.variance[known]
    said["level_with_said"][who] = foresight.level_with[known]
    said["pace_with_said"][who] = foresight.pace_with[known]
    return said
