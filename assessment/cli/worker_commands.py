"""The command of the worker: read the notes that are due, now or for as long as the app is served."""

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
    once: Annotated[bool, typer.Option("--once", help="Læs det, der venter, og stop.")] = False,
    beside_the_app: Annotated[bool, typer.Option("--beside-the-app", hidden=True)] = False,
    form: Format = "text",
    lang: Lang = "da",
    database: Database = None,
) -> None:
    """Læs de noter, der venter, så længe appen er i brug."""
    from assessment.storage.only_one import only_worker
    from assessment.text.encoder_place import Nowhere, encoder_place
    from assessment.use_cases.embed_notes import NotesRead

    if beside_the_app:
        _give_way()
        _end_with_whoever_started_us()
    with speaking(lang, form), opened(database, create=False) as ledger:
        place = encoder_place()
        read, why = NotesRead(read=0, forgotten=0, known=0), None
        if isinstance(place, Nowhere):
            why = _("Noter læses ikke: {why}. Alt andet virker uden.").format(why=place.why)
        else:
            with only_worker(ledger) as is_alone:
                if is_alone and once:
                    read = _read_what_waits(ledger)
                elif is_alone:
                    _read_from_now_on(ledger)
                else:
                    why = _("En anden læser allerede noterne i denne database.")
        if form == "json":
            print_document({"encoder": None if isinstance(place, Nowhere) else place.name, **read.as_json()})
        else:
            print_lines(_("Noter læst: {read}. I alt læst: {known}.").format(read=read.read, known=read.known))
        if why is not None:
            tell(why)


def _read_what_waits(ledger: "Ledger") -> "NotesRead":
    from assessment.text.encoder import find_encoder
    from assessment.use_cases.embed_notes import embed_notes

    encoder = find_encoder()
    with _shown() as progress:
        return embed_notes(ledger, SYSTEM, encoder, clock=now, progress=progress)


def _read_from_now_on(ledger: "Ledger") -> None:
    """Until the process is ended. What goes wrong with the database is told once, and tried again at the next look."""
    from assessment.text.encoder import find_encoder
    from assessment.text.encoder_place import NoEncoder
    from assessment.use_cases.answer_questions import AttentiveReader
    from assessment.use_cases.embed_notes import embed_notes, waiting

    encoder, seen, told = find_encoder(), None, ""
    reader = AttentiveReader(ledger, SYSTEM, encoder, clock=now)
    pause, next_look = threading.Event(), time.monotonic()
    _fetch_if_anything_was_read(ledger, encoder)
    while True:
        try:
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + LOOKS_EVERY_SECONDS
                waits = waiting(ledger, now())
                if waits != seen:
                    with _shown() as progress:
                        embed_notes(ledger, SYSTEM, reader, clock=now, progress=progress)
                    seen, told = waits, ""
            reader.answer()
        except NoEncoder:
            raise
        except SprogsporError as problem:
            if str(problem) != told:
                told = str(problem)
                tell(told)
        pause.wait(ASKED_EVERY_SECONDS)


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
