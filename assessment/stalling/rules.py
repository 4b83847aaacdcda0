"""The rules engine: every number it goes by, in one object that both executes and explains itself."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from assessment.measurement.calibration import Calibration
from assessment.measurement.growth_parameters import SHIPPED_GROWTH, GrowthParameters
from assessment.reference.tracks import TrackNorm, track_norms
from assessment.stalling.rubric_calibration import shipped_calibration

CRITERION_OFFSETS: Mapping[str, float] = MappingProxyType(
    {
        "instructions": 0.47,
        "safety": 0.47,
        "small_talk": 0.32,
        "reading": 0.27,
        "trade_words": 0.17,
        "asking_help": 0.17,
        "intelligibility": 0.02,
        "unwritten_rules": 0.02,
        "joining_in": -0.08,
        "reporting": -0.18,
        "writing": -0.28,
        "customers": -0.33,
        "initiative": -0.33,
        "phone": -0.71,
    }
)
"""How much easier (+) or harder (-) each criterion usually is, in steps; their mean is 0. An estimate (mark E)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesEngine:
    """When is a placement worth a look? The published rules, with every threshold as a field.

    Attributes
    ----------
    stall_probability_threshold : float
        A possible stall from this probability on. Set by capacity: at .4 about as many are pointed at as a desk looks
        at; the growth filter's probability is honest, and hardly ever reaches .8.
    stall_pace_share : float
        A stall is a pace below this share of the expected.
    progress_pace_share, progress_probability_threshold : float
        Progress is a pace of at least this share of the expected, with at least this probability.
    goal_probability_threshold : float
        The goal is reached when the level lies above it with more than this probability.
    trend_observations : int
        The last so many usable observations are the window: reasons show them, and observers are compared in it.
    minimum_criteria_per_observation, minimum_observations, minimum_active_weeks, minimum_criteria : int
        Below any of these there is too little evidence.
    same_step_share : float
        Too little evidence when one step makes up this share of the window's ratings or more.
    paused_weekdays_allowed : int
        A week with more of its Monday to Friday days paused or closed is not active.
    active_weeks_after_pause : int
        The clock stands still until so many active weeks have ended after a pause.
    pass_counts_days : int
        A passed result caps the probability for so many days after it was taken.
    stall_probability_cap_after_pass : float
        The cap.
    near_goal_logit : float
        Whoever is this close to the goal, or above it, has nowhere left to climb, and no stall is seen.
    ceiling_steps : float
        What counts as the goal for those without a track, in steps.
    stall_probability_cap_at_goal : float
        The cap for whoever is that close.
    weak_modules_from, weak_modules_to : date
        Module moves in this period are weak evidence and count for nothing.
    track_kept_weeks : int
        An ended enrolment keeps its track for so many weeks.
    test_cut_se_logit : float
        How sure it is where a test lies.
    talk_days_per_week : float
        A day's minutes of Danish stand for so many days of the week.
    growth : GrowthParameters
        What is assumed of people, observers and tests before anything is seen.
    calibration : Calibration
        How hard each criterion and step is.
    expected_pace_sd_share : float
        Spread of people's own pace around the expected where observers are compared, as a share of the expected.
    item_noise_sd_steps, halo_correlation : float
        Noise of one lay rating in steps, and how much the ratings of one observation share.
    full_degrees_of_freedom, usual_noise_least_weight : float
        That noise stands in for the residual degrees of freedom missing up to this number, and for a little always.
    silence_weeks : float
        Where nothing was seen in so many active weeks, what was seen before says nothing of the pace now, and an answer
        about talk holds no longer.
    talk_share, talk_minimum_observations : float, int
        Little talk is named when it is said in at least this share of at least so many observations.
    result_weeks : int
        How far back a result says something about where a stall shows.
    neighbours, neighbour_stall_probability : int, float
        So many others at the workplace with at least this probability point to the placement.
    observer_flat_probability : float
        ... or with one observer, where two observers of one person are compared.
    observer_minimum_observations : int
        Two observers are compared when each has so many observations in the window.
    disagreement_standard_errors : float
        After a change of observer, two slopes disagree when they lie more than so many standard errors apart.
    criterion_offsets : mapping of str to float
        How much easier (+) or harder (-) each criterion usually is, in steps.
    norms : mapping of str to TrackNorm
        Expected pace and goal by track; the empty key is the mix for those without a track.
    """

    stall_probability_threshold: float = 0.4
    stall_pace_share: float = 0.25
    progress_pace_share: float = 0.5
    progress_probability_threshold: float = 0.8
    goal_probability_threshold: float = 0.8
    trend_observations: int = 10
    minimum_criteria_per_observation: int = 2
    minimum_observations: int = 4
    minimum_active_weeks: int = 6
    minimum_criteria: int = 2
    same_step_share: float = 0.95
    paused_weekdays_allowed: int = 2
    active_weeks_after_pause: int = 3
    pass_counts_days: int = 90
    stall_probability_cap_after_pass: float = 0.25
    near_goal_logit: float = 0.3
    ceiling_steps: float = 3.5
    stall_probability_cap_at_goal: float = 0.25
    weak_modules_from: date = date(2020, 3, 1)
    weak_modules_to: date = date(2021, 4, 30)
    track_kept_weeks: int = 26
    test_cut_se_logit: float = 0.5
    talk_days_per_week: float = 5.0
    growth: GrowthParameters = SHIPPED_GROWTH
    calibration: Calibration = field(default_factory=lambda: shipped_calibration().calibration)
    expected_pace_sd_share: float = 3.0
    item_noise_sd_steps: float = 0.7
    halo_correlation: float = 0.5
    full_degrees_of_freedom: float = 8.0
    usual_noise_least_weight: float = 0.1
    silence_weeks: float = 8.0
    talk_share: float = 0.5
    talk_minimum_observations: int = 3
    result_weeks: int = 26
    neighbours: int = 2
    neighbour_stall_probability: float = 0.3
    observer_flat_probability: float = 0.5
    observer_minimum_observations: int = 3
    disagreement_standard_errors: float = 2.0
    criterion_offsets: Mapping[str, float] = field(default_factory=lambda: CRITERION_OFFSETS, hash=False)
    norms: Mapping[str, TrackNorm] = field(default_factory=track_norms, hash=False)

    @property
    def identity(self) -> str:
        """A name that changes when any number does, such as ``rules-1f0c9a2b7d31``.

        Examples
        --------
        >>> RulesEngine().identity == RulesEngine().identity != RulesEngine(neighbours=3).identity
        True
        """
        return f"rules-{self._digest()}"

    def _digest(self) -> str:
        content = json.dumps({entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)}, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    """A field's value as JSON can hold it."""
    if isinstance(value, Mapping):
        return {key: _plain(content) for key, content in sorted(value.items())}
    if isinstance(value, TrackNorm):
        return [value.pace_per_week, value.pace_sd, value.pace_logit_per_week, value.goal_level]
    if isinstance(value, Calibration):
        return value.to_json()
    if isinstance(value, GrowthParameters):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if hasattr(value, "identity"):
        return value.identity
    return value.isoformat() if isinstance(value, date) else value
