"""A world: every assumption behind a simulated municipality, by subject, each with its unit and where it comes from.

The values stand with their marks in ``world_people``, ``world_work``, ``world_courses`` and ``world_observers``;
other worlds are made of this one with :func:`dataclasses.replace` (``worlds``, ``drawn_worlds``).
"""

from dataclasses import dataclass, fields

from assessment.simulation.world_courses import CourseSettings
from assessment.simulation.world_observers import RATING_PROCESSES, ObserverSettings
from assessment.simulation.world_people import PeopleSettings
from assessment.simulation.world_work import WorkSettings

_ROUNDING = 1e-9


@dataclass(frozen=True)
class World(PeopleSettings, WorkSettings, CourseSettings, ObserverSettings):
    """The assumptions behind one simulated municipality; the defaults are the shipped world.

    Raises
    ------
    ValueError
        Naming every setting that cannot be: shares that do not sum to 1, a range that runs backwards.

    Examples
    --------
    >>> from dataclasses import replace
    >>> replace(SHIPPED_WORLD, note_share=0.0).note_share
    0.0
    >>> replace(SHIPPED_WORLD, missed_week_share=1.2, lessons_shares=(0.5, 0.3, 0.3))
    Traceback (most recent call last):
    ...
    ValueError: no such world: missed_week_share is 1.2; lessons_shares sum to 1.1
    """

    def __post_init__(self) -> None:
        problems = [*_improper_shares(self), *_improper_sums(self), *_improper_shapes(self)]
        if problems:
            raise ValueError(f"no such world: {'; '.join(problems)}")


def _improper_shares(world: World) -> list[str]:
    """Shares and chances outside 0 to 1, and spreads below 0."""
    found = []
    for one in fields(world):
        value = getattr(world, one.name)
        if isinstance(value, float):
            is_share = one.name.endswith("_share") or ("_per_" in one.name and "_logit" not in one.name)
            is_share &= one.name not in {"newcomers_per_workplace", "collision_hours_per_week"}
            if (value < 0 and ("_sd" in one.name or is_share)) or (value > 1 and is_share):
                found.append(f"{one.name} is {value}")
    return found


def _improper_sums(world: World) -> list[str]:
    """Parts that do not make a whole."""
    sums = {
        name: sum(getattr(world, name)) for name in (one.name for one in fields(world) if one.name.endswith("_shares"))
    }
    sums["shares of tracks"] = sum(track.share for track in world.tracks)
    sums["shares of placement_kinds"] = sum(kind.share for kind in world.placement_kinds)
    found = [f"{name} sum to {round(total, 6)}" for name, total in sums.items() if abs(total - 1) > _ROUNDING]
    for first, second in (
        ("women_share", "other_gender_share"),
        ("talk_share_of_gain", "class_share_of_gain"),
        ("silent_share", "fading_share"),
    ):
        total = getattr(world, first) + getattr(world, second)
        if total > 1 + _ROUNDING:
            found.append(f"{first} and {second} sum to {round(total, 6)}")
    return found


def _improper_shapes(world: World) -> list[str]:
    """Ranges that run backwards, a spread no Beta has, steps out of order, a process nobody knows."""
    found = [
        f"{one.name} is {getattr(world, one.name)}"
        for one in fields(world)
        if one.name.endswith("_range") and getattr(world, one.name)[0] > getattr(world, one.name)[1]
    ]
    if any(mean * (1 - mean) <= world.attendance_sd**2 for mean in world.attendance_municipality_range):
        found.append(f"attendance_sd is {world.attendance_sd}")
    if list(world.step_thresholds_logit) != sorted(set(world.step_thresholds_logit)):
        found.append(f"step_thresholds_logit are {world.step_thresholds_logit}")
    if world.rating_process not in RATING_PROCESSES:
        found.append(f"rating_process is {world.rating_process!r}")
    if world.entries_every_weeks < 1:
        found.append(f"entries_every_weeks is {world.entries_every_weeks}")
    return found


SHIPPED_WORLD = World()
