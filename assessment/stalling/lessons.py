"""Which lessons each newcomer was offered and attended lately: one row per week and person."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.measurement.active_weeks import week_of
from assessment.stalling.columns import Ints, Texts, day_number, positions, steps, texts

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """Lessons by newcomer and week, in no order. All of shape (n_weeks_of_somebody,).

    Attributes
    ----------
    owner : Ints
        Code of the newcomer.
    week : Ints
        ISO week, counted from 1970.
    offered, attended : Floats
        Lessons of 45 minutes.
    enrolment_id : Texts
        Of the class they were in.
    """

    owner: Ints
    week: Ints
    offered: Floats
    attended: Floats
    enrolment_id: Texts


def lessons_known(attendance: pd.DataFrame, enrolments: pd.DataFrame, newcomer_ids: Texts) -> Lessons:
    """The lessons of these newcomers; a week of somebody in two classes is two rows."""
    whose = positions(texts(enrolments, "newcomer_id"), newcomer_ids)
    enrolment_id = texts(attendance, "enrolment_id")
    owner = np.r_[whose, -1][positions(enrolment_id, texts(enrolments, "enrolment_id"))]
    kept = owner >= 0
    number, names = pd.factorize(texts(attendance, "week")[kept])
    weeks = np.array([week_number(str(name)) for name in names], dtype=np.int64)
    return Lessons(
        owner=owner[kept],
        week=weeks[number],
        offered=steps(attendance, "lessons_offered")[kept],
        attended=steps(attendance, "lessons_attended")[kept],
        enrolment_id=enrolment_id[kept],
    )


def week_number(name: str) -> int:
    """An ISO week such as ``2026-W12`` as weeks since 1970.

    Examples
    --------
    >>> week_number("1970-W01"), week_number("2026-W12") - week_number("2025-W52")
    (0, 12)
    """
    year, week = name.split("-W")
    return int(week_of(day_number(date.fromisocalendar(int(year), int(week), 1))))
