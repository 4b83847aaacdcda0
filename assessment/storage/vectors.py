"""Vectors of notes: kept by what was read and by whom, one encoder at a time, and no longer than the note may be read.

They are no facts: whatever is here can be made again from the notes, so rows come and go.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select

from assessment.storage.desk_tables import encoders, meta, note_vectors
from assessment.text.note_reading import as_read, content_hash
from assessment.text.vectors import apart_from_background, from_bytes, to_bytes

_IN_USE = "encoder"
_A_STATEMENT = 10_000
_MOST = 4
"""A fourth of all vectors, or more, is read by going through all of them."""


@dataclass(frozen=True, slots=True)
class EncoderInUse:
    """The encoder whose vectors count now; what other ones made is not looked at.

    Attributes
    ----------
    identity : str
        What its vectors are known by, 64 hexadecimal digits.
    name : str
        What a person calls it.
    background : ndarray, shape (dimensions,)
        What all notes have in common, taken away before two are compared.
    """

    identity: str
    name: str
    background: NDArray[np.float32]


def encoder_in_use(connection: Connection) -> EncoderInUse | None:
    """The encoder whose vectors count; None where no note was ever read."""
    in_use = select(meta.c.value).where(meta.c.name == _IN_USE).scalar_subquery()
    row = connection.execute(select(encoders).where(encoders.c.encoder_id == in_use)).one_or_none()
    return EncoderInUse(row.encoder_id, row.name, from_bytes(row.background)) if row else None


def knows(connection: Connection, identity: str) -> bool:
    """Whether that encoder has read here before, so that its background is known."""
    query = select(encoders.c.encoder_id).where(encoders.c.encoder_id == identity)
    return connection.execute(query).first() is not None


def introduce(
    connection: Connection, identity: str, *, name: str, background: NDArray[np.float32], at: datetime
) -> None:
    """Make an encoder known. Its background goes with its vectors, and is never computed anew."""
    connection.execute(
        insert(encoders).values(encoder_id=identity, name=name[:200], background=to_bytes(background), first_used_at=at)
    )


def put_in_use(connection: Connection, identity: str) -> None:
    """Let the vectors of a known encoder be those that count."""
    connection.execute(delete(meta).where(meta.c.name == _IN_USE))
    connection.execute(insert(meta).values(name=_IN_USE, value=identity))


def read_already(connection: Connection, identity: str) -> set[str]:
    """The content hashes of everything that an encoder has read."""
    query = select(note_vectors.c.content_hash).where(note_vectors.c.encoder_id == identity)
    return set(connection.execute(query, execution_options={"yield_per": _A_STATEMENT}).scalars())


def count(connection: Connection) -> int:
    """How many different notes have a vector that counts."""
    in_use = select(meta.c.value).where(meta.c.name == _IN_USE).scalar_subquery()
    query = select(func.count()).select_from(note_vectors).where(note_vectors.c.encoder_id == in_use)
    return connection.execute(query).scalar_one()


def keep(connection: Connection, identity: str, vectors: Mapping[str, NDArray[np.float32]]) -> int:
    """Store vectors by content hash; what is there already stays as it is. Return how many are new."""
    there = note_vectors.c
    wanted = (there.encoder_id == identity) & there.content_hash.in_(list(vectors))
    known = set(connection.execute(select(there.content_hash).where(wanted)).scalars())
    new = [
        {"encoder_id": identity, "content_hash": name, "vector": to_bytes(vector)}
        for name, vector in vectors.items()
        if name not in known
    ]
    if new:
        connection.execute(insert(note_vectors), new)
    return len(new)


def forget(connection: Connection, identity: str, names: Collection[str]) -> None:
    """Remove vectors of an encoder by content hash."""
    in_order = sorted(names)
    for start in range(0, len(in_order), _A_STATEMENT):
        block = in_order[start : start + _A_STATEMENT]
        mine = note_vectors.c.encoder_id == identity
        connection.execute(delete(note_vectors).where(mine, note_vectors.c.content_hash.in_(block)))


def other_encoders(connection: Connection, identity: str) -> list[str]:
    """The encoders, but this one, that are still known here."""
    return list(connection.execute(select(encoders.c.encoder_id).where(encoders.c.encoder_id != identity)).scalars())


def dismiss(connection: Connection, identity: str) -> None:
    """Remove an encoder and everything it read."""
    connection.execute(delete(note_vectors).where(note_vectors.c.encoder_id == identity))
    connection.execute(delete(encoders).where(encoders.c.encoder_id == identity))


def directions_of(connection: Connection, notes: Sequence[str | None]) -> NDArray[np.float32]:
    """What each note says, shape (notes, dimensions), by the encoder in use and apart from the background.

    A row of NaN where a note is empty or has not been read yet; no columns where no encoder is in use.
    """
    encoder = encoder_in_use(connection)
    if encoder is None:
        return np.empty((len(notes), 0), np.float32)
    found = np.full((len(notes), len(encoder.background)), np.nan, np.float32)
    for rows, of_each, vectors in _read_of(connection, encoder, notes):
        found[rows] = vectors[of_each]
    return apart_from_background(found, encoder.background)


def nearness_of(
    connection: Connection, notes: Sequence[str | None], direction: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How near each note comes to a direction, from -1 to 1, shape (notes,), by the encoder in use.

    NaN where a note is empty or has not been read yet. The vectors are never in memory all at once.
    """
    near = np.full(len(notes), np.nan, np.float32)
    encoder = encoder_in_use(connection)
    if encoder is None:
        return near
    for rows, of_each, vectors in _read_of(connection, encoder, notes):
        near[rows] = (apart_from_background(vectors, encoder.background) @ direction)[of_each]
    return near


_Block = tuple[list[int], list[int], NDArray[np.float32]]


def _read_of(connection: Connection, encoder: EncoderInUse, notes: Sequence[str | None]) -> Iterator[_Block]:
    """Blocks of what was read: the rows of notes, for each of these its place in the block's vectors, and the vectors.

    Where much of what an encoder has read is asked for, all of it is gone through: looking each up takes longer.
    """
    rows_of: dict[str, list[int]] = {}
    for row, note in enumerate(notes):
        if read := as_read(note):
            rows_of.setdefault(content_hash(read), []).append(row)
    wanted, there = sorted(rows_of), note_vectors.c
    query = select(there.content_hash, there.vector).where(there.encoder_id == encoder.identity)
    if len(wanted) * _MOST >= count(connection):
        streamed = connection.execute(query, execution_options={"yield_per": _A_STATEMENT})
        blocks: Iterable[Sequence[Any]] = streamed.partitions()
    else:
        starts = range(0, len(wanted), _A_STATEMENT)
        parts = (wanted[start : start + _A_STATEMENT] for start in starts)
        blocks = (connection.execute(query.where(there.content_hash.in_(part))).all() for part in parts)
    for block in blocks:
        found = [(name, vector) for name, vector in block if name in rows_of]
        vectors = from_bytes(b"".join(vector for _name, vector in found)).reshape(len(found), len(encoder.background))
        pairs = [(row, place) for place, (name, _vector) in enumerate(found) for row in rows_of[name]]
        yield [row for row, _place in pairs], [place for _row, place in pairs], vectors
