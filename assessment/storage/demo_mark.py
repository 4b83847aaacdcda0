"""The mark that says a database holds the demonstration, and how far its filling came."""

import json
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from assessment.storage.desk_tables import meta

_NAME = "demo"


def read(connection: Connection) -> dict[str, Any] | None:
    """The mark; None in a database that is not the demonstration's."""
    text = connection.execute(select(meta.c.value).where(meta.c.name == _NAME)).scalar()
    return json.loads(text) if text is not None else None


def write(connection: Connection, mark: dict[str, Any]) -> None:
    """Set the mark."""
    connection.execute(delete(meta).where(meta.c.name == _NAME))
    connection.execute(insert(meta).values(name=_NAME, value=json.dumps(mark)))
