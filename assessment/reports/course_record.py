"""What the school reported in a period: lessons and results, added up for each person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assessment.domain.days import monday_of_week

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseRecord:
    """One person's lessons and results in the period; lessons are None where none were reported."""

    lessons_offered: float | None = None
    lessons_attended: float | None = None
    results_passed: int = 0
    last_result_on: date | None = None


def course_records(
    enrolments: Sequence[Record],
    attendance: Sequence[Record],
    results: Sequence[Record],
    *,
    from_on: date,
    to_on: date,
) -> dict[str, CourseRecord]:
    """The course record of everybody who has something in the period, by newcomer.

    A week counts when all of it lies within the period: nobody knows on which of its days the lessons were.
    """
    owner = {row["enrolment_id"]: row["newcomer_id"] for row in enrolments}
    offered: dict[str, float] = {}
    attended: dict[str, float] = {}
    for row in attendance:
        monday = monday_of_week(row["week"])
        if row["enrolment_id"] in owner and from_on <= monday and monday + timedelta(days=6) <= to_on:
            whose = owner[row["enrolment_id"]]
            offered[whose] = offered.get(whose, 0.0) + row["lessons_offered"]
            attended[whose] = attended.get(whose, 0.0) + row["lessons_attended"]
    passed: dict[str, int] = {}
    last: dict[str, date] = {}
    for row in results:
        if from_on <= row["taken_on"] <= to_on:
            whose = row["newcomer_id"]
            passed[whose] = passed.get(whose, 0) + (row["passed"] == "ja")
            last[whose] = max(last.get(whose, row["taken_on"]), row["taken_on"])
    return {
        whose: CourseRecord(
            lessons_offered=offered.get(whose),
            lessons_attended=attended.get(whose),
            results_passed=passed.get(whose, 0),
            last_result_on=last.get(whose),
        )
        for whose in {*offered, *last}
    }
