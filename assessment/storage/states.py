"""States as they were stored: each with its basis, engine and what was known, never changed, only made void."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Select, func, insert, select

from assessment.domain.placement_state import PlacementState, Reason, State, WouldClear
from assessment.storage.batches import Held
from assessment.storage.desk_tables import flag_runs, gate_entries, state_voids, states
from assessment.storage.many_rows import insert_many

ROWS_A_STATEMENT = 2_000
INVENTED = "invented"
_BESIDE_THE_DOCUMENT = ("placement_id", "newcomer_id", "state", "stall_probability")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRun:
    """One scoring of one municipality: as of when, with what, on which legal basis, and when it was made.

    ``scale`` is the unit of its paces and levels: ``step`` of those made before the growth filter, ``logit`` since.
    ``encoder`` is who had read the notes that it looked at; None where it looked at none. ``learned_from`` is whose
    people its model learned from: a municipality's code, or ``invented``; None where no model scored. ``threshold`` is
    the probability from which its model pointed at a stall; None where it was the model's own, or no model scored.
    """

    run_id: str
    municipality: str
    as_of: date
    engine: str
    model_id: str
    scale: str
    rubric: str
    gate_id: str
    made_at: datetime
    objected: int
    encoder: str | None = None
    learned_from: str | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class StoredState:
    """A stored state with the run that made it, and the basis it rests on in words."""

    run: FlagRun
    basis: str
    state: PlacementState


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A stored state just as it lies there, for whoever holds it against what is computed again.

    ``document`` is what its run said of the placement; ``columns`` the same that stands beside it to be searched by.
    ``held`` is how far the ledger had come when the run read it. A void state rested on a delivery undone since.
    """

    state_id: str
    run: FlagRun
    held: Held
    document: dict[str, Any]
    columns: dict[str, Any]
    is_void: bool


def store(
    connection: Connection, run: FlagRun, scored: Sequence[PlacementState], *, held: Held
) -> list[PlacementState]:
    """Store a run that had read what the ledger ``held``; return its states with their ids."""
    fields = {name: getattr(run, name) for name in FlagRun.__dataclass_fields__}
    act = insert(flag_runs).values(**fields, known_batch_seq=held.batch_seq, known_undo_seq=held.undo_seq)
    run_seq = connection.execute(act.returning(flag_runs.c.run_seq)).scalar_one()
    stored = [replace(state, state_id=str(uuid4())) for state in scored]
    for start in range(0, len(stored), ROWS_A_STATEMENT):
        rows = [_row(run_seq, state) for state in stored[start : start + ROWS_A_STATEMENT]]
        insert_many(connection, states, {name: [row[name] for row in rows] for name in rows[0]})
    return stored


def latest_run(connection: Connection, municipality: str) -> FlagRun | None:
    """The newest scoring of a municipality: latest day, and of that the last made; None where there is none."""
    query = (
        select(flag_runs)
        .where(flag_runs.c.municipality == municipality)
        .order_by(flag_runs.c.as_of.desc(), flag_runs.c.run_seq.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _run(row) if row else None


def secret_of_the_draw(connection: Connection) -> str:
    """What only this installation knows: the random id of its very first scoring, which is shown nowhere."""
    first = select(flag_runs.c.run_id).order_by(flag_runs.c.run_seq).limit(1)
    return connection.execute(first).scalar() or ""


def of_run(connection: Connection, run: FlagRun) -> list[StoredState]:
    """The states of a run that still count."""
    return [
        _stored(row)
        for row in connection.execute(_living().where(flag_runs.c.run_id == run.run_id).order_by(states.c.placement_id))
    ]


def of_placement(connection: Connection, run: FlagRun, placement_id: str) -> StoredState | None:
    """The state that a run gave one placement; None where it gave none or the state is void."""
    row = connection.execute(
        _living().where(flag_runs.c.run_id == run.run_id, states.c.placement_id == placement_id)
    ).one_or_none()
    return _stored(row) if row else None


def by_ids(connection: Connection, state_ids: Sequence[str]) -> dict[str, StoredState]:
    """The stored states of these ids that still count."""
    rows = connection.execute(_living().where(states.c.state_id.in_(list(state_ids))))
    return {row.state_id: _stored(row) for row in rows}


def as_stored(connection: Connection, state_id: str) -> StoredRow | None:
    """The row of a state, whether it still counts or not; None where there never was one of that id."""
    void = select(state_voids.c.state_seq).where(state_voids.c.state_seq == states.c.state_seq).exists()
    query = select(states, flag_runs, void.label("is_void")).join(flag_runs, states.c.run_seq == flag_runs.c.run_seq)
    row = connection.execute(query.where(states.c.state_id == state_id)).one_or_none()
    if row is None:
        return None
    return StoredRow(
        state_id=row.state_id,
        run=_run(row),
        held=Held(batch_seq=row.known_batch_seq, undo_seq=row.known_undo_seq),
        document=json.loads(row.document),
        columns={name: getattr(row, name) for name in _BESIDE_THE_DOCUMENT},
        is_void=row.is_void,
    )


def count(connection: Connection) -> int:
    """How many states were ever stored."""
    return connection.execute(select(func.count()).select_from(states)).scalar() or 0


def _living() -> Select[Any]:
    return (
        select(states, flag_runs, gate_entries.c.legal_basis, gate_entries.c.synthetic)
        .join(flag_runs, states.c.run_seq == flag_runs.c.run_seq)
        .join(gate_entries, flag_runs.c.gate_id == gate_entries.c.gate_id)
        .where(states.c.state_seq.not_in(select(state_voids.c.state_seq)))
    )


def _row(run_seq: int, state: PlacementState) -> dict[str, Any]:
    return {
        "state_id": state.state_id,
        "run_seq": run_seq,
        "placement_id": state.placement_id,
        "newcomer_id": state.newcomer_id,
        "state": state.state.value,
        "stall_probability": state.stall_probability,
        "document": json.dumps(state.as_json(), ensure_ascii=False, allow_nan=False),
    }


def _run(row: Row[Any]) -> FlagRun:
    return FlagRun(**{name: getattr(row, name) for name in FlagRun.__dataclass_fields__})


def _stored(row: Row[Any]) -> StoredState:
    return StoredState(run=_run(row), basis=row.legal_basis or "", state=_state(json.loads(row.document)))


def _state(document: dict[str, Any]) -> PlacementState:
    clear, last_seen = document["would_clear"], document["last_seen_on"]
    return PlacementState(
        **{
            **document,
            "state": State(document["state"]),
            "last_seen_on": date.fromisoformat(last_seen) if last_seen else None,
            "reasons": tuple(
                Reason(reason["code"], reason["text"], tuple(reason["evidence"])) for reason in document["reasons"]
            ),
            "would_clear": WouldClear(clear["text"], date.fromisoformat(clear["as_of"]), clear["add"])
            if clear
            else None,
        }
    )
