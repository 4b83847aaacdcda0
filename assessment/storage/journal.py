"""The journal: who did what to what, each line bound to the one before, written in the act's own transaction."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from assessment.storage.desk_tables import journal

FIRST_HASH = "0" * 64
LINES_AT_A_TIME = 5_000


def write(
    connection: Connection, *, at: datetime, actor: str, act: str, subject: str, detail: Mapping[str, Any]
) -> None:
    """Add a line. ``detail`` must hold no personal text: ids, counts and codes only."""
    last = connection.execute(select(journal).order_by(journal.c.seq.desc()).limit(1)).one_or_none()
    line = {
        "seq": last.seq + 1 if last else 1,
        "at": at.astimezone(UTC),
        "actor": actor,
        "act": act,
        "subject": subject,
        "detail": _told(detail),
        "previous_hash": last.hash if last else FIRST_HASH,
    }
    connection.execute(insert(journal).values(**line, hash=_hash(line)))


def was_written(
    connection: Connection, *, since: datetime, actor: str, act: str, subject: str, detail: Mapping[str, Any]
) -> bool:
    """Whether just this line was written at or after ``since``."""
    same = select(journal.c.seq).where(
        journal.c.at >= since,
        journal.c.actor == actor,
        journal.c.act == act,
        journal.c.subject == subject,
        journal.c.detail == _told(detail),
    )
    return connection.execute(same.limit(1)).one_or_none() is not None


def written_since(connection: Connection, since: datetime, *, actor: str, act: str, subject: str) -> list[Row[Any]]:
    """The lines of one actor's act about one subject at or after ``since``, newest first."""
    query = select(journal).where(
        journal.c.at >= since, journal.c.actor == actor, journal.c.act == act, journal.c.subject == subject
    )
    return list(connection.execute(query.order_by(journal.c.seq.desc())))


def first_broken_link(connection: Connection) -> int | None:
    """The sequence number of the first line that does not follow from the one before; None where all do."""
    previous, expected_seq = FIRST_HASH, 1
    query = select(journal).order_by(journal.c.seq).execution_options(yield_per=LINES_AT_A_TIME)
    with connection.execute(query) as rows:
        for row in rows:
            if row.seq != expected_seq or row.previous_hash != previous or row.hash != _hash(row._asdict()):
                return expected_seq
            previous, expected_seq = row.hash, expected_seq + 1
    return None


def lines(connection: Connection, *, act: str | None = None, subject: str | None = None) -> list[Row[Any]]:
    """The journal's lines, oldest first, of one act or about one subject where asked for."""
    query = select(journal).order_by(journal.c.seq)
    if act is not None:
        query = query.where(journal.c.act == act)
    if subject is not None:
        query = query.where(journal.c.subject == subject)
    return list(connection.execute(query))


def _told(detail: Mapping[str, Any]) -> str:
    return json.dumps(detail, ensure_ascii=False, sort_keys=True)


def _hash(line: Mapping[str, Any]) -> str:
    told = [
        line["seq"],
        line["at"].isoformat(timespec="microseconds"),
        line["actor"],
        line["act"],
        line["subject"],
        line["detail"],
        line["previous_hash"],
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
