"""One line for each person: figures where they can be measured, and otherwise the sentence that says why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.i18n.words import _, _n
from assessment.measurement.active_weeks import Ints
from assessment.reports.course_record import CourseRecord
from assessment.reports.progress import Floats, Progress
from assessment.reports.report import ReportLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """The least that progress is computed from; each is a number of the rules."""

    observations: int
    active_weeks: int
    same_step_share: float
    silence_weeks: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What progress rests on for each person, in the order of the ids. Arrays have shape (n_people,).

    Attributes
    ----------
    observations : Ints
        Usable observations in the period.
    active_weeks : Ints
        Whole active weeks at work by the end of the period, those before it included.
    same_step_share : Floats
        Share of the ratings of the period that are their observer's commonest step; NaN without any.
    at_work, objecting : frozenset of str
        Who was at a workplace in the period, and who has objected to being assessed.
    """

    observations: Ints
    active_weeks: Ints
    same_step_share: Floats
    at_work: frozenset[str]
    objecting: frozenset[str]


def assemble(
    newcomer_ids: Sequence[str],
    found: Progress,
    evidence: Evidence,
    course: Mapping[str, CourseRecord],
    minimum: Minimum,
    *,
    from_on: date,
    to_on: date,
    tells_objections: bool,
) -> tuple[ReportLine, ...]:
    """The lines, in the order of ``newcomer_ids``: exactly one for each.

    ``tells_objections`` is False where whoever reads the report is not to be told who has objected.
    """
    lines = []
    for row, newcomer_id in enumerate(newcomer_ids):
        why = _why_not(newcomer_id, row, found, evidence, minimum, tells_objections=tells_objections)
        said = course.get(newcomer_id, CourseRecord())

        def figure(values: Floats, row: int = row, is_known: bool = not why) -> float | None:
            return float(values[row]) if is_known else None

        lines.append(
            ReportLine(
                newcomer_id=newcomer_id,
                from_on=from_on,
                to_on=to_on,
                observations=int(evidence.observations[row]),
                level_start=figure(found.level_start),
                level_end=figure(found.level_end),
                level_se=figure(found.level_se),
                pace_per_week=figure(found.pace),
                pace_se=figure(found.pace_se),
                level_linked=bool(found.linked[row]) and not why,
                lessons_offered=said.lessons_offered,
                lessons_attended=said.lessons_attended,
                results_passed=said.results_passed,
                last_result_on=said.last_result_on,
                not_included_because=why,
            )
        )
    return tuple(lines)


def _why_not(
    newcomer_id: str, row: int, found: Progress, evidence: Evidence, minimum: Minimum, *, tells_objections: bool
) -> str:
    """Why this person's progress is not computed; "" where it is. The first that holds is said."""
    seen, weeks = int(evidence.observations[row]), int(evidence.active_weeks[row])
    if newcomer_id in evidence.objecting:
        if not tells_objections:
            return _("Udviklingen er ikke beregnet for personen.")
        return _("Der er gjort indsigelse, så udviklingen er ikke beregnet.")
    if newcomer_id not in evidence.at_work:
        return _("Intet forløb på en arbejdsplads i perioden.")
    if seen < minimum.observations:
        return _n(
            "For lidt grundlag: {n} observation i perioden, der skal mindst {least} til.",
            "For lidt grundlag: {n} observationer i perioden, der skal mindst {least} til.",
            seen,
        ).format(n=seen, least=minimum.observations)
    if weeks < minimum.active_weeks:
        return _n(
            "For lidt grundlag: {n} hel aktiv uge på arbejdspladsen, der skal mindst {least} til.",
            "For lidt grundlag: {n} hele aktive uger på arbejdspladsen, der skal mindst {least} til.",
            weeks,
        ).format(n=weeks, least=minimum.active_weeks)
    if evidence.same_step_share[row] >= minimum.same_step_share:
        return _("For lidt grundlag: næsten alle trin i perioden er ens.")
    if found.silent[row]:
        return _("Ingen observationer i de sidste {n} aktive uger af perioden.").format(n=round(minimum.silence_weeks))
    if not found.measured[row]:
        return _("For lidt grundlag: ingen makker har observationer fra to forskellige aktive uger i perioden.")
    return ""
