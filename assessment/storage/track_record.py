"""What became of an engine's states: how many runs pointed at whom, what caseworkers saw first, what they decided."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, case, func, select

from assessment.domain.decision import Outcome, View
from assessment.domain.placement_state import State
from assessment.storage.desk_tables import decisions, flag_runs, own_views, state_voids, states
from assessment.storage.states import FlagRun


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstView:
    """The first own view of a placement, with the state it was held against before anybody had seen that state."""

    run: FlagRun
    placement_id: str
    state: State
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A state that a run gave a placement."""

    run: FlagRun
    placement_id: str
    state: State


def runs(connection: Connection, municipality: str, *, since: date) -> list[FlagRun]:
    """The scorings of a municipality of a day since ``since``, the oldest first; of each day the last made."""
    last = select(func.max(flag_runs.c.run_seq)).group_by(flag_runs.c.municipality, flag_runs.c.as_of)
    query = select(flag_runs).where(
        flag_runs.c.municipality == municipality, flag_runs.c.as_of >= since, flag_runs.c.run_seq.in_(last)
    )
    found = connection.execute(query.order_by(flag_runs.c.as_of))
    return [FlagRun(**{name: getattr(row, name) for name in FlagRun.__dataclass_fields__}) for row in found]


def scored(connection: Connection, run: FlagRun) -> list[Scored]:
    """The states of a run that still count."""
    query = _living().where(flag_runs.c.run_id == run.run_id)
    return [Scored(run=run, placement_id=row.placement_id, state=State(row.state)) for row in connection.execute(query)]


def pointed_at(connection: Connection, municipality: str, first_on: date, last_on: date) -> list[tuple[int, int]]:
    """Of each placement scored between two days, how many of its states pointed at a stall, and how many there were.

    Of each day the last scoring; states made void are left out, and so is who the placements are.
    """
    last = select(func.max(flag_runs.c.run_seq)).group_by(flag_runs.c.municipality, flag_runs.c.as_of)
    is_pointed_at = case((states.c.state == State.POSSIBLE_STALL.value, 1), else_=0)
    query = (
        select(func.sum(is_pointed_at), func.count())
        .select_from(states.join(flag_runs, states.c.run_seq == flag_runs.c.run_seq))
        .where(
            flag_runs.c.municipality == municipality,
            flag_runs.c.as_of.between(first_on, last_on),
            flag_runs.c.run_seq.in_(last),
            states.c.state_seq.not_in(select(state_voids.c.state_seq)),
        )
        .group_by(states.c.placement_id)
    )
    return [(int(pointed), int(scored)) for pointed, scored in connection.execute(query)]


def first_views(connection: Connection, municipality: str) -> list[FirstView]:
    """The very first own view of each placement that has one, where it was held against a state that still counts.

    A later view may be coloured by what the first one uncovered, whoever wrote it, so it is left out.
    """
    first = select(func.min(own_views.c.view_seq)).group_by(own_views.c.placement_id)
    query = (
        select(own_views.c.placement_id, own_views.c.view, states.c.state, *flag_runs.c)
        .join(states, own_views.c.state_id == states.c.state_id)
        .join(flag_runs, states.c.run_seq == flag_runs.c.run_seq)
        .where(
            own_views.c.view_seq.in_(first),
            flag_runs.c.municipality == municipality,
            states.c.state_seq.not_in(select(state_voids.c.state_seq)),
        )
        .order_by(own_views.c.view_seq)
    )
    return [
        FirstView(
            run=FlagRun(**{name: getattr(row, name) for name in FlagRun.__dataclass_fields__}),
            placement_id=row.placement_id,
            state=State(row.state),
            view=View(row.view),
        )
        for row in connection.execute(query)
    ]


def decided_on_stalls(connection: Connection, municipality: str, *, since: date) -> dict[Outcome, int]:
    """How the placements pointed at since a day were decided: of each the newest decision, by its outcome."""
    newest = select(func.max(decisions.c.decision_seq)).group_by(decisions.c.placement_id)
    query = (
        select(decisions.c.outcome, func.count().label("placements"))
        .join(states, decisions.c.state_id == states.c.state_id)
        .join(flag_runs, states.c.run_seq == flag_runs.c.run_seq)
        .where(
            decisions.c.decision_seq.in_(newest),
            states.c.state == State.POSSIBLE_STALL.value,
            flag_runs.c.municipality == municipality,
            flag_runs.c.as_of >= since,
        )
        .group_by(decisions.c.outcome)
    )
    return {Outcome(row.outcome): row.placements for row in connection.execute(query)}


def _living() -> Select[tuple[str, str]]:
    return (
        select(states.c.placement_id, states.c.state)
        .join(flag_runs, states.c.run_seq == flag_runs.c.run_seq)
        .where(states.c.state_seq.not_in(select(state_voids.c.state_seq)))
    )
