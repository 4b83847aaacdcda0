"""What a report tells of one newcomer beside their line: curve, criteria, results, and what is not known."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """The level at the end of one week of the period, as seen from the period's end; all in steps of help, 0 to 4.

    Attributes
    ----------
    on : date
        The week's Sunday, or the last day that is told of. The first is the week in which the person was first seen in
        the period.
    level, low, high : float
        The level, and between what it lies with 95 % certainty.
    expected_low, expected_high : float
        Between what 90 of 100 on the same course, who began at the same level, would be expected to lie.
    """

    on: date
    level: float
    low: float
    high: float
    expected_low: float
    expected_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days on which no progress was expected, both included."""

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultMark:
    """One result of the period, as the school reported it; ``passed`` is ``ja``, ``nej`` or ``fritaget``."""

    taken_on: date
    kind: str
    part: str
    track: str
    module: int | None
    passed: str
    grade: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """How one criterion of the rubric was seen; steps of help, 0 to 4.

    Attributes
    ----------
    criterion : str
        Its code.
    step_start, step_now : float or None
        Mean step in the first and the last third of the times it was seen, each observer's own first and last where
        several saw it; None where it was seen too seldom.
    step_se : float or None
        Standard error of ``step_now``.
    times_seen, seen_by : int
        How often in the period, and by how many people.
    """

    criterion: str
    step_start: float | None
    step_now: float | None
    step_se: float | None
    times_seen: int
    seen_by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One newcomer's page.

    Attributes
    ----------
    improved : tuple of str
        What improved, in at most two sentences the newcomer can read; what can be said instead where nothing can.
    curve : tuple of CurvePoint
        Week by week; empty where progress is not computed.
    pauses : tuple of Span
        Within the period, in order.
    results : tuple of ResultMark
        By day.
    criteria : tuple of CriterionRow
        In the order of the rubric, those that were seen.
    not_known : tuple of str
        What the report cannot say, and why, with the counts.
    """

    improved: tuple[str, ...]
    curve: tuple[CurvePoint, ...]
    pauses: tuple[Span, ...]
    results: tuple[ResultMark, ...]
    criteria: tuple[CriterionRow, ...]
    not_known: tuple[str, ...]
