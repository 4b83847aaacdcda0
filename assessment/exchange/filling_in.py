"""What a provider's own file leaves out and we know: who delivers, when it was reported, and a lasting number."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import pandas as pd

from assessment.domain.days import monday_of_week
from assessment.exchange.theirs import NOT_REFERRED, Theirs
from assessment.i18n.words import N_, _
from assessment.measurement.typed_frames import typed_series

Problem = tuple[int, str, str]
"""A row, a column and a sentence."""
_NO_ENROLMENT = N_("Personen har ingen indmeldelse hos jer, der dækker ugen. Ret ugen, eller lever indmeldelsen først.")
_SEVERAL = N_("Personen har flere indmeldelser hos jer i den uge. Skriv indmeldelsens nummer i kolonnen enrolment_id.")
_NEITHER = N_("Der mangler en person eller en indmeldelse. Skriv newcomer_id eller enrolment_id.")
_SUNDAY = timedelta(days=6)


def fill_results(rows: pd.DataFrame, theirs: Theirs, day: date) -> Iterator[Problem]:
    """Fill ``provider_id``, ``result_id`` (the same for the same test, each time) and ``reported_on``.

    A result that is known keeps the day it was reported on; only a new one was reported today.
    """
    _fill_provider(rows, theirs)
    told = zip(
        *(_cells(rows, name) for name in ("result_id", "newcomer_id", "kind", "part", "module", "taken_on")),
        strict=True,
    )
    ids = [
        number
        or (_number(theirs, "result", who, kind, part or "samlet", module, taken) if who and kind and taken else None)
        for number, who, kind, part, module, taken in told
    ]
    rows["result_id"] = typed_series("id", ids, "result_id")
    known = theirs.known["results"]
    reported_before = dict(zip(known["result_id"], known["reported_on"], strict=True))
    reported = [
        told_on if told_on is not None else reported_before.get(number, np.datetime64(day, "s"))
        for told_on, number in zip(_cells(rows, "reported_on"), ids, strict=True)
    ]
    rows["reported_on"] = typed_series("day", reported, "reported_on")
    return iter(())


def fill_enrolments(rows: pd.DataFrame, theirs: Theirs) -> Iterator[Problem]:
    """Fill ``provider_id`` and ``enrolment_id``: that of the known one with the same person, track and first day."""
    _fill_provider(rows, theirs)
    known = theirs.known["enrolments"]
    standing: dict[tuple[Any, ...], list[tuple[Any, Any]]] = {}
    for who, track, started, module, number in _tuples(
        known, "newcomer_id", "track", "started_on", "module", "enrolment_id"
    ):
        standing.setdefault((who, track, started), []).append((module, number))
    told = list(_tuples(rows, "newcomer_id", "track", "started_on", "module", "enrolment_id"))
    times = Counter(row[:3] for row in told)
    ids = []
    for who, track, started, module, number in told:
        same = standing.get((who, track, started), [])
        exact = [found for known_module, found in same if known_module == module]
        if number is None and who and track and started is not None:
            if len(exact) == 1:
                number = exact[0]
            elif len(same) == 1 and times[who, track, started] == 1:
                number = same[0][1]
            else:
                number = _number(theirs, "enrolment", who, track, module, started)
        ids.append(number)
    rows["enrolment_id"] = typed_series("id", ids, "enrolment_id")
    return iter(())


def fill_attendance(rows: pd.DataFrame, theirs: Theirs, enrolments: pd.DataFrame) -> Iterator[Problem]:
    """Fill ``enrolment_id``: the person's only enrolment (known, or in this delivery) that covers the week."""
    periods: dict[str, list[tuple[Any, Any, Any]]] = {}
    for who, number, started, ended in _tuples(enrolments, "newcomer_id", "enrolment_id", "started_on", "ended_on"):
        periods.setdefault(who, []).append((number, started, ended))
    ids: list[str | None] = []
    problems: list[Problem] = []
    for row, (number, who, week) in enumerate(_tuples(rows, "enrolment_id", "newcomer_id", "week")):
        if number is None and who is None:
            problems.append((row, "newcomer_id", _(_NEITHER)))
        elif number is None and who not in theirs.referred:
            problems.append((row, "newcomer_id", _(NOT_REFERRED)))
        elif number is None and week is not None:
            covering = _covering(periods.get(who, []), week)
            if len(covering) == 1:
                number = covering[0]
            else:
                problems.append((row, "newcomer_id", _(_SEVERAL) if covering else _(_NO_ENROLMENT)))
        ids.append(number)
    rows["enrolment_id"] = typed_series("id", ids, "enrolment_id")
    return iter(problems)


def _covering(periods: list[tuple[Any, Any, Any]], week: str) -> list[str]:
    monday = np.datetime64(monday_of_week(week), "s")
    sunday = np.datetime64(monday_of_week(week) + _SUNDAY, "s")
    return [
        number
        for number, started, ended in periods
        if number is not None and started is not None and started <= sunday and (ended is None or ended >= monday)
    ]


def _fill_provider(rows: pd.DataFrame, theirs: Theirs) -> None:
    told = [provider or theirs.provider_id for provider in _cells(rows, "provider_id")]
    rows["provider_id"] = typed_series("id", told, "provider_id")


def _number(theirs: Theirs, what: str, *parts: Any) -> str:
    """A number that is the same each time the same thing is delivered."""
    told = [theirs.provider_id, what, *("" if part is None else str(part) for part in parts)]
    return str(uuid5(NAMESPACE_URL, "sprogspor:" + "\x1f".join(told)))


def _tuples(rows: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(_cells(rows, name) for name in names), strict=True)


def _cells(rows: pd.DataFrame, name: str) -> list[Any]:
    """The cells of a column, None where missing or where there is no such column; days as ``datetime64``."""
    if name not in rows:
        return [None] * len(rows)
    values = rows[name]
    found = list(values.to_numpy()) if values.dtype.kind == "M" else values.tolist()
    return [None if missing else value for value, missing in zip(found, values.isna().tolist(), strict=True)]
