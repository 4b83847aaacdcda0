"""A progress report worked out a second time: from an exported bundle, person by person, in plain Python.

Only the growth filter itself is the product's: one person's filter and smoother are checked against statsmodels
elsewhere. What goes into it (steps, weeks, tests, talk) is worked out here.
"""

import csv
import math
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from assessment.domain.days import danish_day, monday_of
from assessment.measurement.growth_filter import GrowthFilter
from assessment.measurement.level_scale import level_scale
from assessment.reference.calendar import public_holidays, suspensions
from assessment.reference.tracks import module_norm, track_norms
from assessment.stalling.rubric_calibration import shipped_calibration

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)
FIGURES = ("level_start", "level_end", "level_se", "pace_per_week", "pace_se")
MINUTES = {"0": 0, "lt10": 5, "10to30": 20, "gt30": 45}
EXAMS = {"PD1": "DU1", "PD2": "DU2", "PD3": "DU3"}
CALIBRATION = shipped_calibration().calibration


class PlainBundle:
    """The rows of a bundle, and those of each newcomer."""

    def __init__(self, folder: Path) -> None:
        self.rows = {
            file.stem: list(csv.DictReader(file.read_text("utf-8").splitlines(), delimiter=";"))
            for file in folder.iterdir()
        }
        whose = {row["placement_id"]: row["newcomer_id"] for row in self.rows["placements"]}
        student = {row["enrolment_id"]: row["newcomer_id"] for row in self.rows["enrolments"]}
        self.replaced = {  # an entry may be replaced by one about somebody else
            row["replaces"]: danish_day(datetime.fromisoformat(row["recorded_at"])) for row in self.rows["observations"]
        }
        self.steps: dict[str, dict[str, int]] = defaultdict(dict)
        for row in self.rows["ratings"]:
            if row["step"]:
                self.steps[row["observation_id"]][row["criterion"]] = int(row["step"])
        self._of: dict[tuple[str, str], list] = defaultdict(list)
        for stem in ("placements", "enrolments", "pauses", "objections", "results", "observations", "attendance"):
            for row in self.rows[stem]:
                owner = row.get("newcomer_id") or whose.get(row.get("placement_id")) or student[row["enrolment_id"]]
                self._of[stem, owner].append(row)

    def of(self, stem: str, who: str) -> list[dict]:
        return self._of[stem, who]


def plain_report(bundle: PlainBundle, provider_id: str, from_on: date, to_on: date) -> dict[str, dict]:
    """The report of a provider by newcomer; ``None`` where a figure is not given."""
    return _told(_learners(bundle, provider_id, from_on, to_on))


def plain_town(bundle: PlainBundle, municipality: str, from_on: date, to_on: date) -> dict[str, dict]:
    """The report of a municipality by newcomer."""
    return _told(_newcomers(bundle, municipality, from_on, to_on))


def plain_tracks(bundle: PlainBundle, municipality: str, from_on: date, to_on: date) -> dict[str, str]:
    """The track of each of those newcomers on the last day."""
    return {who: person.track() for who, person in _newcomers(bundle, municipality, from_on, to_on).items()}


def plain_criteria(bundle: PlainBundle, who: str, from_on: date, to_on: date, provider_id: str = "") -> dict[str, dict]:
    """How each criterion of one person's page was seen; a provider's page where one is named."""
    if provider_id:
        person = _learners(bundle, provider_id, from_on, to_on)[who]
    else:
        person = _anybody(bundle, who, from_on, to_on)
    ratings = pd.DataFrame(
        [
            {"criterion": criterion, "step": step, "observer": row["observer_id"]}
            for row in person.usable
            for criterion, step in row["steps"].items()
        ],
        columns=["criterion", "step", "observer"],
    )
    return {criterion: _criterion(of_it) for criterion, of_it in ratings.groupby("criterion")}


def plain_results(bundle: PlainBundle, who: str, from_on: date, to_on: date) -> list[tuple]:
    """The results of one person's page as they stand in the file, by day."""
    results = pd.DataFrame(
        bundle.of("results", who), columns=["taken_on", "reported_on", "kind", "passed", "result_id"]
    )
    told = results[results["taken_on"].between(str(from_on), str(to_on)) & (results["reported_on"] <= str(to_on))]
    told = told.sort_values(["taken_on", "result_id"])
    return list(zip(told["taken_on"], told["kind"], told["passed"], strict=True))


