"""The parts of a report as tables of typed values, rounded once: every format writes these and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.domain.bundle import GRADES
from assessment.domain.placement_state import State
from assessment.domain.reported_figures import DECIMALS, HALF_WIDTH_OF_95_PERCENT, STEP_DECIMALS, reported
from assessment.i18n.result_words import PARTS, PASSED, RESULT_KINDS
from assessment.i18n.state_words import state_word
from assessment.i18n.words import N_, _, current_language
from assessment.reports.report import COLUMNS, Cell, Report
from assessment.reports.said_of_person import criterion_name

Kind = Literal["text", "count", "logit", "step", "lessons", "day"]
PLACES: dict[Kind, int] = {"logit": DECIMALS, "step": STEP_DECIMALS, "lessons": DECIMALS}
LOWEST_STEP, HIGHEST_STEP = 0.0, 4.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its stable name, what people read above it, and what its values are."""

    name: str
    heading: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One part of a report: the name of its sheet, a title, what it shows, and rows of values rounded already."""

    sheet: str
    title: str
    told: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


_HEADINGS: dict[str, tuple[str, Kind]] = {
    "newcomer_id": (N_("Person"), "text"),
    "from_on": (N_("Fra og med"), "day"),
    "to_on": (N_("Til og med"), "day"),
    "observations": (N_("Gange set"), "count"),
    "level_start": (N_("Niveau først (logit)"), "logit"),
    "level_end": (N_("Niveau sidst (logit)"), "logit"),
    "level_se": (N_("Usikkerhed på niveau (logit)"), "logit"),
    "pace_per_week": (N_("Tempo pr. aktiv uge (logit)"), "logit"),
    "pace_se": (N_("Usikkerhed på tempo (logit)"), "logit"),
    "lessons_offered": (N_("Lektioner tilbudt"), "lessons"),
    "lessons_attended": (N_("Lektioner deltaget"), "lessons"),
    "results_passed": (N_("Prøver bestået"), "count"),
    "last_result_on": (N_("Seneste prøve"), "day"),
    "not_included_because": (N_("Ikke med i beregningen, fordi"), "text"),
    "steps_start": (N_("Trin først"), "step"),
    "steps_end": (N_("Trin sidst"), "step"),
    "steps_low": (N_("Trin sidst, mindst"), "step"),
    "steps_high": (N_("Trin sidst, højst"), "step"),
    "steps_pace": (N_("Trin på 8 uger"), "step"),
    "steps_pace_low": (N_("Trin på 8 uger, mindst"), "step"),
    "steps_pace_high": (N_("Trin på 8 uger, højst"), "step"),
    "criterion": (N_("Område"), "text"),
    "step_start": (N_("Trin først"), "step"),
    "step_now": (N_("Trin nu"), "step"),
    "step_low": (N_("Trin nu, mindst"), "step"),
    "step_high": (N_("Trin nu, højst"), "step"),
    "times_seen": (N_("Gange set"), "count"),
    "seen_by": (N_("Set af"), "count"),
    "taken_on": (N_("Dag"), "day"),
    "kind": (N_("Prøve"), "text"),
    "part": (N_("Del"), "text"),
    "track": (N_("Uddannelse"), "text"),
    "module": (N_("Modul"), "count"),
    "passed": (N_("Udfald"), "text"),
    "grade": (N_("Karakter"), "text"),
    "on": (N_("Dag"), "day"),
    "level": (N_("Trin"), "step"),
    "low": (N_("Mindst"), "step"),
    "high": (N_("Højst"), "step"),
    "expected_low": (N_("Forventet, mindst"), "step"),
    "expected_high": (N_("Forventet, højst"), "step"),
    "group": (N_("Gruppe"), "text"),
    "people": (N_("Personer"), "count"),
    "measured": (N_("Med beregnet udvikling"), "count"),
    "state": (N_("Tilstand"), "text"),
}


def progress_table(report: Report) -> ReportTable:
    """A line for everybody: the contract's columns in its order, the values of the CSV."""
    return _table(
        _("Fremgang"),
        _("Fremgang"),
        _("En linje for hver. Niveau og tempo er i logit, den enhed, de regnes i."),
        COLUMNS,
        [line.cells() for line in report.lines],
    )


def steps_table(report: Report) -> ReportTable:
    """The level and the progress in steps of everybody in whom they are known; see :class:`StepFigures`."""
    names = ("start", "end", "low", "high", "pace", "pace_low", "pace_high")
    rows = [
        (line.newcomer_id, *(getattr(line.in_steps, name) for name in names))
        for line in report.lines
        if line.in_steps is not None
    ]
    return _table(
        _("I trin"),
        _("I trin"),
        _("De samme niveauer og tempoer i trin fra 0 til 4. »Mindst« og »højst« er der, hvor tallet sandsynligvis er."),
        ("newcomer_id", *(f"steps_{name}" for name in names)),
        rows,
    )


