"""Use case: what a caseworker may choose from when they register something, and what is registered but begins later."""

from collections.abc import Iterable
from datetime import date, datetime

from assessment.access.actor import Actor
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.registration import Choices, KnownObserver, Planned, Provider, Workplace
from assessment.storage.facts import Record, current_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.use_cases.register_reach import own_placement


def register_choices(ledger: Ledger, actor: Actor, placement_id: str = "", *, now: datetime) -> Choices:
    """The workplaces and observers of the actor's own municipality, and all providers.

    With ``placement_id`` also what is registered about that person and begins after today.
    """
    municipality = actor.municipality
    require(actor, Verb.REGISTER_FACTS, municipality=municipality)
    with ledger.reading() as transaction:
        planned: tuple[Planned, ...] = ()
        if placement_id:
            placement = own_placement(transaction, actor, placement_id)
            planned = tuple(_planned(transaction, placement["newcomer_id"], today=danish_day(now)))
        return own_choices(transaction, municipality or "", planned=planned)


def own_choices(transaction: Transaction, municipality: str, *, planned: tuple[Planned, ...] = ()) -> Choices:
    """What may be chosen in a municipality.

    Its workplaces are those registered there and those where its people are placed; its observers those of these
    workplaces, and those who are or were assigned to its people.
    """
    people = [row["newcomer_id"] for row in current_records(transaction, "newcomers", municipality=[municipality])]
    placements = current_records(transaction, "placements", newcomer_id=people)
    placed_at = {row["workplace_id"] for row in placements}
    workplaces = {
        row["workplace_id"]: str(row["name"] or row["workplace_id"])
        for row in current_records(transaction, "workplaces")
        if row["municipality"] == municipality or row["workplace_id"] in placed_at
    }
    placement_ids = [row["placement_id"] for row in placements]
    linked = {
        row["observer_id"]
        for stem in ("assignments", "observations")
        for row in current_records(transaction, stem, placement_id=placement_ids)
    }
    observers = [
        KnownObserver(
            row["observer_id"],
            str(row["name"] or row["observer_id"]),
            row["role"],
            workplaces.get(row["workplace_id"] or "", ""),
        )
        for row in current_records(transaction, "observers")
        if row["observer_id"] in linked or row["workplace_id"] in workplaces
    ]
    providers = [
        Provider(row["provider_id"], str(row["name"] or row["provider_id"]))
        for row in current_records(transaction, "providers")
    ]
    return Choices(
        workplaces=tuple(
            sorted((Workplace(one, name) for one, name in workplaces.items()), key=lambda one: one.name.casefold())
        ),
        observers=tuple(sorted(observers, key=lambda one: (one.name.casefold(), one.workplace, one.observer_id))),
        providers=tuple(sorted(providers, key=lambda one: (one.name.casefold(), one.provider_id))),
        planned=planned,
    )


def _planned(transaction: Transaction, newcomer_id: str, *, today: date) -> Iterable[Planned]:
    """What begins after today, first first."""
    about = {"newcomer_id": [newcomer_id]}
    placements = current_records(transaction, "placements", **about)
    enrolments = current_records(transaction, "enrolments", **about)
    assigned = current_records(transaction, "assignments", placement_id=[row["placement_id"] for row in placements])
    workplaces = _names(transaction, "workplaces", "workplace_id", placements)
    observers = _names(transaction, "observers", "observer_id", assigned)
    providers = _names(transaction, "providers", "provider_id", enrolments)
    found = [
        *(Planned("placements", workplaces[row["workplace_id"]], row["started_on"]) for row in placements),
        *(Planned("assignments", observers[row["observer_id"]], row["from_on"]) for row in assigned),
        *(Planned("enrolments", providers[row["provider_id"]], row["started_on"]) for row in enrolments),
        *(Planned("pauses", row["code"], row["from_on"]) for row in current_records(transaction, "pauses", **about)),
    ]
    return sorted((one for one in found if one.from_on > today), key=lambda one: (one.from_on, one.kind, one.name))


def _names(transaction: Transaction, stem: str, id_column: str, rows: list[Record]) -> dict[str, str]:
    named = current_records(transaction, stem, **{id_column: sorted({row[id_column] for row in rows})})
    return {row[id_column]: str(row["name"] or row[id_column]) for row in named}