def _criterion(ratings: pd.DataFrame) -> dict:
    """Each observer's own first and last third; the noise of one rating is that of four of .7 and of these together."""
    told = {"times_seen": len(ratings), "seen_by": ratings["observer"].nunique()}
    sides = []
    for _, theirs in ratings.groupby("observer"):
        n = len(theirs)
        third = {0: 0, 1: 0, 2: 1, 3: 1}.get(n, max(2, n // 3))
        sides.append((theirs["step"].head(third), theirs["step"].tail(third)))
    start, now = (pd.concat([pair[side] for pair in sides]).astype(float) for side in (0, 1))
    if len(ratings) < 4 or len(start) < 2:
        return {**told, "step_start": None, "step_now": None, "step_se": None}
    n = len(start)
    noise = ((start.var(ddof=0) + now.var(ddof=0)) * n + 4 * 0.7**2) / (2 * n + 2)
    return {**told, "step_start": start.mean(), "step_now": now.mean(), "step_se": math.sqrt(noise / n)}


def _learners(bundle: PlainBundle, provider_id: str, from_on: date, to_on: date) -> "dict[str, _Person]":
    theirs = [
        row
        for row in bundle.rows["enrolments"]
        if row["provider_id"] == provider_id and day(row["started_on"]) <= to_on
    ]
    own: dict[str, set[date]] = defaultdict(set)
    for row in theirs:
        one = max(day(row["started_on"]), from_on)
        while one <= to_on and (not row["ended_on"] or one <= day(row["ended_on"])):
            own[row["newcomer_id"]].add(one)
            one += ONE_DAY
    classes = {row["enrolment_id"] for row in theirs}
    return {who: _Person(bundle, who, provider_id, classes, from_on, to_on, days) for who, days in sorted(own.items())}


def _newcomers(bundle: PlainBundle, municipality: str, from_on: date, to_on: date) -> "dict[str, _Person]":
    there = sorted(row["newcomer_id"] for row in bundle.rows["newcomers"] if row["municipality"] == municipality)
    periods = {
        who: [(row["started_on"], row["ends_on"]) for row in bundle.of("placements", who)]
        + [(row["started_on"], row["ended_on"]) for row in bundle.of("enrolments", who)]
        for who in there
    }
    return {
        who: _anybody(bundle, who, from_on, to_on)
        for who in there
        if any(begins <= str(to_on) and (not ends or ends >= str(from_on)) for begins, ends in periods[who])
    }


def _anybody(bundle: PlainBundle, who: str, from_on: date, to_on: date) -> "_Person":
    whole = {from_on + number * ONE_DAY for number in range((to_on - from_on).days + 1)}
    classes = {row["enrolment_id"] for row in bundle.of("enrolments", who)}
    return _Person(bundle, who, "", classes, from_on, to_on, whole)


def _told(people: "dict[str, _Person]") -> dict[str, dict]:
    figures = _figures([person for person in people.values() if person.may_be_computed()])
    nothing = {**dict.fromkeys(FIGURES), "level_linked": False}
    return {who: {**person.counts(), **figures.get(who, nothing)} for who, person in people.items()}


def day(text: str) -> date:
    return date.fromisoformat(text)


class _Person:
    def __init__(self, bundle, who, provider_id, classes, from_on, to_on, own: set[date]) -> None:
        self.bundle, self.who, self.provider_id, self.classes = bundle, who, provider_id, classes
        self.from_on, self.to_on, self.own, self.last = from_on, to_on, own, max(own)
        self.placements = [row for row in bundle.of("placements", who) if day(row["started_on"]) <= to_on]
        self.results = [
            row
            for row in bundle.of("results", who)
            if row["provider_id"] == (provider_id or row["provider_id"])
            and day(row["taken_on"]) <= self.last
            and day(row["reported_on"]) <= to_on
        ]
        self.standing = self._standing()
        self.usable = [row for row in self.standing if len(row["steps"]) >= 2]

    def counts(self) -> dict:
        lessons = [
            (float(row["lessons_offered"]), float(row["lessons_attended"]))
            for row in self.bundle.of("attendance", self.who)
            if row["enrolment_id"] in self.classes
            and self.from_on <= _monday(row["week"])
            and _monday(row["week"]) + 6 * ONE_DAY <= self.to_on
            and any(_monday(row["week"]) + number * ONE_DAY in self.own for number in range(7))
        ]
        results = [row for row in self.results if day(row["taken_on"]) in self.own]
        return {
            "observations": len(self.usable),
            "lessons_offered": sum(offered for offered, _ in lessons) if lessons else None,
            "lessons_attended": sum(attended for _, attended in lessons) if lessons else None,
            "results_passed": sum(row["passed"] == "ja" for row in results),
            "last_result_on": max((day(row["taken_on"]) for row in results), default=None),
        }

    def _standing(self) -> list[dict]:
        """Entries of the own days that stand: known by the last day, not withdrawn, not replaced, in order."""
        standing = []
        for row in self.bundle.of("observations", self.who):
            known = danish_day(datetime.fromisoformat(row["recorded_at"])) <= self.to_on
            withdrawn = row["withdrawn_at"] and danish_day(datetime.fromisoformat(row["withdrawn_at"])) <= self.to_on
            replaced_on = self.bundle.replaced.get(row["observation_id"])
            replaced = replaced_on is not None and replaced_on <= self.to_on
            if known and not withdrawn and not replaced and day(row["seen_on"]) in self.own:
                standing.append({**row, "steps": self.bundle.steps[row["observation_id"]]})
        return sorted(standing, key=lambda row: (row["seen_on"], row["recorded_at"], row["observation_id"]))

    def may_be_computed(self) -> bool:
        """Whether the person may be assessed at all, and there is enough to do it by."""
        objects = any(
            not row["to_on"] or (day(row["to_on"]) >= self.from_on and day(row["from_on"]) <= self.to_on)
            for row in self.bundle.of("objections", self.who)
        )  # an objection without an end is in force on whatever day the report is made
        at_work = any(
            day(row["started_on"]) <= one and (not row["ends_on"] or one <= day(row["ends_on"]))
            for row in self.placements
            for one in self.own
        )
        if objects or not at_work or len(self.usable) < 4:
            return False
        whole_weeks = sum(monday + 6 * ONE_DAY <= self.last for monday in self.mondays)
        given = [
            Counter(step for row in rows for step in row["steps"].values()) for rows in self.by_observer().values()
        ]
        alike = sum(max(counter.values()) for counter in given) / sum(counter.total() for counter in given)
        weeks = [{self.week(row["seen_on"]) for row in rows} for rows in self.by_observer().values()]
        seen_lately = self.now() - max(max(one) for one in weeks) < 8
        return whole_weeks >= 6 and alike < 0.95 and seen_lately and any(len(one) > 1 for one in weeks)

    def by_observer(self) -> dict[str, list[dict]]:
        found = defaultdict(list)
        for row in self.usable:
            found[row["observer_id"]].append(row)
        return found

    @cached_property
    def mondays(self) -> list[date]:
        """Mondays of the weeks that some placement touches and that are not mostly paused or closed."""
        stopped = [(stop.from_on, stop.to_on) for stop in suspensions()]
        paused = [
            (day(row["from_on"]), day(row["to_on"]))
            for row in self.bundle.of("pauses", self.who)
            if day(row["from_on"]) <= self.to_on
        ]
        mondays = set()
        for row in self.placements:
            last = min(day(row["ends_on"]), self.to_on) if row["ends_on"] else self.to_on
            monday = monday_of(day(row["started_on"]))
            while monday <= last:
                weekdays = [monday + number * ONE_DAY for number in range(5)]
                lost = sum(
                    one in _holidays() or any(begin <= one <= end for begin, end in stopped + paused)
                    for one in weekdays
                )
                if lost <= 2:
                    mondays.add(monday)
                monday += ONE_WEEK
        return sorted(mondays)

    def week(self, on: str) -> int:
        """Which active week it is: what lies in a pause stands in the week before it."""
        return sum(monday <= day(on) for monday in self.mondays)

    def now(self) -> int:
        return self.week(self.last.isoformat())

    def frames(self) -> dict[str, list[dict]]:
        """The rows of the growth filter's frames."""
        norm = track_norms()[self.track()]
        goal = math.nan if norm.goal_level is None else norm.goal_level
        person = {
            "person": self.who,
            "active_week": self.now(),
            "expected_pace": norm.pace_logit_per_week,
            "goal_level": _logits(goal),
        }
        return {
            "people": [person],
            "measures": [
                {
                    "person": self.who,
                    "rater": observer,
                    "active_week": self.week(row["seen_on"]),
                    **_measured(tuple(sorted(row["steps"])), sum(row["steps"].values())),
                }
                for observer, rows in self.by_observer().items()
                if not _taps_alike(rows)
                for row in rows
            ],
            "results": [
                {
                    "person": self.who,
                    "active_week": self.week(row["taken_on"]),
                    "passed": float(row["passed"] == "ja"),
                    "cut": _logits(_cut(row)),
                    "cut_se": 0.5,
                }
                for row in self.tests()
            ],
            "exposure": self.talk(),
        }

    def tests(self) -> list[dict]:
        began = min(day(row["started_on"]) for row in self.placements)
        return [
            row
            for row in self.results
            if row["passed"] in ("ja", "nej")
            and row["part"] in ("", "samlet")
            and _cut(row) is not None
            and day(row["taken_on"]) >= began - 26 * ONE_WEEK
        ]

    def talk(self) -> list[dict]:
        """Minutes of Danish by week: what was said last holds for eight weeks."""
        said = {self.week(row["seen_on"]): row["talk_minutes"] for row in self.standing if row["talk_minutes"]}
        found = []
        for week in range(1, self.now() + 1):
            latest = max((begun for begun in said if begun <= week), default=None)
            if latest is not None and week - latest < 8:
                minutes = 5.0 * MINUTES[said[latest]]
                found.append({"person": self.who, "active_week": week, "talk_minutes": minutes})
        return found

    def linked(self) -> bool:
        return len(self.by_observer()) > 1 or any(row["passed"] in ("ja", "nej") for row in self.results)

    def track(self) -> str:
        """The track of the enrolment that began last, open or ended at most 26 weeks ago."""
        current = [
            (day(row["started_on"]), row["enrolment_id"], row["track"])
            for row in self.bundle.of("enrolments", self.who)
            if day(row["started_on"]) <= self.last
            and (not row["ended_on"] or day(row["ended_on"]) + 26 * ONE_WEEK >= self.last)
        ]
        return max(current)[2] if current else ""


def _figures(people: list[_Person]) -> dict[str, dict]:
    """What the growth filter says of them at the end of each one's last own day."""
    columns = {
        "people": ["person", "active_week", "expected_pace", "goal_level"],
        "measures": ["person", "rater", "active_week", "measure", "se"],
        "results": ["person", "active_week", "passed", "cut", "cut_se"],
        "exposure": ["person", "active_week", "talk_minutes"],
    }
    all_frames = [person.frames() for person in people]
    frames = {
        name: pd.DataFrame([row for one in all_frames for row in one[name]], columns=names)
        for name, names in columns.items()
    }
    now = GrowthFilter(spread="given").filter(**frames).table.set_index("person")
    then = GrowthFilter(spread="given").smooth(**frames).set_index(["person", "active_week"])["level"]
    return {
        person.who: {
            "level_start": then[person.who, min(person.week(row["seen_on"]) for row in person.usable)],
            "level_end": now.level[person.who],
            "level_se": now.level_se[person.who],
            "pace_per_week": now.mean_pace[person.who],
            "pace_se": now.mean_pace_se[person.who],
            "level_linked": person.linked(),
        }
        for person in people
    }


@cache
def _holidays() -> frozenset[date]:
    return frozenset(public_holidays(date(2015, 1, 1), date(2030, 1, 1)))


def _monday(week: str) -> date:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def _taps_alike(rows: list[dict]) -> bool:
    given = Counter(step for row in rows for step in row["steps"].values())
    return len(rows) >= 4 and max(given.values()) / given.total() >= 0.95


def _cut(row: dict) -> float | None:
    if row["kind"] in EXAMS:
        return track_norms()[EXAMS[row["kind"]]].goal_level
    norm = module_norm(row["track"], row["module"])
    return None if norm is None else norm.cut_level


def _logits(steps: float) -> float:
    return float(level_scale(CALIBRATION).logits(np.array([steps]))[0])


@cache
def _measured(criteria: tuple[str, ...], total: int) -> dict[str, float]:
    """Warm's estimate from a sum of steps, with the error that what an observation shares makes larger."""
    hard = dict(
        zip(CALIBRATION.criteria, zip(CALIBRATION.difficulties, CALIBRATION.thresholds, strict=True), strict=True)
    )

    def moments(ability: float) -> tuple[float, float, float]:
        mean = variance = third = 0.0
        for name in criteria:
            difficulty, thresholds = hard[name]
            exponents = [0.0]
            for threshold in thresholds:
                exponents.append(exponents[-1] + ability - difficulty - threshold)
            weights = [math.exp(exponent) for exponent in exponents]
            chance = [weight / sum(weights) for weight in weights]
            expected = sum(step * p for step, p in enumerate(chance))
            mean += expected
            variance += sum((step - expected) ** 2 * p for step, p in enumerate(chance))
            third += sum((step - expected) ** 3 * p for step, p in enumerate(chance))
        return mean, variance, third

    def surplus(ability: float) -> float:
        mean, variance, third = moments(ability)
        return total + third / (2 * variance) - mean

    measure = brentq(surplus, -20, 20, xtol=1e-13)
    information = moments(measure)[1]
    return {"measure": measure, "se": math.sqrt(1 / information + CALIBRATION.halo_variance)}
