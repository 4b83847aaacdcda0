"""Use case: write a bundle about invented people, with their true progress beside it."""

from datetime import date
from pathlib import Path

from assessment.domain.errors import CallerCanMend
from assessment.exchange.writing import bundle_texts, write_bundle
from assessment.i18n.words import _
from assessment.simulation.municipality import simulate
from assessment.simulation.truth import truth_text


def simulate_municipality(out: Path, *, newcomers: int, weeks: int, seed: int, end: date) -> dict[str, int]:
    """Write the bundle ``out`` and ``out_truth/truth.csv``; return the rows by file. Same seed, same bytes."""
    truth_folder = out.with_name(f"{out.name}_truth")
    for folder in (out, truth_folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CallerCanMend(
                _("{out} findes allerede og er ikke en tom mappe. Vælg et andet navn.").format(out=folder)
            )
    municipality = simulate(newcomers, weeks, seed, end)
    write_bundle(out, bundle_texts(municipality.frames))
    write_bundle(truth_folder, {"truth.csv": truth_text(municipality.truth)})
    return {f"{stem}.csv": len(rows) for stem, rows in municipality.frames.items()}
