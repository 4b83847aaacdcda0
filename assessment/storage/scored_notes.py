"""What a model's scoring reads of notes: what those of the last 26 weeks say, entry by entry, and what it once read."""

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from assessment.domain.bundle import BUNDLE_FILES
from assessment.storage import note_signals, readable_notes
from assessment.storage.batches import Held
from assessment.storage.desk_tables import flag_runs, read_notes
from assessment.storage.fact_tables import FACT_TABLES
from assessment.storage.facts import frame_of, known_query
from assessment.storage.many_rows import insert_many
from assessment.storage.scored_facts import placements_looked_at
from assessment.text.kept_signals import Floats, from_bytes, to_bytes
from assessment.text.labelled_notes import SIGNALS
from assessment.text.own_notes import is_copied

NOTE_WEEKS = 26
"""Of how many weeks before its day a scoring reads notes."""
ROWS_A_STATEMENT = 2_000
_COLUMNS = frozenset({"observation_id", "placement_id", "observer_id", "seen_on", "recorded_at", "note"})
_BETWEEN = b"\0"
Texts = NDArray[np.object_]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class NotesSaid:
    """What notes say, one row per entry with a note that says something.

    Attributes
    ----------
    entry, placement : Texts of shape (n_entries,)
        Ids of the entry and of the placement it is about.
    signals : Floats of shape (n_entries, 8)
        In the order of `labelled_notes.SIGNALS`, to four decimals.
    """

    entry: Texts
    placement: Texts
    signals: Floats

    def where(self, keep: Bools) -> "NotesSaid":
        """The entries chosen by a mask."""
        return NotesSaid(self.entry[keep], self.placement[keep], self.signals[keep])


NOTHING_SAID = NotesSaid(np.empty(0, object), np.empty(0, object), np.empty((0, len(SIGNALS))))


def notes_said(
    connection: Connection,
    day: date,
    municipality: str | None = None,
    *,
    open_to_us: Collection[str],
    today: date,
    held: Held | None = None,
) -> NotesSaid:
    """What the notes say that were known by ``day`` and seen in the 26 weeks before it, as a machine has read them.

    Of one ``municipality`` those about its people and about everybody at their workplaces. Nothing of a note that only
    repeats another of its observer's, or that nobody has read yet, or that may not be read: of a municipality that is
    not ``open_to_us``, or of somebody who objects ``today``. With ``held`` it is the notes that were there when the
    ledger held so much, whoever has read them since.
    """
    known = partial(known_query, connection, day=day, held=held)
    entries = FACT_TABLES["observations"].c
    placements = FACT_TABLES["placements"].c
    since = day - timedelta(weeks=NOTE_WEEKS)
    query = known("observations").where(entries.seen_on > since, entries.note.is_not(None), entries.note != "")
    if municipality is not None:
        ids = placements_looked_at(known, day, municipality).with_only_columns(placements.placement_id)
        about_them = known("observations").where(entries.placement_id.in_(ids))
        query = query.where(entries.observer_id.in_(about_them.with_only_columns(entries.observer_id)))
    file = BUNDLE_FILES["observations"]
    file = replace(file, columns=tuple(column for column in file.columns if column.name in _COLUMNS))
    found = frame_of(connection, file, query, unsorted=True)
    readable = _readable_placements(connection, open_to_us, today)
    found = found[found["placement_id"].isin(readable)]
    found = found.sort_values(["seen_on", "recorded_at", "observation_id"], kind="stable")
    notes = found["note"].tolist()
    copied = is_copied(
        found["observer_id"].tolist(),
        found["placement_id"].tolist(),
        found["seen_on"].to_numpy(dtype="datetime64[D]"),
        notes,
    )
    entry, placement = (found[name].to_numpy(dtype=object) for name in ("observation_id", "placement_id"))
    own = [None if is_copy else note for note, is_copy in zip(notes, copied.tolist(), strict=True)]
    said = note_signals.said_in(connection, own)
    says_something = np.asarray(np.isfinite(said).any(axis=1), dtype=np.bool_)
    return NotesSaid(entry, placement, said).where(says_something)


def _readable_placements(connection: Connection, open_to_us: Collection[str], today: date) -> set[str]:
    """The placements of everybody whose municipality is open and who does not object, as things stand now."""
    lives_in = readable_notes.municipality_of_newcomers(connection)
    objecting = readable_notes.objecting_on(connection, today)
    allowed = {person for person, code in lives_in.items() if code in open_to_us and person not in objecting}
    placements = FACT_TABLES["placements"].c
    rows = connection.execute(select(placements.placement_id, placements.newcomer_id))
    return {placement for placement, person in rows if person in allowed}


def keep_read(connection: Connection, run_id: str, said: NotesSaid) -> None:
    """Keep what a run had read of notes: they come and go, and its states are to come out the same when replayed."""
    run_seq = connection.execute(select(flag_runs.c.run_seq).where(flag_runs.c.run_id == run_id)).scalar_one()
    order = np.lexsort((said.entry, said.placement)) if said.entry.size else np.empty(0, np.int64)
    placement, starts = np.unique(said.placement[order], return_index=True)
    parts = np.split(order, starts[1:])
    kept = [_packed(said.entry[part], said.signals[part]) for part in parts if part.size]
    for start in range(0, len(kept), ROWS_A_STATEMENT):
        block = kept[start : start + ROWS_A_STATEMENT]
        of = placement[start : start + ROWS_A_STATEMENT].tolist()
        columns = {"run_seq": [run_seq] * len(block), "placement_id": of, "signals": block}
        insert_many(connection, read_notes, columns)


def read_then(connection: Connection, run_id: str) -> NotesSaid:
    """What a run had read of notes, and what others scored in the same act had."""
    mine = select(flag_runs.c.run_seq, flag_runs.c.made_at, flag_runs.c.as_of).where(flag_runs.c.run_id == run_id)
    run = connection.execute(mine).one()
    together = (flag_runs.c.made_at == run.made_at) & (flag_runs.c.as_of == run.as_of)
    query = select(read_notes).join(flag_runs, read_notes.c.run_seq == flag_runs.c.run_seq).where(together)
    rows = connection.execute(query.order_by(read_notes.c.run_seq)).all()
    found: dict[str, bytes] = {row.placement_id: row.signals for row in rows}
    found |= {row.placement_id: row.signals for row in rows if row.run_seq == run.run_seq}
    return _unpacked(found)


def _packed(entries: Texts, signals: Floats) -> bytes:
    return zlib.compress("\n".join(entries).encode() + _BETWEEN + b"".join(to_bytes(of) for of in signals))


def _unpacked(found: Mapping[str, bytes]) -> NotesSaid:
    if not found:
        return NOTHING_SAID
    placement, entry, signals = list[str](), list[str](), list[Floats]()
    for placement_id, packed in found.items():
        ids, _between, numbers = zlib.decompress(packed).partition(_BETWEEN)
        names = ids.decode().split("\n")
        entry.extend(names)
        placement.extend([placement_id] * len(names))
        signals.append(from_bytes(numbers))
    return NotesSaid(np.array(entry, object), np.array(placement, object), np.concatenate(signals))
