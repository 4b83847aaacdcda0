"""From long frames to the arrays of a growth filter: who, which observers, what was seen in which active week."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.growth_frames import LAST_WEEK, Floats, FrameCheck, Ints, truths
from assessment.measurement.growth_parameters import NO_TRACK, GrowthParameters

Bools = NDArray[np.bool_]
Words = NDArray[np.object_]

NO_GOAL = 1e9
_MOST_LESSONS, _MOST_TALK = 1.5, 1.0  # more than a usual week, as a share of it, that still helps; assumed
_USUAL = 1e9  # stands for an expected_pace_sd that is not given
_UNKNOWN = "add the person to people, or leave the row out"


@dataclass(frozen=True, slots=True)
class People:
    """Whom, in the order given; arrays of shape (people,). ``goal`` is ``NO_GOAL`` where there is none."""

    person: pd.Index
    track: Words
    last_week: Ints
    pace: Floats
    pace_sd: Floats
    goal: Floats
    start: Floats
    start_sd: Floats


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each person's observers, shape (pairs,): the slot counts a person's observers, in order of first being seen.

    ``severity`` and ``se`` are the offset's prior, NaN where the observer is unknown.
    """

    person: Ints
    slot: Ints
    rater: Words
    severity: Floats
    se: Floats


@dataclass(frozen=True, slots=True)
class Seen:
    """The measures, shape (measures,), sorted by person, slot and week; ``new`` where such a group begins."""

    person: Ints
    slot: Ints
    week: Ints
    measure: Floats
    variance: Floats
    new: Bools


@dataclass(frozen=True, slots=True)
class Results:
    """The course results that are evidence, shape (results,), sorted; ``passed`` is +1 or -1.

    ``turn`` counts the results of one person in one week.
    """

    person: Ints
    week: Ints
    turn: Ints
    cut: Floats
    cut_variance: Floats
    passed: Floats
    weight: Floats
    provider: Words


@dataclass(frozen=True, slots=True)
class Exposure:
    """Departures from a usual week as a share of it, within limits, 0 where nothing is said; shape (weeks told of,)."""

    person: Ints
    week: Ints
    lessons: Floats
    talk: Floats


@dataclass(frozen=True, slots=True)
class GrowthBatch:
    """Everything the filter reads, checked; made by :func:`growth_batch`.

    Attributes
    ----------
    asked_person, asked_week : ndarray of shape (asked,)
        As of when a posterior is wanted, in the order given.
    """

    people: People
    pairs: Pairs
    seen: Seen
    results: Results
    exposure: Exposure
    asked_person: Ints
    asked_week: Ints


def growth_batch(
    parameters: GrowthParameters,
    people: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    results: pd.DataFrame | None = None,
    severities: pd.DataFrame | None = None,
    exposure: pd.DataFrame | None = None,
    as_of: pd.DataFrame | None = None,
) -> GrowthBatch:
    """Check the frames of :meth:`GrowthFilter.filter` and lay them out.

    Raises
    ------
    ValueError
        Naming every problem in every frame, with its cure.
    """
    problems: list[str] = []
    frames = {
        "measures": (measures, ("person", "rater", "active_week", "measure", "se")),
        "results": (results, ("person", "active_week", "passed", "cut")),
        "severities": (severities, ("rater", "severity", "se")),
        "exposure": (exposure, ("person", "active_week")),
        "as_of": (as_of, ("person", "active_week")),
    }
    whom = FrameCheck("people", people, problems)
    lacking = whom.lacks("person", "active_week")
    checks = {}
    for name, (frame, columns) in frames.items():
        checks[name] = FrameCheck(
            name, pd.DataFrame({column: [] for column in columns}) if frame is None else frame, problems
        )
        lacking |= checks[name].lacks(*columns)
    if lacking:
        raise ValueError("\n".join(problems))

    persons = _people(whom, parameters)
    seen, pairs = _seen(checks["measures"], checks["severities"], persons)
    sat = _results(checks["results"], persons)
    exposed = _exposure(checks["exposure"], persons, parameters)
    asked_person, asked_week = np.arange(len(persons.person)), persons.last_week
    if as_of is not None:
        asked_person, asked_week = _who_and_when(checks["as_of"], persons)
    if problems:
        raise ValueError("\n".join(problems))
    return GrowthBatch(persons, pairs, seen, sat, exposed, asked_person, asked_week)


def changes(*keys: NDArray[np.generic]) -> Bools:
    """Where a new group begins among rows sorted by ``keys``.

    Examples
    --------
    >>> changes(np.array([1, 1, 2]), np.array([5, 6, 6])).tolist()
    [True, True, True]
    """
    new = np.zeros(len(keys[0]), dtype=np.bool_)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return new


def rank_in_group(new: Bools) -> Ints:
    """The position of each row in its group, given where groups begin.

    Examples
    --------
    >>> rank_in_group(np.array([True, False, True])).tolist()
    [0, 1, 0]
    """
    first = np.flatnonzero(new)
    return np.arange(new.size) - np.repeat(first, np.diff(np.append(first, new.size)))


