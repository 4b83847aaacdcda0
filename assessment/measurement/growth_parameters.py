"""What the growth filter assumes before it has seen any data: every value with its unit and where it comes from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

NO_TRACK = ""
"""The key of people of whom no track is known."""


@dataclass(frozen=True, slots=True)
class GrowthParameters:
    """How fast people are expected to learn, how unlike they are, and how noisy what is seen of them is.

    All levels are in logits of the rating model, all paces in logits per active week. The shipped values are a start
    for a municipality without data; :meth:`~assessment.measurement.growth_filter.GrowthFilter.fit` estimates those
    that ``growth_fit.ESTIMATED`` names. Marks: *derived* (from sourced figures), *assumed* (nobody has measured it),
    *by definition* (part of a definition of the product).

    Attributes
    ----------
    start_level_logit, start_level_sd_logit : float
        Level before anything is seen, of people for whom none is given. So wide (assumed) that a first observation
        outweighs it at once: then a constant severity hardly touches the pace.
    expected_pace_logit_per_week : float
        Of people for whom none is given: .04 (assumed).
    pace_spread_share : float
        How unlike people's paces are where the caller does not say: an sd of this share of the expected pace (derived:
        the log of speed has an sd of .5, and 12 % stall; both assumed).
    pace_share_usual : float
        What people make of the expected pace on the average, stalls and all: .8 (assumed: in the simulated
        municipalities .5 to .9). Expected is what a person makes who is not stalled.
    pace_sd_factor : float
        On how unlike people's paces are; 1 is what the caller says. Seen only in many people: the filter learns it
        from them unless told to take it as given.
    pace_memory_weeks : float
        After so many active weeks a person's own departure from the expected pace has shrunk to 1/e; near the length
        of a stall, which lasts 20 weeks or more (assumed).
    pace_share_at_goal, pace_share_beyond_goal, goal_span_logit : float
        The expected pace falls from all of it at ``goal_span_logit`` before the goal to this share of it at the goal,
        and goes on falling to the share beyond it (a module's lessons hardly grow over a track: derived).
    lessons_usual_per_week, lessons_effect : float
        Lessons attended in a usual week (12, 9 or 6 offered in 44 of 52 weeks, 63 % attended: derived), and the share
        of the expected pace that is lost in a week without any (assumed; +100 lessons are worth +8-9 %: sourced).
    talk_usual_minutes_per_week, talk_effect : float
        Minutes of Danish talked in a usual week, and the share of the expected pace lost without any (both assumed).
    level_walk_sd_logit_per_week : float
        Ups and downs of the level in an active week beside the pace (assumed).
    measure_extra_sd_logit : float
        What a measure misses beyond its own ``se``: the day, and which criteria were due (assumed).
    severity_sd_logit, severity_walk_sd_logit_per_week : float
        How unlike observers of unknown severity are (.5 and a year of drift of .008 a week: assumed), and how an
        observer's severity wanders in an active week (assumed: such a drift over a quarter of a year).
    linked_severity_se_logit : float
        An observer whose severity is known this well links the people they see to the common scale (assumed).
    result_sd_logit, provider_sd_logit : float
        How much luck there is in a test (assumed), and how unlike providers' tests are (assumed).
    outlier_sd : float
        A measure further than so many standard deviations from what was predicted is doubted (4: by definition).
    change_point_pace_sd_logit_per_week : float
        Added to the doubt about the pace when two measures in a row are such outliers (assumed).
    mean_pace_weeks : int
        The mean pace is over so many active weeks (8: by definition of the product label).
    pace_factor_by_track : Mapping of str to float
        What ``fit`` learned of each track's expected pace, a factor on what the caller says; 1 for tracks not named.
    leniency_by_provider : Mapping of str to (float, float)
        What ``fit`` learned of each provider's tests, logits and standard error; positive passes people sooner.

    Raises
    ------
    ValueError
        Naming every value that cannot be, and what it must be.

    Examples
    --------
    >>> GrowthParameters(outlier_sd=float("inf")).mean_pace_weeks
    8
    >>> GrowthParameters(severity_sd_logit=-1)
    Traceback (most recent call last):
    ...
    ValueError: no such growth parameters: severity_sd_logit is -1: give a number of at least 0
    """

    start_level_logit: float = 0.0
    start_level_sd_logit: float = 3.0
    expected_pace_logit_per_week: float = 0.04
    pace_spread_share: float = 0.55
    pace_share_usual: float = 0.8
    pace_sd_factor: float = 1.0
    pace_memory_weeks: float = 26.0
    pace_share_at_goal: float = 0.6
    pace_share_beyond_goal: float = 0.1
    goal_span_logit: float = 4.0
    lessons_usual_per_week: float = 5.5
    lessons_effect: float = 0.3
    talk_usual_minutes_per_week: float = 100.0
    talk_effect: float = 0.3
    level_walk_sd_logit_per_week: float = 0.01
    measure_extra_sd_logit: float = 0.2
    severity_sd_logit: float = 0.6
    severity_walk_sd_logit_per_week: float = 0.02
    linked_severity_se_logit: float = 0.3
    result_sd_logit: float = 0.5
    provider_sd_logit: float = 0.15
    outlier_sd: float = 4.0
    change_point_pace_sd_logit_per_week: float = 0.05
    mean_pace_weeks: int = 8
    pace_factor_by_track: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    leniency_by_provider: Mapping[str, tuple[float, float]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        problems = [*_improper_numbers(self), *_improper_maps(self)]
        if problems:
            raise ValueError(f"no such growth parameters: {'; '.join(problems)}")

    @property
    def pace_memory(self) -> float:
        """The share of a person's own departure from the expected pace that is left after one active week."""
        return math.exp(-1 / self.pace_memory_weeks)


_ANY_SIGN = frozenset({"start_level_logit", "expected_pace_logit_per_week", "lessons_effect", "talk_effect"})
_ABOVE_ZERO = frozenset(
    {
        "start_level_sd_logit",
        "pace_memory_weeks",
        "goal_span_logit",
        "lessons_usual_per_week",
        "talk_usual_minutes_per_week",
        "result_sd_logit",
        "outlier_sd",
    }
)
_MAY_BE_ENDLESS = frozenset({"outlier_sd", "pace_memory_weeks"})


def _improper_numbers(parameters: GrowthParameters) -> list[str]:
    """Numbers that are no numbers, or lie where they cannot."""
    found = []
    for name in (one.name for one in fields(parameters)):
        value = getattr(parameters, name)
        if isinstance(value, Mapping):
            continue
        ends = math.isnan(value) or (math.isinf(value) and name not in _MAY_BE_ENDLESS)
        if name == "mean_pace_weeks":
            if not isinstance(value, int) or value < 1:
                found.append(f"{name} is {value}: give a whole number of at least 1")
        elif ends:
            found.append(f"{name} is {value}: give a finite number")
        elif name in _ABOVE_ZERO and value <= 0:
            found.append(f"{name} is {value}: give a number above 0")
        elif name not in _ANY_SIGN and value < 0:
            found.append(f"{name} is {value}: give a number of at least 0")
    return found


def _improper_maps(parameters: GrowthParameters) -> list[str]:
    """Factors of tracks and leniencies of providers that cannot be."""
    tracks, providers = parameters.pace_factor_by_track.items(), parameters.leniency_by_provider.items()
    return [
        *(
            f"pace_factor_by_track[{track!r}] is {factor}: give a number above 0"
            for track, factor in tracks
            if not 0 < factor < math.inf
        ),
        *(
            f"leniency_by_provider[{provider!r}] is {told}: give a finite number and an error of at least 0"
            for provider, told in providers
            if not (math.isfinite(told[0]) and 0 <= told[1] < math.inf)
        ),
    ]


SHIPPED_GROWTH = GrowthParameters()
"""The parameters a municipality starts with."""
