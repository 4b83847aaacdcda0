"""The command of the worker: read notes and score the nights, now or for as long as the app is served."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.access.actor import SYSTEM
from assessment.cli.console import Database, Format, Lang, now, opened, print_document, print_lines, speaking, tell
from assessment.domain.errors import SprogsporError
from assessment.i18n.words import _

if TYPE_CHECKING:
    from assessment.storage.ledger import Ledger
    from assessment.text.encoder import Encoder
    from assessment.use_cases.embed_notes import NotesRead

LOOKS_EVERY_SECONDS = 10.0
ASKED_EVERY_SECONDS = 0.5
"""Somebody may be waiting for an answer, so that is looked for more often than new notes."""
TOLD_FROM = 200
"""So many notes take so long that somebody may wonder what the machine is doing."""
_NICE = 10


def work_(
    once: Annotated[bool, typer.Option("--once", help="Gør det, der venter, og stop.")] = False,
    beside_the_app: Annotated[bool, typer.Option("--beside-the-app", hidden=True)] = False,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Læs de noter, der venter, og regn hver nat, så længe appen er i brug."""
    from assessment.storage.only_one import only_worker
    from assessment.text.encoder_place import Nowhere, encoder_place
    from assessment.use_cases.embed_notes import NotesRead

    if beside_the_app:
        _give_way()
        _end_with_whoever_started_us()
    with speaking(lang, form), opened(database, create=False) as ledger:
        place = encoder_place()
        read, scored, told = NotesRead(read=0, forgotten=0, known=0), list[str](), list[str]()
        if isinstance(place, Nowhere):
            told.append(_("Noter læses ikke: {why}. Alt andet virker uden.").format(why=place.why))
        with only_worker(ledger) as is_alone:
            if not is_alone:
                told.append(_("En anden arbejder allerede ved denne database."))
            elif once:
                read = read if isinstance(place, Nowhere) else _read_what_waits(ledger)
                scored = _score_what_is_due(ledger)
            else:
                _tell_all(told)
                _work_from_now_on(ledger, may_read=not isinstance(place, Nowhere))
        if form == "json":
            name = None if isinstance(place, Nowhere) else place.name
            print_document({"encoder": name, **read.as_json(), "scored": scored})
        else:
            print_lines(_("Noter læst: {read}. I alt læst: {known}.").format(read=read.read, known=read.known))
            print_lines(_("Kommuner, der er regnet for: {n}.").format(n=len(scored)))
        _tell_all(told)


def _tell_all(sentences: list[str]) -> None:
    for sentence in sentences:
        tell(sentence)


def _read_what_waits(ledger: "Ledger") -> "NotesRead":
    from assessment.text.encoder import find_encoder
    from assessment.use_cases.embed_notes import embed_notes
    from assessment.use_cases.say_signals import signals_or_none

    encoder = find_encoder()
    signals = signals_or_none(encoder.identity)
    with _shown() as progress:
        return embed_notes(ledger, SYSTEM, encoder, clock=now, progress=progress, signals=signals)


def _score_what_is_due(ledger: "Ledger") -> list[str]:
    from assessment.use_cases.score_nightly import NightlyScoring

    night, scored, failed = NightlyScoring(ledger, clock=now), list[str](), list[SprogsporError]()
    while True:
        try:
            if (code := night.score_next()) is None:
                break
            scored.append(code)
        except SprogsporError as problem:  # the others are scored before it is told
            failed.append(problem)
    if failed:
        raise failed[0]
    return scored


def _work_from_now_on(ledger: "Ledger", *, may_read: bool) -> None:
    """Until the process is ended. What goes wrong is told once, and tried again at the next look."""
    from assessment.text.encoder_place import NoEncoder
    from assessment.use_cases.score_nightly import NightlyScoring

    reader = _Reader(ledger) if may_read else None
    night, pause, next_look, told = NightlyScoring(ledger, clock=now), threading.Event(), time.monotonic(), set[str]()
    while True:
        try:
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + LOOKS_EVERY_SECONDS
                if reader:
                    reader.read_what_is_new()
                if night.score_next() is not None:
                    next_look = time.monotonic()  # there may be more, and whoever asks is answered first
                elif not night.is_behind:
                    told.clear()
            if reader:
                reader.answer()
        except NoEncoder:
            raise
        except SprogsporError as problem:
            if str(problem) not in told:
                told.add(str(problem))
                tell(str(problem))
        pause.wait(ASKED_EVERY_SECONDS)


class _Reader:
    """Reads new notes and answers who asks, with one encoder that stays in memory."""

    def __init__(self, ledger: "Ledger") -> None:
        from assessment.text.encoder import find_encoder
        from assessment.use_cases.answer_questions import AttentiveReader
        from assessment.use_cases.say_signals import signals_or_none

        encoder = find_encoder()
        self._ledger = ledger
        self._seen: object = None
        self._reader = AttentiveReader(ledger, SYSTEM, encoder, clock=now)
        self._signals = signals_or_none(encoder.identity)
        _fetch_if_anything_was_read(ledger, encoder)

    def read_what_is_new(self) -> None:
        """Read the notes that came since the last look."""
        from assessment.use_cases.embed_notes import embed_notes, waiting

        waits = waiting(self._ledger, now())
        if waits != self._seen:
            with _shown() as progress:
                embed_notes(self._ledger, SYSTEM, self._reader, clock=now, progress=progress, signals=self._signals)
            self._seen = waits

    def answer(self) -> None:
        """Answer who asks now."""
        self._reader.answer()


def _fetch_if_anything_was_read(ledger: "Ledger", encoder: "Encoder") -> None:
    """Have the encoder in memory before the first search, which nobody would wait nine seconds for."""
    from assessment.storage import vectors

    with ledger.reading() as transaction:
        is_searchable = vectors.count(transaction) > 0
    if is_searchable:
        encoder.directions_of_questions([""])


@contextmanager
def _shown() -> Iterator[Callable[[int, int], None]]:
    """Progress on stderr: a bar where somebody watches, two lines where it goes to a log, nothing of a few notes."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    is_watched = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=not is_watched, transient=True) as bar:
        task = bar.add_task(_("Læser noter"), total=None)
        is_told = False

        def progress(done: int, of: int) -> None:
            nonlocal is_told
            bar.update(task, completed=done, total=of)
            if of >= TOLD_FROM and not is_told and not is_watched:
                is_told = True
                tell(_("Læser {n} noter i baggrunden ...").format(n=of))

        yield progress
        if is_told:
            tell(_("Noterne er læst."))


def _give_way() -> None:
    """Let whoever serves the tablets go first on the processor."""
    if hasattr(os, "nice"):
        os.nice(_NICE)


def _end_with_whoever_started_us() -> None:
    """End when the app ends, however it does: its end of our stdin is closed by the machine. Ctrl-C is for the app."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait_for_the_end() -> None:
        sys.stdin.buffer.read()
        os._exit(0)  # at once, in the middle of anything: what was not committed is read again

    threading.Thread(target=wait_for_the_end, daemon=True).start()
