"""The overview of a report: the whole group and its parts, and nothing of fewer than five people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from assessment.domain.placement_state import State
from assessment.i18n.state_words import notice_in_words
from assessment.i18n.words import _
from assessment.reports.overview import GroupFigures, Overview, StateCount
from assessment.reports.report import ReportLine
from assessment.reports.small_groups import FEWEST_PEOPLE, printable


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A group that the overview tells of: what it is called, and who is in it; None is whoever."""

    name: str
    track: str | None = None
    measured: bool | None = None

    def holds(self, track: str, measured: bool) -> bool:
        """Whether somebody on that track, with or without a computed progress, is in it."""
        return self.track in (None, track) and self.measured in (None, measured)


def overview_of(
    lines: Sequence[ReportLine],
    track: Mapping[str, str],
    states: Mapping[State, int] | None = None,
    *,
    hidden: Collection[str] = (),
) -> Overview:
    """The whole group first, then each track, then who has a computed progress and who has none.

    Parameters
    ----------
    lines : sequence of ReportLine
    track : mapping of str to str
        Each newcomer's track; "" or no entry for none.
    states : mapping of State to int, optional
        How many of a municipality's people stand in each state; only in its own report, and where they may be shown.
    hidden : collection of str
        Whose computed progress the lines of the report do not tell: it must not be found by subtracting the others'.
    """
    parts, cells = _parts(lines, track)
    table = [[part.holds(*cell) for cell in cells] for part in parts]
    measured = [[inside and cell[1] for inside, cell in zip(row, cells, strict=True)] for row in table]
    told = printable([*table, *measured], [len(cells[cell]) for cell in cells])
    with_pace = printable(
        table,
        [len(inside) if cell[1] else 0 for cell, inside in cells.items()],
        [sum(line.newcomer_id in hidden for line in inside) if cell[1] else 0 for cell, inside in cells.items()],
    )
    with_lessons = printable(table, [sum(_has_lessons(line) for line in cells[cell]) for cell in cells])
    groups = []
    for number, part in enumerate(parts):
        inside = [line for cell in cells if part.holds(*cell) for line in cells[cell]]
        groups.append(
            _figures(
                part.name,
                inside,
                people=told[number],
                measured=told[len(parts) + number],
                pace=with_pace[number],
                lessons=with_lessons[number],
            )
        )
    counts = () if states is None else _states(states)
    return Overview(groups=tuple(groups), states=counts, notice=notice_in_words() if counts else "")


def _parts(
    lines: Sequence[ReportLine], track: Mapping[str, str]
) -> tuple[list[_Part], dict[tuple[str, bool], list[ReportLine]]]:
    """The groups, and the lines by track and whether their progress is computed, out of which each is made."""
    cells: dict[tuple[str, bool], list[ReportLine]] = {}
    for line in lines:
        cells.setdefault((track.get(line.newcomer_id, ""), not line.not_included_because), []).append(line)
    tracks = sorted({name for name, _measured in cells}, key=lambda name: (not name, name))
    return [
        _Part(name=_("Alle")),
        *(_Part(name=name or _("Uden danskuddannelse"), track=name) for name in tracks),
        _Part(name=_("Med beregnet udvikling"), measured=True),
        _Part(name=_("Uden beregnet udvikling"), measured=False),
    ], cells


def _figures(
    name: str, lines: Sequence[ReportLine], *, people: bool, measured: bool, pace: bool, lessons: bool
) -> GroupFigures:
    paces = [line.pace_per_week for line in lines if line.pace_per_week is not None]
    reported = [line for line in lines if _has_lessons(line)]
    return GroupFigures(
        group=name,
        people=len(lines) if people else None,
        measured=len(paces) if measured else None,
        pace_per_week=fmean(paces) if pace else None,
        pace_se=_error_of_mean(lines) if pace else None,
        lessons_offered=sum(line.lessons_offered or 0.0 for line in reported) if lessons else None,
        lessons_attended=sum(line.lessons_attended or 0.0 for line in reported) if lessons else None,
        results_passed=sum(line.results_passed for line in lines) if people else None,
    )


def _error_of_mean(lines: Sequence[ReportLine]) -> float:
    """How unlike people's paces are, and how unsure each one's is: paces drawn toward the usual one look too alike."""
    known = [(line.pace_per_week, line.pace_se) for line in lines if line.pace_per_week is not None and line.pace_se]
    unlike = variance([pace for pace, _se in known])
    return sqrt((unlike + fmean(se**2 for _pace, se in known)) / len(known))


def _states(states: Mapping[State, int]) -> tuple[StateCount, ...]:
    """In the order of the states; their sum may be known from elsewhere, so it counts as printed."""
    counts = [states.get(state, 0) for state in State]
    each = [[one is other for other in State] for one in State]
    told = printable([[True] * len(counts), *each], counts)[1:]
    return tuple(
        StateCount(state=state.value, people=count if is_told and count >= FEWEST_PEOPLE else None)
        for state, count, is_told in zip(State, counts, told, strict=True)
    )


def _has_lessons(line: ReportLine) -> bool:
    return line.lessons_offered is not None
