"""A report as the blocks of a printed page, in reading order: every word and figure ready, nothing left to compute."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from assessment.domain.days import COPENHAGEN
from assessment.i18n.words import LOCALES, _, current_language, number_in_words
from assessment.reports import report_tables, report_words
from assessment.reports.curve_drawing import curve_drawing, curve_in_words, what_the_curve_says
from assessment.reports.person_page import PersonPage
from assessment.reports.report import Cell, Report
from assessment.reports.report_tables import PLACES, Kind, ReportTable

Block = dict[str, Any]
NOTHING = "–"
NUMBERS: tuple[Kind, ...] = ("count", "logit", "step", "lessons")
WIDE = frozenset({"newcomer_id", "criterion", "kind", "group", "state", "not_included_because"})
"""The columns of words, which get the room that is left."""

_LOGITS = ("level_start", "level_end", "level_se", "pace_per_week", "pace_se")
_COURSE = ("lessons_offered", "lessons_attended", "results_passed", "last_result_on")


def report_blocks(report: Report) -> dict[str, Any]:
    """What the template sets: the head of the report, whether the page lies on its side, and ``blocks``."""
    page = report.page
    return {
        "title": report_words.title_of(report),
        "about": report_words.about_whom(report),
        "period": report_words.period_of(report),
        "made": report_words.made_when(report),
        "date": _date(report),
        "notice": report_words.notice_of(report),
        "lies": page is None,
        "page_of": _("Side {n} af {of}"),
        "blocks": _of_many(report) if page is None else _of_one(report, page),
    }


def figure_in_words(value: Cell, kind: Kind) -> str:
    """A value of a table as it is printed; a dash where there is none.

    Examples
    --------
    >>> figure_in_words(0.0412, "logit"), figure_in_words(2, "count"), figure_in_words(None, "step")
    ('0,0412', '2', '–')
    >>> figure_in_words(date(2026, 3, 2), "day")
    '2. mar. 2026'
    """
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):
        from babel.dates import format_date  # 60 ms that most commands never need

        return format_date(value, "d. MMM y" if current_language() == "da" else "d MMM y", LOCALES[current_language()])
    if isinstance(value, str):
        return value
    if kind == "lessons":
        return report_words.plain_number(value)
    return number_in_words(value, PLACES.get(kind, 0))


def _of_one(report: Report, page: PersonPage) -> list[Block]:
    line = report.lines[0] if report.lines else None
    criteria = report_tables.criteria_table(report)
    results = report_tables.results_table(report)
    left = [_heading(criteria.title), _criteria(criteria)] if criteria.rows else []
    right = [_heading(results.title), _results(results, tight=not left)] if results.rows else []
    if line is not None:
        right += [_heading(_("Lektioner")), _texts(report_words.lessons_in_words(line))]
    if page.not_known:
        right += [_heading(_("Det ved vi ikke")), {"is": "list", "texts": page.not_known}]
    told = [_heading(_("Hvad er blevet bedre?")), {"is": "lead", "texts": page.improved}] if page.improved else []
    pair = [{"is": "pair", "left": left, "right": right}] if left and right else [*left, *right]
    figures = report_tables.progress_table(report)
    return [
        *told,
        *_curve(report, page),
        *pair,
        _box(
            report_words.about_steps(),
            report_words.about_errors(),
            *([report_words.about_bands()] if page.curve else []),
        ),
        _heading(_("Tallene, som de står i regnearket")),
        _table(figures, ("observations", *_LOGITS, *_COURSE), told=report_words.about_logits()),
    ]


def _of_many(report: Report) -> list[Block]:
    groups, states = report_tables.groups_table(report), report_tables.states_table(report)
    overview = [_texts(report_words.counted(report))]
    if groups.rows:
        overview = [_heading(groups.title), *overview, _table(groups, tight=True)]
    if states.rows:
        overview += [
            _heading(states.title),
            _texts(_sentence(report_words.notice_of(report))),
            _table(states, tight=True),
        ]
    anchored = [text for text in [report_words.not_anchored(report)] if text]
    return [
        *overview,
        _box(report_words.about_steps(), report_words.about_levels(), report_words.about_errors()),
        _heading(_("Fremgang")),
        _progress(report),
        *([_texts(*anchored)] if anchored else []),
        *_standing(report),
        *_left_out(report),
    ]


def _standing(report: Report) -> list[Block]:
    """Who stands in each state now, a line for each state; never without what it may not be used for."""
    standing = report_tables.standing_table(report)
    if not standing.rows:
        return []
    whose: dict[str, list[str]] = {}
    for who, state in standing.rows:
        whose.setdefault(str(state), []).append(str(who))
    return [
        _heading(standing.title),
        _texts(_sentence(report_words.notice_of(report))),
        {
            "is": "table",
            "told": standing.told,
            "columns": [_column(_("Tilstand")), _column(_("Antal"), right=True), _column(_("Personer"), wide=True)],
            "rows": [[state, str(len(people)), ", ".join(people)] for state, people in whose.items()],
            "groups": [],
            "tight": False,
        },
    ]


def _progress(report: Report) -> Block:
    """One line for each: in steps, in logits as in the spreadsheet, and what the school reported."""
    figures, steps = report_tables.progress_table(report), report_tables.steps_table(report)
    by_id = {row[0]: row for row in steps.rows}
    kept = ("newcomer_id", "observations", *_LOGITS, *_COURSE)
    table = _table(figures, kept, told=figures.told + " " + report_words.about_logits())
    logits = (_("Først"), _("Sidst"), _("Usikkerhed"), _("Tempo"), _("Usikkerhed"))
    course = (_("Tilbudt"), _("Deltaget"), _("Bestået"), _("Seneste prøve"))
    _name(table["columns"], _("Person"), _("Gange"), *logits, *course)
    groups = [("", 2), (_("I logit"), len(_LOGITS)), (_("Lektioner og prøver"), len(_COURSE))]
    if by_id:
        heads = (_("Først"), _("Sidst"), _("Mellem"), _("På 8 uger"), _("Mellem"))
        table["columns"][2:2] = [_column(heading, right=True) for heading in heads]
        for row, line in zip(table["rows"], report.lines, strict=True):
            row[2:2] = _step_cells(by_id.get(line.newcomer_id))
        groups.insert(1, (_("I trin"), len(heads)))
    table["groups"] = [{"text": text, "span": span} for text, span in groups]
    return table


def _step_cells(row: Sequence[Cell] | None) -> list[str]:
    if row is None:
        return [NOTHING] * 5
    start, end, low, high, pace, slow, fast = (figure_in_words(value, "step") for value in row[1:])
    between = _("{low} til {high}")
    return [start, end, between.format(low=low, high=high), pace, between.format(low=slow, high=fast)]


def _criteria(table: ReportTable) -> Block:
    """The criteria with the two ends of the last step in one cell, as people say it."""
    block = _table(table, ("criterion", "step_start", "step_now", "step_low", "times_seen", "seen_by"))
    _name(block["columns"], _("Område"), _("Først"), _("Nu"), _("Nu mellem"), _("Gange"), _("Set af"))
    for cells, row in zip(block["rows"], table.rows, strict=True):
        if row[3] is not None and row[4] is not None:
            low, high = figure_in_words(row[3], "step"), figure_in_words(row[4], "step")
            cells[3] = _("{low} til {high}").format(low=low, high=high)
    return block


def _results(table: ReportTable, *, tight: bool) -> Block:
    """The results with all that says which test it was in one cell, and how it went with the grade in another."""
    block = _table(table, ("taken_on", "kind", "passed"), tight=tight)
    for cells, row in zip(block["rows"], table.rows, strict=True):
        _day, kind, part, track, module, passed, grade = row
        told = _("modul {module}").format(module=module) if module is not None and not part else ""
        cells[1] = ", ".join(str(piece) for piece in (kind, part, "" if part else track, told) if piece)
        cells[2] = ", ".join(str(piece) for piece in (passed, grade) if piece)
    return block


def _name(columns: list[Block], *headings: str) -> None:
    for column, heading in zip(columns, headings, strict=True):
        column["heading"] = heading


def _curve(report: Report, page: PersonPage) -> list[Block]:
    heading = _heading(_("Kurven"))
    if not page.curve:
        why = [line.not_included_because for line in report.lines if line.not_included_because]
        return [heading, _texts(*(why or [_("Der er ingen kurve for perioden.")]))]
    return [
        heading,
        {
            "is": "curve",
            "alt": curve_in_words(page),
            "told": what_the_curve_says(page),
            "drawing": curve_drawing(page, report.from_on, report.to_on),
        },
    ]


def _left_out(report: Report) -> list[Block]:
    if not report.left_out:
        return []
    columns = [_column(_("Fordi"), wide=True), _column(_("Antal"), right=True), _column(_("Personer"), wide=True)]
    return [
        _heading(_("Ikke med i beregningen, fordi ...")),
        {
            "is": "table",
            "told": _("De står også ovenfor, med deres lektioner og prøver."),
            "columns": columns,
            "rows": [[why, str(len(people)), ", ".join(people)] for why, people in report.left_out.items()],
            "groups": [],
            "tight": False,
        },
    ]


def _table(table: ReportTable, names: Sequence[str] = (), *, told: str = "", tight: bool = False) -> Block:
    """A table with the columns that are named, or all; a tight one is no wider than its words."""
    chosen = [(number, column) for number, column in enumerate(table.columns) if not names or column.name in names]
    return {
        "is": "table",
        "told": told or table.told,
        "columns": [
            _column(column.heading, right=column.kind in NUMBERS, wide=column.name in WIDE, kept=column.kind == "day")
            for _number, column in chosen
        ],
        "rows": [[figure_in_words(row[number], column.kind) for number, column in chosen] for row in table.rows],
        "groups": [],
        "tight": tight,
    }


def _column(heading: str, *, right: bool = False, wide: bool = False, kept: bool = False) -> Block:
    """How a column is set: numbers to the right, words with the room that is left, ``kept`` never broken."""
    return {"heading": heading, "right": right, "wide": wide, "kept": kept}


def _box(*texts: str) -> Block:
    return {"is": "box", "title": _("Sådan læses tallene"), "steps": report_words.step_names(), "texts": texts}


def _heading(text: str) -> Block:
    return {"is": "heading", "text": text}


def _texts(*texts: str) -> Block:
    return {"is": "text", "texts": texts}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _date(report: Report) -> list[int] | None:
    if report.made_at is None:
        return None
    day = report.made_at.astimezone(COPENHAGEN).date()
    return [day.year, day.month, day.day]
