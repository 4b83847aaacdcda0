"""The facts that head a case and fill a row of the queue: who, where, how long is left, when last seen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from assessment.domain.case import CaseHeader
from assessment.reference.municipalities import municipality_name
from assessment.storage.facts import Record, known_records
from assessment.storage.ledger import Transaction

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Headed:
    """Headers by placement, and the standing observations of each (what, by whom and when; no ratings)."""

    headers: dict[str, CaseHeader]
    seen: dict[str, list[Record]]


def headers_of(transaction: Transaction, newcomers: list[Record], placements: list[Record], *, today: date) -> Headed:
    """A header for each of ``placements``, from what is known by ``today``."""
    seen: dict[str, list[Record]] = defaultdict(list)
    for entry in known_records(transaction, "observations", today, placement_id=ids(placements, "placement_id")):
        if entry["withdrawn_at"] is None:
            seen[entry["placement_id"]].append(entry)
    people = {person["newcomer_id"]: person for person in newcomers}
    at = known_records(transaction, "workplaces", today, workplace_id=ids(placements, "workplace_id"))
    workplaces = {workplace["workplace_id"]: workplace for workplace in at}
    courses: dict[str, Record] = {}
    enrolments = known_records(transaction, "enrolments", today, newcomer_id=list(people))
    for enrolment in sorted(enrolments, key=lambda row: (row["started_on"], row["enrolment_id"])):
        courses[enrolment["newcomer_id"]] = enrolment
    headers = {
        placement["placement_id"]: _header(
            placement,
            people[placement["newcomer_id"]],
            workplaces[placement["workplace_id"]],
            courses.get(placement["newcomer_id"], {}),
            max((entry["seen_on"] for entry in seen[placement["placement_id"]]), default=None),
            today,
        )
        for placement in placements
    }
    return Headed(headers, seen)


def objecting(transaction: Transaction, newcomer_ids: list[str], *, today: date) -> set[str]:
    """Those of the newcomers with an objection in force: what an engine made of them before is not shown either."""
    objections = known_records(transaction, "objections", today, newcomer_id=newcomer_ids)
    return {row["newcomer_id"] for row in objections if row["to_on"] is None or row["to_on"] >= today}


def ids(rows: list[Record], column: str) -> list[str]:
    """The distinct values of one column, sorted."""
    return sorted({row[column] for row in rows})


def _header(
    placement: Record, person: Record, workplace: Record, course: Record, last_seen_on: date | None, today: date
) -> CaseHeader:
    ends_on = placement["ends_on"]
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
        ends_on=ends_on,
        weeks_left=None if ends_on is None else max(0, -(-(ends_on - today).days // DAYS_A_WEEK)),
        last_seen_on=last_seen_on,
        track=course.get("track") or "",
        module=course.get("module") or "",
    )
