"""What was seen of the people of a report, and what the growth filter makes of it: each on their own days."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.active_weeks import LAST_DAY, Periods, active_weeks, last_week_ended_by, week_of
from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.level_scale import level_scale
from assessment.reports.assemble import Evidence
from assessment.reports.progress import Progress, Seen, progress
from assessment.reports.time_at_work import TimeAtWork, time_at_work
from assessment.stalling.clock import begun_pauses
from assessment.stalling.columns import Ints, Texts, day_number, day_of, days, numbered, positions, texts
from assessment.stalling.course import course_results, course_tests, enrolled
from assessment.stalling.growth import frames_of, results_frame, same_step_share, usable_entries
from assessment.stalling.national_calendar import NationalCalendar
from assessment.stalling.observed import Observed, in_order, observed
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import norms_of
from assessment.storage.facts import Frames
from assessment.use_cases.report_asked import Asked
from assessment.use_cases.report_days import OwnDays

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growing:
    """Everybody's growth in the period, and what it was worked out from.

    Attributes
    ----------
    entries : Observed
        The usable entries of everybody's own days; ``placement`` is the person's position.
    week : Ints of shape (n_entries,)
        The person's active weeks at work through the week of each.
    clock : TimeAtWork
        Everybody's active weeks.
    pauses : Periods
        Everybody's pauses that began by the end of the period, by position.
    frames : dict of str to DataFrame
        What the growth filter was given; ``person`` is the position.
    found : Progress
    evidence : Evidence
    track : Texts of shape (n_people,)
        The track on the person's last own day, "" for none.
    """

    entries: Observed
    week: Ints
    clock: TimeAtWork
    pauses: Periods
    frames: dict[str, pd.DataFrame]
    found: Progress
    evidence: Evidence
    track: Texts


def growing(
    frames: Frames, ids: Texts, asked: Asked, rules: RulesEngine, *, own: OwnDays, objecting: frozenset[str]
) -> Growing:
    """Everybody's progress on their ``own`` days, and what it rests on."""
    entries, pauses = _seen(frames, ids, own, rules), begun_pauses(frames["pauses"], ids, day_number(asked.to_on))
    clock, everybody = _clock(frames, ids, pauses, asked.to_on, rules), np.arange(ids.size)
    week, usable = clock.through(entries.placement, week_of(entries.seen_on)), usable_entries(entries, rules)
    track = _tracks(frames, ids, own, rules)
    norms = norms_of(track, rules)
    people = pd.DataFrame(
        {
            "person": everybody,
            "active_week": clock.through(everybody, week_of(own.last)),
            "expected_pace": norms["expected_logit"],
            "goal_level": norms["goal_logit"],
        }
    )
    tests, tested = _tests(frames, ids, asked, rules, own=own, clock=clock)
    of_filter = frames_of(people, entries, week, tests, rules)
    found = progress(
        Seen(person=entries.placement[usable], observer=entries.observer[usable], week=week[usable]),
        of_filter,
        growth_filter(rules),
        tested=tested,
        silence_weeks=rules.silence_weeks,
    )
    evidence = Evidence(
        observations=np.bincount(entries.placement[usable], minlength=ids.size).astype(np.int64),
        active_weeks=clock.through(everybody, last_week_ended_by(own.last)),
        same_step_share=same_step_share(entries, usable, ids.size),
        at_work=_at_work(frames["placements"], ids, own),
        objecting=objecting,
    )
    return Growing(
        entries=entries.where(usable),
        week=week[usable],
        clock=clock,
        pauses=pauses,
        frames=of_filter,
        found=found,
        evidence=evidence,
        track=track,
    )


def growth_filter(rules: RulesEngine) -> GrowthFilter:
    """The filter of a report: a person's figures may not depend on who else is in it."""
    return GrowthFilter(rules.growth, spread="given")


