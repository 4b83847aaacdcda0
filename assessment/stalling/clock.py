"""When each newcomer's clock stood still: pauses, and what stopped the whole country."""

import numpy as np
import pandas as pd

from assessment.measurement.active_weeks import FIRST_DAY, LAST_DAY, Periods, united
from assessment.stalling.columns import Ints, Texts, day_number, days, positions, texts
from assessment.stalling.national_calendar import NationalCalendar


def begun_pauses(pauses: pd.DataFrame, newcomer_ids: Texts, today: int) -> Periods:
    """Each newcomer's pauses that began by today, united."""
    owner = positions(texts(pauses, "newcomer_id"), newcomer_ids)
    first, last = days(pauses, "from_on", missing=LAST_DAY), days(pauses, "to_on", missing=FIRST_DAY)
    begun = (owner >= 0) & (first <= today)
    return united(owner[begun], first[begun], last[begun])


def last_pause(
    pauses: Periods, calendar: NationalCalendar, newcomer: Ints, started: Ints, today: int
) -> tuple[Ints, Ints]:
    """First and last day of the last pause or suspension that touches each placement; ``FIRST_DAY`` for none.

    Public holidays alone stop no clock.
    """
    stops = with_suspensions(pauses, calendar, np.unique(newcomer), today)
    if not stops.owner.size:
        return np.full(newcomer.shape, FIRST_DAY), np.full(newcomer.shape, FIRST_DAY)
    at = np.searchsorted(stops.owner, newcomer, side="right") - 1
    touches = (at >= 0) & (stops.owner[at] == newcomer) & (stops.last[at] >= started)
    return np.where(touches, stops.first[at], FIRST_DAY), np.where(touches, stops.last[at], FIRST_DAY)


def with_suspensions(pauses: Periods, calendar: NationalCalendar, newcomers: Ints, today: int) -> Periods:
    """The pauses of each of ``newcomers`` united with the suspensions that began by today."""
    periods = [(day_number(first), day_number(last)) for first, last in calendar.suspended_periods()]
    begun = np.array([period for period in periods if period[0] <= today], dtype=np.int64).reshape(-1, 2)
    return united(
        np.r_[pauses.owner, np.repeat(newcomers, len(begun))],
        np.r_[pauses.first, np.tile(begun[:, 0], newcomers.size)],
        np.r_[pauses.last, np.tile(begun[:, 1], newcomers.size)],
    )
