"""Lines of people whose computed progress is not for whoever reads the report, or not yet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessment.reports.report import ReportLine


def kept_back(lines: Sequence[ReportLine], why: Mapping[str, str]) -> tuple[ReportLine, ...]:
    """The lines with the sentence in place of the figures of whoever ``why`` names; a line without figures stays."""
    return tuple(
        _without_figures(line, why[line.newcomer_id])
        if line.newcomer_id in why and not line.not_included_because
        else line
        for line in lines
    )


def _without_figures(line: ReportLine, why: str) -> ReportLine:
    return replace(
        line,
        level_start=None,
        level_end=None,
        level_se=None,
        pace_per_week=None,
        pace_se=None,
        level_linked=False,
        not_included_because=why,
    )