def criteria_table(report: Report) -> ReportTable:
    """How each criterion was seen; between ``step_low`` and ``step_high`` the last step lies with 95 % certainty."""
    rows: list[tuple[Cell, ...]] = []
    for row in report.page.criteria if report.page else ():
        low = high = None
        if row.step_now is not None and row.step_se is not None:
            reach = HALF_WIDTH_OF_95_PERCENT * row.step_se
            low, high = max(LOWEST_STEP, row.step_now - reach), min(HIGHEST_STEP, row.step_now + reach)
        name = criterion_name(row.criterion)
        rows.append((name, row.step_start, row.step_now, low, high, row.times_seen, row.seen_by))
    columns = ("criterion", "step_start", "step_now", "step_low", "step_high", "times_seen", "seen_by")
    return _table(
        _("Kriterier"),
        _("Det, der er set på arbejdet"),
        _("Trin er fra 0 til 4; uden tal, hvor det er set for sjældent."),
        columns,
        rows,
    )


def results_table(report: Report) -> ReportTable:
    """The results of the period, by day, in words."""
    rows = [
        (
            result.taken_on,
            _said(RESULT_KINDS, result.kind),
            _(PARTS[result.part]) if result.part in PARTS else "",
            result.track,
            result.module,
            _said(PASSED, result.passed),
            _grade(result.grade),
        )
        for result in (report.page.results if report.page else ())
    ]
    columns = ("taken_on", "kind", "part", "track", "module", "passed", "grade")
    return _table(_("Resultater"), _("Prøver"), _("Prøver i perioden, som skolen har meldt dem."), columns, rows)


def curve_table(report: Report) -> ReportTable:
    """What the curve is drawn from, week by week."""
    columns = ("on", "level", "low", "high", "expected_low", "expected_high")
    rows = [tuple(getattr(point, name) for name in columns) for point in (report.page.curve if report.page else ())]
    return _table(
        _("Kurven"),
        _("Kurven"),
        _("Niveauet uge for uge i trin fra 0 til 4, og hvor det sandsynligvis ligger."),
        columns,
        rows,
    )


def groups_table(report: Report) -> ReportTable:
    """The whole group and its parts; empty where too few stand behind a figure."""
    columns = (
        "group",
        "people",
        "measured",
        "pace_per_week",
        "pace_se",
        "lessons_offered",
        "lessons_attended",
        "results_passed",
    )
    groups = report.overview.groups if report.overview else ()
    rows = [tuple(getattr(group, name) for name in columns) for group in groups]
    told = _("Uden tal, hvor færre end fem står bag, eller hvor det ellers kunne regnes ud. Tempo er pr. aktiv uge.")
    return _table(_("Overblik"), _("Overblik"), told, columns, rows)


def states_table(report: Report) -> ReportTable:
    """How many stand in each state; empty where too few."""
    states = report.overview.states if report.overview else ()
    rows = [(_state(count.state), count.people) for count in states]
    told = _("Uden tal, hvor der er færre end fem, eller hvor det ellers kunne regnes ud.")
    return _table(_("Tilstande"), _("Tilstande"), told, ("state", "people"), rows)


def standing_table(report: Report) -> ReportTable:
    """Which state each newcomer stands in now; empty where it is not told of everybody."""
    standing = report.overview.standing if report.overview else ()
    rows = [(one.newcomer_id, _state(one.state)) for one in standing]
    told = _("Som ved den seneste beregning, af dem, der er på en arbejdsplads nu.")
    return _table(_("Tilstand for hver"), _("Tilstand for hver"), told, ("newcomer_id", "state"), rows)


def left_out_table(report: Report) -> ReportTable:
    """Whose progress is not computed and why, the commonest reason first."""
    rows = [(who, why) for why, people in report.left_out.items() for who in people]
    told = _("De står også under »Fremgang«, med deres lektioner og prøver.")
    return _table(_("Ikke med"), _("Ikke med i beregningen"), told, ("newcomer_id", "not_included_because"), rows)


def _table(sheet: str, title: str, told: str, names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> ReportTable:
    columns = tuple(Column(name, _(_HEADINGS[name][0]), _HEADINGS[name][1]) for name in names)
    return ReportTable(
        sheet,
        title,
        told,
        columns,
        tuple(tuple(_rounded(value, column.kind) for value, column in zip(row, columns, strict=True)) for row in rows),
    )


def _rounded(value: Cell, kind: Kind) -> Cell:
    if kind in PLACES and isinstance(value, int | float):
        return reported(value, PLACES[kind])
    return value


def _said(table: dict[str, str], code: str) -> str:
    return _(table[code]) if code in table else code


def _state(code: str) -> str:
    return state_word(State(code)) if code in set(State) else code


def _grade(grade: float | None) -> str:
    """A grade as it is written; an average keeps its decimals and gets the comma of the language."""
    if grade is None:
        return ""
    if grade in GRADES:
        return GRADES[int(grade)]
    text = f"{reported(grade, 1)}"
    return text.replace(".", ",") if current_language() == "da" else text
