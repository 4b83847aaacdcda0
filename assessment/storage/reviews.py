"""Own views with the states that they were held against: what a model can be judged by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from assessment.domain.decision import View
from assessment.domain.placement_state import State
from assessment.storage.batches import Held
from assessment.storage.desk_tables import flag_runs, own_views, state_voids, states
from assessment.storage.states import FlagRun


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """An own view, and the state that waited behind it.

    ``held`` is how far the ledger had come when the state's run read it. A void state rested on a delivery undone
    since.
    """

    user: str
    newcomer_id: str
    placement_id: str
    view: View
    recorded_at: datetime
    state: State
    run: FlagRun
    held: Held
    is_void: bool


def views_held_against_states(connection: Connection, municipality: str) -> list[HeldView]:
    """Every own view that was held against a state of the municipality, in the order in which they were recorded."""
    void = select(state_voids.c.state_seq).where(state_voids.c.state_seq == states.c.state_seq).exists()
    viewed = own_views.c
    query = (
        select(
            *(viewed.user, viewed.view, viewed.recorded_at),
            *(states.c.newcomer_id, states.c.placement_id, states.c.state),
            *(flag_runs, void.label("is_void")),
        )
        .join(states, viewed.state_id == states.c.state_id)
        .join(flag_runs, states.c.run_seq == flag_runs.c.run_seq)
        .where(flag_runs.c.municipality == municipality)
        .order_by(viewed.view_seq)
    )
    return [
        HeldView(
            user=row.user,
            newcomer_id=row.newcomer_id,
            placement_id=row.placement_id,
            view=View(row.view),
            recorded_at=row.recorded_at,
            state=State(row.state),
            run=FlagRun(**{name: getattr(row, name) for name in FlagRun.__dataclass_fields__}),
            held=Held(batch_seq=row.known_batch_seq, undo_seq=row.known_undo_seq),
            is_void=row.is_void,
        )
        for row in connection.execute(query)
    ]
