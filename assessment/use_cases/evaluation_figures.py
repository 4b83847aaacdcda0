"""What a model's card and its ``metrics.json`` tell of an evaluation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessment.stalling.evaluation.in_words import MODEL
from assessment.stalling.evaluation.table_lines import Cell, Line
from assessment.stalling.model_metrics import GROUPS
from assessment.use_cases.evaluate_model import Evaluation, Tables

Figure = dict[str, Any]

_OF_ORDER = {"auc": "auc", "average_precision": "average_precision"}
_AT_THRESHOLD = {"precision_at_threshold": "precision", "recall_at_threshold": "recall"}
_OF_PROBABILITY = {"brier": "brier", "calibration_error": "ece"}


def metrics_of(evaluation: Evaluation, command: str) -> dict[str, Any]:
    """What is written beside a model: the figures of its card, and all the tables for the page about it.

    Parameters
    ----------
    evaluation : Evaluation
    command : str
        What prints these figures again; one line.

    Returns
    -------
    dict
        ``figures`` and ``gaps`` as :func:`~assessment.stalling.model_metrics.require_told` asks for them, and beside
        them ``rows`` and ``tables`` as the command prints them, and ``capacity``. ``own_worlds`` and ``hard_worlds``
        are the rows that the model judged, ``all_active_rows`` those of its own worlds that it said nothing of as
        well; ``person_caused`` and ``placement_caused`` are the rows judged with the stalls of one cause. A figure
        that could not be measured is left out.
    """
    figures = [*_figures(evaluation.own, "own_worlds"), *_figures(evaluation.hard, "hard_worlds")]
    figures += [*_of_all(evaluation.own), *_by_cause(evaluation.own)]
    return {
        "figures": [{**one, "command": command} for one in figures],
        "gaps": [{**one, "command": command} for one in _gaps(evaluation.own)],
        "capacity": evaluation.setting.capacity,
        **evaluation.as_json(),
    }


def _figures(tables: Tables, on: str) -> Iterator[Figure]:
    judged = _line(tables, "overall", on="judged")
    for measure, figure in (_OF_ORDER | _AT_THRESHOLD | _OF_PROBABILITY).items():
        yield from _told(judged, measure, figure, on)
    yield from _alone(judged.get("share_stalled"), "prevalence", on)
    alarms = _line(tables, "alarms", renewed=False)
    yield from _alone(alarms.get("false_per_100_months"), "false_alarms_per_100_person_months", on)
    yield from _told(alarms, "share_found", "found_within_20_weeks", on)


def _of_all(tables: Tables) -> Iterator[Figure]:
    line = _line(tables, "overall", on="all_active")
    for measure, figure in (_OF_ORDER | _AT_THRESHOLD).items():
        yield from _told(line, measure, figure, "all_active_rows")
    yield from _alone(line.get("share_stalled"), "prevalence", "all_active_rows")
    yield from _alone(line.get("share_abstained"), "share_without_probability", "all_active_rows")


def _by_cause(tables: Tables) -> Iterator[Figure]:
    for cause in ("person", "placement"):
        line = _line(tables, "by_cause", cause=cause, on="same_rows")
        for measure, figure in (_OF_ORDER | _AT_THRESHOLD).items():
            if figure != "precision":  # against all that is not stalled it says nothing of one cause
                yield from _told(line, measure, figure, f"{cause}_caused")


def _gaps(tables: Tables) -> Iterator[Figure]:
    for line in tables.get("gaps", ()):
        if line["method"] == MODEL and line["by"] in GROUPS:
            for one in _told(line, "gap", "true_positive_rate", "own_worlds"):
                yield {**one, "between": line["by"]}


def _told(line: Mapping[str, Cell], measure: str, figure: str, on: str) -> Iterator[Figure]:
    """A measure with its interval; nothing where it is not known."""
    value, low, high = (line.get(f"{measure}{end}") for end in ("", "_low", "_high"))
    if value is not None:
        bounds = {"low": low, "high": high} if None not in (low, high) else {"low": None, "high": None}
        yield {"figure": figure, "on": on, "value": value, **bounds}


def _alone(value: Cell, figure: str, on: str) -> Iterator[Figure]:
    if value is not None:
        yield {"figure": figure, "on": on, "value": value, "low": None, "high": None}


def _line(tables: Tables, name: str, **wanted: Cell) -> Line:
    """The model's line of a table with these values; empty where there is none."""
    asked = {"method": MODEL, **wanted}
    table: Sequence[Line] = tables.get(name, ())
    return next((line for line in table if all(line.get(key) == value for key, value in asked.items())), {})
