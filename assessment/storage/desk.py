"""What caseworkers wrote: own views and decisions, each stored once however often it is sent."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from assessment.domain.decision import Decision, Outcome, OwnView, View
from assessment.storage.desk_tables import decisions, own_views


def add_view(connection: Connection, view: OwnView) -> tuple[OwnView, bool]:
    """Store an own view; the same ``view_id`` again gives back what was stored first, and False."""
    known = connection.execute(select(own_views).where(own_views.c.view_id == view.view_id)).one_or_none()
    if known is not None:
        return _view(known._asdict()), False
    fields = {name: getattr(view, name) for name in OwnView.__dataclass_fields__}
    connection.execute(insert(own_views).values(**{**fields, "view": view.view.value}))
    return view, True


def latest_view(
    connection: Connection, placement_id: str, *, user: str, since: datetime | None = None
) -> OwnView | None:
    """The newest own view of one person on one placement, recorded at or after ``since``."""
    query = (
        select(own_views)
        .where(own_views.c.placement_id == placement_id, own_views.c.user == user)
        .order_by(own_views.c.view_seq.desc())
        .limit(1)
    )
    if since is not None:
        query = query.where(own_views.c.recorded_at >= since)
    row = connection.execute(query).one_or_none()
    return _view(row._asdict()) if row else None


def views_since(connection: Connection, *, user: str, since: datetime) -> dict[str, OwnView]:
    """The newest own view of one person on each placement, of those recorded at or after ``since``."""
    query = (
        select(own_views)
        .where(own_views.c.user == user, own_views.c.recorded_at >= since)
        .order_by(own_views.c.view_seq)
    )
    return {row.placement_id: _view(row._asdict()) for row in connection.execute(query)}


def follow_ups_due(connection: Connection, today: date) -> dict[str, date]:
    """The placements whose newest decision asked to be looked at again by ``today``, and on which day."""
    newest = select(func.max(decisions.c.decision_seq)).group_by(decisions.c.placement_id)
    due = select(decisions.c.placement_id, decisions.c.follow_up_on).where(
        decisions.c.decision_seq.in_(newest), decisions.c.follow_up_on <= today
    )
    return {placement_id: day for placement_id, day in connection.execute(due) if day is not None}


def decision(connection: Connection, decision_id: str) -> Decision | None:
    """The decision of that id; None where there is none yet."""
    row = connection.execute(select(decisions).where(decisions.c.decision_id == decision_id)).one_or_none()
    return _decision(row._asdict()) if row else None


def add_decision(connection: Connection, made: Decision) -> None:
    """Store a decision; its id must be new."""
    fields = {name: getattr(made, name) for name in Decision.__dataclass_fields__}
    connection.execute(insert(decisions).values(**{**fields, "outcome": made.outcome.value}))


def decisions_of(connection: Connection, placement_id: str) -> list[Decision]:
    """The decisions on a placement, newest first."""
    query = select(decisions).where(decisions.c.placement_id == placement_id).order_by(decisions.c.decision_seq.desc())
    return [_decision(row._asdict()) for row in connection.execute(query)]


def _decision(row: Mapping[str, Any]) -> Decision:
    fields = {name: row[name] for name in Decision.__dataclass_fields__}
    return Decision(**{**fields, "outcome": Outcome(row["outcome"])})


def _view(row: Mapping[str, Any]) -> OwnView:
    fields = {name: row[name] for name in OwnView.__dataclass_fields__}
    return OwnView(**{**fields, "view": View(row["view"])})
