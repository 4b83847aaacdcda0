"""What the queue asks of thousands of placements at once, counted and compared by the database itself.

The meaning of "known by a day" is that of :func:`assessment.storage.facts.known_rows`; a test holds the two together.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, Subquery, func, or_, select

from assessment.domain.days import end_of_day
from assessment.domain.placement_state import State
from assessment.storage.batches import position
from assessment.storage.desk_tables import flag_runs, state_voids, states
from assessment.storage.fact_tables import FACT_TABLES
from assessment.storage.facts import known_query
from assessment.storage.states import FlagRun

QUESTIONS_REMEMBERED = 8
_Read = TypeVar("_Read")
_remembered: WeakKeyDictionary[Engine, "OrderedDict[Hashable, Any]"] = WeakKeyDictionary()
IDS_A_STATEMENT = 10_000  # both databases take more than 30,000 values in one statement
_EVER = date(9000, 1, 1)  # what begins later is known too


class ScoredPlacement(NamedTuple):
    """A placement of somebody who does not object, and the state it was given; None where it was given none."""

    placement_id: str
    kind: str
    ends_on: date | None
    trade: str | None
    state: State | None


class Findable(NamedTuple):
    """A placement and what a person may be looked for by."""

    placement_id: str
    kind: str
    ends_on: date | None
    trade: str | None
    newcomer_id: str
    alias: str | None
    workplace: str | None


class Seen(NamedTuple):
    """When somebody last saw the person, when we last heard of it, how many have, and when the newest of them came."""

    last_on: date
    last_recorded_at: datetime
    observers: int
    newest_observer_on: date


def active_placements(connection: Connection, run: FlagRun, day: date) -> Sequence[ScoredPlacement]:
    """The placements of the run's municipality that are active on ``day``, with the state of that run that counts.

    One that came after the run has no state.
    """
    return _once(connection, ("active", run.run_id, day), lambda: _active_placements(connection, run, day))


def _once(connection: Connection, asked: Hashable, read: Callable[[], _Read]) -> _Read:
    """What was read for this question before, as long as nothing was delivered, written or undone since.

    A desk asks the same again at every tap. Facts and voided states change only with the history of deliveries, whose
    position is part of the question, so what is remembered is never old.
    """
    known = _remembered.setdefault(connection.engine, OrderedDict())
    question = (asked, position(connection))
    found: _Read | None = known.get(question)
    if found is None:
        found = known[question] = read()
        while len(known) > QUESTIONS_REMEMBERED:
            known.popitem(last=False)
    return found


def _active_placements(connection: Connection, run: FlagRun, day: date) -> list[ScoredPlacement]:
    placements = FACT_TABLES["placements"].c
    people = _known(connection, day, "newcomers", "newcomer_id", "municipality")
    workplaces = _known(connection, day, "workplaces", "workplace_id", "trade")
    objections = _known(connection, day, "objections", "newcomer_id", "to_on")
    objecting = select(objections.c.newcomer_id).where(or_(objections.c.to_on.is_(None), objections.c.to_on >= day))
    query = (
        known_query(connection, "placements", day)
        .join(people, people.c.newcomer_id == placements.newcomer_id)
        .join(workplaces, workplaces.c.workplace_id == placements.workplace_id)
        .where(
            people.c.municipality == run.municipality,
            or_(placements.ends_on.is_(None), placements.ends_on >= day),
            placements.newcomer_id.not_in(objecting),
        )
        .with_only_columns(placements.placement_id, placements.kind, placements.ends_on, workplaces.c.trade)
    )
    given = _states_of(connection, run)
    return [
        ScoredPlacement(placement_id, kind, ends_on, trade, given.get(placement_id))
        for placement_id, kind, ends_on, trade in connection.execute(query).all()
    ]


def findable_placements(connection: Connection, municipality: str) -> list[Findable]:
    """Every placement of a municipality, ended and coming ones too, with what somebody may be looked for by."""
    placements = FACT_TABLES["placements"].c
    people = _known(connection, _EVER, "newcomers", "newcomer_id", "municipality", "alias")
    workplaces = _known(connection, _EVER, "workplaces", "workplace_id", "trade", "name")
    query = (
        known_query(connection, "placements", _EVER)
        .join(people, people.c.newcomer_id == placements.newcomer_id)
        .join(workplaces, workplaces.c.workplace_id == placements.workplace_id)
        .where(people.c.municipality == municipality)
        .with_only_columns(
            placements.placement_id,
            placements.kind,
            placements.ends_on,
            workplaces.c.trade,
            people.c.newcomer_id,
            people.c.alias,
            workplaces.c.name,
        )
    )
    return [Findable(*row) for row in connection.execute(query).all()]


def seen(connection: Connection, placement_ids: Sequence[str], day: date) -> Mapping[str, Seen]:
    """What is known by ``day`` of when somebody was seen, for each of the placements where anybody saw anything."""
    asked = ("seen", tuple(placement_ids), day)
    return _once(connection, asked, lambda: _seen_of(connection, placement_ids, day))


def _seen_of(connection: Connection, placement_ids: Sequence[str], day: date) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    for start in range(0, len(placement_ids), IDS_A_STATEMENT):
        query = _seen(connection, placement_ids[start : start + IDS_A_STATEMENT], day)
        found.update({placement_id: Seen(*rest) for placement_id, *rest in connection.execute(query).all()})
    return found


def _states_of(connection: Connection, run: FlagRun) -> dict[str, State]:
    query = (
        select(states.c.placement_id, states.c.state)
        .join(flag_runs, flag_runs.c.run_seq == states.c.run_seq)
        .where(flag_runs.c.run_id == run.run_id, states.c.state_seq.not_in(select(state_voids.c.state_seq)))
    )
    return {placement_id: State(state) for placement_id, state in connection.execute(query)}


def _known(connection: Connection, day: date, stem: str, *columns: str) -> Subquery:
    """A few columns of the rows of one file that were known by ``day``."""
    table = FACT_TABLES[stem]
    return known_query(connection, stem, day).with_only_columns(*(table.c[name] for name in columns)).subquery()


def _seen(connection: Connection, placement_ids: Sequence[str], day: date) -> Select[Any]:
    """By observer first: the newest observer is the one whose first day is the latest."""
    entries = FACT_TABLES["observations"].c
    by_observer = (
        known_query(connection, "observations", day)
        .where(
            entries.placement_id.in_(placement_ids),
            or_(entries.withdrawn_at.is_(None), entries.withdrawn_at >= end_of_day(day)),
        )
        .with_only_columns(
            entries.placement_id,
            func.max(entries.seen_on).label("last_on"),
            func.max(entries.recorded_at).label("last_recorded_at"),
            func.min(entries.seen_on).label("first_on"),
        )
        .group_by(entries.placement_id, entries.observer_id)
        .subquery()
    )
    return select(
        by_observer.c.placement_id,
        func.max(by_observer.c.last_on),
        func.max(by_observer.c.last_recorded_at),
        func.count(),
        func.max(by_observer.c.first_on),
    ).group_by(by_observer.c.placement_id)
