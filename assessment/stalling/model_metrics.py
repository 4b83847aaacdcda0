"""How good a model was found to be: each figure with its interval and the command that printed it."""

import math
from collections.abc import Mapping
from typing import Any

from assessment.i18n.words import N_
from assessment.stalling.model_origin import is_command

FIGURES = {
    "auc": N_("hvor ofte et forløb, der står stille, får en højere sandsynlighed end et, der ikke gør (AUC)"),
    "average_precision": N_("gennemsnitlig præcision"),
    "brier": N_("Brier"),
    "ece": N_("hvor langt sandsynlighederne ligger fra det, der skete (ECE)"),
    "false_alarms_per_100_person_months": N_("falske udpegninger for hver 100 personmåneder"),
    "found_within_20_weeks": N_("andel fundet inden 20 uger"),
    "precision": N_("andel af de udpegede, der stod stille (præcision)"),
    "prevalence": N_("andel af forløb, der står stille"),
    "recall": N_("andel af dem, der stod stille, som blev udpeget"),
    "share_without_probability": N_("andel uden sandsynlighed"),
    "true_positive_rate": N_("andel af dem, der stod stille, som blev udpeget, i hver gruppe"),
}
"""What can stand in a card, by its code in ``metrics.json``."""
MEASURED_ON = {
    "all_active_rows": N_("alle aktive forløb (uden sandsynlighed tæller som 0)"),
    "hard_worlds": N_("svære opdigtede verdener"),
    "other_hard_worlds": N_("svære kommuner, opdigtet efter andre principper"),
    "other_worlds": N_("kommuner, opdigtet efter andre principper"),
    "own_worlds": N_("opdigtede verdener, den ikke er lært af"),
    "person_caused": N_("forløb, der står stille af grunde hos personen"),
    "placement_caused": N_("forløb, der står stille af grunde på arbejdspladsen"),
    "reviews": N_("tilfældige gennemsyn, hvor sandsynligheden ikke blev vist"),
}
"""What a figure was measured on, by its code."""
GROUPS = {
    "gender": N_("køn"),
    "observer_role": N_("makker, guide og mentor"),
    "track": N_("danskuddannelse"),
}
"""Between which groups a gap was measured, by its code."""
_KEYS = {"figure", "on", "value", "low", "high", "command"}


def require_told(metrics: Mapping[str, Any]) -> None:
    """See to it that each entry of ``figures`` and ``gaps`` can be told; whatever else is in ``metrics`` is free.

    Parameters
    ----------
    metrics : mapping
        ``figures``: list of dicts with ``figure`` (of :data:`FIGURES`), ``on`` (of :data:`MEASURED_ON`), ``value``,
        ``low`` and ``high`` (both None where there is no interval) and ``command``, which printed it. ``gaps``: the
        same with ``between`` (of :data:`GROUPS`) in addition; the value is the largest difference between two groups.

    Raises
    ------
    ValueError
        All entries that cannot be told, each with what is wrong.

    Examples
    --------
    >>> require_told({"figures": [{"figure": "auc", "on": "own_worlds", "value": 2, "low": None, "high": None}]})
    Traceback (most recent call last):
    ...
    ValueError: figures[0]: must have command, figure, high, low, on, value
    """
    problems = []
    for kind, keys in (("figures", _KEYS), ("gaps", _KEYS | {"between"})):
        for at, one in enumerate(metrics.get(kind, [])):
            if problem := _problem(one, keys):
                problems.append(f"{kind}[{at}]: {problem}")
    if problems:
        raise ValueError("; ".join(problems))


def _problem(one: Mapping[str, Any], keys: set[str]) -> str | None:
    if set(one) != keys:
        return f"must have {', '.join(sorted(keys))}"
    known = {"figure": FIGURES, "on": MEASURED_ON, "between": GROUPS}
    odd = [f"{name} {one[name]!r}" for name, codes in known.items() if name in keys and one[name] not in codes]
    if odd:
        return f"not known: {', '.join(odd)}"
    bounds = [one["low"], one["high"]]
    numbers = [one["value"], *(bounds if bounds != [None, None] else [])]
    if not all(isinstance(number, int | float) and math.isfinite(number) for number in numbers):
        return "value, low and high must be finite numbers (low and high may both be None)"
    return None if is_command(str(one["command"])) else "command must be one line without backticks"
