"""Use case: what each note that was read says in eight numbers, kept beside its vector and made without the encoder."""

from collections.abc import Mapping
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from assessment.storage import note_signals, vectors
from assessment.storage.ledger import Ledger, Transaction
from assessment.text import vectors as arithmetic
from assessment.text.note_signals import InvalidSignals, NoteSignals, signals_for

NOTES_A_TURN = 2_000
"""Notes that are gone through between two commits: about a second."""
Said = dict[str, NDArray[np.float64]]


def signals_or_none(encoder: str) -> NoteSignals | None:
    """The signals that ship, for the vectors of that encoder; None where they were learned with another."""
    try:
        return signals_for(encoder)
    except InvalidSignals:
        return None


def said_of(
    ledger: Ledger, signals: NoteSignals, read: Mapping[str, NDArray[np.float32]], texts: Mapping[str, str]
) -> Said:
    """What notes that were just read say, by content hash: of the vectors as they come back when they are stored."""
    with ledger.reading() as transaction:
        encoder = vectors.encoder_in_use(transaction)
    if encoder is None or encoder.identity != signals.encoder:
        return {}
    stored = np.stack([arithmetic.from_bytes(arithmetic.to_bytes(vector)) for vector in read.values()])
    directions = arithmetic.apart_from_background(stored, encoder.background)
    return dict(zip(read, signals.signals(directions, [texts[name] for name in read]), strict=True))


def put_in_use(ledger: Ledger, signals: NoteSignals) -> None:
    """Let these signals be those that count, and forget what others read."""
    with ledger.reading() as transaction:
        is_in_use = note_signals.signals_in_use(transaction) == signals.sha256
    if not is_in_use:
        with ledger.writing() as transaction:
            note_signals.put_in_use(transaction, signals.sha256)


def unsaid(transaction: Transaction, signals: NoteSignals | None) -> set[str]:
    """The notes whose vectors are here and of which these signals have said nothing yet."""
    return set() if signals is None else note_signals.unsaid(transaction, signals.encoder, signals.sha256)


def say_signals(ledger: Ledger, signals: NoteSignals, texts: Mapping[str, str]) -> int:
    """Go through notes that have a vector, in turns that are committed one by one, and return how many there were.

    Killed at any moment it loses the turn it was in; done twice, or by two at once, it keeps the same.

    Parameters
    ----------
    ledger : Ledger
        Where the vectors are.
    signals : NoteSignals
        What is looked for; they must be in use.
    texts : mapping from str to str
        The notes as they are read, by content hash.
    """
    left, done = iter(sorted(texts)), 0
    while names := list(islice(left, NOTES_A_TURN)):
        with ledger.reading() as transaction:
            encoder = vectors.encoder_in_use(transaction)
            if encoder is None or encoder.identity != signals.encoder:
                return done
            background = encoder.background
            known, directions = note_signals.directions_by_name(transaction, encoder.identity, background, names)
        found = signals.signals(directions, [texts[name] for name in known])
        with ledger.writing() as transaction:
            note_signals.keep(transaction, signals.encoder, dict(zip(known, found, strict=True)))
        done += len(known)
    return done
