"""What the stall model looks at: one row of numbers per placement, taken from its snapshot.

Counts are shares of elapsed active time, levels and paces are held against what is expected, and what is not known is
NaN. Nothing here is taken from gender, age, name, origin or municipality.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logit

from assessment.measurement.active_weeks import week_of
from assessment.measurement.trend import probability_below
from assessment.reference.tracks import module_norm
from assessment.stalling.course import NEVER
from assessment.stalling.growth import Growth, informative_entries, usable_entries, weeks_seen
from assessment.stalling.observed import UNSAID
from assessment.stalling.rules import RulesEngine
from assessment.stalling.snapshot import Snapshot
from assessment.text.labelled_notes import BETTER_WHEN_MORE, SIGNALS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Feature:
    """One number the model looks at: its name, which way it may only work (1, -1, 0 for free), and what it is about."""

    name: str
    direction: int
    about: str


FEATURES: tuple[Feature, ...] = (
    Feature("stall_log_odds", 1, "growth"),
    Feature("pace_share", -1, "growth"),
    Feature("pace_se_share", 0, "growth"),
    Feature("to_goal", 0, "time"),
    Feature("log_active_weeks", 0, "time"),
    Feature("gain_8", -1, "growth"),
    Feature("gain_24", -1, "growth"),
    Feature("weeks_since_other_observer", 0, "observers"),
    Feature("seen_share_8", 0, "cadence"),
    Feature("minutes_8", -1, "talk"),
    Feature("minutes_12", -1, "talk"),
    Feature("minutes_change", -1, "talk"),
    Feature("little_talk_8", 1, "talk"),
    Feature("little_talk_12", 1, "talk"),
    Feature("partners_8", -1, "partners"),
    Feature("attended_share_8", -1, "lessons"),
    Feature("attended_8", -1, "lessons"),
    Feature("weeks_since_pass", 1, "results"),
    Feature("module_lessons_share", 0, "results"),
    Feature("passes_per_year", -1, "results"),
    *(Feature(f"note_{name}", -better, "notes") for name, better in zip(SIGNALS, BETTER_WHEN_MORE, strict=True)),
)
"""In the order of the columns."""
_FURTHEST_LOG_ODDS = 6.0
LESSON_WEEKS, LESSON_WEEKS_SINCE_PASS = 8, 26
NOTE_WEEKS = 16
"""Longer than talk is looked back on: few entries bear a note, and fewer a note that says anything."""


def features(facts: Snapshot, growth: Growth, engine: RulesEngine) -> pd.DataFrame:
    """The features of each placement of a snapshot, shape (n_placements, n_features), by position.

    Parameters
    ----------
    facts : Snapshot
    growth : Growth
        What the growth filter makes of the same snapshot.
    engine : RulesEngine
        Whose thresholds say what an entry is, and what a stall is.
    """
    lately = Lately(facts, engine)
    columns = {
        **_of_growth(facts, growth, engine),
        **lately.gains(growth.expected_pace),
        **lately.observers(),
        **lately.cadence(),
        **lately.talk(),
        **_of_lessons(facts),
        **_of_results(facts),
        **lately.notes(),
    }
    return pd.DataFrame({one.name: columns[one.name] for one in FEATURES})


def has_leading_sign(table: pd.DataFrame) -> Bools:
    """Who has something beside ratings to go by: what was said of talk lately, or lessons offered lately."""
    said = table["minutes_12"].notna() | table["attended_share_8"].notna()
    return said.to_numpy(dtype=np.bool_)


def _of_growth(facts: Snapshot, growth: Growth, engine: RulesEngine) -> dict[str, Floats]:
    expected = growth.expected_pace
    stalled = probability_below(engine.stall_pace_share * expected, growth.pace, growth.pace_se)
    with np.errstate(divide="ignore"):
        log_odds = np.clip(logit(stalled), -_FURTHEST_LOG_ODDS, _FURTHEST_LOG_ODDS)
    return {
        "stall_log_odds": log_odds,
        "pace_share": growth.pace / expected,
        "pace_se_share": growth.pace_se / expected,
        "to_goal": facts.rows.goal_logit - growth.level,
    }


class Lately:
    """The entries that stand, each with its age in active weeks (0: this week)."""

    def __init__(self, facts: Snapshot, engine: RulesEngine) -> None:
        rows, self.entries, self.n = facts.rows, facts.observed, len(facts.rows)
        self.now = facts.weeks.through(
            rows.newcomer, rows.started_on, rows.ends_on, np.full(self.n, int(week_of(facts.today)))
        )
        self.age = self.now[self.entries.placement] - weeks_seen(facts)
        self.usable = usable_entries(self.entries, engine)
        self.informative = informative_entries(self.entries, engine)

    def within(self, weeks: int) -> Bools:
        """Which entries were seen in the last so many active weeks, this one among them."""
        return (self.age >= 0) & (self.age < weeks)

    def mean(self, values: Floats, weeks: tuple[int, int]) -> Floats:
        """The mean of what is known in entries of an age from ``weeks[0]`` to below ``weeks[1]``; NaN for none."""
        chosen = np.isfinite(values) & (self.age >= weeks[0]) & (self.age < weeks[1])
        who = self.entries.placement[chosen]
        count = np.bincount(who, minlength=self.n)
        total = np.bincount(who, weights=values[chosen], minlength=self.n)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def gains(self, expected: Floats) -> dict[str, Floats]:
        """By how much the later half of some weeks lies above the earlier, beyond what is expected, logits.

        Each observer of each placement is centred on the middle of their own entries, so that who is stricter does not
        matter.
        """
        stride = int(self.entries.observer.max(initial=0)) + 1
        _pairs, pair = np.unique(self.entries.placement * stride + self.entries.observer, return_inverse=True)
        told = {}
        for weeks in (8, 24):
            seen = self.informative & (self.age >= 0) & (self.age < weeks)
            early = seen & (self.age >= weeks // 2)
            late = seen & ~early
            size = len(_pairs)
            counts = [np.bincount(pair[part], minlength=size) for part in (early, late)]
            sums = [
                np.bincount(pair[part], weights=self.entries.measure[part], minlength=size) for part in (early, late)
            ]
            both = (counts[0] > 0) & (counts[1] > 0)
            gain = sums[1][both] / counts[1][both] - sums[0][both] / counts[0][both]
            weight = counts[0][both] * counts[1][both] / (counts[0][both] + counts[1][both])
            who = (_pairs[both] // stride).astype(np.int64)
            total = np.bincount(who, weights=weight, minlength=self.n)
            mean = np.bincount(who, weights=weight * gain, minlength=self.n) / np.where(total > 0, total, 1)
            told[f"gain_{weeks}"] = np.where(total > 0, mean - expected * weeks / 2, np.nan)
        return told

    def observers(self) -> dict[str, Floats]:
        """How long the last observer has been alone at it; NaN where nobody else ever looked."""
        last = np.full(self.n, -1, dtype=np.int64)
        last[self.entries.placement] = self.entries.observer
        other = self.entries.observer != last[self.entries.placement]
        age = np.full(self.n, np.nan)
        age[self.entries.placement[other]] = self.age[other]
        return {"weeks_since_other_observer": age}

    def cadence(self) -> dict[str, Floats]:
        """In how much of the last weeks somebody looked, and for how long the placement has run."""
        recent = self.usable & (self.age >= 0) & (self.age < 8)
        weeks = np.unique(np.stack([self.entries.placement[recent], self.age[recent]]), axis=1)
        seen = np.bincount(weeks[0], minlength=self.n)
        return {
            "seen_share_8": seen / np.clip(self.now, 1, 8),
            "log_active_weeks": np.log1p(np.maximum(self.now, 0)),
        }

    def talk(self) -> dict[str, Floats]:
        """How much Danish is talked, in how large a share of the entries hardly any, and with how many."""
        minutes = np.log1p(self.entries.talk_minutes)
        partners = np.log1p(self.entries.talk_partners)
        little = np.where(self.entries.little_talk == UNSAID, np.nan, self.entries.little_talk)
        now, before = self.mean(minutes, (0, 4)), self.mean(minutes, (4, 20))
        return {
            "minutes_8": self.mean(minutes, (0, 8)),
            "minutes_12": self.mean(minutes, (0, 12)),
            "minutes_change": now - before,
            "little_talk_8": self.mean(little, (0, 8)),
            "little_talk_12": self.mean(little, (0, 12)),
            "partners_8": self.mean(partners, (0, 8)),
        }

    def notes(self) -> dict[str, Floats]:
        """What notes of the last weeks say."""
        return {
            f"note_{name}": self.mean(self.entries.signals[:, at], (0, NOTE_WEEKS)) for at, name in enumerate(SIGNALS)
        }


def _of_lessons(facts: Snapshot) -> dict[str, Floats]:
    """How much of the lessons offered lately was attended, and how many that is a week.

    Not against earlier: what that adds where we invent the people it takes away where others do (decision 0014).
    """
    lessons, newcomer = facts.lessons, facts.rows.newcomer
    n = int(newcomer.max(initial=-1)) + 1
    age = int(week_of(facts.today)) - lessons.week
    lately = (age > 0) & (age <= LESSON_WEEKS) & (lessons.owner < n)
    offered, attended = (
        np.bincount(lessons.owner[lately], weights=values[lately], minlength=n)
        for values in (lessons.offered, lessons.attended)
    )
    return {
        "attended_share_8": np.where(offered > 0, attended / np.where(offered > 0, offered, 1), np.nan)[newcomer],
        "attended_8": np.where(offered > 0, attended / LESSON_WEEKS, np.nan)[newcomer],
    }


def _of_results(facts: Snapshot) -> dict[str, Floats]:
    """How long ago the last pass was, what it took since, and how many there were in a year."""
    rows, lessons, tests = facts.rows, facts.lessons, facts.tests
    n = int(rows.newcomer.max(initial=-1)) + 1
    passed_on = np.full(n, NEVER, dtype=np.int64)
    passed_on[rows.newcomer] = rows.passed_on
    age = int(week_of(facts.today)) - lessons.week
    since = (lessons.owner < n) & (age <= LESSON_WEEKS_SINCE_PASS)
    since[since] = lessons.week[since] > week_of(passed_on[lessons.owner[since]])
    attended = np.bincount(lessons.owner[since], weights=lessons.attended[since], minlength=n)
    norms = [module_norm(track, module) for track, module in zip(rows.track, rows.module, strict=True)]
    usual = np.array([np.nan if norm is None else norm.lessons_attended for norm in norms], dtype=np.float64)
    recent = tests.passed & (tests.taken_on > facts.today - 364) & (tests.taken_on <= facts.today) & (tests.owner < n)
    passes = np.bincount(tests.owner[recent], minlength=n).astype(np.float64)
    days = np.where(rows.passed_on > NEVER, facts.today - rows.passed_on, np.nan)
    return {
        "weeks_since_pass": days / 7,
        "module_lessons_share": attended[rows.newcomer] / usual,
        "passes_per_year": np.where(rows.enrolment_id != "", passes[rows.newcomer], np.nan),
    }
