"""Second thoughts: entries that their observer corrects within a day, and a few that are withdrawn."""

import numpy as np
import pandas as pd

from assessment.simulation.frames import random_uuids
from assessment.simulation.observing import danish_days
from assessment.simulation.weeks import ONE_MINUTE, Bools, Moments, Weeks
from assessment.simulation.world import World

_HIGHEST_STEP = 4
_DAY_IN_MINUTES = 24 * 60


def correct_and_withdraw(
    rng: np.random.Generator, world: World, observations: pd.DataFrame, ratings: pd.DataFrame, weeks: Weeks
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frames with a new entry for each corrected one, one step changed in it, and with some entries withdrawn."""
    count = len(observations)
    recorded_at: Moments = observations["recorded_at"].dt.tz_localize(None).to_numpy().astype("datetime64[m]")
    again_at = recorded_at + rng.integers(3, _DAY_IN_MINUTES, count) * ONE_MINUTE
    gone_at = recorded_at + rng.integers(60, 10 * _DAY_IN_MINUTES, count) * ONE_MINUTE
    corrected = _in_time(rng, world.corrected_share, again_at, weeks)
    withdrawn = _in_time(rng, world.withdrawn_share, gone_at, weeks) & ~corrected

    kept = observations.assign(withdrawn_at=_as_moments(np.where(withdrawn, gone_at, np.datetime64("NaT", "m"))))
    old = kept[corrected]
    new_id = dict(zip(old["observation_id"], random_uuids(rng, len(old)), strict=True))
    new = old.assign(
        observation_id=pd.Series(list(new_id.values()), index=old.index, dtype="str"),
        replaces=old["observation_id"],
        recorded_at=_as_moments(again_at[corrected]).set_axis(old.index),
    )
    again = ratings[ratings["observation_id"].isin(new_id)]
    again = again.assign(
        observation_id=again["observation_id"].map(new_id).astype("str"),
        step=_one_changed(rng, again),
    )
    return (
        pd.concat([kept, new]).sort_values("observation_id", ignore_index=True),
        pd.concat([ratings, again]).sort_values(["observation_id", "criterion"], ignore_index=True),
    )


def _in_time(rng: np.random.Generator, share: float, moments: Moments, weeks: Weeks) -> Bools:
    """Chosen at random among those whose second thought comes by the last day."""
    return np.asarray((rng.random(len(moments)) < share) & (danish_days(moments) <= weeks.last_day))


def _one_changed(rng: np.random.Generator, ratings: pd.DataFrame) -> pd.Series:
    """The steps, with the first rated one of each observation moved by one."""
    is_rated = ratings["step"].notna()
    is_first = is_rated & ~ratings["observation_id"].where(is_rated).duplicated()
    steps = ratings["step"].to_numpy()
    up = (rng.random(len(steps)) < 0.5) & (steps < _HIGHEST_STEP) | (steps == 0)
    return pd.Series(np.where(is_first, np.where(up, steps + 1, steps - 1), steps), index=ratings.index)


def _as_moments(moments: Moments) -> pd.Series:
    return pd.Series(moments.astype("datetime64[us]")).dt.tz_localize("UTC")
