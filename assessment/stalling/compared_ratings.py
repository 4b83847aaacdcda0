"""Every step that was given, by whom, of whom and in which block of weeks: what a comparison of observers stands on."""

import numpy as np
import pandas as pd

from assessment.measurement.active_weeks import week_of
from assessment.stalling.columns import days, moments, positions, steps, texts
from assessment.stalling.observed import still_standing

BLOCK_WEEKS = 8
"""Within so many calendar weeks a newcomer is taken to stay at one level."""
CASE = "case/"
"""Begins the name of a calibration case where people are named; no id of a newcomer is read as one of these."""
PERSON = "newcomer/"
_MICROSECONDS_A_DAY = 86_400_000_000


def compared_ratings(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for each step that stands, of newcomers and of calibration cases.

    Returns
    -------
    DataFrame
        ``person`` (whom: newcomer or case), ``block`` (8 calendar weeks; 0 for a case), ``week`` (ISO weeks since
        1970), ``rater``, ``criterion``, ``step``, ``observation`` and ``is_case``. An observer who rates a case twice
        has two observations of it. Sorted, so that the same facts give the same figures to the last bit.
    """
    both = pd.concat([_of_newcomers(frames), _of_cases(frames["calibrations"])], ignore_index=True)
    return both.sort_values(["observation", "criterion", "step"], ignore_index=True)


def _of_newcomers(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    placements, observations, ratings = frames["placements"], frames["observations"], frames["ratings"]
    entry_id = texts(observations, "observation_id")
    placement = positions(texts(observations, "placement_id"), texts(placements, "placement_id"))
    counts = still_standing(observations) & (placement >= 0)
    entry, step = positions(texts(ratings, "observation_id"), entry_id), steps(ratings, "step")
    given = (entry >= 0) & np.isfinite(step)
    given[given] = counts[entry[given]]
    at = entry[given]
    who = PERSON + texts(placements, "newcomer_id") if len(placements) else np.zeros(0, dtype=object)
    week = week_of(days(observations, "seen_on", missing=0))[at]
    return pd.DataFrame(
        {
            "person": who[placement[at]],
            "block": week // BLOCK_WEEKS,
            "week": week,
            "rater": texts(observations, "observer_id")[at],
            "criterion": texts(ratings, "criterion")[given],
            "step": step[given].astype(np.int64),
            "observation": entry_id[at],
            "is_case": np.zeros(at.size, dtype=bool),
        }
    )


def _of_cases(calibrations: pd.DataFrame) -> pd.DataFrame:
    case, rater, criterion = (texts(calibrations, name) for name in ("case_id", "observer_id", "criterion"))
    rated_at = moments(calibrations, "rated_at")
    week = week_of(rated_at // _MICROSECONDS_A_DAY)
    return pd.DataFrame(
        {
            "person": CASE + case if case.size else case,
            "block": np.zeros(case.size, dtype=np.int64),
            "week": week,
            "rater": rater,
            "criterion": criterion,
            "step": steps(calibrations, "step").astype(np.int64),
            "observation": [
                f"{CASE}{one}/{who}/{when}" for one, who, when in zip(case, rater, rated_at.tolist(), strict=True)
            ],
            "is_case": np.ones(case.size, dtype=bool),
        }
    )