def _tests(
    frames: Frames, ids: Texts, asked: Asked, rules: RulesEngine, *, own: OwnDays, clock: TimeAtWork
) -> tuple[pd.DataFrame, Bools]:
    """The tests that tell of a level, as the growth filter takes them, and who has one that anchors it.

    As the engine counts them: taken by the person's last own day, and not long before they began to work, whenever the
    period began. For a provider only those it reported itself, which it knows already.
    """
    results = frames["results"]
    last = np.r_[own.last, 0][positions(texts(results, "newcomer_id"), ids)]
    results = results[days(results, "taken_on", missing=LAST_DAY) <= last]
    if asked.provider_id is not None:
        results = results[results["provider_id"] == asked.provider_id]
    weak = {"weak_from": rules.weak_modules_from, "weak_to": rules.weak_modules_to}
    tests = course_tests(results, ids, **weak)
    began = np.full(ids.size, LAST_DAY, dtype=np.int64)
    placements = frames["placements"]
    whose = positions(texts(placements, "newcomer_id"), ids)
    np.minimum.at(began, whose, days(placements, "started_on", missing=LAST_DAY))
    tests = tests.where(tests.taken_on >= began[tests.owner] - 7 * rules.result_weeks)
    week = clock.through(tests.owner, week_of(tests.taken_on))
    frame = results_frame(tests.owner, week, tests, level_scale(rules.calibration), rules)
    return frame, course_results(results, ids, **weak).linked


def _tracks(frames: Frames, ids: Texts, own: OwnDays, rules: RulesEngine) -> Texts:
    """Everybody's track as it was on their last own day; what began after it tells nothing."""
    enrolments, kept = frames["enrolments"], 7 * rules.track_kept_weeks
    if not len(enrolments):
        return np.full(ids.size, "", dtype=object)
    last = own.last[positions(texts(enrolments, "newcomer_id"), ids)]
    begun = days(enrolments, "started_on", missing=LAST_DAY) <= last
    current = begun & (days(enrolments, "ended_on", missing=LAST_DAY) + kept >= last)
    earliest = int(own.last.min(initial=LAST_DAY))
    return enrolled(enrolments[current], ids, as_of=earliest, track_kept_days=kept).track


def _at_work(placements: pd.DataFrame, ids: Texts, own: OwnDays) -> frozenset[str]:
    """Who had a placement on one of their days."""
    whose = texts(placements, "newcomer_id")
    begins, ends = days(placements, "started_on", missing=LAST_DAY), days(placements, "ends_on", missing=LAST_DAY)
    return frozenset(whose[own.touch(positions(whose, ids), begins, np.minimum(ends, own.last.max(initial=0)))])


def _seen(frames: Frames, ids: Texts, own: OwnDays, rules: RulesEngine) -> Observed:
    """The entries of everybody's own days, at whatever placement: ``placement`` is the person's position."""
    placements, observations = frames["placements"], frames["observations"]
    entries = observed(
        observations,
        frames["ratings"],
        placement_ids=texts(placements, "placement_id"),
        observer_ids=numbered(texts(observations, "observer_id"))[1],
        offsets=rules.criterion_offsets,
        calibration=rules.calibration,
    )
    person = positions(texts(placements, "newcomer_id"), ids)[entries.placement]
    of_people = in_order(replace(entries, placement=person))
    return of_people.where(own.touch(of_people.placement, of_people.seen_on, of_people.seen_on))


def _clock(frames: Frames, ids: Texts, pauses: Periods, to_on: date, rules: RulesEngine) -> TimeAtWork:
    """Everybody's active weeks at work, counted as the engine counts those of a placement."""
    placements, today = frames["placements"], day_number(to_on)
    started = days(placements, "started_on", missing=LAST_DAY)
    first = int(started.min(initial=today))
    weeks = active_weeks(
        pauses,
        NationalCalendar().closed_days(day_of(first - 7), day_of(today + 7)),
        through_day=today,
        paused_weekdays_allowed=rules.paused_weekdays_allowed,
    )
    ends = days(placements, "ends_on", missing=LAST_DAY)
    return time_at_work(positions(texts(placements, "newcomer_id"), ids), started, ends, weeks)
