"""Undo a delivery: it stays in history, its rows are passed over, and nothing may rest on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, and_, insert, or_, select

from assessment.domain.bundle import BUNDLE, BUNDLE_FILES
from assessment.i18n.words import _
from assessment.storage.batches import FROM_A_FILE, Batch, undone
from assessment.storage.desk_tables import accounts, decisions, flag_runs, own_views, state_voids, states
from assessment.storage.fact_tables import FACT_TABLES, batches, undos


@dataclass(frozen=True, slots=True, order=True)
class Resting:
    """A sentence about one thing that refers to what a delivery brought, and what kind of thing it is.

    What is about a ``case`` names an observation or a placement, so it is not for everybody's eyes.
    """

    sentence: str
    kind: Literal["delivery", "case", "user"]


def what_rests_on(connection: Connection, batch: Batch) -> list[Resting]:
    """Everything that refers to what the delivery brought; empty where it can be undone."""
    passed_over = undone(connection)
    found: list[Resting] = []
    for table in FACT_TABLES.values():
        newer = table.alias("newer")
        query = (
            select(newer.c.batch_seq)
            .join(table, newer.c.replaces_row == table.c.row_id)
            .where(table.c.batch_seq == batch.seq)
        )
        found.extend(_later_batches(connection, newer, query, passed_over, batch))
    for file in BUNDLE:
        for column in file.columns:
            if column.refers_to:
                table = FACT_TABLES[file.stem]
                brought = _brought(column.refers_to, batch)
                query = select(table.c.batch_seq).where(
                    table.c[column.name].in_(brought), table.c.batch_seq > batch.seq
                )
                found.extend(_later_batches(connection, table, query, passed_over, batch))
    found.extend(_desk_things(connection, batch))
    return sorted(set(found))


def undo(connection: Connection, batch: Batch, *, undone_at: datetime, undone_by: str) -> int:
    """Pass the delivery over from now on, and mark stored states that rest on it as void; return how many."""
    act = insert(undos).values(batch_seq=batch.seq, undone_at=undone_at, undone_by=undone_by)
    undo_seq = connection.execute(act.returning(undos.c.undo_seq)).scalar_one()
    touched = _touched_newcomers(connection, batch)
    stored_after = (
        select(states.c.state_seq, states.c.newcomer_id)
        .join(flag_runs, states.c.run_seq == flag_runs.c.run_seq)
        .where(flag_runs.c.known_batch_seq >= batch.seq, states.c.state_seq.not_in(select(state_voids.c.state_seq)))
    )
    resting = [state_seq for state_seq, newcomer_id in connection.execute(stored_after) if newcomer_id in touched]
    if resting:
        connection.execute(
            insert(state_voids), [{"state_seq": state_seq, "undo_seq": undo_seq} for state_seq in resting]
        )
    return len(resting)


def _brought(stem: str, batch: Batch) -> Select[Any]:
    """The ids that the delivery was the first to bring."""
    table = FACT_TABLES[stem]
    return select(table.c[BUNDLE_FILES[stem].key[0]]).where(
        table.c.batch_seq == batch.seq, table.c.replaces_row.is_(None)
    )


def _later_batches(
    connection: Connection, table: FromClause, query: Select[Any], passed_over: list[int], batch: Batch
) -> Iterator[Resting]:
    later = batches.c.batch_seq.in_(query.where(table.c.batch_seq != batch.seq))
    live = select(batches).where(later, batches.c.batch_seq.not_in(passed_over))
    for row in connection.execute(live.where(batches.c.kind == FROM_A_FILE)):
        yield Resting(_("Leveringen {batch} bygger på den. Fortryd først den.").format(batch=row.batch_id), "delivery")
    written = live.where(batches.c.kind != FROM_A_FILE).with_only_columns(batches.c.batch_seq)
    entries = FACT_TABLES["observations"].c
    logged = connection.execute(
        select(entries.batch_seq, entries.observation_id).where(entries.batch_seq.in_(written))
    ).all()
    for _seq, observation_id in logged:
        sentence = _("Observationen {observation} er skrevet i appen og bygger på den.")
        yield Resting(sentence.format(observation=observation_id), "case")
    if set(connection.execute(written).scalars()) - {seq for seq, _observation_id in logged}:
        yield Resting(_("Noget, der er registreret i appen, bygger på den."), "delivery")


def _desk_things(connection: Connection, batch: Batch) -> Iterator[Resting]:
    placements = _brought("placements", batch)
    for row in connection.execute(select(own_views).where(own_views.c.placement_id.in_(placements))):
        yield Resting(_("Der er gemt et syn på forløbet {placement}.").format(placement=row.placement_id), "case")
    for row in connection.execute(select(decisions).where(decisions.c.placement_id.in_(placements))):
        yield Resting(
            _("Der er gemt en beslutning om forløbet {placement}.").format(placement=row.placement_id), "case"
        )
    of_people = or_(
        and_(accounts.c.observer_id.is_not(None), accounts.c.observer_id.in_(_brought("observers", batch))),
        and_(accounts.c.provider_id.is_not(None), accounts.c.provider_id.in_(_brought("providers", batch))),
    )
    for row in connection.execute(select(accounts).where(of_people)):
        yield Resting(_("Brugeren {user} hører til noget, den bragte.").format(user=row.user), "user")


def _touched_newcomers(connection: Connection, batch: Batch) -> set[str]:
    """Everyone about whom the delivery said something, if only that an entry about them is replaced."""
    placements, enrolments, observations, assignments = (
        FACT_TABLES[stem] for stem in ("placements", "enrolments", "observations", "assignments")
    )

    def rows_of(table: Table) -> ColumnElement[bool]:
        return table.c.batch_seq == batch.seq

    seen = select(observations.c.placement_id).where(
        or_(
            rows_of(observations),
            observations.c.observation_id.in_(
                select(FACT_TABLES["ratings"].c.observation_id).where(rows_of(FACT_TABLES["ratings"]))
            ),
            observations.c.observation_id.in_(select(observations.c.replaces).where(rows_of(observations))),
        )
    )
    assigned = select(assignments.c.placement_id).where(rows_of(assignments))
    attended = select(FACT_TABLES["attendance"].c.enrolment_id).where(rows_of(FACT_TABLES["attendance"]))
    at_workplaces = select(FACT_TABLES["workplaces"].c.workplace_id).where(rows_of(FACT_TABLES["workplaces"]))
    queries = [
        select(placements.c.newcomer_id).where(placements.c.placement_id.in_(seen)),
        select(placements.c.newcomer_id).where(placements.c.placement_id.in_(assigned)),
        select(placements.c.newcomer_id).where(placements.c.workplace_id.in_(at_workplaces)),
        select(enrolments.c.newcomer_id).where(enrolments.c.enrolment_id.in_(attended)),
    ]
    queries += [
        select(table.c.newcomer_id).where(rows_of(table)) for table in FACT_TABLES.values() if "newcomer_id" in table.c
    ]
    touched = {newcomer_id for query in queries for newcomer_id in connection.execute(query).scalars()}
    return touched | _colleagues(connection, touched)


def _colleagues(connection: Connection, newcomers: set[str]) -> set[str]:
    """Everyone placed where one of them is: where a stall shows is read out of the others at the workplace."""
    placed = FACT_TABLES["placements"]
    rows = connection.execute(select(placed.c.newcomer_id, placed.c.workplace_id)).all()
    shared = {workplace_id for newcomer_id, workplace_id in rows if newcomer_id in newcomers}
    return {newcomer_id for newcomer_id, workplace_id in rows if workplace_id in shared}
