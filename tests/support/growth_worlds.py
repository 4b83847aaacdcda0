"""People whose level and pace follow the growth filter's own model, with what was seen of them and what was true."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assessment.measurement.growth_parameters import GrowthParameters


@dataclass(frozen=True)
class GrowthWorld:
    """The frames of ``GrowthFilter.filter``, and the truth: ``level`` and ``pace`` by person (rows) and week."""

    people: pd.DataFrame
    measures: pd.DataFrame
    results: pd.DataFrame
    severities: pd.DataFrame
    exposure: pd.DataFrame
    level: np.ndarray
    pace: np.ndarray

    def frames(self) -> dict:
        """Everything, as the filter's methods take it."""
        return {
            "people": self.people,
            "measures": self.measures,
            "results": self.results,
            "severities": self.severities,
            "exposure": self.exposure,
        }

    def mean_pace(self, weeks: int = 8) -> np.ndarray:
        """The true mean pace over each person's last active weeks."""
        last = self.people["active_week"].to_numpy()
        span = np.minimum(last, weeks)
        rows = np.arange(len(last))
        return (self.level[rows, last] - self.level[rows, last - span]) / np.maximum(span, 1)


def growth_world(
    parameters: GrowthParameters,
    *,
    seed: int,
    people: int = 400,
    weeks: tuple[int, int] = (6, 60),
    seen_share: float = 0.65,
    changes_share: float = 0.3,
    guide_share: float = 0.25,
    known_share: float = 0.7,
    known_se: float = 0.25,
    results_per_person: float = 0.7,
    se: tuple[float, float] = (0.4, 0.8),
    pace_factor: dict | None = None,
) -> GrowthWorld:
    """Draw a world in which the filter's assumptions hold.

    A person has one observer, some a second one after a change, some a guide beside; of ``known_share`` of them the
    severity is known with ``known_se``. Goals differ by track, tests lie along the way.
    """
    rng = np.random.default_rng(seed)
    last = rng.integers(*weeks, size=people, endpoint=True)
    count = int(last.max()) + 1
    track = rng.choice(["slow", "middle", "fast"], size=people)
    pace = pd.Series(track).map({"slow": 0.025, "middle": 0.036, "fast": 0.06}).to_numpy()
    goal = np.where(rng.random(people) < 0.8, rng.uniform(0.5, 2.5, people), np.nan)
    start_sd, spread = 1.2, 0.6 * pace * parameters.pace_sd_factor
    true_pace = pace * pd.Series(track).map(pace_factor or {}).fillna(1.0).to_numpy()
    lessons = rng.poisson(parameters.lessons_usual_per_week, (people, count)).astype(float)
    talk = rng.uniform(0, 2 * parameters.talk_usual_minutes_per_week, (people, count))
    added = parameters.lessons_effect * np.minimum(lessons / parameters.lessons_usual_per_week - 1, 1.5)
    added += parameters.talk_effect * (talk / parameters.talk_usual_minutes_per_week - 1)

    level, gain = np.zeros((people, count)), np.zeros((people, count))
    own = rng.normal(0, spread)
    level[:, 0] = rng.normal(-1.0, start_sd, people)
    goals = np.where(np.isnan(goal), np.inf, goal)
    for week in range(count):
        line = parameters.pace_share_at_goal + (1 - parameters.pace_share_at_goal) * (
            (goals - level[:, week]) / parameters.goal_span_logit
        )
        share = np.clip(line, parameters.pace_share_beyond_goal, 1)
        usual = parameters.pace_share_usual * true_pace
        gain[:, week] = share * (usual * (1 + added[:, week]) + own)
        if week + 1 < count:
            walk = rng.normal(0, parameters.level_walk_sd_logit_per_week, people)
            level[:, week + 1] = level[:, week] + share * (usual * (1 + added[:, week + 1]) + own) + walk
            kept = parameters.pace_memory
            own = kept * own + rng.normal(0, spread * np.sqrt(1 - kept**2))

    measures, severities = [], []
    changes = np.where(rng.random(people) < changes_share, rng.integers(3, 30, people), count)
    guided = rng.random(people) < guide_share
    for role in ("first", "second", "guide"):
        known = rng.random(people) < known_share
        told = rng.normal(0, np.sqrt(max(parameters.severity_sd_logit**2 - known_se**2, 0)), people)
        severity = np.where(known, rng.normal(told, known_se), rng.normal(0, parameters.severity_sd_logit, people))
        severities.append(pd.DataFrame({"rater": _named(role, people), "severity": told, "se": known_se})[known])
        begun = np.zeros(people, dtype=bool)
        for week in range(count):
            here = {"first": week < changes, "second": week >= changes, "guide": guided}[role] & (week <= last)
            seen = np.flatnonzero(here & (rng.random(people) < seen_share))
            severity = severity + begun * rng.normal(0, parameters.severity_walk_sd_logit_per_week, people)
            own_se = rng.uniform(*se, seen.size)
            noise = rng.normal(0, np.hypot(own_se, parameters.measure_extra_sd_logit))
            row = {"person": seen, "rater": _named(role, people)[seen], "active_week": week}
            measures.append(pd.DataFrame(row | {"measure": level[seen, week] - severity[seen] + noise, "se": own_se}))
            begun[seen] = True

    sat = np.flatnonzero(rng.random(people) < results_per_person)
    when = rng.integers(0, last[sat] + 1)
    cut = level[sat, when] + rng.normal(0, 0.7, sat.size)
    provider = rng.integers(0, 4, sat.size)
    leniency = rng.normal(0, parameters.provider_sd_logit, 4)
    luck = rng.normal(0, parameters.result_sd_logit, sat.size)
    passed = level[sat, when] + leniency[provider] + luck > cut
    results = {"person": sat, "active_week": when, "passed": passed, "cut": cut, "provider": provider.astype(str)}
    who, week = np.nonzero((np.arange(count) <= last[:, None]) & (np.arange(count) > 0))
    exposed = {"person": who, "active_week": week, "lessons": lessons[who, week], "talk_minutes": talk[who, week]}
    return GrowthWorld(
        people=pd.DataFrame(
            {
                "person": np.arange(people),
                "active_week": last,
                "track": track,
                "expected_pace": pace,
                "expected_pace_sd": 0.6 * pace,
                "goal_level": goal,
                "start_level": -1.0,
                "start_level_sd": start_sd,
            }
        ),
        measures=pd.concat(measures, ignore_index=True),
        results=pd.DataFrame(results),
        severities=pd.concat(severities, ignore_index=True),
        exposure=pd.DataFrame(exposed),
        level=level,
        pace=gain,
    )


def _named(role: str, people: int) -> np.ndarray:
    return np.array([f"{role}-{number}" for number in range(people)], dtype=object)
