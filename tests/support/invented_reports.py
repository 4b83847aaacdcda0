"""Invented reports with plausible figures, for what turns a report into a file."""

import math
from dataclasses import replace
from datetime import date, datetime, timedelta

from assessment.domain.days import COPENHAGEN
from assessment.domain.placement_state import NOTICE
from assessment.measurement.level_scale import level_scale
from assessment.reference.rubric import load_rubric
from assessment.reports.in_steps import in_steps
from assessment.reports.overview import GroupFigures, Overview, PersonState, StateCount
from assessment.reports.person_page import CriterionRow, CurvePoint, PersonPage, ResultMark, Span
from assessment.reports.report import Report, ReportLine
from assessment.stalling.rubric_calibration import shipped_calibration

FROM, TO = date(2026, 5, 4), date(2026, 10, 25)
MADE_AT = datetime(2026, 11, 21, 10, 5, tzinfo=COPENHAGEN)
TOO_LITTLE = "For lidt grundlag: 3 observationer i perioden, der skal mindst 4 til."
NOBODY_LOOKED = "Ingen observationer i de sidste 8 aktive uger af perioden."
SCALE = level_scale(shipped_calibration().calibration)


def line(newcomer_id: str, start: float = -1.2, end: float = 0.3, **changed) -> ReportLine:
    """A line with computed progress."""
    known = {
        "observations": 14,
        "level_start": start,
        "level_end": end,
        "level_se": 0.31234567,
        "pace_per_week": (end - start) / 24,
        "pace_se": 0.02112345,
        "level_linked": True,
        "lessons_offered": 276.0,
        "lessons_attended": 181.5,
        "results_passed": 2,
        "last_result_on": date(2026, 9, 17),
        "not_included_because": "",
    }
    return ReportLine(newcomer_id=newcomer_id, from_on=FROM, to_on=TO, **{**known, **changed})


def left_out(newcomer_id: str, why: str = TOO_LITTLE, **changed) -> ReportLine:
    """A line without."""
    nothing = dict.fromkeys(("level_start", "level_end", "level_se", "pace_per_week", "pace_se"))
    empty = {"lessons_offered": None, "lessons_attended": None, "results_passed": 0, "last_result_on": None}
    said = {"observations": 3, "level_linked": False, "not_included_because": why}
    return line(newcomer_id, **{**nothing, **empty, **said, **changed})


def curve(start: float, end: float, *, wave: float = 0.12) -> tuple[CurvePoint, ...]:
    """Week by week from one step to another, with the band of somebody seen now and then."""
    sundays = [FROM + timedelta(days=6 + 7 * week) for week in range(25)]
    points = []
    for week, on in enumerate(sundays):
        share = week / (len(sundays) - 1)
        level = start + (end - start) * share + wave * math.sin(week / 3)
        reach = 0.55 - 0.25 * share + 0.08 * math.cos(week / 2)
        expected = start + 0.9 * share
        points.append(
            CurvePoint(
                on=on,
                level=level,
                low=max(0, level - reach),
                high=min(4, level + reach),
                expected_low=max(0, expected - 0.15 - 0.4 * share),
                expected_high=min(4, expected + 0.15 + 0.5 * share),
            )
        )
    return tuple(points)


def criteria(rise: float, *, seldom: int = 3) -> tuple[CriterionRow, ...]:
    """Every criterion of the rubric, the last few seen too seldom."""
    codes = load_rubric().codes
    rows = []
    for number, code in enumerate(codes):
        known = number < len(codes) - seldom
        start = 0.8 + 0.13 * (number % 7)
        rows.append(
            CriterionRow(
                criterion=code,
                step_start=start if known else None,
                step_now=start + rise * (0.4 + 0.1 * (number % 5)) if known else None,
                step_se=0.11 + 0.02 * (number % 6) if known else None,
                times_seen=12 - number % 6 if known else 2,
                seen_by=2 if number % 3 else 1,
            )
        )
    return tuple(rows)


RESULTS = (
    ResultMark(
        taken_on=date(2026, 6, 11), kind="modultest", part="samlet", track="DU2", module=3, passed="ja", grade=None
    ),
    ResultMark(taken_on=date(2026, 9, 3), kind="PD2", part="laesning", track="DU2", module=6, passed="nej", grade=0.0),
    ResultMark(taken_on=date(2026, 9, 17), kind="PD2", part="mundtlig", track="DU2", module=6, passed="ja", grade=7.0),
    ResultMark(
        taken_on=date(2026, 10, 1), kind="fvu", part="samlet", track="", module=None, passed="fritaget", grade=None
    ),
)
PAUSES = (
    Span(from_on=date(2026, 7, 6), to_on=date(2026, 7, 26)),
    Span(from_on=date(2026, 10, 12), to_on=date(2026, 10, 18)),
)


