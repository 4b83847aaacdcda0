"""What two databases with the same facts must agree on, in forms that can be compared."""

from pathlib import Path
from typing import Any

from assessment.access.actor import SYSTEM
from assessment.storage.ledger import Ledger
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.score_placements import score_placements
from support.three_people import TODAY, at


def exported(ledger: Ledger, out: Path) -> dict[str, bytes]:
    """The bundle as it is written, file by file."""
    export_bundle(ledger, SYSTEM, out, now=at(TODAY, 22))
    return {file.name: file.read_bytes() for file in out.iterdir()}


def flagged(ledger: Ledger) -> Any:
    """What a dry run gives each placement."""
    return score_placements(ledger, SYSTEM, as_of=TODAY, now=at(TODAY, 22), dry_run=True).as_json()
