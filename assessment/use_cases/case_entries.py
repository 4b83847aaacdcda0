"""The entries of a case as they are read: who observes, what was seen, course results, enrolments and pauses."""

from collections import defaultdict
from datetime import date

from assessment.domain.bundle import GRADES
from assessment.domain.case import BuddyEntry, CaseHeader, EnrolmentEntry, PauseEntry, ResultEntry, SeenEntry
from assessment.domain.observation import FEWEST_CRITERIA_TO_COUNT, Observation
from assessment.storage import assignments, observations
from assessment.storage.facts import Record, known_records
from assessment.storage.ledger import Transaction


def buddies_of(transaction: Transaction, header: CaseHeader, today: date) -> tuple[BuddyEntry, ...]:
    """Everybody who observes or has observed in the placement, by first day."""
    links = assignments.known_by(transaction, today, placement_ids=[header.placement_id])
    people = _observers(transaction, [link.observer_id for link in links], today)
    return tuple(
        BuddyEntry(
            observer_id=link.observer_id,
            observer=_name(people[link.observer_id], "observer_id"),
            role=people[link.observer_id]["role"],
            from_on=link.from_on,
            to_on=link.to_on,
            derived=link.derived,
        )
        for link in links
    )


def seen_of(transaction: Transaction, header: CaseHeader, today: date) -> tuple[SeenEntry, ...]:
    """The placement's observations, newest seen first."""
    entries = observations.known_by(transaction, today, placement_ids=[header.placement_id])
    people = _observers(transaction, [entry.observer_id for entry in entries], today)
    replaced = {entry.replaces for entry in entries if entry.replaces and entry.withdrawn_at is None}
    return tuple(_seen_entry(entry, people[entry.observer_id], entry.observation_id in replaced) for entry in entries)


def results_of(transaction: Transaction, header: CaseHeader, today: date) -> tuple[ResultEntry, ...]:
    """The newcomer's course results, newest taken first."""
    results = known_records(transaction, "results", today, newcomer_id=[header.newcomer_id])
    providers = _providers(transaction, results, today)
    return tuple(
        ResultEntry(
            result_id=row["result_id"],
            provider=_name(providers[row["provider_id"]], "provider_id"),
            kind=row["kind"],
            part=row["part"],
            track=row["track"] or "",
            module=row["module"] or "",
            taken_on=row["taken_on"],
            reported_on=row["reported_on"],
            passed=row["passed"],
            grade=_grade(row["grade"]),
        )
        for row in sorted(results, key=lambda row: (row["taken_on"], row["result_id"]), reverse=True)
    )


def enrolments_of(transaction: Transaction, header: CaseHeader, today: date) -> tuple[EnrolmentEntry, ...]:
    """The newcomer's enrolments with their lessons so far, newest first."""
    enrolments = known_records(transaction, "enrolments", today, newcomer_id=[header.newcomer_id])
    providers = _providers(transaction, enrolments, today)
    offered: dict[str, float] = defaultdict(float)
    attended: dict[str, float] = defaultdict(float)
    for week in known_records(
        transaction, "attendance", today, enrolment_id=[row["enrolment_id"] for row in enrolments]
    ):
        offered[week["enrolment_id"]] += week["lessons_offered"]
        attended[week["enrolment_id"]] += week["lessons_attended"]
    return tuple(
        EnrolmentEntry(
            enrolment_id=row["enrolment_id"],
            provider=_name(providers[row["provider_id"]], "provider_id"),
            track=row["track"],
            module=row["module"] or "",
            started_on=row["started_on"],
            ended_on=row["ended_on"],
            lessons_offered=offered[row["enrolment_id"]],
            lessons_attended=attended[row["enrolment_id"]],
        )
        for row in sorted(enrolments, key=lambda row: (row["started_on"], row["enrolment_id"]), reverse=True)
    )


def pauses_of(transaction: Transaction, header: CaseHeader, today: date) -> tuple[PauseEntry, ...]:
    """The newcomer's pauses, oldest first."""
    pauses = known_records(transaction, "pauses", today, newcomer_id=[header.newcomer_id])
    ordered = sorted(pauses, key=lambda row: (row["from_on"], row["to_on"]))
    return tuple(PauseEntry(from_on=row["from_on"], to_on=row["to_on"], code=row["code"]) for row in ordered)


def _seen_entry(entry: Observation, person: Record, replaced: bool) -> SeenEntry:
    withdrawn = entry.withdrawn_at is not None
    return SeenEntry(
        observation_id=entry.observation_id,
        seen_on=entry.seen_on,
        recorded_at=entry.recorded_at,
        observer_id=entry.observer_id,
        observer=_name(person, "observer_id"),
        role=person["role"],
        mode=entry.mode,
        talk_minutes=entry.talk_minutes,
        talk_partners=entry.talk_partners,
        note=entry.note,
        ratings=dict(entry.ratings),
        withdrawn=withdrawn,
        replaced=replaced,
        usable=not withdrawn and not replaced and entry.criteria_rated >= FEWEST_CRITERIA_TO_COUNT,
    )


def _observers(transaction: Transaction, observer_ids: list[str], today: date) -> dict[str, Record]:
    found = known_records(transaction, "observers", today, observer_id=sorted(set(observer_ids)))
    return {row["observer_id"]: row for row in found}


def _providers(transaction: Transaction, rows: list[Record], today: date) -> dict[str, Record]:
    found = known_records(transaction, "providers", today, provider_id=sorted({row["provider_id"] for row in rows}))
    return {row["provider_id"]: row for row in found}


def _name(row: Record, id_column: str) -> str:
    """The name that was delivered, or the id where there was none."""
    return str(row["name"] or row[id_column])


def _grade(grade: float | None) -> str:
    if grade is None:
        return ""
    return (
        GRADES.get(int(grade), "") if grade == int(grade) and int(grade) in GRADES else f"{grade:.1f}".replace(".", ",")
    )
