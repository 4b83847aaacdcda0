"""Whom somebody may ask a report about, and how much of it they may read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from assessment.access.actor import Actor
from assessment.access.gate import missing
from assessment.access.policy import Scope, Verb, require, scope_of
from assessment.domain.days import danish_day
from assessment.domain.errors import CallerCanMend
from assessment.domain.field_error import FieldError, InvalidFields
from assessment.domain.placement_state import State
from assessment.i18n.words import _
from assessment.reports.making import Tell, tell_nobody
from assessment.reports.overview import PersonState
from assessment.reports.report import Report
from assessment.storage import desk, gates, journal, queue_facts, states
from assessment.storage.facts import current_records, known_records
from assessment.storage.ledger import Transaction
from assessment.storage.states import FlagRun
from assessment.use_cases.open_queue import FLAG_LASTS
from assessment.use_cases.report_asked import ASKED_FOR_BY_ID, Asked, newcomers_of


def asked_by(
    actor: Actor,
    *,
    provider_id: str | None = None,
    newcomer_id: str | None = None,
    municipality: str | None = None,
    track: str = "",
    module: int | None = None,
    from_on: date,
    to_on: date,
) -> Asked:
    """What the actor asks for: where nobody is named, a provider its own learners, a caseworker the municipality.

    Raises NotAllowed for whoever makes no reports, and for somebody else's.
    """
    scope, town = scope_of(actor, Verb.REPORT), municipality
    if scope is Scope.OWN_ENROLMENTS and provider_id is None and municipality is None:
        provider_id = actor.provider_id
    if scope is Scope.OWN_MUNICIPALITY and municipality is None and provider_id is None:
        town = actor.municipality
        municipality = town if newcomer_id is None else None
    providers = [] if provider_id is None else [provider_id]
    require(actor, Verb.REPORT, municipality=None if providers else town, providers=providers)
    return Asked(
        provider_id=provider_id,
        newcomer_id=newcomer_id,
        from_on=from_on,
        to_on=to_on,
        municipality=municipality,
        track=track,
        module=module,
    )


def read_for(
    transaction: Transaction, actor: Actor, asked: Asked, *, now: datetime, tell: Tell = tell_nobody
) -> Report:
    """The report, as far as the actor may read it.

    Of a case a caseworker reads the engine's work only after their own view, here as on the case's page: level and pace
    of somebody whose state they have not looked at stand in no report of theirs.

    Raises
    ------
    NotAllowed
        For somebody else's learner or another municipality's newcomer, and for one who is not there.
    CallerCanMend
        On the machine, where nobody is there by that id.
    InvalidFields
        For a learner who was not enrolled in the period.
    """
    from assessment.use_cases.report_facts import read_report  # SciPy, only where a report is made

    today = danish_day(now)
    _require_known(transaction, actor, asked, today)
    standing = _standing(transaction, asked, today)
    waits_for = _waits_for(transaction, actor, asked, now=now, today=today)
    has_no_basis = _is_caseworker(actor) and missing(gates.in_force(transaction, actor.municipality or ""), today)
    report = read_report(
        transaction,
        asked,
        today=today,
        waits_for=waits_for,
        sums_wait=bool(has_no_basis),
        states=None if standing is None else dict(Counter(state for _who, state in standing)),
        tell=tell,
    )
    if report.overview is not None and standing and not waits_for:
        in_order = sorted((tuple(State).index(state), who) for who, state in standing)
        told = tuple(PersonState(newcomer_id=who, state=tuple(State)[place].value) for place, who in in_order)
        report = replace(report, overview=replace(report.overview, standing=told))
    if asked.newcomer_id is not None and not report.lines:
        said = _("{who} var ikke tilmeldt hos jer i perioden. Vælg en anden periode.").format(who=asked.newcomer_id)
        raise InvalidFields((FieldError("newcomer_id", asked.newcomer_id, said),))
    return report


def log_read(transaction: Transaction, actor: Actor, report: Report, *, now: datetime) -> None:
    """Log that a caseworker read of one newcomer, once a sitting, as it is logged when they open the case."""
    from assessment.use_cases.open_case import READ_FOR, SITTING  # SciPy, only where it is needed

    if not _is_caseworker(actor) or report.newcomer_id is None:
        return
    line: dict[str, Any] = {
        "actor": actor.user,
        "act": "read_case",
        "subject": report.newcomer_id,
        "detail": {"through": "report", "purpose": READ_FOR},
    }
    if not journal.was_written(transaction, since=now - SITTING, **line):
        journal.write(transaction, at=now, **line)


def _require_known(transaction: Transaction, actor: Actor, asked: Asked, today: date) -> None:
    """Refuse who is not there; whoever has no right to them gets the same sentence for somebody who is.

    Rights are those of the enrolments and the municipality that stand now, whatever was known earlier.
    """
    if asked.newcomer_id is not None:
        enrolments = current_records(transaction, "enrolments", newcomer_id=[asked.newcomer_id])
        people = known_records(transaction, "newcomers", today, newcomer_id=[asked.newcomer_id])
        town = people[0]["municipality"] if people else None
        require(actor, Verb.REPORT, municipality=town, providers={row["provider_id"] for row in enrolments})
        if not people:
            raise CallerCanMend(_("Der er ingen borger med det id. Se efter i newcomers.csv."))
    if asked.provider_id is not None and not known_records(
        transaction, "providers", today, provider_id=[asked.provider_id]
    ):
        raise CallerCanMend(_("Der er ingen udbyder med det id. Se efter i providers.csv."))
    if asked.municipality is not None and not known_records(
        transaction, "newcomers", today, municipality=[asked.municipality]
    ):
        said = _("Der er ingen borgere i kommune {code}. Se efter i newcomers.csv.")
        raise CallerCanMend(said.format(code=asked.municipality))


def _waits_for(transaction: Transaction, actor: Actor, asked: Asked, *, now: datetime, today: date) -> dict[str, str]:
    """By newcomer, why a caseworker does not read their computed progress; see `open_case`."""
    if not _is_caseworker(actor):
        return {}
    people, town = newcomers_of(transaction, asked, today), actor.municipality or ""
    if missing(gates.in_force(transaction, town), today):
        said = _("Kommunens grundlag for beregninger mangler eller er udløbet, så udviklingen vises ikke.")
        return dict.fromkeys(people, said)
    viewed = desk.views_since(transaction, user=actor.user, since=now - FLAG_LASTS)
    held_against = states.by_ids(transaction, [view.state_id for view in viewed.values() if view.state_id])
    run = states.latest_run(transaction, town)
    on_offer = _on_offer(transaction, run, today)

    def is_open(placement_id: str) -> bool:
        view = viewed.get(placement_id)
        if view is None or run is None or placement_id not in on_offer:
            return view is not None
        shown = held_against.get(view.state_id or "")
        return shown is not None and shown.run.run_id == run.run_id

    said = _("Udviklingen vises, når du selv har skrevet i sagen, hvad du ser.")
    return {who: said for placement_id, who in _active(transaction, people, today).items() if not is_open(placement_id)}


def _is_caseworker(actor: Actor) -> bool:
    return scope_of(actor, Verb.REPORT) is Scope.OWN_MUNICIPALITY


def _standing(transaction: Transaction, asked: Asked, today: date) -> set[tuple[str, State]] | None:
    """Who stands in which state now, as the queue would read it; None where no states may be shown.

    Somebody with two placements stands in each one's state.
    """
    town = asked.municipality
    if town is None or missing(gates.in_force(transaction, town), today):
        return None
    given = _on_offer(transaction, states.latest_run(transaction, town), today)
    if not given:
        return None
    living_there = known_records(transaction, "newcomers", today, municipality=[town])
    owner = _active(transaction, [row["newcomer_id"] for row in living_there], today)
    return {(owner[placement_id], state) for placement_id, state in given.items() if placement_id in owner}


def _on_offer(transaction: Transaction, run: FlagRun | None, today: date) -> dict[str, State]:
    """The states of a run that may be shown, by placement: for 28 days, not void, and of nobody who objects."""
    if run is None or today - run.as_of > FLAG_LASTS:
        return {}
    active = queue_facts.active_placements(transaction, run, today)
    return {placement.placement_id: placement.state for placement in active if placement.state is not None}


def _active(transaction: Transaction, people: Sequence[str], today: date) -> dict[str, str]:
    """Whose each placement is that is active today."""
    wanted = set(people)
    by_id = {"newcomer_id": sorted(wanted)} if len(wanted) <= ASKED_FOR_BY_ID else {}
    return {
        row["placement_id"]: row["newcomer_id"]
        for row in known_records(transaction, "placements", today, **by_id)
        if row["newcomer_id"] in wanted and (row["ends_on"] is None or row["ends_on"] >= today)
    }
