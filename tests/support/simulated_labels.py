"""The label of the truth table, worked out again from the path of levels alone."""

import numpy as np
import pandas as pd

from assessment.simulation.municipality import SimulatedMunicipality
from assessment.simulation.world import World

LABEL_WEEKS, LABEL_PACE_SHARE, GOAL_MARGIN = 8, 0.25, 0.3


def labels_follow_from_levels(town: SimulatedMunicipality, world: World) -> int:
    """Assert that every label is what its levels say; return how many were checked."""
    truth, goal = town.truth, town.truth["placement_id"].map(goals(town, world))
    first_of_placement = truth["placement_id"] != truth["placement_id"].shift()
    gains = truth["level"].diff().where(~first_of_placement)[truth["active"]]
    rows = truth.loc[gains.index].assign(gain=gains, goal=goal)
    by_placement = rows.groupby("placement_id")
    rows["mean"] = by_placement["gain"].transform(
        lambda gain: gain.rolling(LABEL_WEEKS, min_periods=LABEL_WEEKS).mean()
    )
    checked = rows.dropna(subset="mean")
    near_goal = checked["level"] > checked["goal"] - GOAL_MARGIN
    expected = (checked["mean"] < LABEL_PACE_SHARE * checked["expected_pace"]) & ~near_goal

    assert np.allclose(checked["mean"], checked["pace"], atol=1e-9)
    assert (checked["stalled"] == expected).all()
    assert not truth["stalled"][truth.groupby("placement_id")["active"].cumsum() < LABEL_WEEKS].any()
    return len(checked)


def goals(town: SimulatedMunicipality, world: World) -> pd.Series:
    """Each placement's goal, from the tracks people are enrolled in; without a course there is none."""
    goal = {track.name: track.goal_logit for track in world.tracks if track.has_goal}
    track = town.frames["enrolments"].drop_duplicates("newcomer_id").set_index("newcomer_id")["track"]
    placements = town.frames["placements"].set_index("placement_id")["newcomer_id"]
    return placements.map(track.map(goal)).fillna(np.inf)
