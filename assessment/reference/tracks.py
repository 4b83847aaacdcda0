"""What progress is expected on each track, and where each module's test lies on the steps.

These norms are estimates (mark E): no Danish norm in steps of help needed exists. They are where a municipality
starts, with a wide spread, until its own data say better; show the band and its source, never one number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from assessment.reference.tables import table_rows

NO_TRACK = ""
"""The key of the norm for people who are not enrolled: the mix of all tracks."""

_MODULE = re.compile(
    r"(?P<track>DU\s?(?P<du>[123])|FVU)?[\s.:,/-]*(?:DANSK)?\s*(?:MODUL|MODULE|TRIN|M)?\s*"
    r"(?:(?P<prefix>[123])\.)?(?P<module>[1-6])"
)


@dataclass(frozen=True, slots=True)
class TrackNorm:
    """How fast people on a track are expected to need less help at work.

    Attributes
    ----------
    track : str
        ``DU1``, ``DU2``, ``DU3``, ``FVU``, or empty for no enrolment.
    pace_per_week : float
        Expected pace, steps (of the rubric's 0 to 4) per active week.
    pace_sd : float
        Prior standard deviation of a person's own pace around it, steps per active week.
    pace_logit_per_week : float
        The same pace on the scale of the rating model, logits per active week: .04 on average over the tracks, in the
        ratio 1 : 1.4 : 2.1 of the lessons. The pace in steps is this at .57 step a logit.
    goal_level : float or None
        The level, in steps, at which the track's goal is reached; None without a track.
    lessons_per_module : float
        Median attended lessons of 45 minutes per module.
    source, mark : str
        Where the figures come from; ``S`` sourced, ``D`` derived, ``E`` estimate, ``B`` not verified.
    """

    track: str
    pace_per_week: float
    pace_sd: float
    pace_logit_per_week: float
    goal_level: float | None
    lessons_per_module: float
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class ModuleNorm:
    """Where a module's test lies, and how much teaching usually leads to it.

    Attributes
    ----------
    track : str
        Module numbers of different tracks are not the same thing: never put them on one axis.
    module : int
        1 to 6 (FVU: step 1 to 4).
    cut_level : float
        Level in steps: above it when the test is passed, below it when not.
    lessons_offered, lessons_attended : float
        Lessons of 45 minutes for this module alone.
    cefr : str
        Rough CEFR words, empty where none could be verified; never shown as a person's level.
    source, mark : str
        As in `TrackNorm`.
    """

    track: str
    module: int
    cut_level: float
    lessons_offered: float
    lessons_attended: float
    cefr: str
    source: str
    mark: str


@cache
def track_norms() -> Mapping[str, TrackNorm]:
    """The norm of each track, with the mix for people who are not enrolled under the empty key.

    Examples
    --------
    >>> track_norms()["DU2"].pace_per_week, track_norms()[NO_TRACK].goal_level
    (0.024, None)
    """
    norms = (
        TrackNorm(
            track=row["track"],
            pace_per_week=float(row["pace_per_week"]),
            pace_sd=float(row["pace_sd"]),
            pace_logit_per_week=float(row["pace_logit_per_week"]),
            goal_level=float(row["goal_level"]) if row["goal_level"] else None,
            lessons_per_module=float(row["lessons_per_module"]),
            source=row["source"],
            mark=row["mark"],
        )
        for row in table_rows("tracks")
    )
    return MappingProxyType({norm.track: norm for norm in norms})


@cache
def module_norms() -> Mapping[tuple[str, int], ModuleNorm]:
    """The norm of each module, by track and module number, in that order."""
    norms = (
        ModuleNorm(
            track=row["track"],
            module=int(row["module"]),
            cut_level=float(row["cut_level"]),
            lessons_offered=float(row["lessons_offered"]),
            lessons_attended=float(row["lessons_attended"]),
            cefr=row["cefr"],
            source=row["source"],
            mark=row["mark"],
        )
        for row in table_rows("modules")
    )
    return MappingProxyType({(norm.track, norm.module): norm for norm in norms})


def module_norm(track: str, module: str) -> ModuleNorm | None:
    """The norm for a module as providers write it (``3``, ``Modul 3``, ``DU2 modul 3``, ``2.3``); None when unsure.

    Examples
    --------
    >>> module_norm("DU2", "Modul 3") == module_norm("DU2", "2.3") == module_norms()["DU2", 3]
    True
    >>> module_norm("DU2", "3.3") is None
    True
    """
    found = _MODULE.fullmatch(module.strip().upper())
    if found is None:
        return None
    named, du, prefix = found["track"], found["du"], found["prefix"]
    says = {f"DU{digit}" for digit in (du, prefix) if digit} | ({"FVU"} if named == "FVU" else set())
    return module_norms().get((track, int(found["module"]))) if says <= {track} else None
