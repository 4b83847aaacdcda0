"""Invented rows to judge: who had stalled on which day, and what two methods said of it."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

FIRST = date(2025, 1, 5)


def judged_people(seed: int = 0, *, people: int = 120, weeks: int = 30) -> pd.DataFrame:
    """A row per person and week; ``model`` knows more than ``rule``, and both are silent at times."""
    rng = np.random.default_rng(seed)
    who, week = np.repeat(np.arange(people), weeks), np.tile(np.arange(weeks), people)
    onset = np.where(rng.random(people) < 0.4, rng.integers(0, weeks, people), weeks)
    stalled = week >= onset[who]
    leans = rng.normal(size=people)[who]
    odds = 1.5 * stalled - 2 + leans + rng.normal(size=who.size)
    chance = np.round(1 / (1 + np.exp(-odds)), 3)
    return pd.DataFrame(
        {
            "newcomer_id": [f"n{one}" for one in who],
            "placement_id": [f"p{one}" for one in who],
            "as_of": [FIRST + timedelta(weeks=int(one)) for one in week],
            "stalled": stalled,
            "cause": np.where(stalled, np.where(who % 3 == 0, "person", "placement"), ""),
            "state": np.where(rng.random(who.size) < 0.1, "clock_stopped", "unclear"),
            "active_weeks": week,
            "track": np.array(["DU1", "DU2", ""])[who % 3],
            "gender": np.where(who < 4, "x", np.where(who % 2 == 0, "f", "m")),
            "observer_role": np.where(who % 4 == 0, "kulturguide", "sprogmakker"),
            "world": "shipped",
            "model": np.where(rng.random(who.size) < 0.2, np.nan, chance),
            "rule": np.where(rng.random(who.size) < 0.3, np.nan, odds + 2 * rng.normal(size=who.size)),
        }
    )
