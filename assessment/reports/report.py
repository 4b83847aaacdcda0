"""A progress report: who it is about, which days, and one line for each person."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from assessment.reports.overview import Overview
from assessment.reports.person_page import PersonPage

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFigures:
    """A line's level and progress in steps of help, 0 to 4, which is what people read.

    Attributes
    ----------
    start, end : float
        The level first and last.
    low, high : float
        Between what the last level lies with 95 % certainty.
    pace, pace_low, pace_high : float
        The progress of the last 8 active weeks, and between what it lies with 95 % certainty.
    """

    start: float
    end: float
    low: float
    high: float
    pace: float
    pace_low: float
    pace_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """What is known of one newcomer in the period; None where it is not known, which is never 0.

    Attributes
    ----------
    newcomer_id : str
    from_on, to_on : date
        The period of the report, both days included.
    observations : int
        Usable observations seen in the period and known by the end of it (at least 2 criteria, not withdrawn, not
        replaced), at every workplace.
    level_start, level_end, level_se : float or None
        In logits, the contract's unit of level and pace; see :class:`assessment.reports.progress.Progress`. The error
        belongs to ``level_end``. Pages tell them in steps.
    pace_per_week, pace_se : float or None
        In logits per active week; see there.
    level_linked : bool
        Whether a test or a second observer anchors the level; False where there is none. Not a column of the file.
    lessons_offered, lessons_attended : float or None
        Lessons of 45 minutes in the weeks that begin and end within the period; None where none were reported.
    results_passed : int
        Results with outcome *ja*, taken in the period and reported by the end of it. A part of an examination is one.
    last_result_on : date or None
        The day on which the last result of the period was taken, whatever its outcome.
    not_included_because : str
        A sentence where the progress is not computed; "" where it is.
    in_steps : StepFigures or None
        The same level and pace in steps; see :func:`assessment.reports.in_steps.in_steps`. Not a column of the file.
    """

    newcomer_id: str
    from_on: date
    to_on: date
    observations: int
    level_start: float | None
    level_end: float | None
    level_se: float | None
    pace_per_week: float | None
    pace_se: float | None
    level_linked: bool
    lessons_offered: float | None
    lessons_attended: float | None
    results_passed: int
    last_result_on: date | None
    not_included_because: str
    in_steps: StepFigures | None = None

    def cells(self) -> tuple[Cell, ...]:
        """The line's values, in the order of ``COLUMNS``."""
        return tuple(getattr(self, name) for name in COLUMNS)


_NOT_IN_THE_FILE = {"level_linked", "in_steps"}
COLUMNS: tuple[str, ...] = tuple(entry.name for entry in fields(ReportLine) if entry.name not in _NOT_IN_THE_FILE)
"""The columns of a report in a file: the contract's, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it was made: whom it was asked for, the period, and the lines by id.

    ``provider_id``, ``newcomer_id`` and ``municipality`` are None where it was not asked for one; ``track`` and
    ``module`` name the class it was cut to ("" and None: all of them).

    Attributes
    ----------
    provider_name : str
        What the provider is called, where the report was asked for of one; "" where nobody knows.
    made_at : datetime or None
        With its zone; None until somebody has made a file of it.
    made_by : str
        Who made it, as readers may know them: the provider's or the municipality's name, never a person's.
    synthetic : bool
        Whether everybody in it is invented, as in a demonstration; the file says so.
    page : PersonPage or None
        Of the one newcomer it is about, in a report that was asked for of one.
    overview : Overview or None
        Of all its lines, in a report about more than one.
    """

    provider_id: str | None
    newcomer_id: str | None
    from_on: date
    to_on: date
    lines: tuple[ReportLine, ...]
    municipality: str | None = None
    track: str = ""
    module: int | None = None
    provider_name: str = ""
    made_at: datetime | None = None
    made_by: str = ""
    synthetic: bool = False
    page: PersonPage | None = None
    overview: Overview | None = None

    @property
    def measured(self) -> tuple[ReportLine, ...]:
        """The lines with a computed progress."""
        return tuple(line for line in self.lines if not line.not_included_because)

    @property
    def not_anchored(self) -> tuple[str, ...]:
        """Whose level is computed, but neither a test nor a second observer anchors it."""
        return tuple(line.newcomer_id for line in self.measured if not line.level_linked)

    @property
    def left_out(self) -> dict[str, tuple[str, ...]]:
        """Whose progress is not computed, by the sentence that says why, the commonest first."""
        whose: dict[str, list[str]] = {}
        for line in self.lines:
            if line.not_included_because:
                whose.setdefault(line.not_included_because, []).append(line.newcomer_id)
        ordered = sorted(whose.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        return {why: tuple(people) for why, people in ordered}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A report as it is handed over: the report itself, the bytes of the file, and a name without anybody's name.

    ``preview`` is a picture (PNG) of its first page on paper; empty where nobody asked for one.
    """

    report_id: str
    report: Report
    content: bytes
    file_name: str
    preview: bytes = b""
