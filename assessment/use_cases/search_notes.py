"""Use case: a caseworker searches the notes of their own municipality, word for word and by what they mean.

Two lists, asked for one after the other: the first is plain reading and always there, the second is made by a machine,
takes a moment, and can be missing. Each is a reading of notes about people, and stands in the journal as one.
"""

import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.access.actor import Actor
from assessment.access.gate import missing_in_words
from assessment.access.policy import Verb, require
from assessment.domain.days import danish_day
from assessment.domain.errors import InvalidValue
from assessment.domain.note_search import FoundByMeaning, FoundByWords, NoteHit
from assessment.i18n.words import N_, _
from assessment.storage import gates, journal, readable_notes, searched_notes, vectors
from assessment.storage.facts import known_records
from assessment.storage.ledger import Ledger, Transaction
from assessment.storage.searched_notes import SearchedNote
from assessment.text.names import HIDDEN, name_spans
from assessment.text.note_reading import as_read
from assessment.text.screening import Kind, clean
from assessment.text.shadow import Span
from assessment.text.word_search import holds_all, patterns_of, spans_of, sure_pieces, words_of
from assessment.use_cases.ask_the_reader import Directions, direction_of, keep_newest
from assessment.use_cases.open_case import READ_FOR, SITTING

LONGEST_QUESTION = 200
FEWEST_LETTERS = 2
SHOWN_AT_FIRST = 20
_FOUND_REMEMBERED = 50
MOST_BY_MEANING = 20
NEAR_ENOUGH = 0.4
"""The cosine, with both backgrounds taken away, from which a note is shown; see docs/decisions/0013."""
_PRIVATE: dict[Kind, str] = {
    "cpr": N_("et CPR-nummer"),
    "phone": N_("et telefonnummer"),
    "email": N_("en e-mailadresse"),
}


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was answered and found before, for a page that asks the same again at every tap; see `search_by_meaning`.

    What was found counts only as long as the notes, the gates and what was read are the same.
    """

    directions: Directions = field(default_factory=OrderedDict)
    found: OrderedDict[Hashable, FoundByMeaning] = field(default_factory=OrderedDict)


def search_by_words(
    ledger: Ledger, actor: Actor, question: str, *, now: datetime, rows: int = SHOWN_AT_FIRST
) -> FoundByWords:
    """The newest notes of the actor's municipality in which every word of ``question`` stands, ``rows`` of them.

    Small or capital letters are the same, *aa*, *ae* and *oe* are *å*, *æ* and *ø*, and a word may be part of a longer
    one. A note that was withdrawn or replaced is not found. InvalidValue where there is nothing to search for.
    """
    municipality = actor.municipality or ""
    require(actor, Verb.SEARCH_NOTES, municipality=municipality)
    asked, today = _screened(question), danish_day(now)
    with ledger.reading() as transaction:
        found = _holding_every_word(transaction, municipality, today, asked)
        entry = gates.in_force(transaction, municipality)
    patterns = patterns_of(words_of(asked))
    hits = tuple(_hit(note, spans_of(_as_shown(note.note), patterns)) for note in found[:rows])
    _write_down(ledger, actor, asked, how="words", hits=hits, count=len(found), now=now)
    return FoundByWords(hits=hits, count=len(found), synthetic=entry is not None and entry.synthetic)


def search_by_meaning(
    ledger: Ledger,
    actor: Actor,
    question: str,
    *,
    now: datetime,
    is_asked_now: bool,
    remembered: Remembered,
    pause: Callable[[float], object] = time.sleep,
) -> FoundByMeaning:
    """The notes of the actor's municipality that mean nearly what ``question`` says, at most 20, nearest first.

    Those that hold every word are left to the other list, and the same words about the same person are shown once.
    Notes about whoever objects are not among them: to compare what was written about a person is what is objected to.
    ``is_asked_now`` and ``pause`` are those of `ask_the_reader.direction_of`.
    """
    municipality = actor.municipality or ""
    require(actor, Verb.SEARCH_NOTES, municipality=municipality)
    asked, today = _screened(question), danish_day(now)
    with ledger.reading() as transaction:
        lacks = missing_in_words(gates.in_force(transaction, municipality), today)
        encoder = vectors.encoder_in_use(transaction)
    if lacks:
        told = _("Der søges ikke efter mening i kommunen: {what}. Systemets ejer kan registrere det.")
        return FoundByMeaning(why_none=told.format(what=", ".join(lacks)))
    direction = None
    if encoder is not None:
        direction = direction_of(
            ledger,
            asked,
            encoder_id=encoder.identity,
            now=now,
            is_asked_now=is_asked_now,
            remembered=remembered.directions,
            pause=pause,
        )
    if direction is None:
        return FoundByMeaning(
            why_none=_("Sproglæseren svarer ikke lige nu, så her er kun det, der står ordret. Prøv igen om lidt.")
        )
    with ledger.reading() as transaction:
        rests_on = readable_notes.standing(transaction), vectors.count(transaction)
        key = (encoder and encoder.identity, *rests_on, municipality, today, asked)
        found = remembered.found.get(key) or _nearest(transaction, municipality, today, asked, direction)
    remembered.found[key] = found
    keep_newest(remembered.found, _FOUND_REMEMBERED)
    _write_down(ledger, actor, asked, how="meaning", hits=found.hits, count=len(found.hits), now=now)
    return found


def _nearest(
    transaction: Transaction, municipality: str, today: date, asked: str, direction: NDArray[np.float32]
) -> FoundByMeaning:
    objecting = readable_notes.objecting_on(transaction, today)
    everything = searched_notes.notes_in(transaction, municipality, today)
    among = [note for note in everything if note.newcomer_id not in objecting]
    near = vectors.nearness_of(transaction, [note.note for note in among], direction)
    order = np.argsort(-near, kind="stable")[: int(np.sum(near >= NEAR_ENOUGH))]
    nearest = _said_once(among[place] for place in order.tolist())
    patterns = patterns_of(words_of(asked))
    others = (note for note in nearest if not spans_of(_as_shown(note.note), patterns))
    hits = tuple(_hit(note) for note in islice(others, MOST_BY_MEANING))
    return FoundByMeaning(hits=hits, unread=int(np.isnan(near).sum()))


def _screened(question: str) -> str:
    """What is searched for, in composed letters; InvalidValue with everything that will not do."""
    asked = _as_shown(question)
    cleaned = clean(asked)
    wrong = []
    if len(asked) > LONGEST_QUESTION:
        told = _("Du har skrevet {found} tegn; der må være {limit}. Brug de vigtigste ord.")
        wrong.append(told.format(found=len(asked), limit=LONGEST_QUESTION))
    if cleaned.removed:
        told = _(
            "Der står noget, der ligner {what}. Det er fjernet fra noterne, så der er ikke søgt, og det er ikke gemt. "
            "Søg på ord i stedet."
        )
        wrong.append(told.format(what=", ".join(_(_PRIVATE[kind]) for kind in cleaned.kinds)))
    elif sum(map(str.isalnum, asked)) < FEWEST_LETTERS:
        wrong.append(_("Skriv mindst to bogstaver at søge efter."))
    if wrong:
        raise InvalidValue(" ".join(wrong))
    return asked


def _holding_every_word(transaction: Transaction, municipality: str, today: date, asked: str) -> list[SearchedNote]:
    """The notes in which every word stands, newest first."""
    words = words_of(asked)
    patterns = patterns_of(words)
    first_look = searched_notes.notes_in(transaction, municipality, today, [sure_pieces(word) for word in words])
    return [note for note in first_look if holds_all(_as_shown(note.note), patterns)]


def _said_once(notes: Iterable[SearchedNote]) -> Iterator[SearchedNote]:
    """The same words in the same case once."""
    met: set[tuple[str, str]] = set()
    for note in notes:
        said = note.placement_id, as_read(note.note)
        if said not in met:
            met.add(said)
            yield note


def _as_shown(note: str) -> str:
    return " ".join(unicodedata.normalize("NFC", note).split())


def _hit(note: SearchedNote, marks: Sequence[Span] = ()) -> NoteHit:
    fields = {**note._asdict(), "alias": note.alias or "", "note": _as_shown(note.note)}
    return NoteHit(**fields, marks=tuple(marks))


def _write_down(
    ledger: Ledger, actor: Actor, asked: str, *, how: str, hits: Sequence[NoteHit], count: int, now: datetime
) -> None:
    """Log whose notes were shown, once a sitting: a page asks again at every tap. No name is left in the question."""
    municipality = actor.municipality or ""
    with ledger.reading() as transaction:
        people = known_records(transaction, "newcomers", danish_day(now), municipality=[municipality])
        line: dict[str, Any] = {
            "actor": actor.user,
            "act": "search_notes",
            "subject": municipality,
            "detail": {
                "how": how,
                "purpose": READ_FOR,
                "question": _without_names(asked, [person["alias"] for person in people if person["alias"]]),
                "found": count,
                "shown": sorted({hit.newcomer_id for hit in hits}),
            },
        }
        is_logged = journal.was_written(transaction, since=now - SITTING, **line)
    if not is_logged:
        with ledger.writing() as transaction:
            journal.write(transaction, at=now, **line)


def _without_names(asked: str, aliases: Collection[str]) -> str:
    for start, end in reversed(name_spans(asked, known=aliases)):
        asked = f"{asked[:start]}{HIDDEN}{asked[end:]}"
    return asked
