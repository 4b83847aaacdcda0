"""What a report tells of a group as a whole; small groups are left out, also where subtraction would tell of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """One group's figures; None where fewer than five stand behind them, or a neighbour would tell of so few.

    Attributes
    ----------
    group : str
        What the reader calls it: "Alle", a track, "Med beregnet udvikling" ...
    people, measured : int or None
        How many have a line, and for how many of them progress was computed.
    pace_per_week, pace_se : float or None
        Mean over those measured, logits per active week, with its standard error: how unlike they are, and how unsure
        each one's pace is.
    lessons_offered, lessons_attended : float or None
        Sums over those for whom lessons were reported.
    results_passed : int or None
    """

    group: str
    people: int | None
    measured: int | None
    pace_per_week: float | None
    pace_se: float | None
    lessons_offered: float | None
    lessons_attended: float | None
    results_passed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    """How many of a municipality's newcomers stand in a state; None where fewer than five, or found by subtraction."""

    state: str
    people: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonState:
    """The state one newcomer stands in now; one with two placements has one for each."""

    newcomer_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The whole group first, its parts after it; states only in a municipality's own report.

    ``standing`` is by state and newcomer, and empty where whoever reads the report has not yet said what they see
    themselves of everybody: from all others' states and the counts, those of the last few could be worked out.
    """

    groups: tuple[GroupFigures, ...]
    states: tuple[StateCount, ...] = ()
    standing: tuple[PersonState, ...] = ()
    notice: str = ""
