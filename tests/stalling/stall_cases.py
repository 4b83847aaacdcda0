"""A small made-up town to assess: people, placements and what was seen, in a few words each."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pandas as pd

from assessment.domain.bundle import BUNDLE, BUNDLE_FILES
from assessment.domain.days import end_of_day
from assessment.domain.placement_state import PlacementState
from assessment.measurement.typed_frames import typed_frame
from assessment.stalling.assess import assess
from assessment.stalling.rules import RulesEngine

MONDAY = date(2025, 9, 1)
"""Far from Christmas and Easter: 14 weeks from here have no public holiday."""
PROFILE = {"instructions": 3, "small_talk": 2, "phone": 1, "reading": 2}


def week(number: int, *, day: int = 2) -> date:
    """A day (Wednesday unless told) of the ``number``-th week after MONDAY."""
    return MONDAY + timedelta(weeks=number, days=day)


def sunk(turn: int) -> dict[str, int]:
    """Steps after ``turn`` weeks of needing more help every third week."""
    first = {"instructions": 4, "small_talk": 3, "phone": 3, "reading": 3}
    return {name: step - (turn // 3 + place) // 4 for place, (name, step) in enumerate(first.items())}


class Town:
    """Collects facts as rows; gives frames with the bundle's dtypes."""

    def __init__(self):
        self.rows = {file.stem: [] for file in BUNDLE}

    def add(self, stem, **values):
        self.rows[stem].append(values)

    def place(
        self, name="p1", *, newcomer=None, started=MONDAY, ends=None, workplace="w1", track="DU2", municipality="101"
    ):
        newcomer = newcomer or f"n-{name}"
        if all(row["newcomer_id"] != newcomer for row in self.rows["newcomers"]):
            self.add(
                "newcomers", newcomer_id=newcomer, municipality=municipality, alias="Sami", gender="m", birth_year=1990
            )
        self.add(
            "placements",
            placement_id=name,
            newcomer_id=newcomer,
            workplace_id=workplace,
            kind="praktik",
            started_on=started,
            ends_on=ends,
        )
        if track:
            self.add(
                "enrolments",
                enrolment_id=f"e-{name}",
                newcomer_id=newcomer,
                provider_id="s1",
                track=track,
                module="2",
                started_on=date(2025, 1, 6),
            )
        return name

    def see(self, name, seen_on, ratings, *, observer="buddy", **more):
        identity = str(UUID(int=len(self.rows["observations"]) + 1))
        noon = datetime.combine(seen_on, time(10), tzinfo=UTC)
        self.add(
            "observations",
            **{
                "observation_id": identity,
                "placement_id": name,
                "observer_id": observer,
                "seen_on": seen_on,
                "recorded_at": noon,
            }
            | more,
        )
        for criterion, step in ratings.items():
            self.add("ratings", observation_id=identity, criterion=criterion, step=step)
        return identity

    def flat(self, name, weeks=range(12), *, observer="buddy", profile: Mapping[str, int] = PROFILE, **more):
        return [self.see(name, week(number), profile, observer=observer, **more) for number in weeks]

    def stalled(self, name="p1", weeks=range(-48, 12), *, place=True, **more):
        """Rated the same for more than a year, by one buddy: the least that is called a possible stall."""
        known = {key: more.pop(key) for key in ("newcomer", "workplace", "track", "municipality") if key in more}
        if place:
            self.place(name, started=week(min(weeks), day=0), **known)
        return self.flat(name, weeks, **more)

    def sinking(self, name="p1", weeks=range(-16, 12), *, observer="buddy", place=True, **more):
        """Needs more help every third week in one of four areas, from well before MONDAY: a stall beyond doubt."""
        known = {key: more.pop(key) for key in ("newcomer", "workplace", "track", "municipality") if key in more}
        if place:
            self.place(name, started=week(min(weeks), day=0), **known)
        return [
            self.see(name, week(number), sunk(turn), observer=observer, **more) for turn, number in enumerate(weeks)
        ]

    def climbing(self, name, weeks=range(12), *, observer="buddy", start=1, severity=0, **more):
        """One criterion more a step higher each week: 0.25 step a week."""
        names = list(PROFILE)
        seen = []
        for turn, number in enumerate(weeks):
            ratings = {
                c: min(4, start + (turn + len(names) - 1 - i) // len(names)) - severity for i, c in enumerate(names)
            }
            seen.append(self.see(name, week(number), ratings, observer=observer, **more))
        return seen

    def result(self, newcomer, taken_on, passed, *, kind="modultest", reported_on=None):
        identity = f"r{len(self.rows['results'])}"
        self.add(
            "results",
            result_id=identity,
            newcomer_id=newcomer,
            provider_id="s1",
            kind=kind,
            part="samlet",
            track="DU2",
            module="2",
            taken_on=taken_on,
            reported_on=reported_on or taken_on,
            passed=passed,
        )
        return identity

    def pause(self, newcomer, from_on, to_on, code="agreed"):
        self.add("pauses", newcomer_id=newcomer, from_on=from_on, to_on=to_on, code=code)

    def object(self, newcomer, from_on, to_on=None):
        self.add("objections", newcomer_id=newcomer, from_on=from_on, to_on=to_on)

    def frames(self):
        return {
            file.stem: typed_frame(
                file, {name: [row.get(name) for row in self.rows[file.stem]] for name in file.column_names}
            )
            for file in BUNDLE
        }

    def state_of(self, name="p1", as_of=None, engine=None, **more) -> PlacementState:
        assessed = assess(self.frames(), as_of or week(13), engine or RulesEngine(), **more)
        return {state.placement_id: state for state in assessed.states}[name]


def with_rows(frames, added):
    """The frames with bundle rows (text) appended, typed as import would."""
    grown = dict(frames)
    for filename, rows in added.items():
        file = BUNDLE_FILES[filename.removesuffix(".csv")]
        if rows:
            text = {name: [row[name] or None for row in rows] for name in file.column_names}
            grown[file.stem] = pd.concat([frames[file.stem], typed_frame(file, text)], ignore_index=True)
    return grown


def known_by(frames, day):
    """What was known by the end of ``day``: the small part of it that simulated frames need."""
    at, edge = pd.Timestamp(day), pd.Timestamp(end_of_day(day))
    known = dict(frames)
    seen = frames["observations"]
    seen = seen[seen["recorded_at"] < edge]
    known["observations"] = seen.assign(withdrawn_at=seen["withdrawn_at"].where(seen["withdrawn_at"] < edge))
    known["ratings"] = frames["ratings"][frames["ratings"]["observation_id"].isin(seen["observation_id"])]
    known["results"] = frames["results"][frames["results"]["reported_on"] <= at]
    known["placements"] = frames["placements"][frames["placements"]["started_on"] <= at]
    enrolled = frames["enrolments"][frames["enrolments"]["started_on"] <= at]
    known["enrolments"] = enrolled.assign(ended_on=enrolled["ended_on"].where(enrolled["ended_on"] <= at))
    for stem in ("pauses", "objections"):
        known[stem] = frames[stem][frames[stem]["from_on"] <= at]
    return known
