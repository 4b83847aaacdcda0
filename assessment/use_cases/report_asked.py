"""Whom a report is asked for, and which of their days it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.domain.field_error import FieldError
from assessment.i18n.words import _
from assessment.reference.tracks import module_norm
from assessment.storage.facts import Record, known_records
from assessment.storage.ledger import Transaction
from assessment.use_cases.report_days import Spans, own_enrolments, spans_of

ASKED_FOR_BY_ID = 2_000
"""More ids than this are not named in a query: everything is read, and the rest is dropped afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom and which days a report is asked for; None where it is not asked for a provider, a person or a municipality.

    ``track`` and ``module`` name a class: those of the provider's learners who are enrolled on them as it stands now.
    A line of a class report is the line of the provider's report: only who has one is narrowed.
    """

    provider_id: str | None
    newcomer_id: str | None
    from_on: date
    to_on: date
    municipality: str | None = None
    track: str = ""
    module: int | None = None


def asked_mistakes(asked: Asked) -> list[FieldError]:
    """What does not go together in what is asked for."""
    wrong: list[FieldError] = []
    if asked.municipality is not None and (asked.provider_id is not None or asked.newcomer_id is not None):
        said = _("En rapport handler om en kommune, om en udbyder eller om én borger. Vælg en af dem.")
        wrong.append(FieldError("municipality", asked.municipality, said))
    if (asked.track or asked.module is not None) and asked.provider_id is None:
        said = _("En klasse er en udbyders. Vælg også udbyderen, eller lad uddannelse og modul være tomme.")
        wrong.append(FieldError("track", asked.track, said))
    if asked.module is not None and not asked.track:
        said = _("Modul {module} findes på flere uddannelser. Vælg også uddannelsen, fx DU2.")
        wrong.append(FieldError("module", str(asked.module), said.format(module=asked.module)))
    return wrong


def newcomers_of(transaction: Transaction, asked: Asked, today: date) -> list[str]:
    """Who has a line, by id.

    For a provider everybody with an own enrolment now that overlaps the period; for a municipality all of its own
    newcomers, as they are registered now, with a placement or an enrolment that overlaps it.
    """
    if asked.provider_id is not None:
        own = own_enrolments(transaction, asked.provider_id, asked.to_on)
        there = {row["newcomer_id"] for row in _of_class(own, asked)}
        return sorted(there if asked.newcomer_id is None else there & {asked.newcomer_id})
    if asked.municipality is not None:
        return _of_municipality(transaction, asked, today)
    return [] if asked.newcomer_id is None else [asked.newcomer_id]


def days_of(transaction: Transaction, asked: Asked, people: Sequence[str]) -> Spans:
    """The days of the period that the report is about, of each person; a provider's are those of its own enrolments."""
    if asked.provider_id is None:
        return {who: [(asked.from_on, asked.to_on)] for who in people}
    wanted, own = set(people), own_enrolments(transaction, asked.provider_id, asked.to_on)
    return spans_of([row for row in own if row["newcomer_id"] in wanted], asked.from_on, asked.to_on)


def classes_of(transaction: Transaction, provider_id: str, from_on: date, to_on: date) -> list[tuple[str, int | None]]:
    """The classes a provider may ask for: tracks with their modules, in order; None stands for the whole track."""
    found: set[tuple[str, int | None]] = set()
    for row in _overlapping(own_enrolments(transaction, provider_id, to_on), from_on, to_on):
        found |= {(row["track"], None), (row["track"], module_number(row["track"], row["module"]))}
    return sorted(found, key=lambda one: (one[0], one[1] or 0))


def track_by_enrolment(enrolments: Sequence[Record], asked: Asked) -> dict[str, str]:
    """The track of everybody's last begun enrolment of those that overlap the period and are of the class asked for."""
    latest = sorted(_of_class(enrolments, asked), key=lambda row: (row["started_on"], row["enrolment_id"]))
    return {row["newcomer_id"]: row["track"] for row in latest}


def module_number(track: str | None, module: str | None) -> int | None:
    """The number of a module as providers write it; None where it is not sure which is meant.

    Examples
    --------
    >>> module_number("DU2", "Modul 3"), module_number("DU2", ""), module_number("DU2", "3.3")
    (3, None, None)
    """
    norm = module_norm(track or "", module or "")
    return None if norm is None else norm.module


def _of_class(enrolments: Sequence[Record], asked: Asked) -> list[Record]:
    return [
        row
        for row in _overlapping(enrolments, asked.from_on, asked.to_on)
        if (not asked.track or row["track"] == asked.track)
        and (asked.module is None or module_number(row["track"], row["module"]) == asked.module)
    ]


def _of_municipality(transaction: Transaction, asked: Asked, today: date) -> list[str]:
    living_there = known_records(transaction, "newcomers", today, municipality=[asked.municipality or ""])
    theirs = {row["newcomer_id"] for row in living_there}
    by_id: dict[str, Any] = {"newcomer_id": sorted(theirs)} if len(theirs) <= ASKED_FOR_BY_ID else {}
    there = set()
    for stem, ends in (("placements", "ends_on"), ("enrolments", "ended_on")):
        rows = known_records(transaction, stem, asked.to_on, **by_id)
        there |= {row["newcomer_id"] for row in rows if row[ends] is None or row[ends] >= asked.from_on}
    return sorted(there & theirs)


def _overlapping(rows: Sequence[Record], from_on: date, to_on: date) -> list[Record]:
    return [
        row for row in rows if row["started_on"] <= to_on and (row["ended_on"] is None or row["ended_on"] >= from_on)
    ]
