"""Messages from caseworkers to observers."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, insert, select

from assessment.domain.message import Message, MessageKind
from assessment.storage.desk_tables import messages


def add(connection: Connection, message: Message) -> None:
    """Store a message; its id must be new."""
    fields = {name: getattr(message, name) for name in Message.__dataclass_fields__}
    connection.execute(insert(messages).values(**{**fields, "kind": message.kind.value}))


def find(connection: Connection, message_id: str) -> Message | None:
    """The message of that id; None where there is none."""
    row = connection.execute(select(messages).where(messages.c.message_id == message_id)).one_or_none()
    return _message(row) if row else None


def to_observer(connection: Connection, observer_id: str, placement_ids: Sequence[str]) -> list[Message]:
    """What was written to an observer about these placements, newest first."""
    query = select(messages).where(
        messages.c.observer_id == observer_id, messages.c.placement_id.in_(list(placement_ids))
    )
    return [_message(row) for row in connection.execute(query.order_by(messages.c.message_seq.desc()))]


def about_placement(connection: Connection, placement_id: str) -> list[Message]:
    """What was written to anybody about a placement, newest first."""
    query = select(messages).where(messages.c.placement_id == placement_id)
    return [_message(row) for row in connection.execute(query.order_by(messages.c.message_seq.desc()))]


def _message(row: Row[tuple[object, ...]]) -> Message:
    fields = {name: getattr(row, name) for name in Message.__dataclass_fields__}
    return Message(**{**fields, "kind": MessageKind(row.kind)})
