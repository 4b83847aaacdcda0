"""Use case: every note that a machine may read gets a vector, and no vector outlives its note."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assessment.access.actor import Actor
from assessment.access.gate import missing
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.storage import gates, journal, note_signals, readable_notes, vectors
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.readable_notes import Standing
from assessment.text.note_signals import NoteSignals
from assessment.use_cases import say_signals

NOTES_A_TURN = 128
"""Notes that are read between two commits: some three seconds of work, which is all that a kill can cost."""


class ReadsNotes(Protocol):
    """What an encoder is to whoever has notes read; `assessment.text.encoder.Encoder` is one."""

    name: str
    identity: str

    @property
    def background(self) -> NDArray[np.float32]:
        """What all notes have in common, shape (dimensions,)."""

    def vectors(self, notes: list[str]) -> NDArray[np.float32]:
        """Notes as vectors, shape (notes, dimensions)."""


@dataclass(frozen=True, slots=True)
class NotesRead:
    """What a reading came to: notes read now, vectors removed, different notes with a vector afterwards."""

    read: int
    forgotten: int
    known: int

    def as_json(self) -> dict[str, Any]:
        """The counts as ``work --once --format json`` prints them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is to be done: texts that are due by content hash, whether any vector is to go, encoders that are out.

    An encoder that is not known here has never read anything here, and is not fetched before it has something to read.
    ``unsaid`` are the texts that have a vector, and of which it is not kept yet what they say.
    """

    standing: Standing
    due: dict[str, str]
    unsaid: dict[str, str]
    is_known: bool
    is_gone: bool
    others: list[str]


def embed_notes(
    ledger: Ledger,
    actor: Actor,
    encoder: ReadsNotes,
    *,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    signals: NoteSignals | None = None,
) -> NotesRead:
    """Read what is due until nothing is, in turns that are committed one by one.

    A note is due when its municipality's gate is open, its newcomer has not objected, and the encoder has not read the
    like of it. Whatever does not count any more is forgotten: vectors of notes that were undone or erased, whose gate
    is shut or whose newcomer has objected, and those of another encoder once this one has read everything.
    Killed at any moment it loses the turn it was in; done twice, or by two at once, it stores the same.

    Parameters
    ----------
    ledger : Ledger
        Where the notes are. It is written to in short turns, and never held while a note is read.
    actor : Actor
        Who asks: only the machine may.
    encoder : ReadsNotes
        Who reads.
    clock : callable
        What time it is now.
    progress : callable
        Told after each turn how many notes are read, and of how many.
    signals : NoteSignals, optional
        What is looked for in each note that this encoder has read, and kept beside its vector.
    """
    require(actor, Verb.EMBED_NOTES)
    done = 0
    while True:
        look = _look(ledger, encoder, signals, danish_day(clock()))
        if look.due or look.is_known:
            _put_in_use(ledger, actor, encoder, clock())
        if signals is not None:
            say_signals.put_in_use(ledger, signals)
            say_signals.say_signals(ledger, signals, look.unsaid)
        left = sorted(look.due.items(), key=lambda one: (len(one[1]), one))  # equal lengths are read fastest together
        of = done + len(left)
        while left:
            turn, left = left[:NOTES_A_TURN], left[NOTES_A_TURN:]
            read = dict(zip([name for name, _ in turn], encoder.vectors([text for _, text in turn]), strict=True))
            said = say_signals.said_of(ledger, signals, read, look.due) if signals else {}
            stored = _store(ledger, actor, encoder, read, said, look.standing, clock())
            if stored is None:
                break  # something was undone, or a gate moved: look again at what may be read
            done += stored
            progress(done, of)
        else:
            return _forget_the_rest(ledger, actor, encoder, look, done, clock())


def waiting(ledger: Ledger, now: datetime) -> tuple[Standing, date]:
    """What decides whether anything could be due: while two of these are equal, nothing new is."""
    with ledger.reading() as transaction:
        return readable_notes.standing(transaction), danish_day(now)


def forget_unreadable(transaction: Transaction, today: date) -> int:
    """Remove, in somebody else's act, every vector whose note may not be read any more; return how many.

    For whoever takes notes out of the ledger's sight: undoing a delivery, or erasing a person.
    """
    in_use = vectors.encoder_in_use(transaction)
    if in_use is None:
        return 0
    gone = vectors.read_already(transaction, in_use.identity)
    if gone:
        gone = gone.difference(name for name, _text in _readable(transaction, today))
        vectors.forget(transaction, in_use.identity, gone)
    return len(gone)


def _readable(transaction: Transaction, today: date) -> Iterator[tuple[str, str]]:
    """Content hash and text of every note that a machine may read on ``today``."""
    lives_in = readable_notes.municipality_of_newcomers(transaction)
    codes = set(lives_in.values())
    is_open = {code for code in codes if not missing(gates.in_force(transaction, code), today)}
    objecting = readable_notes.objecting_on(transaction, today)
    allowed = {person for person, code in lives_in.items() if code in is_open and person not in objecting}
    return readable_notes.notes_about(transaction, allowed)


def _look(ledger: Ledger, encoder: ReadsNotes, signals: NoteSignals | None, today: date) -> _Look:
    with ledger.reading() as transaction:
        known = vectors.read_already(transaction, encoder.identity)
        say_nothing = say_signals.unsaid(transaction, signals)
        due, met, unsaid = dict[str, str](), set[str](), dict[str, str]()
        for name, text in _readable(transaction, today):
            if name in known:
                met.add(name)
                if name in say_nothing:
                    unsaid[name] = text
            else:
                due[name] = text
        return _Look(
            standing=readable_notes.standing(transaction),
            due=due,
            unsaid=unsaid,
            is_known=vectors.knows(transaction, encoder.identity),
            is_gone=len(met) < len(known),
            others=vectors.other_encoders(transaction, encoder.identity),
        )


def _put_in_use(ledger: Ledger, actor: Actor, encoder: ReadsNotes, now: datetime) -> None:
    with ledger.reading() as transaction:
        in_use = vectors.encoder_in_use(transaction)
        is_known = vectors.knows(transaction, encoder.identity)
    if in_use is not None and in_use.identity == encoder.identity:
        return
    background = None if is_known else encoder.background  # computed before anybody waits for us
    with ledger.writing() as transaction:
        if background is not None and not vectors.knows(transaction, encoder.identity):
            vectors.introduce(transaction, encoder.identity, name=encoder.name, background=background, at=now)
        vectors.put_in_use(transaction, encoder.identity)
        _write_down(transaction, actor, encoder, now, "use_encoder", name=encoder.name)


def _store(
    ledger: Ledger,
    actor: Actor,
    encoder: ReadsNotes,
    read: dict[str, NDArray[np.float32]],
    said: say_signals.Said,
    before: Standing,
    now: datetime,
) -> int | None:
    """Keep what was read in one turn; None where some of it may not be kept any more, and nothing was."""
    with ledger.writing() as transaction:
        after = readable_notes.standing(transaction)
        if (after.undone, after.gates) != (before.undone, before.gates):
            return None
        new = vectors.keep(transaction, encoder.identity, read)
        note_signals.keep(transaction, encoder.identity, said)
        if new:
            _write_down(transaction, actor, encoder, now, "embed_notes", notes=new)
    return new


def _forget_the_rest(
    ledger: Ledger, actor: Actor, encoder: ReadsNotes, look: _Look, done: int, now: datetime
) -> NotesRead:
    forgotten = 0
    if look.is_gone or look.others:
        with ledger.writing() as transaction:
            forgotten = forget_unreadable(transaction, danish_day(now))
            for identity in look.others:
                vectors.dismiss(transaction, identity)
            others = len(look.others)
            _write_down(transaction, actor, encoder, now, "forget_vectors", notes=forgotten, encoders=others)
    with ledger.reading() as transaction:
        return NotesRead(read=done, forgotten=forgotten, known=vectors.count(transaction))


def _write_down(
    transaction: Transaction, actor: Actor, encoder: ReadsNotes, now: datetime, act: str, **detail: str | int
) -> None:
    told = {"encoder": encoder.identity, **detail}
    journal.write(transaction, at=now, actor=actor.user, act=act, subject="*", detail=told)
