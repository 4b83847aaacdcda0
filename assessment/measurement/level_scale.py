"""Between the logits of the rating model and the 0 to 4 that people know: the step that is expected at a level."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from assessment.measurement.calibration import Calibration
from assessment.measurement.step_curves import Floats, step_moments

_REACH, _POINTS = 12.0, 2401


@dataclass(frozen=True, slots=True)
class LevelScale:
    """Which mean step a person of some level is expected to show over all criteria, with an observer of mean severity.

    The curve rises everywhere and flattens toward the lowest and the highest step, so a logit is worth most steps in
    the middle. NaN stays NaN.

    Parameters
    ----------
    calibration : Calibration
        Difficulties and thresholds of the rubric's criteria.

    Examples
    --------
    >>> one = Calibration(criteria=("ask",), difficulties=(0,), thresholds=((0,),), severity_sd=0.5, origin="example")
    >>> scale = LevelScale(one)
    >>> scale.steps(np.array([0.0])).tolist(), scale.steps_per_logit(np.array([0.0])).round(3).tolist()
    ([0.5], [0.25])
    >>> scale.logits(scale.steps(np.array([1.5]))).round(3).tolist()
    [1.5]
    """

    calibration: Calibration
    _logits: Floats = field(init=False, repr=False, compare=False)
    _steps: Floats = field(init=False, repr=False, compare=False)
    _slope: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        grid = np.linspace(-_REACH, _REACH, _POINTS)
        moments = step_moments(self.calibration.cost, grid)
        object.__setattr__(self, "_logits", grid)
        object.__setattr__(self, "_steps", moments.mean.mean(axis=1))
        object.__setattr__(self, "_slope", moments.variance.mean(axis=1))

    def steps(self, level: Floats) -> Floats:
        """The mean step (0 to 4) that is expected at each level in logits."""
        return np.asarray(np.interp(level, self._logits, self._steps), dtype=np.float64)

    def logits(self, steps: Floats) -> Floats:
        """The level in logits at which each mean step is expected."""
        return np.asarray(np.interp(steps, self._steps, self._logits), dtype=np.float64)

    def steps_per_logit(self, level: Floats) -> Floats:
        """How many steps a logit is worth at each level: what turns a pace there into steps."""
        return np.asarray(np.interp(level, self._logits, self._slope), dtype=np.float64)


@lru_cache(maxsize=8)
def level_scale(calibration: Calibration) -> LevelScale:
    """The scale of a calibration, worked out once."""
    return LevelScale(calibration)
