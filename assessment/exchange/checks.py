"""What no single cell can tell: days in the wrong order, references to nobody, periods that run backwards."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from assessment.domain.bundle import GRADES
from assessment.domain.days import COPENHAGEN
from assessment.exchange.delivery import DeliveredFile
from assessment.exchange.refusals import Refusal
from assessment.i18n.words import _
from assessment.reference.calibration_cases import load_cases


def check_rows(delivered: DeliveredFile, rows: pd.DataFrame) -> Iterator[Refusal]:
    """Refuse rows whose own columns contradict each other.

    ``rows`` are the delivered rows with what the delivery left out filled from what is known.
    """
    for first, last in delivered.file.periods:
        if first in rows and last in rows:
            yield from _refuse_where(delivered, rows[first] > rows[last], last, _reversed_period(first, last))
    if delivered.file.stem == "observations":
        yield from _check_observations(delivered, rows)
    if delivered.file.stem == "calibrations":
        yield from _check_calibrations(delivered, rows)
    if delivered.file.stem == "results" and {"part", "grade"} <= set(rows):
        off_scale = (
            rows["part"].notna()
            & (rows["part"] != "samlet")
            & rows["grade"].notna()
            & ~rows["grade"].isin(list(GRADES))
        )
        yield from _refuse_where(
            delivered,
            off_scale,
            "grade",
            _("En delprøves karakter er -3, 00, 02, 4, 7, 10 eller 12; kun en samlet kan være et gennemsnit."),
        )


def check_references(delivered: DeliveredFile, existing: Mapping[str, pd.Index]) -> Iterator[Refusal]:
    """Refuse rows that refer to somebody or something that is neither delivered nor known.

    ``existing`` maps a file's stem to the keys that are known or stand in this delivery (refused rows too, so
    that one mistake is not told twice).
    """
    for column in delivered.file.columns:
        if column.refers_to and column.name in delivered.rows:
            values = delivered.rows[column.name]
            unknown = values.notna() & ~values.isin(existing[column.refers_to])
            message = _("Findes hverken i leveringen eller i forvejen. Lever rækken i {file} sammen med denne.").format(
                file=f"{column.refers_to}.csv"
            )
            yield from _refuse_where(delivered, unknown, column.name, message)


def _check_observations(delivered: DeliveredFile, rows: pd.DataFrame) -> Iterator[Refusal]:
    if {"seen_on", "recorded_at"} <= set(rows):
        recorded_on = rows["recorded_at"].dt.tz_convert(COPENHAGEN).dt.tz_localize(None).dt.floor("D")
        yield from _refuse_where(
            delivered,
            rows["seen_on"] > recorded_on,
            "seen_on",
            _("Observationen er set efter den dag, den er registreret. Ret seen_on eller recorded_at."),
        )
    if {"withdrawn_at", "recorded_at"} <= set(rows):
        yield from _refuse_where(
            delivered,
            rows["withdrawn_at"] < rows["recorded_at"],
            "withdrawn_at",
            _("Observationen er trukket tilbage, før den blev registreret. Ret withdrawn_at eller recorded_at."),
        )
    if "replaces" in rows:
        yield from _refuse_where(
            delivered,
            rows["replaces"] == rows["observation_id"],
            "replaces",
            _("En observation kan ikke erstatte sig selv. Ret feltet, eller lad det være tomt."),
        )


def _check_calibrations(delivered: DeliveredFile, rows: pd.DataFrame) -> Iterator[Refusal]:
    """Only a published case can be rated, and only by what it asks about."""
    if "case_id" not in rows:
        return
    cases = load_cases()
    named = rows["case_id"]
    unknown = _("Eksemplet kendes ikke. Skriv et af disse: {choices}.").format(choices=", ".join(cases.case_ids))
    yield from _refuse_where(delivered, named.notna() & ~named.isin(cases.case_ids), "case_id", unknown)
    if "criterion" not in rows:
        return
    for case in cases.cases:
        not_asked = (named == case.case_id) & rows["criterion"].notna() & ~rows["criterion"].isin(case.criteria)
        message = _("Eksemplet {case} spørger ikke om det kriterium. Skriv et af disse: {choices}.").format(
            case=case.case_id, choices=", ".join(case.criteria)
        )
        yield from _refuse_where(delivered, not_asked, "criterion", message)


def _refuse_where(delivered: DeliveredFile, wrong: pd.Series, column: str, message: str) -> Iterator[Refusal]:
    for row in np.flatnonzero(wrong.fillna(False).to_numpy(dtype=bool)):
        yield delivered.refuse(int(row), column, message)


def _reversed_period(first: str, last: str) -> str:
    if (first, last) == ("taken_on", "reported_on"):
        return _(
            "Prøven er taget efter den dag, resultatet er meldt, eller i fremtiden. Ret prøvens dato eller den meldte."
        )
    return _("Perioden løber baglæns: {last} ligger før {first}. Byt om, eller ret datoen.").format(
        first=first, last=last
    )
