"""The levels and paces of a report in the steps that people know, beside the logits they are computed in."""

from dataclasses import replace

import numpy as np

from assessment.domain.reported_figures import HALF_WIDTH_OF_95_PERCENT
from assessment.measurement.level_scale import LevelScale
from assessment.reports.report import Report, ReportLine, StepFigures

WEEKS_OF_A_GLANCE = 8


def in_steps(report: Report, scale: LevelScale) -> Report:
    """The report with :class:`StepFigures` on each line whose progress is computed.

    A pace becomes steps at the worth of a logit at the last level, as the pages tell it.

    Parameters
    ----------
    scale : LevelScale
        Of the calibration that the levels were computed with.
    """
    return replace(report, lines=tuple(replace(line, in_steps=_figures(line, scale)) for line in report.lines))


def _figures(line: ReportLine, scale: LevelScale) -> StepFigures | None:
    if line.level_start is None or line.level_end is None or line.level_se is None:
        return None
    if line.pace_per_week is None or line.pace_se is None:
        return None
    reach = HALF_WIDTH_OF_95_PERCENT * line.level_se
    levels = np.array([line.level_start, line.level_end, line.level_end - reach, line.level_end + reach])
    start, end, low, high = scale.steps(levels).tolist()
    worth = float(scale.steps_per_logit(np.array([line.level_end]))[0]) * WEEKS_OF_A_GLANCE
    pace, pace_reach = line.pace_per_week * worth, HALF_WIDTH_OF_95_PERCENT * line.pace_se * worth
    return StepFigures(
        start=start, end=end, low=low, high=high, pace=pace, pace_low=pace - pace_reach, pace_high=pace + pace_reach
    )
