"""Newcomers: who they are, how fast they learn, and where they stand when the simulated weeks begin."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.simulation.frames import bundle_frame, numbered
from assessment.simulation.names import ALIASES
from assessment.simulation.weeks import Bools, Days, Floats, Ints, Texts, Weeks
from assessment.simulation.world import World

_GENDERS = ("f", "m", "x")


@dataclass(frozen=True, slots=True)
class Newcomers:
    """The newcomers as arrays of shape (newcomers,).

    Attributes
    ----------
    track : Ints
        Position in ``World.tracks``.
    entry_level : Floats
        True level (logits) when the first week begins.
    entry_module : Ints
        The module they are in then, from 1.
    speed : Floats
        Factor on the expected gain, median 1 at 30 years of age.
    talkativeness : Floats
        Added to the talk around them, in its standard unit.
    """

    newcomer_id: Texts
    gender: Texts
    alias: Texts
    birth_year: Ints
    resident_since: Days
    track: Ints
    entry_level: Floats
    entry_module: Ints
    speed: Floats
    talkativeness: Floats

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.newcomer_id)

    def is_woman(self) -> Bools:
        """Which of them are women, shape (newcomers,)."""
        return np.asarray(self.gender == "f", dtype=np.bool_)


def invent_newcomers(rng: np.random.Generator, world: World, count: int, weeks: Weeks, municipality: str) -> Newcomers:
    """``count`` people with a track, a level and a speed of their own."""
    gender = rng.choice(_GENDERS, size=count, p=_gender_shares(world)).astype(object)
    low, high = world.age_range_years
    age = np.clip(rng.normal(world.age_mean_years, world.age_sd_years, count), low, high)
    track = rng.choice(len(world.tracks), size=count, p=[track.share for track in world.tracks])
    module, level = _entry(rng, world, track)
    years_here = np.minimum(rng.exponential(world.resident_mean_years, count), world.resident_max_years)
    slowing = (1 - world.slower_per_year_over_30_share) ** np.maximum(age - 30, 0)
    return Newcomers(
        newcomer_id=numbered(f"{municipality}-n", count),
        gender=gender,
        alias=np.array([rng.choice(ALIASES[one]) for one in gender], dtype=object),
        birth_year=weeks.end.year - np.round(age).astype(np.int64),
        resident_since=weeks.mondays[0] - np.round(30 + 365 * years_here).astype("timedelta64[D]"),
        track=track,
        entry_level=level,
        entry_module=module,
        speed=np.exp(rng.normal(0, world.speed_log_sd, count)) * slowing,
        talkativeness=rng.normal(0, world.person_talk_sd, count),
    )


def newcomers_frame(people: Newcomers, municipality: str) -> pd.DataFrame:
    """``newcomers.csv``."""
    return bundle_frame(
        "newcomers",
        {
            "newcomer_id": people.newcomer_id,
            "municipality": [municipality] * people.count,
            "alias": people.alias,
            "gender": people.gender,
            "birth_year": people.birth_year,
            "resident_since": people.resident_since,
        },
    )


def module_cuts(world: World) -> Floats:
    """The level at which each module ends, shape (tracks, most modules); its goal beyond the last one."""
    most = max(track.modules for track in world.tracks)
    cuts = np.empty((len(world.tracks), most))
    for row, track in enumerate(world.tracks):
        steps = np.minimum(np.arange(1, most + 1), track.modules) / track.modules
        cuts[row] = track.entry_logit + steps * (track.goal_logit - track.entry_logit)
    return cuts


def _gender_shares(world: World) -> list[float]:
    return [world.women_share, 1 - world.women_share - world.other_gender_share, world.other_gender_share]


def _entry(rng: np.random.Generator, world: World, track: Ints) -> tuple[Ints, Floats]:
    """The module and the level people begin with: anywhere in a course but its last stretch."""
    modules = np.array([track.modules for track in world.tracks])[track]
    entry = np.array([track.entry_logit for track in world.tracks])[track]
    goal = np.array([track.goal_logit for track in world.tracks])[track]
    done = rng.beta(1.1, 1.9, size=len(track)) * (modules - 1)
    level = entry + done / modules * (goal - entry) + rng.normal(0, world.entry_spread_sd_logit, len(track))
    return np.floor(done).astype(np.int64) + 1, level
