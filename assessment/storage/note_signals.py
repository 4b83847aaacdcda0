"""What notes say in eight numbers: kept in the row of their vector, so that it goes when the vector goes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from assessment.storage import vectors
from assessment.storage.desk_tables import meta, note_vectors
from assessment.text.kept_signals import from_bytes, to_bytes
from assessment.text.labelled_notes import SIGNALS
from assessment.text.note_reading import as_read, content_hash
from assessment.text.vectors import apart_from_background
from assessment.text.vectors import from_bytes as vector_from_bytes

_IN_USE = "signals"
_A_STATEMENT = 10_000
_MOST = 4
"""A fourth of all notes, or more, is read by going through all of them."""
Floats = NDArray[np.float64]


def signals_in_use(connection: Connection) -> str | None:
    """The sha256 of the signals that what is kept was read with; None where nothing was."""
    return connection.execute(select(meta.c.value).where(meta.c.name == _IN_USE)).scalar()


def put_in_use(connection: Connection, sha256: str) -> None:
    """Let these signals be those that count; what others read is forgotten."""
    if signals_in_use(connection) == sha256:
        return
    connection.execute(update(note_vectors).where(note_vectors.c.signals.is_not(None)).values(signals=None))
    connection.execute(delete(meta).where(meta.c.name == _IN_USE))
    connection.execute(insert(meta).values(name=_IN_USE, value=sha256))


def unsaid(connection: Connection, encoder: str, sha256: str) -> set[str]:
    """The content hashes that the encoder has read and these signals have not."""
    there = note_vectors.c
    query = select(there.content_hash).where(there.encoder_id == encoder)
    if signals_in_use(connection) == sha256:
        query = query.where(there.signals.is_(None))
    return set(connection.execute(query, execution_options={"yield_per": _A_STATEMENT}).scalars())


def directions_by_name(
    connection: Connection, encoder: str, background: NDArray[np.float32], names: Collection[str]
) -> tuple[list[str], NDArray[np.float32]]:
    """The content hashes of ``names`` that have a vector by the encoder, and these apart from the background."""
    there = note_vectors.c
    query = select(there.content_hash, there.vector).where(there.encoder_id == encoder, there.content_hash.in_(names))
    found = connection.execute(query.order_by(there.content_hash)).all()
    read = vector_from_bytes(b"".join(row.vector for row in found)).reshape(len(found), background.size)
    return [row.content_hash for row in found], apart_from_background(read, background)


def keep(connection: Connection, encoder: str, said: Mapping[str, Floats]) -> None:
    """Keep what notes say, by content hash, beside the vectors that are there still."""
    there = note_vectors.c
    mine = (there.encoder_id == bindparam("of_encoder")) & (there.content_hash == bindparam("named"))
    rows = [{"of_encoder": encoder, "named": name, "said": to_bytes(of)} for name, of in said.items()]
    if rows:
        connection.execute(update(note_vectors).where(mine).values(signals=bindparam("said")), rows)


def said_in(connection: Connection, notes: Sequence[str | None]) -> Floats:
    """What each note says, shape (notes, 8), as the encoder and the signals in use read it.

    A row of NaN where a note is empty, says nothing, or has not been read yet.
    """
    said = np.full((len(notes), len(SIGNALS)), np.nan)
    encoder = vectors.encoder_in_use(connection)
    if encoder is None:
        return said
    rows_of: dict[str, list[int]] = {}
    for row, note in enumerate(notes):
        if read := as_read(note):
            rows_of.setdefault(content_hash(read), []).append(row)
    for block in _kept(connection, encoder.identity, sorted(rows_of)):
        found = [(rows_of[name], stored) for name, stored in block if name in rows_of]
        told = from_bytes(b"".join(stored for _rows, stored in found))
        for (rows, _stored), of in zip(found, told, strict=True):
            said[rows] = of
    return said


def _kept(connection: Connection, encoder: str, wanted: list[str]) -> Iterable[Sequence[Any]]:
    """What is kept of the wanted, and perhaps of others, in blocks."""
    there = note_vectors.c
    query = select(there.content_hash, there.signals).where(there.encoder_id == encoder, there.signals.is_not(None))
    if len(wanted) * _MOST >= vectors.count(connection):
        return connection.execute(query, execution_options={"yield_per": _A_STATEMENT}).partitions()
    parts = (wanted[start : start + _A_STATEMENT] for start in range(0, len(wanted), _A_STATEMENT))
    return (connection.execute(query.where(there.content_hash.in_(part))).all() for part in parts)
