"""Observing: which week an observer makes an entry, when it is typed in, and what is said of the talk."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.simulation.observers import Assignments
from assessment.simulation.placements import Placements
from assessment.simulation.stalls import Presence
from assessment.simulation.weeks import ONE_DAY, ONE_MINUTE, Bools, Days, Floats, Ints, Moments, Texts, Weeks
from assessment.simulation.world import World

MODES = ("in_person", "phone", "video")
TALK_MINUTES = ("0", "lt10", "10to30", "gt30")
TALK_PARTNERS = ("0", "1", "2to3", "4plus")


@dataclass(frozen=True, slots=True)
class Entries:
    """What observers typed in, arrays of shape (entries,), by assignment and week.

    ``assignment``, ``newcomer`` and ``week`` are positions, ``recorded_at`` is UTC.
    """

    assignment: Ints
    newcomer: Ints
    week: Ints
    seen_on: Days
    recorded_at: Moments

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.assignment)


def make_entries(
    rng: np.random.Generator,
    world: World,
    assignments: Assignments,
    placements: Placements,
    where: Presence,
    paused_weekdays: Bools,
    weeks: Weeks,
) -> Entries:
    """At most one entry per assignment and active week, typed in by the last day."""
    newcomer_of = placements.newcomer[assignments.placement]
    here = where.active[newcomer_of] & (where.placement[newcomer_of] == assignments.placement[:, None])
    writes = rng.random(here.shape) < assignments.records_per_week[:, None]
    if world.entries_every_weeks > 1:
        turn = rng.integers(0, world.entries_every_weeks, len(here))
        writes &= (np.arange(weeks.count) + turn[:, None]) % world.entries_every_weeks == 0
    assignment, week = np.nonzero(here & writes)
    newcomer = newcomer_of[assignment]

    day = weeks.mondays[week][:, None] + ONE_DAY * np.arange(5)
    first, last = assignments.from_on[assignment], assignments.records_until[assignment]
    possible = (day >= first[:, None]) & (day <= last[:, None]) & ~paused_weekdays[newcomer, week]
    weekday = np.where(possible, rng.random(possible.shape), -1).argmax(axis=1)
    seen_on = day[np.arange(len(day)), weekday]

    recorded_at = _recorded_at(rng, world, seen_on)
    kept = np.flatnonzero(possible.any(axis=1) & (danish_days(recorded_at) <= weeks.last_day))
    return Entries(assignment[kept], newcomer[kept], week[kept], seen_on[kept], recorded_at[kept])


def talk_answers(rng: np.random.Generator, world: World, talk: Floats) -> tuple[Texts, Texts]:
    """Minutes of Danish and people talked with, as tapped by observers who guess; ``talk`` is what they go by.

    Who talked no minutes talked with nobody, and the other way round.
    """
    shared = talk + rng.normal(0, world.talk_report_sd, len(talk))
    minutes = np.digitize(shared + rng.normal(0, world.talk_report_sd, len(talk)), world.talk_minutes_cuts)
    partners = np.digitize(shared + rng.normal(0, world.talk_report_sd, len(talk)), world.talk_partners_cuts)
    partners = np.where(minutes > 0, np.maximum(partners, 1), 0)
    said = np.array(TALK_MINUTES, dtype=object)[minutes], np.array(TALK_PARTNERS, dtype=object)[partners]
    for answers in said:
        answers[rng.random(len(talk)) < world.talk_unanswered_share] = None
    return said


def modes(rng: np.random.Generator, world: World, count: int) -> Texts:
    """How each observation was made."""
    return rng.choice(MODES, size=count, p=world.mode_shares).astype(object)


def _recorded_at(rng: np.random.Generator, world: World, seen_on: Days) -> Moments:
    """Mostly the same afternoon, sometimes days or weeks later, in UTC."""
    count = len(seen_on)
    bounds = np.array(world.delay_days)[rng.choice(len(world.delay_shares), size=count, p=world.delay_shares)]
    delay = rng.integers(bounds[:, 0], bounds[:, 1], endpoint=True)
    return in_the_daytime(rng, seen_on + delay * ONE_DAY)


def in_the_daytime(rng: np.random.Generator, day: Days) -> Moments:
    """A minute between 9 and 21 of each Danish day, in UTC."""
    local = day.astype("datetime64[m]") + rng.integers(9 * 60, 21 * 60, len(day)) * ONE_MINUTE
    zoned = pd.DatetimeIndex(local.astype("datetime64[us]")).tz_localize("Europe/Copenhagen")
    return zoned.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[m]")


def danish_days(moments: Moments) -> Days:
    """The Danish day of each UTC moment."""
    zoned = pd.DatetimeIndex(moments.astype("datetime64[us]")).tz_localize("UTC").tz_convert("Europe/Copenhagen")
    return zoned.tz_localize(None).to_numpy().astype("datetime64[D]")
