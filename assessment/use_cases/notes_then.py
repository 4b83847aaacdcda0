"""What a scoring knew, or would have known, of what notes say: for whoever computes its states or features again."""

from dataclasses import dataclass
from datetime import date

from assessment.access.gate import missing
from assessment.storage import gates, note_signals, readable_notes, vectors
from assessment.storage.batches import Held
from assessment.storage.ledger import Transaction
from assessment.storage.scored_notes import NOTHING_SAID, NotesSaid, notes_said, read_then
from assessment.storage.states import FlagRun


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads notes: the identity of an encoder, and the sha256 of the signals that are looked for."""

    encoder: str
    signals: str


def reader_in_use(transaction: Transaction) -> Reader | None:
    """What has read the notes here; None where nothing has."""
    encoder, signals = vectors.encoder_in_use(transaction), note_signals.signals_in_use(transaction)
    return Reader(encoder.identity, signals) if encoder is not None and signals is not None else None


def notes_said_then(
    transaction: Transaction, run: FlagRun, held: Held, *, reader: Reader | None, today: date
) -> NotesSaid:
    """What the notes said that a scoring could look at, as ``reader`` reads them.

    Where the scoring read them it is what it kept. Where it did not, for rules scored or nobody had read them yet, it
    is what has been read since of the notes that were known on its day and held when it was made; nothing of whoever
    objects ``today`` or whose municipality is closed. Of what another reader read, nothing.
    """
    if reader is None:
        return NOTHING_SAID
    if run.encoder == reader.encoder:
        return read_then(transaction, run.run_id)
    if reader_in_use(transaction) != reader:
        return NOTHING_SAID
    codes = set(readable_notes.municipality_of_newcomers(transaction).values())
    open_to_us = {code for code in codes if not missing(gates.in_force(transaction, code), today)}
    return notes_said(transaction, run.as_of, run.municipality, open_to_us=open_to_us, today=today, held=held)
