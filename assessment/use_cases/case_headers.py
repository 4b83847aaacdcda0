"""The facts that head a case and fill a row of the queue: who, where, how long is left, when last seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from assessment.domain.case import CaseHeader
from assessment.reference.municipalities import municipality_name
from assessment.storage import facts
from assessment.storage.ledger import Transaction

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Headed:
    """Headers by placement, and the observations they were made from (one row each, not withdrawn)."""

    headers: dict[str, CaseHeader]
    seen: pd.DataFrame


def headers_of(transaction: Transaction, newcomers: pd.DataFrame, placements: pd.DataFrame, *, today: date) -> Headed:
    """A header for each of ``placements``, from what is known by ``today``."""
    workplaces = facts.known_rows(transaction, "workplaces", today, workplace_id=_ids(placements, "workplace_id")).set_index("workplace_id")
    enrolments = facts.known_rows(transaction, "enrolments", today, newcomer_id=_ids(newcomers, "newcomer_id"))
    seen = facts.known_rows(transaction, "observations", today, placement_id=_ids(placements, "placement_id"))
    seen = seen[seen["withdrawn_at"].isna()]
    last_seen = seen.groupby("placement_id")["seen_on"].max()
    courses = enrolments.sort_values("started_on").drop_duplicates("newcomer_id", keep="last").set_index("newcomer_id")
    people = newcomers.set_index("newcomer_id")
    headers = {
        row["placement_id"]: _header(row, people, workplaces, courses, last_seen.get(row["placement_id"]), today) for row in placements.to_dict("records")
    }
    return Headed(headers, seen)


def _header(row: dict[str, Any], people: pd.DataFrame, workplaces: pd.DataFrame, courses: pd.DataFrame, last_seen: Any, today: date) -> CaseHeader:
    person, workplace = people.loc[row["newcomer_id"]], workplaces.loc[row["workplace_id"]]
    course = courses.loc[row["newcomer_id"]] if row["newcomer_id"] in courses.index else None
    ends_on = None if pd.isna(row["ends_on"]) else row["ends_on"].date()
    return CaseHeader(
        placement_id=row["placement_id"],
        newcomer_id=row["newcomer_id"],
        alias=person["alias"] or "",
        municipality=person["municipality"],
        municipality_name=municipality_name(person["municipality"]),
        workplace=workplace["name"] or "",
        trade=workplace["trade"] or "",
        kind=row["kind"],
        started_on=row["started_on"].date(),
        ends_on=ends_on,
        weeks_left=None if ends_on is None else max(0, -(-(ends_on - today).days // DAYS_A_WEEK)),
        last_seen_on=None if last_seen is None or pd.isna(last_seen) else last_seen.date(),
        track="" if course is None else course["track"],
        module="" if course is None else course["module"] or "",
    )


def _ids(rows: pd.DataFrame, column: str) -> Sequence[str]:
    return rows[column].unique().tolist()
