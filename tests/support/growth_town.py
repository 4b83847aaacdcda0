"""A simulated municipality as the growth filter's frames, and the truth about it: the filter where its model is wrong.

Measures are Warm's weighted likelihood estimates under the simulator's own difficulties and steps, with its halo in the
error; severities are unknown. Each placement counts as a person of its own.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.simulation.municipality import SimulatedMunicipality
from assessment.simulation.people import module_cuts
from assessment.simulation.world import World

CUT_SE = 0.3


@dataclass(frozen=True)
class GrowthTown:
    """The frames of ``GrowthFilter.filter``, and ``truth``: a row per person as of the last week."""

    people: pd.DataFrame
    measures: pd.DataFrame
    results: pd.DataFrame
    exposure: pd.DataFrame
    truth: pd.DataFrame

    def frames(self) -> dict:
        """Everything, as the filter's methods take it."""
        return {name: getattr(self, name) for name in ("people", "measures", "results", "exposure")}


def growth_town(town: SimulatedMunicipality, world: World, *, last_week: int) -> GrowthTown:
    """What the filter may know by the end of a week (0 = first), of placements active then."""
    frames, truth = town.frames, town.truth[town.truth["week"] <= last_week].copy()
    truth["active_week"] = truth.groupby("placement_id")["active"].cumsum().astype(int)
    now = truth[truth["week"] == last_week].set_index("placement_id")
    monday = pd.Timestamp(truth["week_start_on"].min())
    clock = truth.set_index(["placement_id", "week"])["active_week"]
    placements = frames["placements"].set_index("placement_id").loc[now.index]

    tracks = {track.name: track for track in world.tracks}
    enrolments = frames["enrolments"].drop_duplicates("newcomer_id").set_index("newcomer_id")["track"]
    track = placements["newcomer_id"].map(enrolments).fillna("").astype(object)
    pace = np.array([tracks[name].entry_pace_per_week for name in track])
    people = pd.DataFrame(
        {
            "person": now.index,
            "active_week": now["active_week"].to_numpy(),
            "track": track.to_numpy(),
            "expected_pace": pace,
            "goal_level": [tracks[name].goal_logit if tracks[name].has_goal else np.nan for name in track],
        }
    )

    def clocked(frame: pd.DataFrame, day: str) -> pd.DataFrame:
        week = (pd.to_datetime(frame[day]) - monday).dt.days // 7
        frame = frame.assign(week=week, person=frame["placement_id"])
        frame = frame[frame["person"].isin(now.index) & (week <= last_week)]
        keys = pd.MultiIndex.from_frame(frame[["person", "week"]])
        return frame.assign(active_week=clock.reindex(keys).to_numpy()).dropna(subset=["active_week"])

    of_newcomer = placements.reset_index()[["newcomer_id", "placement_id"]]
    seen = clocked(frames["observations"], "seen_on")
    measures = seen.merge(_measures(frames["ratings"], world), on="observation_id")
    cuts = module_cuts(world)
    names = [one.name for one in world.tracks]
    results = clocked(frames["results"].merge(of_newcomer, on="newcomer_id"), "taken_on")
    results = results[results["kind"] == "modultest"]
    cut = [cuts[names.index(row.track), int(row.module) - 1] for row in results.itertuples()]
    attended = frames["attendance"].merge(frames["enrolments"][["enrolment_id", "newcomer_id"]], on="enrolment_id")
    attended = attended.merge(of_newcomer, on="newcomer_id")
    attended["monday"] = [pd.Timestamp.fromisocalendar(int(week[:4]), int(week[6:]), 1) for week in attended["week"]]
    attended = clocked(attended.drop(columns="week"), "monday")
    lessons = attended.groupby(["person", "active_week"])["lessons_attended"].mean().rename("lessons").reset_index()
    columns = ["person", "active_week"]
    return GrowthTown(
        people=people,
        measures=measures.rename(columns={"observer_id": "rater"})[[*columns, "rater", "measure", "se"]],
        results=results.assign(
            cut=cut,
            cut_se=CUT_SE,
            provider=results["provider_id"],
            passed=results["passed"].map({"ja": 1, "nej": 0, True: 1, False: 0}),
        )[[*columns, "passed", "cut", "cut_se", "provider"]],
        exposure=lessons[lessons["active_week"] >= 1],
        truth=now.reset_index(),
    )


def _measures(ratings: pd.DataFrame, world: World) -> pd.DataFrame:
    """Weighted likelihood estimate and standard error of each observation with at least two criteria."""
    codes = {one.criterion: number for number, one in enumerate(world.criteria)}
    rated = ratings.dropna(subset=["step"])
    rows, ids = pd.factorize(rated["observation_id"])
    steps = np.full((len(ids), len(codes)), np.nan)
    steps[rows, rated["criterion"].map(codes)] = rated["step"]
    cost = np.concatenate([[0.0], np.cumsum(world.step_thresholds_logit)])
    difficulty = np.array([one.logit for one in world.criteria])
    seen, number = np.isfinite(steps), np.arange(len(cost))
    low, high = np.full(len(ids), -8.0), np.full(len(ids), 8.0)
    for _halving in range(40):
        at = (low + high) / 2
        weight = np.exp(number * (at[:, None, None] - difficulty[None, :, None]) - cost)
        share = weight / weight.sum(axis=2, keepdims=True)
        mean = (share * number).sum(axis=2)
        around = number - mean[:, :, None]
        information = np.where(seen, (share * around**2).sum(axis=2), 0).sum(axis=1)
        skew = np.where(seen, (share * around**3).sum(axis=2), 0).sum(axis=1)
        below = np.nansum(steps, axis=1) - np.where(seen, mean, 0).sum(axis=1) + skew / (2 * information) > 0
        low, high = np.where(below, at, low), np.where(below, high, at)
    found = pd.DataFrame(
        {"observation_id": ids, "measure": low, "se": np.sqrt(1 / information + world.halo_sd_logit**2)}
    )
    return found[seen.sum(axis=1) >= 2]