def of_one(page: PersonPage, the_line: ReportLine, **changed) -> Report:
    """A report about one person, made by a school."""
    known = {
        "provider_id": "999-u0001",
        "newcomer_id": the_line.newcomer_id,
        "from_on": FROM,
        "to_on": TO,
        "lines": (the_line,),
        "made_at": MADE_AT,
        "made_by": "Sprogcenter Nord",
        "page": page,
    }
    return in_steps(Report(**{**known, **changed}), SCALE)


def rising() -> Report:
    """Somebody who comes on, with pauses and results."""
    page = PersonPage(
        improved=(
            "Du klarer nu selv mere på arbejdet: især at spørge om hjælp og at snakke med i pausen går bedre end før.",
            "Dine kolleger har set det 14 gange siden maj.",
        ),
        curve=curve(1.1, 2.3),
        pauses=PAUSES,
        results=RESULTS,
        criteria=criteria(1.0),
        not_known=("Telefon og læsning er set 2 gange hver. Der skal 4 til, før det kan siges, hvordan det går.",),
    )
    return of_one(page, line("S-0412"))


def flat() -> Report:
    """Somebody for whom no progress shows, without pauses and results, and not anchored."""
    page = PersonPage(
        improved=("Det ligger, hvor det lå i maj. Du bruger dit dansk hver dag, og dine kolleger ser det.",),
        curve=curve(1.6, 1.65, wave=0.06),
        pauses=(),
        results=(),
        criteria=criteria(0.05, seldom=6)[:9],
        not_known=(
            "Niveauet er ikke forankret: ingen prøve og ingen anden, der observerer, har vist det.",
            "Makkeren er skiftet i perioden, så »først« og »nu« er ikke set af den samme.",
            "Der er ikke oplyst lektioner for perioden.",
        ),
    )
    without = {"lessons_offered": None, "lessons_attended": None, "results_passed": 0, "last_result_on": None}
    return of_one(page, line("K-7", -0.4, -0.35, level_linked=False, **without))


def too_little() -> Report:
    """Somebody seen three times, with an id as long as one may be."""
    page = PersonPage(
        improved=("Der er set for lidt endnu til at sige, hvad der er blevet bedre.",),
        curve=(),
        pauses=PAUSES[:1],
        results=RESULTS[:1],
        criteria=criteria(0, seldom=14)[:4],
        not_known=(TOO_LITTLE,),
    )
    return of_one(
        page,
        left_out(
            "nyankommen-med-et-meget-langt-id-fra-et-andet-system-000000412",
            lessons_offered=40.0,
            lessons_attended=36.0,
        ),
    )


def cohort(number: int = 40, **changed) -> Report:
    """Everybody at a school; every fifth is left out."""
    lines = tuple(
        left_out(f"S-{row:04d}", TOO_LITTLE if row % 10 else NOBODY_LOOKED)
        if row % 5 == 0
        else line(f"S-{row:04d}", -1.5 + 0.02 * (row % 50), -0.9 + 0.031 * (row % 61), level_linked=row % 7 != 1)
        for row in range(1, number + 1)
    )
    known = {
        "provider_id": "999-u0001",
        "newcomer_id": None,
        "from_on": FROM,
        "to_on": TO,
        "lines": lines,
        "made_at": MADE_AT,
        "made_by": "Sprogcenter Nord",
        "overview": Overview(groups=GROUPS),
    }
    return in_steps(Report(**{**known, **changed}), SCALE)


def municipality(number: int = 40) -> Report:
    """Everybody in a municipality, with how many stand in each state, and who."""
    states = (
        StateCount(state="clock_stopped", people=None),
        StateCount(state="too_little_evidence", people=11),
        StateCount(state="possible_stall", people=6),
        StateCount(state="progressing", people=14),
        StateCount(state="unclear", people=None),
    )
    overview = Overview(groups=GROUPS, states=states, notice=NOTICE)
    made = cohort(number, provider_id=None, municipality="461", made_by="Odense Kommune", overview=overview)
    standing = sorted((place % len(states), line.newcomer_id) for place, line in enumerate(made.lines))
    told = tuple(PersonState(newcomer_id=who, state=states[place].state) for place, who in standing)
    return replace(made, overview=replace(overview, standing=told))


def group(name: str, people: int | None, measured: int | None, **changed) -> GroupFigures:
    """One group with figures."""
    known = {
        "pace_per_week": 0.0412345,
        "pace_se": 0.0067891,
        "lessons_offered": 8832.0,
        "lessons_attended": 5808.5,
        "results_passed": 64,
    }
    return GroupFigures(group=name, people=people, measured=measured, **{**known, **changed})


NOT_TOLD = dict.fromkeys(("pace_per_week", "pace_se", "lessons_offered", "lessons_attended", "results_passed"))
GROUPS = (
    group("Alle", 40, 32),
    group("DU1", 12, 9, pace_per_week=0.0301, pace_se=0.0122, lessons_offered=2400.0),
    group("DU2", 22, 19, pace_per_week=0.0466, pace_se=0.0088),
    group("DU3", None, None, **NOT_TOLD),
)
