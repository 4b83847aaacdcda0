"""One act in a process of its own: how long it took, and the most memory it held.

``python -m support.measured ACT URL ...`` prints it. A peak is of a whole process, so what is measured must be alone in
it; and it is read from the kernel's own line for this process's memory, because what ``getrusage`` says begins at the
size of the parent.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from assessment.access.actor import SYSTEM
from assessment.storage.ledger import Ledger, open_ledger
from assessment.use_cases.embed_notes import embed_notes
from assessment.use_cases.export_bundle import export_bundle
from assessment.use_cases.import_bundle import import_bundle
from assessment.use_cases.make_report import make_report
from assessment.use_cases.score_placements import score_placements
from assessment.use_cases.undo_import import undo_import

KILOBYTES_A_MEGABYTE = 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of the act alone, by the clock and of the processor, the process's peak, and what the act says of itself.

    Where others use the machine, the clock tells of them and the processor of us.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    told: str


def in_a_process(act: str, *words: str) -> Measured:
    """Run one of :data:`ACTS` in a fresh process."""
    ran = subprocess.run(
        [sys.executable, "-m", "support.measured", act, *words],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return Measured(**json.loads(ran.stdout))


def _import(ledger: Ledger, folder: str) -> str:
    outcome = import_bundle(ledger, SYSTEM, Path(folder), now=datetime.now(UTC))
    assert not outcome.refused, outcome.refused[:3]
    return str(outcome.batch_id)


def _undo(ledger: Ledger, batch_id: str) -> str:
    return f"{undo_import(ledger, SYSTEM, batch_id, now=datetime.now(UTC)).voided_states} states void"


def _export(ledger: Ledger, folder: str) -> str:
    return str(sum(export_bundle(ledger, SYSTEM, Path(folder), now=datetime.now(UTC)).values()))


def _flag(ledger: Ledger, day: str, how: str, municipality: str = "") -> str:
    scoring = score_placements(
        ledger,
        SYSTEM,
        as_of=date.fromisoformat(day),
        now=datetime.now(UTC),
        municipality=municipality or None,
        dry_run=how == "dry",
    )
    assert not scoring.missing, scoring.missing
    assert not any(state.fallback for state in scoring.assessed.states), "the model did not score"
    return str(len(scoring.assessed.states))


def _read_notes(ledger: Ledger) -> str:
    from assessment.text.encoder import find_encoder

    return str(embed_notes(ledger, SYSTEM, find_encoder(), clock=lambda: datetime.now(UTC)).read)


def _report(ledger: Ledger, whom: str, who: str, first: str, last: str, *formats: str) -> str:
    sizes = []
    for form in formats:
        made = make_report(
            ledger,
            SYSTEM,
            report_id=form,
            **{whom: who},
            from_on=date.fromisoformat(first),
            to_on=date.fromisoformat(last),
            to_format=form,
            now=datetime.now(UTC),
            with_preview=True,
        )
        sizes.append(f"{form} {len(made.content) // 1000} kB")
    return f"{len(made.report.measured)} of {len(made.report.lines)} computed, {', '.join(sizes)}"


ACTS: dict[str, Callable[..., str]] = {
    "import": _import,
    "undo": _undo,
    "export": _export,
    "flag": _flag,
    "notes": _read_notes,
    "report": _report,
}


def peak_mb() -> float:
    """The most memory this process has held so far."""
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / KILOBYTES_A_MEGABYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_A_MEGABYTE


def _main(act: str, url: str, *words: str) -> None:
    ledger = open_ledger(url)
    began, began_cpu = time.perf_counter(), time.process_time()
    told = ACTS[act](ledger, *words)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - began_cpu
    ledger.close()
    print(json.dumps(asdict(Measured(seconds, cpu_seconds, peak_mb(), told))))


if __name__ == "__main__":
    _main(*sys.argv[1:])
