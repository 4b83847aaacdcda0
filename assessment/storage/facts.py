"""Facts in and out of the database: append rows, and read those that were known on a day."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Row, Select, Table, exists, false, or_, select

from assessment.domain.bundle import BUNDLE, BUNDLE_FILES, BundleFile, Kind
from assessment.domain.days import end_of_day
from assessment.measurement.typed_frames import typed_frame
from assessment.storage.batches import Batch, Held, undone
from assessment.storage.fact_tables import FACT_TABLES
from assessment.storage.many_rows import insert_many

ROW_ID = "row_id"
ROWS_A_STATEMENT = 20_000
IDS_A_STATEMENT = 10_000  # both databases take more than 30,000 values in one statement
_KNOWN_FROM = {
    "placements": "started_on",
    "enrolments": "started_on",
    "pauses": "from_on",
    "objections": "from_on",
    "assignments": "from_on",
}

_REPEATED = frozenset({"id", "uuid", "criterion", "choice", "week", "municipality", "passed"})
Frames = dict[str, pd.DataFrame]
"""One frame for each file of the bundle, by its stem, with the canonical columns."""
Record = dict[str, Any]
"""One row of a bundle file as plain values, by canonical column."""


def append(connection: Connection, batch: Batch, stem: str, rows: pd.DataFrame, replaces_row: np.ndarray) -> None:
    """Store ``rows`` as part of a delivery. ``replaces_row`` names the row each one replaces, -1 for none."""
    file, table = BUNDLE_FILES[stem], FACT_TABLES[stem]
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        block, replaced = rows.iloc[start : start + ROWS_A_STATEMENT], replaces_row[start : start + ROWS_A_STATEMENT]
        columns = {column.name: _plain(block[column.name], column.kind) for column in file.columns}
        columns["replaces_row"] = [None if row < 0 else int(row) for row in replaced]
        columns["batch_seq"] = [batch.seq] * len(block)
        columns["received_at"] = [batch.received_at] * len(block)
        insert_many(connection, table, columns)


def current(connection: Connection, stem: str, **where: Iterable[str]) -> pd.DataFrame:
    """The rows that stand now, with ``row_id``: what ``export`` writes and a delivery is held against.

    ``where`` names a column and the values it may have, however many; without it everything is read.
    """
    file, table = BUNDLE_FILES[stem], FACT_TABLES[stem]
    query = _standing(table, undone(connection))
    if not where:
        return frame_of(connection, file, query, with_row_id=True)
    ((column, values),) = where.items()
    wanted = list(values)
    read = [
        frame_of(
            connection,
            file,
            query.where(table.c[column].in_(wanted[start : start + IDS_A_STATEMENT])),
            with_row_id=True,
        )
        for start in range(0, len(wanted), IDS_A_STATEMENT)
    ]
    return (
        pd.concat(read, ignore_index=True)
        if read
        else frame_of(connection, file, query.where(false()), with_row_id=True)
    )


def current_frames(connection: Connection) -> Frames:
    """The rows of every file that stand now, whatever day they are known from."""
    passed_over = undone(connection)
    return {file.stem: frame_of(connection, file, _standing(FACT_TABLES[file.stem], passed_over)) for file in BUNDLE}


def known_by(connection: Connection, day: date) -> Frames:
    """What was known by the end of ``day``, as one frame for each file of the bundle; see :func:`known_rows`."""
    frames = {file.stem: known_rows(connection, file.stem, day) for file in BUNDLE}
    ratings, observations = frames["ratings"], frames["observations"]
    frames["ratings"] = ratings[ratings["observation_id"].isin(observations["observation_id"])].reset_index(drop=True)
    return frames


def known_rows(connection: Connection, stem: str, day: date, **where: Sequence[str]) -> pd.DataFrame:
    """The rows of one file that were known by the end of the Danish ``day``, sorted by key.

    A fact is known from its own day (an observation from ``recorded_at``, a rated calibration case from ``rated_at``, a
    result from ``reported_on``, attendance from the Monday after its week, placements, enrolments, pauses and
    objections from their first day, people and places always). A row that was changed later keeps its old content for
    days before the change was received. An enrolment's end and an observation's withdrawal are hidden until their day.
    Ratings are as their observation.

    ``where`` names a column and the values it may have: ``known_rows(c, "placements", day, newcomer_id=["n1"])``.
    """
    table, later = FACT_TABLES[stem], end_of_day(day)
    query = _known(table, undone(connection), day, later)
    for column, values in where.items():
        query = query.where(table.c[column].in_(list(values)))
    return masked(stem, frame_of(connection, BUNDLE_FILES[stem], query), day)


def masked(stem: str, rows: pd.DataFrame, day: date) -> pd.DataFrame:
    """The rows without the ends of enrolments and the withdrawals that lie after the day."""
    if stem == "enrolments":
        rows["ended_on"] = rows["ended_on"].where(rows["ended_on"] <= pd.Timestamp(day))
    if stem == "observations":
        rows["withdrawn_at"] = rows["withdrawn_at"].where(rows["withdrawn_at"] < pd.Timestamp(end_of_day(day)))
    return rows


def known_query(connection: Connection, stem: str, day: date, held: Held | None = None) -> Select[Any]:
    """The query of the rows that were known by ``day``, for reading much: the rows replaced are listed once.

    It says what :func:`known_rows` says, but for the last two masks: an enrolment's end and an observation's withdrawal
    that lie after the day are still in it. With ``held`` it says what it said when the ledger held so much: what was
    delivered later is not there, and what was undone later is.
    """
    return _known(FACT_TABLES[stem], undone(connection, held), day, end_of_day(day), held, of_many=True)


def known_records(connection: Connection, stem: str, day: date, **where: Sequence[str]) -> list[Record]:
    """The rows of :func:`known_rows` as plain values: dates, aware datetimes, numbers and text, None where missing."""
    later = end_of_day(day)
    found = _records(connection, stem, _known(FACT_TABLES[stem], undone(connection), day, later), where)
    for row in found:
        if stem == "enrolments" and row["ended_on"] is not None and row["ended_on"] > day:
            row["ended_on"] = None
        if stem == "observations" and row["withdrawn_at"] is not None and row["withdrawn_at"] >= later:
            row["withdrawn_at"] = None
    return found


def current_records(connection: Connection, stem: str, **where: Sequence[str]) -> list[Record]:
    """The rows that stand now as plain values, whatever day they are known from; ``where`` as in `known_rows`."""
    return _records(connection, stem, _standing(FACT_TABLES[stem], undone(connection)), where)


def standing_row(connection: Connection, stem: str, key: tuple[Any, ...]) -> int | None:
    """The row of that key that stands now, by its number; None where there is none."""
    table = FACT_TABLES[stem]
    query = _standing(table, undone(connection)).with_only_columns(table.c.row_id)
    for name, value in zip(BUNDLE_FILES[stem].key, key, strict=True):
        query = query.where(table.c[name] == value)
    return connection.execute(query).scalar_one_or_none()


def _records(connection: Connection, stem: str, query: Select[Any], where: Mapping[str, Sequence[str]]) -> list[Record]:
    """The rows of a query as they come, without a frame between: a page asks for a few rows of many files."""
    file, table = BUNDLE_FILES[stem], FACT_TABLES[stem]
    for column, values in where.items():
        query = query.where(table.c[column].in_(list(values)))
    narrowed = query.with_only_columns(*(table.c[name] for name in file.column_names)).order_by(
        *(table.c[name] for name in file.key)
    )
    return [dict(zip(file.column_names, row, strict=True)) for row in connection.execute(narrowed)]


def _standing(
    table: Table,
    passed_over: list[int],
    later: datetime | None = None,
    held: Held | None = None,
    *,
    of_many: bool = False,
) -> Select[Any]:
    """Rows of live deliveries that no other live row replaces (``later``: received before that moment).

    What is replaced is looked up for each row, or ``of_many`` listed once: corrections are few.
    """
    newer = table.alias("newer")
    one = select(1).where(newer.c.replaces_row == table.c.row_id)
    replaced = select(newer.c.replaces_row).where(newer.c.replaces_row > 0) if of_many else one
    query = select(table)
    if passed_over:
        replaced = replaced.where(newer.c.batch_seq.not_in(passed_over))
        query = query.where(table.c.batch_seq.not_in(passed_over))
    if held is not None:
        replaced = replaced.where(newer.c.batch_seq <= held.batch_seq)
        query = query.where(table.c.batch_seq <= held.batch_seq)
    if later is not None:
        replaced = replaced.where(newer.c.received_at < later)
        query = query.where(or_(table.c.replaces_row.is_(None), table.c.received_at < later))
    return query.where(table.c.row_id.not_in(replaced) if of_many else ~exists(replaced))


def _known(
    table: Table,
    passed_over: list[int],
    day: date,
    later: datetime,
    held: Held | None = None,
    *,
    of_many: bool = False,
) -> Select[Any]:
    query = _standing(table, passed_over, later, held, of_many=of_many)
    if table.name == "observations":
        return query.where(table.c.recorded_at < later)
    if table.name == "calibrations":
        return query.where(table.c.rated_at < later)
    if table.name == "results":
        return query.where(table.c.reported_on <= day)
    if table.name == "attendance":
        year, week, _ = day.isocalendar()
        return query.where(table.c.week < f"{year}-W{week:02d}")
    if table.name in _KNOWN_FROM:
        return query.where(table.c[_KNOWN_FROM[table.name]] <= day)
    return query


def frame_of(
    connection: Connection,
    file: BundleFile,
    query: Select[Any],
    *,
    with_row_id: bool = False,
    unsorted: bool = False,
) -> pd.DataFrame:
    """The columns that ``file`` has, of the rows of a query, typed; sorted by key unless nobody asks for that."""
    table = FACT_TABLES[file.stem]
    asked = ((ROW_ID,) if with_row_id else ()) + file.column_names
    narrowed = query.with_only_columns(*(table.c[name] for name in asked))
    if not unsorted:
        narrowed = narrowed.order_by(*(table.c[name] for name in file.key))
    streamed = connection.dialect.supports_server_side_cursors  # or a server's driver would hold all of it
    found = connection.execute(narrowed, execution_options={"yield_per": ROWS_A_STATEMENT} if streamed else {})
    with nothing_collected():
        blocks = [_block(file, asked, rows) for rows in found.partitions(ROWS_A_STATEMENT)]
    return pd.concat(blocks, ignore_index=True) if blocks else _no_rows(file, asked).copy()


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Rows by the million hold no cycles, and a collector that goes through them again and again takes its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _no_rows(file: BundleFile, names: tuple[str, ...]) -> pd.DataFrame:
    """A frame of nothing: it is asked for in every small delivery, and takes as long to type as one with rows."""
    return _block(file, names, [])


def _block(file: BundleFile, names: Sequence[str], rows: Sequence[Row[Any]]) -> pd.DataFrame:
    """A part of a frame, made while the rest is still in the database: plain values are many times as large."""
    values = dict(zip(names, list(zip(*rows, strict=True)) or [()] * len(names), strict=True))
    one_of_each: dict[Any, Any] = {}  # an id that stands in five rows is held once
    for column in file.columns:
        if column.kind in _REPEATED:
            cells = values[column.name]
            values[column.name] = tuple(map(one_of_each.setdefault, cells, cells))
    frame = typed_frame(file, values)
    if ROW_ID in values:
        frame[ROW_ID] = pd.Series(values[ROW_ID], dtype="int64")
    return frame


def _plain(values: pd.Series, kind: Kind) -> list[Any]:
    """A column's values as Python's own types, None where missing."""
    gone = values.isna().tolist()
    if kind == "day":
        found: list[Any] = values.to_numpy().astype("datetime64[D]").tolist()
    elif kind == "moment":
        found = values.to_list()
        found = [moment if missing else moment.to_pydatetime() for moment, missing in zip(found, gone, strict=True)]
    elif kind in ("step", "year", "count"):
        found = values.fillna(0).astype("int64").tolist()
    else:
        found = values.tolist()
    return [None if missing else value for value, missing in zip(found, gone, strict=True)]