def _people(check: FrameCheck, parameters: GrowthParameters) -> People:
    pace = check.numbers("expected_pace", default=parameters.expected_pace_logit_per_week)
    pace_sd = check.numbers("expected_pace_sd", default=_USUAL, least=0)
    return People(
        person=check.keys("person"),
        track=_words(check, "track"),
        last_week=check.weeks(otherwise=LAST_WEEK),
        pace=pace,
        pace_sd=np.where(pace_sd == _USUAL, parameters.pace_spread_share * np.abs(pace), pace_sd),
        goal=check.numbers("goal_level", default=NO_GOAL),
        start=check.numbers("start_level", default=parameters.start_level_logit),
        start_sd=check.numbers("start_level_sd", default=parameters.start_level_sd_logit, above=0),
    )


def _words(check: FrameCheck, column: str) -> Words:
    """A column of words, empty where nothing is said."""
    if column not in check.frame.columns:
        return np.full(len(check.frame), NO_TRACK, dtype=object)
    words = check.frame[column].astype(object)
    return np.asarray(words.where(words.notna(), NO_TRACK).to_numpy(), dtype=object)


def _who_and_when(check: FrameCheck, people: People, *, least: int = 0) -> tuple[Ints, Ints]:
    who = check.positions("person", people.person, _UNKNOWN)
    week = check.weeks(least=least)
    check.not_after(week, np.append(people.last_week, LAST_WEEK)[who])  # -1 is nobody
    return np.maximum(who, 0), week


def _seen(check: FrameCheck, told: FrameCheck, people: People) -> tuple[Seen, Pairs]:
    """The measures, and the pairs of person and observer in them."""
    known = told.keys("rater")
    severity, severity_se = told.numbers("severity"), told.numbers("se", least=0)
    who, week = _who_and_when(check, people)
    measure, se = check.numbers("measure"), check.numbers("se", above=0)
    code, raters = pd.factorize(check.frame["rater"])
    check.note(code < 0, "rater", "give every row an id")
    at = known.get_indexer(pd.Index(raters)) if known.is_unique else np.full(len(raters), -1)
    at = np.append(at, -1)[code]  # -1 is nobody
    prior, prior_se = np.append(severity, np.nan)[at], np.append(severity_se, np.nan)[at]

    order = _ordered(week, code, who, ties=(se, measure))
    who, code, week, measure, se = who[order], code[order], week[order], measure[order], se[order]
    pair_new = changes(who, code)
    first = np.flatnonzero(pair_new)
    keys = (prior_se[order][first], prior[order][first], se[first], measure[first], week[first], who[first])
    in_turn = np.lexsort(keys)  # an observer's place never depends on a name
    slot, rank = np.empty(first.size, dtype=np.int64), np.empty(first.size, dtype=np.int64)
    slot[in_turn], rank[in_turn] = rank_in_group(changes(who[first][in_turn])), np.arange(first.size)
    rater = np.array([*raters, None], dtype=object)[code[first]]
    pairs = Pairs(who[first], slot, rater, prior[order][first], prior_se[order][first])

    pair = np.cumsum(pair_new) - 1
    order = np.argsort(rank[pair], kind="stable")
    who, seen_slot, week = who[order], slot[pair][order], week[order]
    return Seen(who, seen_slot, week, measure[order], se[order] ** 2, changes(who, seen_slot, week)), pairs


def _ordered(*keys: Ints, ties: tuple[Floats, ...]) -> Ints:
    """Like ``lexsort`` of all of it, but fast where the whole numbers ``keys`` (not negative) leave few ties."""
    packed = np.zeros(len(keys[0]), dtype=np.int64)
    for key in reversed(keys):
        packed = packed * (int(key.max(initial=0)) + 1) + key
    order = np.argsort(packed, kind="stable")
    same = packed[order[1:]] == packed[order[:-1]]
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    rows = order[tied]
    order[tied] = rows[np.lexsort((*(tie[rows] for tie in ties), packed[rows]))]
    return order


def _results(check: FrameCheck, people: People) -> Results:
    """The results that say something: neither exempt nor without weight."""
    who, week = _who_and_when(check, people)
    passed = truths(check, "passed")
    weight = check.numbers("weight", default=1.0, least=0, most=1)
    says = np.isfinite(passed) & (weight > 0)
    cut = check.numbers("cut", where=says)
    cut_se = check.numbers("cut_se", default=0.0, least=0)
    provider = _words(check, "provider")
    code = np.unique(provider.astype(str), return_inverse=True)[1]
    order = np.lexsort((code, weight, cut_se, cut, passed, week, who))
    order = order[says[order]]
    return Results(
        person=who[order],
        week=week[order],
        turn=rank_in_group(changes(who[order], week[order])),
        cut=cut[order],
        cut_variance=cut_se[order] ** 2,
        passed=2 * passed[order] - 1,
        weight=weight[order],
        provider=provider[order],
    )


def _exposure(check: FrameCheck, people: People, parameters: GrowthParameters) -> Exposure:
    """How far each week told of departs from a usual one."""
    who, week = _who_and_when(check, people, least=1)
    order = np.lexsort((week, who))
    twice = np.zeros(len(who), dtype=np.bool_)
    twice[order] = ~changes(who[order], week[order])
    check.note(twice, "active_week", "give one row for each person and week")
    usual = {"lessons": parameters.lessons_usual_per_week, "talk_minutes": parameters.talk_usual_minutes_per_week}
    most = {"lessons": _MOST_LESSONS, "talk_minutes": _MOST_TALK}
    departs = {
        column: np.minimum(check.numbers(column, default=usual[column], least=0) / usual[column] - 1, most[column])
        for column in usual
    }
    return Exposure(who, week, departs["lessons"], departs["talk_minutes"])
