"""The facts that head a case and fill a row of the queue: who, where, how long is left, when last seen."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.domain.case import CaseHeader
from assessment.reference.municipalities import municipality_name
from assessment.storage.facts import Record, current_records, known_records
from assessment.storage.ledger import Transaction
from assessment.storage.queue_facts import Seen

DAYS_A_WEEK = 7


def headers_of(
    transaction: Transaction,
    placement_ids: Sequence[str],
    seen: Mapping[str, Seen],
    *,
    today: date,
    with_coming: bool = False,
) -> dict[str, CaseHeader]:
    """A header for each placement that is known by ``today``, and ``with_coming`` for those that begin later.

    ``seen`` says when somebody was last seen in it.
    """
    placements = (
        current_records(transaction, "placements", placement_id=placement_ids)
        if with_coming
        else known_records(transaction, "placements", today, placement_id=placement_ids)
    )
    newcomer_ids = ids(placements, "newcomer_id")
    people = _by_id(known_records(transaction, "newcomers", today, newcomer_id=newcomer_ids), "newcomer_id")
    at = known_records(transaction, "workplaces", today, workplace_id=ids(placements, "workplace_id"))
    workplaces = _by_id(at, "workplace_id")
    enrolments = known_records(transaction, "enrolments", today, newcomer_id=newcomer_ids)
    latest_last = sorted(enrolments, key=lambda row: (row["started_on"], row["enrolment_id"]))
    courses = _by_id(latest_last, "newcomer_id")
    return {
        placement["placement_id"]: _header(
            placement,
            people[placement["newcomer_id"]],
            workplaces[placement["workplace_id"]],
            courses.get(placement["newcomer_id"], {}),
            seen.get(placement["placement_id"]),
            today,
        )
        for placement in placements
    }


def objecting(transaction: Transaction, newcomer_ids: list[str], *, today: date) -> set[str]:
    """Those of the newcomers with an objection in force: what an engine made of them before is not shown either."""
    objections = known_records(transaction, "objections", today, newcomer_id=newcomer_ids)
    return {row["newcomer_id"] for row in objections if row["to_on"] is None or row["to_on"] >= today}


def weeks_left(ends_on: date | None, today: date) -> int | None:
    """The weeks begun until a placement ends; None where it is open-ended.

    Examples
    --------
    >>> weeks_left(date(2026, 3, 10), date(2026, 3, 2))
    2
    """
    return None if ends_on is None else max(0, -(-(ends_on - today).days // DAYS_A_WEEK))


def ids(rows: list[Record], column: str) -> list[str]:
    """The distinct values of one column, sorted."""
    return sorted({row[column] for row in rows})


def _by_id(rows: list[Record], column: str) -> dict[str, Record]:
    return {row[column]: row for row in rows}


def _header(
    placement: Record, person: Record, workplace: Record, course: Record, seen: Seen | None, today: date
) -> CaseHeader:
    return CaseHeader(
        placement_id=placement["placement_id"],
        newcomer_id=person["newcomer_id"],
        alias=person["alias"] or "",
        municipality=person["municipality"],
        municipality_name=municipality_name(person["municipality"]),
        workplace=workplace["name"] or "",
        trade=workplace["trade"] or "",
        kind=placement["kind"],
        started_on=placement["started_on"],
        ends_on=placement["ends_on"],
        weeks_left=weeks_left(placement["ends_on"], today),
        last_seen_on=seen.last_on if seen else None,
        track=course.get("track") or "",
        module=course.get("module") or "",
    )
